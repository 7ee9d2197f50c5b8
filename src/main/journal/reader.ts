/**
 * Reads the change sets of one timeline in order, behind a writer that may be writing. It is told
 * how far the journal is durable, so it never has to judge how a segment ends: whatever it needs up
 * to there and cannot read is damage. Changes nothing on disk.
 */
import { assert } from '../../shared/errors.ts';
import type { ChangeSet } from '../world/change-set.ts';
import { BlockSource } from './block-source.ts';
import { decodePayload } from './codec.ts';
import type { Disk, DiskFile } from './disk.ts';
import {
  type Chain,
  type ChainLink,
  chainOf,
  JournalDirectory,
  type SegmentFile,
} from './journal-directory.ts';
import { JournalError, wrapSystemError } from './journal-error.ts';
import { type BatchInfo, readBatch, type SegmentHeader, segmentSeed } from './segment.ts';
import { findBatch } from './segment-scan.ts';

/** Change sets that became durable together, without those that were not asked for. */
export interface JournalBatch {
  readonly first: number;
  readonly last: number;
  /** Wall clock at which the batch was made, milliseconds since 1970 (UTC). */
  readonly wall: number;
  /** The tables and columns in which its images are written. */
  readonly tables: SegmentHeader['tables'];
  /** Decodes anew with each call. Throws `damaged` and `newer-format`. */
  changeSets(): ChangeSet[];
}

export interface JournalReaderOptions {
  /** The sequence of the last change set that is not wanted any more; 0 for all. */
  readonly after: number;
  /** The current timeline unless given. */
  readonly timeline?: number;
}

interface Place {
  readonly segment: SegmentFile;
  readonly file: DiskFile;
  readonly source: BlockSource;
  readonly seed: number;
  /** Where batches end: what the next segment says, or the file's end while there is none. */
  readonly limit: number;
  offset: number;
}

export class JournalReader {
  readonly #disk: Disk;
  readonly #journal: JournalDirectory;
  #timeline: number | undefined;
  #after: number;
  #place: Place | null = null;

  /** Opens nothing yet, so the journal need not exist. */
  static open(disk: Disk, directory: string, options: JournalReaderOptions): JournalReader {
    return new JournalReader(disk, directory, options);
  }

  private constructor(disk: Disk, directory: string, options: JournalReaderOptions) {
    this.#disk = disk;
    this.#journal = new JournalDirectory(disk, directory);
    this.#timeline = options.timeline;
    this.#after = options.after;
  }

  /** The last sequence that was handed out, or what it was opened with. */
  get after(): number {
    return this.#after;
  }

  /**
   * The batches with sequences above `after` up to `upTo`, which the caller knows to be durable. A
   * batch counts as read when it is handed out; the next call goes on behind it. Throws `damaged`
   * and `gap` (with the sequences), `newer-format` and `read-failed`; calling it again tries again.
   */
  *read(upTo: number): Generator<JournalBatch, void, undefined> {
    // The writer may have written what was zeros when it was read.
    this.#place?.source.discard();
    while (this.#after < upTo) {
      const batch = this.#next(upTo);
      if (batch !== null) yield batch;
    }
  }

  close(): void {
    const place = this.#place;
    this.#place = null;
    place?.file.close();
  }

  /** One step: a batch to hand out, or null after one that is not wanted or a change of segment. */
  #next(upTo: number): JournalBatch | null {
    const place = this.#place ?? this.#locate(upTo);
    try {
      const found = readBatch(place.source, place.seed, place.offset, place.limit);
      if (found.kind === 'invalid') {
        this.#pass(place, upTo);
        return null;
      }
      const { batch, payload } = found;
      if (batch.kind === 'seal') {
        place.offset += batch.bytes;
        return null;
      }
      if (batch.first > this.#after + 1) {
        throw this.#damaged(place, 'sequence', this.#after + 1, batch.first - 1);
      }
      // A batch that goes on beyond `upTo` is read again from there.
      if (batch.last <= upTo) place.offset += batch.bytes;
      if (batch.last <= this.#after) return null;
      // The source reuses its buffer, and callers may gather batches before they decode them.
      return this.#handOut(place, batch, payload.slice(), upTo);
    } catch (error) {
      throw wrapSystemError('read-failed', error, place.segment.path);
    }
  }

  #handOut(place: Place, batch: BatchInfo, payload: Uint8Array, upTo: number): JournalBatch {
    const first = Math.max(batch.first, this.#after + 1);
    const last = Math.min(batch.last, upTo);
    this.#after = last;
    const changeSets = () => {
      const all = decodeBatch(payload, batch, place.segment.path);
      return all.slice(first - batch.first, last - batch.first + 1);
    };
    const { tables } = place.segment.header;
    return { first, last, wall: batch.wall, tables, changeSets };
  }

