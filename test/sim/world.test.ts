/**
 * Lives of a whole shard: commands, snapshots, backups, proofs, restores and their undos, and a journal that
 * is let go of, with the power cut at any operation of the disk. `SIM_WORLDS=n` for more lives,
 * `SIM_SEED=s` for the one that failed.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type BetterSqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, it, vi } from 'vitest';
import { expectFaultSeen } from '../support/deliberate-fault.ts';
import { Random } from '../support/random.ts';
import { type Faults, SimulatedHost, useClock } from '../support/simulated-host.ts';

vi.mock('node:fs', async () => (await import('../support/watched-disk.ts')).watchedFs());
vi.mock('node:fs/promises', async () =>
  (await import('../support/watched-disk.ts')).watchedPromises(),
);
vi.mock('better-sqlite3', async (original) => {
  const { watchedSqlite } = await import('../support/watched-disk.ts');
  const { default: real } = await original<{ default: typeof BetterSqlite }>();
  return watchedSqlite(real);
});
// Segments that a few changes fill.
vi.mock('../../src/shared/limits.ts', async (original) => ({
  ...(await original<typeof import('../../src/shared/limits.ts')>()),
  SEGMENT_BYTES_MIN: 16 * 1024,
  SEGMENT_BYTES_MAX: 32 * 1024,
}));
// The clock of a life has nothing to do with how long the machine has been up.
vi.mock('../../src/main/processes/clock-watch.ts', () => ({
  ClockWatch: class {
    now(): number {
      return Date.now();
    }
  },
}));

const WORLDS = Number(process.env.SIM_WORLDS ?? 15);
const SEED = process.env.SIM_SEED === undefined ? undefined : Number(process.env.SIM_SEED);

let directory = '';

beforeAll(() => {
  // What SQLite syncs costs nothing in memory, where there is such a place.
  const parent = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  directory = mkdtempSync(join(parent, 'shardkeep-sim-'));
  vi.useFakeTimers({ toFake: ['Date'] });
  useClock((now) => vi.setSystemTime(now));
});

afterAll(() => {
  vi.useRealTimers();
  rmSync(directory, { recursive: true, force: true });
});

async function live(seed: number, faults: Faults = {}): Promise<void> {
  try {
    await new SimulatedHost(new Random(seed), join(directory, `${seed}`), faults).run(4, 40);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`SIM_SEED=${seed}: ${message}`, { cause });
  }
}

describe('a world whose machine loses its power anywhere', () => {
  it('[S14] is there with its backups and with every moment of its window', async () => {
    if (SEED !== undefined) return live(SEED);
    const first = Math.floor(Math.random() * 1e9);
    for (let i = 0; i < WORLDS; i++) await live(first + i);
  });
});

describe('[S14] the lives of a world see a deliberate fault', () => {
  const inBackups = (end: string) => (path: string) =>
    path.startsWith('backups/') && path.endsWith(end);
  // Each with the first of its seeds: where play has changed, a later one may be the first that sees it.
  const faults: Record<string, [Faults, seed?: number]> = {
    'a journal that is not synced': [{ ignoreSync: (path) => path.startsWith('journal/') }],
    'a backup that is not synced': [{ ignoreSync: inBackups('.tmp') }],
    'a restored world that is not synced': [{ ignoreSync: (path) => path.endsWith('.db') }, 2],
    'the directory of a timeline that is not synced': [
      { ignoreDirectorySync: (path) => /^journal\/\d+$/.test(path) },
    ],
    'the directory of the journal that is not synced': [
      { ignoreDirectorySync: (path) => path === 'journal' },
    ],
    'the directory of backups that is not synced': [
      { ignoreDirectorySync: (path) => path === 'backups' },
    ],
    'the directory of the data that is not synced': [
      { ignoreDirectorySync: (path) => path === '.' },
    ],
    'a change that is answered before it is written': [{ answerEarly: true }],
    'one segment of the journal too many that goes': [{ pruneOneMore: true }, 3],
    'a sequence number that is used twice': [{ reuseSequence: true }],
    'a timeline without the ids that were used': [{ forgetNextIds: true }],
    'a timeline without the numbers of events': [{ forgetNextLogId: true }],
    'a restored world in place before it is decided on': [{ swapEarly: true }, 20],
    'a timeline that is current before it is there': [{ currentFirst: true }, 2],
    'a full snapshot without what happened meanwhile': [{ fuzzySnapshot: true }, 48],
    'a start that does not read again what the fold has changed': [{ forgetChanges: true }, 5],
  };
  it.each(Object.entries(faults))('%s', async (_name, [fault, first = 1]) => {
    const run = (seed: number, isFaulty: boolean) => live(seed, isFaulty ? fault : {});
    await expectFaultSeen(run, { first, lives: 60 });
  });
});
