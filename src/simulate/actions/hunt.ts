/** Out in the world: walking, killing creatures, and what that yields. */
import type { Params } from '../../client/index.ts';
import { Mismatch } from '../check.ts';
import { ENCHANTMENTS, GEAR, MAPS, STACKS } from '../lore.ts';
import { expectItem, type Player, quantityOf } from '../model.ts';
import type { Random } from '../random.ts';
import type { Shard } from '../shard.ts';
import { type Action, BAG_FULL } from './action.ts';

const CREATURES = ['Wolf', 'Bandit', 'Troll', 'Wisp', 'Crab'] as const;

const move: Action = {
  name: 'move',
  weight: 30,
  plan(player, { random, shard }) {
    const from = player.whereabouts.position;
    const to = {
      map_id: random.chance(0.05) ? (random.pick(MAPS) as string) : from.map_id,
      position_x: from.position_x + random.int(-10, 10) / 4,
      position_y: from.position_y,
      position_z: from.position_z + random.int(-10, 10) / 4,
    };
    return async () => {
      const answer = await shard.ask(player, 'characters.move', { character_id: player.id, ...to });
      player.whereabouts.moved(to, answer.seq);
      player.expect(answer.character);
    };
  },
};

const kill: Action = {
  name: 'kill',
  weight: 12,
  plan(player, { random, shard }) {
    const creature = random.pick(CREATURES) as string;
    const amount = random.int(1, 40);
    const loot = player.bag.length < BAG_FULL && random.chance(0.4) ? planItem(random) : null;
    return async () => {
      const { position_x: x, position_y: y, position_z: z } = player.whereabouts.position;
      await shard.ask(player, 'activity.log', {
        event_type: {
          PlayerKill: { killer_id: player.id, victim_id: creature, location: { x, y, z } },
        },
      });
      await grant(shard, player, amount, `killed a ${creature}`);
      if (loot !== null) await createItem(shard, player, loot);
    };
  },
};

/** Sells what fills the bag: the item goes, gold comes. */
const sell: Action = {
  name: 'sell',
  weight: 8,
  plan(player, { random, shard }) {
    const item = random.pick(player.bag);
    if (item === undefined || player.bag.length < BAG_FULL) return undefined;
    const price = random.int(1, 10) * quantityOf(item);
    return async () => {
      const answer = await shard.ask(player, 'items.destroy', { item_id: item.item_id });
      player.items.delete(item.item_id);
      expectItem(answer.item, item);
      await grant(shard, player, price, `sold ${item.item_type}`);
    };
  },
};

export const hunt: readonly Action[] = [move, kill, sell];

export type MadeItem = Omit<Params<'items.create'>, 'character_id'>;

export function planItem(random: Random): MadeItem {
  return random.chance(0.5) ? planStack(random) : planGear(random, Object.keys(GEAR));
}

/** A stack that is like all others of its type. */
export function planStack(random: Random): MadeItem {
  const item_type = random.pick(Object.keys(STACKS)) as string;
  return { item_type, properties: STACKS[item_type] ?? {}, quantity: random.int(2, 20) };
}

/** A piece of gear with a history of its own. */
export function planGear(random: Random, types: readonly string[]): MadeItem {
  return {
    item_type: random.pick(types) as string,
    properties: {
      durability: random.int(50, 100),
      damage: { min: random.int(1, 9), max: random.int(10, 30) },
      enchantments: random.chance(0.3) ? [random.pick(ENCHANTMENTS) as string] : [],
    },
  };
}

async function createItem(shard: Shard, player: Player, made: MadeItem): Promise<void> {
  const slot = player.freeSlot;
  const { item } = await shard.ask(player, 'items.create', { character_id: player.id, ...made });
  if (player.items.has(item.item_id))
    throw new Mismatch('id of a new item', item.item_id, 'a new one');
  const expected = {
    item_id: item.item_id,
    character_id: player.id,
    item_type: made.item_type,
    properties: made.properties ?? {},
    place: { kind: 'bag' as const, slot, quantity: made.quantity ?? 1 },
  };
  player.items.set(item.item_id, expected);
  expectItem(item, expected);
}

async function grant(shard: Shard, player: Player, amount: number, reason: string): Promise<void> {
  const { character } = await shard.ask(player, 'gold.grant', {
    character_id: player.id,
    amount,
    reason,
  });
  player.gold += amount;
  player.expect(character);
}
