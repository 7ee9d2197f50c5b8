/** What comes in can be carried back by SQLite and JSON, and what cannot is refused with its path. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { ShardError } from '../../src/shared/errors.ts';
import {
  amount,
  coordinate,
  entityId,
  findUnstorable,
  id,
  itemId,
  jsonObject,
  key,
  level,
  name,
  natural,
  position,
  positive,
  quantity,
  reason,
  sessionId,
  slot,
} from '../../src/shared/fields.ts';
import {
  INTEGER_MAX,
  JSON_DEPTH_MAX,
  JSON_LENGTH_MAX,
  KEY_LENGTH_MAX,
  LEVEL_MAX,
  NAME_LENGTH_MAX,
  REASON_LENGTH_MAX,
} from '../../src/shared/limits.ts';
import { parseParams } from '../../src/shared/validation.ts';
import type { WorldMethod } from '../../src/shared/world-methods.ts';
import { digestOf, TestWorld } from '../support/world.ts';

const HIGH = '\ud800';
const LOW = '\udc00';

/** A value at a depth: `nested(2)` is `[[]]`. */
const nested = (depth: number): unknown => (depth === 1 ? [] : [nested(depth - 1)]);

class Odd {
  readonly plain = false;
}

const UNSTORABLE: [string, unknown, (string | number)[]][] = [
  ['NaN', Number.NaN, []],
  ['infinity', { a: Number.POSITIVE_INFINITY }, ['a']],
  ['minus infinity', [0, Number.NEGATIVE_INFINITY], [1]],
  ['2^53', { a: { b: 2 ** 53 } }, ['a', 'b']],
  ['-2^53', [-(2 ** 53)], [0]],
  ['an integer far beyond', 1e300, []],
  ['half a surrogate pair', { a: ['x', `x${HIGH}`] }, ['a', 1]],
  ['the other half', LOW, []],
  ['halves in the wrong order', `${LOW}${HIGH}`, []],
  ['NUL', 'a\0b', []],
  ['NUL in a key', { a: { 'b\0': 1 } }, ['a', 'b\0']],
  ['half a pair in a key', { [HIGH]: 1 }, [HIGH]],
  ['a date', { at: new Date(0) }, ['at']],
  ['a map', new Map([['a', 1]]), []],
  ['a set', [new Set()], [0]],
  ['binary', { data: new Uint8Array(2) }, ['data']],
  ['a class of its own', new Odd(), []],
  ['a big integer', { a: 1n }, ['a']],
  ['undefined', { a: undefined }, ['a']],
  ['a hole in a list', new Array(1), [0]],
  ['a function', { toJSON: () => 1 }, ['toJSON']],
  ['a symbol', Symbol('a'), []],
  ['__proto__', JSON.parse('{"a":{"__proto__":1}}'), ['a', '__proto__']],
  ['too deep', nested(JSON_DEPTH_MAX + 1), new Array(JSON_DEPTH_MAX).fill(0)],
];

describe('findUnstorable', () => {
  it.each(UNSTORABLE)('[W15] finds %s and where it is', (_, value, path) => {
    expect(findUnstorable(value)).toEqual({ path, why: expect.any(String) });
  });

  it.each([
    ['nothing', null],
    ['the largest integers', [INTEGER_MAX, -INTEGER_MAX]],
    ['fractions', [0.1, -1e-300, 1.5]],
    ['a whole pair', { '⚔😀': `${HIGH}${LOW}` }],
    ['control characters', '\u0001\n\u2028'],
    ['as deep as may be', nested(JSON_DEPTH_MAX)],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 })],
    ['names of every object', { constructor: 1, toString: 'x', hasOwnProperty: null }],
  ])('[W15] lets %s pass', (_, value) => {
    expect(findUnstorable(value)).toBeUndefined();
  });

  it('[W15] lets all pass that JSON carries there and back, and nothing else', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true }), (value) => {
        if (findUnstorable(value) !== undefined) return;
        expect(JSON.parse(JSON.stringify(value))).toEqual(withoutNegativeZero(value));
      }),
      { numRuns: 1_000 },
    );
    fc.assert(
      fc.property(fc.jsonValue({ depthSize: 'small' }), (value) => {
        const carried = JSON.parse(JSON.stringify(value));
        const isPlain = !/"__proto__":|\\u0000|\\ud[89a-f]/.test(JSON.stringify(value));
        const numbers = JSON.stringify(value, (_, v) =>
          typeof v === 'number' && Number.isInteger(v) && !Number.isSafeInteger(v) ? 'big' : v,
        );
        if (!isPlain || numbers.includes('"big"')) return;
        expect(findUnstorable(carried)).toBeUndefined();
      }),
      { numRuns: 1_000 },
    );
  });
});

