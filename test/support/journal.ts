/** What the tests of the journal share: a writer on a simulated disk, and change sets by number. */
import { encodeChunk } from '../../src/main/journal/codec.ts';
import type { Disk } from '../../src/main/journal/disk.ts';
import { JournalReader } from '../../src/main/journal/reader.ts';
import { JournalWriter, type JournalWriterOptions } from '../../src/main/journal/writer.ts';
import type { ChangeSet } from '../../src/main/world/change-set.ts';
import { Random } from './random.ts';
import { SimDisk, type SimDiskOptions } from './sim-disk.ts';

export const SERVER_ID = 'Server_001';
export const JOURNAL = 'data/journal';

/** A disk with the data directory on it. */
export function newDisk(seed = 1, faults: Omit<SimDiskOptions, 'random'> = {}): SimDisk {
  const disk = new SimDisk({ random: new Random(seed), ...faults });
  disk.makeDirectory('data');
  disk.syncDirectory('');
  return disk;
}

export interface TestClock {
  wall: number;
  monotonic: number;
}

export function openWriter(
  disk: Disk,
  options: Partial<JournalWriterOptions> & { clock?: never; at?: TestClock; seed?: number } = {},
): JournalWriter {
  const { at = { wall: 1_700_000_000_000, monotonic: 0 }, seed = 7, ...rest } = options;
  const random = new Random(seed);
  return JournalWriter.open(disk, JOURNAL, {
    serverId: SERVER_ID,
    tables: [{ name: 'skills', columns: ['skill_id', 'character_id'] }],
    monotonic: () => at.monotonic,
    random: (bytes) => random.bytes(bytes),
    segmentBytesMin: 16 * 1024,
    segmentBytesMax: 64 * 1024,
    ...rest,
    clock: () => at.wall,
  });
}

/** The change set with this number; `salt` makes another one of it. */
export function changeSet(seq: number, salt = 0, bytes = 20): ChangeSet {
  const skill = `${seq}-${salt}-`.padEnd(bytes, 'x');
  return {
    seq,
    at: 1_700_000_000_000 + seq,
    changes: [{ table: 4, key: seq, image: [seq, 1, skill, salt, 0] }],
    firstLogId: seq,
    events: [],
  };
}

/** Appends `count` change sets as one batch. */
export function append(writer: JournalWriter, count = 1, salt = 0, bytes = 20): ChangeSet[] {
  const first = writer.durable + 1;
  const sets = Array.from({ length: count }, (_, i) => changeSet(first + i, salt, bytes));
  writer.append([encodeChunk(sets)], first, first + count - 1, first);
  return sets;
}

export function readAll(disk: Disk, upTo: number, after = 0): ChangeSet[] {
  const reader = JournalReader.open(disk, JOURNAL, { after });
  try {
    return [...reader.read(upTo)].flatMap((batch) => batch.changeSets());
  } finally {
    reader.close();
  }
}

export function seqs(sets: readonly ChangeSet[]): number[] {
  return sets.map((set) => set.seq);
}

export function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(last - first + 1, 0) }, (_, i) => first + i);
}

export function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown.');
}

export { encodeChunk };
