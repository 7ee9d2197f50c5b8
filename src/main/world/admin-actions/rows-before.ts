/** The rows that a number of writes changed, as they were before them. */
import type { Key } from '../change-set.ts';
import type { TableKey } from '../schema.ts';
import type { AnyRow, Table } from '../table.ts';
import type { Row, Tables, Write } from '../transaction.ts';

/** By table and key; null where there was no such row. What was not written is not in it. */
export interface RowsBefore {
  of<K extends TableKey>(table: K): ReadonlyMap<Key, Row<K> | null>;
}

/** `writes` are the latest of these tables. */
export function rowsBefore(tables: Tables, writes: readonly Write[]): RowsBefore {
  const before = new Map<TableKey, Map<Key, AnyRow | null>>();
  for (const write of writes.toReversed()) {
    const { table, key } = write;
    let rows = before.get(table);
    if (rows === undefined) {
      rows = new Map();
      before.set(table, rows);
    }
    if (write.kind === 'insert') {
      rows.set(key, null);
    } else if (write.kind === 'delete') {
      rows.set(key, { ...write.row });
    } else {
      const row = rows.get(key) ?? { ...(tables[table] as unknown as Table<AnyRow>).get(key) };
      row[write.column] = write.before;
      rows.set(key, row);
    }
  }
  return { of: (table) => (before.get(table) ?? new Map()) as never };
}
