/**
 * The daily activity logs of the user's document: `activity_YYYYMMDD.log`, one JSON object a line, days
 * in UTC. `log_id` counts without a gap, so that the log says by itself how far it goes: a line that is
 * broken or out of order is where it ends, and the journal has what follows.
 *
 * What was once known to be on disk is not looked at again at each start, which would take the longer
 * the more there is: `mark` says how far that is, and whoever opens the log hands it in.
 *
 * Writing is synchronous, for the process that owns the files does little else. The newest file is never a
 * compressed one (`activity-compression.ts`).
 */
import {
  closeSync,
  constants,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { ActivityLogEntry } from '../world/activity-entries.ts';
import { setAside } from './activity-damage.ts';
import {
  daysOf,
  expandDay,
  isCorrupt,
  LINE_BYTES_MAX,
  type LogDay,
  lastOfDay,
  lostLine,
  plainFile,
  rangeOf,
} from './activity-files.ts';

/** Bytes that are read at once. */
const BLOCK_BYTES = 1024 * 1024;

/** How far a log is sound and on disk. */
export interface LogMark {
  /** Of its newest file. */
  readonly day: string;
  /** Of that file; a line ends there. */
  readonly bytes: number;
  /** The last entry of that line. */
  readonly log_id: number;
}

/** The entries that a line stands for, and the offset behind it. */
interface Line {
  readonly first: number;
  readonly last: number;
  readonly end: number;
}

export class ActivityLog {
  readonly #directory: string;
  #day = '';
  #descriptor: number | null = null;
  /** Bytes of the newest file that are on disk, and the last entry in them. */
  #bytes = 0;
  #lastLogId = 0;
  /** A write failed and may have left something behind those bytes. */
  #isTorn = false;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * Opens the log of `directory`, which is made where it is missing, and cuts its newest file at the first
   * line behind `mark` that is broken or does not follow; what is cut off is kept in `quarantine`. A mark
   * that the file does not bear out is none, and the whole file is checked. Throws what the operating
   * system throws.
   */
  static async open(
    directory: string,
    quarantine: string,
    mark: LogMark | null = null,
  ): Promise<ActivityLog> {
    const log = new ActivityLog(directory);
    mkdirSync(directory, { recursive: true });
    const days = [...daysOf(directory)];
    const newest = days.pop();
    if (newest === undefined) return log;
    // Only a stranger compresses the newest one.
    if (newest.isCompressed) await expandDay(directory, newest.day);
    log.#open(newest.day);
    try {
      await log.#check(days, quarantine, mark);
    } catch (error) {
      log.close();
      throw error;
    }
    return log;
  }

  /** The last entry that is on disk; 0 where there is none. */
  get lastLogId(): number {
    return this.#lastLogId;
  }

  get mark(): LogMark {
    return { day: this.#day, bytes: this.#bytes, log_id: this.#lastLogId };
  }

  /**
   * Adds entries, in order, and returns once they are on disk. Those that are there already are left out,
   * so that one that threw can be done again: what it had not brought to disk it has taken back.
   */
  append(entries: readonly ActivityLogEntry[]): void {
    let lines = '';
    let last = this.#lastLogId;
    const flush = () => {
      if (lines !== '') this.#write(Buffer.from(lines), last);
      lines = '';
    };
    for (const entry of entries) {
      if (entry.log_id <= last) continue;
      const day = entry.timestamp.slice(0, 10).replaceAll('-', '');
      // A clock that was put back changes no order: the newest file goes on.
      if (day > this.#day) {
        flush();
        this.#open(day);
      }
      if (entry.log_id > last + 1) lines += lostLine(last + 1, entry.log_id - 1, entry.timestamp);
      lines += `${JSON.stringify(inOrder(entry))}\n`;
      last = entry.log_id;
    }
    flush();
  }

  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }

  #open(day: string): void {
    const descriptor = openSync(
      plainFile(this.#directory, day),
      constants.O_RDWR | constants.O_CREAT,
    );
    try {
      syncDirectory(this.#directory);
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
    this.close();
    this.#descriptor = descriptor;
    this.#day = day;
    this.#bytes = 0;
    this.#isTorn = false;
  }

  async #check(older: readonly LogDay[], quarantine: string, mark: LogMark | null): Promise<void> {
    const descriptor = this.#descriptor as number;
    const { size } = fstatSync(descriptor);
    const isKnown = mark !== null && mark.day === this.#day && bearsOut(descriptor, size, mark);
    let last = isKnown ? mark.log_id : await this.#lastOf(older, quarantine);
    let end = isKnown ? mark.bytes : 0;
    for (const line of linesOf(descriptor, end, size)) {
      if (last !== null && line.first !== last + 1) break;
      last = line.last;
      end = line.end;
    }
    if (end < size) {
      keepAside(descriptor, end, size, quarantine, `activity_${this.#day}.log`);
      ftruncateSync(descriptor, end);
    }
    // One that was killed had written, and not synced, what counts as on disk from here on.
    fsyncSync(descriptor);
    this.#bytes = end;
    this.#lastLogId = last ?? 0;
  }

  /** The last entry of the files before the newest: of the last that has any. */
  async #lastOf(days: readonly LogDay[], quarantine: string): Promise<number | null> {
    for (const { day, isCompressed } of [...days].reverse()) {
      const last = isCompressed
        ? await this.#lastOfCompressed(day, quarantine)
        : this.#lastOfPlain(day);
      if (last !== null) return last;
    }
    return null;
  }

  #lastOfPlain(day: string): number | null {
    const descriptor = openSync(plainFile(this.#directory, day), 'r');
    try {
      return lastLine(descriptor, fstatSync(descriptor).size)?.last ?? null;
    } finally {
      closeSync(descriptor);
    }
  }

  /** One that is damaged is put aside, and what it had is what the journal brings, or is lost. */
  async #lastOfCompressed(day: string, quarantine: string): Promise<number | null> {
    try {
      return await lastOfDay(this.#directory, day);
    } catch (error) {
      if (!isCorrupt(error)) throw error;
      console.error(await setAside(this.#directory, quarantine, day));
      return null;
    }
  }

  #write(lines: Buffer, lastLogId: number): void {
    const descriptor = this.#descriptor as number;
    if (this.#isTorn) this.#takeBack(descriptor);
    try {
      writeAll(descriptor, lines, this.#bytes);
      fdatasyncSync(descriptor);
    } catch (error) {
      // A sync that failed says nothing of these pages, and must not be asked about them again.
      this.#isTorn = true;
      this.#takeBack(descriptor);
      throw error;
    }
    this.#bytes += lines.length;
    this.#lastLogId = lastLogId;
  }

  #takeBack(descriptor: number): void {
    ftruncateSync(descriptor, this.#bytes);
    this.#isTorn = false;
  }
}

/** The fields in the order of the document. */
function inOrder(entry: ActivityLogEntry): ActivityLogEntry {
  const { log_id, timestamp, event_type, character_id, target_id, details } = entry;
  return { log_id, timestamp, event_type, character_id, target_id, details };
}

/** A line that says what the mark says ends where it says. */
function bearsOut(descriptor: number, size: number, { bytes, log_id }: LogMark): boolean {
  if (bytes > size) return false;
  const line = lastLine(descriptor, bytes);
  return line !== null && line.end === bytes && line.last === log_id;
}

/** The lines of a part of a file, up to the first that is broken. */
function* linesOf(descriptor: number, from: number, upTo: number): Generator<Line> {
  let rest: Buffer = Buffer.alloc(0);
  let offset = from;
  while (offset < upTo && rest.length <= LINE_BYTES_MAX) {
    const block = read(descriptor, offset, Math.min(offset + BLOCK_BYTES, upTo));
    const begin = offset - rest.length;
    offset += block.length;
    rest = Buffer.concat([rest, block]);
    let start = 0;
    for (let end = rest.indexOf(0x0a); end >= 0; end = rest.indexOf(0x0a, start)) {
      const range = rangeOf(rest.toString('utf8', start, end));
      if (range === null) return;
      start = end + 1;
      yield { ...range, end: begin + start };
    }
    rest = rest.subarray(start);
  }
}

/** The last whole and sound line before `upTo`, or null. */
function lastLine(descriptor: number, upTo: number): Line | null {
  for (let bytes = BLOCK_BYTES; ; bytes *= 4) {
    const from = Math.max(upTo - bytes, 0);
    const text = read(descriptor, from, upTo);
    let end = text.lastIndexOf(0x0a);
    while (end >= 0) {
      const before = end === 0 ? -1 : text.lastIndexOf(0x0a, end - 1);
      // Its beginning may not have been read.
      if (before < 0 && from > 0) break;
      const range = rangeOf(text.toString('utf8', before + 1, end));
      if (range !== null) return { ...range, end: from + end + 1 };
      end = before;
    }
    if (from === 0 || bytes >= LINE_BYTES_MAX) return null;
  }
}

/** Copies a part of a file into a new one of the directory, which is made; all of it or none. */
function keepAside(
  descriptor: number,
  from: number,
  upTo: number,
  directory: string,
  name: string,
): void {
  mkdirSync(directory, { recursive: true });
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const file = join(directory, `${stamp}_${name}`);
  const copy = openSync(file, 'w');
  try {
    for (let offset = from; offset < upTo; offset += BLOCK_BYTES) {
      const block = read(descriptor, offset, Math.min(offset + BLOCK_BYTES, upTo));
      writeAll(copy, block, offset - from);
    }
    fsyncSync(copy);
  } catch (error) {
    rmSync(file);
    throw error;
  } finally {
    closeSync(copy);
  }
}

function read(descriptor: number, from: number, upTo: number): Buffer {
  const bytes = Buffer.alloc(upTo - from);
  let done = 0;
  while (done < bytes.length) {
    const count = readSync(descriptor, bytes, done, bytes.length - done, from + done);
    if (count === 0) throw new Error('A log became shorter while it was read.');
    done += count;
  }
  return bytes;
}

/** A disk that gets full takes a part of a write and says so by the count alone. */
function writeAll(descriptor: number, bytes: Buffer, offset: number): void {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(descriptor, bytes, done, bytes.length - done, offset + done);
  }
}

function syncDirectory(directory: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(directory, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
