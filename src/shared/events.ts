/**
 * The activity events: what the user's document names, in its shape (`event_type` is an object of
 * one key, as in `{"PlayerKill": {…}}`). Kinds that the document names without giving a shape
 * (destruction, transfers, guild activities, admin actions) have ours, and so have those of the host.
 * docs/ACTIVITY.md says of each when it comes and what it holds.
 */
import { z } from 'zod';
import {
  amount,
  entityId,
  id,
  itemId,
  jsonObject,
  key,
  level,
  name,
  natural,
  position,
  positive,
  reason,
} from './fields.ts';
import { point } from './restore.ts';

const milliseconds = z.number().min(0);

export const EVENT_TYPES = {
  PlayerKill: z.strictObject({ killer_id: entityId, victim_id: entityId, location: position }),
  ItemDropped: z.strictObject({ item_id: itemId, character_id: id, location: position }),
  ItemLooted: z.strictObject({ item_id: itemId, character_id: id, source: key }),
  ItemCreated: z.strictObject({ item_id: itemId, character_id: id, item_type: key }),
  ItemDestroyed: z.strictObject({ item_id: itemId, character_id: id, item_type: key }),
  ItemTransferred: z.strictObject({ item_id: itemId, from_character_id: id, to_character_id: id }),
  ItemChanged: z.strictObject({ item_id: itemId, character_id: id, item_type: key }),
  CharacterDeleted: z.strictObject({ character_id: id, character_name: name, account_id: id }),
  LevelUp: z.strictObject({ character_id: id, old_level: level, new_level: level }),
  GoldTransaction: z.strictObject({
    from_id: id.nullable(),
    to_id: id.nullable(),
    amount,
    reason,
  }),
  GuildCreated: z.strictObject({ guild_id: id, guild_name: name, leader_id: id }),
  GuildMemberAdded: z.strictObject({ guild_id: id, character_id: id, rank: key }),
  GuildMemberRemoved: z.strictObject({ guild_id: id, character_id: id }),
  GuildRankChanged: z.strictObject({
    guild_id: id,
    character_id: id,
    old_rank: key,
    new_rank: key,
  }),
  GuildLeaderChanged: z.strictObject({ guild_id: id, old_leader_id: id, new_leader_id: id }),
  GuildDisbanded: z.strictObject({ guild_id: id, guild_name: name }),
  AdminAction: z.strictObject({ action: key, role: z.enum(['gm', 'admin', 'host']), reason }),
  /**
   * The first entry of a timeline. Of what was logged before it, only that holds which held in the
   * parent at `parent_last_log_id`; `first_log_id` is the first number of the new timeline itself.
   */
  TimelineBegan: z.strictObject({
    timeline: positive,
    first_log_id: positive,
    parent: positive,
    parent_last_log_id: natural,
    cause: z.enum(['restore', 'damage']),
  }),
  HostStarted: z.strictObject({ version: z.string() }),
  HostStopping: z.strictObject({}),
  SnapshotWritten: z.strictObject({
    kind: z.enum(['delta', 'full']),
    cause: z.string(),
    seq: natural,
    rows: natural,
    duration_ms: milliseconds,
  }),
  SnapshotFailed: z.strictObject({
    kind: z.enum(['delta', 'full']),
    cause: z.string(),
    error: z.string(),
  }),
  BackupMade: z.strictObject({
    name: z.string(),
    cause: z.string(),
    seq: natural,
    size_bytes: natural,
  }),
  BackupFailed: z.strictObject({ cause: z.string(), error: z.string() }),
  WorldRestored: z.strictObject({
    kind: z.enum(['restore', 'undo']),
    target: point,
    before: point,
    safety_backup: z.string(),
  }),
  DatabaseVacuumed: z.strictObject({
    cause: z.string(),
    bytes_before: natural,
    bytes_after: natural,
    duration_ms: milliseconds,
  }),
  VacuumFailed: z.strictObject({ cause: z.string(), error: z.string() }),
  /** Something was broken: what was done about it, in sentences, and whether anything is lost. */
  Recovered: z.strictObject({ sentences: z.array(z.string()), is_loss: z.boolean() }),
  /** Days of the activity log have had their time: these files are gone. */
  ActivityDeleted: z.strictObject({ days: z.array(z.string()) }),
  /** Entries that can be had from nowhere any more, this one being the first of them. */
  EventsLost: z.strictObject({ last_log_id: positive }),
} as const;

export type EventKind = keyof typeof EVENT_TYPES;
export type EventBody<K extends EventKind> = z.infer<(typeof EVENT_TYPES)[K]>;

/** `{"PlayerKill": {…}}` and its like. */
export type EventType = { [K in EventKind]: { readonly [P in K]: EventBody<K> } }[EventKind];

/** An event as the change set carries it: the `log_id` and the timestamp come from the change set. */
export interface LoggedEvent {
  readonly event_type: EventType;
  readonly character_id: number | null;
  readonly target_id: number | string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

/** What `activity.log` takes: only kinds that the host does not make by itself, so none is forged. */
export const activityEntry = z.strictObject({
  event_type: z.strictObject({ PlayerKill: EVENT_TYPES.PlayerKill }),
  character_id: id.nullable().optional(),
  target_id: entityId.nullable().optional(),
  details: jsonObject
    .refine((details) => !Object.hasOwn(details, 'by'), {
      message: 'is told by the host alone',
      path: ['by'],
    })
    .optional(),
});
