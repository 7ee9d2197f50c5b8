import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadTable } from '../../src/main/storage/load.ts';
import { migrate, readMigrations } from '../../src/main/storage/migrate.ts';
import { openDatabase, type SqliteDatabase } from '../../src/main/storage/sqlite.ts';
import { SCHEMA } from '../../src/main/world/schema.ts';
import { FILLED_TABLES, FULL_WORLD, fillDatabase, worldRows } from '../support/full-world.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const SMALL = { ...FULL_WORLD, characters: 100 };

function smallWorld(): SqliteDatabase {
  const db = openDatabase(join(temporaryDirectory(), 'world.db'));
  migrate(db, readMigrations(new URL('../../migrations/', import.meta.url)));
  fillDatabase(db, SMALL);
  return db;
}

describe('loadTable', () => {
  it('[L3] reads every row as it was written, columns in the declared order', async () => {
    const db = smallWorld();
    for (const key of FILLED_TABLES) {
      const definition = SCHEMA[key];
      const loaded: object[] = [];
      const count = await loadTable(db, definition, (row) => loaded.push(row));
      const byKey = (row: object) => JSON.stringify(Object.values(row)[0]);
      const sorted = (rows: object[]) => rows.sort((a, b) => (byKey(a) < byKey(b) ? -1 : 1));
      expect(sorted(loaded)).toEqual(sorted([...worldRows(key, SMALL)]));
      expect(count).toBe(loaded.length);
      expect(Object.keys(loaded[0]!)).toEqual(definition.columnNames);
    }
    db.close();
  });

  it('[L4] leaves the event loop free between slices and says how far it is', async () => {
    const db = smallWorld();
    let turns = 0;
    const progress: number[] = [];
    const tick = () => {
      turns++;
      ticking = setImmediate(tick);
    };
    let ticking = setImmediate(tick);
    await loadTable(db, SCHEMA.items, () => {}, {
      sliceMs: 0,
      onProgress: (n) => progress.push(n),
    });
    clearImmediate(ticking);
    expect(turns).toBeGreaterThan(10);
    expect(progress.at(-1)).toBe(5800);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    db.close();
  });

  it('[L4] can be stopped, and leaves the connection usable', async () => {
    const db = smallWorld();
    const controller = new AbortController();
    const loading = loadTable(db, SCHEMA.items, () => controller.abort(), {
      sliceMs: 0,
      signal: controller.signal,
    });
    await expect(loading).rejects.toThrow();
    await expect(
      loadTable(db, SCHEMA.items, () => {
        throw new Error('mine');
      }),
    ).rejects.toThrow('mine');
    expect(await loadTable(db, SCHEMA.guilds, () => {})).toBe(2);
    db.close();
  });

  it('[L3] throws a StorageError where the table is not there', async () => {
    const db = openDatabase(':memory:');
    await expect(loadTable(db, SCHEMA.items, () => {})).rejects.toMatchObject({
      name: 'StorageError',
    });
    db.close();
  });
});