  /** Opens the segment that holds the next sequence. */
  #locate(upTo: number): Place {
    const { links, brokenTail } = this.#chain();
    const next = this.#after + 1;
    const link = links.findLast((candidate) => candidate.segment.header.first_seq <= next);
    if (link !== undefined) return this.#goTo(link);
    const oldest = links[0];
    if (oldest?.missingBefore) throw this.#missing(oldest, next);
    const broken = brokenTail[0];
    if (oldest === undefined && broken !== undefined) {
      throw damagedError(broken.path, null, broken.reason, next, upTo);
    }
    throw this.#gap(oldest === undefined ? upTo : oldest.segment.header.first_seq - 1);
  }

  /**
   * Nothing valid is at the place: the segment ends here and another follows, or what is damaged
   * here is not wanted. Moves on, or throws what is missing.
   */
  #pass(place: Place, upTo: number): void {
    const chain = this.#chain();
    const at = chain.links.findIndex((link) => link.segment.name === place.segment.name);
    const link = chain.links[at];
    if (link === undefined) {
      // It was abandoned after this reader had come to it, or removed: look for the place anew.
      const found = this.#locate(upTo);
      assert(found.segment.name !== place.segment.name, 'a segment outside of the chain was found');
      return;
    }
    const follower = chain.links[at + 1];
    if (link.end !== null && place.offset >= link.end.end_offset) {
      this.#follow(follower as ChainLink);
      return;
    }
    const limit = link.end?.end_offset ?? place.source.size;
    const { first_seq: lowest } = place.segment.header;
    const valid = findBatch(place.source, place.seed, place.offset, limit, lowest);
    if (valid !== null && valid.first <= this.#after + 1 && valid.offset > place.offset) {
      place.offset = valid.offset;
      return;
    }
    const firstSeq = this.#after + 1;
    if (follower?.missingBefore && valid === null) {
      if (follower.missingBefore.lastSeq > this.#after) throw this.#missing(follower, firstSeq);
      this.#follow(follower);
      return;
    }
    if (link.end !== null && link.end.last_seq <= this.#after) {
      this.#follow(follower as ChainLink);
      return;
    }
    const broken = chain.brokenTail[0];
    if (follower === undefined && valid === null && broken !== undefined) {
      throw damagedError(broken.path, null, broken.reason, firstSeq, upTo);
    }
    const lastSeq = valid === null ? (link.end?.last_seq ?? upTo) : valid.first - 1;
    throw this.#damaged(place, 'no valid batch', firstSeq, lastSeq);
  }

  #follow(link: ChainLink): void {
    const first = link.segment.header.first_seq;
    if (first > this.#after + 1) throw this.#gap(first - 1);
    this.#goTo(link);
  }

  #goTo({ segment, end }: ChainLink): Place {
    this.close();
    try {
      const file = this.#disk.open(segment.path, 'read');
      const source = new BlockSource(file);
      this.#place = {
        segment,
        file,
        source,
        seed: segmentSeed(segment.header.segment_id),
        limit: Math.min(end?.end_offset ?? source.size, source.size),
        offset: segment.headerBytes,
      };
      return this.#place;
    } catch (error) {
      throw wrapSystemError('read-failed', error, segment.path);
    }
  }

  #chain(): Chain {
    this.#timeline ??= this.#journal.currentTimeline()?.timeline;
    if (this.#timeline === undefined) return { links: [], abandoned: [], brokenTail: [] };
    return chainOf(this.#journal.list(this.#timeline));
  }

  #gap(lastSeq: number): JournalError {
    const firstSeq = this.#after + 1;
    return new JournalError(
      'gap',
      `The journal does not hold the sequences ${firstSeq} to ${lastSeq}.`,
      { file: this.#journal.path, firstSeq, lastSeq },
    );
  }

  #missing(link: ChainLink, firstSeq: number): JournalError {
    const missing = link.missingBefore;
    assert(missing !== null, 'nothing is missing');
    return damagedError(missing.path, null, missing.reason, firstSeq, missing.lastSeq);
  }

  #damaged(place: Place, reason: string, firstSeq: number, lastSeq: number): JournalError {
    const unreadable = place.source.unreadableAt;
    const why = unreadable === null ? reason : `the medium cannot be read at byte ${unreadable}`;
    return damagedError(place.segment.path, place.offset, why, firstSeq, lastSeq);
  }
}

function decodeBatch(payload: Uint8Array, batch: BatchInfo, file: string): ChangeSet[] {
  let changeSets: ChangeSet[];
  try {
    changeSets = decodePayload(payload);
  } catch (error) {
    if (error instanceof JournalError) throw error;
    throw damagedError(file, batch.offset, 'its payload', batch.first, batch.last, error);
  }
  if (
    changeSets.length !== batch.last - batch.first + 1 ||
    changeSets.some((changeSet, i) => changeSet.seq !== batch.first + i)
  ) {
    throw damagedError(file, batch.offset, 'its sequences', batch.first, batch.last);
  }
  return changeSets;
}

function damagedError(
  file: string,
  offset: number | null,
  reason: string,
  firstSeq: number,
  lastSeq: number,
  cause?: unknown,
): JournalError {
  const where = offset === null ? file : `${file} at byte ${offset}`;
  return new JournalError(
    'damaged',
    `The journal is damaged in ${where} (${reason}): the sequences ${firstSeq} to ${lastSeq} ` +
      'cannot be read.',
    { file, ...(offset === null ? {} : { offset }), firstSeq, lastSeq },
    { cause },
  );
}
