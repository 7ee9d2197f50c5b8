/** One contract for every snapshot store. Rule ids are those of docs/SPEC.md. */
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { Coalescer } from '../../src/main/storage/coalesce.ts';
import { StorageError } from '../../src/main/storage/errors.ts';
import { migrate, readMigrations } from '../../src/main/storage/migrate.ts';
import { openDatabase } from '../../src/main/storage/sqlite.ts';
import { type SnapshotStore, SqliteStore } from '../../src/main/storage/store.ts';
import { ROWS_AT_ONCE } from '../../src/main/storage/table-statements.ts';
import type { ChangeSet, RowChange, RowImage } from '../../src/main/world/change-set.ts';
import { SCHEMA, STORED_TABLES, TABLES } from '../../src/main/world/schema.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { ChangeModel, dumpRows, steps } from '../support/random-changes.ts';
import { readRows } from '../support/read-rows.ts';

const MIGRATIONS = readMigrations(new URL('../../migrations/', import.meta.url));

interface Harness {
  readonly store: SnapshotStore;
  dump(): string[];
}

const IMPLEMENTATIONS: Record<string, () => Harness> = {
  SqliteStore: () => {
    const db = openDatabase(':memory:');
    migrate(db, MIGRATIONS);
    const store = new SqliteStore(db);
    return { store, dump: () => STORED_TABLES.flatMap((t) => dumpRows(t, readRows(db, t))) };
  },
  MemoryStore: () => {
    const store = new MemoryStore();
    const dump = () =>
      TABLES.flatMap((table, i) => (table.volatile ? [] : dumpRows(table, store.rows(i))));
    return { store, dump };
  },
};

function coalesce(after: number, changeSets: readonly ChangeSet[]) {
  const coalescer = new Coalescer(after);
  for (const changeSet of changeSets) coalescer.add(changeSet);
  return coalescer.take()!;
}

function changeSet(seq: number, ...changes: RowChange[]): ChangeSet {
  return { seq, at: 0, changes, firstLogId: 1, events: [] };
}

const row = (table: (typeof TABLES)[number], image: RowImage): RowChange => ({
  table: TABLES.indexOf(table),
  key: image[0] as number | string,
  image,
});

const gone = (table: (typeof TABLES)[number], key: number | string): RowChange => ({
  table: TABLES.indexOf(table),
  key,
  image: null,
});

const hero = (id: number, name: string | null) =>
  row(SCHEMA.characters, [
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
  ]);

const item = (id: string, holder: number) =>
  row(SCHEMA.items, [id, holder, 'Ore', '{}', 'x', null]);
const inBag = (id: number, holder: number, itemId: string) =>
  row(SCHEMA.inventory, [id, holder, itemId, id, 1, null]);

