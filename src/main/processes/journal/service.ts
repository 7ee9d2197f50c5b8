/**
 * The journal process's work: everything that comes in while a sync runs becomes the next batch
 * (group commit), and the host is told how far the journal is durable. A disk that fails or is full
 * is tried again without an end; nothing is dropped. Owns `journal/`.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, statSync } from 'node:fs';
import { assert } from '../../../shared/errors.ts';
import { SEGMENT_BYTES_MIN } from '../../../shared/limits.ts';
import { nodeDisk } from '../../journal/disk.ts';
import { JournalDirectory } from '../../journal/journal-directory.ts';
import { JournalError } from '../../journal/journal-error.ts';
import { type LostChanges, leaveTimeline, type Readable } from '../../journal/leave-timeline.ts';
import type { Post } from '../../journal/outbox.ts';
import { expiredSegments, type RetentionLimits } from '../../journal/retention.ts';
import { createTimeline, type JournalTables } from '../../journal/segment-file.ts';
import { readTimelines, wayTo } from '../../journal/timelines.ts';
import { JournalWriter } from '../../journal/writer.ts';
import { type FileLock, lockFile } from '../../storage/file-lock.ts';
import { TABLES } from '../../world/schema.ts';
import { dataDirectory } from '../data-directory.ts';
import type { Rpc } from '../rpc.ts';
import { exitSoon, type Service } from '../run-service.ts';
import { listSegments } from './list-segments.ts';
import type {
  JournalCalls,
  JournalEvents,
  JournalOpened,
  JournalStatus,
  JournalTrouble,
  OpenJournal,
  Pruned,
  StartTimeline,
} from './protocol.ts';
import { describeRecovery } from './recovery-remarks.ts';

/** Bytes of payload in one batch: more would make the first of them wait for the last. */
const BATCH_BYTES_MAX = 8 * 1024 * 1024;

const JOURNAL_TABLES: JournalTables = TABLES.map(({ name, columnNames }) => ({
  name,
  columns: columnNames,
}));

/** Segments that one call removes: a sync must not wait behind the removal of many large files. */
const PRUNE_SEGMENTS = 2;

/** Milliseconds between two tries on a disk that fails: doubles up to the larger. */
const RETRY_MIN_MS = 50;
const RETRY_MAX_MS = 2_000;

/** Trouble that does not keep anything from being written. */
const PREPARE_FAILED = 'prepare-failed';

export class JournalService implements Service {
  readonly #host: () => Rpc<JournalEvents, JournalCalls>;
  #lock: FileLock | null = null;
  #writer: JournalWriter | null = null;
  #directory = '';
  #serverId = '';
  #queue: Post[] = [];
  #scheduled: NodeJS.Immediate | null = null;
  #retry: NodeJS.Timeout | null = null;
  #retryMs = RETRY_MIN_MS;
  /** What the host was told last. */
  #trouble: JournalTrouble = null;

  constructor(host: () => Rpc<JournalEvents, JournalCalls>) {
    this.#host = host;
  }

  readonly functions: JournalCalls = {
    open: (options) => this.#open(options),
    append: (post) => this.#append(post),
    status: () => this.#status(),
    skipTo: (seq) => this.#skipTo(seq),
    prune: (limits) => this.#prune(limits),
    startTimeline: (start) => this.#startTimeline(start),
    close: () => this.orphaned().finally(exitSoon),
  };

  /** Writes what is queued, seals, and gives the lock up. */
  async orphaned(): Promise<void> {
    if (this.#scheduled !== null) clearImmediate(this.#scheduled);
    if (this.#retry !== null) clearTimeout(this.#retry);
    const writer = this.#writer;
    this.#writer = null;
    try {
      if (writer !== null) {
        while (this.#queue.length > 0) this.#writeBatch(writer);
        writer.close();
      }
    } finally {
      this.#lock?.release();
    }
  }

  async #open(options: OpenJournal): Promise<JournalOpened> {
    const paths = dataDirectory(options.dataDir, options.serverId);
    mkdirSync(paths.locks, { recursive: true });
    this.#lock = await lockFile(paths.journalLock, { waitMs: options.lockWaitMs });
    this.#directory = paths.journal;
    this.#serverId = options.serverId;
    const { leaveAt, heldElsewhere, timelineAtLeast } = options;
    const lost = leaveAt === null ? null : this.#leaveTimeline(leaveAt);
    // Everything up to the beginning of the timeline that was begun is in the store.
    return {
      ...this.#openWriter(leaveAt === null ? heldElsewhere : Infinity, timelineAtLeast),
      lost,
    };
  }

  #openWriter(acceptDamageUpTo: number, timelineAtLeast: number): JournalOpened {
    const writer = JournalWriter.open(nodeDisk, this.#directory, {
      serverId: this.#serverId,
      tables: JOURNAL_TABLES,
      clock: Date.now,
      monotonic: () => performance.now(),
      random: randomBytes,
      acceptDamageUpTo,
      timelineAtLeast,
    });
    this.#writer = writer;
    return {
      durable: writer.durable,
      timeline: writer.timeline,
      epoch: writer.epoch,
      remarks: describeRecovery(writer.report),
      lost: null,
      ancestry: this.#ancestryOf(writer.timeline),
    };
  }

