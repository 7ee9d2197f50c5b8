/** The fuzzy snapshot, and putting it in the place of the file that was there. */
import { copyFileSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Coalescer } from '../../src/main/storage/coalesce.ts';
import { FullSnapshotWriter } from '../../src/main/storage/full-snapshot.ts';
import { EMPTY_POSITION } from '../../src/main/storage/meta.ts';
import { migrate, readMigrations } from '../../src/main/storage/migrate.ts';
import { quarantineDatabase, replaceDatabase } from '../../src/main/storage/replace-database.ts';
import { openDatabase } from '../../src/main/storage/sqlite.ts';
import { SqliteStore } from '../../src/main/storage/store.ts';
import type { RowImage } from '../../src/main/world/change-set.ts';
import { SCHEMA, STORED_TABLES, TABLES } from '../../src/main/world/schema.ts';
import { ChangeModel, dumpRows, steps } from '../support/random-changes.ts';
import { readRows } from '../support/read-rows.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const MIGRATIONS = readMigrations(new URL('../../migrations/', import.meta.url));
const CHARACTERS = TABLES.indexOf(SCHEMA.characters);

const hero = (id: number, name: string): RowImage => [
  id,
  1,
  name,
  1,
  0,
  10,
  10,
  10,
  10,
  10,
  10,
  0,
  0,
  0,
  0,
  'Town_01',
  null,
  null,
  null,
];

/** A database that holds one character of the given name, as at sequence number 1. */
function makeDatabase(file: string, name: string): void {
  const db = openDatabase(file);
  migrate(db, MIGRATIONS);
  const store = new SqliteStore(db);
  const coalescer = new Coalescer(0);
  const changes = [{ table: CHARACTERS, key: 1, image: hero(1, name) }];
  coalescer.add({ seq: 1, at: 0, changes, firstLogId: 1, events: [] });
  store.apply(coalescer.take()!);
  // Not through the store, which would empty the log.
  db.pragma('wal_autocheckpoint = 0');
  db.close();
}

function nameIn(file: string): unknown {
  const db = openDatabase(file, { mustExist: true });
  try {
    return db.prepare('SELECT character_name FROM characters').pluck().get();
  } finally {
    db.close();
  }
}

async function begin(directory: string, position = EMPTY_POSITION) {
  const file = join(directory, 'next.db');
  return FullSnapshotWriter.begin(file, { migrations: MIGRATIONS, position });
}

