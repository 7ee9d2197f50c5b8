/** What a player does with its items: lays down, takes up, puts on, takes off, splits, merges, mends. */
import { isDeepStrictEqual } from 'node:util';
import type { Item, Place } from '../../client/index.ts';
import { expectEqual } from '../check.ts';
import { GEAR } from '../lore.ts';
import { type ExpectedItem, expectedItem, expectItem, type Player, quantityOf } from '../model.ts';
import { type Action, BAG_MAX } from './action.ts';

/** Items that may lie on the ground, so that however long a play is it does not fill with them. */
const GROUND_MAX = 1_000;

const drop: Action = {
  name: 'drop',
  weight: 5,
  plan(player, { model, random, shard }) {
    const item = random.pick(player.bag);
    if (item === undefined || model.ground.size >= GROUND_MAX) return undefined;
    const number = model.nextDrop();
    return async () => {
      const answer = await shard.ask(player, 'items.drop', {
        item_id: item.item_id,
        from_character_id: player.id,
      });
      const { place } = answer.item;
      expectItem(answer.item, { ...item, place });
      expectLaidDown(player, place, quantityOf(item));
      player.items.delete(item.item_id);
      model.ground.set(number, { ...item, place });
    };
  },
};

/** It lies where the player stands; a crash may have taken the latest steps back. */
function expectLaidDown(player: Player, place: Place, quantity: number): void {
  expectEqual('place of what was dropped', place.kind, 'ground');
  if (place.kind !== 'ground') return;
  expectEqual('quantity of what was dropped', place.quantity, quantity);
  const { map_id, x, y, z } = place;
  player.whereabouts.expect(player.name, { map_id, position_x: x, position_y: y, position_z: z });
}

const loot: Action = {
  name: 'loot',
  weight: 6,
  plan(player, { model, random, shard, claim }) {
    const number = random.pick([...model.ground.keys()].sort((a, b) => a - b));
    const item = number === undefined ? undefined : model.ground.get(number);
    if (number === undefined || item === undefined || player.bag.length >= BAG_MAX)
      return undefined;
    if (!claim(item)) return undefined;
    return async () => {
      const slot = player.freeSlot;
      // Whether it can be taken up or not: one fault is told once.
      model.ground.delete(number);
      const answer = await shard.ask(player, 'items.loot', {
        item_id: item.item_id,
        character_id: player.id,
      });
      item.character_id = player.id;
      item.place = { kind: 'bag', slot, quantity: quantityOf(item) };
      player.items.set(item.item_id, item);
      expectItem(answer.item, item);
    };
  },
};

const equip: Action = {
  name: 'equip',
  weight: 6,
  plan(player, { random, shard }) {
    const taken = new Set(player.worn.map(slotTypeOf));
    const item = random.pick(
      player.bag.filter(({ item_type }) => {
        const slot = GEAR[item_type];
        return slot !== undefined && !taken.has(slot);
      }),
    );
    if (item === undefined || quantityOf(item) !== 1) return undefined;
    const slot_type = GEAR[item.item_type] as string;
    return async () => {
      const answer = await shard.ask(player, 'items.equip', { item_id: item.item_id, slot_type });
      expectPlaced(answer.item, item, { kind: 'equipment', slot_type });
    };
  },
};

const unequip: Action = {
  name: 'unequip',
  weight: 3,
  plan(player, { random, shard }) {
    const item = random.pick(player.worn);
    if (item === undefined || player.bag.length >= BAG_MAX) return undefined;
    return async () => {
      const slot = player.freeSlot;
      const answer = await shard.ask(player, 'items.unequip', { item_id: item.item_id });
      expectPlaced(answer.item, item, { kind: 'bag', slot, quantity: 1 });
    };
  },
};

/** Moves an item to a slot of the bag that is free. */
const tidy: Action = {
  name: 'tidy',
  weight: 2,
  plan(player, { random, shard }) {
    const item = random.pick(player.bag);
    if (item === undefined) return undefined;
    return async () => {
      const slot = player.freeSlot;
      const answer = await shard.ask(player, 'items.move', { item_id: item.item_id, slot });
      expectPlaced(answer.item, item, { kind: 'bag', slot, quantity: quantityOf(item) });
    };
  },
};

const split: Action = {
  name: 'split',
  weight: 4,
  plan(player, { random, shard }) {
    const item = random.pick(player.bag.filter((held) => quantityOf(held) > 1));
    if (item === undefined || player.bag.length >= BAG_MAX) return undefined;
    const quantity = random.int(1, quantityOf(item) - 1);
    return async () => {
      const slot = player.freeSlot;
      const answer = await shard.ask(player, 'items.split', { item_id: item.item_id, quantity });
      const part: ExpectedItem = {
        ...item,
        item_id: answer.item.item_id,
        place: { kind: 'bag', slot, quantity },
      };
      player.items.set(part.item_id, part);
      setQuantity(item, quantityOf(item) - quantity);
      expectItem(answer.item, part);
      expectItem(answer.from_item, item);
    };
  },
};

const merge: Action = {
  name: 'merge',
  weight: 5,
  plan(player, { random, shard }) {
    const item = random.pick(player.bag.filter((held) => GEAR[held.item_type] === undefined));
    const into = player.bag.find(
      (other) =>
        other !== item &&
        other.item_type === item?.item_type &&
        isDeepStrictEqual(other.properties, item.properties),
    );
    if (item === undefined || into === undefined) return undefined;
    return async () => {
      const answer = await shard.ask(player, 'items.merge', {
        item_id: item.item_id,
        into_item_id: into.item_id,
      });
      player.items.delete(item.item_id);
      setQuantity(into, quantityOf(into) + quantityOf(item));
      expectItem(answer.item, into);
    };
  },
};

/** Wears gear down: its properties are written anew as a whole. */
const wear: Action = {
  name: 'wear',
  weight: 4,
  plan(player, { random, shard }) {
    const item = random.pick(player.worn);
    if (item === undefined) return undefined;
    const durability = random.int(1, 100);
    return async () => {
      const properties = { ...item.properties, durability };
      const answer = await shard.ask(player, 'items.update', { item_id: item.item_id, properties });
      item.properties = properties;
      expectItem(answer.item, item);
    };
  },
};

/** Uses up a part of a stack. */
const consume: Action = {
  name: 'consume',
  weight: 3,
  plan(player, { random, shard }) {
    const item = random.pick(player.bag.filter((held) => quantityOf(held) > 1));
    if (item === undefined) return undefined;
    const quantity = random.int(1, quantityOf(item) - 1);
    return async () => {
      const answer = await shard.ask(player, 'items.destroy', { item_id: item.item_id, quantity });
      setQuantity(item, quantityOf(item) - quantity);
      expectItem(answer.item, item);
    };
  },
};

export const items: readonly Action[] = [
  drop,
  loot,
  equip,
  unequip,
  tidy,
  split,
  merge,
  wear,
  consume,
];

/** The answer shows the item in its new place, where the model has it from now on. */
function expectPlaced(answer: Item, item: ExpectedItem, place: Place): void {
  item.place = place;
  expectEqual(`item ${item.item_id}`, expectedItem(answer), item);
}

function setQuantity(item: ExpectedItem, quantity: number): void {
  if (item.place.kind !== 'equipment') item.place = { ...item.place, quantity };
}

function slotTypeOf({ place }: ExpectedItem): string {
  return place.kind === 'equipment' ? place.slot_type : '';
}
