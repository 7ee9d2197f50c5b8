/** What only the store on disk does: it survives, fills its disk, checkpoints, and says what broke. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Coalescer } from '../../src/main/storage/coalesce.ts';
import { countRows, digestRows, findProblems } from '../../src/main/storage/integrity.ts';
import { readMeta } from '../../src/main/storage/meta.ts';
import { migrate, readMigrations } from '../../src/main/storage/migrate.ts';
import { replaceDatabase } from '../../src/main/storage/replace-database.ts';
import { openDatabase } from '../../src/main/storage/sqlite.ts';
import { SqliteStore } from '../../src/main/storage/store.ts';
import { writeVacuumed } from '../../src/main/storage/vacuum.ts';
import { SCHEMA, TABLES } from '../../src/main/world/schema.ts';
import { FILLED_TABLES, FULL_WORLD, fillDatabase, worldImages } from '../support/full-world.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const MIGRATIONS = readMigrations(new URL('../../migrations/', import.meta.url));
const SMALL = { ...FULL_WORLD, characters: 100 };

function openStore(file: string) {
  const db = openDatabase(file);
  migrate(db, MIGRATIONS);
  return { db, store: new SqliteStore(db) };
}

/** A whole small world as the change set `seq`. */
function worldAt(seq: number, seed = 1) {
  const coalescer = new Coalescer(seq - 1);
  const changes = FILLED_TABLES.flatMap((key) =>
    [...worldImages(key, { ...SMALL, seed })].map((image) => ({
      table: TABLES.indexOf(SCHEMA[key]),
      key: image[0] as number | string,
      image,
    })),
  );
  coalescer.add({ seq, at: 5, changes, firstLogId: 1, events: [] });
  return coalescer.take()!;
}

