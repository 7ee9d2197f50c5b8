/**
 * The files of the activity log, for those who read them: a day is `activity_YYYYMMDD.log`, or the same
 * compressed as `activity_YYYYMMDD.log.gz`. Where a kill left both, the plain one counts: it goes only once
 * the other is known to be whole. Offsets are always those of the lines themselves, compressed or not.
 */
import { createReadStream, readdirSync } from 'node:fs';
import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { EventBody } from '../../shared/events.ts';
import { SEGMENT_BYTES_MAX } from '../../shared/limits.ts';
import { renameDurably, syncDirectory, syncFile } from './durable-files.ts';
import { StorageError } from './errors.ts';

const FILE_NAME = /^activity_(\d{8})\.log(\.gz)?$/;
/** Bytes that are read at once. */
const BLOCK_BYTES = 1024 * 1024;
/** An event has come in a segment of the journal: what goes on for longer is no line. */
export const LINE_BYTES_MAX = SEGMENT_BYTES_MAX;

/** A day of the log. */
export interface LogDay {
  /** `YYYYMMDD`, in UTC. */
  readonly day: string;
  readonly isCompressed: boolean;
}

/** Lines that follow each other, each without its line feed. */
export interface LogBlock {
  readonly lines: readonly string[];
  /** Offset of the first one, and behind the line feed of the last one. */
  readonly start: number;
  readonly end: number;
}

/** A part of a day: both are offsets at which a line begins. */
export interface LogPart {
  readonly from?: number;
  /** Of a file that is being written: up to where it is on disk. */
  readonly upTo?: number;
}

export function plainFile(directory: string, day: string): string {
  return join(directory, `activity_${day}.log`);
}

export function compressedFile(directory: string, day: string): string {
  return `${plainFile(directory, day)}.gz`;
}

/** The days that there are, oldest first. */
export function daysOf(directory: string): readonly LogDay[] {
  const days = new Map<string, LogDay>();
  for (const name of readdirSync(directory)) {
    const [, day, suffix] = FILE_NAME.exec(name) ?? [];
    if (day === undefined) continue;
    if (days.get(day)?.isCompressed === false) continue;
    days.set(day, { day, isCompressed: suffix !== undefined });
  }
  return [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
}

/**
 * The lines of a day, a block at a time; what stands behind the last line feed is none. The day may be
 * compressed meanwhile. Throws StorageError `corrupt` where a compressed file is damaged: what it gave
 * until then may be wrong too, for its checksum stands at its end. `not-found` where there is no such day.
 */
export async function* readLog(
  directory: string,
  day: string,
  { from = 0, upTo = Number.POSITIVE_INFINITY }: LogPart = {},
): AsyncGenerator<LogBlock> {
  let start = from;
  let rest: Buffer = Buffer.alloc(0);
  for await (const bytes of bytesOf(directory, day, from, upTo)) {
    const text = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const end = text.lastIndexOf(0x0a) + 1;
    rest = text.subarray(end);
    if (rest.length > LINE_BYTES_MAX) {
      throw new StorageError('corrupt', `The activity log of ${day} holds what is no line.`);
    }
    if (end === 0) continue;
    const lines = text.toString('utf8', 0, end - 1).split('\n');
    yield { lines, start, end: start + end };
    start += end;
  }
}

/** The bytes of a day from an offset on, as they were before they were compressed. */
async function* bytesOf(
  directory: string,
  day: string,
  from: number,
  upTo: number,
): AsyncGenerator<Buffer> {
  if (from >= upTo) return;
  try {
    yield* streamOf(plainFile(directory, day), from, upTo);
  } catch (error) {
    if (!isMissing(error)) throw error;
    yield* inflatedOf(directory, day, from, upTo);
  }
}

function streamOf(file: string, from: number, upTo: number): Readable {
  return createReadStream(file, { start: from, end: upTo - 1, highWaterMark: BLOCK_BYTES });
}

async function* inflatedOf(
  directory: string,
  day: string,
  from: number,
  upTo: number,
): AsyncGenerator<Buffer> {
  const file = compressedFile(directory, day);
  try {
    let offset = 0;
    for await (const bytes of inflate(file)) {
      const begin = offset;
      offset += bytes.length;
      // All of it is read, whatever is asked for: only its end says whether it is whole.
      if (offset <= from || begin >= upTo) continue;
      yield bytes.subarray(Math.max(0, from - begin), upTo - begin);
    }
  } catch (error) {
    if (isMissing(error)) {
      throw new StorageError('not-found', `There is no activity log of ${day}.`, { cause: error });
    }
    throw error;
  }
}

/** The content of a compressed file. Throws StorageError `corrupt` where it is damaged. */
export async function* inflate(file: string): AsyncGenerator<Buffer> {
  const damaged = (cause?: unknown) =>
    new StorageError('corrupt', `${file} is damaged.`, {
      hint: 'What it held is lost where no copy of the file is left.',
      cause,
    });
  // The inflater takes nothing at all for a whole stream.
  if ((await stat(file)).size === 0) throw damaged();
  const gunzip = createGunzip({ chunkSize: BLOCK_BYTES });
  // A failure of either is thrown by the loop; what is left early is closed by it.
  const source = createReadStream(file, { highWaterMark: BLOCK_BYTES });
  pipeline(source, gunzip, () => {});
  try {
    yield* gunzip;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code.startsWith('Z_')) throw damaged(error);
    throw error;
  }
}

