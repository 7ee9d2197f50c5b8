/**
 * The client process of the benchmarks of items.create. Its requests go over one connection or several,
 * each lane of the loop over its own.
 */
import { Redis } from 'ioredis';
import { connect } from '../../src/client/index.ts';
import { type Ask, optionsOf, serveLoops } from './closed-loop.ts';

export interface CreateOptions {
  /** A shard, or what speaks its protocol. */
  readonly url?: string;
  readonly token?: string;
  readonly session?: boolean;
  readonly connections?: number;
  /** Each item is destroyed again, so many later: then a loop may last without the world growing. */
  readonly keep?: number;
  /** A Redis on this machine, and what is done in it for each item. */
  readonly redis?: { readonly port: number; readonly work: RedisWork };
  readonly characters: number;
}

/**
 * `set` is a bare SET of the properties. `item` is what items.create does: the item with its columns,
 * its slot in the bag and its entry in the log, all or nothing.
 */
export type RedisWork = 'set' | 'item';

/** An item in the document's shape. */
const PROPERTIES_BYTES = 300;
const PROPERTIES = {
  durability: 87,
  enchantments: [
    { name: 'fire', power: 12.5 },
    { name: 'leech', power: 3.25 },
  ],
  attributes: { damage: 44, weight: 7.5, speed: 1.25, level: 31, armor: 0 },
  custom_data: { crafted_by: 'Smith of the northern harbor', bound: true, note: '' },
};
PROPERTIES.custom_data.note = 'x'.repeat(PROPERTIES_BYTES - JSON.stringify(PROPERTIES).length);

async function createBy(options: CreateOptions): Promise<Ask> {
  const { url, token = '', session = false, redis, characters, connections = 1, keep } = options;
  if (redis !== undefined) {
    const client = new Redis(redis.port, '127.0.0.1');
    return redis.work === 'set' ? setIn(client) : createItemIn(client, characters);
  }
  const shards = await Promise.all(
    Array.from({ length: connections }, () =>
      connect({ ...(url === undefined ? {} : { url }), token, session }),
    ),
  );
  const create = async (n: number, lane: number) => {
    const shard = shards[lane % shards.length]!;
    const { item } = await shard.items.create({
      character_id: 1 + (n % characters),
      item_type: 'Sword_Steel',
      properties: PROPERTIES,
    });
    return { shard, item_id: item.item_id };
  };
  return keep === undefined ? create : destroyLater(create, keep);
}

type Create = (
  n: number,
  lane: number,
) => Promise<{ shard: Awaited<ReturnType<typeof connect>>; item_id: string }>;

function destroyLater(create: Create, keep: number): Ask {
  const kept: string[] = [];
  let at = 0;
  return async (n, lane) => {
    const { shard, item_id } = await create(n, lane);
    const oldest = kept[at];
    kept[at] = item_id;
    at = (at + 1) % keep;
    if (oldest !== undefined) await shard.items.destroy({ item_id: oldest });
  };
}

function setIn(redis: Redis): Ask {
  return () => redis.set(crypto.randomUUID(), JSON.stringify(PROPERTIES));
}

function createItemIn(redis: Redis, characters: number): Ask {
  return (n) => {
    const item_id = crypto.randomUUID();
    const character_id = 1 + (n % characters);
    const item = { character_id, item_type: 'Sword_Steel' };
    const created_at = new Date().toISOString();
    const properties = JSON.stringify(PROPERTIES);
    const event = { ItemCreated: { item_id, ...item } };
    return redis
      .multi()
      .hset(`item:${item_id}`, { ...item, properties, created_at, updated_at: created_at })
      .hset(`bag:${character_id}`, n, JSON.stringify({ item_id, quantity: 1 }))
      .xadd('activity', '*', 'entry', JSON.stringify({ event_type: event, character_id }))
      .exec();
  };
}

serveLoops(await createBy(optionsOf<CreateOptions>()));
