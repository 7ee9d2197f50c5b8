import { describe, expect, it, onTestFinished } from 'vitest';
import { migrate, readMigrations, schemaVersion } from '../../src/main/storage/migrate.ts';
import { openDatabase } from '../../src/main/storage/sqlite.ts';
import { DOCUMENT_SQL } from './document.ts';
import { schemaOf, tableNames } from './schema-of.ts';

const MIGRATIONS = readMigrations(new URL('../../migrations/', import.meta.url));

function open() {
  const db = openDatabase(':memory:');
  onTestFinished(() => void db.close());
  return db;
}

describe('0001_world.sql', () => {
  const expected = [
    'characters',
    'equipment',
    'guild_members',
    'guilds',
    'inventory',
    'items',
    'quests',
    'skills',
  ];

  it('[M1] builds exactly the tables of the document', () => {
    const db = open();
    migrate(db, MIGRATIONS, 1);
    expect(schemaVersion(db)).toBe(1);
    expect(tableNames(db)).toEqual(expected);
  });

  it.each(expected)('[M1] builds %s column for column, with its keys and indexes', (table) => {
    const migrated = open();
    migrate(migrated, MIGRATIONS);
    const document = open();
    document.exec(DOCUMENT_SQL);
    expect(schemaOf(document, table).columns.length).toBeGreaterThan(0);
    expect(schemaOf(migrated, table)).toEqual(schemaOf(document, table));
  });

  it('[M1] keeps the words of the document', () => {
    const words = (sql: string) => sql.replaceAll(/\s+/g, ' ').trim();
    expect(words(MIGRATIONS[0]!.sql)).toContain(words(DOCUMENT_SQL));
  });
});
