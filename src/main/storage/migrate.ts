/**
 * Brings a database to the schema of this version by the numbered files of a directory.
 *
 * A file runs in one transaction together with the number that records it (`PRAGMA user_version`),
 * so none is ever half applied. Migrations are frozen once released; nothing here goes back.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asStorageError, StorageError } from './errors.ts';
import { openDatabase, type SqliteDatabase } from './sqlite.ts';

export interface Migration {
  /** 1, 2, 3, … without a gap. */
  readonly version: number;
  /** The file's name, as `0001_world.sql`. */
  readonly name: string;
  readonly sql: string;
}

const FILE_NAME = /^(\d{4})_[a-z0-9_]+\.sql$/;

/**
 * The migrations of a directory, in order. Every `.sql` file in it must be one.
 * Throws StorageError `bad-migrations` for a bad name, a gap or a duplicate.
 */
export function readMigrations(directory: string | URL): readonly Migration[] {
  const path = typeof directory === 'string' ? directory : fileURLToPath(directory);
  let names: string[];
  try {
    names = readdirSync(path).filter((name) => name.endsWith('.sql'));
  } catch (thrown) {
    throw asStorageError(thrown, `Reading the migrations in ${path}`);
  }
  // Sorted by code unit, which no locale changes; four digits make that the order of the numbers.
  return names.sort().map((name, index) => {
    const version = Number(FILE_NAME.exec(name)?.[1]);
    if (version !== index + 1) {
      throw new StorageError(
        'bad-migrations',
        `${name} stands where migration ${String(index + 1).padStart(4, '0')} is expected.`,
        { hint: 'Migrations are named 0001_name.sql and are numbered without gaps.' },
      );
    }
    return { version, name, sql: readFileSync(join(path, name), 'utf8') };
  });
}

/** How many migrations `db` has had; 0 for an empty file. */
export function schemaVersion(db: SqliteDatabase): number {
  return db.pragma('user_version', { simple: true }) as number;
}

/** True where `file` is a database that has had fewer than `versions` migrations; one that is broken is none. */
export function isBehind(file: string, versions: number): boolean {
  if (!existsSync(file)) return false;
  try {
    const db = openDatabase(file, { readonly: true });
    try {
      const version = schemaVersion(db);
      return version > 0 && version < versions;
    } finally {
      db.close();
    }
  } catch (thrown) {
    if (asStorageError(thrown, `Reading ${file}`).code === 'corrupt') return false;
    throw thrown;
  }
}

/**
 * Applies the migrations that `db` has not had yet, up to the version `to` (all, if left out).
 * Returns the versions before and after. Throws StorageError `newer-schema` where the file has had
 * more than are known here, `bad-migrations` where one fails: the file then stands at the one before.
 */
export function migrate(
  db: SqliteDatabase,
  migrations: readonly Migration[],
  to = migrations.length,
): { from: number; to: number } {
  const from = schemaVersion(db);
  if (from > migrations.length) {
    throw new StorageError(
      'newer-schema',
      `${db.name} has schema version ${from}; this Shardkeep knows versions up to ${migrations.length}.`,
      { hint: 'Start the version of Shardkeep that wrote it, or a newer one.' },
    );
  }
  for (const migration of migrations.slice(from, to)) applyMigration(db, migration);
  return { from, to: schemaVersion(db) };
}

function applyMigration(db: SqliteDatabase, migration: Migration): void {
  try {
    db.exec('BEGIN IMMEDIATE');
    db.exec(migration.sql);
    if (!db.inTransaction) {
      throw new StorageError('bad-migrations', `${migration.name} ends its own transaction.`);
    }
    db.pragma(`user_version = ${migration.version}`);
    db.exec('COMMIT');
  } catch (thrown) {
    if (db.inTransaction) db.exec('ROLLBACK');
    const error = asStorageError(thrown, `Migration ${migration.name}`);
    if (error.code !== 'failed' && error.code !== 'constraint') throw error;
    throw new StorageError('bad-migrations', error.message, { cause: thrown });
  }
}
