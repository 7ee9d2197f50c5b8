/**
 * Durable transfers of gold between random pairs of 10,000 characters, in the shape of SpacetimeDB's
 * benchmark: 64 connections with 40 requests in flight each, from one client process. Beside it the
 * naive stack behind the same protocol, and Redis with `appendfsync always` doing the same transfer in a
 * Lua script, once without and once with an entry in a log, which Shardkeep writes for every transfer.
 *
 * Every run starts all servers afresh. After each window all gold is counted: none may be made or lost.
 */
import { connect } from '../../src/client/index.ts';
import { createCharacters } from './characters.ts';
import type { Loop } from './closed-loop.ts';
import { cellsOf, startNaive } from './create-stage.ts';
import { type Effort, rotated } from './measure.ts';
import type { Row, Section } from './report.ts';
import { makeDirectory, removeDirectory, startHost, startRedis, startWorker } from './servers.ts';
import type { TransferOptions, TransferResult } from './transfer-client.ts';

const CHARACTERS = 10_000;
const GOLD = 100_000;
const CONNECTIONS = 64;
const IN_FLIGHT = 40;

const LABELS = {
  shardkeep: 'Shardkeep',
  redis: 'Redis, in a Lua script',
  redisLog: 'Redis, in a Lua script with a log entry',
  naive: 'Node + SQLite',
} as const;
type Name = keyof typeof LABELS;

export async function benchTransfer(effort: Effort): Promise<Section> {
  const results: Partial<Record<Name, TransferResult[]>> = {};
  for (let run = 0; run < effort.runs; run++) {
    for (const [name, result] of await measure(effort, run)) {
      results[name] = [...(results[name] ?? []), result];
    }
  }
  const ratioTo = (peer: Name, name: Name = 'shardkeep') => {
    const [mine, theirs] = [results[name], results[peer]];
    if (mine === undefined || theirs === undefined || name === peer) return null;
    return cellsOf(mine).perSecond / cellsOf(theirs).perSecond;
  };
  const toRedis = ratioTo('redis');
  const toNaive = ratioTo('naive');
  const label = `durable gold.transfer, ${CONNECTIONS} connections with ${IN_FLIGHT} in flight`;
  return {
    id: 'transfer',
    title: 'Durable gold.transfer, operations per second',
    notes: [
      `${CONNECTIONS} connections with ${IN_FLIGHT} requests in flight each, of one client process, between random pairs of ${CHARACTERS.toLocaleString('en-US')} characters. All gold is counted after each window.`,
      ...(toRedis === null ? ['Redis is left out: there is no redis-server on this machine.'] : []),
    ],
    columns: [
      { key: 'perSecond', label: 'ops/s' },
      { key: 'least', label: 'least' },
      { key: 'most', label: 'most' },
      { key: 'p50', label: 'p50 ms' },
      { key: 'p99', label: 'p99 ms' },
      { key: 'toRedis', label: '× Redis' },
      { key: 'toNaive', label: '× naive' },
    ],
    rows: (Object.keys(LABELS) as Name[]).flatMap((name): Row[] => {
      const runs = results[name];
      if (runs === undefined) return [];
      const ratios = { toRedis: ratioTo('redis', name), toNaive: ratioTo('naive', name) };
      return [
        { id: `transfer.${name}`, label: LABELS[name], cells: { ...cellsOf(runs), ...ratios } },
      ];
    }),
    aims: [
      ...(toNaive === null
        ? []
        : [{ id: 'transfer.toNaive', label, value: toNaive, unit: '× naive', atLeast: 20 }]),
      ...(toRedis === null
        ? []
        : [
            {
              id: 'transfer.toRedis',
              label,
              value: toRedis,
              unit: '× Redis, in a Lua script',
              atLeast: 1,
            },
          ]),
    ],
  };
}

/** One window of each subject. */
async function measure(effort: Effort, run: number): Promise<[Name, TransferResult][]> {
  const dataDir = makeDirectory('shardkeep');
  const naiveDir = makeDirectory('naive');
  const [host, redis, naive] = await Promise.all([
    startHost(dataDir),
    startRedis(),
    startNaive(naiveDir, { characters: CHARACTERS, gold: GOLD }),
  ]);
  const control = await connect({ url: host.url, token: host.tokens.admin });
  await createCharacters(control, CHARACTERS, GOLD);
  await control.admin.snapshot();
  const subjects: [Name, Pick<TransferOptions, 'url' | 'token' | 'redis'>][] = [
    ['shardkeep', { url: host.url, token: host.tokens.game }],
    ['naive', { url: naive.line, token: 'none' }],
  ];
  if (redis !== null) {
    subjects.push(['redis', { redis: { port: redis.port, log: false } }]);
    if (!effort.ratiosOnly) subjects.push(['redisLog', { redis: { port: redis.port, log: true } }]);
  }
  const results: [Name, TransferResult][] = [];
  for (const [name, options] of rotated(subjects, run)) {
    // Its client is there only while it is measured, and fills Redis anew.
    const client = await startWorker<Loop, TransferResult>(
      new URL('transfer-client.ts', import.meta.url),
      {
        ...options,
        connections: CONNECTIONS,
        characters: CHARACTERS,
        gold: GOLD,
      } satisfies TransferOptions,
    );
    const inFlight = CONNECTIONS * IN_FLIGHT;
    await client.ask({ inFlight, milliseconds: effort.warmUpMs });
    const result = await client.ask({ inFlight, milliseconds: effort.windowMs });
    await client.stop();
    if (result.gold !== CHARACTERS * GOLD) {
      throw new Error(`${LABELS[name]}: there are ${result.gold} gold, not ${CHARACTERS * GOLD}`);
    }
    results.push([name, result]);
  }
  const { ok } = await control.admin.verifyInvariants();
  if (!ok) throw new Error('the invariants of the world are broken');
  await control.close();
  await Promise.all([host, redis, naive].map((server) => server?.stop()));
  removeDirectory(dataDir);
  removeDirectory(naiveDir);
  return results;
}
