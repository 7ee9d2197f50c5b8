/**
 * The client process of the benchmark of gold.transfer: many connections, each lane of the loop over its
 * own, move gold between random pairs of characters. After each loop it says how much gold there is.
 */
import { Redis } from 'ioredis';
import { connect } from '../../src/client/index.ts';
import { MAP } from './characters.ts';
import { type Ask, type LoopResult, optionsOf, serveLoops } from './closed-loop.ts';

export interface TransferOptions {
  /** A shard, or what speaks its protocol. */
  readonly url?: string;
  readonly token?: string;
  /** A Redis on this machine, which is filled first; with `log` it keeps an entry of each transfer. */
  readonly redis?: { readonly port: number; readonly log: boolean };
  readonly connections: number;
  readonly characters: number;
  readonly gold: number;
}

export interface TransferResult extends LoopResult {
  /** All that the characters have. */
  readonly gold: number;
}

const AMOUNT = 1;
const REASON = 'trade';

/** The same transfer as the command's: refused where there is too little, else both or neither. */
const SCRIPT = `
  local gold = tonumber(redis.call('HGET', KEYS[1], 'gold'))
  local amount = tonumber(ARGV[1])
  if gold < amount then return redis.error_reply('InsufficientGold') end
  redis.call('HINCRBY', KEYS[1], 'gold', -amount)
  redis.call('HINCRBY', KEYS[2], 'gold', amount)
`;
const SCRIPT_LOG = `
  redis.call('XADD', 'activity', '*', 'entry', ARGV[2])
`;

interface Subject {
  readonly transfer: (from_id: number, to_id: number, lane: number) => Promise<unknown>;
  readonly gold: () => Promise<number>;
}

const options = optionsOf<TransferOptions>();

async function inShard({ url, token = '' }: TransferOptions): Promise<Subject> {
  const shards = await Promise.all(
    Array.from({ length: options.connections }, () =>
      connect({ ...(url === undefined ? {} : { url }), token, session: false }),
    ),
  );
  return {
    transfer: (from_id, to_id, lane) =>
      shards[lane % shards.length]!.gold.transfer({
        from_id,
        to_id,
        amount: AMOUNT,
        reason: REASON,
      }),
    gold: async () => {
      const { characters } = await shards[0]!.characters.listByMap({ map_id: MAP });
      return characters.reduce((sum, { gold }) => sum + gold, 0);
    },
  };
}

async function inRedis({ port, log }: { port: number; log: boolean }): Promise<Subject> {
  const clients = Array.from({ length: options.connections }, () => new Redis(port, '127.0.0.1'));
  const keyOf = (id: number) => `character:${id}`;
  const ids = Array.from({ length: options.characters }, (_, i) => 1 + i);
  const [first] = clients as [Redis];
  const fill = first.pipeline();
  for (const id of ids) fill.hset(keyOf(id), 'gold', options.gold);
  await fill.exec();
  const lua = log ? SCRIPT + SCRIPT_LOG : SCRIPT;
  for (const client of clients) client.defineCommand('transfer', { numberOfKeys: 2, lua });
  type WithTransfer = { transfer(...args: (string | number)[]): Promise<unknown> };
  return {
    transfer: (from_id, to_id, lane) => {
      const client = clients[lane % clients.length] as unknown as WithTransfer;
      const entry = log
        ? [JSON.stringify({ GoldTransaction: { from_id, to_id, amount: AMOUNT, reason: REASON } })]
        : [];
      return client.transfer(keyOf(from_id), keyOf(to_id), AMOUNT, ...entry);
    },
    gold: async () => {
      const read = first.pipeline();
      for (const id of ids) read.hget(keyOf(id), 'gold');
      const answers = (await read.exec()) ?? [];
      return answers.reduce((sum, [, gold]) => sum + Number(gold), 0);
    },
  };
}

const { redis, characters } = options;
const subject = await (redis === undefined ? inShard(options) : inRedis(redis));
const transfer: Ask = (_, lane) => {
  const from = Math.floor(Math.random() * characters);
  const to = (from + 1 + Math.floor(Math.random() * (characters - 1))) % characters;
  return subject.transfer(1 + from, 1 + to, lane);
};
serveLoops(transfer, async () => ({ gold: await subject.gold() }));
