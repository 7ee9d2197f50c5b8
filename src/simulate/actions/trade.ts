/** Between players: trades that happen whole or not at all, gifts, and what a shop sells. */
import type { Character, Item } from '../../client/index.ts';
import { expectEqual } from '../check.ts';
import { type ExpectedItem, expectItem, type Player, quantityOf } from '../model.ts';
import type { Shard } from '../shard.ts';
import { type Action, BAG_MAX } from './action.ts';
import { planItem } from './hunt.ts';

function payment(from: Player, to: Player, amount: number, reason: string) {
  return {
    method: 'gold.transfer',
    params: { from_id: from.id, to_id: to.id, amount, reason },
  } as const;
}

function handover(item: ExpectedItem, from: Player, to: Player) {
  return {
    method: 'items.transfer',
    params: { item_id: item.item_id, from_character_id: from.id, to_character_id: to.id },
  } as const;
}

function pay(from: Player, to: Player, amount: number): void {
  from.gold -= amount;
  to.gold += amount;
}

function expectPaid(characters: readonly Character[], from: Player, to: Player): void {
  expectEqual('characters of a transfer', characters.length, 2);
  from.expect(characters[0] as Character);
  to.expect(characters[1] as Character);
}

function handOver(item: ExpectedItem, from: Player, to: Player): void {
  const slot = to.freeSlot;
  from.items.delete(item.item_id);
  item.character_id = to.id;
  item.place = { kind: 'bag', slot, quantity: quantityOf(item) };
  to.items.set(item.item_id, item);
}

const trade: Action = {
  name: 'trade',
  weight: 8,
  plan(seller, { random, shard, partner }) {
    const item = random.pick([...seller.items.values()]);
    if (item === undefined) return undefined;
    const price = random.int(1, 50);
    const buyer = partner(({ gold, bag }) => gold >= price && bag.length < BAG_MAX);
    if (buyer === undefined) return undefined;
    return async () => {
      const { results } = await shard.ask(seller, 'tx.run', {
        operations: [payment(buyer, seller, price, 'trade'), handover(item, seller, buyer)],
      });
      pay(buyer, seller, price);
      handOver(item, seller, buyer);
      const [paid, handed] = results as [{ characters: Character[] }, { item: Item }];
      expectPaid(paid.characters, buyer, seller);
      expectItem(handed.item, item);
    };
  },
};

/** The second half of a trade fails, so the first has not happened either. */
const brokenTrade: Action = {
  name: 'broken trade',
  weight: 3,
  plan(seller, { random, shard, partner }) {
    const item = random.pick([...seller.items.values()]);
    const buyer = item && partner(({ bag }) => bag.length < BAG_MAX);
    if (item === undefined || buyer === undefined) return undefined;
    return async () => {
      const price = buyer.gold + 1;
      const operations = [handover(item, seller, buyer), payment(buyer, seller, price, 'trade')];
      const error = await shard.expectRefusal(seller, 'InsufficientGold', 'tx.run', { operations });
      expectEqual('the operation that failed', error.details?.operation, 1);
      await expectUntouched(shard, item, seller);
    };
  },
};

async function expectUntouched(shard: Shard, item: ExpectedItem, holder: Player): Promise<void> {
  const found = await shard.ask(holder, 'items.get', { item_id: item.item_id });
  expectItem(found.item, item);
}

const giveGold: Action = {
  name: 'give gold',
  weight: 4,
  plan(from, { random, shard, partner }) {
    if (from.gold === 0) return undefined;
    const amount = random.int(1, Math.min(from.gold, 100));
    const to = partner(() => true);
    if (to === undefined) return undefined;
    return async () => {
      const { characters } = await shard.ask(from, 'gold.transfer', {
        from_id: from.id,
        to_id: to.id,
        amount,
        reason: 'gift',
      });
      pay(from, to, amount);
      expectPaid(characters, from, to);
    };
  },
};

const giveItem: Action = {
  name: 'give item',
  weight: 3,
  plan(from, { random, shard, partner }) {
    const item = random.pick(from.bag);
    const to = item && partner(({ bag }) => bag.length < BAG_MAX);
    if (item === undefined || to === undefined) return undefined;
    return async () => {
      const answer = await shard.ask(from, 'items.transfer', {
        item_id: item.item_id,
        to_character_id: to.id,
        from_character_id: from.id,
      });
      handOver(item, from, to);
      expectItem(answer.item, item);
    };
  },
};

/** A shop: gold goes out of the world, and an item comes into it, in one. */
const buy: Action = {
  name: 'buy',
  weight: 4,
  plan(player, { random, shard }) {
    const made = planItem(random);
    const price = random.int(5, 60);
    if (player.gold < price || player.bag.length >= BAG_MAX) return undefined;
    return async () => {
      const slot = player.freeSlot;
      const character_id = player.id;
      const { results } = await shard.ask(player, 'tx.run', {
        operations: [
          { method: 'gold.spend', params: { character_id, amount: price, reason: 'shop' } },
          { method: 'items.create', params: { character_id, ...made } },
        ],
      });
      const [spent, created] = results as [{ character: Character }, { item: Item }];
      player.gold -= price;
      const item: ExpectedItem = {
        item_id: created.item.item_id,
        character_id,
        item_type: made.item_type,
        properties: made.properties ?? {},
        place: { kind: 'bag', slot, quantity: made.quantity ?? 1 },
      };
      player.items.set(item.item_id, item);
      player.expect(spent.character);
      expectItem(created.item, item);
    };
  },
};

export const trades: readonly Action[] = [trade, brokenTrade, giveGold, giveItem, buy];
