/**
 * The format of a segment: one header, then batches up to the end of the file.
 *
 *   header  "SHKJRNL\n", u32 format, u32 length of the JSON text, u32 crc32 of all before and of the
 *           text, JSON text; zeros up to a multiple of 4096. `head -c 4096` shows it to a person.
 *   batch   u32 magic, u32 kind, f64 first seq, f64 last seq, f64 wall clock (ms), u32 payload
 *           length, u32 crc32 of all before and of the payload, payload; zeros up to a multiple
 *           of 512, so that no sector of an acknowledged batch is ever written again.
 *
 * Numbers are little-endian. A batch's checksum is seeded with the segment's id and the batch's
 * offset, so that bytes of another file or place are never taken for a batch of this one.
 *
 * Encodes and decodes; does not search (`segment-scan.ts`) and opens no files.
 */
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { assert } from '../../shared/errors.ts';
import type { DiskFile } from './disk.ts';

export const FORMAT = 1;
export const SECTOR_BYTES = 512;
const HEADER_MULTIPLE = 4096;
const HEADER_MAGIC = new TextEncoder().encode('SHKJRNL\n');
const HEADER_PREFIX_BYTES = 20;
/** A length beyond this is broken bytes: the columns of all tables are some 3 KiB. */
const HEADER_TEXT_BYTES_MAX = 1024 * 1024;

const BATCH_MAGIC = 0x31424b53;
const BATCH_HEADER_BYTES = 40;
const PAYLOAD_LENGTH_AT = 32;
const BATCH_CHECKSUM_AT = 36;

/**
 * Where a segment ends, as its successor's header says: what lies beyond was never acknowledged, or
 * stands in the successor once more.
 */
const previousEnd = z.object({
  ordinal: z.number(),
  file: z.string(),
  last_seq: z.number(),
  end_offset: z.number(),
  /** Of the last batch, or of the header where there is none. */
  checksum: z.number(),
});

/**
 * How a timeline began: its first state is that of its parent after `branch_seq`, without sessions.
 * The counters of the shard go on from what was ever used, on whatever timeline (design, rule 6).
 */
const timelineOrigin = z.object({
  timeline: z.number(),
  branch_seq: z.number(),
  /** One above the highest sequence of all timelines. */
  first_seq: z.number(),
  /** Wall clock at which it began, milliseconds since 1970 (UTC). */
  at: z.number(),
  /** Of one that was begun since its parent cannot be read on: nothing leads back to that one's end. */
  cause: z.literal('damage').optional(),
  next_log_id: z.number(),
  /** The last `log_id` of the state that it began with; headers of older versions do not know it. */
  branch_log_id: z.number().optional(),
  /** By the table's name. */
  next_ids: z.record(z.string(), z.number()),
});

const segmentHeader = z.object({
  format: z.number(),
  server_id: z.string(),
  timeline: z.number(),
  /** Null for a timeline that began with an empty world, or whose past is not known. */
  parent: timelineOrigin.nullable(),
  /** Counts the starts of journal processes, over all timelines. */
  epoch: z.number(),
  /** Counts the segments of a timeline; the order of segments, and never used twice. */
  ordinal: z.number(),
  /** Random, hexadecimal; the seed of the batches' checksums. */
  segment_id: z.string(),
  /** The sequence of the first change set that this segment may hold. */
  first_seq: z.number(),
  previous: previousEnd.nullable(),
  /** Bytes of the file, which never change: a shorter one was cut off. 0 where it is not known. */
  bytes: z.number().default(0),
  /** Tables by their number in the batches, with their columns in the order of row images. */
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()) })),
  /** Wall clock, milliseconds since 1970 (UTC). */
  created_at: z.number(),
});

export type TimelineOrigin = Readonly<z.infer<typeof timelineOrigin>>;
export type PreviousEnd = Readonly<z.infer<typeof previousEnd>>;
export type SegmentHeader = Readonly<z.infer<typeof segmentHeader>>;

export type HeaderOutcome =
  | {
      readonly kind: 'header';
      readonly header: SegmentHeader;
      /** Bytes of the header, which is the offset of the first batch. */
      readonly bytes: number;
      readonly checksum: number;
    }
  | { readonly kind: 'newer-format'; readonly format: number }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** The header with its padding, and its checksum. */
