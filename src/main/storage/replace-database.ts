/**
 * Puts a finished database in the place of another so that a crash at any point leaves one of the
 * two whole, and never one with the write-ahead log of the other: SQLite would play that log into
 * the new file and ruin it.
 *
 * The caller owns both files and has closed its own connections to them.
 */
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeDirectory, renameDurably, syncDirectory, syncFile } from './durable-files.ts';
import { asStorageError, type StorageError } from './errors.ts';
import { openDatabase } from './sqlite.ts';

export interface ReplaceOptions {
  /** Where the old file goes if it is broken; without it a broken one stays and is thrown. */
  readonly quarantine?: string;
  /** Milliseconds to wait for other connections to the old file to close. */
  readonly waitMs?: number;
}

const SIDE_FILES = ['-wal', '-shm', '-journal'];
const WAIT_MS = 10_000;
const RETRY_MS = 100;

/** Removes a database that is not in use, with what SQLite keeps beside it. */
export async function removeDatabase(file: string): Promise<void> {
  // The file goes first: without it the others mean nothing, it without them could be torn.
  for (const suffix of ['', ...SIDE_FILES]) await rm(file + suffix, { force: true });
}

/**
 * Renames `next`, a closed database without a write-ahead log, to `target`; both are on one file
 * system. Throws StorageError: `busy` where somebody keeps the old file open, `corrupt` where it is
 * broken and no quarantine is given, `io`. The old file is then still in its place.
 */
export async function replaceDatabase(
  next: string,
  target: string,
  options: ReplaceOptions = {},
): Promise<void> {
  try {
    await syncFile(next);
    if (existsSync(target)) await retire(target, options);
    // Without its database a log is left over from a crash within `quarantineDatabase`.
    else for (const suffix of SIDE_FILES) await rm(target + suffix, { force: true });
    // So that no power cut keeps the rename and undoes the removal of the old file's log.
    await syncDirectory(dirname(target));
    await renameDurably(next, target);
  } catch (thrown) {
    throw asStorageError(thrown, `Replacing ${target}`);
  }
}

/** Throws StorageError `busy` where somebody else keeps `file` open, so that it could not be replaced. */
export function requireAlone(file: string): Promise<void> {
  return retire(file, {});
}

/** Makes the old file stand alone, or puts it away. */
async function retire(target: string, options: ReplaceOptions): Promise<void> {
  const deadline = performance.now() + (options.waitMs ?? WAIT_MS);
  for (;;) {
    const error = foldInLog(target);
    if (error === undefined) return;
    if (error.code === 'corrupt' && options.quarantine !== undefined) {
      return quarantineDatabase(target, options.quarantine);
    }
    if (error.code !== 'busy' || performance.now() >= deadline) throw error;
    await sleep(RETRY_MS);
  }
}

/**
 * Leaves WAL mode, for which SQLite copies the whole log into the file, syncs it and removes the
 * log; it refuses while another connection is open. Returns what prevented it.
 */
function foldInLog(file: string): StorageError | undefined {
  try {
    const db = openDatabase(file, { mustExist: true, busyTimeoutMs: 0 });
    try {
      db.pragma('journal_mode = DELETE');
    } finally {
      db.close();
    }
    return undefined;
  } catch (thrown) {
    return asStorageError(thrown, `Closing ${file}`);
  }
}

/**
 * Moves a broken database and what SQLite keeps beside it into `directory`, under a name that holds
 * the time. The file goes first: without its log it might pass for whole and be an older mixture.
 */
export async function quarantineDatabase(file: string, directory: string): Promise<void> {
  await makeDirectory(directory);
  const time = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const name = join(directory, `${time}_${basename(file)}`);
  for (const suffix of ['', ...SIDE_FILES]) {
    if (existsSync(file + suffix)) await rename(file + suffix, name + suffix);
    // The order of the renames holds through a power cut only if each is synced.
    await syncDirectory(dirname(file));
  }
  await syncDirectory(directory);
}
