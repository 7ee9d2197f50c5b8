/**
 * The daily activity logs of the user's document: `activity_YYYYMMDD.log`, one JSON object a line, days
 * in UTC. `log_id` counts without a gap, so that the log says by itself how far it goes: a line that is
 * broken or out of order is where it ends, and the journal has what follows.
 *
 * Synchronous, for the process that owns the files does nothing else.
 */
import {
  closeSync,
  copyFileSync,
  existsSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { ActivityLogEntry } from '../world/activity-entries.ts';

const FILE_NAME = /^activity_(\d{8})\.log$/;

/** Stands for events that can no longer be had from anywhere: what a damaged journal has lost. */
interface LostEntry {
  readonly log_id: number;
  readonly timestamp: string;
  readonly event_type: { readonly EventsLost: { readonly last_log_id: number } };
  readonly character_id: null;
  readonly target_id: null;
  readonly details: Readonly<Record<string, never>>;
}

export class ActivityLog {
  readonly #directory: string;
  #day = '';
  #descriptor: number | null = null;
  #lastLogId = 0;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * Opens the log of `directory`, which is made where it is missing, and cuts it at its first line that
   * is broken or does not follow; the file with what is cut off is kept in `quarantine`. Throws what
   * the operating system throws.
   */
  static open(directory: string, quarantine: string): ActivityLog {
    const log = new ActivityLog(directory);
    mkdirSync(directory, { recursive: true });
    const days = daysOf(directory);
    const newest = days.at(-1);
    if (newest === undefined) return log;
    const before = days.at(-2);
    const text = readFileSync(log.#file(newest));
    const start = before === undefined ? null : lastIdOf(readFileSync(log.#file(before)));
    const { lastLogId, end } = sound(text, start);
    log.#lastLogId = lastLogId ?? start ?? 0;
    log.#open(newest);
    if (end < text.length) {
      mkdirSync(quarantine, { recursive: true });
      const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
      copyFileSync(log.#file(newest), join(quarantine, `${stamp}_activity_${newest}.log`));
      ftruncateSync(log.#descriptor as number, end);
      fsyncSync(log.#descriptor as number);
    }
    return log;
  }

  /** The last entry that is on disk; 0 where there is none. */
  get lastLogId(): number {
    return this.#lastLogId;
  }

  /** Adds entries, in order, and returns once they are on disk. Those that are there already are left out. */
  append(entries: readonly ActivityLogEntry[]): void {
    let lines = '';
    const flush = () => {
      if (lines === '') return;
      writeSync(this.#descriptor as number, lines);
      fdatasyncSync(this.#descriptor as number);
      lines = '';
    };
    for (const entry of entries) {
      if (entry.log_id <= this.#lastLogId) continue;
      const day = entry.timestamp.slice(0, 10).replaceAll('-', '');
      // A clock that was put back changes no order: the newest file goes on.
      if (day > this.#day) {
        flush();
        this.#open(day);
      }
      if (entry.log_id > this.#lastLogId + 1) {
        lines += `${JSON.stringify(lostBefore(entry, this.#lastLogId + 1))}\n`;
      }
      lines += `${JSON.stringify(inOrder(entry))}\n`;
      this.#lastLogId = entry.log_id;
    }
    flush();
  }

  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }

  #file(day: string): string {
    return join(this.#directory, `activity_${day}.log`);
  }

  #open(day: string): void {
    this.close();
    const isNew = !existsSync(this.#file(day));
    this.#descriptor = openSync(this.#file(day), 'a');
    this.#day = day;
    if (!isNew || process.platform === 'win32') return;
    const descriptor = openSync(this.#directory, 'r');
    fsyncSync(descriptor);
    closeSync(descriptor);
  }
}

/** The fields in the order of the document. */
function inOrder(entry: ActivityLogEntry): ActivityLogEntry {
  const { log_id, timestamp, event_type, character_id, target_id, details } = entry;
  return { log_id, timestamp, event_type, character_id, target_id, details };
}

function lostBefore({ log_id, timestamp }: ActivityLogEntry, first: number): LostEntry {
  return {
    log_id: first,
    timestamp,
    event_type: { EventsLost: { last_log_id: log_id - 1 } },
    character_id: null,
    target_id: null,
    details: {},
  };
}

function daysOf(directory: string): string[] {
  return readdirSync(directory)
    .flatMap((name) => FILE_NAME.exec(name)?.[1] ?? [])
    .sort();
}

/** How far a file is sound, where it begins after `previous`, or anywhere where that is null. */
function sound(text: Buffer, previous: number | null): { lastLogId: number | null; end: number } {
  let last = previous;
  let end = 0;
  let found: number | null = null;
  while (end < text.length) {
    const newline = text.indexOf(0x0a, end);
    if (newline < 0) break;
    const range = rangeOf(text.toString('utf8', end, newline));
    if (range === null || (last !== null && range.first !== last + 1)) break;
    last = range.last;
    found = last;
    end = newline + 1;
  }
  return { lastLogId: found, end };
}

/** The id of the last whole line, or null. */
function lastIdOf(text: Buffer): number | null {
  const end = text.lastIndexOf(0x0a);
  if (end < 0) return null;
  const start = end === 0 ? 0 : text.lastIndexOf(0x0a, end - 1) + 1;
  return rangeOf(text.toString('utf8', start, end))?.last ?? null;
}

/** The ids that a line stands for, or null where it is broken. */
function rangeOf(line: string): { first: number; last: number } | null {
  try {
    const { log_id, event_type } = JSON.parse(line) as Partial<LostEntry>;
    if (!Number.isSafeInteger(log_id)) return null;
    const first = log_id as number;
    return { first, last: event_type?.EventsLost?.last_log_id ?? first };
  } catch {
    return null;
  }
}
