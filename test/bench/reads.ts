/**
 * `characters.get` over the network, 64 in flight over one connection from a client process. Peers: GET of
 * the same character's JSON by ioredis with its automatic pipelining, so that both clients batch by
 * themselves; and a bare `ws` server that answers frames of the same kind and size without looking at them,
 * which is what is left of us without the protocol and the world.
 */
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { connect } from '../../src/client/index.ts';
import { createCharacters } from './characters.ts';
import type { Loop, LoopResult } from './closed-loop.ts';
import { cellsOf } from './create-stage.ts';
import { type Effort, takeTurns } from './measure.ts';
import type { ReadsOptions } from './reads-client.ts';
import type { Row, Section } from './report.ts';
import {
  makeDirectory,
  removeDirectory,
  start,
  startHost,
  startRedis,
  startWorker,
} from './servers.ts';

const CHARACTERS = 1_000;
const IN_FLIGHT = 64;

const LABELS = {
  json: 'Shardkeep, JSON',
  msgpack: 'Shardkeep, MessagePack',
  redis: 'Redis, GET by ioredis',
  echo: 'bare ws echo, MessagePack',
} as const;
type Name = keyof typeof LABELS;

/** Distributes over the kinds of options, as `Omit` does not. */
type Kind = ReadsOptions extends infer Options
  ? Options extends unknown
    ? Omit<Options, 'characters'>
    : never
  : never;

export async function benchReads(effort: Effort): Promise<Section> {
  const dataDir = makeDirectory('reads');
  const [host, redis] = await Promise.all([startHost(dataDir), startRedis()]);
  const control = await connect({ url: host.url, token: host.tokens.admin });
  await createCharacters(control, CHARACTERS);
  const result = await control.characters.get({ character_id: CHARACTERS });
  const reply = JSON.stringify({ jsonrpc: '2.0', id: CHARACTERS, result });
  const program = fileURLToPath(new URL('echo-server.ts', import.meta.url));
  const echo = await start(process.execPath, [program, reply], /^ws:/);
  if (redis !== null) await fill(redis.port, JSON.stringify(result.character));

  const client = (options: Kind) =>
    startWorker<Loop, LoopResult>(new URL('reads-client.ts', import.meta.url), {
      ...options,
      characters: CHARACTERS,
    });
  const shard = { url: host.url, token: host.tokens.game, connections: 1 };
  const clients: Partial<Record<Name, Awaited<ReturnType<typeof client>>>> = {
    json: await client({ ...shard, encoding: 'json' }),
    msgpack: await client({ ...shard, encoding: 'msgpack' }),
    ...(redis === null ? {} : { redis: await client({ redis: redis.port }) }),
    echo: await client({ echo: echo.line }),
  };
  const ask = (name: Name, milliseconds: number) =>
    clients[name]!.ask({ inFlight: IN_FLIGHT, milliseconds });
  const names = Object.keys(clients) as Name[];
  for (const name of names) await ask(name, effort.warmUpMs);
  const results: Partial<Record<Name, LoopResult[]>> = await takeTurns(
    effort.runs,
    Object.fromEntries(names.map((name) => [name, () => ask(name, effort.windowMs)])),
  );
  await control.close();
  await Promise.all(Object.values(clients).map((worker) => worker.stop()));
  await Promise.all([host, redis, echo].map((server) => server?.stop()));
  removeDirectory(dataDir);

  const ratioTo = (peer: Name, name: Name) => {
    const [mine, theirs] = [results[name], results[peer]];
    if (mine === undefined || theirs === undefined || name === peer) return null;
    return cellsOf(mine).perSecond / cellsOf(theirs).perSecond;
  };
  const toRedis = ratioTo('redis', 'json');
  return {
    id: 'reads',
    title: 'characters.get over the network, operations per second',
    notes: [
      `One connection, ${IN_FLIGHT} in flight; replies of ${reply.length} bytes of JSON.`,
      ...(toRedis === null ? ['Redis is left out: there is no redis-server on this machine.'] : []),
    ],
    columns: [
      { key: 'perSecond', label: 'ops/s' },
      { key: 'least', label: 'least' },
      { key: 'most', label: 'most' },
      { key: 'p50', label: 'p50 ms' },
      { key: 'p99', label: 'p99 ms' },
      { key: 'toRedis', label: '× Redis' },
      { key: 'toEcho', label: '× echo' },
    ],
    rows: names.map(
      (name): Row => ({
        id: `reads.${name}`,
        label: LABELS[name],
        cells: {
          ...cellsOf(results[name] ?? []),
          toRedis: ratioTo('redis', name),
          toEcho: ratioTo('echo', name),
        },
      }),
    ),
    aims: [
      ...(toRedis === null
        ? []
        : [
            {
              id: 'reads.toRedis',
              label: `characters.get, ${IN_FLIGHT} in flight`,
              value: toRedis,
              unit: '× Redis, GET',
              atLeast: 1,
            },
          ]),
      {
        id: 'reads.toEcho',
        label: `characters.get, ${IN_FLIGHT} in flight, MessagePack`,
        value: ratioTo('echo', 'msgpack') ?? Number.NaN,
        unit: '× bare ws echo',
        atLeast: 0.85,
      },
    ],
  };
}

async function fill(port: number, character: string): Promise<void> {
  const redis = new Redis(port, '127.0.0.1');
  const pipeline = redis.pipeline();
  for (let id = 1; id <= CHARACTERS; id++) pipeline.set(`character:${id}`, character);
  await pipeline.exec();
  redis.disconnect();
}
