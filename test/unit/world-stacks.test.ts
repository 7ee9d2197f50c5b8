/** Stacks: split and merged without a piece lost or made. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { INTEGER_MAX } from '../../src/shared/limits.ts';
import type { WorldMethod } from '../../src/shared/world-methods.ts';
import { digestOf, HERE, TestWorld, violationsOf } from '../support/world.ts';

const code = (expected: string) => expect.objectContaining({ code: expected });

let world: TestWorld;
let anna: number;
beforeEach(() => {
  world = new TestWorld();
  anna = create('Anna');
});

function create(character_name: string): number {
  const params = { account_id: 1, character_name, ...HERE };
  return world.do('characters.create', params).character.character_id;
}

function make(quantity: number, more: object = {}): string {
  const params = { character_id: anna, item_type: 'arrow', quantity, ...more };
  return world.do('items.create', params).item.item_id;
}

/** Pieces in each stack, in the order in which the stacks came to be. */
const stacks = () => [...world.tables.inventory.rows()].map(({ quantity }) => quantity);

function refused(method: WorldMethod, params: object, expected: unknown): void {
  const before = digestOf(world);
  expect(() => world.do(method, params)).toThrow(expected as Error);
  expect(digestOf(world)).toBe(before);
}

describe('items.split', () => {
  it('[W7] takes some off as a new item of the same kind', () => {
    const properties = { tip: 'iron' };
    const item_id = make(10, { properties });
    const { item, from_item } = world.do('items.split', { item_id, quantity: 3, slot: 6 });
    const same = { character_id: anna, item_type: 'arrow', properties };
    expect(item).toMatchObject({ ...same, place: { kind: 'bag', slot: 6, quantity: 3 } });
    expect(from_item).toMatchObject({ ...same, item_id, place: { slot: 0, quantity: 7 } });
    expect(item.item_id).not.toBe(item_id);
    expect(world.read('items.get', { item_id: item.item_id }).item).toEqual(item);
    expect(world.read('items.get', { item_id }).item).toEqual(from_item);
  });

  it.each([10, 11, INTEGER_MAX])('[W7] leaves at least one: refuses %i of 10', (quantity) => {
    const item_id = make(10);
    const expected = expect.objectContaining({
      code: 'Conflict',
      details: { item_id, quantity: 10 },
    });
    refused('items.split', { item_id, quantity }, expected);
    world.do('items.split', { item_id, quantity: 9 });
    expect(stacks()).toEqual([1, 9]);
  });

  it.each(['items.equip', 'items.drop'] as const)('[W7] splits nothing after %s', (method) => {
    const item_id = make(1);
    world.do(method, { item_id, ...(method === 'items.equip' ? { slot_type: 'hand' } : {}) });
    refused('items.split', { item_id, quantity: 1 }, code('Conflict'));
  });
});

describe('items.merge', () => {
  it('[W7] adds one stack to another and ends it', () => {
    const [from, into] = [make(4), make(6)];
    const { item } = world.do('items.merge', { item_id: from, into_item_id: into });
    expect(item).toMatchObject({ item_id: into, place: { slot: 1, quantity: 10 } });
    expect(stacks()).toEqual([10]);
    expect(() => world.read('items.get', { item_id: from })).toThrow(code('NotFound'));
    expect(violationsOf(world)).toEqual([]);
  });

  it.each<[string, () => string]>([
    ['another type', () => make(1, { item_type: 'bolt' })],
    ['other properties', () => make(1, { properties: { tip: 'iron' } })],
    ["another's bag", () => make(1, { character_id: create('Bert') })],
    ['a thing that is worn', () => movedBy('items.equip', { slot_type: 'hand' })],
    ['a thing on the ground', () => movedBy('items.drop', {})],
  ])('[W7] refuses %s', (_, other) => {
    const item_id = make(4);
    const into_item_id = other();
    refused('items.merge', { item_id, into_item_id }, code('Conflict'));
    refused('items.merge', { item_id: into_item_id, into_item_id: item_id }, code('Conflict'));
  });

  it('[W7] refuses itself, what is not there, and what could not be counted', () => {
    const item_id = make(4);
    const expected = expect.objectContaining({
      code: 'InvalidData',
      details: { path: 'into_item_id' },
    });
    refused('items.merge', { item_id, into_item_id: item_id }, expected);
    refused('items.merge', { item_id, into_item_id: 'none' }, code('NotFound'));
    const most = make(INTEGER_MAX - 3);
    refused('items.merge', { item_id, into_item_id: most }, code('Conflict'));
    world.do('items.destroy', { item_id, quantity: 1 });
    world.do('items.merge', { item_id, into_item_id: most });
    expect(stacks()).toEqual([INTEGER_MAX]);
  });

  function movedBy(method: WorldMethod, params: object): string {
    const item_id = make(1);
    world.do(method, { item_id, ...params });
    return item_id;
  }
});

it('[W7] any run of splits and merges conserves every kind to the last piece', () => {
  const KINDS = ['arrow', 'bolt'];
  const step = fc.record({
    merge: fc.boolean(),
    a: fc.nat(20),
    b: fc.nat(20),
    quantity: fc.integer({ min: 1, max: 40 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
      world = new TestWorld();
      anna = create('Anna');
      for (const item_type of KINDS) make(60, { item_type });
      for (const { merge, a, b, quantity } of steps) {
        const ids = [...world.tables.items.rows()].map((item) => item.item_id);
        const item_id = ids[a % ids.length];
        const into_item_id = ids[b % ids.length];
        try {
          if (merge) world.do('items.merge', { item_id, into_item_id });
          else world.do('items.split', { item_id, quantity });
        } catch (error) {
          expect(error).toMatchObject({ name: 'ShardError' });
        }
        const sums = Object.fromEntries(KINDS.map((kind) => [kind, 0]));
        for (const row of world.tables.inventory.rows()) {
          sums[world.tables.items.get(row.item_id)!.item_type]! += row.quantity;
        }
        expect(sums).toEqual({ arrow: 60, bolt: 60 });
      }
      expect(violationsOf(world)).toEqual([]);
    }),
  );
});