describe('FullSnapshotWriter', () => {
  it('[F15] becomes the exact state at the end of the fold, whatever happened between slices', async () => {
    const directory = temporaryDirectory();
    await fc.assert(
      fc.asyncProperty(steps, steps, fc.integer({ min: 1, max: 5 }), async (early, late, size) => {
        const model = new ChangeModel();
        for (const step of early) model.run(step);
        const writer = await begin(directory, {
          ...EMPTY_POSITION,
          appliedSeq: model.seq,
          nextLogId: model.nextLogId,
          nextIds: Object.fromEntries(model.nextIds),
        });
        const coalescer = new Coalescer(model.seq);
        const queue = [...late];
        const goOn = () => {
          const step = queue.shift();
          if (step) coalescer.add(model.run(step));
        };
        // Iterates the live maps as the host does: what is added meanwhile may be seen or not.
        for (const table of STORED_TABLES.map((t) => TABLES.indexOf(t))) {
          let slice: RowImage[] = [];
          for (const image of model.state[table]!.values()) {
            slice.push(image);
            if (slice.length < size) continue;
            writer.rows(table, slice);
            slice = [];
            goOn();
          }
          writer.rows(table, slice);
          goOn();
        }
        while (queue.length > 0) goOn();
        const position = writer.finish(coalescer.take());
        expect(position.appliedSeq).toBe(model.seq);
        expect(position.nextIds).toEqual(Object.fromEntries(model.nextIds));
        const db = openDatabase(writer.file);
        expect(STORED_TABLES.flatMap((t) => dumpRows(t, readRows(db, t)))).toEqual(model.dump());
        expect(new SqliteStore(db).position).toEqual(position);
        db.close();
      }),
      { numRuns: 60 },
    );
  });

  it('[F15] lets an older row make way where a pair of columns is unique', async () => {
    const writer = await begin(temporaryDirectory());
    const skills = TABLES.indexOf(SCHEMA.skills);
    writer.rows(CHARACTERS, [hero(1, 'Ann')]);
    writer.rows(skills, [[1, 1, 'Fire', 9, 0]]);
    writer.rows(skills, [[2, 1, 'Fire', 1, 0]]);
    const coalescer = new Coalescer(0);
    const changes = [
      { table: skills, key: 1, image: null },
      { table: skills, key: 2, image: [2, 1, 'Fire', 1, 0] },
    ];
    coalescer.add({ seq: 1, at: 0, changes, firstLogId: 1, events: [] });
    writer.finish(coalescer.take());
    const db = openDatabase(writer.file);
    expect([...readRows(db, SCHEMA.skills).keys()]).toEqual([2]);
    db.close();
  });

  it('[F15] keeps every row of a large slice in which one came again and one makes way', async () => {
    const writer = await begin(temporaryDirectory());
    const rows = Array.from({ length: 70 }, (_, i) => hero(i + 1, `Hero ${i + 1}`));
    // Hero 3 comes again and has grown; hero 50 has taken the name of hero 31, who has another now.
    rows.splice(44, 0, hero(3, 'Hero III'));
    rows[50] = hero(50, 'Hero 31');
    writer.rows(CHARACTERS, rows);
    const coalescer = new Coalescer(0);
    const changes = [{ table: CHARACTERS, key: 31, image: hero(31, 'Nobody') }];
    coalescer.add({ seq: 1, at: 0, changes, firstLogId: 1, events: [] });
    writer.finish(coalescer.take());
    const db = openDatabase(writer.file);
    const names = db.prepare('SELECT character_name FROM characters ORDER BY 1').pluck().all();
    const expected = rows.flatMap(([id, , name]) => (id === 31 ? ['Nobody'] : [name]));
    expected.splice(expected.indexOf('Hero 3'), 1);
    expect(names).toEqual(expected.sort());
    db.close();
  });

  it('[F15] keeps the last image of rows whose keys are scattered, in whatever order they come', async () => {
    const writer = await begin(temporaryDirectory());
    const items = TABLES.indexOf(SCHEMA.items);
    const at = '2025-01-01T00:00:00.000Z';
    const key = (n: number) => `${(n * 7919) % 1000}-${n % 2 === 0 ? 'é' : ''}${n}`;
    const item = (n: number, type: string): RowImage => [key(n), 1, type, '{}', at, null];
    writer.rows(CHARACTERS, [hero(1, 'Ann')]);
    for (let n = 0; n < 300; n += 50) {
      writer.rows(
        items,
        Array.from({ length: 50 }, (_, i) => item(n + i, 'old')),
      );
    }
    writer.rows(items, [item(7, 'newer'), item(299, 'newer'), item(7, 'newest')]);
    writer.finish(undefined);
    const db = openDatabase(writer.file);
    const types = new Map([...readRows(db, SCHEMA.items)].map(([id, row]) => [id, row[2]]));
    expect(types.size).toBe(300);
    expect(types.get(key(7))).toBe('newest');
    expect(types.get(key(299))).toBe('newer');
    expect([...types.values()].filter((type) => type === 'old')).toHaveLength(298);
    db.close();
  });

  it('[F15] refuses an image whose conflict the fold does not resolve', async () => {
    const writer = await begin(temporaryDirectory());
    writer.rows(CHARACTERS, [hero(1, 'Ann')]);
    writer.rows(CHARACTERS, [hero(2, 'Ann')]);
    expect(() => writer.finish(undefined)).toThrow(
      expect.objectContaining({ code: 'incomplete-image' }),
    );
    await writer.abort();
    expect(existsSync(writer.file)).toBe(false);
  });

  it('[F15] refuses an image with a row that refers to nothing', async () => {
    const writer = await begin(temporaryDirectory());
    writer.rows(TABLES.indexOf(SCHEMA.skills), [[1, 1, 'Fire', 1, 0]]);
    expect(() => writer.finish(undefined)).toThrow(expect.objectContaining({ code: 'corrupt' }));
    await writer.abort();
  });

  it('[F15] builds the same schema as the migrations, and starts anew over what a crash left', async () => {
    const directory = temporaryDirectory();
    await (await begin(directory)).rows(CHARACTERS, [hero(1, 'Ann')]);
    const writer = await begin(directory);
    writer.finish(undefined);
    const schemaOf = (file: string) => {
      const db = openDatabase(file);
      migrate(db, MIGRATIONS);
      const rows = db.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all();
      db.close();
      return rows;
    };
    expect(schemaOf(writer.file)).toEqual(schemaOf(join(directory, 'migrated.db')));
    expect(nameIn(writer.file)).toBeUndefined();
  });
});

