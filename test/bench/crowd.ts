/**
 * Ten minutes of a crowd on the full world: 2,000 players who ask for 20,000 things a second, while deltas
 * are written as ever and a backup is made in the middle. How late the main loop comes to its work
 * in all that time, what the host takes of memory at most, and how it feels to the players. A process that only
 * sleeps beside them tells what of it is the machine's.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '../../src/client/index.ts';
import type { LoadOptions, LoadResult } from './load-client.ts';
import type { Delay } from './loop-delay.ts';
import { mainThreadMs } from './main-cpu.ts';
import { type Effort, median } from './measure.ts';
import { residentBytes } from './memory.ts';
import { startProbedHost } from './probed-host.ts';
import type { Section } from './report.ts';
import { removeDirectory, startWorker } from './servers.ts';
import { makeFullDataDirectory } from './world-file.ts';

const PLAYERS = 2_000;
const PER_SECOND = 20_000;
const CONNECTIONS = 8;
/** As often as the players of `src/simulate` do. */
const LOOK_EVERY = 50;
const WINDOW_MS = 10_000;
/** Milliseconds to let the start and the load settle. */
const SETTLE_MS = 10_000;
const MB = 1024 ** 2;

/** Milliseconds; a frame of a game is 16. */
const P999_MS_MAX = 10;
const LONGEST_MS_MAX = 50;
/** The document: "Total server memory: ~1-2 GB". */
const RESIDENT_MB_MAX = 2_048;

export async function benchCrowd({ sustainedMs }: Effort): Promise<Section> {
  const dataDir = await makeFullDataDirectory();
  const { host, delay } = await startProbedHost(dataDir);
  const shard = await connect({ url: host.url, token: host.tokens.admin });
  const load = await startWorker<object, LoadResult>(new URL('load-client.ts', import.meta.url), {
    url: host.url,
    token: host.tokens.game,
    players: PLAYERS,
    perSecond: PER_SECOND,
    lookEvery: LOOK_EVERY,
    connections: CONNECTIONS,
  } satisfies LoadOptions);
  const sleeper = await startWorker<object, Delay>(new URL('sleeper.ts', import.meta.url), {});
  await sleep(SETTLE_MS);
  await load.ask({});
  await sleeper.ask({});
  await delay();
  const startedAt = performance.now();
  const workedBefore = mainThreadMs(host.pid);
  const windows: LoadResult[] = [];
  const resident: number[] = [];
  // Twice as long as what is sustained elsewhere.
  const count = Math.ceil((2 * sustainedMs) / WINDOW_MS);
  let backup: Promise<unknown> = Promise.resolve();
  for (let i = 0; i < count; i++) {
    if (i === Math.floor(count / 2)) backup = shard.admin.backups.create({});
    await sleep(WINDOW_MS);
    windows.push(await load.ask({}));
    resident.push(residentBytes(host.pid) / MB);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const loop = await delay();
  const floor = await sleeper.ask({});
  const worked = (mainThreadMs(host.pid) - workedBefore) / 10 / seconds;
  await backup;
  const { snapshots } = await shard.admin.snapshots.list({});
  await sleeper.stop();
  await load.stop();
  await shard.close();
  await host.stop();
  removeDirectory(dataDir);
  const sum = (key: 'answered' | 'heldBack' | 'refused') =>
    windows.reduce((total, window) => total + window[key], 0);
  const answered = sum('answered') / seconds;
  const most = Math.max(...resident);
  const row = (id: string, label: string, value: number) => ({
    id: `crowd.${id}`,
    label,
    cells: { value },
  });
  return {
    id: 'crowd',
    title: `${Math.round(seconds / 60)} min of ${PLAYERS.toLocaleString('en-US')} players who ask for ${PER_SECOND.toLocaleString('en-US')} things a second`,
    notes: [
      `The full world; of what is asked a quarter are updates, one in ${LOOK_EVERY} looks into a bag of fifty things, and the rest are moves. ${snapshots.length} snapshots and a backup lie within. The client that plays has a core of two for most of the time.`,
      'Of the players the median of windows of ten seconds; of the loop all of the time.',
    ],
    columns: [{ key: 'value', label: '' }],
    rows: [
      row('answered', 'answered, a second', answered),
      row('heldBack', 'not asked, for too much was unanswered', sum('heldBack')),
      row('refused', 'refused, for the disk did not answer in time', sum('refused')),
      row('p50', 'delay of the main loop, p50, ms', loop.p50),
      row('p999', 'delay of the main loop, p99.9, ms', loop.p999),
      row('longest', 'delay of the main loop, the longest, ms', loop.most),
      row('ownP999', "the loop's own part of it, p99.9, ms", loop.own?.p999 ?? Number.NaN),
      row('ownLongest', "the loop's own part of it, the longest, ms", loop.own?.most ?? Number.NaN),
      row('sleeperP999', 'the same of a process that only sleeps, p99.9, ms', floor.p999),
      row('sleeperLongest', 'the same of a process that only sleeps, the longest, ms', floor.most),
      row('players50', "players' answers, p50, ms", median(windows.map(({ p50 }) => p50))),
      row('players999', "players' answers, p99.9, ms", median(windows.map(({ p999 }) => p999))),
      row('resident', 'host and its processes, resident at most, MB', most),
      row('main', 'work of the main thread, % of a core', worked),
    ],
    aims: [
      aim('answered', 'answered', answered, 'a second', { atLeast: PER_SECOND * 0.99 }),
      aim('p999', 'p99.9 delay of the main loop', loop.p999, 'ms', { atMost: P999_MS_MAX }),
      aim('longest', 'longest delay of the main loop', loop.most, 'ms', { atMost: LONGEST_MS_MAX }),
      aim('resident', 'host and its processes, resident', most, 'MB', { atMost: RESIDENT_MB_MAX }),
    ],
  };
}

function aim(
  id: string,
  label: string,
  value: number,
  unit: string,
  limit: { readonly atLeast: number } | { readonly atMost: number },
) {
  return { id: `crowd.${id}`, label, value, unit, ...limit };
}
