/**
 * Where a database stands in the life of its shard: the rows of `shardkeep_meta`.
 *
 * The counters in it never go back (design, rule 6): not when rows are deleted, not by a crash, not
 * by a restore. Whoever writes them does so in the transaction of the rows they belong to.
 */
import { assert } from '../../shared/errors.ts';
import type { SqliteDatabase } from './sqlite.ts';

export interface StorePosition {
  /** The shard; empty in a file that was never given one. */
  readonly serverId: string;
  /** The timeline whose change sets this file follows. */
  readonly timeline: number;
  /** Every change set up to this one is in the file, and none above it. */
  readonly appliedSeq: number;
  /** Wall clock of the last of them that changed a row, in milliseconds since 1970; 0 where there is none. */
  readonly appliedAt: number;
  /** The `log_id` of the next event. */
  readonly nextLogId: number;
  /** The next key of each table with generated keys, by the table's name; 1 where it is missing. */
  readonly nextIds: Readonly<Record<string, number>>;
}

/** A file that holds nothing yet. */
export const EMPTY_POSITION: StorePosition = {
  serverId: '',
  timeline: 1,
  appliedSeq: 0,
  appliedAt: 0,
  nextLogId: 1,
  nextIds: {},
};

const NEXT_ID = 'next_id.';

export function readMeta(db: SqliteDatabase, name: string): number | string | undefined {
  const read = db.prepare<[string], number | string>(
    'SELECT value FROM shardkeep_meta WHERE name = ?',
  );
  return read.pluck().get(name);
}

function writeMeta(db: SqliteDatabase, name: string, value: number | string): void {
  assert(typeof value === 'string' || Number.isSafeInteger(value), `${name} is a whole number`);
  // The column has no type, and a number is bound as floating point: other tools would show 1.0.
  db.prepare(
    'INSERT INTO shardkeep_meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  ).run(name, typeof value === 'number' ? BigInt(value) : value);
}

/** `schema` is SQLite's name of an attached file. */
export function readPosition(db: SqliteDatabase, schema: 'main' | 'live' = 'main'): StorePosition {
  const rows = db
    .prepare<[], { name: string; value: number | string }>(
      `SELECT name, value FROM ${schema}.shardkeep_meta`,
    )
    .all();
  const values = new Map(rows.map((row) => [row.name, row.value]));
  const number = (name: string, otherwise: number) => Number(values.get(name) ?? otherwise);
  const nextIds: Record<string, number> = {};
  for (const name of values.keys()) {
    if (name.startsWith(NEXT_ID)) nextIds[name.slice(NEXT_ID.length)] = number(name, 1);
  }
  return {
    serverId: String(values.get('server_id') ?? EMPTY_POSITION.serverId),
    timeline: number('timeline', EMPTY_POSITION.timeline),
    appliedSeq: number('applied_seq', EMPTY_POSITION.appliedSeq),
    appliedAt: number('applied_at', EMPTY_POSITION.appliedAt),
    nextLogId: number('next_log_id', EMPTY_POSITION.nextLogId),
    nextIds,
  };
}

/**
 * Moves a file from one position to the next; the caller has the transaction open. Asserts that no
 * counter goes back and that the shard stays the same.
 */
export function writePosition(db: SqliteDatabase, from: StorePosition, to: StorePosition): void {
  assert(from.serverId === '' || from.serverId === to.serverId, 'a file belongs to one shard');
  assert(to.timeline >= from.timeline, 'timelines go forward');
  assert(to.appliedSeq >= from.appliedSeq, 'applied_seq goes forward');
  assert(to.nextLogId >= from.nextLogId, 'log_id goes forward');
  for (const [table, next] of Object.entries(from.nextIds)) {
    assert((to.nextIds[table] ?? 0) >= next, `ids of ${table} go forward`);
  }
  if (to.serverId !== from.serverId) writeMeta(db, 'server_id', to.serverId);
  writeMeta(db, 'timeline', to.timeline);
  writeMeta(db, 'applied_seq', to.appliedSeq);
  writeMeta(db, 'applied_at', to.appliedAt);
  writeMeta(db, 'next_log_id', to.nextLogId);
  for (const [table, next] of Object.entries(to.nextIds)) {
    if (next !== from.nextIds[table]) writeMeta(db, NEXT_ID + table, next);
  }
}
