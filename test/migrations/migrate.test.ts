import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  isBehind,
  migrate,
  readMigrations,
  schemaVersion,
} from '../../src/main/storage/migrate.ts';
import { openDatabase } from '../../src/main/storage/sqlite.ts';
import { FULL_WORLD, fillDatabase } from '../support/full-world.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const OURS = new URL('../../migrations/', import.meta.url);

function directoryWith(files: Record<string, string>): string {
  const directory = join(temporaryDirectory(), 'migrations');
  mkdirSync(directory);
  for (const [name, sql] of Object.entries(files)) writeFileSync(join(directory, name), sql);
  return directory;
}

function open(file = ':memory:') {
  const db = openDatabase(file);
  onTestFinished(() => void db.close());
  return db;
}

const A = 'CREATE TABLE a (x);';
const B = 'CREATE TABLE b (x);';

describe('readMigrations', () => {
  it('[M3] reads our own in order', () => {
    expect(readMigrations(OURS).map(({ version, name }) => [version, name])).toEqual([
      [1, '0001_world.sql'],
      [2, '0002_shardkeep.sql'],
      [3, '0003_undo.sql'],
      [4, '0004_bans.sql'],
    ]);
  });

  it.each([
    ['a gap', { '0001_a.sql': A, '0003_b.sql': B }],
    ['a duplicate', { '0001_a.sql': A, '0001_b.sql': B }],
    ['a wrong start', { '0002_a.sql': A }],
    ['a bad name', { '0001_a.sql': A, 'second.sql': B }],
  ])('[M3] refuses %s', (_what, files) => {
    expect(() => readMigrations(directoryWith(files))).toThrow(
      expect.objectContaining({ code: 'bad-migrations' }),
    );
  });

  it('[M3] says when the directory is missing', () => {
    expect(() => readMigrations(join(temporaryDirectory(), 'none'))).toThrow(
      expect.objectContaining({ code: 'io' }),
    );
  });
});

describe('migrate', () => {
  it('[M4] runs what is new, once, and remembers it', () => {
    const file = join(temporaryDirectory(), 'a.db');
    const first = openDatabase(file);
    expect(migrate(first, readMigrations(directoryWith({ '0001_a.sql': A })))).toEqual({
      from: 0,
      to: 1,
    });
    first.close();
    const again = open(file);
    const migrations = readMigrations(directoryWith({ '0001_a.sql': A, '0002_b.sql': B }));
    expect(migrate(again, migrations)).toEqual({ from: 1, to: 2 });
    expect(migrate(again, migrations)).toEqual({ from: 2, to: 2 });
  });

  it('[M4] stops at the version it is told', () => {
    const db = open();
    expect(migrate(db, readMigrations(OURS), 1)).toEqual({ from: 0, to: 1 });
    expect(migrate(db, readMigrations(OURS), 1)).toEqual({ from: 1, to: 1 });
  });

  it.each([
    ['fails halfway', `${B} INSERT INTO nothing VALUES (1);`],
    ['ends its own transaction', `${B} ROLLBACK;`],
  ])('[M5] leaves nothing of a migration that %s', (_what, sql) => {
    const db = open();
    const migrations = readMigrations(directoryWith({ '0001_a.sql': A, '0002_b.sql': sql }));
    expect(() => migrate(db, migrations)).toThrow(
      expect.objectContaining({
        code: 'bad-migrations',
        message: expect.stringContaining('0002_b.sql'),
      }),
    );
    expect(schemaVersion(db)).toBe(1);
    expect(db.prepare('SELECT name FROM sqlite_schema').pluck().all()).toEqual(['a']);
    expect(db.inTransaction).toBe(false);
  });

  it('[M6] refuses a file of a newer version and leaves it as it is', () => {
    const db = open();
    db.pragma('user_version = 99');
    expect(() => migrate(db, readMigrations(OURS))).toThrow(
      expect.objectContaining({
        code: 'newer-schema',
        hint: expect.stringContaining('newer'),
      }),
    );
    expect(schemaVersion(db)).toBe(99);
    expect(db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()).toBe(0);
  });
});

const sqlite3 = (() => {
  try {
    execFileSync('sqlite3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe('the file', () => {
  it('[M8] tells its version though whoever wrote it was killed in the middle of it', () => {
    const directory = temporaryDirectory();
    const written = join(directory, 'written.db');
    const db = openDatabase(written);
    migrate(db, readMigrations(OURS));
    fillDatabase(db, { ...FULL_WORLD, characters: 60 });
    // A rollback journal, of a transaction that has written to the file already: what is copied is what a
    // kill leaves.
    db.pragma('journal_mode = DELETE');
    db.pragma('cache_size = 1');
    db.exec('BEGIN; UPDATE items SET updated_at = 0');
    const file = join(directory, 'Server_001.db');
    for (const suffix of ['', '-journal']) copyFileSync(written + suffix, file + suffix);
    db.exec('ROLLBACK');
    db.close();
    const versions = readMigrations(OURS).length;
    expect(isBehind(file, versions)).toBe(false);
    expect(isBehind(file, versions + 1)).toBe(true);
    expect(existsSync(`${file}-journal`)).toBe(false);
  });

  it.runIf(sqlite3)('[M7] opens in the sqlite3 program', () => {
    const file = join(temporaryDirectory(), 'Server_001.db');
    const db = openDatabase(file);
    migrate(db, readMigrations(OURS));
    fillDatabase(db, { ...FULL_WORLD, characters: 60 });
    db.close();
    const ask = (sql: string) => execFileSync('sqlite3', [file, sql], { encoding: 'utf8' }).trim();
    expect(ask('PRAGMA integrity_check')).toBe('ok');
    expect(ask('SELECT count(*) FROM characters')).toBe('60');
    expect(ask(`SELECT typeof(properties) FROM items LIMIT 1`)).toBe('text');
    expect(ask(`SELECT typeof(created_at) FROM items LIMIT 1`)).toBe('text');
  });
});
