/**
 * Which change set was the last one at a moment: the wall clocks of batches, looked up in the segment
 * that was written then. Changes nothing on disk.
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
  const from = links.findLastIndex(({ segment }) => segment.header.created_at <= at);
  if (from < 0) return null;
  let last = (links[from] as ChainLink).segment.header.first_seq - 1;
  for (const link of links.slice(from)) {
    const found = lastBatchAt(disk, link, at, last);
    last = found.last;
    // A segment that was begun later may begin with an older batch: recovery has written it once more.
    if (found.isOver) break;
  }
  return last;
}

/** The header of the oldest segment that the journal still has of a timeline; null where it has none. */
export function oldestSegment(journal: JournalDirectory, timeline: number): SegmentHeader | null {
  return chainOf(journal.list(timeline)).links[0]?.segment.header ?? null;
}

/**
 * The end of the last batch of a segment that was made at `at` or before, or else `before`, and whether a
 * later batch follows it.
 */
function lastBatchAt(
  disk: Disk,
  { segment, end }: ChainLink,
  at: number,
  before: number,
): { readonly last: number; readonly isOver: boolean } {
  const { header, headerBytes, path } = segment;
  const seed = segmentSeed(header.segment_id);
  let last = before;
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
        if (batch === null) return { last, isOver: false };
        if (batch.wall > at) return { last, isOver: true };
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
