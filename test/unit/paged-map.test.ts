/** The map of many entries, against a `Map`. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PagedMap } from '../../src/main/world/paged-map.ts';

const key = fc.oneof(
  fc.nat(20),
  fc.integer({ min: 4_000, max: 4_200 }),
  fc.constantFrom(2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 53 - 1),
  fc.constantFrom('', 'a', '\u{1f5e1}', 'Hero 1', 'Hero 2', null),
  fc.uuid({ version: 4 }),
);
const step = fc.record({ kind: fc.constantFrom('set', 'set', 'delete'), key, value: fc.nat() });

describe('a map in pages', () => {
  it('[W17] holds what a Map holds, for numbers and texts of any kind', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const map = new PagedMap<number | string | null, number>();
        const model = new Map<number | string | null, number>();
        for (const { kind, key, value } of steps) {
          if (kind === 'set') {
            map.set(key, value);
            model.set(key, value);
          } else {
            expect(map.delete(key)).toBe(model.delete(key));
          }
          expect(map.size).toBe(model.size);
        }
        for (const { key } of steps) {
          expect(map.get(key)).toBe(model.get(key));
          expect(map.has(key)).toBe(model.has(key));
        }
        expect([...map.values()].sort()).toEqual([...model.values()].sort());
      }),
    );
  });

  it('walks numbers that count up in their order, and UUIDs in that of their first two digits', () => {
    const numbers = new PagedMap<number, number>();
    const counted = Array.from({ length: 20_000 }, (_, i) => i + 1);
    for (const number of counted) numbers.set(number, number);
    expect([...numbers.values()]).toEqual(counted);
    const texts = new PagedMap<string, string>();
    for (let i = 0; i < 2_000; i++) {
      const uuid = crypto.randomUUID();
      texts.set(uuid, uuid);
    }
    const heads = [...texts.values()].map((text) => text.slice(0, 2));
    expect(heads).toEqual([...heads].sort());
  });
});