/** As JSON text has it: no negative zero, no objects without a prototype. */
function withoutNegativeZero(value: unknown): unknown {
  if (value === 0) return 0;
  if (Array.isArray(value)) return value.map(withoutNegativeZero);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, withoutNegativeZero(field)]),
  );
}

const NO_INTEGERS = [
  0.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  INTEGER_MAX + 1,
  '1',
  1n,
  null,
  true,
];
const NO_TEXT = ['', 'a\0', HIGH, LOW, 5, null, ['a']];

const FIELDS: Readonly<Record<string, z.ZodType>> = {
  ...{ natural, positive, id, amount, quantity, slot, level, coordinate, name, key, reason },
  ...{ itemId, sessionId, entityId, position, jsonObject },
};

const CASES: [kind: string, good: unknown[], bad: unknown[]][] = [
  ['natural', [0, 1, INTEGER_MAX], [-1, ...NO_INTEGERS]],
  ['positive', [1, INTEGER_MAX], [0, -1, ...NO_INTEGERS]],
  ['id', [1, INTEGER_MAX], [0, -1, ...NO_INTEGERS]],
  ['amount', [1, INTEGER_MAX], [0, -1, ...NO_INTEGERS]],
  ['quantity', [1, INTEGER_MAX], [0, -1, ...NO_INTEGERS]],
  ['slot', [0, INTEGER_MAX], [-1, ...NO_INTEGERS]],
  ['level', [1, LEVEL_MAX], [0, LEVEL_MAX + 1, ...NO_INTEGERS]],
  [
    'coordinate',
    [0, -1.5, 1e300, 5e-324],
    [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, '1', null, 1n],
  ],
  [
    'name',
    ['A', 'Äön ⚔ 2', "d'Artagnan", 'x'.repeat(NAME_LENGTH_MAX)],
    [
      ...NO_TEXT,
      ...[' a', 'a ', '\u00a0a', 'a\u3000', ' ', 'a\nb', 'a\tb', 'a\u007f', 'a\u0085b', 'a\n'],
      'x'.repeat(NAME_LENGTH_MAX + 1),
    ],
  ],
  ['key', ['A', ' a ', 'x'.repeat(KEY_LENGTH_MAX)], [...NO_TEXT, 'x'.repeat(KEY_LENGTH_MAX + 1)]],
  ['reason', ['x', 'x'.repeat(REASON_LENGTH_MAX)], [...NO_TEXT, 'x'.repeat(REASON_LENGTH_MAX + 1)]],
  ['itemId', ['none', 'x'.repeat(64)], [...NO_TEXT, 'x'.repeat(65)]],
  ['sessionId', ['none', 'x'.repeat(64)], [...NO_TEXT, 'x'.repeat(65)]],
  ['entityId', [1, 'wolf'], [0, -1, 1.5, '', 'a\0', null]],
  [
    'position',
    [{ x: 1, y: -2.5, z: 0 }],
    [{ x: 1, y: 2 }, { x: 1, y: 2, z: Number.NaN }, { x: 1, y: 2, z: 3, w: 4 }, [1, 2, 3], null],
  ],
  [
    'jsonObject',
    [{}, { a: [1, { b: null }] }],
    [
      ...[null, [], 'a', 1, true, 1n, undefined, new Date(0), new Map()],
      { a: nested(JSON_DEPTH_MAX) },
    ],
  ],
];

