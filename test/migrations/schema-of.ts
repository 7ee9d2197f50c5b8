/** What a database's schema amounts to, read from SQLite itself: text and order of SQL do not count. */
import type { SqliteDatabase } from '../../src/main/storage/sqlite.ts';

export interface TableSchema {
  /** By name, in order: declared type, NOT NULL, default, place in the primary key. */
  readonly columns: readonly Readonly<Record<string, unknown>>[];
  readonly foreignKeys: readonly Readonly<Record<string, unknown>>[];
  /** Indexes of constraints and our own alike, with their columns. */
  readonly indexes: readonly Readonly<Record<string, unknown>>[];
}

export function tableNames(db: SqliteDatabase): string[] {
  return db
    .prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
    .pluck()
    .all();
}

export function schemaOf(db: SqliteDatabase, table: string): TableSchema {
  const pragma = (name: string, of: string) =>
    db.pragma(`${name}("${of}")`) as Record<string, unknown>[];
  return {
    columns: pragma('table_xinfo', table).map(({ cid: _, ...column }) => column),
    foreignKeys: pragma('foreign_key_list', table)
      .map(({ id: _, seq: __, ...foreignKey }) => foreignKey)
      .sort((a, b) => String(a.from).localeCompare(String(b.from))),
    indexes: pragma('index_list', table)
      .map(({ seq: _, name, ...index }) => ({
        ...index,
        // SQLite numbers the indexes of constraints; the number says nothing.
        name: index.origin === 'c' ? name : 'constraint',
        columns: pragma('index_xinfo', String(name))
          .filter((column) => column.key === 1)
          .map(({ name: column, desc, coll }) => ({ column, desc, coll })),
      }))
      .sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))),
  };
}