describe.each(Object.entries(IMPLEMENTATIONS))('%s', (_name, open) => {
  const opened: Harness[] = [];
  const fresh = () => {
    const harness = open();
    opened.push(harness);
    return harness;
  };
  const close = () => {
    for (const { store } of opened.splice(0)) store.close();
  };
  afterEach(close);

  it('[F1] takes only the change sets that follow its own sequence', () => {
    const { store } = fresh();
    store.apply(coalesce(0, [changeSet(1), changeSet(2)]));
    expect(store.position.appliedSeq).toBe(2);
    for (const after of [0, 1, 3]) {
      expect(() => store.apply(coalesce(after, [changeSet(after + 1)]))).toThrow(
        expect.objectContaining({ code: 'sequence' }),
      );
    }
    expect(store.position.appliedSeq).toBe(2);
  });

  it('[F2] [F3] holds the state of the last change set, in one step or in many', () => {
    fc.assert(
      fc.property(
        steps,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (run, sizes) => {
          const model = new ChangeModel();
          const changeSets = run.map((step) => model.run(step));
          const once = fresh();
          once.store.apply(coalesce(0, changeSets));
          const often = fresh();
          for (let at = 0, i = 0; at < changeSets.length; i++) {
            const size = sizes[i % sizes.length]!;
            often.store.apply(coalesce(at, changeSets.slice(at, at + size)));
            at += size;
          }
          for (const { store, dump } of [once, often]) {
            expect(dump()).toEqual(model.dump());
            expect(store.integrityCheck()).toEqual([]);
          }
          expect(often.store.position).toEqual(once.store.position);
          expect(once.store.position).toMatchObject({
            appliedSeq: model.seq,
            // A change that only tells something has not moved the world.
            appliedAt: changeSets.findLast(({ changes }) => changes.length > 0)?.at ?? 0,
            nextLogId: model.nextLogId,
            nextIds: Object.fromEntries(model.nextIds),
          });
          close();
        },
      ),
    );
  });

  it('[F4] lets two characters swap their names', () => {
    const { store, dump } = fresh();
    store.apply(coalesce(0, [changeSet(1, hero(1, 'Ann'), hero(2, 'Bob'))]));
    store.apply(coalesce(1, [changeSet(2, hero(1, 'Bob'), hero(2, 'Ann'))]));
    expect(dump()[0]).toContain('[1,1,"Bob"');
    expect(dump()[1]).toContain('[2,1,"Ann"');
  });

  it('[F4] lets more characters take each other’s names than are written at once', () => {
    const { store, dump } = fresh();
    const count = 2 * ROWS_AT_ONCE + 10;
    const heroes = (shift: number) =>
      Array.from({ length: count }, (_, i) => hero(1000 + i, `Hero ${(i + shift) % count}`));
    store.apply(coalesce(0, [changeSet(1, ...heroes(0))]));
    store.apply(coalesce(1, [changeSet(2, ...heroes(1))]));
    expect(dump()).toHaveLength(count);
    expect(dump()[0]).toContain('[1000,1,"Hero 1"');
    expect(dump()[count - 1]).toContain(`[${1000 + count - 1},1,"Hero 0"`);
  });

  it('[F4] gives the name of a deleted character to another', () => {
    const { store, dump } = fresh();
    store.apply(coalesce(0, [changeSet(1, hero(1, 'Ann'), hero(2, 'Bob'))]));
    store.apply(coalesce(1, [changeSet(2, gone(SCHEMA.characters, 2), hero(1, 'Bob'))]));
    expect(dump()).toHaveLength(1);
  });

  it('[F5] counts keys of rows that are gone again, and never counts back', () => {
    const { store } = fresh();
    const lived = [changeSet(1, hero(9, 'Ann')), changeSet(2, gone(SCHEMA.characters, 9))];
    store.apply(coalesce(0, lived));
    expect(store.position.nextIds).toEqual({ characters: 10 });
    store.apply(coalesce(2, [changeSet(3, hero(3, 'Bob'))]));
    expect(store.position.nextIds).toEqual({ characters: 10 });
  });

  it.each([
    ['foreign-key', 'a row whose parent is missing', [inBag(2, 1, 'nothing')]],
    ['foreign-key', 'a row that leaves its parent for a missing one', [inBag(1, 1, 'nothing')]],
    ['foreign-key', 'a deleted row that another refers to', [gone(SCHEMA.items, 'ore')]],
    [
      'foreign-key',
      'a deleted row that one written with it still refers to',
      [gone(SCHEMA.items, 'ore'), inBag(1, 1, 'ore')],
    ],
    ['constraint', 'a NULL where none may be', [hero(3, null)]],
    ['constraint', 'a name that another has', [hero(3, 'Ann')]],
  ] as const)('[F6] [F7] fails with %s and changes nothing: %s', (code, _what, bad) => {
    const { store, dump } = fresh();
    const good = [hero(1, 'Ann'), item('ore', 1), inBag(1, 1, 'ore')];
    store.apply(coalesce(0, [changeSet(1, ...good)]));
    const before = { rows: dump(), position: store.position };
    expect(() => store.apply(coalesce(1, [changeSet(2, hero(2, 'Bob'), ...bad)]))).toThrow(
      expect.objectContaining({ code }),
    );
    expect({ rows: dump(), position: store.position }).toEqual(before);
    store.apply(coalesce(1, [changeSet(2, hero(2, 'Bob'))]));
    expect(dump()).toHaveLength(before.rows.length + 1);
  });

  it('[F8] leaves volatile tables out', () => {
    const { store, dump } = fresh();
    const online = row(SCHEMA.sessions, ['s1', 1, '2024-05-01T12:00:00.000Z']);
    const applied = store.apply(coalesce(0, [changeSet(1, hero(1, 'Ann'), online)]));
    expect(applied).toEqual({ written: 1, deleted: 0 });
    expect(dump()).toHaveLength(1);
  });

  it('[F9] starts a timeline above every counter, and never below', () => {
    const { store } = fresh();
    store.apply(coalesce(0, [changeSet(1, hero(9, 'Ann'))]));
    const start = { timeline: 2, appliedSeq: 50, nextLogId: 70, nextIds: { characters: 30 } };
    store.startTimeline(start);
    expect(store.position).toMatchObject(start);
    store.apply(coalesce(50, [{ ...changeSet(51, hero(30, 'Bob')), firstLogId: 70 }]));
    expect(store.position.nextIds).toEqual({ characters: 31 });
    for (const back of [
      { timeline: 1 },
      { appliedSeq: 1 },
      { nextLogId: 1 },
      { nextIds: { characters: 2 } },
    ]) {
      const { serverId: _, appliedAt: __, ...position } = store.position;
      expect(() => store.startTimeline({ ...position, ...back })).toThrow();
    }
    expect(store.position.appliedSeq).toBe(51);
  });
});

it('[F7] throws errors of one class', () => {
  const { store } = IMPLEMENTATIONS.SqliteStore!();
  const bad = coalesce(0, [changeSet(1, inBag(1, 1, 'nothing'))]);
  expect(() => store.apply(bad)).toThrow(StorageError);
  store.close();
});
