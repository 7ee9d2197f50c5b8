/** The map of many rows by a column of theirs, against a `Map`. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Value } from '../../src/main/world/change-set.ts';
import { RowMap } from '../../src/main/world/row-map.ts';

interface Named {
  readonly key: Value;
}

/** Keys of which many meet: neighbours, the same low bits, the same page. */
const key = fc.oneof(
  fc.nat(20),
  fc.integer({ min: 4_000, max: 4_200 }),
  fc.nat(40).map((n) => n * 2 ** 24),
  fc.constantFrom(2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 53 - 1, -1),
  fc.constantFrom('', 'a', '\u{1f5e1}', 'Hero 1', 'Hero 2', null),
  fc.uuid({ version: 4 }),
  fc.nat(200).map((n) => `00${n}`),
);
const step = fc.record({ kind: fc.constantFrom('add', 'add', 'delete'), key });

function expectSame(map: RowMap<Named>, model: Map<Value, Named>): void {
  expect(map.size).toBe(model.size);
  for (const [key, row] of model) expect(map.get(key)).toBe(row);
  expect(new Set(map.values())).toEqual(new Set(model.values()));
  expect([...map.values()]).toHaveLength(model.size);
}

function uuid(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

describe('a map of rows by their column', () => {
  it('[W17] holds what a Map holds, for numbers and texts of any kind', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const map = new RowMap<Named>('key');
        const model = new Map<Value, Named>();
        for (const { kind, key } of steps) {
          const row = { key };
          if (kind === 'add') {
            expect(map.add(key, row)).toBe(!model.has(key));
            if (!model.has(key)) model.set(key, row);
          } else {
            expect(map.delete(key)).toBe(model.delete(key));
          }
          expect(map.has(key)).toBe(model.has(key));
        }
        for (const { key } of steps) expect(map.get(key)).toBe(model.get(key));
        expectSame(map, model);
      }),
    );
  });

  it.each([
    ['one after the other', (i: number) => i + 1],
    ['far from each other', (i: number) => i * 4_096 * 256],
    ['as texts', (i: number) => `sword ${i}`],
    ['as texts of one page', (i: number) => `0000-${i * 7}`],
  ])('[W17] grows to many and shrinks to none: keys %s', (_name, keyOf) => {
    const map = new RowMap<Named>('key');
    const model = new Map<Value, Named>();
    for (let i = 0; i < 3_000; i++) {
      const row = { key: keyOf(i) };
      map.add(row.key, row);
      model.set(row.key, row);
    }
    expectSame(map, model);
    // Every other one first, so that those which are left have gaps between them.
    for (const parity of [0, 1]) {
      for (let i = parity; i < 3_000; i += 2) {
        expect(map.delete(keyOf(i))).toBe(true);
        model.delete(keyOf(i));
        expect(map.has(keyOf(i))).toBe(false);
      }
      expectSame(map, model);
    }
    expect(map.size).toBe(0);
  });

  it.each<[string, (i: number) => Value]>([
    ['multiples of 2 to the power of 12', (i) => i * 2 ** 12],
    ['multiples of 2 to the power of 20', (i) => i * 2 ** 20],
    ['multiples of 2 to the power of 32', (i) => i * 2 ** 32],
    ['blocks with long gaps', (i) => Math.floor(i / 30) * 900 + (i % 30)],
    ['texts of one page', (i) => `item-${i}`],
    [
      'UUIDs of a later version, by the clock',
      (i) => uuid(`0190${i.toString(16).padStart(8, '0')}`.padEnd(32, '7')),
    ],
    [
      'UUIDs that differ in their middle',
      (i) => uuid(`1ee1fc30${i.toString(16).padStart(12, '0')}`.padEnd(32, 'a')),
    ],
  ])('[W17] finds them about as fast whatever they have in common: %s', (_name, keyOf) => {
    // Were they searched one after the other, so many would take minutes.
    const count = 300_000;
    const map = new RowMap<Named>('key');
    for (let i = 0; i < count; i++) map.add(keyOf(i), { key: keyOf(i) });
    expect(map.size).toBe(count);
    for (let i = 0; i < count; i++) expect(map.delete(keyOf(i))).toBe(true);
    expect(map.size).toBe(0);
  });

  it('[W17] walks every row that stays, and none that is gone, whatever happens meanwhile', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(key, { maxLength: 60 }),
        fc.array(fc.record({ nth: fc.nat(59), kind: fc.constantFrom('delete', 'again') })),
        fc.array(key, { maxLength: 60 }),
        (keys, changes, more) => {
          const map = new RowMap<Named>('key');
          const first = keys.map((key) => ({ key }));
          for (const row of first) map.add(row.key, row);
          const disturbed = new Set<Named>();
          const seen: Named[] = [];
          const left = [...changes];
          const coming = more.filter((key) => !keys.includes(key));
          for (const row of map.values()) {
            expect(map.get(row.key)).toBe(row);
            seen.push(row);
            const change = left.shift();
            const target = first[change?.nth ?? -1];
            if (target !== undefined && map.delete(target.key)) {
              disturbed.add(target);
              if (change?.kind === 'again') map.add(target.key, target);
            }
            const comes = coming.shift();
            if (comes !== undefined) map.add(comes, { key: comes });
          }
          for (const row of first) {
            if (!disturbed.has(row)) expect(seen.filter((one) => one === row)).toHaveLength(1);
          }
        },
      ),
    );
  });

  it('walks numbers that count up in their order, and UUIDs in that of their first two digits', () => {
    const numbers = new RowMap<Named>('key');
    const counted = Array.from({ length: 20_000 }, (_, i) => i + 1);
    for (const key of counted.toReversed()) numbers.add(key, { key });
    expect([...numbers.values()].map(({ key }) => key)).toEqual(counted);
    const texts = new RowMap<Named>('key');
    for (let i = 0; i < 2_000; i++) {
      const key = crypto.randomUUID();
      texts.add(key, { key });
    }
    const heads = [...texts.values()].map(({ key }) => String(key).slice(0, 2));
    expect(heads).toEqual([...heads].sort());
  });
});
