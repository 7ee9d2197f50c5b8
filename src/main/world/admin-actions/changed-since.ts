/** What became of the rows of an action since: an undo may only take back what is still as it was left. */
import type { Key, Value } from '../change-set.ts';
import type { TableKey } from '../schema.ts';
import type { AnyRow, Table } from '../table.ts';
import type { Row, Tables, Write } from '../transaction.ts';

/** A row that is not as the action left it; `column` is null where it is gone, or there again. */
export interface Changed {
  readonly table: TableKey;
  readonly key: Key;
  readonly column: string | null;
}

/** Where a character stands: one value in four columns. */
export const POSITION: readonly (keyof Row<'characters'>)[] = [
  'map_id',
  'position_x',
  'position_y',
  'position_z',
];

/**
 * Columns that play sets all the time and that tell nothing of what was done: they keep no undo from
 * being done.
 */
export function isLoose(table: TableKey, column: string): boolean {
  if (column === 'updated_at') return true;
  return (table === 'characters' && column === 'last_login') || isPosition(table, column);
}

export function isPosition(table: TableKey, column: string): boolean {
  return table === 'characters' && POSITION.some((one) => one === column);
}

/** How `writes` left a row: those of its columns that they wrote, or null where they deleted it. */
interface Left {
  readonly table: TableKey;
  readonly key: Key;
  readonly columns: Record<string, Value> | null;
}

function leftBy(writes: readonly Write[]): readonly Left[] {
  const rows = new Map<string, Left>();
  const whole = new Set<string>();
  for (const write of writes.toReversed()) {
    const { table, key } = write;
    const name = `${table} ${key}`;
    if (whole.has(name)) continue;
    if (write.kind !== 'set') whole.add(name);
    const columns = write.kind === 'set' ? { [write.column]: write.after } : write.row;
    const later = rows.get(name)?.columns;
    rows.set(name, {
      table,
      key,
      columns: write.kind === 'delete' ? null : { ...columns, ...later },
    });
  }
  return [...rows.values()];
}

/** What is not as `writes` left it, loose columns aside. */
export function changedSince(tables: Tables, writes: readonly Write[]): readonly Changed[] {
  return leftBy(writes).flatMap(({ table, key, columns }): Changed[] => {
    const row = rowOf(tables, table, key);
    if (row === undefined || columns === null) {
      const isAsLeft = row === undefined && columns === null;
      return isAsLeft ? [] : [{ table, key, column: null }];
    }
    return Object.entries(columns)
      .filter(([column, value]) => !isLoose(table, column) && row[column] !== value)
      .map(([column]) => ({ table, key, column }));
  });
}

/** The characters who stand elsewhere than `writes` put them: they stay where they went. */
export function movedSince(tables: Tables, writes: readonly Write[]): ReadonlySet<Key> {
  const moved = leftBy(writes).filter(({ table, key, columns }) => {
    const row = rowOf(tables, table, key);
    return (
      table === 'characters' &&
      POSITION.some(
        (column) => columns?.[column] !== undefined && row?.[column] !== columns[column],
      )
    );
  });
  return new Set(moved.map(({ key }) => key));
}

function rowOf(tables: Tables, table: TableKey, key: Key): Readonly<AnyRow> | undefined {
  return (tables[table] as unknown as Table<AnyRow>).get(key);
}
