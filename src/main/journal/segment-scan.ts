/**
 * Walks over a segment and says what it holds and how it ends, every outcome as a type. Only
 * recovery judges so: readers are told what is durable. Changes nothing on disk.
 *
 * A batch is written only after the sync of the one before returned. So invalid bytes with nothing
 * valid after them are a batch that was cut off (torn, never acknowledged), and invalid bytes with
 * something valid after them were once durable: damage.
 */
import type { BlockSource } from './block-source.ts';
import {
  type BatchInfo,
  type PreviousEnd,
  peekFirst,
  readBatch,
  SECTOR_BYTES,
  type SegmentHeader,
  segmentSeed,
} from './segment.ts';

const ZEROS = new Uint8Array(SECTOR_BYTES);

/** How a segment ends; `offset` is the end of its last valid batch or of its header. */
export type SegmentEnd =
  /** No batch was ever written, zeros follow the header. */
  | { readonly kind: 'empty'; readonly offset: number }
  /** Zeros, or the end of the file, follow the last batch. */
  | { readonly kind: 'open'; readonly offset: number }
  /** Closed in order by a seal. */
  | { readonly kind: 'sealed'; readonly offset: number }
  /** `bytes` of a batch that was never acknowledged follow; `reason` is what is wrong with them. */
  | {
      readonly kind: 'torn';
      readonly offset: number;
      readonly bytes: number;
      readonly reason: string;
    }
  /** A successor names this end; `ignoredBytes` beyond it are not zero, and may be a whole batch. */
  | {
      readonly kind: 'continued';
      readonly offset: number;
      readonly ignoredBytes: number;
      readonly ignoredIsBatch: boolean;
    };

/** Bytes that were once durable and are not valid any more. */
export interface SegmentDamage {
  readonly offset: number;
  readonly reason: string;
  /** Where reading can go on, or null where nothing valid follows in this segment. */
  readonly nextValidOffset: number | null;
  /** The sequences that are lost; none where the last is below the first, nobody knows how many where it is null. */
  readonly firstSeq: number;
  readonly lastSeq: number | null;
}

export interface SegmentScan {
  /** The valid batches in order, without seals. */
  readonly batches: readonly BatchInfo[];
  readonly damage: readonly SegmentDamage[];
  readonly end: SegmentEnd;
  /** The last sequence up to this segment's end; one below its first where it holds none. */
  readonly lastSeq: number;
}

/**
 * Scans a whole segment. `firstBatchAt` is the size of its header, `logicalEnd` what the successor's
 * header says, or null for the last segment, whose end is found by looking.
 */
export function scanSegment(
  source: BlockSource,
  header: SegmentHeader,
  firstBatchAt: number,
  logicalEnd: PreviousEnd | null,
): SegmentScan {
  const seed = segmentSeed(header.segment_id);
  const limit = logicalEnd === null ? source.size : Math.min(logicalEnd.end_offset, source.size);
  const walked = walk(source, header, seed, firstBatchAt, limit);
  return logicalEnd === null
    ? withCut(source, header, { ...walked, end: lookForEnd(source, seed, walked) })
    : checkEnd(source, header, seed, walked, logicalEnd);
}

interface Walked {
  readonly batches: readonly BatchInfo[];
  readonly damage: readonly SegmentDamage[];
  readonly isSealed: boolean;
  /** Where nothing valid follows up to the limit. */
  readonly offset: number;
  readonly lastSeq: number;
}

/** From valid batch to valid batch, over damage between them. */
function walk(
  source: BlockSource,
  header: SegmentHeader,
  seed: number,
  firstBatchAt: number,
  limit: number,
): Walked {
  const batches: BatchInfo[] = [];
  const damage: SegmentDamage[] = [];
  let offset = firstBatchAt;
  let lastSeq = header.first_seq - 1;
  for (;;) {
    const found = readBatch(source, seed, offset, limit);
    if (found.kind === 'batch' && found.batch.first === lastSeq + 1) {
      offset += found.batch.bytes;
      if (found.batch.kind === 'seal') return { batches, damage, isSealed: true, offset, lastSeq };
      batches.push(found.batch);
      lastSeq = found.batch.last;
      continue;
    }
    const next = findBatch(source, seed, offset, limit, lastSeq + 1);
    if (next === null) return { batches, damage, isSealed: false, offset, lastSeq };
    damage.push({
      offset,
      reason: whatIsWrong(source, seed, offset, limit),
      nextValidOffset: next.offset,
      firstSeq: lastSeq + 1,
      lastSeq: next.first - 1,
    });
    offset = next.offset;
    lastSeq = next.first - 1;
  }
}

