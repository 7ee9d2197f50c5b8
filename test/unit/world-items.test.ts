/** Items: in exactly one place whatever happens to them, and in the hands that they belong to. */
import { beforeEach, describe, expect, it } from 'vitest';
import { leave, placeOf } from '../../src/main/world/places.ts';
import type { WorldMethod } from '../../src/shared/world-methods.ts';
import { digestOf, TestWorld, violationsOf } from '../support/world.ts';

const HERE = { map_id: 'town', position_x: 1, position_y: 2, position_z: 3 };
const code = (expected: string) => expect.objectContaining({ code: expected });

const rules: { bagSlots: number | null } = { bagSlots: null };
let world: TestWorld;
let anna: number;
let bert: number;
beforeEach(() => {
  rules.bagSlots = null;
  world = new TestWorld(rules);
  [anna, bert] = ['Anna', 'Bert'].map((character_name) =>
    world.createCharacter(character_name, HERE),
  ) as [number, number];
});

/** An item of Anna's, in her bag unless `more` says otherwise. */
function make(more: object = {}): string {
  const params = { character_id: anna, item_type: 'sword', ...more };
  return world.do('items.create', params).item.item_id;
}

const get = (item_id: string) => world.read('items.get', { item_id }).item;

/** Where an item is, by looking everywhere rather than asking where it is. */
function placesOf(item_id: string): string[] {
  const { inventory, equipment, ground, recovery } = world.tables;
  return Object.entries({ inventory, equipment, ground, recovery }).flatMap(([name, table]) =>
    [...table.rows()].filter((row) => row.item_id === item_id).map(() => name),
  );
}

const PLACES = ['bag', 'equipment', 'ground', 'recovery'] as const;
type PlaceKind = (typeof PLACES)[number];

/** Brings an item from the bag to another place. Only a restore puts one into the recovery box. */
function bring(item_id: string, to: PlaceKind): void {
  if (to === 'equipment') world.do('items.equip', { item_id, slot_type: 'hand' });
  if (to === 'ground') world.do('items.drop', { item_id });
  if (to === 'recovery') {
    world.transact((transaction) => {
      leave(transaction, placeOf(transaction.tables, item_id));
      transaction.insert('recovery', { item_id, quantity: 1, since: transaction.now });
      return {};
    });
  }
}

/** Runs what must be refused, and sees that it left nothing behind. */
function refused(method: WorldMethod, params: object, expected: unknown): void {
  const before = digestOf(world);
  expect(() => world.do(method, params), method).toThrow(expected as Error);
  expect(digestOf(world)).toBe(before);
}

describe('an item', () => {
  it('[W5] is created in the first free slot, whole, with a random id', () => {
    const properties = { durability: 50, runes: ['fire', { level: 2 }] };
    const { item } = world.do('items.create', {
      character_id: anna,
      item_type: 'sword',
      properties,
      quantity: 3,
    });
    const at = new Date(world.now).toISOString();
    expect(item).toEqual({
      item_id: '00000000-0000-4000-8000-000000000001',
      character_id: anna,
      item_type: 'sword',
      properties,
      created_at: at,
      updated_at: at,
      place: { kind: 'bag', slot: 0, quantity: 3 },
    });
    expect(get(item.item_id)).toEqual(item);
    expect(get(make())).toMatchObject({ properties: {}, place: { slot: 1, quantity: 1 } });
  });

  it('[W5] is in exactly one place through all that can happen to it', () => {
    const item_id = make();
    const bag = (slot: number) => ({ kind: 'bag', slot, quantity: 1 });
    const ground = { kind: 'ground', map_id: 'town', x: 1, y: 2, z: 3, quantity: 1 };
    const story: [WorldMethod, object, string, object, number][] = [
      ['items.move', { slot: 4 }, 'inventory', bag(4), anna],
      ['items.move', {}, 'inventory', bag(0), anna],
      [
        'items.equip',
        { slot_type: 'hand' },
        'equipment',
        { kind: 'equipment', slot_type: 'hand' },
        anna,
      ],
      ['items.unequip', { slot: 2 }, 'inventory', bag(2), anna],
      ['items.drop', {}, 'ground', ground, anna],
      ['items.loot', { character_id: bert, slot: 7 }, 'inventory', bag(7), bert],
      ['items.transfer', { to_character_id: anna }, 'inventory', bag(0), anna],
      [
        'items.equip',
        { slot_type: 'head' },
        'equipment',
        { kind: 'equipment', slot_type: 'head' },
        anna,
      ],
      ['items.transfer', { to_character_id: bert, slot: 1 }, 'inventory', bag(1), bert],
      [
        'items.drop',
        { map_id: 'forest', position_x: -9 },
        'ground',
        { ...ground, map_id: 'forest', x: -9 },
        bert,
      ],
      ['items.loot', { character_id: anna }, 'inventory', bag(0), anna],
    ];
    for (const [method, params, table, place, character_id] of story) {
      const { item } = world.do(method, { item_id, ...params });
      expect(item, method).toMatchObject({ item_id, character_id, item_type: 'sword', place });
      expect(get(item_id)).toEqual(item);
      expect(placesOf(item_id)).toEqual([table]);
      expect(violationsOf(world)).toEqual([]);
    }
    world.do('items.destroy', { item_id });
    expect(placesOf(item_id)).toEqual([]);
    expect(() => get(item_id)).toThrow(code('NotFound'));
    expect(violationsOf(world)).toEqual([]);
  });

  it('[W5] is listed with its holder, in the order of slots', () => {
    const [second, first, worn] = [make({ slot: 5 }), make({ slot: 1 }), make()] as const;
    world.do('items.equip', { item_id: worn, slot_type: 'hand' });
    const ids = (method: 'inventory.get' | 'equipment.get') =>
      world.read(method, { character_id: anna }).items.map((item) => item.item_id);
    expect(ids('inventory.get')).toEqual([first, second]);
    expect(ids('equipment.get')).toEqual([worn]);
    expect(world.read('inventory.get', { character_id: bert }).items).toEqual([]);
  });

  it('[W5] keeps its quantity from hand to hand', () => {
    const item_id = make({ quantity: 12 });
    world.do('items.transfer', { item_id, to_character_id: bert });
    expect(get(item_id).place).toMatchObject({ quantity: 12 });
    world.do('items.drop', { item_id });
    expect(get(item_id).place).toMatchObject({ quantity: 12 });
    world.do('items.loot', { item_id, character_id: anna });
    expect(get(item_id).place).toEqual({ kind: 'bag', slot: 0, quantity: 12 });
  });

  it('[W5] changes its type and properties where it is', () => {
    const item_id = make({ properties: { durability: 5, name: 'Dawn' } });
    world.now += 1000;
    const properties = { durability: 4 };
    const { item } = world.do('items.update', { item_id, properties });
    const updated_at = new Date(world.now).toISOString();
    expect(item).toMatchObject({ item_type: 'sword', properties, updated_at });
    world.do('items.update', { item_id, item_type: 'axe' });
    expect(get(item_id)).toEqual({ ...item, item_type: 'axe' });
  });
});

