/**
 * The writer on a simulated disk that crashes and fails at any operation, compared with a model: the
 * change sets that were acknowledged. A failing seed is in the test's message; `JOURNAL_SEEDS` sets
 * how many are run.
 */
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { JournalError } from '../../src/main/journal/journal-error.ts';
import type { JournalWriter } from '../../src/main/journal/writer.ts';
import type { ChangeSet } from '../../src/main/world/change-set.ts';
import {
  changeSet,
  encodeChunk,
  JOURNAL,
  newDisk,
  openWriter,
  range,
  readAll,
} from '../support/journal.ts';
import { Random } from '../support/random.ts';
import { Crash, type SimDisk, type SimDiskOptions } from '../support/sim-disk.ts';

interface Model {
  /** What was acknowledged, or found again after a crash: it must never be otherwise. */
  readonly sets: ChangeSet[];
  /** What may have become durable without being acknowledged: the longest batch that was tried. */
  pending: ChangeSet[];
}

type Faults = Omit<SimDiskOptions, 'random'>;

/** One life of a disk: some crashes, and what is found after each. Throws where a promise is broken. */
async function lives(seed: number, faults: Faults = {}): Promise<void> {
  const random = new Random(seed);
  let disk = newDisk(random.int(1, 10 ** 9), faults);
  const model: Model = { sets: [], pending: [] };
  let salt = 0;
  for (let life = 0; life < 6; life++) {
    scheduleFaults(disk, random);
    try {
      await live(disk, model, random, ++salt);
    } catch (error) {
      if (!(error instanceof Crash) && !(error instanceof JournalError && disk.crashed))
        throw error;
    }
    disk = random.chance(0.7) ? disk.crash(random) : disk.killProcess(random.fork());
    checkAfterCrash(disk, model, salt);
  }
}

/** Power is lost at some operation; before it some operations may fail. */
function scheduleFaults(disk: SimDisk, random: Random): void {
  const end = disk.operations + (random.chance(0.5) ? random.int(1, 60) : random.int(1, 400));
  const failureRate = random.pick([0, 0, 0.02, 0.1]);
  disk.hook = ({ kind, number }) => {
    if (number >= end) disk.powerOff();
    if (kind === 'read' || kind === 'list' || !random.chance(failureRate)) return undefined;
    // A medium that cannot be read would rightly be called damage.
    return kind === 'open' ? 'EACCES' : random.pick(['EIO', 'ENOSPC']);
  };
}

async function live(disk: SimDisk, model: Model, random: Random, salt: number): Promise<void> {
  let writer = openAgain(disk, random);
  checkDurable(writer, model);
  for (;;) {
    if (random.chance(0.03)) {
      attempt(() => writer.close());
      writer = openAgain(disk, random);
      checkDurable(writer, model);
    }
    if (writer.needsNext() && random.chance(0.7)) {
      await writer.prepareNext().catch((error: unknown) => {
        if (!(error instanceof JournalError)) throw error;
      });
    }
    const first = writer.durable + 1;
    // A change set never changes once it was made: a repeated batch holds the same, perhaps more.
    const sets = range(first, first + random.int(0, 3)).map((seq) =>
      changeSet(seq, salt, [10, 100, 1000, 4000][(seq * 7 + salt) % 4]),
    );
    if (sets.length > model.pending.length) model.pending = sets;
    attempt(() => {
      writer.append([encodeChunk(sets)], first, first + sets.length - 1, 0);
      model.sets.push(...sets);
      model.pending = [];
    });
  }
}

/** Runs what may fail with a `JournalError`, which then has changed nothing. */
function attempt(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof JournalError) || error.code !== 'write-failed') throw error;
  }
}

function openAgain(disk: SimDisk, random: Random): JournalWriter {
  for (;;) {
    try {
      return openWriter(disk, { seed: random.int(1, 10 ** 9), segmentBytesMin: 8 * 1024 });
    } catch (error) {
      if (!(error instanceof JournalError) || disk.crashed) throw error;
      if (error.code !== 'write-failed' && error.code !== 'read-failed') throw error;
    }
  }
}

function checkDurable(writer: JournalWriter, model: Model): void {
  // What was not acknowledged may have become durable all the same.
  const found = Math.max(writer.durable - model.sets.length, 0);
  model.sets.push(...model.pending.slice(0, found));
  model.pending = [];
  expect(writer.durable).toBe(model.sets.length);
}

/** Every acknowledged change set is there once, as it was; what follows is the pending batch or nothing. */
function checkAfterCrash(disk: SimDisk, model: Model, salt: number): void {
  const writer = openWriter(disk, { seed: 10_000 + salt });
  expect(
    writer.report.damage.filter(({ firstSeq, lastSeq }) => (lastSeq ?? 0) >= firstSeq),
  ).toEqual([]);
  checkDurable(writer, model);
  const found = readAll(disk, writer.durable);
  // The comparison of the test runner takes ten times as long; it is used to show a difference.
  if (!isDeepStrictEqual(found, model.sets)) expect(found).toEqual(model.sets);
}

describe('the journal on a disk that crashes anywhere', () => {
  it('[J23] holds every acknowledged change set once, and after them at most one batch', async () => {
    const seeds = Number(process.env.JOURNAL_SEEDS ?? 60);
    for (let seed = 1; seed <= seeds; seed++) {
      try {
        await lives(seed);
      } catch (error) {
        throw new Error(`seed ${seed}: ${error instanceof Error ? error.stack : error}`);
      }
    }
  }, 600_000);

  // Each sync is there for a reason: without any one of them an acknowledged change set is lost.
  const timeline = `${JOURNAL}/1`;
  it.each<[string, Faults]>([
    ['batches', { ignoreSync: (file) => file.endsWith('.journal') }],
    ['headers', { ignoreSync: (file) => file.endsWith('.tmp') }],
    ['the names of segments', { ignoreDirectorySync: (directory) => directory === timeline }],
    ['the directory of a timeline', { ignoreDirectorySync: (directory) => directory === JOURNAL }],
    ['the journal directory', { ignoreDirectorySync: (directory) => directory === 'data' }],
  ])(
    '[J11] is seen to lose what was acknowledged where %s are not synced',
    async (_, faults) => {
      let failing = 0;
      for (let seed = 1; seed <= 40 && failing === 0; seed++) {
        await lives(seed, faults).catch(() => failing++);
      }
      expect(failing).toBe(1);
    },
    60_000,
  );
});
