/** What must be refused, with the right code, and leave everything as it was. */
import { Mismatch } from '../check.ts';
import { GEAR, MAPS } from '../lore.ts';
import { quantityOf } from '../model.ts';
import type { Action } from './action.ts';

const overspend: Action = {
  name: 'overspend',
  weight: 1,
  plan(player, { shard }) {
    return async () => {
      const params = { character_id: player.id, amount: player.gold + 1, reason: 'a castle' };
      await shard.expectRefusal(player, 'InsufficientGold', 'gold.spend', params);
    };
  },
};

const wearTwo: Action = {
  name: 'wear two',
  weight: 3,
  plan(player, { random, shard }) {
    const taken = new Set(player.worn.map(({ item_type }) => GEAR[item_type]));
    const item = random.pick(player.bag.filter(({ item_type }) => taken.has(GEAR[item_type])));
    const slot_type = item && GEAR[item.item_type];
    if (item === undefined || slot_type === undefined || quantityOf(item) !== 1) return undefined;
    return async () => {
      const params = { item_id: item.item_id, slot_type };
      await shard.expectRefusal(player, 'SlotOccupied', 'items.equip', params);
    };
  },
};

/** Another's item cannot be taken where the giver is named as a check. */
const steal: Action = {
  name: 'steal',
  weight: 1,
  plan(player, { random, shard, partner }) {
    const victim = partner(({ items }) => items.size > 0);
    const item = victim && random.pick([...victim.items.values()]);
    if (item === undefined) return undefined;
    return async () => {
      const params = { item_id: item.item_id, from_character_id: player.id };
      await shard.expectRefusal(player, 'NotOwner', 'items.destroy', params);
    };
  },
};

const splitTooMuch: Action = {
  name: 'split too much',
  weight: 1,
  plan(player, { random, shard }) {
    const item = random.pick(player.bag);
    if (item === undefined) return undefined;
    return async () => {
      const params = { item_id: item.item_id, quantity: quantityOf(item) };
      await shard.expectRefusal(player, 'Conflict', 'items.split', params);
    };
  },
};

/** What one has taken up is not on the ground any more. */
const lootAgain: Action = {
  name: 'loot again',
  weight: 1,
  plan(player, { random, shard, partner }) {
    const other = partner(({ items }) => items.size > 0);
    const item = other && random.pick([...other.items.values()]);
    if (item === undefined) return undefined;
    return async () => {
      const params = { item_id: item.item_id, character_id: player.id };
      await shard.expectRefusal(player, 'Conflict', 'items.loot', params);
    };
  },
};

const takeName: Action = {
  name: 'take name',
  weight: 1,
  plan(player, { random, shard }) {
    const params = {
      account_id: player.accountId,
      character_name: player.name,
      map_id: random.pick(MAPS) as string,
      position_x: 0,
      position_y: 0,
      position_z: 0,
    };
    return async () => {
      // A shard that is full says so before it looks at names.
      const refusal = shard.expectRefusal(
        player,
        'CharacterNameTaken',
        'characters.create',
        params,
      );
      await refusal.catch((error: { code?: unknown }) => {
        if (error.code !== 'ServerFull') throw error;
      });
    };
  },
};

const sendNonsense: Action = {
  name: 'send nonsense',
  weight: 1,
  plan(player, { random, shard }) {
    const amount = random.pick([0, -1, 1.5, 2 ** 53]) as number;
    return async () => {
      const params = { character_id: player.id, amount, reason: 'nonsense' };
      const error = await shard.expectRefusal(player, 'InvalidData', 'gold.grant', params);
      if (error.details?.path !== 'amount') {
        throw new Mismatch('the path of the offending field', error.details, 'amount');
      }
    };
  },
};

const lookForNothing: Action = {
  name: 'look for nothing',
  weight: 1,
  plan(player, { shard }) {
    return async () => {
      const params = { item_id: '00000000-0000-4000-8000-000000000000' };
      await shard.expectRefusal(player, 'NotFound', 'items.get', params);
    };
  },
};

export const mistakes: readonly Action[] = [
  overspend,
  wearTwo,
  steal,
  splitTooMuch,
  lootAgain,
  takeName,
  sendNonsense,
  lookForNothing,
];
