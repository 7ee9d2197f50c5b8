/**
 * What can go wrong with a database file, as one class with a closed list of codes.
 *
 * A code is what a caller decides on: `corrupt` leads to recovery, `disk-full` and `busy` to trying
 * again, the rest to an operator. `hint` says what that person can do. Errors keep their cause.
 */
import { ShardError } from '../../shared/errors.ts';

export const STORAGE_ERROR_CODES = [
  /** The file is damaged, or it is no SQLite database at all. */
  'corrupt',
  /** A newer Shardkeep wrote the file. */
  'newer-schema',
  /** The migration files have a gap, a duplicate, a bad name, or one of them fails. */
  'bad-migrations',
  /** This runtime cannot load the SQLite that is installed. */
  'no-binding',
  /** Another process holds the lock. */
  'locked',
  /** Another connection is in the way; trying again later helps. */
  'busy',
  'disk-full',
  /** The file cannot be opened, read or written: path, permissions, disk. */
  'io',
  /** A row breaks NOT NULL or UNIQUE: what was handed over is no state of a world. */
  'constraint',
  /** A row refers to one that is not there. */
  'foreign-key',
  /** Change sets are not the ones that follow the file's own sequence. */
  'sequence',
  /** A fuzzy image and the change sets that were to complete it do not belong together. */
  'incomplete-image',
  /** What was asked for by its name is not there. */
  'not-found',
  /** SQLite refused for a reason that is none of the above. */
  'failed',
] as const;

export type StorageErrorCode = (typeof STORAGE_ERROR_CODES)[number];

export class StorageError extends Error {
  readonly code: StorageErrorCode;
  readonly hint: string | undefined;

  constructor(
    code: StorageErrorCode,
    message: string,
    options: { hint?: string | undefined; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'StorageError';
    this.code = code;
    this.hint = options.hint;
  }
}

const HINTS: Partial<Record<StorageErrorCode, string>> = {
  corrupt: 'Restore the newest backup; the journal adds what happened since.',
  busy: 'Close other programs that have this file open, then try again.',
  'disk-full': 'Free space on the disk that holds the data directory; writing then goes on.',
  io: 'Check that the disk is healthy and that this user may write to the data directory.',
};

/** SQLite's result codes by their beginning; extended codes (`SQLITE_IOERR_FSYNC`) follow theirs. */
const BY_RESULT: readonly (readonly [string, StorageErrorCode])[] = [
  ['SQLITE_CORRUPT', 'corrupt'],
  ['SQLITE_NOTADB', 'corrupt'],
  ['SQLITE_FULL', 'disk-full'],
  ['SQLITE_BUSY', 'busy'],
  ['SQLITE_LOCKED', 'busy'],
  ['SQLITE_IOERR', 'io'],
  ['SQLITE_CANTOPEN', 'io'],
  ['SQLITE_READONLY', 'io'],
  ['SQLITE_PERM', 'io'],
  ['SQLITE_CONSTRAINT', 'constraint'],
  ['ENOSPC', 'disk-full'],
  ['EDQUOT', 'disk-full'],
  ['EBUSY', 'busy'],
];

function codeOf(thrown: unknown): StorageErrorCode {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  if (typeof code !== 'string') return 'failed';
  const known = BY_RESULT.find(([result]) => code.startsWith(result));
  if (known) return known[1];
  return code.startsWith('E') ? 'io' : 'failed';
}

/**
 * Whatever was thrown, as one of ours. `doing` is what was tried, as a sentence's beginning:
 * "Writing the snapshot".
 */
export function asStorageError(thrown: unknown, doing: string): StorageError {
  if (thrown instanceof StorageError) return thrown;
  const code = codeOf(thrown);
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new StorageError(code, `${doing} failed: ${message}`, {
    hint: HINTS[code],
    cause: thrown,
  });
}

/** Runs `action` and translates what it throws; a failed assertion stays what it is, a bug. */
export function translating<T>(doing: string, action: () => T): T {
  try {
    return action();
  } catch (thrown) {
    if (thrown instanceof ShardError) throw thrown;
    throw asStorageError(thrown, doing);
  }
}

/** False where a constraint kept `write` from writing anything. */
export function unlessConstraint(write: () => void): boolean {
  try {
    write();
    return true;
  } catch (thrown) {
    if (asStorageError(thrown, '').code !== 'constraint') throw thrown;
    return false;
  }
}