/** A file that is shorter than it was made may have held more; behind a seal there was nothing. */
function withCut(source: BlockSource, header: SegmentHeader, scan: SegmentScan): SegmentScan {
  if (source.size >= header.bytes || scan.end.kind === 'sealed') return scan;
  const { offset } = scan.end;
  const cut: SegmentDamage = {
    offset,
    reason: 'the file was cut off',
    nextValidOffset: null,
    firstSeq: scan.lastSeq + 1,
    lastSeq: null,
  };
  // What looks torn may have been whole.
  return { ...scan, damage: [...scan.damage, cut], end: { kind: 'open', offset } };
}

function lookForEnd(
  source: BlockSource,
  seed: number,
  { batches, isSealed, offset }: Walked,
): SegmentEnd {
  if (isSealed) return { kind: 'sealed', offset };
  const bytes = nonZeroEnd(source, offset) - offset;
  if (bytes > 0) {
    const reason = whatIsWrong(source, seed, offset, source.size);
    return { kind: 'torn', offset, bytes, reason };
  }
  return { kind: batches.length === 0 ? 'empty' : 'open', offset };
}

/** Everything up to the end that the successor names was durable when the successor was made. */
function checkEnd(
  source: BlockSource,
  header: SegmentHeader,
  seed: number,
  walked: Walked,
  named: PreviousEnd,
): SegmentScan {
  const { batches, offset } = walked;
  const damage = [...walked.damage];
  const lastChecksum = batches.at(-1)?.checksum;
  if (offset !== named.end_offset || walked.lastSeq !== named.last_seq) {
    damage.push({
      offset,
      reason: whatIsWrong(source, seed, offset, named.end_offset),
      nextValidOffset: null,
      firstSeq: walked.lastSeq + 1,
      lastSeq: named.last_seq,
    });
  } else if (lastChecksum !== undefined && lastChecksum !== named.checksum) {
    // Whole and valid, yet not what was there when the successor was made: another copy.
    damage.push({
      offset,
      reason: 'not the end that the next segment names',
      nextValidOffset: null,
      firstSeq: header.first_seq,
      lastSeq: walked.lastSeq,
    });
  }
  const beyond = nonZeroEnd(source, named.end_offset) - named.end_offset;
  const end: SegmentEnd = {
    kind: 'continued',
    offset: named.end_offset,
    ignoredBytes: beyond,
    ignoredIsBatch: readBatch(source, seed, named.end_offset, source.size).kind === 'batch',
  };
  return { batches, damage, end, lastSeq: named.last_seq };
}

/** The first valid batch at `offset` or after whose first sequence is `firstSeq` or above. */
export function findBatch(
  source: BlockSource,
  seed: number,
  offset: number,
  limit: number,
  firstSeq: number,
): BatchInfo | null {
  for (let at = offset; at < limit; at += SECTOR_BYTES) {
    // A change set takes more than a byte, which bounds what the first sequence can be. Without
    // this, text of a game that looks like headers would have checksums taken over all that follows.
    const first = peekFirst(source, at);
    if (first === null || !(first >= firstSeq && first <= firstSeq + limit)) continue;
    const found = readBatch(source, seed, at, limit);
    if (found.kind === 'batch') return found.batch;
  }
  return null;
}

/** The end of the last sector from `offset` on that is not all zeros; `offset` where all are. */
function nonZeroEnd(source: BlockSource, offset: number): number {
  let end = offset;
  for (let at = offset; at < source.size; at += SECTOR_BYTES) {
    const sector = source.view(at, SECTOR_BYTES);
    if (Buffer.compare(sector, ZEROS.subarray(0, sector.length)) !== 0) end = at + SECTOR_BYTES;
  }
  return end;
}

/** Why what is at `offset` is not the batch that should be there. */
function whatIsWrong(source: BlockSource, seed: number, offset: number, limit: number): string {
  if (source.unreadableAt !== null && source.unreadableAt + SECTOR_BYTES > offset) {
    return 'the medium cannot be read';
  }
  const found = readBatch(source, seed, offset, limit);
  return found.kind === 'invalid' ? found.reason : 'sequence';
}
