/**
 * The full world as a database file, and smaller ones of the same kind, made once for a seed and a schema
 * and kept in the system's temporary directory, since making them takes longer than most of what is
 * measured on them.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, readMigrations } from '../../src/main/storage/migrate.ts';
import { openDatabase } from '../../src/main/storage/sqlite.ts';
import { SqliteStore } from '../../src/main/storage/store.ts';
import { FULL_WORLD, fillDatabase } from '../support/full-world.ts';
import { makeDirectory, ROOT, startHost } from './servers.ts';

/** The default id of a shard: its database is `Server_001.db`. */
const SERVER_ID = '001';
const PREFIX = 'shardkeep-bench-world-';

/** The cached file, which is read and never written. */
export function fullWorldFile(characters = FULL_WORLD.characters): string {
  const kind = `${PREFIX}${FULL_WORLD.seed}-${digestOfSchema()}`;
  const name = `${kind}-${characters}.db`;
  const file = join(tmpdir(), name);
  if (existsSync(file)) return file;
  for (const other of readdirSync(tmpdir())) {
    if (other.startsWith(PREFIX) && !other.startsWith(kind)) rmSync(join(tmpdir(), other));
  }
  process.stderr.write(`bench: making the world of ${characters} characters\n`);
  const beside = join(makeDirectory('world'), name);
  const db = openDatabase(beside);
  migrate(db, readMigrations(join(ROOT, 'migrations')));
  const store = new SqliteStore(db);
  store.setServerId(SERVER_ID);
  fillDatabase(db, { ...FULL_WORLD, characters });
  store.close();
  renameSync(beside, file);
  return file;
}

/**
 * A data directory with the full world. A host has been started and stopped on it, so that its
 * journal stands where its database does, and the system has read the file before.
 */
export async function makeFullDataDirectory(characters = FULL_WORLD.characters): Promise<string> {
  const dataDir = makeDirectory('full');
  copyFileSync(fullWorldFile(characters), databaseIn(dataDir));
  await (await startHost(dataDir)).stop();
  return dataDir;
}

export function databaseIn(dataDir: string): string {
  return join(dataDir, `Server_${SERVER_ID}.db`);
}

function digestOfSchema(): string {
  const hash = createHash('sha256').update(JSON.stringify(FULL_WORLD));
  for (const { sql } of readMigrations(join(ROOT, 'migrations'))) hash.update(sql);
  hash.update(readFileSync(join(ROOT, 'test/support/full-world.ts')));
  return hash.digest('hex').slice(0, 12);
}