describe('what can be done where', () => {
  const OPERATIONS: [WorldMethod, (item_id: string) => object, readonly PlaceKind[]][] = [
    ['items.update', (item_id) => ({ item_id, properties: { a: 1 } }), PLACES],
    ['items.destroy', (item_id) => ({ item_id }), PLACES],
    ['items.transfer', (item_id) => ({ item_id, to_character_id: bert }), ['bag', 'equipment']],
    ['items.drop', (item_id) => ({ item_id }), ['bag', 'equipment']],
    ['items.loot', (item_id) => ({ item_id, character_id: bert }), ['ground']],
    ['items.equip', (item_id) => ({ item_id, slot_type: 'head' }), ['bag']],
    ['items.unequip', (item_id) => ({ item_id }), ['equipment']],
    ['items.move', (item_id) => ({ item_id, slot: 3 }), ['bag', 'recovery']],
    ['items.merge', (item_id) => ({ item_id, into_item_id: make() }), ['bag']],
  ];
  const cases = OPERATIONS.flatMap(([method, params, allowed]) =>
    PLACES.map((place) => ({ method, params, place, works: allowed.includes(place) })),
  );

  it.each(cases)(
    '[W5] $method of what is in $place: $works',
    ({ method, params, place, works }) => {
      const item_id = make();
      bring(item_id, place);
      const command = params(item_id);
      if (works) world.do(method, command);
      else refused(method, command, code('Conflict'));
      const exists = world.tables.items.has(item_id);
      expect(placesOf(item_id)).toHaveLength(exists ? 1 : 0);
      expect(violationsOf(world)).toEqual([]);
    },
  );

  it('[W5] what lies on the ground or in a recovery box is destroyed in part as in whole', () => {
    for (const place of ['bag', 'ground'] as const) {
      const item_id = make({ quantity: 5 });
      bring(item_id, place);
      const { item } = world.do('items.destroy', { item_id, quantity: 2 });
      expect(item.place).toMatchObject({ kind: place, quantity: 3 });
      refused('items.destroy', { item_id, quantity: 4 }, code('Conflict'));
      world.do('items.destroy', { item_id, quantity: 3 });
      expect(placesOf(item_id)).toEqual([]);
    }
    const item_id = make();
    bring(item_id, 'recovery');
    world.transact((transaction) => {
      const row = transaction.require('recovery', item_id, 'item');
      transaction.update('recovery', row, { quantity: 9 });
      return {};
    });
    world.do('items.destroy', { item_id, quantity: 2 });
    const { item } = world.do('items.move', { item_id });
    expect(item.place).toMatchObject({ kind: 'bag', quantity: 7 });
    expect(violationsOf(world)).toEqual([]);
  });

  it('[W5] a stack cannot be worn, nor two things in one slot', () => {
    const stack = make({ quantity: 2 });
    refused('items.equip', { item_id: stack, slot_type: 'hand' }, code('Conflict'));
    const worn = make();
    bring(worn, 'equipment');
    const details = { path: 'slot_type', character_id: anna, slot_type: 'hand', item_id: worn };
    refused(
      'items.equip',
      { item_id: make(), slot_type: 'hand' },
      expect.objectContaining({ code: 'SlotOccupied', details }),
    );
    const berts = make({ character_id: bert });
    world.do('items.equip', { item_id: berts, slot_type: 'hand' });
    expect(world.tables.equipment.size).toBe(2);
  });

  it('[W5] nobody gives an item to its holder', () => {
    const item_id = make();
    refused('items.transfer', { item_id, to_character_id: anna }, code('Conflict'));
    refused('items.transfer', { item_id, to_character_id: 99 }, code('NotFound'));
  });
});

