/**
 * What is read from a file is a new string for each column of each row. The key of another row, the same moment in
 * two columns, and what many rows say alike, as the type of an item or how far a quest has come, are kept once
 * instead: strings are most of a world's memory.
 */
import type { Value } from '../world/change-set.ts';
import type { AnyRow, Table } from '../world/table.ts';
import type { TableDefinition } from '../world/table-definition.ts';
import type { World } from '../world/world.ts';

/** A column of more values than this has none that many rows share. */
const VALUES_MAX = 1_000;

/** Answers what makes a row of the table, loaded after those it refers to, use the strings that are there. */
export function sharingText(world: World, definition: TableDefinition): (row: AnyRow) => void {
  const tables = Object.values(world.tables) as unknown as readonly Table<AnyRow>[];
  const typeOf = (column: string) => definition.columns[column]?.type;
  const keys = definition.foreignKeys
    .filter(({ column }) => typeOf(column) === 'text')
    .map(({ column, table }) => ({
      column,
      parents: tables.find((one) => one.definition.name === table),
    }));
  const isOwn = (column: string) =>
    column === definition.primaryKey ||
    definition.unique.includes(column) ||
    keys.some((key) => key.column === column);
  const [first = '', ...others] = definition.columnNames.filter(
    (column) => typeOf(column) === 'timestamp',
  );
  let columns = definition.columnNames
    .filter((column) => ['text', 'json'].includes(typeOf(column) ?? '') && !isOwn(column))
    .map((column) => ({ column, values: new Map<Value, Value>() }));
  return (row) => {
    for (const { column, parents } of keys) {
      const parent = parents?.get(row[column] as string);
      if (parent !== undefined)
        row[column] = parent[parents?.definition.primaryKey as string] as Value;
    }
    for (const column of others) if (row[column] === row[first]) row[column] = row[first] as Value;
    for (const { column, values } of columns) {
      const value = row[column] as Value;
      if (value === null) continue;
      const known = values.get(value);
      if (known !== undefined) row[column] = known;
      else values.set(value, value);
      if (values.size > VALUES_MAX) columns = columns.filter((one) => one.values !== values);
    }
  };
}
