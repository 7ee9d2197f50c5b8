/**
 * Makes a database as small as it can be: by `VACUUM INTO` a file beside it, which then takes its place.
 *
 * A plain VACUUM of a database in WAL mode holds a whole copy in memory or in a temporary file, writes a
 * second one into the write-ahead log, and copies that over the only file there is. This writes one copy,
 * which is checked before it counts; until then the old file is as it was.
 */
import { dirname } from 'node:path';
import { SEGMENT_BYTES_MAX } from '../../shared/limits.ts';
import { StorageError } from './errors.ts';
import { requireSpace } from './free-space.ts';
import { findProblems } from './integrity.ts';
import { removeDatabase } from './replace-database.ts';
import { openDatabase, type SqliteDatabase } from './sqlite.ts';

/** Of a database, in bytes. */
export interface VacuumSpace {
  readonly bytes: number;
  /** About as much as it would be smaller. */
  readonly reclaimable: number;
  /** Free space that a vacuum needs. */
  readonly needed: number;
}

/** A store, as a vacuum sees it. */
export interface VacuumSource {
  vacuumSpace(): VacuumSpace;
  vacuumInto(file: string): void;
}

/** The share of its pages that a vacuum fills: rows do not fit them exactly. */
const FILLED = 0.96;

/** What stays free for the journal, which goes on while a vacuum writes: two of its largest segments. */
const SPARE_BYTES = 2 * SEGMENT_BYTES_MAX;

/**
 * What a vacuum would give back: pages that hold nothing, and for each tree those that it would not need
 * if its pages were full. Reads every page: 0.3 s of a full world.
 */
export function vacuumSpaceOf(db: SqliteDatabase): VacuumSpace {
  const value = (name: string) => Number(db.pragma(name, { simple: true }));
  const pageSize = value('page_size');
  const pages = value('page_count');
  const unused = value('freelist_count');
  const trees = db
    .prepare<[], { readonly pages: number; readonly used: number }>(
      // One row for each tree, whose `pageno` is how many pages it has.
      'SELECT pageno AS pages, pgsize - unused AS used FROM dbstat WHERE aggregate = TRUE',
    )
    .all();
  const loose = trees.reduce((sum, { pages: held, used }) => {
    const wanted = Math.ceil(used / (pageSize * FILLED));
    return sum + Math.max(0, held - Math.max(1, wanted));
  }, 0);
  return {
    bytes: pages * pageSize,
    reclaimable: (unused + loose) * pageSize,
    needed: (pages - unused) * pageSize + SPARE_BYTES,
  };
}

/** Where the small copy of a database is made. */
export function vacuumFileOf(database: string): string {
  return `${database}.vacuum`;
}

/**
 * Writes the rows of `store`, which lies in `database`, to a new file beside it and checks that. It is
 * then ready for `replaceDatabase`. Throws StorageError `disk-full` where there is no room for it, before
 * it writes anything, `corrupt`, `io`; nothing of it is left then.
 */
export async function writeVacuumed(store: VacuumSource, database: string): Promise<string> {
  const file = vacuumFileOf(database);
  await removeDatabase(file);
  await requireSpace(dirname(database), store.vacuumSpace().needed, 'a vacuum');
  try {
    store.vacuumInto(file);
    check(file);
    return file;
  } catch (thrown) {
    await removeDatabase(file);
    throw thrown;
  }
}

function check(file: string): void {
  const db = openDatabase(file, { readonly: true });
  try {
    const [problem] = findProblems(db);
    if (problem === undefined) return;
    throw new StorageError('corrupt', `The copy without unused pages is not sound: ${problem}`);
  } finally {
    db.close();
  }
}
