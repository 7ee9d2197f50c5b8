/**
 * Durable creation of items: one client in a process of its own, over one connection, keeps 1, 16,
 * 64 or 256 requests in flight. Counted is what was answered, which each subject does only once it is on
 * disk.
 *
 * Peers: Redis with `appendfsync always`, once doing what items.create does (the item, its slot, its
 * entry in the log, in one MULTI) and once a bare SET of as many bytes, which is the ceiling of what it
 * can do; by ioredis as it comes (its automatic pipelining is a little slower in this loop). The naive
 * stack, Node and SQLite with one transaction for each item, behind the same protocol and the same
 * client. And for what one request takes, a bare append with its fdatasync.
 *
 * Every run starts all servers afresh and warms them up, since a world that grows from run to run
 * would slow the later ones. After each of its windows Shardkeep writes a snapshot, outside of any
 * window, so that nobody's figure pays for what it left to do: these are figures of bursts.
 */
import type { LoopResult } from './closed-loop.ts';
import { cellsOf, LABELS, type Name, setStage } from './create-stage.ts';
import { type Effort, rotated } from './measure.ts';
import type { Aim, Row, Section } from './report.ts';
import type { Variables } from './servers.ts';
import { slowFlush } from './slow-flush.ts';

const IN_FLIGHT = [1, 16, 64, 256];
const SLOW_IN_FLIGHT = [1, 64];
const SLOW_NAMES: readonly Name[] = ['shardkeep', 'redis', 'redisSet', 'append'];
const WARM_UP_IN_FLIGHT = 64;
/** What the disk of the second section takes longer for each flush. */
const SLOWER_MS = 2;
/** Milliseconds that one request may take beyond what the disk takes for it. */
const ALONE_MS_MAX = 0.2;

const NAMES: readonly Name[] = [
  'shardkeep',
  'shardkeepSession',
  'redis',
  'redisSet',
  'naive',
  'append',
];
/** Where only the ratio counts: one start of the servers, and three windows. */
const RATIO_IN_FLIGHT = [64, 64, 64];
const RATIO_NAMES: readonly Name[] = ['shardkeep', 'redisSet'];

type Results = ReadonlyMap<string, readonly LoopResult[]>;

const COLUMNS = [
  { key: 'perSecond', label: 'ops/s' },
  { key: 'least', label: 'least' },
  { key: 'most', label: 'most' },
  { key: 'p50', label: 'p50 ms' },
  { key: 'p99', label: 'p99 ms' },
  { key: 'toRedis', label: '× Redis, same work' },
  { key: 'toSet', label: '× Redis, SET' },
  { key: 'toNaive', label: '× naive' },
];
const NO_REDIS = 'Redis is left out: there is no redis-server on this machine.';

export async function benchCreate(effort: Effort): Promise<Section> {
  const results = effort.ratiosOnly
    ? await measure({ ...effort, runs: 1 }, RATIO_NAMES, RATIO_IN_FLIGHT)
    : await measure(effort, NAMES, IN_FLIGHT);
  const [alone, append] = [runsOf(results, 'shardkeep', 1), runsOf(results, 'append', 1)];
  const toSet = ratioTo(results, 'redisSet', 'shardkeep', 64);
  return {
    id: 'create',
    title: 'Durable items.create, operations per second',
    notes: [
      'One connection, 300 bytes of properties, JSON; medians of the runs, milliseconds.',
      'Redis runs with appendfsync always. An item is its row, its slot and its log entry, all or nothing.',
      ...(toSet === null ? [NO_REDIS] : []),
    ],
    columns: COLUMNS,
    rows: rowsOf('create', results),
    aims: [
      ...(toSet === null
        ? []
        : [
            aimOf('create.64.toSet', 'durable items.create, 64 in flight', toSet, 1),
            aimOf('create.64.wanted', 'durable items.create, 64 in flight, as the aim', toSet, 1.5),
          ]),
      ...(alone.length === 0
        ? []
        : [
            {
              id: 'create.1.beyond',
              label: 'durable items.create, 1 in flight, p50 beyond a bare append',
              value: cellsOf(alone).p50 - cellsOf(append).p50,
              unit: 'ms',
              atMost: ALONE_MS_MAX,
            },
          ]),
    ],
  };
}

