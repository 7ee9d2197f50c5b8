/**
 * How late the main loop comes to its work while the disk's work goes on beside it: the p99.9 of its
 * delay under a steady load of players, and under the same load while one kind of work is done over and
 * over. A loop that is late is what a player feels.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type ShardClient } from '../../src/client/index.ts';
import { FULL_WORLD } from '../support/full-world.ts';
import type { LoadOptions, LoadResult } from './load-client.ts';
import type { LoopDelay } from './loop-probe.ts';
import { type Effort, median, spread, takeTurns } from './measure.ts';
import { startProbedHost } from './probed-host.ts';
import type { Section } from './report.ts';
import { removeDirectory, startWorker } from './servers.ts';
import { makeFullDataDirectory } from './world-file.ts';

const TO_ALONE_MAX = 1.2;
/** Requests a second: half of them moves, a quarter updates, a quarter looks into a bag. */
const LOAD_PER_SECOND = 2_000;
/** The least milliseconds of one window, in which the loop is looked at once a millisecond. */
const WINDOW_MS = 5_000;
/** Milliseconds to let the start and the load settle. */
const SETTLE_MS = 5_000;

/** What is done beside play, over and over for one window: a new kind of work is one line here. */
const WORK: Readonly<Record<string, readonly [string, (shard: ShardClient) => Promise<unknown>]>> =
  {
    delta: ['delta snapshots', (shard) => shard.admin.snapshot({})],
    full: ['full snapshots', (shard) => shard.admin.snapshot({ full: true })],
    backup: ['backups', (shard) => shard.admin.backups.create({})],
    prove: ['checking and proving a backup', proveNewest],
    vacuum: ['vacuums', (shard) => shard.admin.vacuum({})],
  };

async function proveNewest(shard: ShardClient): Promise<void> {
  const { backups } = await shard.admin.backups.list({});
  const { backup } = await shard.admin.backups.verify({ name: backups[0]?.name ?? '' });
  if (backup.proven_at === null) throw new Error(`not proven: ${backup.problem}`);
}

interface Window extends LoopDelay {
  readonly load: LoadResult;
}

export async function benchLoop({ runs }: Effort): Promise<Section> {
  const dataDir = await makeFullDataDirectory();
  const { host, delay } = await startProbedHost(dataDir);
  const shard = await connect({ url: host.url, token: host.tokens.admin });
  // There is one to prove in whichever round comes first.
  await shard.admin.backups.create({});
  const load = await startWorker<object, LoadResult>(new URL('load-client.ts', import.meta.url), {
    url: host.url,
    token: host.tokens.game,
    players: FULL_WORLD.characters,
    perSecond: LOAD_PER_SECOND,
    lookEvery: 4,
  } satisfies LoadOptions);
  await sleep(SETTLE_MS);
  const during = async (work: () => Promise<unknown>): Promise<Window> => {
    await load.ask({});
    await delay();
    const endAt = performance.now() + WINDOW_MS;
    do await work();
    while (performance.now() < endAt);
    const played = await load.ask({});
    if (played.refused > 0) throw new Error(`${played.refused} requests were refused`);
    return { ...(await delay()), load: played };
  };
  const results = await takeTurns(runs, {
    alone: () => during(() => sleep(WINDOW_MS)),
    ...Object.fromEntries(
      Object.entries(WORK).map(([name, [, work]]) => [name, () => during(() => work(shard))]),
    ),
  } as Record<string, () => Promise<Window>>);
  await load.stop();
  await shard.close();
  await host.stop();
  removeDirectory(dataDir);
  const alone = median(results.alone!.map(({ p999 }) => p999));
  const ownOf = (name: string, part: 'p999' | 'most') =>
    median(results[name]!.map(({ own }) => own?.[part] ?? Number.NaN));
  const row = (name: string, label: string) => {
    const windows = results[name]!;
    const late = spread(windows.map(({ p999 }) => p999));
    return {
      id: `loop.${name}`,
      label,
      cells: {
        ...late,
        p50: median(windows.map(({ p50 }) => p50)),
        longest: median(windows.map(({ most }) => most)),
        answer: median(windows.map((one) => one.load.p999)),
        ratio: name === 'alone' ? null : late.median / alone,
        own: ownOf(name, 'p999'),
        ownLongest: ownOf(name, 'most'),
        ownRatio: name === 'alone' ? null : ownOf(name, 'p999') / ownOf('alone', 'p999'),
      },
    };
  };
  const rows = Object.entries(WORK).map(([name, [label]]) => row(name, `with ${label}`));
  return {
    id: 'loop',
    title: 'Delay of the main loop under load, milliseconds',
    notes: [
      `The full world under ${LOAD_PER_SECOND.toLocaleString('en-US')} requests a second; how late a timer of a millisecond comes. A window lasts at least ${WINDOW_MS / 1000} seconds, and as long as the work that it is about.`,
      "On two cores the processes that do the work also take time from the loop and from the client that loads it. So the loop's own part of the delay is shown beside it: all but the time in which its thread was ready to run and waited for a core, as Linux counts it.",
    ],
    columns: [
      { key: 'median', label: 'p99.9' },
      { key: 'least', label: 'least' },
      { key: 'most', label: 'most' },
      { key: 'ratio', label: '× alone' },
      { key: 'own', label: 'own p99.9' },
      { key: 'ownLongest', label: 'longest own' },
      { key: 'ownRatio', label: '× alone' },
      { key: 'p50', label: 'p50' },
      { key: 'longest', label: 'longest' },
      { key: 'answer', label: "players' p99.9" },
    ],
    rows: [row('alone', 'the load alone'), ...rows],
    aims: rows.flatMap(({ id, label, cells }) => [
      {
        id,
        label: `p99.9 delay of the main loop ${label}`,
        value: cells.ratio ?? Number.NaN,
        unit: '× the load alone',
        atMost: TO_ALONE_MAX,
      },
      {
        id: `${id}.own`,
        label: `p99.9 of the main loop's own part of it ${label}`,
        value: cells.ownRatio ?? Number.NaN,
        unit: '× the load alone',
        atMost: TO_ALONE_MAX,
      },
    ]),
  };
}
