/** The world in slices: every stored row is in exactly one, and a file that differs in any row is told. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { migrate, readMigrations } from '../../src/main/storage/migrate.ts';
import { digestTaken, StoredSlices } from '../../src/main/storage/slice-digest.ts';
import { openDatabase } from '../../src/main/storage/sqlite.ts';
import { TableStatements } from '../../src/main/storage/table-statements.ts';
import { STORED_TABLES } from '../../src/main/world/schema.ts';
import { type TakenSlice, takeSlices } from '../../src/main/world/slices.ts';
import type { AnyRow, Table } from '../../src/main/world/table.ts';
import { ROOT } from '../support/host.ts';
import { Random } from '../support/random.ts';
import { randomCommand, TestWorld } from '../support/world.ts';

/** A world in which much has happened, with slices of every kind. */
function livedIn(seed: number): TestWorld {
  const world = new TestWorld();
  const random = new Random(seed);
  world.transact((transaction) => {
    for (const id of [1, 2]) {
      transaction.insert('clientSessions', {
        client_session_id: transaction.nextKey('clientSessions'),
        session_uuid: `00000000-0000-4000-8000-00000000000${id}`,
        answered: 1,
        forgotten_request_id: 0,
        used_at: transaction.now,
      });
    }
    return {};
  });
  for (let i = 0; i < 1_500; i++) {
    const { method, params } = randomCommand(random, world, false);
    try {
      world.mutate(method, params, { role: 'admin' });
    } catch {
      // Not every random command is allowed.
    }
  }
  for (let i = 0; i < 100; i++) {
    const character_id = world.createCharacter(`Hero ${i}`, { gold: i });
    for (let n = 0; n < 12; n++) world.do('items.create', { character_id, item_type: 'arrow' });
  }
  return world;
}

const tablesOf = (world: TestWorld) =>
  (Object.values(world.tables) as unknown as Table<AnyRow>[]).filter(({ definition }) =>
    STORED_TABLES.includes(definition),
  );

function stored(world: TestWorld) {
  const db = openDatabase(':memory:');
  migrate(db, readMigrations(join(ROOT, 'migrations')));
  for (const table of tablesOf(world)) {
    const statements = new TableStatements(db, table.definition);
    for (const row of table.rows()) statements.upsert(table.definition.imageOf(row));
  }
  return db;
}

describe('the slices of a world', () => {
  it('[W30] hold every stored row once', () => {
    const world = livedIn(1);
    const seen = new Map<unknown, number>();
    for (const { rows } of takeSlices(world.tables)) {
      for (const [, own] of rows) for (const row of own) seen.set(row, (seen.get(row) ?? 0) + 1);
    }
    const all = tablesOf(world).flatMap((table) => [...table.rows()]);
    expect(all.length).toBeGreaterThan(500);
    expect(seen.size).toBe(all.length);
    expect(all.filter((row) => seen.get(row) !== 1)).toEqual([]);
  });

  it('[W30] have in a file the same digest as in memory, until a row differs', () => {
    const world = livedIn(2);
    const db = stored(world);
    const file = new StoredSlices(db);
    const unequal = () =>
      [...takeSlices(world.tables)].filter(
        (taken) => file.digest(taken.slice) !== digestTaken(taken),
      ).length;
    expect([...takeSlices(world.tables)].length).toBeGreaterThan(5);
    expect(unequal()).toBe(0);
    for (const { name, primaryKey, columnNames } of STORED_TABLES) {
      const key = db.prepare(`SELECT "${primaryKey}" FROM "${name}" LIMIT 1`).pluck().get();
      if (key === undefined) continue;
      const column = columnNames.at(-1) as string;
      db.exec('BEGIN');
      db.prepare(`UPDATE "${name}" SET "${column}" = '{"other":1}' WHERE "${primaryKey}" = ?`).run(
        key,
      );
      expect(unequal(), `${name}.${column}`).toBe(1);
      db.exec('ROLLBACK');
      db.exec('BEGIN');
      db.prepare(`DELETE FROM "${name}" WHERE "${primaryKey}" = ?`).run(key);
      expect(unequal(), `a row of ${name}`).toBeGreaterThan(0);
      db.exec('ROLLBACK');
    }
    db.close();
  });

  it('[W30] hold whoever comes back under an old key while they are taken', () => {
    const world = livedIn(3);
    // Neither of the first nor of the last slice.
    const heroes = [...world.tables.characters.rows()].slice(-60);
    const back = { ...(heroes[0] as AnyRow) };
    const { character_id } = back;
    world.do('characters.delete', { character_id });
    const slices = takeSlices(world.tables);
    const first = slices.next().value as TakenSlice;
    world.transact((transaction) => {
      transaction.insert('characters', back as never);
      return {};
    });
    const db = stored(world);
    const file = new StoredSlices(db);
    const rest = [...slices];
    expect(file.digest(first.slice)).toBe(digestTaken(first));
    expect(rest.filter((taken) => file.digest(taken.slice) !== digestTaken(taken))).toEqual([]);
    const taken = rest.flatMap(({ rows }) => rows.flatMap(([, own]) => own));
    expect(taken.filter((row) => row.character_name === back.character_name)).toHaveLength(1);
    db.close();
  });

  it('[W30] are small, however much administrators have done', () => {
    const world = new TestWorld();
    world.transact((transaction) => {
      for (let seq = 1; seq <= 40; seq++) {
        const writes = JSON.stringify('x'.repeat(64 * 1024));
        const action = { action: 'admin.test', reason: '', at: '', character_id: null };
        transaction.insert('undo', { seq, ...action, writes, undone_by: null });
      }
      return {};
    });
    const lengths = [...takeSlices(world.tables)].map(({ rows }) => JSON.stringify(rows).length);
    expect(Math.max(...lengths)).toBeLessThan(512 * 1024);
    const db = stored(world);
    const file = new StoredSlices(db);
    for (const taken of takeSlices(world.tables)) {
      expect(file.digest(taken.slice)).toBe(digestTaken(taken));
    }
    db.close();
  });
});