/** The entries that a line stands for. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

/** The ids that a line stands for, or null where it is broken. */
export function rangeOf(line: string): LineRange | null {
  try {
    const { log_id, event_type } = JSON.parse(line) as Partial<LostEntry>;
    if (!Number.isSafeInteger(log_id)) return null;
    const first = log_id as number;
    return { first, last: event_type?.EventsLost?.last_log_id ?? first };
  } catch {
    return null;
  }
}

/** Stands for events that can no longer be had from anywhere: what a damaged journal or log has lost. */
interface LostEntry {
  readonly log_id: number;
  readonly timestamp: string;
  readonly event_type: { readonly EventsLost: EventBody<'EventsLost'> };
  readonly character_id: null;
  readonly target_id: null;
  readonly details: Readonly<Record<string, never>>;
}

/** The line that names the events `first` to `last` as lost. */
export function lostLine(first: number, last: number, timestamp: string): string {
  const entry: LostEntry = {
    log_id: first,
    timestamp,
    event_type: { EventsLost: { last_log_id: last } },
    character_id: null,
    target_id: null,
    details: {},
  };
  return `${JSON.stringify(entry)}\n`;
}

/** The first entry of a day, of which only the beginning is read; null where it has none. */
export async function firstOfDay(directory: string, day: string): Promise<number | null> {
  for await (const { lines } of readLog(directory, day)) {
    for (const line of lines) {
      const range = rangeOf(line);
      if (range !== null) return range.first;
    }
  }
  return null;
}

/** The last entry of a day, all of which is read; null where it has none. */
export async function lastOfDay(directory: string, day: string): Promise<number | null> {
  let last: number | null = null;
  for await (const { lines } of readLog(directory, day)) {
    const range = lines.map(rangeOf).findLast((one) => one !== null);
    last = range?.last ?? last;
  }
  return last;
}

/** Makes a compressed day plain again. Throws StorageError `corrupt`; it stays as it is then. */
export async function expandDay(directory: string, day: string): Promise<void> {
  const compressed = compressedFile(directory, day);
  const plain = plainFile(directory, day);
  const next = `${plain}.tmp`;
  await writeFile(next, inflate(compressed));
  await syncFile(next);
  await renameDurably(next, plain);
  await rm(compressed);
  await syncDirectory(directory);
}

export function isCorrupt(error: unknown): boolean {
  return error instanceof StorageError && error.code === 'corrupt';
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
