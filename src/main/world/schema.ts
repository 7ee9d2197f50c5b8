/**
 * All tables of the world, declared once. The first eight are the user's document, column for
 * column; those named `shardkeep_*` are ours. Rule ids are those of docs/SPEC.md.
 */
import { defineTable, type RowOf, type TableDefinition } from './table-definition.ts';

const integer = { type: 'integer' } as const;
const real = { type: 'real' } as const;
const text = { type: 'text' } as const;
const json = { type: 'json' } as const;
const timestamp = { type: 'timestamp' } as const;
const orNull = <C extends object>(column: C) => ({ ...column, nullable: true }) as const;

const ofCharacter = { column: 'character_id', table: 'characters', onDelete: 'cascade' } as const;
const ofItem = { column: 'item_id', table: 'items', onDelete: 'cascade' } as const;

const characters = defineTable(
  'characters',
  {
    character_id: integer,
    account_id: integer,
    character_name: text,
    level: integer,
    experience: integer,
    str: integer,
    dex: integer,
    int: integer,
    con: integer,
    lck: integer,
    cha: integer,
    gold: integer,
    position_x: real,
    position_y: real,
    position_z: real,
    map_id: text,
    last_login: orNull(timestamp),
    created_at: orNull(timestamp),
    updated_at: orNull(timestamp),
  },
  {
    primaryKey: 'character_id',
    generatedKey: true,
    unique: ['character_name'],
    uniqueInSql: ['character_name'],
    multi: ['account_id', 'map_id'],
  },
);

/** Every item instance. `character_id` is its holder, `properties` the truth about it. */
const items = defineTable(
  'items',
  {
    item_id: text,
    character_id: integer,
    item_type: text,
    properties: json,
    created_at: timestamp,
    updated_at: orNull(timestamp),
  },
  { primaryKey: 'item_id', multi: ['character_id'], foreignKeys: [ofCharacter], isLarge: true },
);

/** Bag slots. `properties` stays NULL: an item's properties are in `items`. */
const inventory = defineTable(
  'inventory',
  {
    inventory_id: integer,
    character_id: integer,
    item_id: text,
    slot: integer,
    quantity: integer,
    properties: orNull(json),
  },
  {
    primaryKey: 'inventory_id',
    generatedKey: true,
    unique: ['item_id'],
    ordered: [{ of: 'character_id', by: 'slot' }],
    foreignKeys: [ofCharacter, ofItem],
    isLarge: true,
  },
);

/** Worn items, each of quantity 1. `properties` stays NULL as in `inventory`. */
const equipment = defineTable(
  'equipment',
  {
    equipment_id: integer,
    character_id: integer,
    slot_type: text,
    item_id: text,
    properties: orNull(json),
  },
  {
    primaryKey: 'equipment_id',
    generatedKey: true,
    unique: ['item_id'],
    ordered: [{ of: 'character_id', by: 'slot_type' }],
    foreignKeys: [ofCharacter, ofItem],
    isLarge: true,
  },
);

const skills = defineTable(
  'skills',
  {
    skill_id: integer,
    character_id: integer,
    skill_name: text,
    skill_level: integer,
    experience: integer,
  },
  {
    primaryKey: 'skill_id',
    generatedKey: true,
    ordered: [{ of: 'character_id', by: 'skill_name' }],
    foreignKeys: [ofCharacter],
    isLarge: true,
  },
);

const quests = defineTable(
  'quests',
  {
    quest_id: integer,
    character_id: integer,
    quest_name: text,
    quest_status: text,
    progress: orNull(json),
  },
  {
    primaryKey: 'quest_id',
    generatedKey: true,
    ordered: [{ of: 'character_id', by: 'quest_name' }],
    foreignKeys: [ofCharacter],
    isLarge: true,
  },
);

const guilds = defineTable(
  'guilds',
  {
    guild_id: integer,
    guild_name: text,
    leader_id: integer,
    created_at: orNull(timestamp),
  },
  {
    primaryKey: 'guild_id',
    generatedKey: true,
    unique: ['guild_name'],
    uniqueInSql: ['guild_name'],
    multi: ['leader_id'],
    foreignKeys: [{ column: 'leader_id', table: 'characters', onDelete: 'restrict' }],
  },
);

