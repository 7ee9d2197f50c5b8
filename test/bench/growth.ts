/**
 * How the figures grow: with the world, from 1,000 characters with all they have to 10,000, and with the
 * clients, from 1 to 256 on the full world. No peers: a curve is compared with itself, and shows where it
 * bends. `curves.ts` draws it.
 */
import { connect } from '../../src/client/index.ts';
import { FULL_WORLD } from '../support/full-world.ts';
import { askAll } from './ask-all.ts';
import type { Loop, LoopResult } from './closed-loop.ts';
import type { CreateOptions } from './create-client.ts';
import { timeLookups } from './lookups.ts';
import { type Effort, median, takeTurns } from './measure.ts';
import { residentBytes } from './memory.ts';
import type { ReadsOptions } from './reads-client.ts';
import type { Section } from './report.ts';
import { type Host, removeDirectory, startHost, startWorker } from './servers.ts';
import type { TransferOptions } from './transfer-client.ts';
import { makeFullDataDirectory } from './world-file.ts';

const CHARACTERS = [1_000, 2_500, 5_000, 10_000];
const CLIENTS = [1, 4, 16, 64, 256];
/** Of each client, where clients are what grows. */
const IN_FLIGHT = 4;
/** As in the benchmarks of the same names. */
const ONE_IN_FLIGHT = 64;
const TRANSFER_CONNECTIONS = 64;
const TRANSFERS_IN_FLIGHT = 64 * 40;
/** A round takes minutes. */
const RUNS_MAX = 3;
const MB = 1024 * 1024;

/** What is measured at one point, by the id of its row. */
type Point = Readonly<Record<string, number>>;

const BY_CHARACTERS = {
  create: 'items.create, 64 in flight, per second',
  transfer: 'gold.transfer, 64 × 40 in flight, per second',
  read: 'characters.get, 64 in flight, per second',
  start: 'start until it serves, ms',
  resident: 'host and its processes, resident, MB',
  delta: 'delta snapshot with a change of each character, ms',
  snapshot: 'full snapshot, ms',
  backup: 'backup, ms',
  id: 'character by id, ns',
  update: 'update of a character by the command, ns',
};

const BY_CLIENTS = {
  create: 'items.create, per second',
  transfer: 'gold.transfer, per second',
  read: 'characters.get, per second',
  createP99: 'items.create, p99, ms',
  transferP99: 'gold.transfer, p99, ms',
  readP99: 'characters.get, p99, ms',
};

export async function benchGrowthByCharacters(effort: Effort): Promise<Section> {
  const points = await takeTurns(
    Math.min(effort.runs, RUNS_MAX),
    Object.fromEntries(
      CHARACTERS.map((characters) => [characters, () => measureWorld(effort, characters)]),
    ),
  );
  return sectionOf('growthCharacters', 'Growth with the characters', BY_CHARACTERS, points, [
    'Worlds of the same kind as the full one: each character has 58 items, 16 skills and 10 quests.',
  ]);
}

export async function benchGrowthByClients(effort: Effort): Promise<Section> {
  const dataDir = await makeFullDataDirectory();
  const host = await startHost(dataDir);
  const points = await takeTurns(
    Math.min(effort.runs, RUNS_MAX),
    Object.fromEntries(
      CLIENTS.map((clients) => [clients, () => measureClients(effort, host, clients)]),
    ),
  );
  await host.stop();
  removeDirectory(dataDir);
  return sectionOf('growthClients', 'Growth with the clients', BY_CLIENTS, points, [
    `The full world; connections of one client process with ${IN_FLIGHT} requests in flight each.`,
  ]);
}

async function measureWorld(effort: Effort, characters: number): Promise<Point> {
  const dataDir = await makeFullDataDirectory(characters);
  const host = await startHost(dataDir);
  const shard = await connect({ url: host.url, token: host.tokens.admin });
  // The check of the rules after a start would go on beside what is measured, the longer the larger the world.
  await shard.admin.verifyInvariants();
  const resident = residentBytes(host.pid) / MB;
  const on = { url: host.url, token: host.tokens.game, characters };
  const create = await measure(effort, ONE_IN_FLIGHT, 'create', on);
  const transfer = await measure(effort, TRANSFERS_IN_FLIGHT, 'transfer', {
    ...on,
    connections: TRANSFER_CONNECTIONS,
    gold: 0,
  });
  const read = await measure(effort, ONE_IN_FLIGHT, 'reads', {
    ...on,
    encoding: 'json',
    connections: 1,
  });
  await shard.admin.snapshot();
  await askAll(
    Array.from(
      { length: characters },
      (_, i) => () => shard.characters.update({ character_id: i + 1, str: 10 + (i % 80) }),
    ),
  );
  const deltaAt = performance.now();
  await shard.admin.snapshot();
  const snapshotAt = performance.now();
  await shard.admin.snapshot({ full: true });
  const backupAt = performance.now();
  await shard.admin.backups.create({});
  const endedAt = performance.now();
  await shard.close();
  await host.stop();
  removeDirectory(dataDir);
  return {
    create: create.perSecond,
    transfer: transfer.perSecond,
    read: read.perSecond,
    start: host.readyMs,
    resident,
    delta: snapshotAt - deltaAt,
    snapshot: backupAt - snapshotAt,
    backup: endedAt - backupAt,
    ...timeLookups(['id', 'update'], characters),
  };
}

async function measureClients(effort: Effort, host: Host, connections: number): Promise<Point> {
  const { characters } = FULL_WORLD;
  const on = { url: host.url, token: host.tokens.game, characters, connections };
  const inFlight = connections * IN_FLIGHT;
  const create = await measure(effort, inFlight, 'create', on);
  const transfer = await measure(effort, inFlight, 'transfer', { ...on, gold: 0 });
  const read = await measure(effort, inFlight, 'reads', { ...on, encoding: 'json' });
  return {
    create: create.perSecond,
    transfer: transfer.perSecond,
    read: read.perSecond,
    createP99: create.p99,
    transferP99: transfer.p99,
    readP99: read.p99,
  };
}

interface Options {
  readonly create: CreateOptions;
  readonly transfer: TransferOptions;
  readonly reads: ReadsOptions;
}

/** One window of a client process of its own. */
async function measure<Work extends keyof Options>(
  { warmUpMs, windowMs }: Effort,
  inFlight: number,
  work: Work,
  options: Options[Work],
): Promise<LoopResult> {
  const program = new URL(`${work}-client.ts`, import.meta.url);
  const client = await startWorker<Loop, LoopResult>(program, options);
  await client.ask({ inFlight, milliseconds: warmUpMs });
  const result = await client.ask({ inFlight, milliseconds: windowMs });
  await client.stop();
  return result;
}

/** A row for each figure, with the medians of the rounds at each size. */
function sectionOf(
  id: string,
  title: string,
  labels: Readonly<Record<string, string>>,
  points: Readonly<Record<string, readonly Point[]>>,
  notes: readonly string[],
): Section {
  const sizes = Object.keys(points);
  return {
    id,
    title,
    notes,
    columns: sizes.map((size) => ({ key: size, label: Number(size).toLocaleString('en-US') })),
    rows: Object.entries(labels).map(([key, label]) => ({
      id: `${id}.${key}`,
      label,
      cells: Object.fromEntries(
        sizes.map((size) => [size, median(points[size]!.map((point) => point[key] ?? Number.NaN))]),
      ),
    })),
    aims: [],
  };
}
