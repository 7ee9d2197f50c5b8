import { describe, expect, it, onTestFinished } from 'vitest';
import { EMPTY_POSITION, readPosition } from '../../src/main/storage/meta.ts';
import { migrate, readMigrations } from '../../src/main/storage/migrate.ts';
import { openDatabase } from '../../src/main/storage/sqlite.ts';
import { TableStatements } from '../../src/main/storage/table-statements.ts';
import { STORED_TABLES } from '../../src/main/world/schema.ts';
import type { ColumnType } from '../../src/main/world/table-definition.ts';
import { schemaOf, tableNames } from './schema-of.ts';

const MIGRATIONS = readMigrations(new URL('../../migrations/', import.meta.url));

const SQL_TYPES: Record<ColumnType, string> = {
  integer: 'INTEGER',
  real: 'REAL',
  text: 'TEXT',
  timestamp: 'TIMESTAMP',
  json: 'TEXT',
};

/**
 * Foreign keys that the world keeps and the document's tables cannot say: it has no such constraint
 * in them, and they get none from us.
 */
const IN_MEMORY_ALONE = ['inventory.item_id', 'equipment.item_id'];

function migrated() {
  const db = openDatabase(':memory:');
  onTestFinished(() => void db.close());
  migrate(db, MIGRATIONS);
  return db;
}

describe('0002_shardkeep.sql and those after it', () => {
  it('[M2] adds our own tables and no other', () => {
    const ours = tableNames(migrated()).filter((name) => name.startsWith('shardkeep_'));
    expect(ours).toEqual([
      'shardkeep_bans',
      'shardkeep_client_sessions',
      'shardkeep_ground',
      'shardkeep_ledger',
      'shardkeep_meta',
      'shardkeep_outcomes',
      'shardkeep_recovery',
      'shardkeep_undo',
    ]);
    const stored = STORED_TABLES.map((table) => table.name);
    expect(tableNames(migrated())).toEqual([...stored, 'shardkeep_meta'].sort());
  });

  it('[F5] starts with counters that count nothing', () => {
    expect(readPosition(migrated())).toEqual(EMPTY_POSITION);
  });
});

describe.each(STORED_TABLES)('$name', (table) => {
  it('[M2] has the columns that the world declares, in their order', () => {
    const { columns } = schemaOf(migrated(), table.name);
    const declared = table.columnNames.map((name) => {
      const { type, nullable } = table.columns[name]!;
      return { name, type: SQL_TYPES[type], nullable: nullable === true };
    });
    const built = columns.map(({ name, type, notnull, pk }) => ({
      name,
      type,
      nullable: notnull === 0 && pk === 0,
    }));
    expect(built).toEqual(declared);
  });

  it('[M2] has the primary key that the world declares', () => {
    const { columns } = schemaOf(migrated(), table.name);
    const key = columns.filter((column) => column.pk === 1);
    expect(key.map((column) => column.name)).toEqual([table.primaryKey]);
    if (table.generatedKey) expect(key[0]!.type).toBe('INTEGER');
  });

  it('[M2] has the foreign keys that the world declares, as far as the document has them', () => {
    const { foreignKeys } = schemaOf(migrated(), table.name);
    const declared = table.foreignKeys
      .filter(({ column }) => !IN_MEMORY_ALONE.includes(`${table.name}.${column}`))
      .map(({ column, table: parent, onDelete }) => ({
        from: column,
        table: parent,
        on_delete: onDelete === 'cascade' ? 'CASCADE' : 'NO ACTION',
      }));
    const built = foreignKeys.map(({ from, table: parent, on_delete }) => ({
      from,
      table: parent,
      on_delete,
    }));
    expect(built).toEqual(declared.sort((a, b) => a.from.localeCompare(b.from)));
  });

  it('[M2] is unique where the world lets unique values change, and only there', () => {
    const { indexes } = schemaOf(migrated(), table.name);
    const unique = indexes
      .filter((index) => index.unique === 1 && index.origin !== 'pk')
      .map((index) => (index.columns as { column: string }[]).map(({ column }) => column));
    const single = unique.filter((columns) => columns.length === 1).flat();
    expect(single).toEqual(table.uniqueInSql);
    // Pairs must be ordered indexes of the world: the fuzzy snapshot makes way by them.
    const pairs = unique.filter((columns) => columns.length > 1);
    const declared = table.ordered.map(({ of, by }) => [of, by]);
    for (const pair of pairs) expect(declared).toContainEqual(pair);
  });

  it('[M2] takes the statements that are made from the declaration', () => {
    expect(() => new TableStatements(migrated(), table)).not.toThrow();
  });
});