/** Every method that puts an item into a bag, and an item that it can be done with. */
const INTO_BAG: [WorldMethod, () => object][] = [
  ['items.create', () => ({ character_id: anna, item_type: 'sword' })],
  ['items.transfer', () => ({ item_id: make({ character_id: bert }), to_character_id: anna })],
  ['items.loot', () => ({ item_id: away('ground', bert), character_id: anna })],
  ['items.unequip', () => ({ item_id: away('equipment', anna) })],
  ['items.move', () => ({ item_id: away('recovery', anna) })],
  ['items.split', () => ({ item_id: make({ quantity: 5 }), quantity: 1 })],
];

function away(place: PlaceKind, character_id: number): string {
  const item_id = make({ character_id });
  bring(item_id, place);
  return item_id;
}

describe('bag slots', () => {
  /** Sees that something lies in these slots of Anna's bag. */
  function fill(slots: readonly number[]): void {
    for (const slot of slots) {
      const there = world.tables.inventory.findWithin('character_id', anna, slot);
      if (there === undefined) make({ slot });
    }
  }

  it.each(INTO_BAG)('[W5] %s takes the first free one, gaps included', (method, params) => {
    const command = params();
    fill([0, 1, 3]);
    expect(world.do(method, command).item.place.slot).toBe(2);
    expect(violationsOf(world)).toEqual([]);
  });

  it.each(INTO_BAG)('[W5] %s refuses one that is occupied and says by what', (method, params) => {
    const command = params();
    const item_id = make({ slot: 2 });
    const details = { path: 'slot', character_id: anna, slot: 2, item_id };
    const expected = expect.objectContaining({ code: 'SlotOccupied', details });
    refused(method, { ...command, slot: 2 }, expected);
    expect(world.do(method, { ...command, slot: 3 }).item.place.slot).toBe(3);
  });

  it.each(INTO_BAG)('[W5] %s refuses a bag that is full', (method, params) => {
    const command = params();
    fill([0, 1, 2]);
    rules.bagSlots = 3;
    const details = { character_id: anna, slots: 3 };
    refused(method, command, expect.objectContaining({ code: 'BagFull', details }));
    const beyond = expect.objectContaining({
      code: 'InvalidData',
      details: { path: 'slot', slots: 3 },
    });
    refused(method, { ...command, slot: 3 }, beyond);
    rules.bagSlots = 4;
    world.do(method, { ...command, slot: 3 });
  });

  it('[W5] an item moves to its own slot and to a free one, and to no other', () => {
    const item_id = make();
    const other = make();
    expect(world.do('items.move', { item_id, slot: 0 }).item.place.slot).toBe(0);
    refused('items.move', { item_id, slot: 1 }, code('SlotOccupied'));
    world.do('items.move', { item_id: other, slot: 9 });
    expect(world.do('items.move', { item_id, slot: 1 }).item.place.slot).toBe(1);
  });
});

/** Every method that takes `from_character_id` as a check, on an item of Anna's. */
const CHECKED: [WorldMethod, () => object][] = [
  ['items.transfer', () => ({ item_id: make(), to_character_id: bert })],
  ['items.drop', () => ({ item_id: make() })],
  ['items.destroy', () => ({ item_id: make() })],
  ['items.equip', () => ({ item_id: make(), slot_type: 'hand' })],
  ['items.unequip', () => ({ item_id: away('equipment', anna) })],
  ['items.move', () => ({ item_id: make(), slot: 9 })],
  ['items.split', () => ({ item_id: make({ quantity: 2 }), quantity: 1 })],
  ['items.merge', () => ({ item_id: make(), into_item_id: make() })],
];

describe('the holder', () => {
  it.each(CHECKED)('[W5] %s is refused where another one holds it', (method, params) => {
    const command = params() as { item_id: string };
    const expected = expect.objectContaining({
      code: 'NotOwner',
      details: { item_id: command.item_id, character_id: anna },
    });
    refused(method, { ...command, from_character_id: bert }, expected);
    world.do(method, { ...command, from_character_id: anna });
  });

  it.each([...CHECKED, ...INTO_BAG.slice(2)])(
    '[W3] %s needs an item that is there',
    (method, p) => {
      const details = { what: 'item', id: 'none' };
      const expected = expect.objectContaining({ code: 'NotFound', details });
      refused(method, { ...p(), item_id: 'none' }, expected);
    },
  );
});
