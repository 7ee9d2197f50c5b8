/**
 * Which change set was the last one at a moment: the wall clocks of batches, looked up in the one
 * segment that was written then. Changes nothing on disk.
 */
import { BlockSource } from './block-source.ts';
import type { Disk } from './disk.ts';
import { type ChainLink, chainOf, type JournalDirectory } from './journal-directory.ts';
import { wrapSystemError } from './journal-error.ts';
import { readBatch, type SegmentHeader, segmentSeed } from './segment.ts';
import { findBatch } from './segment-scan.ts';

/**
 * The sequence of the last batch of `timeline` that was made at `at` (wall clock, milliseconds) or
 * before; null where the journal does not reach back so far. Throws `read-failed`.
 */
export function sequenceAt(
  disk: Disk,
  journal: JournalDirectory,
  timeline: number,
  at: number,
): number | null {
  const { links } = chainOf(journal.list(timeline));
  const link = links.findLast(({ segment }) => segment.header.created_at <= at);
  return link === undefined ? null : lastBatchAt(disk, link, at);
}

/** The header of the oldest segment that the journal still has of a timeline; null where it has none. */
export function oldestSegment(journal: JournalDirectory, timeline: number): SegmentHeader | null {
  return chainOf(journal.list(timeline)).links[0]?.segment.header ?? null;
}

function lastBatchAt(disk: Disk, { segment, end }: ChainLink, at: number): number {
  const { header, headerBytes, path } = segment;
  const seed = segmentSeed(header.segment_id);
  let last = header.first_seq - 1;
  try {
    const file = disk.open(path, 'read');
    try {
      const source = new BlockSource(file);
      const limit = Math.min(end?.end_offset ?? source.size, source.size);
      let offset = headerBytes;
      for (;;) {
        const found = readBatch(source, seed, offset, limit);
        // Over damage the clock goes on: whether what lies in it is needed is the fold's to find out.
        const batch =
          found.kind === 'batch' ? found.batch : findBatch(source, seed, offset, limit, last + 1);
        if (batch === null || batch.wall > at) return last;
        last = batch.last;
        offset = batch.offset + batch.bytes;
      }
    } finally {
      file.close();
    }
  } catch (error) {
    throw wrapSystemError('read-failed', error, path);
  }
}