describe('fields', () => {
  it.each(CASES)('[W15] %s takes what it should and refuses the rest', (kind, good, bad) => {
    const schema = FIELDS[kind]!;
    for (const value of good) expect(schema.safeParse(value).data).toEqual(value);
    for (const value of bad) {
      expect(schema.safeParse(value).success, describeValue(value)).toBe(false);
    }
  });

  it.each(['natural', 'slot', 'coordinate'])('[W15] %s knows no negative zero', (kind) => {
    expect(FIELDS[kind]!.parse(-0)).toBe(0);
  });
});

function describeValue(value: unknown): string {
  return typeof value === 'object' && value !== null ? typeof value : JSON.stringify(String(value));
}

describe('parseParams', () => {
  it('[W15] names the path of the first field that is wrong', () => {
    const paths = (params: unknown, at?: string) => {
      try {
        parseParams(schema, params, at);
        return undefined;
      } catch (error) {
        return (error as ShardError).details?.path;
      }
    };
    const schema = position.extend({ properties: jsonObject.optional() });
    const here = { x: 1, y: 2, z: 3 };
    expect(paths(here)).toBeUndefined();
    expect(paths({ x: 1, y: '2', z: 3 })).toBe('y');
    expect(paths({ ...here, more: 1 })).toBe('more');
    expect(paths({ ...here, more: 1 }, 'operations.3.params')).toBe('operations.3.params.more');
    expect(paths({ ...here, properties: { runes: [{ at: 1n }] } })).toBe('properties.runes.0.at');
    expect(paths({ ...here, properties: [] })).toBe('properties');
    expect(paths(undefined)).toBe('x');
    expect(paths([])).toBe('');
    expect(paths(null, 'operations.0.params')).toBe('operations.0.params');
  });
});

describe('what is stored', () => {
  it('[W15] comes back as it was sent, without negative zeros', () => {
    const world = new TestWorld();
    const at = { position_x: -0, position_y: 5e-324, position_z: -1e300 };
    const params = { account_id: 1, character_name: 'Grün ⚔ 😀', map_id: 'a\u2028b', ...at };
    const { character } = world.do('characters.create', { ...params, experience: -0 });
    expect(character).toMatchObject({ ...params, position_x: 0, experience: 0 });
    const properties = { cold: -0, deep: [[{ a: 0.1 }]], text: '\u0001"\\' };
    const { item } = world.do('items.create', {
      character_id: character.character_id,
      item_type: 'thing',
      properties,
    });
    const { item: read } = world.read('items.get', { item_id: item.item_id });
    expect(read.properties).toEqual({ ...properties, cold: 0 });
  });

  it.each<[WorldMethod, string, (json: object) => object]>([
    [
      'items.create',
      'properties',
      (properties) => ({ character_id: 1, item_type: 'x', properties }),
    ],
    ['items.update', 'properties', (properties) => ({ item_id: ITEM, properties })],
    ['quests.set', 'progress', (progress) => ({ character_id: 1, quest_name: 'x', progress })],
    ['activity.log', 'details', (details) => ({ event_type: KILL, details })],
  ])('[W15] %s refuses %s whose JSON text is too long', (method, path, params) => {
    const world = new TestWorld();
    const place = { map_id: 'town', position_x: 0, position_y: 0, position_z: 0 };
    world.do('characters.create', { account_id: 1, character_name: 'Anna', ...place });
    world.do('items.create', { character_id: 1, item_type: 'x' });
    // With its name and quotes the text is eight characters longer.
    const long = { a: 'x'.repeat(JSON_LENGTH_MAX - 7) };
    const before = digestOf(world);
    expect(() => world.do(method, params(long))).toThrow(
      expect.objectContaining({ code: 'InvalidData', details: { path } }),
    );
    expect(digestOf(world)).toBe(before);
    world.do(method, params({ a: long.a.slice(1) }));
  });
});

const ITEM = '00000000-0000-4000-8000-000000000001';
const KILL = {
  PlayerKill: { killer_id: 'wolf', victim_id: 'bear', location: { x: 0, y: 0, z: 0 } },
};
