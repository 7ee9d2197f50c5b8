/** What an administrator's action did, as its answer tells it, and those that are remembered. */
import { z } from 'zod';
import { foundEntry } from './activity.ts';
import { EVENT_TYPES } from './events.ts';
import { id, natural } from './fields.ts';

/**
 * Rows, and entries, that one receipt holds, and the characters of JSON that either may take: it is for a
 * person to read, and is remembered with its answer.
 */
export const RECEIPT_ROWS_MAX = 200;
export const RECEIPT_LENGTH_MAX = 128 * 1024;

const columns = z.record(z.string(), z.unknown());

export const adminReceipt = z.object({
  /** What `admin.undo` takes. */
  seq: natural,
  /** The method; of several operations `admin.act`. */
  action: z.string(),
  /** Of the token that it came by. */
  role: EVENT_TYPES.AdminAction.shape.role,
  reason: z.string(),
  at: z.string(),
  /** Whom it is about. */
  character_id: id.nullable(),
  /**
   * Each row that is another than it was, with the columns that differ, as they were and are; null where
   * there was none, or is none any more.
   */
  changes: z.array(
    z.object({
      table: z.string(),
      key: z.union([natural, z.string()]),
      before: columns.nullable(),
      after: columns.nullable(),
    }),
  ),
  /** Rows that changed in all, of which `changes` has the first ones. */
  changed_rows: natural,
  /** What the activity log has of it, the action itself first; of very many the first ones. */
  entries: z.array(foundEntry),
});

/** An action that is remembered, so that it can be undone or is known to be. */
export const rememberedAction = z.object({
  seq: natural,
  action: z.string(),
  reason: z.string(),
  at: z.string(),
  character_id: id.nullable(),
  /** The change that took it back. */
  undone_by: natural.nullable(),
  /** There is something to take back yet; whether play stands in the way is known when it is tried. */
  can_be_undone: z.boolean(),
});

export type AdminReceipt = z.output<typeof adminReceipt>;
export type RememberedAction = z.output<typeof rememberedAction>;
