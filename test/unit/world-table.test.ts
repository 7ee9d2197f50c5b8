/** The rows of a table and their indexes, against a list that is searched from end to end. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Value } from '../../src/main/world/change-set.ts';
import { type AnyRow, Table } from '../../src/main/world/table.ts';
import { defineTable, type RowOf } from '../../src/main/world/table-definition.ts';

const things = defineTable(
  'things',
  {
    thing_id: { type: 'integer' },
    name: { type: 'text', nullable: true },
    colour: { type: 'text' },
    box: { type: 'integer' },
    place: { type: 'integer' },
    weight: { type: 'real' },
  },
  {
    primaryKey: 'thing_id',
    generatedKey: true,
    unique: ['name'],
    multi: ['colour'],
    ordered: [{ of: 'box', by: 'place' }],
  },
);
type Thing = RowOf<typeof things>;

const NAMES = [null, 'a', 'b', 'c', 'd', 'e'];
const COLOURS = ['red', 'blue', 'green'];
const BOXES = [1, 2, 3];
const PLACES = [0, 1, 2, 3, 4, 5];

const columns = {
  name: fc.constantFrom(...NAMES),
  colour: fc.constantFrom(...COLOURS),
  box: fc.constantFrom(...BOXES),
  place: fc.constantFrom(...PLACES),
  weight: fc.nat(3),
};

/** Things to do: the numbers choose among the rows that there are. */
const step = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), row: fc.record(columns) }),
  fc.record({ kind: fc.constant('remove' as const), nth: fc.nat(20) }),
  fc.record({ kind: fc.constant('again' as const), nth: fc.nat(20) }),
  fc.record({ kind: fc.constant('trim' as const) }),
  fc.record({
    kind: fc.constant('set' as const),
    nth: fc.nat(20),
    to: fc.oneof(
      ...Object.entries(columns).map(([column, value]) =>
        fc.record({ column: fc.constant(column), value: value as fc.Arbitrary<Value> }),
      ),
    ),
  }),
);

/** True where no two rows break what the table declares unique. */
function isSound(rows: readonly Thing[]): boolean {
  const names = rows.map(({ name }) => name).filter((name) => name !== null);
  const places = rows.map(({ box, place }) => `${box} ${place}`);
  return new Set(names).size === names.length && new Set(places).size === places.length;
}

function expectSame(table: Table<Thing>, model: readonly Thing[], nextKey: number): void {
  const byId = (a: Thing, b: Thing) => a.thing_id - b.thing_id;
  // A large table has them in an order of its own.
  if (table.definition.isLarge) expect([...table.rows()].sort(byId)).toEqual([...model].sort(byId));
  else expect([...table.rows()]).toEqual(model);
  expect([table.size, table.nextKey]).toEqual([model.length, nextKey]);
  for (let id = 0; id <= nextKey; id++) {
    const row = model.find(({ thing_id }) => thing_id === id);
    expect(table.get(id)).toEqual(row);
    expect(table.has(id)).toBe(row !== undefined);
    expect(table.referring('thing_id', id)).toEqual(row === undefined ? [] : [row]);
  }
  for (const name of NAMES) {
    const row = name === null ? undefined : model.find((thing) => thing.name === name);
    expect(table.find('name', name)).toEqual(row);
    if (name === null) continue;
    expect(table.referring('name', name)).toEqual(row === undefined ? [] : [row]);
  }
  for (const colour of COLOURS) {
    const rows = model.filter((thing) => thing.colour === colour).sort(byId);
    expect([...table.list('colour', colour)].sort(byId)).toEqual(rows);
    expect([...table.referring('colour', colour)].sort(byId)).toEqual(rows);
  }
  for (const box of BOXES) {
    const rows = model.filter((thing) => thing.box === box);
    expect(table.list('box', box)).toEqual(rows.sort((a, b) => a.place - b.place));
    expect(table.referring('box', box)).toEqual(rows);
    for (const place of [-1, ...PLACES, 9]) {
      const row = rows.find((thing) => thing.place === place);
      expect(table.findWithin('box', box, place)).toEqual(row);
    }
  }
}

