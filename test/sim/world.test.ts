/**
 * Lives of a whole shard: commands, snapshots, backups, proofs, restores and their undos, and a journal that
 * is let go of, with the power cut at any operation of the disk. `SIM_WORLDS=n` for more lives,
 * `SIM_SEED=s` for the one that failed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Random } from '../support/random.ts';
import { type Faults, SimulatedHost, useClock } from '../support/simulated-host.ts';

vi.mock('node:fs', async () => (await import('../support/watched-disk.ts')).watchedFs());
vi.mock('node:fs/promises', async () =>
  (await import('../support/watched-disk.ts')).watchedPromises(),
);
vi.mock('better-sqlite3', async (original) => {
  const { watchedSqlite } = await import('../support/watched-disk.ts');
  const { default: real } = await original<typeof import('better-sqlite3')>();
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

const WORLDS = Number(process.env.SIM_WORLDS ?? 60);
const SEED = process.env.SIM_SEED === undefined ? undefined : Number(process.env.SIM_SEED);

let directory = '';

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'shardkeep-sim-'));
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
