/**
 * Durable creation of items: one client in a process of its own, over one connection, keeps 1, 16,
 * 64 or 256 requests in flight and asks the next one as soon as one is answered (a closed loop).
 * Counted is what was answered, which each subject does only once it is on disk.
 *
 * Peers: Redis with `appendfsync always`, once doing what items.create does (the item, its slot, its
 * entry in the log, in one MULTI) and once a bare SET of as many bytes, which is the ceiling of what it
 * can do; by ioredis as it comes (its automatic pipelining is a little slower in this loop). And the
 * naive stack, Node and SQLite with one transaction for each item, behind the same protocol and the
 * same client.
 *
 * Every run starts all servers afresh and warms them up, since a world that grows from run to run
 * would slow the later ones. After each of its windows Shardkeep writes a snapshot, outside of any
 * window, so that nobody's figure pays for what it left to do: these are figures of bursts.
 */
import { fileURLToPath } from 'node:url';
import { connect } from '../../src/client/index.ts';
import type { Create, CreateOptions, CreateResult, RedisWork } from './create-client.ts';
import { type Effort, median, rotated } from './measure.ts';
import type { Aim, Row, Section } from './report.ts';
import {
  makeDirectory,
  type Running,
  removeDirectory,
  start,
  startHost,
  startRedis,
  startWorker,
} from './servers.ts';

const IN_FLIGHT = [1, 16, 64, 256];
const WARM_UP_IN_FLIGHT = 64;
/** Items are spread over so many, so that no bag grows beyond what a bag would hold. */
const CHARACTERS = 1_000;

const LABELS = {
  shardkeep: 'Shardkeep',
  shardkeepSession: 'Shardkeep, in a session',
  redis: 'Redis, the same work in a MULTI',
  redisSet: 'Redis, a bare SET',
  naive: 'Node + SQLite',
} as const;
type Name = keyof typeof LABELS;

interface Subject {
  readonly name: Name;
  measure(question: Create): Promise<CreateResult>;
  /** Does what a window has left to do. */
  settle(): Promise<void>;
}

/** The servers of one run, with a client for each subject. */
interface Stage {
  readonly subjects: readonly Subject[];
  stop(): Promise<void>;
}

export async function benchCreate(effort: Effort): Promise<Section> {
  const results = new Map<string, CreateResult[]>();
  for (let run = 0; run < effort.runs; run++) {
    const stage = await setStage();
    for (const subject of stage.subjects) {
      await subject.measure({ inFlight: WARM_UP_IN_FLIGHT, milliseconds: effort.warmUpMs });
      await subject.settle();
    }
    for (const inFlight of IN_FLIGHT) {
      for (const subject of rotated(stage.subjects, run)) {
        const result = await subject.measure({ inFlight, milliseconds: effort.windowMs });
        await subject.settle();
        const id = idOf(subject.name, inFlight);
        results.set(id, [...(results.get(id) ?? []), result]);
      }
    }
    await stage.stop();
  }
  return sectionOf(results);
}

async function setStage(): Promise<Stage> {
  const dataDir = makeDirectory('shardkeep');
  const naiveDir = makeDirectory('naive');
  const [host, redis, naive] = await Promise.all([
    startHost(dataDir),
    startRedis(),
    startNaive(naiveDir),
  ]);
  const { url } = host;
  const control = await connect({ url, token: host.tokens.admin });
  await Promise.all(
    Array.from({ length: CHARACTERS }, (_, i) =>
      control.characters.create({
        account_id: i + 1,
        character_name: `Hero ${i + 1}`,
        map_id: 'Town_01',
        position_x: 0,
        position_y: 0,
        position_z: 0,
      }),
    ),
  );
  const client = (options: Omit<CreateOptions, 'characters'>) =>
    startWorker<Create, CreateResult>(new URL('create-client.ts', import.meta.url), {
      ...options,
      characters: CHARACTERS,
    });
  const token = host.tokens.game;
  const redisClient = (work: RedisWork) =>
    redis === null ? null : client({ redis: { port: redis.port, work } });
  const clients = {
    shardkeep: await client({ url, token, session: false }),
    shardkeepSession: await client({ url, token, session: true }),
    redis: await redisClient('item'),
    redisSet: await redisClient('set'),
    naive: await client({ url: naive.line, token: 'none', session: false }),
  };
  const subjects = (Object.keys(clients) as Name[]).flatMap((name): Subject[] => {
    const worker = clients[name];
    if (worker === null) return [];
    const settle = async () => {
      if (name === 'shardkeep' || name === 'shardkeepSession') await control.admin.snapshot();
    };
    return [{ name, measure: (question) => worker.ask(question), settle }];
  });
  return {
    subjects,
    stop: async () => {
      await control.close();
      await Promise.all(Object.values(clients).map((worker) => worker?.stop()));
      await Promise.all([host, redis, naive].map((server) => server?.stop()));
      removeDirectory(dataDir);
      removeDirectory(naiveDir);
    },
  };
}

