/**
 * What a starting writer finds: how far the journal of the current timeline goes, and what is wrong
 * with it. Truncates, repairs and removes nothing.
 *
 * The last batch may be in the cache of the operating system alone, and after a sync that failed in
 * an earlier life the cache calls it clean, so that another sync would do nothing. It is therefore
 * handed to the writer, which writes it once more, into its new segment. Every batch before it was
 * synced before the next one was written.
 */
import { assert } from '../../shared/errors.ts';
import { BlockSource } from './block-source.ts';
import { basename, type Disk } from './disk.ts';
import {
  type Chain,
  type ChainLink,
  chainOf,
  firstSeqOf,
  type JournalDirectory,
  type Listing,
  type MissingFile,
  type SegmentFile,
} from './journal-directory.ts';
import { JournalError, wrapSystemError } from './journal-error.ts';
import {
  type BatchInfo,
  type PreviousEnd,
  readBatch,
  type SegmentHeader,
  segmentSeed,
} from './segment.ts';
import { type SegmentEnd, type SegmentScan, scanSegment } from './segment-scan.ts';

/** Change sets that were durable, or may have been, and cannot be read back. */
export interface JournalDamage {
  readonly file: string;
  /** Null where the whole file is concerned. */
  readonly offset: number | null;
  readonly reason: string;
  readonly firstSeq: number;
  /** Null where nobody knows how far the file went; below `firstSeq` where nothing is lost. */
  readonly lastSeq: number | null;
}

/** Bytes beyond a segment's end, which were never acknowledged. */
export interface BytesBeyond {
  readonly file: string;
  readonly offset: number;
  readonly bytes: number;
}

export interface RecoveryReport {
  readonly timeline: number;
  /** True where `current.json` was missing or broken and the headers told the timeline. */
  readonly currentRebuilt: boolean;
  /** Segments of the timeline that follow each other, and how many of them were read whole. */
  readonly segments: number;
  readonly segmentsScanned: number;
  /** How the last segment ended; null where there is none. */
  readonly lastEnd: SegmentEnd['kind'] | null;
  /** `reason` is what is wrong with them. */
  readonly torn: (BytesBeyond & { readonly reason: string }) | null;
  readonly ignored: readonly BytesBeyond[];
  /** All of it at or below what was accepted: anything above is thrown. */
  readonly damage: readonly JournalDamage[];
  /** Names of segments whose creation failed half way. */
  readonly abandoned: readonly string[];
}

/** A batch that is to be written once more. */
export interface CarriedBatch {
  readonly first: number;
  readonly last: number;
  readonly wall: number;
  readonly payload: Uint8Array;
}

export interface Recovered {
  /** Where the next segment continues; null for a new journal. */
  readonly end: PreviousEnd | null;
  /** What the next segment begins with: durable only when that segment is. */
  readonly carried: CarriedBatch | null;
  readonly parent: SegmentHeader['parent'];
  /** The highest ordinal there is; 0 for a new journal. */
  readonly ordinal: number;
  readonly report: RecoveryReport;
}

const FIRST_TIMELINE = 1;

/**
 * Reads every segment that holds a sequence above `acceptDamageUpTo`, or all of them where that is
 * undefined, and returns only if everything above it is there. Throws `damaged` (what and where),
 * `gap` (the journal begins above it, or skips some of it), `foreign`, `newer-format`, `read-failed`.
 * `timelineAtLeast` is one that the shard is known to have come to: a journal that ends before it (it
 * was removed, or put back to an older state) is left as it is.
 */
export function recover(
  disk: Disk,
  journal: JournalDirectory,
  serverId: string,
  acceptDamageUpTo: number | undefined,
  timelineAtLeast = FIRST_TIMELINE,
): Recovered {
  const current = journal.currentTimeline();
  const timeline = Math.max(current?.timeline ?? 0, timelineAtLeast);
  const listing = journal.list(timeline);
  refuseForeign(listing, serverId);
  const chain = chainOf(listing);
  const scans = scanLinks(disk, chain, acceptDamageUpTo);
  const damage = collectDamage(chain, scans);
  refuseDamage(damage, acceptDamageUpTo);
  if (acceptDamageUpTo !== undefined) refuseGaps(chain, acceptDamageUpTo);

  const lastLink = chain.links.at(-1);
  const lastScan = lastLink === undefined ? undefined : scans.get(lastLink);
  const torn = lastScan?.end.kind === 'torn' ? lastScan.end : null;
  return {
    ...(lastLink && lastScan ? findEnd(disk, lastLink, lastScan) : { end: null, carried: null }),
    parent: lastLink?.segment.header.parent ?? null,
    ordinal: listing.segments.at(-1)?.header.ordinal ?? 0,
    report: {
      timeline,
      currentRebuilt: current?.rebuilt ?? false,
      segments: chain.links.length,
      segmentsScanned: scans.size,
      lastEnd: lastScan?.end.kind ?? null,
      torn: torn && {
        file: (lastLink as ChainLink).segment.path,
        offset: torn.offset,
        bytes: torn.bytes,
        reason: torn.reason,
      },
      ignored: bytesBeyond(chain, scans),
      damage,
      abandoned: chain.abandoned.map((segment) => segment.name),
    },
  };
}

/** Throws `foreign` where a segment is of another server. */
export function refuseForeign({ segments }: Listing, serverId: string): void {
  for (const { path: file, header } of segments) {
    if (header.server_id === serverId) continue;
    const owner = JSON.stringify(header.server_id);
    throw new JournalError('foreign', `${file} belongs to the server ${owner}.`, { file });
  }
}

type Scans = ReadonlyMap<ChainLink, SegmentScan>;

