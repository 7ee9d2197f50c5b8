/**
 * `activity.db`: what the activity logs hold, to be searched. Follows the logs, is asked while it does,
 * and is made anew from them where it is missing, broken, of another version, or says more than they do.
 * All of it runs on one thread, in slices: neither holds the other up.
 */
import { rmSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import type { FoundEntry, IndexState } from '../../../shared/activity.ts';
import { ShardError } from '../../../shared/errors.ts';
import { daysOf, isCorrupt, type LogBlock, type LogPart, readLog } from '../activity-files.ts';
import { asStorageError, StorageError } from '../errors.ts';
import { openDatabase, type SqliteDatabase } from '../sqlite.ts';
import { type TimelineMark, UndoneRanges } from '../undone-ranges.ts';
import type { Standing } from './conditions.ts';
import type { LogLine } from './entry-terms.ts';
import { type IndexLine, type IndexPosition, IndexWriter } from './index-writer.ts';
import { parseLine } from './lines.ts';
import { entriesWith, type Found, type Search, search } from './search.ts';
import { inSlices } from './slices.ts';

/** Lines that are added at once: for as long as that takes, nobody else runs. */
const STEP_LINES = 512;
/** Lines that are committed at once, while there are so many. */
const COMMIT_LINES = 16_384;
/** Marks of timelines are folded all; there is one for each restore. */
const MARKS_MAX = 1_000_000;

/** Up to where the logs are on disk. */
export interface LogEnd {
  readonly day: string;
  readonly bytes: number;
  readonly log_id: number;
}

export interface ActivityIndexOptions {
  /** The file of the index. */
  readonly file: string;
  /** The directory of the logs. */
  readonly logs: string;
  /** Puts a day aside whose file is damaged: what it had is named as lost then. */
  readonly setAside: (day: string) => Promise<unknown>;
  /** Told in a sentence why an index is made anew, or what of the logs is left out. */
  readonly say: (sentence: string) => void;
  /** Told while the logs are read, after every step. */
  readonly onProgress?: (state: IndexState) => void;
}

interface Open {
  readonly writer: IndexWriter;
  readonly reader: SqliteDatabase;
  readonly undone: UndoneRanges;
  /** Lines that were added and are not committed. */
  uncommitted: number;
  /** The oldest day of the logs, and its first entry. */
  oldest: string;
  floor: number;
}

/** Work on the reader's connection; sees the index as it was at its beginning. */
type Reading<T> = (db: SqliteDatabase, standing: Standing) => Generator<void, T>;

export class ActivityIndex {
  readonly #options: ActivityIndexOptions;
  #open: Open | null = null;
  /** What is being looked for, one after the other. */
  #reads: Promise<unknown> = Promise.resolve();
  #following: Promise<void> | null = null;
  #end: LogEnd = { day: '', bytes: 0, log_id: 0 };
  /** It has once come to the end of the logs. */
  #isReady = false;
  #isClosed = false;

  constructor(options: ActivityIndexOptions) {
    this.#options = options;
  }

  state(): IndexState {
    const entries = this.#open?.writer.entries ?? 0;
    const missing = this.#end.log_id - (this.#open?.writer.position.log_id ?? 0);
    const of = entries + Math.max(0, missing);
    return { state: this.#isReady ? 'ready' : 'building', entries, of };
  }

  /** Brings the index to `end` of the logs. Rejects with StorageError; it is taken up again by the next call. */
  async follow(end: LogEnd): Promise<void> {
    this.#end = end;
    this.#following ??= this.#follow().finally(() => {
      this.#following = null;
    });
    await this.#following;
  }

  search(wanted: Search, check?: () => void): Promise<Found> {
    return this.read((db, standing) => search(db, wanted, standing), check);
  }

  /** Runs `reading` when those before it are done; `check` gives it up by what it throws. */
  read<T>(reading: Reading<T>, check: () => void = () => {}): Promise<T> {
    const run = async () => {
      check();
      const { reader, undone, floor } = this.#opened();
      reader.exec('BEGIN');
      try {
        return await inSlices(reading(reader, { floor, undone: undone.ranges }), check);
      } catch (error) {
        if (error instanceof ShardError && error.code !== 'Internal') throw error;
        throw asStorageError(error, 'Searching the activity');
      } finally {
        reader.exec('COMMIT');
      }
    };
    return this.#take(run).catch((error: unknown) => {
      if (!isBroken(error)) throw error;
      return this.#anew((error as Error).message).then(() => this.#take(run));
    });
  }

  /** Ends what is under way, and closes the file. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#following?.catch(() => {});
    await this.#take(async () => this.#close());
  }

  #take<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#reads.then(work, work);
    this.#reads = done.catch(() => {});
    return done;
  }

  /** Goes on until the end is that which was last told of. */
  async #follow(): Promise<void> {
    for (let end: LogEnd | null = null; end !== this.#end && !this.#isClosed; ) {
      end = this.#end;
      try {
        if (!this.#isReady) await this.#requireSame(this.#opened().writer.position, end);
        await this.#readOn(end);
        this.#isReady = true;
      } catch (error) {
        // What a write left in memory is not what it left in the file.
        if (!isBroken(error)) {
          await this.#reopen();
          throw error;
        }
        await this.#anew((error as Error).message);
        end = null;
      }
    }
  }

  /** The logs hold what the index says they do: else they are others, or were cut. */
  async #requireSame(position: IndexPosition, logEnd: LogEnd): Promise<void> {
    const { day, start, end, log_id } = position;
    if (day === '') return;
    const days = daysOf(this.#options.logs).map((one) => one.day);
    const isGone = !days.includes(day) && days[0] !== undefined && days[0] > day;
    const isWithin = log_id <= logEnd.log_id && (day !== logEnd.day || end <= logEnd.bytes);
    if (isGone && isWithin) return;
    if (!isWithin || !days.includes(day)) {
      throw new StorageError('corrupt', 'The activity index is ahead of the logs.');
    }
    for await (const { lines } of this.#blocksOf(day, { from: start, upTo: end })) {
      const entry = lines.length === 1 ? entryOf(lines[0] as string) : null;
      if (entry !== null && lastOf(entry) === log_id) return;
      break;
    }
    throw new StorageError('corrupt', 'The activity index is not that of these logs.');
  }

  async #readOn(end: LogEnd): Promise<void> {
    const { logs } = this.#options;
    const open = this.#opened();
    const days = daysOf(logs);
    await this.#findFloor(open, days[0]?.day);
    for (const { day } of days) {
      const { position } = open.writer;
      if (day < position.day || day > end.day) continue;
      const from = day === position.day ? position.end : 0;
      const upTo = day === end.day ? end.bytes : Number.POSITIVE_INFINITY;
      for await (const block of this.#blocksOf(day, { from, upTo })) {
        await this.#add(open, day, block);
        if (this.#isClosed) break;
      }
    }
    commit(open);
  }

  /** The lines of a day. One that is damaged may have given wrong ones: it is put aside, and the index made anew. */
  async *#blocksOf(day: string, part: LogPart): AsyncGenerator<LogBlock> {
    try {
      yield* readLog(this.#options.logs, day, part);
    } catch (error) {
      if (isCorrupt(error)) await this.#options.setAside(day);
      throw error;
    }
  }

  /** Old days are deleted, where that is wanted. */
  async #findFloor(open: Open, oldest: string | undefined): Promise<void> {
    if (oldest === undefined || oldest === open.oldest) return;
    open.oldest = oldest;
    for await (const { lines } of this.#blocksOf(oldest, {})) {
      open.floor = entryOf(lines[0] as string)?.log_id ?? 0;
      open.writer.forgetBefore(open.floor);
      return;
    }
  }

  async #add(open: Open, day: string, { lines, start }: LogBlock): Promise<void> {
    const { writer, undone } = open;
    let offset = start;
    for (let i = 0; i < lines.length; i += STEP_LINES) {
      const added: IndexLine[] = [];
      let position = writer.position;
      for (const text of lines.slice(i, i + STEP_LINES)) {
        const begin = offset;
        offset += Buffer.byteLength(text) + 1;
        const entry = entryOf(text);
        if (entry === null) {
          this.#options.say(`What stands at ${begin} of the activity log of ${day} is no entry.`);
          continue;
        }
        const last = lastOf(entry);
        position = { day, start: begin, end: offset, log_id: last };
        if (entry.log_id <= (added.at(-1)?.last ?? writer.position.log_id)) continue;
        added.push({ text, entry, last });
      }
      writer.add(added, position);
      open.uncommitted += added.length;
      if (open.uncommitted >= COMMIT_LINES) commit(open);
      for (const { entry } of added) foldMark(undone, entry);
      this.#options.onProgress?.(this.state());
      await turn();
      if (this.#isClosed) return;
    }
  }

  #opened(): Open {
    this.#open ??= this.#openFile();
    return this.#open;
  }

  #openFile(): Open {
    const { file, say } = this.#options;
    let writer: IndexWriter;
    try {
      writer = IndexWriter.open(file);
    } catch (error) {
      if (!isBroken(error)) throw error;
      say(`${(error as Error).message} It is made anew from the logs.`);
      removeIndex(file);
      writer = IndexWriter.open(file);
    }
    const reader = openDatabase(file, { readonly: true, isDerived: true });
    const undone = new UndoneRanges();
    const marks = entriesWith(
      reader,
      'event_type',
      ['TimelineBegan'],
      MARKS_MAX,
      Number.MAX_SAFE_INTEGER - 1,
      { floor: 0, undone: [] },
    );
    for (const entry of run(marks)) foldMark(undone, entry);
    return { writer, reader, undone, uncommitted: 0, oldest: '', floor: 0 };
  }

  /** Removes the file once nobody reads it, to be made again from the logs. */
  async #anew(why: string): Promise<void> {
    this.#isReady = false;
    await this.#take(async () => {
      this.#options.say(`${why} The index is made anew from the logs.`);
      this.#close();
      removeIndex(this.#options.file);
    });
  }

  /** Goes on from what is in the file. */
  async #reopen(): Promise<void> {
    this.#isReady = false;
    await this.#take(async () => this.#close());
  }

  #close(): void {
    const open = this.#open;
    this.#open = null;
    open?.reader.close();
    open?.writer.close();
  }
}