export function encodeHeader(header: SegmentHeader): { bytes: Uint8Array; checksum: number } {
  const text = new TextEncoder().encode(`${JSON.stringify(header)}\n`);
  assert(text.length <= HEADER_TEXT_BYTES_MAX, 'the segment header is too long');
  const bytes = new Uint8Array(roundUp(HEADER_PREFIX_BYTES + text.length, HEADER_MULTIPLE));
  const view = new DataView(bytes.buffer);
  bytes.set(HEADER_MAGIC);
  view.setUint32(8, header.format, true);
  view.setUint32(12, text.length, true);
  const checksum = crc32(text, crc32(bytes.subarray(0, 16)));
  view.setUint32(16, checksum, true);
  bytes.set(text, HEADER_PREFIX_BYTES);
  return { bytes, checksum };
}

/** Reads the header of a file. Throws what the operating system throws. */
export function readHeader(file: DiskFile): HeaderOutcome {
  const prefix = new Uint8Array(HEADER_PREFIX_BYTES);
  if (file.readAt(prefix, 0) < prefix.length) return unreadable('the file is too short');
  if (HEADER_MAGIC.some((byte, i) => prefix[i] !== byte)) return unreadable('it has no header');
  const view = new DataView(prefix.buffer);
  const length = view.getUint32(12, true);
  if (length > HEADER_TEXT_BYTES_MAX) return unreadable('its header is damaged');
  const text = new Uint8Array(length);
  const checksum = view.getUint32(16, true);
  if (
    file.readAt(text, HEADER_PREFIX_BYTES) < length ||
    crc32(text, crc32(prefix.subarray(0, 16))) !== checksum
  ) {
    return unreadable('its header is damaged');
  }
  // Magic, format, length and checksum keep their places in every later format.
  const format = view.getUint32(8, true);
  if (format > FORMAT) return { kind: 'newer-format', format };
  const parsed = segmentHeader.safeParse(JSON.parse(new TextDecoder().decode(text)));
  if (!parsed.success) return unreadable('its header lacks what this format needs');
  const bytes = roundUp(HEADER_PREFIX_BYTES + length, HEADER_MULTIPLE);
  return { kind: 'header', header: parsed.data, bytes, checksum };
}

function unreadable(reason: string): HeaderOutcome {
  return { kind: 'unreadable', reason };
}

export type BatchKind = 'changes' | 'seal';
const KIND_NUMBERS: Readonly<Record<BatchKind, number>> = { changes: 1, seal: 2 };

/** A batch without its payload. A seal holds no change sets: its first is one above its last. */
export interface BatchInfo {
  readonly kind: BatchKind;
  readonly offset: number;
  /** Bytes with header and padding: the next batch is at `offset + bytes`. */
  readonly bytes: number;
  readonly first: number;
  readonly last: number;
  /** Wall clock at which the batch was made, milliseconds since 1970 (UTC). */
  readonly wall: number;
  readonly payloadBytes: number;
  readonly checksum: number;
}

/** Bytes that a batch takes on disk. */
export function batchBytes(payloadBytes: number): number {
  return roundUp(BATCH_HEADER_BYTES + payloadBytes, SECTOR_BYTES);
}

/** What all checksums of a segment begin with. */
export function segmentSeed(segmentId: string): number {
  return crc32(segmentId);
}

const seedOffset = new Float64Array(1);
const seedOffsetBytes = new Uint8Array(seedOffset.buffer);

function batchSeed(seed: number, offset: number): number {
  seedOffset[0] = offset;
  return crc32(seedOffsetBytes, seed);
}

export interface BatchToEncode {
  readonly kind: BatchKind;
  readonly first: number;
  readonly last: number;
  readonly wall: number;
  /** The payload in pieces, which are joined as they are. */
  readonly chunks: readonly Uint8Array[];
}

/**
 * Writes a batch with its padding into `target`, which is at least `batchBytes` of its payload
 * long, and returns that part of it and its checksum.
 */