function scanLinks(disk: Disk, chain: Chain, acceptDamageUpTo: number | undefined): Scans {
  const needed = acceptDamageUpTo === undefined ? 0 : acceptDamageUpTo + 1;
  const from = chain.links.findLastIndex((link) => link.segment.header.first_seq <= needed);
  const scans = new Map<ChainLink, SegmentScan>();
  for (const link of chain.links.slice(Math.max(from, 0))) scans.set(link, scanLink(disk, link));
  return scans;
}

function scanLink(disk: Disk, { segment, end }: ChainLink): SegmentScan {
  return withFile(disk, segment, (source) =>
    scanSegment(source, segment.header, segment.headerBytes, end),
  );
}

function collectDamage(chain: Chain, scans: Scans): JournalDamage[] {
  const damage: JournalDamage[] = [];
  let lastSeq: number | undefined;
  for (const link of chain.links) {
    if (link.missingBefore !== null) damage.push(missingDamage(link.missingBefore, lastSeq));
    const scan = scans.get(link);
    for (const { offset, reason, firstSeq, lastSeq: lost } of scan?.damage ?? []) {
      damage.push({ file: link.segment.path, offset, reason, firstSeq, lastSeq: lost });
    }
    lastSeq = scan?.lastSeq;
  }
  for (const { path: file, name, reason } of chain.brokenTail) {
    const firstSeq = lastSeq === undefined ? firstSeqOf(name) : lastSeq + 1;
    damage.push({ file, offset: null, reason, firstSeq, lastSeq: null });
  }
  return damage;
}

/** `lastSeq` is where the link before ends, if it was read. */
function missingDamage(missing: MissingFile, lastSeq: number | undefined): JournalDamage {
  return {
    file: missing.path,
    offset: null,
    reason: missing.reason,
    firstSeq: lastSeq === undefined ? firstSeqOf(basename(missing.path)) : lastSeq + 1,
    lastSeq: missing.lastSeq,
  };
}

function refuseDamage(damage: readonly JournalDamage[], acceptDamageUpTo = 0): void {
  for (const { file, offset, reason, firstSeq, lastSeq } of damage) {
    if (lastSeq !== null && (lastSeq < firstSeq || lastSeq <= acceptDamageUpTo)) continue;
    const where = offset === null ? file : `${file} at byte ${offset}`;
    const what =
      lastSeq === null
        ? `what it held from sequence ${firstSeq} on is not known`
        : `the sequences ${firstSeq} to ${lastSeq} are lost`;
    throw new JournalError('damaged', `The journal is damaged in ${where} (${reason}): ${what}.`, {
      file,
      ...(offset === null ? {} : { offset }),
      firstSeq,
      lastSeq,
    });
  }
}

/** Everything above `heldElsewhere` must be in the journal, if there is a journal at all. */
function refuseGaps(chain: Chain, heldElsewhere: number): void {
  for (const { segment } of chain.links) {
    const { first_seq: first, previous } = segment.header;
    if (first - 1 <= heldElsewhere) continue;
    const isOldest = segment === chain.links[0]?.segment;
    if (!isOldest && previous !== null && previous.last_seq === first - 1) continue;
    const from = Math.max(heldElsewhere, isOldest ? 0 : (previous?.last_seq ?? 0)) + 1;
    throw new JournalError(
      'gap',
      `The journal does not hold the sequences ${from} to ${first - 1}.`,
      { file: segment.path, firstSeq: from, lastSeq: first - 1 },
    );
  }
}

function bytesBeyond({ links }: Chain, scans: Scans): BytesBeyond[] {
  const ignored: BytesBeyond[] = [];
  for (const [i, link] of links.entries()) {
    const end = scans.get(link)?.end;
    if (end?.kind !== 'continued' || end.ignoredBytes === 0) continue;
    // The last batch before a crash is no news: the segment of the next epoch begins with it.
    const isNewEpoch = links[i + 1]?.segment.header.epoch !== link.segment.header.epoch;
    if (end.ignoredIsBatch && isNewEpoch) continue;
    ignored.push({ file: link.segment.path, offset: end.offset, bytes: end.ignoredBytes });
  }
  return ignored;
}

/** Where the last segment ends, and its last batch unless a seal proves that it was synced. */
function findEnd(
  disk: Disk,
  link: ChainLink,
  scan: SegmentScan,
): { end: PreviousEnd; carried: CarriedBatch | null } {
  const { segment } = link;
  const lastBatch = scan.batches.at(-1);
  const carry = lastBatch !== undefined && scan.end.kind !== 'sealed';
  const lastKept = carry ? scan.batches.at(-2) : lastBatch;
  const end: PreviousEnd = {
    ordinal: segment.header.ordinal,
    file: segment.name,
    last_seq: carry ? lastBatch.first - 1 : scan.lastSeq,
    end_offset: carry ? lastBatch.offset : scan.end.offset,
    checksum: lastKept?.checksum ?? segment.headerChecksum,
  };
  return { end, carried: carry ? readCarried(disk, segment, lastBatch) : null };
}

function readCarried(disk: Disk, segment: SegmentFile, batch: BatchInfo): CarriedBatch {
  return withFile(disk, segment, (source) => {
    const seed = segmentSeed(segment.header.segment_id);
    const found = readBatch(source, seed, batch.offset, source.size);
    assert(found.kind === 'batch', 'the last batch is not what it was a moment ago');
    const { first, last, wall } = batch;
    return { first, last, wall, payload: found.payload.slice() };
  });
}

function withFile<T>(disk: Disk, segment: SegmentFile, use: (source: BlockSource) => T): T {
  try {
    const file = disk.open(segment.path, 'read');
    try {
      return use(new BlockSource(file));
    } finally {
      file.close();
    }
  } catch (error) {
    throw wrapSystemError('read-failed', error, segment.path);
  }
}
