/**
 * What one command changed and did: the unit of the journal, of durability and of recovery.
 *
 * Row images are absolute values, never increments, so that applying a change set twice is the same
 * as applying it once, and a later image of a row makes the earlier ones unnecessary.
 */
import type { LoggedEvent } from '../../shared/events.ts';

/** What a column holds, in memory, in the journal and in SQLite alike. */
export type Value = number | string | null;

/** The values of a row in the order of `TableDefinition.columnNames`. */
export type RowImage = readonly Value[];

export type Key = number | string;

/**
 * One row that was changed. `table` is its number in `TABLES`; an image is the row as the command
 * left it, a bare key says that the command deleted it. A change set names each row once, and lists
 * everything that a cascade deleted.
 */
export interface RowChange {
  readonly table: number;
  readonly key: Key;
  readonly image: RowImage | null;
}

export interface ChangeSet {
  /** One above the one before, over the whole life of the shard. */
  readonly seq: number;
  /** Wall clock at which the command ran, in milliseconds since 1970 (UTC). */
  readonly at: number;
  readonly changes: readonly RowChange[];
  /** `log_id` of the first event; the others follow without a gap. */
  readonly firstLogId: number;
  readonly events: readonly LoggedEvent[];
}
