/**
 * What the fields of an event stand for, declared once for each kind: by it an entry of the activity log
 * is found by item, map, reason and amount, and an item by its history. Whoever adds a kind to
 * `EVENT_TYPES` says it here.
 *
 * Characters need no word for those that stand in `character_id` and `target_id` of the entry itself: a
 * number there is a character, whatever the kind.
 */
import type { EventBody, EventKind } from './events.ts';

/** What a field stands for. A `character` is one where it is a number: creatures have names. */
export type FieldRole = 'character' | 'item' | 'guild' | 'map' | 'amount' | 'reason';

/** Fields of the event itself, and of its `details`. */
export interface EventFields<K extends EventKind = EventKind> {
  readonly body?: { readonly [P in keyof EventBody<K>]?: FieldRole };
  readonly details?: Readonly<Record<string, FieldRole>>;
}

export const EVENT_FIELDS: { readonly [K in EventKind]: EventFields<K> } = {
  PlayerKill: {
    body: { killer_id: 'character', victim_id: 'character' },
    details: { map_id: 'map' },
  },
  ItemDropped: {
    body: { item_id: 'item', character_id: 'character' },
    details: { map_id: 'map' },
  },
  ItemLooted: {
    body: { item_id: 'item', character_id: 'character' },
    details: { map_id: 'map', dropped_by: 'character' },
  },
  ItemCreated: {
    body: { item_id: 'item', character_id: 'character' },
    details: { split_from: 'item', map_id: 'map' },
  },
  ItemDestroyed: {
    body: { item_id: 'item', character_id: 'character' },
    details: { merged_into: 'item', map_id: 'map', reason: 'reason' },
  },
  ItemTransferred: {
    body: { item_id: 'item', from_character_id: 'character', to_character_id: 'character' },
  },
  ItemChanged: { body: { item_id: 'item', character_id: 'character' } },
  CharacterDeleted: { body: { character_id: 'character' } },
  LevelUp: { body: { character_id: 'character' } },
  GoldTransaction: {
    body: { from_id: 'character', to_id: 'character', amount: 'amount', reason: 'reason' },
  },
  GuildCreated: { body: { guild_id: 'guild', leader_id: 'character' } },
  GuildMemberAdded: { body: { guild_id: 'guild', character_id: 'character' } },
  GuildMemberRemoved: {
    body: { guild_id: 'guild', character_id: 'character' },
    details: { reason: 'reason' },
  },
  GuildRankChanged: { body: { guild_id: 'guild', character_id: 'character' } },
  GuildLeaderChanged: {
    body: { guild_id: 'guild', old_leader_id: 'character', new_leader_id: 'character' },
  },
  GuildDisbanded: { body: { guild_id: 'guild' } },
  AdminAction: { body: { reason: 'reason' } },
  TimelineBegan: {},
  HostStarted: {},
  HostStopping: {},
  SnapshotWritten: {},
  SnapshotFailed: {},
  BackupMade: {},
  BackupFailed: {},
  WorldRestored: {},
  DatabaseVacuumed: {},
  VacuumFailed: {},
  Recovered: {},
  ActivityDeleted: {},
  EventsLost: {},
};
