/**
 * The client process of the benchmark of items.create: asked by its parent, it keeps a number of
 * requests in flight for a while, and answers how many were answered and how long they took.
 */
import { Redis } from 'ioredis';
import { connect } from '../../src/client/index.ts';
import { percentile } from './measure.ts';

export interface CreateOptions {
  /** A shard, or what speaks its protocol. */
  readonly url?: string;
  readonly token?: string;
  readonly session?: boolean;
  /** A Redis on this machine, and what is done in it for each item. */
  readonly redis?: { readonly port: number; readonly work: RedisWork };
  readonly characters: number;
}

/**
 * `set` is a bare SET of the properties. `item` is what items.create does: the item with its columns,
 * its slot in the bag and its entry in the log, all or nothing.
 */
export type RedisWork = 'set' | 'item';

export interface Create {
  readonly inFlight: number;
  readonly milliseconds: number;
}

export interface CreateResult {
  readonly perSecond: number;
  /** Milliseconds from asking to the answer. */
  readonly p50: number;
  readonly p99: number;
}

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

/** A bound on what a window can hold. */
const LATENCIES_MAX = 4_000_000;

type CreateOne = (n: number) => Promise<unknown>;

async function createBy(options: CreateOptions): Promise<CreateOne> {
  const { url, token = '', session = false, redis, characters } = options;
  if (redis !== undefined) {
    const client = new Redis(redis.port, '127.0.0.1');
    return redis.work === 'set' ? setIn(client) : createItemIn(client, characters);
  }
  const shard = await connect({ ...(url === undefined ? {} : { url }), token, session });
  return (n) =>
    shard.items.create({
      character_id: 1 + (n % characters),
      item_type: 'Sword_Steel',
      properties: PROPERTIES,
    });
}

function setIn(redis: Redis): CreateOne {
  return () => redis.set(crypto.randomUUID(), JSON.stringify(PROPERTIES));
}

function createItemIn(redis: Redis, characters: number): CreateOne {
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

async function measure(create: CreateOne, { inFlight, milliseconds }: Create) {
  const latencies = new Float64Array(LATENCIES_MAX);
  let count = 0;
  const startedAt = performance.now();
  const endAt = startedAt + milliseconds;
  const loop = async () => {
    for (let before = performance.now(); before < endAt; ) {
      await create(count);
      const now = performance.now();
      latencies[count++] = now - before;
      before = now;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, loop));
  const seconds = (performance.now() - startedAt) / 1000;
  const measured = latencies.subarray(0, count);
  return {
    perSecond: count / seconds,
    p50: percentile(measured, 50),
    p99: percentile(measured, 99),
  } satisfies CreateResult;
}

const create = await createBy(JSON.parse(process.argv[2] ?? '{}') as CreateOptions);
process.on('message', (question: Create) => {
  void measure(create, question).then((result) => process.send?.(result));
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
