/**
 * Days of the activity log that are over become `activity_YYYYMMDD.log.gz`, and those that an operator
 * gives a time go when that is past. Killed at any point, a day is there whole, as one file or as both; both
 * are begun anew with.
 *
 * All of it comes in pieces, between which the process follows the journal.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, readdirSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { compressedFile, daysOf, inflate, plainFile } from './activity-files.ts';
import { renameDurably, syncDirectory, syncFile } from './durable-files.ts';
import { StorageError } from './errors.ts';

const DAY_MS = 86_400_000;
/** Bytes between two turns of the event loop: below some milliseconds of reading and hashing. */
const PIECE_BYTES = 1024 * 1024;

export interface CompressedDay {
  readonly day: string;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  readonly lines: number;
}

/** The days that ended `days` days ago or earlier, oldest first; never the newest of the log. */
export function daysOlderThan(directory: string, days: number, now: number) {
  const since = new Date(now - days * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '');
  return daysOf(directory)
    .slice(0, -1)
    .filter(({ day }) => day < since);
}

/**
 * Compresses a day that nobody writes to any more. The plain file goes once the other one was read back
 * and held the same. Rejects with what failed, or with why `signal` ended it; the plain file is there then.
 */
export async function compressDay(
  directory: string,
  day: string,
  signal: AbortSignal,
): Promise<CompressedDay> {
  const plain = plainFile(directory, day);
  const compressed = compressedFile(directory, day);
  const next = `${compressed}.tmp`;
  const written = new Content();
  try {
    await pipeline(
      createReadStream(plain, { highWaterMark: PIECE_BYTES }),
      (pieces: AsyncIterable<Buffer>) => written.passing(pieces),
      createGzip(),
      createWriteStream(next),
      { signal },
    );
    await syncFile(next);
    const readBack = new Content();
    for await (const _ of readBack.passing(inflate(next))) signal.throwIfAborted();
    if (readBack.digest !== written.digest) {
      throw new StorageError('io', `The activity log of ${day} was not written as it is.`, {
        hint: 'The disk may be failing; the log is untouched.',
      });
    }
  } catch (error) {
    await rm(next, { force: true });
    throw error;
  }
  const bytesAfter = (await stat(next)).size;
  await renameDurably(next, compressed);
  await rm(plain);
  await syncDirectory(directory);
  const { bytes, lines } = written;
  return { day, bytesBefore: bytes, bytesAfter, lines };
}

/** Removes days for good, oldest first; those that are gone already are no failure. */
export async function deleteDays(directory: string, days: readonly string[]): Promise<void> {
  for (const day of [...days].sort()) {
    // The compressed one last: where both are there, a kill leaves a day that is whole.
    await rm(plainFile(directory, day), { force: true });
    await rm(compressedFile(directory, day), { force: true });
    await syncDirectory(directory);
  }
}

/** Removes what a kill has left half written. */
export async function removeUnfinished(directory: string): Promise<void> {
  for (const name of readdirSync(directory)) {
    if (/^activity_\d{8}\.log(\.gz)?\.tmp$/.test(name)) await rm(join(directory, name));
  }
}

/** What a file holds, as it goes by: with the same digest it is the same lines and the same entries. */
class Content {
  readonly #hash = createHash('sha256');
  #digest = '';
  bytes = 0;
  lines = 0;

  /** Once all of it has gone by. */
  get digest(): string {
    return this.#digest;
  }

  async *passing(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of pieces) {
      this.#hash.update(piece);
      this.bytes += piece.length;
      for (let at = piece.indexOf(0x0a); at >= 0; at = piece.indexOf(0x0a, at + 1)) this.lines++;
      yield piece;
    }
    this.#digest = this.#hash.digest('hex');
  }
}
