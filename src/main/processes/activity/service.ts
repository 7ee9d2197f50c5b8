/**
 * The activity process's work: follows the journal by its own cursor, over all timelines in the order
 * in which they were lived, and writes every event into the daily logs, which it compresses and deletes when
 * they have had their time. Owns `logs/activity_*`; reads the journal and never writes it.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { z } from 'zod';
import { assert } from '../../../shared/errors.ts';
import { nodeDisk } from '../../journal/disk.ts';
import { JournalDirectory } from '../../journal/journal-directory.ts';
import { JournalError } from '../../journal/journal-error.ts';
import { JournalReader } from '../../journal/reader.ts';
import { readTimelines } from '../../journal/timelines.ts';
import {
  compressDay,
  daysOlderThan,
  deleteDays,
  removeUnfinished,
} from '../../storage/activity-compression.ts';
import { setAside } from '../../storage/activity-damage.ts';
import { daysOf, isCorrupt, readLog } from '../../storage/activity-files.ts';
import { ActivityLog, type LogMark } from '../../storage/activity-log.ts';
import { type FileLock, lockFile } from '../../storage/file-lock.ts';
import { type ActivityLogEntry, entriesOf } from '../../world/activity-entries.ts';
import { type DataDirectory, dataDirectory } from '../data-directory.ts';
import { exitSoon, type Service } from '../run-service.ts';
import { Turns } from '../turns.ts';
import type { ActivityCalls, KeepHouse, OpenActivity } from './protocol.ts';
import { SearchDesk } from './search-desk.ts';

/** Entries that are gathered before they are written. */
const WRITE_ENTRIES = 5_000;
/** Milliseconds between two notes of where the journal was read to. */
const NOTE_MS = 10_000;

/** Where the journal was read to, and how far the log was then. */
const NOTE = z.object({
  seq: z.int(),
  mark: z.object({ day: z.string(), bytes: z.int().min(0), log_id: z.int() }),
});
type Note = z.infer<typeof NOTE>;

export class ActivityService implements Service {
  readonly #turns = new Turns();
  /** What is done to days that are over, beside the following of the journal. */
  readonly #houseTurns = new Turns();
  readonly #end = new AbortController();
  /** The compressed day that was read whole last. */
  #checked = '';
  #paths: DataDirectory | null = null;
  #lock: FileLock | null = null;
  #log: ActivityLog | null = null;
  #desk: SearchDesk | null = null;
  #journal = '';
  #note = '';
  #notedAt = Number.NEGATIVE_INFINITY;
  /** The change up to which every event is in the log. */
  #seq = 0;
  #reader: { readonly timeline: number; readonly reader: JournalReader } | null = null;

  readonly functions: ActivityCalls = {
    open: (options) => this.#turns.take(() => this.#open(options)),
    catchUp: (seq) => this.#turns.take(() => this.#catchUp(seq)),
    keepHouse: (order) => this.#houseTurns.take(() => this.#keepHouse(order)),
    daysOlderThan: async (days, now) =>
      daysOlderThan(this.#requirePaths().logs, days, now).map(({ day }) => day),
    deleteDays: (days) => this.#houseTurns.take(() => deleteDays(this.#requirePaths().logs, days)),
    search: (search, asker) => this.#requireDesk().search(search, asker),
    itemEntries: (item_id, upTo) => this.#requireDesk().itemEntries(item_id, upTo),
    foldItems: (upTo, part) => this.#requireDesk().foldItems(upTo, part),
    nextItems: (max) => this.#requireDesk().nextItems(max),
    close: () => this.orphaned().finally(exitSoon),
  };

  async orphaned(): Promise<void> {
    this.#end.abort(new Error('The activity process ends.'));
    await this.#houseTurns.over();
    await this.#turns.over();
    try {
      await this.#desk?.close();
      this.#reader?.reader.close();
      if (this.#log !== null) this.#writeNote(this.#log.mark);
      this.#log?.close();
    } finally {
      this.#lock?.release();
    }
  }

  async #open({ dataDir, serverId, lockWaitMs }: OpenActivity): Promise<void> {
    const paths = dataDirectory(dataDir, serverId);
    mkdirSync(paths.locks, { recursive: true });
    this.#lock = await lockFile(paths.activityLock, { waitMs: lockWaitMs });
    this.#paths = paths;
    this.#journal = paths.journal;
    this.#note = join(paths.logs, 'activity.cursor');
    const note = this.#readNote();
    mkdirSync(paths.logs, { recursive: true });
    await removeUnfinished(paths.logs);
    this.#log = await ActivityLog.open(paths.logs, paths.quarantine, note?.mark);
    this.#desk = new SearchDesk(paths.activityIndex, paths.logs, (day) =>
      this.#houseTurns.take(() => setAside(paths.logs, paths.quarantine, day)),
    );
    this.#desk.follow(this.#log.mark);
    // A log that was cut since is written on from further back.
    this.#seq = note !== null && note.mark.log_id <= this.#log.lastLogId ? note.seq : 0;
  }

