/**
 * The one writer of a journal: appends batches with one sync each, changes segments, and never
 * touches again what was acknowledged or what failed. Synchronous but for `prepareNext`.
 *
 * Knows nothing of change sets (chunks are bytes), of who waits for durability, or of locks: its
 * process holds the lock on the directory.
 */
import { assert } from '../../shared/errors.ts';
import {
  INTEGER_MAX,
  SEGMENT_AGE_MS,
  SEGMENT_BYTES_MAX,
  SEGMENT_BYTES_MIN,
} from '../../shared/limits.ts';
import { type Disk, type DiskFile, join } from './disk.ts';
import { JournalDirectory } from './journal-directory.ts';
import { wrapSystemError } from './journal-error.ts';
import { type CarriedBatch, type RecoveryReport, recover } from './recovery.ts';
import {
  type BatchKind,
  batchBytes,
  encodeBatch,
  encodeHeader,
  type PreviousEnd,
  roundUp,
  SECTOR_BYTES,
  segmentSeed,
} from './segment.ts';
import {
  createSegmentFile,
  type JournalTables,
  makeHeader,
  makeTimelineDirectory,
  removeQuietly,
  type SegmentOrigin,
  TEMPORARY_SUFFIX,
} from './segment-file.ts';

export interface JournalWriterOptions {
  readonly serverId: string;
  readonly tables: JournalTables;
  /** Wall clock, milliseconds since 1970. */
  readonly clock: () => number;
  /** Monotonic clock, milliseconds from any start; intervals run on it. */
  readonly monotonic: () => number;
  /** That many random bytes. */
  readonly random: (bytes: number) => Uint8Array;
  readonly segmentBytesMin?: number;
  readonly segmentBytesMax?: number;
  readonly segmentAgeMs?: number;
  /**
   * Everything up to this sequence is held elsewhere (a snapshot's `applied_seq`): damage up to
   * there is reported instead of refused, and only what lies above is read. Without it all of the
   * journal is read and any damage refused.
   */
  readonly acceptDamageUpTo?: number;
  /** The timeline that the store is on: the journal goes on with no older one. */
  readonly timelineAtLeast?: number;
}

/** Milliseconds after which preparing is tried again where it failed: the disk may be full. */
const PREPARE_RETRY_MS = 10_000;
/** A batch for one sync of a fast disk is tens of KiB; one of a stalled disk may be far larger. */
const SCRATCH_BYTES = 1024 * 1024;
/** A seal always has a place. */
const SEAL_BYTES = batchBytes(0);

interface CurrentSegment {
  readonly path: string;
  readonly file: DiskFile;
  readonly bytes: number;
  readonly seed: number;
  readonly openedAt: number;
  readonly headerBytes: number;
  /** Where the next batch goes. */
  offset: number;
}

export class JournalWriter {
  /** What was found at the start. */
  readonly report: RecoveryReport;
  readonly timeline: number;
  readonly epoch: number;
  readonly #disk: Disk;
  readonly #options: JournalWriterOptions;
  readonly #origin: SegmentOrigin;
  readonly #directory: string;
  #durable: number;
  /** The durable end of the newest segment, which the next one names; null before the first. */
  #end: PreviousEnd | null;
  /** The highest ordinal that was ever tried: one that failed may still be there after a crash. */
  #ordinal: number;
  /** Null after a failure: that segment is left, and the next append makes a new one. */
  #segment: CurrentSegment | null = null;
  #nextBytes: number;
  #prepared: { readonly path: string; readonly bytes: number } | null = null;
  #preparing = false;
  #preparations = 0;
  #prepareNotBefore = Number.NEGATIVE_INFINITY;
  #closed = false;
  /** Batches are put together here, but for very large ones. */
  readonly #scratch = new Uint8Array(SCRATCH_BYTES);

  /**
   * Recovers the current timeline in `directory` (made if it is not there), and begins a new epoch
   * with a new segment. Throws `damaged`, `gap`, `foreign`, `newer-format`, `read-failed` and
   * `write-failed`; it may be called again after any of them.
   */
  static open(disk: Disk, directory: string, options: JournalWriterOptions): JournalWriter {
    try {
      return new JournalWriter(disk, directory, options);
    } catch (error) {
      throw wrapSystemError('write-failed', error, directory);
    }
  }

  private constructor(disk: Disk, directory: string, options: JournalWriterOptions) {
    const journal = new JournalDirectory(disk, directory);
    const recovered = recover(
      disk,
      journal,
      options.serverId,
      options.acceptDamageUpTo,
      options.timelineAtLeast,
    );
    this.#disk = disk;
    this.#options = options;
    this.report = recovered.report;
    this.timeline = recovered.report.timeline;
    this.epoch = journal.newestEpoch() + 1;
    this.#origin = {
      serverId: options.serverId,
      timeline: this.timeline,
      parent: recovered.parent,
      epoch: this.epoch,
      tables: options.tables,
    };
    this.#directory = journal.timelinePath(this.timeline);
    this.#durable = recovered.end?.last_seq ?? 0;
    this.#end = recovered.end;
    this.#ordinal = recovered.ordinal;
    this.#nextBytes = this.#bytesMin;

