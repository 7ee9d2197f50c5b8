/**
 * The peer of snapshots, in a process of its own and at the priority of the snapshot process, so that
 * a busy machine slows both alike: writes the same rows with nothing around it. Asked for a delta it
 * upserts the changed rows in key order, in one synced transaction, into a copy of the full world, and
 * copies the log into the file. Asked for a full image it has SQLite insert every row of that world into a
 * new file in key order, adds the indexes and syncs it; it checks nothing.
 */
import { closeSync, copyFileSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { dropIndexes } from '../../src/main/storage/full-snapshot.ts';
import { migrate, readMigrations } from '../../src/main/storage/migrate.ts';
import { openDatabase } from '../../src/main/storage/sqlite.ts';
import { quoted, TableStatements } from '../../src/main/storage/table-statements.ts';
import { SCHEMA, STORED_TABLES } from '../../src/main/world/schema.ts';
import { changedImages } from './active.ts';

export interface BareWriterOptions {
  readonly directory: string;
  readonly world: string;
  readonly migrations: string;
}

export type BareWrite = { readonly kind: 'delta' | 'full'; readonly round: number };

setPriority(constants.priority.PRIORITY_LOW);
const { directory, world, migrations } = JSON.parse(process.argv[2] ?? '{}') as BareWriterOptions;

const copy = join(directory, 'bare.db');
copyFileSync(world, copy);
const db = openDatabase(copy);
db.pragma('wal_autocheckpoint = 0');
const characters = new TableStatements(db, SCHEMA.characters);
const inventory = new TableStatements(db, SCHEMA.inventory);

function writeDelta(round: number): number {
  const changed = changedImages(round);
  const startedAt = performance.now();
  db.transaction(() => {
    for (const image of changed.characters) characters.upsert(image);
    for (const image of changed.inventory) inventory.upsert(image);
  })();
  db.pragma('wal_checkpoint(PASSIVE)');
  return performance.now() - startedAt;
}

function writeFull(): number {
  const file = join(directory, 'image.db');
  rmSync(file, { force: true });
  const startedAt = performance.now();
  const image = openDatabase(file);
  image.pragma('journal_mode = OFF');
  image.pragma('synchronous = OFF');
  image.pragma('locking_mode = EXCLUSIVE');
  image.pragma('cache_size = -262144');
  migrate(image, readMigrations(migrations));
  const indexes = dropIndexes(image);
  image.prepare('ATTACH ? AS world').run(world);
  image.exec('BEGIN');
  for (const { name, primaryKey } of STORED_TABLES) {
    const rows = `SELECT * FROM world.${quoted(name)} ORDER BY ${quoted(primaryKey)}`;
    image.exec(`INSERT INTO main.${quoted(name)} ${rows}`);
  }
  image.exec('COMMIT');
  for (const sql of indexes) image.exec(sql);
  image.close();
  const descriptor = openSync(file, 'r+');
  fsyncSync(descriptor);
  closeSync(descriptor);
  const took = performance.now() - startedAt;
  rmSync(file);
  return took;
}

process.on('message', ({ kind, round }: BareWrite) => {
  process.send?.(kind === 'delta' ? writeDelta(round) : writeFull());
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
