/** Going back: to a backup, a moment or a change, what that would undo, and what it did. */
import { z } from 'zod';

const count = z.int().min(0);
const moment = z.string();
const milliseconds = z.number().min(0);

/** A state of the world: after this change, on this timeline. */
export const point = z.object({
  timeline: count,
  seq: count,
  /** When that change was made; null where the world is still empty. */
  at: moment.nullable(),
});

/** How the rows of one table differ between now and what would come back. */
const tableDifference = z.object({
  table: z.string(),
  now: count,
  restored: count,
  /** Rows that would come back, go, and be as they were. */
  appearing: count,
  vanishing: count,
  rewound: count,
});

const playerDifference = z.object({
  character_id: count,
  character_name: z.string(),
  change: z.enum(['rewound', 'appearing', 'vanishing']),
  items_appearing: count,
  items_vanishing: count,
  /** Gold restored less gold now. */
  gold: z.int(),
  /** Level now and restored; null where there is no such character. */
  level_now: count.nullable(),
  level_restored: count.nullable(),
});

/** What a restore would change: the blast radius. */
export const restorePreview = z.object({
  /** Names this preview to `admin.restore.run`. */
  token: z.string(),
  /** The state that would come back, and the one that it would take the place of. */
  target: point,
  head: point,
  /** Milliseconds between the last changes of the two. */
  undone_ms: milliseconds,
  players: z.object({ rewound: count, appearing: count, vanishing: count }),
  items: z.object({ appearing: count, vanishing: count, changed: count }),
  /** All gold in existence. */
  gold: z.object({ now: count, restored: count }),
  tables: z.array(tableDifference),
  /** Those who are hit hardest first, up to a limit. */
  affected: z.array(playerDifference),
  /** Who plays right now and would be logged out. */
  online: count,
  /** The backup that it is made from; null where the journal alone holds it. */
  from_backup: z.string().nullable(),
  /** Free space that the restore needs, and what there is. */
  bytes_needed: count,
  bytes_free: count,
});

/** What a restore did: its receipt. */
export const restoreReceipt = z.object({
  at: moment,
  /** An undo is a restore to the state before another one. */
  kind: z.enum(['restore', 'undo']),
  reason: z.string().nullable(),
  /** What came back. */
  target: point,
  /** What was there before: where an undo goes back to. */
  before: point,
  /** The timeline that play goes on in. */
  timeline: count,
  undone_ms: milliseconds,
  players: restorePreview.shape.players,
  items: restorePreview.shape.items,
  gold: restorePreview.shape.gold,
  /** Made of the state before, and never pruned. */
  safety_backup: z.string(),
  duration_ms: milliseconds,
});

export const RESTORE_PHASES = [
  'building',
  'comparing',
  'stopping',
  'safety backup',
  'finishing',
  'loading',
  'checking',
  'switching',
  'backup',
] as const;
export type RestorePhase = (typeof RESTORE_PHASES)[number];

/** How far a restore, or the preview of one, is. */
export interface RestoreProgress {
  readonly phase: RestorePhase;
  /** Of what can be counted, or null. */
  readonly done: number | null;
  readonly of: number | null;
}

/** A stretch of the shard's life: from its beginning or a restore, or from where a journal was lost. */
export const timelineStatus = z.object({
  timeline: count,
  /** Where it branched off, and whether a restore or a damaged journal began it; null for the first. */
  parent: z
    .object({ timeline: count, branch_seq: count, cause: z.enum(['restore', 'damage']) })
    .nullable(),
  first_seq: count,
  last_seq: count,
  /** When it began and, unless it is the current one, ended. */
  from_at: moment.nullable(),
  to_at: moment.nullable(),
});

/** Moments that can be gone back to, by backups and the journal. */
export const restoreWindow = z.object({
  /** Null where there is none: no backup, and a journal that does not reach back to the beginning. */
  from_at: moment.nullable(),
  to_at: moment.nullable(),
  timelines: z.array(timelineStatus),
});

export type Point = z.output<typeof point>;
export type RestorePreview = z.output<typeof restorePreview>;
export type RestoreReceipt = z.output<typeof restoreReceipt>;
export type RestoreWindow = z.output<typeof restoreWindow>;
export type TimelineStatus = z.output<typeof timelineStatus>;