    makeTimelineDirectory(disk, journal, this.timeline);
    for (const name of disk.list(this.#directory)) {
      if (name.endsWith(TEMPORARY_SUFFIX)) removeQuietly(disk, join(this.#directory, name));
    }
    disk.syncDirectory(this.#directory);
    this.#changeSegment(this.#durable + 1, 0, recovered.carried);
    try {
      // Only now: a name in `current.json` promises that the timeline has a segment.
      if (recovered.end === null || recovered.report.currentRebuilt) {
        journal.setCurrent(this.timeline);
      }
    } catch (error) {
      this.#closeFile();
      throw error;
    }
  }

  /** Everything up to this sequence is on disk; 0 for a new journal. Only grows. */
  get durable(): number {
    return this.#durable;
  }

  /** The file that is written now, or null where the next append will make a new one. */
  get segment(): { file: string; bytes: number; offset: number } | null {
    if (this.#segment === null) return null;
    const { path: file, bytes, offset } = this.#segment;
    return { file, bytes, offset };
  }

  /**
   * Writes one batch of the change sets `first` to `last`, encoded in `chunks`, and returns when it
   * is durable. `first` is one above `durable`; `wall` is in milliseconds. Throws `write-failed`:
   * `durable` is then as before, and calling it again writes to a new segment.
   */
  append(chunks: readonly Uint8Array[], first: number, last: number, wall: number): void {
    assert(!this.#closed, 'the journal is closed');
    assert(first === this.#durable + 1, `append of ${first} though ${this.#durable} is durable`);
    assert(last >= first, `append of ${first} to ${last}`);
    const bytes = batchBytes(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
    if (this.#segment === null || !this.#fits(this.#segment, bytes) || this.#isOld(this.#segment)) {
      this.#changeSegment(this.#durable + 1, bytes);
    }
    const checksum = this.#write('changes', first, last, wall, chunks, bytes);
    const segment = this.#segment as CurrentSegment;
    this.#durable = last;
    const end = this.#end as PreviousEnd;
    this.#end = { ...end, last_seq: last, end_offset: segment.offset, checksum };
  }

  /**
   * Leaves out the sequences from `durable` + 1 to `seq` - 1, because the store holds what they did
   * (it was written anew from memory), and counts them as durable. Readers see a gap. Throws
   * `write-failed`.
   */
  skipTo(seq: number): void {
    assert(!this.#closed, 'the journal is closed');
    assert(seq > this.#durable + 1, `skip to ${seq} though ${this.#durable} is durable`);
    this.#changeSegment(seq, 0);
  }

  /** True where `prepareNext` should be called: the segment is half full and none is prepared. */
  needsNext(): boolean {
    if (this.#closed || this.#preparing || this.#prepared !== null) return false;
    if (this.#options.monotonic() < this.#prepareNotBefore) return false;
    return this.#segment !== null && this.#segment.offset * 2 >= this.#segment.bytes;
  }

  /**
   * Fills the next segment's file with zeros while appends go on. Throws `write-failed`, which is
   * harmless (the segment is then made when it is needed); `needsNext` asks again after a while.
   */
  async prepareNext(): Promise<void> {
    assert(!this.#preparing && this.#prepared === null, 'a segment is prepared already');
    const bytes = this.#nextBytes;
    const name = `prepared-${this.epoch}-${++this.#preparations}${TEMPORARY_SUFFIX}`;
    const file = join(this.#directory, name);
    this.#preparing = true;
    try {
      await this.#disk.allocate(file, bytes);
      if (this.#closed) removeQuietly(this.#disk, file);
      else this.#prepared = { path: file, bytes };
    } catch (error) {
      this.#prepareNotBefore = this.#options.monotonic() + PREPARE_RETRY_MS;
      removeQuietly(this.#disk, file);
      throw wrapSystemError('write-failed', error, file);
    } finally {
      this.#preparing = false;
    }
  }

  /**
   * Seals and closes the segment; nothing may be called after it. Throws `write-failed` where the
   * seal could not be written: everything durable stays so.
   */
  close(): void {
    assert(!this.#closed, 'the journal is closed');
    this.#closed = true;
    if (this.#prepared !== null) removeQuietly(this.#disk, this.#prepared.path);
    if (this.#segment === null) return;
    this.#write('seal', this.#durable + 1, this.#durable, this.#options.clock(), [], SEAL_BYTES);
    this.#closeFile();
  }

  get #bytesMin(): number {
    return this.#options.segmentBytesMin ?? SEGMENT_BYTES_MIN;
  }

  #fits(segment: CurrentSegment, bytes: number): boolean {
    return segment.offset + bytes + SEAL_BYTES <= segment.bytes;
  }

  /** Only a segment with batches grows old: an idle journal makes no files. */
  #isOld(segment: CurrentSegment): boolean {
    const age = this.#options.monotonic() - segment.openedAt;
    const limit = this.#options.segmentAgeMs ?? SEGMENT_AGE_MS;
    return age > limit && segment.offset > segment.headerBytes;
  }

  /** Writes and syncs one batch in the current segment; whatever throws, that segment is left. */
  #write(
    kind: BatchKind,
    first: number,
    last: number,
    wall: number,
    chunks: readonly Uint8Array[],
    bytes: number,
  ): number {
    const segment = this.#segment;
    assert(segment !== null && this.#fits(segment, kind === 'seal' ? 0 : bytes), 'no segment fits');
    const target = bytes <= SCRATCH_BYTES ? this.#scratch : new Uint8Array(bytes);
    const batch = { kind, first, last, wall, chunks };
    const encoded = encodeBatch(batch, segment.seed, segment.offset, target);
    assert(encoded.bytes.length === bytes, 'a batch has another size than foreseen');
    assert(segment.offset % SECTOR_BYTES === 0, 'a batch begins on a sector');
    try {
      segment.file.writeAt(encoded.bytes, segment.offset);
      segment.file.sync();
    } catch (error) {
      this.#closeFile();
      throw wrapSystemError('write-failed', error, segment.path, {
        offset: segment.offset,
        firstSeq: first,
        lastSeq: last,
      });
    }
    segment.offset += bytes;
    return encoded.checksum;
  }

  /**
   * Makes the next segment the current one, with place for a batch of `neededBytes`; it begins with
   * the batch `carried` where one is given. The current segment is left first: a creation that fails
   * after its rename leaves a successor on disk, and what were written to the old segment after that
   * would lie beyond the end which that successor names.
   */
  #changeSegment(firstSeq: number, neededBytes: number, carried: CarriedBatch | null = null): void {
    const ordinal = ++this.#ordinal;
    const segment = {
      ordinal,
      firstSeq,
      previous: this.#end,
      id: this.#options.random(16),
      createdAt: this.#options.clock(),
    };
    const carriedBytes = carried === null ? 0 : batchBytes(carried.payload.length);
    // No header is longer than the one of the largest file.
    const longest = encodeHeader(makeHeader(this.#origin, { ...segment, bytes: INTEGER_MAX }));
    const needed = longest.bytes.length + carriedBytes + neededBytes + SEAL_BYTES;
    const prepared = this.#takePrepared(needed);
    const bytes = prepared?.bytes ?? Math.max(this.#nextBytes, roundUp(needed, 4096));
    const header = makeHeader(this.#origin, { ...segment, bytes });
    const encoded = encodeHeader(header);
    const seed = segmentSeed(header.segment_id);
    const first = carried === null ? null : encodeCarried(carried, seed, encoded.bytes.length);
    const content = first === null ? encoded.bytes : Buffer.concat([encoded.bytes, first.bytes]);
    this.#closeFile();
    let created: ReturnType<typeof createSegmentFile>;
    try {
      created = createSegmentFile(
        this.#disk,
        this.#directory,
        header,
        content,
        bytes,
        prepared?.path ?? null,
      );
    } catch (error) {
      // A disk that has no place for a large one may have it for a small one.
      this.#nextBytes = this.#bytesMin;
      throw wrapSystemError('write-failed', error, this.#directory);
    }
    this.#segment = {
      path: created.path,
      file: created.file,
      bytes,
      seed,
      openedAt: this.#options.monotonic(),
      headerBytes: encoded.bytes.length,
      offset: content.length,
    };
    this.#durable = carried?.last ?? firstSeq - 1;
    this.#end = {
      ordinal,
      file: created.name,
      last_seq: this.#durable,
      end_offset: content.length,
      checksum: first?.checksum ?? encoded.checksum,
    };
    const largest = this.#options.segmentBytesMax ?? SEGMENT_BYTES_MAX;
    this.#nextBytes = Math.min(this.#nextBytes * 2, largest);
  }

  #takePrepared(needed: number): { readonly path: string; readonly bytes: number } | null {
    const prepared = this.#prepared;
    if (prepared === null || prepared.bytes < needed) return null;
    this.#prepared = null;
    return prepared;
  }

  #closeFile(): void {
    const segment = this.#segment;
    this.#segment = null;
    try {
      segment?.file.close();
    } catch {
      // All that counts was synced before, and what failed is written again elsewhere.
    }
  }
}

function encodeCarried(
  { first, last, wall, payload }: CarriedBatch,
  seed: number,
  offset: number,
): { bytes: Uint8Array; checksum: number } {
  const batch = { kind: 'changes', first, last, wall, chunks: [payload] } as const;
  return encodeBatch(batch, seed, offset, new Uint8Array(batchBytes(payload.length)));
}
