/**
 * A start with the full world of 1.43 million rows: from the start of the host's process to the line
 * that says it serves, beside a process that only runs the integrity check and iterates over the same
 * tables. And the same after the host was killed with a million changes that no snapshot has: there the
 * peer upserts the rows that they touch first. All find their files in the system's cache.
 */
import { cpSync } from 'node:fs';
import { connect } from '../../src/client/index.ts';
import { changes, play } from './active.ts';
import { type Effort, spread, takeTurns } from './measure.ts';
import type { Row, Section } from './report.ts';
import { makeDirectory, removeDirectory, runProgram, settleDisk, startHost } from './servers.ts';
import { databaseIn, makeFullDataDirectory } from './world-file.ts';

const TO_PLAIN_MAX = 1.3;
const CHANGES = 1_000_000;
const SHORT_CHANGES = 100_000;
/** Each start needs a directory of its own, half a gigabyte to be copied. */
const KILLED_RUNS_MAX = 3;
/** Longer than it takes to make the changes. */
const NO_SNAPSHOT_SECONDS = 86_400;

const PLAIN_READ = new URL('plain-read.ts', import.meta.url);

export async function benchStart(effort: Effort): Promise<Section> {
  const dataDir = await makeFullDataDirectory();
  const starts = await takeTurns(effort.runs, {
    host: async () => {
      const host = await startHost(dataDir);
      await host.stop();
      return host.readyMs;
    },
    plain: async () => (await runProgram(PLAIN_READ, [databaseIn(dataDir)])).totalMs,
  });
  const rounds = Math.ceil((effort.windowMs < 1_000 ? SHORT_CHANGES : CHANGES) / changes(1));
  await playAndKill(dataDir, rounds);
  const killed = await takeTurns(Math.min(effort.runs, KILLED_RUNS_MAX), {
    host: async () => {
      const copy = copied(dataDir);
      const host = await startHost(copy);
      await host.stop();
      removeDirectory(copy);
      return host.readyMs;
    },
    plain: async () => {
      const copy = copied(dataDir);
      const read = await runProgram(PLAIN_READ, [databaseIn(copy), `${rounds - 1}`]);
      removeDirectory(copy);
      return read.totalMs;
    },
  });
  removeDirectory(dataDir);
  const normal = rowsOf('host', 'plain', starts, ['Shardkeep, until it serves', PEER]);
  const made = (rounds * changes(1)).toLocaleString('en-US');
  const after = rowsOf('killed', 'killedPlain', killed, [
    `Shardkeep, killed with ${made} changes that no snapshot has`,
    `upsert of the rows that they touch, ${PEER}`,
  ]);
  return {
    id: 'start',
    title: 'Start of the full world, milliseconds',
    notes: [
      'From the start of the process, with 1.43 million rows in the database.',
      `The changes are to ${changes(1).toLocaleString('en-US')} rows, each again and again.`,
    ],
    columns: [
      { key: 'median', label: 'ms' },
      { key: 'least', label: 'least' },
      { key: 'most', label: 'most' },
      { key: 'ratio', label: '× its peer' },
    ],
    rows: [...normal.rows, ...after.rows],
    aims: [
      aim('toPlain', 'start of the full world', normal.ratio, '× plain read'),
      aim('killed', 'start after a kill', after.ratio, '× plain read and upsert'),
    ],
  };
}

const PEER = 'integrity check + iterate';

function aim(id: string, label: string, value: number, unit: string) {
  return { id: `start.${id}`, label, value, unit, atMost: TO_PLAIN_MAX };
}

function rowsOf(
  id: string,
  peerId: string,
  { host, plain }: Readonly<Record<'host' | 'plain', readonly number[]>>,
  [label, peerLabel]: readonly [string, string],
): { readonly rows: readonly Row[]; readonly ratio: number } {
  const ours = spread(host);
  const peer = spread(plain);
  const ratio = ours.median / peer.median;
  return {
    rows: [
      { id: `start.${id}`, label, cells: { ...ours, ratio } },
      { id: `start.${peerId}`, label: peerLabel, cells: { ...peer, ratio: null } },
    ],
    ratio,
  };
}

async function playAndKill(dataDir: string, rounds: number): Promise<void> {
  const host = await startHost(dataDir);
  const shard = await connect({ url: host.url, token: host.tokens.admin });
  await shard.admin.settings.set({ settings: { snapshotSeconds: NO_SNAPSHOT_SECONDS } });
  for (let round = 0; round < rounds; round++) await play(shard, round, 1);
  await shard.close({ abandon: true });
  await host.kill();
  settleDisk();
}

function copied(dataDir: string): string {
  const copy = makeDirectory('killed');
  cpSync(dataDir, copy, { recursive: true });
  settleDisk();
  return copy;
}
