/**
 * Leaving a timeline whose journal cannot be read to its end: a new one begins at the last change that
 * can be had, above every number that the lost ones may have used. The damaged one stays as it is.
 */
import { SEGMENT_BYTES_MIN } from '../../shared/limits.ts';
import { BlockSource } from './block-source.ts';
import type { Disk } from './disk.ts';
import { type ChainLink, chainOf, firstSeqOf, type JournalDirectory } from './journal-directory.ts';
import { createTimeline, type JournalTables } from './segment-file.ts';
import { scanSegment } from './segment-scan.ts';

/** The state that can be had, and the shard's counters in it. */
export interface Readable {
  readonly seq: number;
  readonly nextLogId: number;
  readonly nextIds: Readonly<Record<string, number>>;
}

export interface LeaveOptions {
  readonly serverId: string;
  readonly tables: JournalTables;
  /** 16 random bytes. */
  readonly id: Uint8Array;
  /** Wall clock, milliseconds. */
  readonly now: number;
}

export interface LostChanges {
  readonly firstSeq: number;
  /** Null where a file is so damaged that nobody knows how far it went. */
  readonly lastSeq: number | null;
}

/** Bytes that a change set takes at least, in a file that cannot be read any more. */
const CHANGE_BYTES_MIN = 8;

/**
 * Numbers of a kind that one lost change may have used: an operation may log an event for each row that it
 * touches, and a transaction has many operations, but no full world has a million items. Numbers are plenty:
 * of a whole lost segment this skips less than the 500th part of them.
 */
const NUMBERS_A_CHANGE = 2 ** 20;

/**
 * Begins the timeline after the current one at `readable`, in one atomic step, and says what of the
 * current one is lost. Throws what the operating system throws; the current one is then as it was.
 */
export function leaveTimeline(
  disk: Disk,
  journal: JournalDirectory,
  { seq, nextLogId, nextIds }: Readable,
  { serverId, tables, id, now }: LeaveOptions,
): LostChanges {
  const current = journal.currentTimeline()?.timeline ?? 1;
  const { highest, isKnown } = findHighest(disk, journal, current, seq);
  const used = (highest - seq) * NUMBERS_A_CHANGE;
  const timeline = Math.max(...journal.timelines()) + 1;
  createTimeline(disk, journal, {
    serverId,
    tables,
    timeline,
    parent: {
      timeline: current,
      branch_seq: seq,
      first_seq: highest + 1,
      cause: 'damage',
      at: now,
      next_log_id: nextLogId + used,
      branch_log_id: nextLogId - 1,
      next_ids: Object.fromEntries(
        Object.entries(nextIds).map(([table, next]) => [table, next + used]),
      ),
    },
    bytes: SEGMENT_BYTES_MIN,
    id,
  });
  journal.setCurrent(timeline);
  return { firstSeq: seq + 1, lastSeq: isKnown ? highest : null };
}

/** The highest sequence that the segments of a timeline hold, or can have held. */
function findHighest(
  disk: Disk,
  journal: JournalDirectory,
  timeline: number,
  atLeast: number,
): { highest: number; isKnown: boolean } {
  const { links, brokenTail } = chainOf(journal.list(timeline));
  const last = links.at(-1);
  const ends = links.map((link) => link.end?.last_seq ?? lastSeqOf(disk, link));
  // What was cut off a file may have held changes too.
  const cut = last === undefined ? 0 : last.segment.header.bytes - sizeOf(disk, last.segment.path);
  const missing = links.map(({ missingBefore }) => missingBefore?.lastSeq ?? 0);
  const bounds = brokenTail.map(
    ({ name, path }) => firstSeqOf(name) + Math.ceil(sizeOf(disk, path) / CHANGE_BYTES_MIN),
  );
  const known = Math.max(atLeast, ...ends, ...missing);
  const highest = Math.max(known + Math.ceil(Math.max(0, cut) / CHANGE_BYTES_MIN), ...bounds);
  return { highest, isKnown: brokenTail.length === 0 && cut <= 0 };
}

function lastSeqOf(disk: Disk, { segment }: ChainLink): number {
  const file = disk.open(segment.path, 'read');
  try {
    const { lastSeq } = scanSegment(
      new BlockSource(file),
      segment.header,
      segment.headerBytes,
      null,
    );
    return lastSeq;
  } finally {
    file.close();
  }
}

function sizeOf(disk: Disk, path: string): number {
  const file = disk.open(path, 'read');
  try {
    return file.size();
  } finally {
    file.close();
  }
}