const guildMembers = defineTable(
  'guild_members',
  {
    member_id: integer,
    guild_id: integer,
    character_id: integer,
    rank: text,
    joined_at: orNull(timestamp),
  },
  {
    primaryKey: 'member_id',
    generatedKey: true,
    multi: ['character_id'],
    ordered: [{ of: 'guild_id', by: 'character_id' }],
    foreignKeys: [{ column: 'guild_id', table: 'guilds', onDelete: 'cascade' }, ofCharacter],
  },
);

/** Items that lie on the ground; their holder in `items` stays who dropped them. */
const ground = defineTable(
  'shardkeep_ground',
  {
    item_id: text,
    map_id: text,
    position_x: real,
    position_y: real,
    position_z: real,
    quantity: integer,
    dropped_at: timestamp,
  },
  { primaryKey: 'item_id', foreignKeys: [ofItem], isLarge: true },
);

/** Items that have a holder but no place to lie: a restore or an undo puts them here. */
const recovery = defineTable(
  'shardkeep_recovery',
  { item_id: text, quantity: integer, since: timestamp },
  { primaryKey: 'item_id', foreignKeys: [ofItem] },
);

/** Sums that no single row holds; `gold` is all the gold in existence, so that none is lost unseen. */
const ledger = defineTable(
  'shardkeep_ledger',
  { name: text, value: integer },
  { primaryKey: 'name' },
);

/** Sessions of game servers' connections (design: "Once, and only once"; a restore expires all). */
const clientSessions = defineTable(
  'shardkeep_client_sessions',
  {
    client_session_id: integer,
    session_uuid: text,
    /** Mutations answered so far; the next outcome goes to slot `answered` modulo the ring's size. */
    answered: integer,
    /** The highest request id whose outcome was overwritten: it can no longer be told. */
    forgotten_request_id: integer,
    used_at: timestamp,
  },
  {
    primaryKey: 'client_session_id',
    generatedKey: true,
    unique: ['session_uuid'],
    perTimeline: true,
  },
);

/** A ring of outcomes for each session; `outcome_id` is session × ring size + slot. */
const outcomes = defineTable(
  'shardkeep_outcomes',
  {
    outcome_id: integer,
    client_session_id: integer,
    request_id: integer,
    /** The reply's `result`, or its `error`, as JSON text. */
    reply: json,
    failed: integer,
  },
  {
    primaryKey: 'outcome_id',
    ordered: [{ of: 'client_session_id', by: 'request_id' }],
    foreignKeys: [
      { column: 'client_session_id', table: 'shardkeep_client_sessions', onDelete: 'cascade' },
    ],
    perTimeline: true,
    isLarge: true,
  },
);

/** Who is playing. Volatile: after a crash nobody is online. */
const sessions = defineTable(
  'sessions',
  { session_id: text, character_id: integer, logged_in_at: timestamp },
  {
    primaryKey: 'session_id',
    unique: ['character_id'],
    foreignKeys: [ofCharacter],
    volatile: true,
  },
);

/**
 * What administrators did and can still be taken back. The writes hold whole rows: a migration that
 * changes the columns of a table that can be undone empties this one.
 */
const undo = defineTable(
  'shardkeep_undo',
  {
    /** The change set of the action. */
    seq: integer,
    action: text,
    reason: text,
    at: timestamp,
    /** Whom it was about; a character that may be gone. */
    character_id: orNull(integer),
    /** Its writes, as JSON text. */
    writes: json,
    /** The change set that took it back. */
    undone_by: orNull(integer),
  },
  { primaryKey: 'seq' },
);

/** Accounts that may not log in. */
const bans = defineTable(
  'shardkeep_bans',
  { account_id: integer, reason: text, since: timestamp, until: orNull(timestamp) },
  { primaryKey: 'account_id' },
);

/**
 * All tables; parents stand before their children, which is the order of loading and of upserts.
 * A table's place in this list is its number in the journal, so new ones are added at the end.
 */
export const SCHEMA = {
  characters,
  items,
  inventory,
  equipment,
  skills,
  quests,
  guilds,
  guildMembers,
  ground,
  recovery,
  ledger,
  clientSessions,
  outcomes,
  sessions,
  undo,
  bans,
} as const;

export type TableKey = keyof typeof SCHEMA;
export type Rows = { [K in TableKey]: RowOf<(typeof SCHEMA)[K]> };

/** The declarations by their number in the journal. */
export const TABLES: readonly TableDefinition[] = Object.values(SCHEMA);

/** What the disk holds: everything that is not volatile. */
export const STORED_TABLES: readonly TableDefinition[] = TABLES.filter((t) => !t.volatile);