function commit(open: Open): void {
  open.writer.commit();
  open.uncommitted = 0;
}

/** The last entry that a line stands for: `EventsLost` stands for many. */
function lastOf({ log_id, event_type }: LogLine): number {
  const lost = event_type.EventsLost as { last_log_id?: number } | undefined;
  return lost?.last_log_id ?? log_id;
}

/** Null where a line is none: only the newest day is checked by whoever writes the logs. */
function entryOf(text: string): LogLine | null {
  try {
    const entry = parseLine(text);
    const isWhole = Number.isSafeInteger(entry.log_id) && entry.event_type && entry.details;
    return isWhole && !Number.isNaN(Date.parse(entry.timestamp)) ? entry : null;
  } catch {
    return null;
  }
}

function foldMark(undone: UndoneRanges, { event_type }: Pick<FoundEntry, 'event_type'>): void {
  const mark = event_type.TimelineBegan as TimelineMark | undefined;
  if (mark !== undefined) undone.add(mark);
}

function run<T>(work: Generator<void, T>): T {
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
  }
}

/** Broken, or no index of ours: a failed assertion of the index says that its bytes are none. */
function isBroken(error: unknown): boolean {
  if (error instanceof ShardError) return error.code === 'Internal';
  return isCorrupt(error);
}

function removeIndex(file: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
}
