/**
 * Durable items.create at 64 in flight for longer than a moment. A burst: ten seconds in which the
 * journal changes its segments and a snapshot is written, beside Redis doing a bare SET of as many bytes.
 * And sustained: for minutes, with snapshots all the while; what the tables lack at the end is written
 * before the clock stops. There each item is destroyed again a good while later, in
 * the full form after it has been in the tables, so that the world keeps its size; one such run, for it is long.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '../../src/client/index.ts';
import { createCharacters } from './characters.ts';
import type { Loop, LoopResult } from './closed-loop.ts';
import type { CreateOptions } from './create-client.ts';
import { cellsOf } from './create-stage.ts';
import { type Effort, takeTurns } from './measure.ts';
import type { Section } from './report.ts';
import {
  makeDirectory,
  removeDirectory,
  startHost,
  startRedis,
  startWorker,
  type Worker,
} from './servers.ts';

const IN_FLIGHT = 64;
const CHARACTERS = 10_000;
const P99_TO_P50_MAX = 3;
/** Items that are there at a time, for each second of the sustained run: most of it destroys as well. */
const KEEP_PER_SECOND = 1_300;
const SNAPSHOT_SECONDS = 15;

type Client = Worker<Loop, LoopResult>;

export async function benchCreateSustained(effort: Effort): Promise<Section> {
  const dataDir = makeDirectory('sustained');
  const [host, redis] = await Promise.all([startHost(dataDir), startRedis()]);
  const control = await connect({ url: host.url, token: host.tokens.admin });
  // What the bursts made is more than a full world.
  await control.admin.settings.set({
    settings: { memoryLimitMib: null, snapshotSeconds: SNAPSHOT_SECONDS },
  });
  await createCharacters(control, CHARACTERS);
  const client = (options: Omit<CreateOptions, 'characters'>): Promise<Client> =>
    startWorker(new URL('create-client.ts', import.meta.url), {
      ...options,
      characters: CHARACTERS,
    } satisfies CreateOptions);
  const shard = { url: host.url, token: host.tokens.game, session: false };
  const ours = await client(shard);
  const set = redis === null ? null : await client({ redis: { port: redis.port, work: 'set' } });
  for (const one of [ours, set]) await one?.ask(loop(effort.warmUpMs));
  const bursts = await takeTurns<string, LoopResult>(effort.runs, {
    ours: async () => {
      const [result] = await Promise.all([
        ours.ask(loop(effort.burstMs)),
        sleep(effort.burstMs / 2).then(() => control.admin.snapshot()),
      ]);
      return result;
    },
    ...(set === null ? {} : { set: () => set.ask(loop(effort.burstMs)) }),
  });
  await Promise.all([ours.stop(), set?.stop(), redis?.stop()]);

  const keep = Math.round((KEEP_PER_SECOND * effort.sustainedMs) / 1000);
  const churn = await client({ ...shard, keep });
  const startedAt = performance.now();
  const sustained = await churn.ask(loop(effort.sustainedMs));
  const endedAt = performance.now();
  await control.admin.snapshot();
  const caughtUpMs = performance.now() - endedAt;
  const seconds = (endedAt - startedAt) / 1000;
  const perSecond = (sustained.perSecond * seconds) / (seconds + caughtUpMs / 1000);
  await churn.stop();
  await control.close();
  await host.stop();
  removeDirectory(dataDir);

  const burst = cellsOf(bursts.ours!);
  const peer = bursts.set === undefined ? null : cellsOf(bursts.set);
  const row = (id: string, label: string, cells: Record<string, number | null>) => ({
    id: `createSustained.${id}`,
    label,
    cells,
  });
  return {
    id: 'createSustained',
    title: `Durable items.create, ${IN_FLIGHT} in flight, for longer, operations per second`,
    notes: [
      `A burst is ${effort.burstMs / 1000} s with a snapshot in its middle. Sustained is one run of ${Math.round(seconds)} s with a snapshot every ${SNAPSHOT_SECONDS} s, divided by its time and that of the last snapshot; each of its operations makes one item and destroys the one that was made ${keep.toLocaleString('en-US')} items ago.`,
    ],
    columns: [
      { key: 'perSecond', label: 'ops/s' },
      { key: 'least', label: 'least' },
      { key: 'most', label: 'most' },
      { key: 'p50', label: 'p50 ms' },
      { key: 'p99', label: 'p99 ms' },
      { key: 'toSet', label: '× Redis, SET' },
      { key: 'caughtUpMs', label: 'last snapshot, ms' },
    ],
    rows: [
      row('burst', 'Shardkeep, burst', {
        ...burst,
        toSet: peer && burst.perSecond / peer.perSecond,
      }),
      ...(peer === null ? [] : [row('set', 'Redis, a bare SET', peer)]),
      row('sustained', 'Shardkeep, sustained', { ...sustained, perSecond, caughtUpMs }),
    ],
    aims: [
      {
        id: 'createSustained.p99',
        label: `durable items.create, ${IN_FLIGHT} in flight, burst, p99`,
        value: burst.p99 / burst.p50,
        unit: '× its p50',
        atMost: P99_TO_P50_MAX,
      },
    ],
  };
}

function loop(milliseconds: number): Loop {
  return { inFlight: IN_FLIGHT, milliseconds };
}
