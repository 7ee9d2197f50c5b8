/** The rows of a table on disk, as change sets carry them: what the storage tests compare. */
import type { SqliteDatabase } from '../../src/main/storage/sqlite.ts';
import type { Key, RowImage, Value } from '../../src/main/world/change-set.ts';
import type { TableDefinition } from '../../src/main/world/table-definition.ts';

export function readRows(db: SqliteDatabase, table: TableDefinition): Map<Key, RowImage> {
  const columns = table.columnNames.map((name) => `"${name}"`).join(', ');
  const rows = db.prepare<[], Value[]>(`SELECT ${columns} FROM "${table.name}"`).raw().all();
  const key = table.columnNames.indexOf(table.primaryKey);
  return new Map(rows.map((row) => [row[key] as Key, row]));
}