export function encodeBatch(
  batch: BatchToEncode,
  seed: number,
  offset: number,
  target: Uint8Array,
): { bytes: Uint8Array; checksum: number } {
  let end = BATCH_HEADER_BYTES;
  for (const chunk of batch.chunks) {
    target.set(chunk, end);
    end += chunk.length;
  }
  const bytes = target.subarray(0, roundUp(end, SECTOR_BYTES));
  bytes.fill(0, end);
  const view = new DataView(bytes.buffer, bytes.byteOffset, BATCH_HEADER_BYTES);
  view.setUint32(0, BATCH_MAGIC, true);
  view.setUint32(4, KIND_NUMBERS[batch.kind], true);
  view.setFloat64(8, batch.first, true);
  view.setFloat64(16, batch.last, true);
  view.setFloat64(24, batch.wall, true);
  view.setUint32(PAYLOAD_LENGTH_AT, end - BATCH_HEADER_BYTES, true);
  const checksum = crc32(
    bytes.subarray(BATCH_HEADER_BYTES, end),
    crc32(bytes.subarray(0, BATCH_CHECKSUM_AT), batchSeed(seed, offset)),
  );
  view.setUint32(BATCH_CHECKSUM_AT, checksum, true);
  return { bytes, checksum };
}

/** Where bytes come from: `view(offset, length)` is shorter only where the file ends. */
export interface ByteSource {
  view(offset: number, length: number): Uint8Array;
}

export type BatchOutcome =
  | { readonly kind: 'batch'; readonly batch: BatchInfo; readonly payload: Uint8Array }
  | { readonly kind: 'invalid'; readonly reason: 'no batch' | 'length' | 'checksum' };

const NO_BATCH: BatchOutcome = { kind: 'invalid', reason: 'no batch' };
const WRONG_LENGTH: BatchOutcome = { kind: 'invalid', reason: 'length' };
const WRONG_CHECKSUM: BatchOutcome = { kind: 'invalid', reason: 'checksum' };

/**
 * The batch at `offset`, if a whole valid one is there that ends at `limit` or before. The payload
 * is a view of the source's buffer.
 */
export function readBatch(
  source: ByteSource,
  seed: number,
  offset: number,
  limit: number,
): BatchOutcome {
  if (offset + BATCH_HEADER_BYTES > limit) return NO_BATCH;
  const head = source.view(offset, BATCH_HEADER_BYTES);
  if (head.length < BATCH_HEADER_BYTES) return NO_BATCH;
  const headView = new DataView(head.buffer, head.byteOffset, BATCH_HEADER_BYTES);
  if (headView.getUint32(0, true) !== BATCH_MAGIC) return NO_BATCH;
  const payloadBytes = headView.getUint32(PAYLOAD_LENGTH_AT, true);
  const total = batchBytes(payloadBytes);
  if (offset + total > limit) return WRONG_LENGTH;

  // Asking for all of it may move the source's buffer, so the header is looked at again.
  const bytes = source.view(offset, BATCH_HEADER_BYTES + payloadBytes);
  if (bytes.length < BATCH_HEADER_BYTES + payloadBytes) return WRONG_LENGTH;
  const view = new DataView(bytes.buffer, bytes.byteOffset, BATCH_HEADER_BYTES);
  const payload = bytes.subarray(BATCH_HEADER_BYTES);
  const checksum = view.getUint32(BATCH_CHECKSUM_AT, true);
  const expected = crc32(
    payload,
    crc32(bytes.subarray(0, BATCH_CHECKSUM_AT), batchSeed(seed, offset)),
  );
  if (checksum !== expected) return WRONG_CHECKSUM;
  const batch: BatchInfo = {
    kind: view.getUint32(4, true) === KIND_NUMBERS.seal ? 'seal' : 'changes',
    offset,
    bytes: total,
    first: view.getFloat64(8, true),
    last: view.getFloat64(16, true),
    wall: view.getFloat64(24, true),
    payloadBytes,
    checksum,
  };
  return { kind: 'batch', batch, payload };
}

/**
 * The first sequence of what looks like a batch at `offset`, or null: a cheap look before the
 * checksum, which proves it.
 */
export function peekFirst(source: ByteSource, offset: number): number | null {
  const head = source.view(offset, BATCH_HEADER_BYTES);
  if (head.length < BATCH_HEADER_BYTES) return null;
  const view = new DataView(head.buffer, head.byteOffset, BATCH_HEADER_BYTES);
  return view.getUint32(0, true) === BATCH_MAGIC ? view.getFloat64(8, true) : null;
}

/** The smallest multiple of `multiple` that holds `bytes`. */
export function roundUp(bytes: number, multiple: number): number {
  return Math.ceil(bytes / multiple) * multiple;
}