/** The same with 2 ms added to every flush, of the host's processes and of Redis alike. */
export async function benchCreateSlow(effort: Effort): Promise<Section> {
  const variables = slowFlush(SLOWER_MS);
  const results: Results =
    variables === null ? new Map() : await measure(effort, SLOW_NAMES, SLOW_IN_FLIGHT, variables);
  const toSet = ratioTo(results, 'redisSet', 'shardkeep', 64);
  return {
    id: 'createSlow',
    title: `Durable items.create with ${SLOWER_MS} ms added to every flush, operations per second`,
    notes: [
      'As above, on a disk as slow as an ordinary one: a library loaded into all processes makes each fsync and fdatasync take longer.',
      ...(variables === null ? ['Left out: it needs Linux and gcc.'] : []),
      ...(variables !== null && toSet === null ? [NO_REDIS] : []),
    ],
    columns: COLUMNS,
    rows: rowsOf('createSlow', results),
    aims:
      toSet === null
        ? []
        : [
            aimOf(
              'createSlow.64.toSet',
              `durable items.create, 64 in flight, flushes ${SLOWER_MS} ms slower`,
              toSet,
              1.5,
            ),
          ],
  };
}

async function measure(
  effort: Effort,
  names: readonly Name[],
  levels: readonly number[],
  variables: Variables = {},
): Promise<Results> {
  const results = new Map<string, LoopResult[]>();
  for (let run = 0; run < effort.runs; run++) {
    const stage = await setStage(names, variables);
    for (const subject of stage.subjects) {
      if (subject.name === 'append') continue;
      await subject.measure({ inFlight: WARM_UP_IN_FLIGHT, milliseconds: effort.warmUpMs });
      await subject.settle();
    }
    for (const [turn, inFlight] of levels.entries()) {
      for (const subject of rotated(stage.subjects, run + turn)) {
        // It does one at a time, whoever waits.
        if (subject.name === 'append' && inFlight > 1) continue;
        const result = await subject.measure({ inFlight, milliseconds: effort.windowMs });
        await subject.settle();
        const id = idOf(subject.name, inFlight);
        results.set(id, [...(results.get(id) ?? []), result]);
      }
    }
    await stage.stop();
  }
  return results;
}

function idOf(name: Name, inFlight: number): string {
  return `${name}.${inFlight}`;
}

function runsOf(results: Results, name: Name, inFlight: number): readonly LoopResult[] {
  return results.get(idOf(name, inFlight)) ?? [];
}

function ratioTo(results: Results, peer: Name, name: Name, inFlight: number): number | null {
  const mine = runsOf(results, name, inFlight);
  const theirs = runsOf(results, peer, inFlight);
  if (mine.length === 0 || theirs.length === 0) return null;
  return cellsOf(mine).perSecond / cellsOf(theirs).perSecond;
}

function rowsOf(section: string, results: Results): Row[] {
  return IN_FLIGHT.flatMap((inFlight) =>
    NAMES.flatMap((name): Row[] => {
      const runs = runsOf(results, name, inFlight);
      if (runs.length === 0) return [];
      const to = (peer: Name) => (name === peer ? null : ratioTo(results, peer, name, inFlight));
      return [
        {
          id: `${section}.${idOf(name, inFlight)}`,
          label: `${inFlight} in flight: ${LABELS[name]}`,
          cells: {
            ...cellsOf(runs),
            toRedis: to('redis'),
            toSet: to('redisSet'),
            toNaive: to('naive'),
          },
        },
      ];
    }),
  );
}

function aimOf(id: string, label: string, value: number, atLeast: number): Aim {
  return { id, label, value, unit: '× Redis, a bare SET', atLeast };
}
