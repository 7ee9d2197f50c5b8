/**
 * Two players meet, and trade a sword for gold.
 *
 *     node docs/examples/play.mjs [url] [token]
 *
 * Both can come from SHARDKEEP_URL and SHARDKEEP_TOKEN instead. The token of a game server stands
 * in the shard's config.json as tokens.game.
 */
import assert from 'node:assert/strict';
import { connect } from 'shardkeep/client';

const [
  url = process.env.SHARDKEEP_URL ?? 'ws://127.0.0.1:7780',
  token = process.env.SHARDKEEP_TOKEN ?? '',
] = process.argv.slice(2);

const shard = await connect({ url, token, reconnect: { giveUpAfterMs: 10_000 } });

// What is asked in one turn travels as one batch. Every answer means: it is on disk.
const suffix = Date.now().toString(36);
const place = { map_id: 'Town_01', position_x: 10, position_y: 0, position_z: -4 };
const [{ character: smith }, { character: knight }] = await Promise.all([
  shard.characters.create({ account_id: 1, character_name: `Smith ${suffix}`, ...place }),
  shard.characters.create({ account_id: 2, character_name: `Knight ${suffix}`, ...place }),
]);
const { item: sword } = await shard.items.create({
  character_id: smith.character_id,
  item_type: 'Sword_Steel',
  properties: { durability: 100, enchantments: ['fire'] },
});
await shard.gold.grant({ character_id: knight.character_id, amount: 500, reason: 'quest reward' });
console.log(`${smith.character_name} made ${sword.item_type} ${sword.item_id}.`);

// The trade: both happen, or neither does, whatever becomes of this program or of the shard.
const { seq } = await shard.transact([
  {
    method: 'gold.transfer',
    params: {
      from_id: knight.character_id,
      to_id: smith.character_id,
      amount: 300,
      reason: 'sword bought',
    },
  },
  {
    method: 'items.transfer',
    params: {
      item_id: sword.item_id,
      from_character_id: smith.character_id,
      to_character_id: knight.character_id,
    },
  },
]);
console.log(`Traded for 300 gold, as change ${seq} of this world.`);

// An error has a stable code to decide by.
const tooMuch = { character_id: knight.character_id, amount: 1_000, reason: 'a horse' };
await assert.rejects(shard.gold.spend(tooMuch), { code: 'InsufficientGold' });

const { items } = await shard.inventory.get({ character_id: knight.character_id });
const after = await shard.characters.get({ character_id: knight.character_id });
assert.deepEqual(
  items.map(({ item_id }) => item_id),
  [sword.item_id],
);
assert.equal(after.character.gold, 200);
console.log(`${knight.character_name} has the sword and ${after.character.gold} gold left.`);

await shard.close();