describe('replaceDatabase', () => {
  it('[F16] puts the new file in place, whether or not there was one', async () => {
    const directory = temporaryDirectory();
    const target = join(directory, 'Server_001.db');
    makeDatabase(join(directory, 'a.db'), 'Ann');
    await replaceDatabase(join(directory, 'a.db'), target);
    expect(nameIn(target)).toBe('Ann');
    makeDatabase(join(directory, 'b.db'), 'Bob');
    await replaceDatabase(join(directory, 'b.db'), target);
    expect(nameIn(target)).toBe('Bob');
    expect(readdirSync(directory)).toEqual(['Server_001.db']);
  });

  it('[F16] leaves the old file whole while somebody has it open', async () => {
    const directory = temporaryDirectory();
    const [target, next] = [join(directory, 'Server_001.db'), join(directory, 'next.db')];
    makeDatabase(target, 'Ann');
    makeDatabase(next, 'Bob');
    const other = openDatabase(target);
    expect(other.prepare('SELECT count(*) FROM characters').pluck().get()).toBe(1);
    await expect(replaceDatabase(next, target, { waitMs: 250 })).rejects.toMatchObject({
      code: 'busy',
      hint: expect.stringContaining('Close other programs'),
    });
    expect(other.prepare('SELECT character_name FROM characters').pluck().get()).toBe('Ann');
    setTimeout(() => other.close(), 150);
    await replaceDatabase(next, target);
    expect(nameIn(target)).toBe('Bob');
  });

  it('[F16] never leaves the log of the old file beside the new one', async () => {
    const directory = temporaryDirectory();
    const [target, next] = [join(directory, 'Server_001.db'), join(directory, 'next.db')];
    makeDatabase(next, 'Bob');
    // What a killed owner leaves: the file with a log that holds all of its rows.
    makeDatabase(join(directory, 'live.db'), 'Old');
    const live = openDatabase(join(directory, 'live.db'));
    live.pragma('wal_autocheckpoint = 0');
    live.exec(`UPDATE characters SET character_name = 'Ann'`);
    for (const suffix of ['', '-wal']) {
      copyFileSync(join(directory, `live.db${suffix}`), target + suffix);
    }
    live.close();
    expect(statSync(`${target}-wal`).size).toBeGreaterThan(0);
    await replaceDatabase(next, target);
    expect(existsSync(`${target}-wal`)).toBe(false);
    expect(nameIn(target)).toBe('Bob');
  });

  it('[F16] removes a log without its file', async () => {
    const directory = temporaryDirectory();
    const [target, next] = [join(directory, 'Server_001.db'), join(directory, 'next.db')];
    makeDatabase(next, 'Bob');
    writeFileSync(`${target}-wal`, 'left over');
    await replaceDatabase(next, target);
    expect(nameIn(target)).toBe('Bob');
  });

  it('[F17] moves a broken file into quarantine, and only there', async () => {
    const directory = temporaryDirectory();
    const [target, next] = [join(directory, 'Server_001.db'), join(directory, 'next.db')];
    const quarantine = join(directory, 'quarantine');
    makeDatabase(next, 'Bob');
    writeFileSync(target, 'broken '.repeat(1000));
    await expect(replaceDatabase(next, target)).rejects.toMatchObject({ code: 'corrupt' });
    expect(existsSync(target)).toBe(true);
    await replaceDatabase(next, target, { quarantine });
    expect(nameIn(target)).toBe('Bob');
    expect(readdirSync(quarantine)).toEqual([expect.stringMatching(/_Server_001\.db$/)]);
  });

  it('[F17] keeps a broken file together with its log', async () => {
    const directory = temporaryDirectory();
    const target = join(directory, 'Server_001.db');
    writeFileSync(target, 'broken');
    writeFileSync(`${target}-wal`, 'broken too');
    await quarantineDatabase(target, join(directory, 'quarantine'));
    expect(readdirSync(directory)).toEqual(['quarantine']);
    expect(readdirSync(join(directory, 'quarantine')).sort()).toEqual([
      expect.stringMatching(/_Server_001\.db$/),
      expect.stringMatching(/_Server_001\.db-wal$/),
    ]);
  });
});
