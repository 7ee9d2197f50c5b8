/**
 * One host for a data directory. The lock is the operating system's; a small file beside it says who
 * has it, for the sentence that refuses a second host.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { ShardError } from '../../shared/errors.ts';
import { type DataDirectory, dataDirectory } from '../processes/data-directory.ts';
import { StorageError } from '../storage/errors.ts';
import { type FileLock, lockFile } from '../storage/file-lock.ts';

export interface Holder {
  readonly pid: number;
  readonly startedAt: string;
  /** Where it serves, once it does. */
  readonly url: string | null;
}

export class DirectoryLock {
  readonly #paths: DataDirectory;
  readonly #lock: FileLock;
  readonly #startedAt = new Date().toISOString();

  private constructor(paths: DataDirectory, lock: FileLock) {
    this.#paths = paths;
    this.#lock = lock;
    this.describe(null);
  }

  /** Takes the directory, or throws `Conflict` naming the host that has it. */
  static async take(paths: DataDirectory): Promise<DirectoryLock> {
    mkdirSync(paths.locks, { recursive: true });
    try {
      return new DirectoryLock(paths, await lockFile(paths.hostLock));
    } catch (error) {
      if (!(error instanceof StorageError) || error.code !== 'locked') throw error;
      throw new ShardError('Conflict', refusal(paths), {
        cause: error,
        hint: 'Stop that host first, or give this one another directory with --data.',
      });
    }
  }

  describe(url: string | null): void {
    const holder: Holder = { pid: process.pid, startedAt: this.#startedAt, url };
    writeFileSync(this.#paths.holder, `${JSON.stringify(holder)}\n`);
  }

  release(): void {
    this.#lock.release();
  }
}

/** Whether no host has the directory right now. */
export async function isDirectoryFree(root: string): Promise<boolean> {
  const { locks, hostLock } = dataDirectory(root, '');
  mkdirSync(locks, { recursive: true });
  try {
    (await lockFile(hostLock)).release();
    return true;
  } catch (error) {
    if (error instanceof StorageError && error.code === 'locked') return false;
    throw error;
  }
}

function refusal({ root, holder }: DataDirectory): string {
  let first: Holder | null = null;
  try {
    first = JSON.parse(readFileSync(holder, 'utf8')) as Holder;
  } catch {
    // It has the lock and has not written yet who it is.
  }
  if (first === null) return `${root} is in use by another Shardkeep host.`;
  const where = first.url === null ? 'which is starting' : `which serves ${first.url}`;
  return `${root} is in use by the Shardkeep host with process id ${first.pid}, ${where}.`;
}
