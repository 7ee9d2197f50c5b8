/**
 * Opens SQLite files the one way that Shardkeep opens them. Knows no table; locks are in
 * file-lock.ts, errors in errors.ts.
 */
import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { asStorageError, StorageError } from './errors.ts';

export type SqliteDatabase = Database.Database;

export interface OpenOptions {
  /** Opens for reading alone; the file must exist. */
  readonly readonly?: boolean;
  /** Refuses to create the file. */
  readonly mustExist?: boolean;
  /** Milliseconds that a statement waits for another connection's lock. */
  readonly busyTimeoutMs?: number;
  /**
   * What the file holds can be made anew. A commit is not synced, only what goes from the write-ahead log
   * into the file: a loss of power costs the last commits, and leaves the file whole all the same.
   */
  readonly isDerived?: boolean;
}

/** Milliseconds: longer than any write of ours holds the file, short enough for a person to wait. */
const BUSY_TIMEOUT_MS = 5_000;

/** Bytes of a page of a derived file: what it holds are large values. */
const DERIVED_PAGE_BYTES = 16 * 1024;

/** KiB of pages held in memory by each connection: the inner pages of every tree of a full world. */
const CACHE_KIB = 64 * 1024;

/** Bytes that a write-ahead log keeps on disk once it is checkpointed. */
const WAL_KEPT_BYTES = 64 * 1024 * 1024;

/**
 * The options that make better-sqlite3 load in this runtime. Its prebuilt addon needs Node-API 10;
 * an older runtime (Electron 33, Node 20) would crash without a word, so it must be given an addon
 * that was built for it.
 */
export function bindingOptions(): Database.Options {
  if (Number(process.versions.napi) >= 10) return {};
  const nativeBinding = process.env.SHARDKEEP_SQLITE_BINDING;
  if (nativeBinding === undefined || nativeBinding === '') {
    throw new StorageError('no-binding', 'This runtime cannot load the SQLite that is installed.', {
      hint: 'Use Node 24 or Electron 45, or name an addon in SHARDKEEP_SQLITE_BINDING.',
    });
  }
  return { nativeBinding };
}

/**
 * Opens `file` in WAL mode with every commit synced, and creates it where it may. Foreign keys are
 * off: the fold deletes children itself and checks what it wrote (design, rule 8).
 * Throws StorageError: `corrupt`, `io`, `busy`, `no-binding`.
 */
export function openDatabase(file: string, options: OpenOptions = {}): SqliteDatabase {
  let db: SqliteDatabase | undefined;
  try {
    // What a writer that was killed had begun can be undone only by one who may write.
    const hasBegun = existsSync(`${file}-journal`);
    db = new Database(file, {
      ...bindingOptions(),
      readonly: options.readonly === true && !hasBegun,
      fileMustExist: options.readonly === true || options.mustExist === true,
      timeout: options.busyTimeoutMs ?? BUSY_TIMEOUT_MS,
    });
    db.pragma('foreign_keys = OFF');
    db.pragma('trusted_schema = OFF');
    db.pragma('cell_size_check = ON');
    db.pragma('temp_store = MEMORY');
    db.pragma(`cache_size = -${CACHE_KIB}`);
    if (options.readonly) {
      // SQLite reads a file only when it must: without this a broken one would open without error.
      db.pragma('schema_version');
    } else {
      // A macOS fsync does not reach the medium without these two; elsewhere they do nothing.
      db.pragma('fullfsync = ON');
      db.pragma('checkpoint_fullfsync = ON');
      if (options.isDerived) db.pragma(`page_size = ${DERIVED_PAGE_BYTES}`);
      db.pragma('journal_mode = WAL');
      db.pragma(`synchronous = ${options.isDerived ? 'NORMAL' : 'FULL'}`);
      db.pragma(`journal_size_limit = ${WAL_KEPT_BYTES}`);
    }
    return db;
  } catch (thrown) {
    db?.close();
    throw asStorageError(thrown, `Opening ${file}`);
  }
}
