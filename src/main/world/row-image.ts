/**
 * What makes a row's image, as a function of its own for each table: its source is written from the declaration,
 * since reading columns by names that stand in a list takes several times as long, and every change of every row
 * comes this way.
 */
import { assert } from '../../shared/errors.ts';
import type { RowImage, Value } from './change-set.ts';
import type { ColumnDefinition, ColumnType } from './table-definition.ts';

/** What must hold of a value `v` that is not NULL, as JavaScript. */
const FITS: Readonly<Record<ColumnType, string>> = {
  integer: 'Number.isSafeInteger(v)',
  real: 'Number.isFinite(v)',
  text: "typeof v === 'string'",
  timestamp: "typeof v === 'string'",
  json: "typeof v === 'string'",
};

/**
 * Answers what makes the values of a row in the order of `columns`. It asserts what the disk will demand, since a
 * row that SQLite refuses would stop every snapshot after it.
 */
export function imageMaker(
  table: string,
  columns: readonly (readonly [string, ColumnDefinition])[],
): (row: Readonly<Record<string, Value>>) => RowImage {
  const refuse = (column: string, value: unknown) =>
    assert(false, `${table}.${column} cannot hold ${String(value)}`);
  const checks = columns.map(([column, { type, nullable }]) => {
    const name = JSON.stringify(column);
    const fits = nullable === true ? `v === null || ${FITS[type]}` : FITS[type];
    return `v = row[${name}]; if (!(${fits})) refuse(${name}, v);`;
  });
  const values = columns.map(([column]) => `row[${JSON.stringify(column)}]`);
  const body = `return (row) => { let v; ${checks.join(' ')} return [${values.join(', ')}]; };`;
  return new Function('refuse', body)(refuse);
}