  async #catchUp(seq: number): Promise<void> {
    while (this.#seq < seq) {
      const before = this.#seq;
      await this.#readOn(seq);
      assert(this.#seq > before, 'the journal is read on');
    }
    this.#requireDesk().follow(this.#requireLog().mark);
  }

  /** Goes on to `seq`, or to the end of the timeline that the next change is of. */
  async #readOn(seq: number): Promise<void> {
    const next = this.#seq + 1;
    const timelines = readTimelines(new JournalDirectory(nodeDisk, this.#journal));
    const one = timelines.findLast(({ firstSeq }) => firstSeq <= next) ?? timelines[0];
    assert(one !== undefined, 'there is a journal');
    // What lies before the oldest segment is gone for good.
    if (one.firstSeq > next) this.#seq = one.firstSeq - 1;
    const upTo = Math.min(seq, one.lastSeq ?? seq);
    const reader = this.#readerOf(one.timeline);
    try {
      await this.#copy(reader, upTo);
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
      const { lastSeq } = error.details;
      if (typeof lastSeq !== 'number' || lastSeq <= this.#seq) throw error;
      // The log says which events are missing by their numbers.
      console.error(error.message);
      this.#moveTo(Math.min(lastSeq, upTo));
    }
  }

  async #copy(reader: JournalReader, upTo: number): Promise<void> {
    let entries: ActivityLogEntry[] = [];
    let last = this.#seq;
    const write = (seq: number) => {
      this.#requireLog().append(entries);
      entries = [];
      this.#seq = seq;
      this.#noteSoon();
    };
    try {
      for (const batch of reader.read(upTo)) {
        for (const changeSet of batch.changeSets()) entries.push(...entriesOf(changeSet));
        last = batch.last;
        if (entries.length < WRITE_ENTRIES) continue;
        write(last);
        await turn();
      }
    } catch (error) {
      // What was read before the damage is sound, and nobody comes back for it.
      if (error instanceof JournalError) write(last);
      throw error;
    }
    write(upTo);
  }

  #readerOf(timeline: number): JournalReader {
    if (this.#reader?.timeline === timeline && this.#reader.reader.after === this.#seq) {
      return this.#reader.reader;
    }
    this.#reader?.reader.close();
    const reader = JournalReader.open(nodeDisk, this.#journal, { after: this.#seq, timeline });
    this.#reader = { timeline, reader };
    return reader;
  }

  #moveTo(seq: number): void {
    this.#reader?.reader.close();
    this.#reader = null;
    this.#seq = seq;
  }

  #noteSoon(): void {
    if (performance.now() - this.#notedAt < NOTE_MS) return;
    this.#notedAt = performance.now();
    this.#writeNote(this.#requireLog().mark);
  }

  /**
   * Only saves reading: without it the journal is read from its beginning, and the newest log whole, which
   * knows what it has.
   */
  #writeNote(mark: LogMark): void {
    writeFileSync(this.#note, `${JSON.stringify({ seq: this.#seq, mark })}\n`);
  }

  #readNote(): Note | null {
    try {
      const note = NOTE.safeParse(JSON.parse(readFileSync(this.#note, 'utf8')));
      return note.success ? note.data : null;
    } catch {
      return null;
    }
  }

  #requireDesk(): SearchDesk {
    assert(this.#desk !== null, 'the log is open');
    return this.#desk;
  }

  async #keepHouse({ compressDays, now }: KeepHouse): Promise<readonly string[]> {
    const { logs } = this.#requirePaths();
    const done: string[] = [];
    for (const { day, isCompressed } of daysOlderThan(logs, compressDays, now)) {
      if (isCompressed) continue;
      const { lines, bytesBefore, bytesAfter } = await compressDay(logs, day, this.#end.signal);
      done.push(`Compressed ${lines} lines of ${day}: ${bytesBefore} bytes to ${bytesAfter}.`);
    }
    const problem = await this.#checkOne();
    return problem === null ? done : [...done, problem];
  }

  /** Reads the compressed day after the one that was read last; one that is damaged is put aside. */
  async #checkOne(): Promise<string | null> {
    const { logs, quarantine } = this.#requirePaths();
    const days = daysOf(logs).flatMap(({ day, isCompressed }) => (isCompressed ? [day] : []));
    const day = days.find((one) => one > this.#checked) ?? days[0];
    if (day === undefined) return null;
    this.#checked = day;
    try {
      for await (const _ of readLog(logs, day)) this.#end.signal.throwIfAborted();
      return null;
    } catch (error) {
      if (!isCorrupt(error)) throw error;
      return setAside(logs, quarantine, day);
    }
  }

  #requirePaths(): DataDirectory {
    assert(this.#paths !== null, 'the logs are open');
    return this.#paths;
  }

  #requireLog(): ActivityLog {
    assert(this.#log !== null, 'the log is open');
    return this.#log;
  }
}