function startNaive(directory: string): Promise<Running> {
  const program = fileURLToPath(new URL('naive-server.ts', import.meta.url));
  return start(process.execPath, [program, directory, String(CHARACTERS)], /^ws:/);
}

function idOf(name: Name, inFlight: number): string {
  return `create.${name}.${inFlight}`;
}

function sectionOf(results: ReadonlyMap<string, readonly CreateResult[]>): Section {
  const cellsOf = (name: Name, inFlight: number) => {
    const runs = results.get(idOf(name, inFlight));
    if (runs === undefined) return null;
    const each = (key: keyof CreateResult) => runs.map((run) => run[key]);
    return {
      perSecond: median(each('perSecond')),
      least: Math.min(...each('perSecond')),
      most: Math.max(...each('perSecond')),
      p50: median(each('p50')),
      p99: median(each('p99')),
    };
  };
  const ratioTo = (peer: Name, name: Name, inFlight: number): number | null => {
    const mine = cellsOf(name, inFlight);
    const theirs = cellsOf(peer, inFlight);
    return mine === null || theirs === null ? null : mine.perSecond / theirs.perSecond;
  };
  const rows = IN_FLIGHT.flatMap((inFlight) =>
    (Object.keys(LABELS) as Name[]).flatMap((name): Row[] => {
      const cells = cellsOf(name, inFlight);
      if (cells === null) return [];
      return [
        {
          id: idOf(name, inFlight),
          label: `${inFlight} in flight: ${LABELS[name]}`,
          cells: {
            ...cells,
            toRedis: name === 'redis' ? null : ratioTo('redis', name, inFlight),
            toSet: name === 'redisSet' ? null : ratioTo('redisSet', name, inFlight),
            toNaive: name === 'naive' ? null : ratioTo('naive', name, inFlight),
          },
        },
      ];
    }),
  );
  const toSet = ratioTo('redisSet', 'shardkeep', 64);
  const aims: Aim[] =
    toSet === null
      ? []
      : [
          {
            id: 'create.64.toSet',
            label: 'durable items.create, 64 in flight',
            value: toSet,
            unit: '× Redis, a bare SET',
            atLeast: 0.7,
          },
        ];
  return {
    id: 'create',
    title: 'Durable items.create, operations per second',
    notes: [
      'One connection, 300 bytes of properties, JSON; medians of the runs, milliseconds.',
      'Redis runs with appendfsync always. An item is its row, its slot and its log entry, all or nothing.',
      ...(toSet === null ? ['Redis is left out: there is no redis-server on this machine.'] : []),
    ],
    columns: [
      { key: 'perSecond', label: 'ops/s' },
      { key: 'least', label: 'least' },
      { key: 'most', label: 'most' },
      { key: 'p50', label: 'p50 ms' },
      { key: 'p99', label: 'p99 ms' },
      { key: 'toRedis', label: '× Redis, same work' },
      { key: 'toSet', label: '× Redis, SET' },
      { key: 'toNaive', label: '× naive' },
    ],
    rows,
    aims,
  };
}
