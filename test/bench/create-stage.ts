/**
 * The subjects of the benchmarks of items.create, each with its server, started afresh and empty, and
 * its client process; and the cells of a row of theirs.
 */
import { fileURLToPath } from 'node:url';
import { connect } from '../../src/client/index.ts';
import type { AppendOptions } from './append-client.ts';
import { createCharacters } from './characters.ts';
import type { Loop, LoopResult } from './closed-loop.ts';
import type { CreateOptions, RedisWork } from './create-client.ts';
import { median } from './measure.ts';
import {
  makeDirectory,
  type Running,
  removeDirectory,
  start,
  startHost,
  startRedis,
  startWorker,
  type Variables,
} from './servers.ts';

/** Items are spread over so many, so that no bag grows beyond what a bag would hold. */
const CHARACTERS = 1_000;

export const LABELS = {
  shardkeep: 'Shardkeep',
  shardkeepSession: 'Shardkeep, in a session',
  redis: 'Redis, the same work in a MULTI',
  redisSet: 'Redis, a bare SET',
  naive: 'Node + SQLite',
  append: 'bare append + fdatasync',
} as const;
export type Name = keyof typeof LABELS;

export interface Subject {
  readonly name: Name;
  measure(loop: Loop): Promise<LoopResult>;
  /** Does what a window has left to do. */
  settle(): Promise<void>;
}

/** The servers of one run, with a client for each subject. */
export interface Stage {
  readonly subjects: readonly Subject[];
  stop(): Promise<void>;
}

/** Those of `names` that this machine has, with `variables` in the environment of all their processes. */
export async function setStage(names: readonly Name[], variables: Variables = {}): Promise<Stage> {
  const wanted = new Set(names);
  const dataDir = makeDirectory('shardkeep');
  const naiveDir = makeDirectory('naive');
  const appendDir = makeDirectory('append');
  const wantsRedis = wanted.has('redis') || wanted.has('redisSet');
  const [host, redis, naive] = await Promise.all([
    startHost(dataDir, [], variables),
    wantsRedis ? startRedis(variables) : null,
    wanted.has('naive') ? startNaive(naiveDir, { characters: CHARACTERS }) : null,
  ]);
  const { url } = host;
  const control = await connect({ url, token: host.tokens.admin });
  await createCharacters(control, CHARACTERS);
  const client = (options: Omit<CreateOptions, 'characters'>) =>
    startWorker<Loop, LoopResult>(new URL('create-client.ts', import.meta.url), {
      ...options,
      characters: CHARACTERS,
    } satisfies CreateOptions);
  const token = host.tokens.game;
  const inRedis = (work: RedisWork) => redis && client({ redis: { port: redis.port, work } });
  const starts: Record<Name, () => ReturnType<typeof client> | null> = {
    shardkeep: () => client({ url, token, session: false }),
    shardkeepSession: () => client({ url, token, session: true }),
    redis: () => inRedis('item'),
    redisSet: () => inRedis('set'),
    naive: () => naive && client({ url: naive.line, token: 'none', session: false }),
    append: () =>
      startWorker<Loop, LoopResult>(
        new URL('append-client.ts', import.meta.url),
        { directory: appendDir } satisfies AppendOptions,
        variables,
      ),
  };
  const clients = await Promise.all(
    names.map(async (name) => ({ name, worker: await starts[name]() })),
  );
  const subjects = clients.flatMap(({ name, worker }): Subject[] => {
    if (worker === null) return [];
    const settle = async () => {
      if (name === 'shardkeep' || name === 'shardkeepSession') await control.admin.snapshot();
    };
    return [{ name, measure: (loop) => worker.ask(loop), settle }];
  });
  return {
    subjects,
    stop: async () => {
      await control.close();
      await Promise.all(clients.map(({ worker }) => worker?.stop()));
      await Promise.all([host, redis, naive].map((server) => server?.stop()));
      for (const directory of [dataDir, naiveDir, appendDir]) removeDirectory(directory);
    },
  };
}

/** The naive stack in a process of its own; each of its characters has so much gold. */
export function startNaive(
  directory: string,
  { characters, gold = 0 }: { characters: number; gold?: number },
): Promise<Running> {
  const program = fileURLToPath(new URL('naive-server.ts', import.meta.url));
  return start(process.execPath, [program, directory, `${characters}`, `${gold}`], /^ws:/);
}

/** The cells of a subject's row: medians of its runs. */
export function cellsOf(runs: readonly LoopResult[]) {
  const each = (key: keyof LoopResult) => runs.map((run) => run[key]);
  return {
    perSecond: median(each('perSecond')),
    least: Math.min(...each('perSecond')),
    most: Math.max(...each('perSecond')),
    p50: median(each('p50')),
    p99: median(each('p99')),
  };
}
