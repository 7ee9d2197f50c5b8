/**
 * Reads a table from disk row by row, in slices that leave the event loop free in between, so that
 * a window stays alive while a large world loads. Builds no index and checks nothing.
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { Key } from '../world/change-set.ts';
import type { RowOf, TableDefinition } from '../world/table-definition.ts';
import { asStorageError, translating } from './errors.ts';
import type { SqliteDatabase } from './sqlite.ts';
import { quoted } from './table-statements.ts';

export interface LoadOptions {
  /** Milliseconds of work between two turns of the event loop. */
  readonly sliceMs?: number;
  /** Told after each slice how many rows of the table were read so far. */
  readonly onProgress?: (rows: number) => void;
  readonly signal?: AbortSignal;
}

const SLICE_MS = 8;

/** Rows between two looks at the clock: reading them takes well below a millisecond. */
const ROWS_A_LOOK = 256;

/**
 * Hands every row to `take`, as an object of the columns in the declared order, in the order of the
 * primary key where that is an integer. Returns how many there were. While it runs the connection
 * can run nothing else: load one table after the other. Throws StorageError, or an abort's reason.
 */
export async function loadTable<T extends TableDefinition>(
  db: SqliteDatabase,
  definition: T,
  take: (row: RowOf<T>) => void,
  options: LoadOptions = {},
): Promise<number> {
  const { sliceMs = SLICE_MS, onProgress, signal } = options;
  const rows = openRows<RowOf<T>>(db, definition);
  let count = 0;
  let pauseAt = performance.now() + sliceMs;
  try {
    for (;;) {
      const next = nextRow(rows, definition);
      if (next.done) break;
      take(next.value);
      count++;
      if (count % ROWS_A_LOOK !== 0 || performance.now() < pauseAt) continue;
      onProgress?.(count);
      await turn(undefined, { signal });
      pauseAt = performance.now() + sliceMs;
    }
  } finally {
    rows.return?.();
  }
  onProgress?.(count);
  return count;
}

/** Prepares reading single rows, each as `loadTable` would hand it over; undefined where there is none. */
export function prepareRow(
  db: SqliteDatabase,
  definition: TableDefinition,
): (key: Key) => object | undefined {
  const doing = `Loading ${definition.name}`;
  const sql = `${select(definition)} WHERE ${quoted(definition.primaryKey)} = ?`;
  const statement = translating(doing, () => db.prepare<[Key], object>(sql));
  return (key) => translating(doing, () => statement.get(key));
}

function select({ columnNames, name }: TableDefinition): string {
  return `SELECT ${columnNames.map(quoted).join(', ')} FROM ${quoted(name)}`;
}

function openRows<Row>(db: SqliteDatabase, definition: TableDefinition): IterableIterator<Row> {
  try {
    return db.prepare<[], Row>(select(definition)).iterate();
  } catch (thrown) {
    throw asStorageError(thrown, `Loading ${definition.name}`);
  }
}

/** What `take` throws is its own; only reading is translated. */
function nextRow<Row>(rows: IterableIterator<Row>, definition: TableDefinition) {
  try {
    return rows.next();
  } catch (thrown) {
    throw asStorageError(thrown, `Loading ${definition.name}`);
  }
}