describe('SqliteStore', () => {
  it('[F3] keeps its rows and its position when it is opened again', () => {
    const file = join(temporaryDirectory(), 'Server_001.db');
    const first = openStore(file);
    first.store.setServerId('shard-1');
    first.store.apply(worldAt(1));
    const position = first.store.position;
    const digest = digestRows(first.db);
    first.store.close();
    const second = openStore(file);
    expect(second.store.position).toEqual(position);
    expect(second.store.position).toMatchObject({ serverId: 'shard-1', appliedSeq: 1 });
    expect(digestRows(second.db)).toBe(digest);
    second.store.close();
  });

  it('[F3] holds the same rows as one that was filled directly', () => {
    const directory = temporaryDirectory();
    const folded = openStore(join(directory, 'folded.db'));
    folded.store.apply(worldAt(1));
    const filled = openStore(join(directory, 'filled.db'));
    const rows = fillDatabase(filled.db, SMALL);
    expect(digestRows(folded.db)).toBe(digestRows(filled.db));
    const counts = countRows(filled.db);
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(rows);
    expect(counts).toMatchObject({ characters: 100, items: 5800, inventory: 5000 });
    folded.store.close();
    filled.store.close();
  });

  it('[F6] leaves the previous state whole when the disk is full', () => {
    const { db, store } = openStore(join(temporaryDirectory(), 'Server_001.db'));
    store.apply(worldAt(1));
    const digest = digestRows(db);
    const pages = db.pragma('page_count', { simple: true }) as number;
    db.pragma(`max_page_count = ${pages}`);
    const more = new Coalescer(1);
    const changes = Array.from({ length: 5_000 }, (_, i) => ({
      table: TABLES.indexOf(SCHEMA.items),
      key: `new-${i}`,
      image: [`new-${i}`, 1, 'Ore_Iron', JSON.stringify({ i }), '2024-05-01T12:00:00Z', null],
    }));
    more.add({ seq: 2, at: 6, changes, firstLogId: 1, events: [] });
    const coalesced = more.take()!;
    expect(() => store.apply(coalesced)).toThrow(
      expect.objectContaining({ code: 'disk-full', hint: expect.stringContaining('Free space') }),
    );
    expect(store.position.appliedSeq).toBe(1);
    expect(digestRows(db)).toBe(digest);
    db.pragma('max_page_count = 1000000');
    expect(store.apply(coalesced).written).toBe(5_000);
    store.close();
  });

  it('[F11] counts as checkpointed only what no reader held back', () => {
    const file = join(temporaryDirectory(), 'Server_001.db');
    const { store } = openStore(file);
    store.apply(worldAt(1));
    expect(store.checkpointedSeq).toBe(0);
    expect(store.checkpoint()).toBe(true);
    expect(store.checkpointedSeq).toBe(1);
    const reader = openDatabase(file, { readonly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM items').get();
    store.apply(worldAt(2, 2));
    store.checkpoint();
    store.apply(worldAt(3, 3));
    expect(store.checkpoint()).toBe(false);
    expect(store.checkpointedSeq).toBe(1);
    reader.close();
    expect(store.checkpoint()).toBe(true);
    expect(store.checkpointedSeq).toBe(3);
    store.close();
    expect(existsSync(`${file}-wal`)).toBe(false);
  });

  it('[F12] shows counters to other tools as whole numbers', () => {
    const { db, store } = openStore(join(temporaryDirectory(), 'Server_001.db'));
    const appliedSeq = 2 ** 40;
    store.startTimeline({ timeline: 1, appliedSeq, nextLogId: 1, nextIds: {} });
    const stored = db
      .prepare(`SELECT typeof(value) FROM shardkeep_meta WHERE name = 'applied_seq'`)
      .pluck();
    expect(stored.get()).toBe('integer');
    expect(readMeta(db, 'applied_seq')).toBe(appliedSeq);
    store.close();
  });

  it('[F13] finds a damaged page', () => {
    const file = join(temporaryDirectory(), 'Server_001.db');
    const { store } = openStore(file);
    store.apply(worldAt(1));
    expect(store.integrityCheck()).toEqual([]);
    store.close();
    const bytes = readFileSync(file);
    bytes.fill(0xa5, Math.floor(statSync(file).size / 2 / 4096) * 4096, undefined);
    writeFileSync(file, bytes);
    const db = openDatabase(file);
    expect(findProblems(db)).not.toEqual([]);
    db.close();
  });

  it('[F13] finds a row that refers to nothing', () => {
    const { db, store } = openStore(join(temporaryDirectory(), 'Server_001.db'));
    store.apply(worldAt(1));
    db.exec('DELETE FROM guilds WHERE guild_id = 1');
    expect(store.integrityCheck()[0]).toMatch(/^Row \d+ of guild_members refers to/);
    store.close();
  });

  it('[F13] refuses a file that is no database', () => {
    const file = join(temporaryDirectory(), 'Server_001.db');
    writeFileSync(file, 'nothing of the kind '.repeat(100));
    for (const options of [{}, { readonly: true }]) {
      expect(() => openDatabase(file, options)).toThrow(
        expect.objectContaining({ code: 'corrupt', hint: expect.any(String) }),
      );
    }
  });

  it('[F13] refuses a file that is not there, where it must be', () => {
    const file = join(temporaryDirectory(), 'Server_001.db');
    for (const options of [{ mustExist: true }, { readonly: true }]) {
      expect(() => openDatabase(file, options)).toThrow(expect.objectContaining({ code: 'io' }));
    }
    expect(existsSync(file)).toBe(false);
  });

  it('[F14] is the same world, and works on, after its unused pages were taken out', async () => {
    const file = join(temporaryDirectory(), 'Server_001.db');
    const { db, store } = openStore(file);
    store.apply(worldAt(1));
    db.exec('DELETE FROM items WHERE character_id % 2 = 0');
    const digest = digestRows(db);
    const { position } = store;
    const { bytes, reclaimable } = store.vacuumSpace();
    const small = await writeVacuumed(store, file);
    store.close();
    await replaceDatabase(small, file);

    const again = openStore(file);
    expect(digestRows(again.db)).toBe(digest);
    expect(again.store.position).toEqual(position);
    const saved = bytes - again.store.vacuumSpace().bytes;
    // What was expected, but for a page or two in ten.
    expect(saved).toBeGreaterThan(reclaimable * 0.8);
    expect(saved).toBeLessThan(reclaimable * 1.2);
    expect(again.store.apply(worldAt(2)).written).toBeGreaterThan(0);
    again.store.close();
  });
});

it('[B3] a file of an older version, as a backup may be, is counted and digested as it is', () => {
  const db = openDatabase(join(temporaryDirectory(), 'backup.db'));
  migrate(db, MIGRATIONS, 2);
  fillDatabase(db, SMALL);
  expect(countRows(db)).toMatchObject({ characters: 100 });
  const digest = digestRows(db);
  db.exec('UPDATE characters SET gold = gold + 1 WHERE character_id = 1');
  expect(digestRows(db)).not.toBe(digest);
  db.close();
});
