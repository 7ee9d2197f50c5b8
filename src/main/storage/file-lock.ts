/**
 * An operating-system lock by the name of a file: an SQLite file that is kept exclusively locked.
 * It is free again the moment its holder ends, however it ends, so it cannot go stale as a pid file
 * does. It says nothing about who holds it.
 *
 * The locked file must not be opened by anything else in the holder's process: on POSIX, closing any
 * descriptor of a file gives up the locks that the process has on it.
 */

import { truncateSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { asStorageError, StorageError } from './errors.ts';
import { bindingOptions } from './sqlite.ts';

export interface FileLock {
  /** Gives the lock up; a second call does nothing. The file stays, for the next holder. */
  release(): void;
}

export interface LockOptions {
  /** Milliseconds to wait for the holder to end; 0 tries once. */
  readonly waitMs?: number;
  readonly signal?: AbortSignal;
}

/** Milliseconds between two tries: short beside a start-up, long beside the cost of a try. */
const RETRY_MS = 50;

/**
 * Locks `file`, which is created where it is missing. Waits without blocking the event loop.
 * Throws StorageError `locked` where another holds it to the end of the wait, `io` where the file
 * cannot be made; an abort throws its reason.
 */
export async function lockFile(file: string, options: LockOptions = {}): Promise<FileLock> {
  const deadline = performance.now() + (options.waitMs ?? 0);
  for (;;) {
    const lock = tryLock(file);
    if (lock) return lock;
    const left = deadline - performance.now();
    if (left <= 0) {
      throw new StorageError('locked', `${file} is locked by another process.`, {
        hint: 'Only one host can own a data directory: close the other one first.',
      });
    }
    await sleep(Math.min(RETRY_MS, left), undefined, { signal: options.signal });
  }
}

function tryLock(file: string, isSecondTry = false): FileLock | undefined {
  let db: Database.Database | undefined;
  try {
    db = new Database(file, { ...bindingOptions(), timeout: 0 });
    db.pragma('locking_mode = EXCLUSIVE');
    db.exec('BEGIN EXCLUSIVE');
  } catch (thrown) {
    db?.close();
    const error = asStorageError(thrown, `Locking ${file}`);
    if (error.code === 'busy') return undefined;
    if (error.code !== 'corrupt' || isSecondTry) throw error;
    // A lock file holds nothing, and whoever held this one would have been in the way before its bytes.
    truncateSync(file);
    return tryLock(file, true);
  }
  const held = db;
  return { release: () => void held.close() };
}