describe.each([
  ['a table', things],
  ['a large table', { ...things, isLarge: true }],
])('%s', (_, definition) => {
  it('[W17] finds by every index what a search from end to end finds', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const table = new Table<Thing>(definition, 0);
        let model: Thing[] = [];
        let removed: Thing[] = [];
        let nextKey = 1;
        for (const one of steps) {
          if (one.kind === 'trim') {
            for (const _ of table.trim());
            continue;
          }
          const list = one.kind === 'again' ? removed : model;
          const old = one.kind === 'add' ? undefined : list[one.nth % list.length];
          if (one.kind === 'add') {
            const row = { thing_id: nextKey, ...one.row };
            if (!isSound([...model, row])) continue;
            table.add({ ...row });
            model.push(row);
            nextKey++;
          } else if (old === undefined) {
            continue;
          } else if (one.kind === 'remove') {
            table.remove(table.get(old.thing_id) as Thing);
            model = model.filter((row) => row !== old);
            removed.push(old);
          } else if (one.kind === 'again') {
            // As when a refused command takes its deletion back.
            if (!isSound([...model, old])) continue;
            table.add({ ...old });
            model.push(old);
            removed = removed.filter((row) => row !== old);
          } else {
            const now = { ...old, [one.to.column]: one.to.value };
            if (!isSound(model.map((row) => (row === old ? now : row)))) continue;
            table.set(table.get(old.thing_id) as Thing, one.to.column, one.to.value);
            Object.assign(old, now);
          }
          expectSame(table, model, nextKey);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('a table', () => {
  it('[W17] finds rows in the order of text as well, and in large numbers', () => {
    const definition = defineTable(
      'skills',
      { id: { type: 'integer' }, of: { type: 'integer' }, name: { type: 'text' } },
      { primaryKey: 'id', ordered: [{ of: 'of', by: 'name' }] },
    );
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ maxLength: 3 }), { maxLength: 80 }), (names) => {
        const table = new Table<RowOf<typeof definition>>(definition, 0);
        for (const [i, name] of names.entries()) table.add({ id: i + 1, of: 1, name });
        const listed = table.list('of', 1).map(({ name }) => name);
        expect(listed).toEqual([...names].sort());
        for (const [i, name] of names.entries()) {
          expect(table.findWithin('of', 1, name)?.id).toBe(i + 1);
        }
      }),
    );
  });

  it('[W17] can be walked while rows come and go', () => {
    const nth = fc.nat(9);
    fc.assert(
      fc.property(fc.array(fc.tuple(nth, fc.boolean()), { maxLength: 12 }), (changes) => {
        const table = tableOf(10);
        const seen: number[] = [];
        const removed = new Set<number>();
        for (const { thing_id } of table.rows()) {
          expect(removed.has(thing_id)).toBe(false);
          seen.push(thing_id);
          const [n, add] = changes[seen.length - 1] ?? [0, false];
          const row = table.get(n + 1);
          if (add) table.add(thing(table.nextKey));
          else if (row !== undefined && seen.length <= changes.length) {
            table.remove(row);
            removed.add(row.thing_id);
          }
        }
        expect(new Set(seen).size).toBe(seen.length);
        expect(seen).toEqual(expect.arrayContaining([...table.rows()].map((row) => row.thing_id)));
      }),
    );
  });
});

function thing(thing_id: number): Thing {
  return { thing_id, name: `n${thing_id}`, colour: 'red', box: 1, place: thing_id, weight: 0 };
}

function tableOf(size: number): Table<Thing> {
  const table = new Table<Thing>(things, 0);
  for (let id = 1; id <= size; id++) table.add(thing(id));
  return table;
}

describe('what would break an index', () => {
  let table: Table<Thing>;
  beforeEach(() => {
    table = tableOf(3);
  });
  const internal = expect.objectContaining({ code: 'Internal' });

  it('[W17] is refused: a key, a unique value or a place that is taken', () => {
    expect(() => table.add({ ...thing(3), name: 'x', place: 9 })).toThrow(internal);
    expect(() => table.add({ ...thing(4), name: 'n1' })).toThrow(internal);
    expect(() => table.add({ ...thing(5), place: 1 })).toThrow(internal);
    expect(() => table.set(table.get(1) as Thing, 'name', 'n2')).toThrow(internal);
  });

  it('[W17] is refused: to remove what is not there', () => {
    const row = table.get(2) as Thing;
    table.remove(row);
    expect(() => table.remove(row)).toThrow(internal);
    expect(table.size).toBe(2);
  });

  it('[W17] is refused: to look where there is no index', () => {
    expect(() => table.find('colour', 'red')).toThrow('no unique index on colour');
    expect(() => table.list('weight', 0)).toThrow('no index on weight');
    expect(() => table.findWithin('colour', 'red', 1)).toThrow(internal);
  });

  it('[W17] counts its keys up from what it holds, and never back', () => {
    table.remove(table.get(3) as Thing);
    expect(table.nextKey).toBe(4);
    table.add({ ...thing(9) } as Thing & AnyRow);
    expect(table.nextKey).toBe(10);
    table.add(thing(5));
    expect(table.nextKey).toBe(10);
  });
});