  #ancestryOf(timeline: number): readonly StartTimeline[] {
    const timelines = readTimelines(new JournalDirectory(nodeDisk, this.#directory));
    return wayTo(timelines, timeline, null)
      .flatMap(({ timeline, parent }) => (parent === null ? [] : [{ timeline, parent }]))
      .reverse();
  }

  #leaveTimeline(readable: Readable): LostChanges {
    const journal = new JournalDirectory(nodeDisk, this.#directory);
    return leaveTimeline(nodeDisk, journal, readable, {
      serverId: this.#serverId,
      tables: JOURNAL_TABLES,
      id: randomBytes(16),
      now: Date.now(),
    });
  }

  /**
   * Whatever fails, the journal goes on: on the new timeline where it became current, else on the old.
   * Where not even that can be opened, for want of a disk, the process ends without an answer, and the
   * successor that opens it tells the host which of the two it is.
   */
  async #startTimeline({ timeline, parent }: StartTimeline): Promise<JournalOpened> {
    const old = this.#writer;
    assert(old !== null && this.#queue.length === 0, 'nothing waits to be written');
    const { durable } = old;
    assert(parent.first_seq === durable + 1, 'a timeline follows everything that is durable');
    this.#writer = null;
    let failure: unknown;
    try {
      old.close();
      const journal = new JournalDirectory(nodeDisk, this.#directory);
      createTimeline(nodeDisk, journal, {
        serverId: this.#serverId,
        tables: JOURNAL_TABLES,
        timeline,
        parent,
        bytes: SEGMENT_BYTES_MIN,
        id: randomBytes(16),
      });
      journal.setCurrent(timeline);
    } catch (error) {
      failure = error;
    }
    let opened: JournalOpened;
    try {
      opened = this.#openWriter(durable, 1);
    } catch (error) {
      console.error(error);
      process.exit(1);
    }
    if (opened.timeline === timeline) return opened;
    throw failure;
  }

  #append(post: Post): void {
    this.#queue.push(post);
    // One turn of the event loop reads all messages that have come; they make one batch.
    if (this.#retry === null) this.#scheduled ??= setImmediate(() => this.#drain());
  }

  #drain(): void {
    this.#scheduled = null;
    const writer = this.#writer;
    if (writer === null || this.#queue.length === 0) return;
    try {
      this.#writeBatch(writer);
    } catch (error) {
      this.#failed(error);
      return;
    }
    this.#retryMs = RETRY_MIN_MS;
    if (this.#trouble !== null && this.#trouble.code !== PREPARE_FAILED) this.#report(null);
    void this.#host().durable.asEvent(writer.durable);
    if (writer.needsNext()) this.#prepareNext(writer);
    if (this.#queue.length > 0) this.#scheduled = setImmediate(() => this.#drain());
  }

  /** Appends the queued posts as one batch; they leave the queue once they are durable. */
  #writeBatch(writer: JournalWriter): void {
    let bytes = 0;
    let count = 0;
    for (const { payload } of this.#queue) {
      if (count > 0 && bytes + payload.byteLength > BATCH_BYTES_MAX) break;
      bytes += payload.byteLength;
      count++;
    }
    const posts = this.#queue.slice(0, count);
    const first = (posts[0] as Post).first;
    const last = (posts[count - 1] as Post).last;
    writer.append(
      posts.map(({ payload }) => payload),
      first,
      last,
      Date.now(),
    );
    this.#queue.splice(0, count);
  }

  #failed(error: unknown): void {
    if (!(error instanceof JournalError)) throw error;
    const { code, message, details } = error;
    this.#report({ code: details.systemCode ?? code, message });
    this.#retry = setTimeout(() => {
      this.#retry = null;
      this.#drain();
    }, this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MAX_MS);
  }

  #prepareNext(writer: JournalWriter): void {
    writer.prepareNext().then(
      () => {
        if (this.#trouble?.code === PREPARE_FAILED) this.#report(null);
      },
      (error: unknown) => {
        // Harmless: the segment is made when it is needed. But it tells of a disk that fills up.
        const message = error instanceof Error ? error.message : String(error);
        if (this.#trouble === null) this.#report({ code: PREPARE_FAILED, message });
      },
    );
  }

  #report(trouble: JournalTrouble): void {
    this.#trouble = trouble;
    void this.#host().trouble.asEvent(trouble);
  }

  #skipTo(seq: number): void {
    const writer = this.#writer;
    assert(writer !== null, 'the journal is open');
    if (seq <= writer.durable) return;
    writer.skipTo(seq + 1);
    // What waits in the queue is in the store by now.
    this.#queue = this.#queue.filter((post) => post.first > seq);
    void this.#host().durable.asEvent(writer.durable);
  }

  #prune(limits: Omit<RetentionLimits, 'now'>): Pruned {
    const journal = new JournalDirectory(nodeDisk, this.#directory);
    const sizeOf = (path: string) => statSync(path).size;
    const all = expiredSegments(journal, sizeOf, { ...limits, now: Date.now() });
    const expired = all.slice(0, PRUNE_SEGMENTS);
    let bytes = 0;
    for (const segment of expired) {
      bytes += sizeOf(segment.path);
      journal.remove(segment);
    }
    return { segments: expired.length, bytes };
  }

  #status(): JournalStatus {
    const writer = this.#writer;
    assert(writer !== null, 'the journal is open');
    const { durable, timeline, epoch, segment } = writer;
    const { count, bytes } = listSegments(this.#directory, timeline);
    return { durable, timeline, epoch, segments: count, bytes, segmentFile: segment?.file ?? '' };
  }
}
