/** The words of the query language: its fields and the event types, each with what it stands for. */
import type { EventKind } from '../events.ts';

export const FIELDS = {
  type: { what: 'What happened', example: 'type:ItemLooted' },
  char: { what: 'Who took part, by name or id, on either side', example: 'char:Aria' },
  item: { what: 'Which item, by its id', example: 'item:0198c0de-0000-7000-8000-000000000001' },
  guild: { what: 'Which guild, by its id', example: 'guild:7' },
  map: { what: 'On which map', example: 'map:highlands' },
  reason: { what: 'The reason that was given', example: 'reason:trade' },
  amount: { what: 'How much gold', example: 'amount:>100' },
  since: { what: 'From when on', example: 'since:2h' },
  until: { what: 'Up to when', example: 'until:yesterday' },
  is: { what: 'What a restore went back behind', example: 'is:undone' },
} as const;

export type FieldName = keyof typeof FIELDS;
export const FIELD_NAMES = Object.keys(FIELDS) as readonly FieldName[];

export function isFieldName(name: string): name is FieldName {
  return Object.hasOwn(FIELDS, name);
}

/** Other words for a field that people try first, for the hint. */
export const OTHER_NAMES: Readonly<Record<string, FieldName>> = {
  event: 'type',
  event_type: 'type',
  kind: 'type',
  character: 'char',
  character_id: 'char',
  player: 'char',
  who: 'char',
  name: 'char',
  item_id: 'item',
  guild_id: 'guild',
  map_id: 'map',
  zone: 'map',
  place: 'map',
  why: 'reason',
  gold: 'amount',
  from: 'since',
  after: 'since',
  to: 'until',
  before: 'until',
};

/** The event types, as `EVENT_TYPES` declares them, each with what happened. */
export const EVENT_NAMES: Readonly<Record<EventKind, string>> = {
  PlayerKill: 'Somebody was killed',
  ItemDropped: 'An item was dropped',
  ItemLooted: 'An item was taken up',
  ItemCreated: 'An item was made',
  ItemDestroyed: 'An item was destroyed',
  ItemTransferred: 'An item changed hands',
  ItemChanged: 'An item was changed',
  LevelUp: 'Somebody rose a level',
  CharacterDeleted: 'A character was deleted',
  GoldTransaction: 'Gold changed hands',
  GuildCreated: 'A guild was founded',
  GuildMemberAdded: 'Somebody joined a guild',
  GuildMemberRemoved: 'Somebody left a guild',
  GuildRankChanged: 'Somebody got another rank',
  GuildLeaderChanged: 'A guild got another leader',
  GuildDisbanded: 'A guild was disbanded',
  AdminAction: 'An administrator or the host did something',
  TimelineBegan: 'A restore or a damage went back',
  HostStarted: 'The host started',
  HostStopping: 'The host began to end',
  SnapshotWritten: 'A snapshot was written',
  SnapshotFailed: 'A snapshot failed',
  BackupMade: 'A backup was made',
  BackupFailed: 'A backup failed',
  WorldRestored: 'The world was restored',
  DatabaseVacuumed: 'The database was vacuumed',
  VacuumFailed: 'A vacuum failed',
  Recovered: 'Something broken was put right',
  ActivityDeleted: 'Old days of the log were deleted',
  EventsLost: 'Entries were lost with a damaged journal',
};

export const EVENT_KINDS = Object.keys(EVENT_NAMES) as readonly EventKind[];

/** What `is:` can be. */
export const STATES = ['undone'] as const;
