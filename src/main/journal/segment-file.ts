/**
 * How a segment comes into being: zeros under a temporary name, header, sync, rename, sync of the
 * directory. Only then may a batch be written, so a segment's name and header outlast any crash
 * that its batches outlast. Nothing that exists is ever overwritten.
 */
import { assert } from '../../shared/errors.ts';
import { allocateNow, type Disk, type DiskFile, dirname, join } from './disk.ts';
import { type JournalDirectory, segmentName } from './journal-directory.ts';
import {
  encodeHeader,
  FORMAT,
  type PreviousEnd,
  type SegmentHeader,
  type TimelineOrigin,
} from './segment.ts';

export const TEMPORARY_SUFFIX = '.tmp';

/** Tables by their number in the journal, each with its columns in the order of row images. */
export type JournalTables = readonly {
  readonly name: string;
  readonly columns: readonly string[];
}[];

/** What of a header stays the same while a process writes. */
export interface SegmentOrigin {
  readonly serverId: string;
  readonly timeline: number;
  readonly parent: SegmentHeader['parent'];
  readonly epoch: number;
  readonly tables: JournalTables;
}

export interface NewSegment {
  readonly ordinal: number;
  readonly firstSeq: number;
  readonly previous: PreviousEnd | null;
  readonly bytes: number;
  /** 16 random bytes. */
  readonly id: Uint8Array;
  /** Wall clock, milliseconds. */
  readonly createdAt: number;
}

export function makeHeader(origin: SegmentOrigin, segment: NewSegment): SegmentHeader {
  return {
    format: FORMAT,
    server_id: origin.serverId,
    timeline: origin.timeline,
    parent: origin.parent,
    epoch: origin.epoch,
    ordinal: segment.ordinal,
    segment_id: Buffer.from(segment.id).toString('hex'),
    first_seq: segment.firstSeq,
    previous: segment.previous,
    bytes: segment.bytes,
    tables: origin.tables.map(({ name, columns }) => ({ name, columns: [...columns] })),
    created_at: segment.createdAt,
  };
}

export interface CreatedSegment {
  readonly name: string;
  readonly path: string;
  /** Open for writing. */
  readonly file: DiskFile;
}

/**
 * Creates a durable segment of `bytes` in `directory` that begins with `content` (the header, and
 * what batches it has from the start), out of the file of zeros `prepared` where one is given. Throws what the operating system throws; the
 * temporary file is then gone if it can be.
 */
export function createSegmentFile(
  disk: Disk,
  directory: string,
  header: SegmentHeader,
  content: Uint8Array,
  bytes: number,
  prepared: string | null,
): CreatedSegment {
  const temporary = prepared ?? join(directory, `segment-${header.ordinal}${TEMPORARY_SUFFIX}`);
  try {
    if (prepared === null) allocateNow(disk, temporary, bytes);
    const file = disk.open(temporary, 'write');
    try {
      file.writeAt(content, 0);
      file.sync();
    } finally {
      file.close();
    }
    const name = segmentName(header.first_seq, header.ordinal, (candidate) =>
      disk.exists(join(directory, candidate)),
    );
    const final = join(directory, name);
    disk.rename(temporary, final);
    disk.syncDirectory(directory);
    return { name, path: final, file: disk.open(final, 'write') };
  } catch (error) {
    removeQuietly(disk, temporary);
    throw error;
  }
}

/** Removes a temporary file if it is there and can be: what stays is removed at the next start. */
export function removeQuietly(disk: Disk, file: string): void {
  try {
    if (disk.exists(file)) disk.remove(file);
  } catch {
    // It holds no data and nobody waits for its space.
  }
}

/** Creates the directory of a timeline and makes it durable, the directories above it too. */
export function makeTimelineDirectory(
  disk: Disk,
  journal: JournalDirectory,
  timeline: number,
): void {
  disk.makeDirectory(journal.path);
  disk.syncDirectory(dirname(journal.path));
  disk.makeDirectory(journal.timelinePath(timeline));
  disk.syncDirectory(journal.path);
}

export interface NewTimeline {
  readonly serverId: string;
  readonly tables: JournalTables;
  readonly timeline: number;
  readonly parent: TimelineOrigin;
  readonly bytes: number;
  readonly id: Uint8Array;
}

/**
 * Creates a timeline with one empty segment, durable and not yet current: a restore commits it by
 * `JournalDirectory.setCurrent`. Throws what the operating system throws.
 */
export function createTimeline(disk: Disk, journal: JournalDirectory, options: NewTimeline): void {
  assert(!journal.timelines().includes(options.timeline), 'the timeline exists');
  const epoch = journal.newestEpoch() + 1;
  makeTimelineDirectory(disk, journal, options.timeline);
  const header = makeHeader(
    { ...options, epoch },
    {
      ordinal: 1,
      firstSeq: options.parent.first_seq,
      previous: null,
      bytes: options.bytes,
      id: options.id,
      createdAt: options.parent.at,
    },
  );
  const content = encodeHeader(header).bytes;
  const directory = journal.timelinePath(options.timeline);
  createSegmentFile(disk, directory, header, content, options.bytes, null).file.close();
}
