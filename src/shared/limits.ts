/**
 * Every limit of the product, with its unit and the reason for its size. What an operator may
 * change is in the settings; these are the bounds that protect the host itself.
 */

/** Characters a shard may hold. The user's document: "Maximum 10,000 players per server". */
export const CHARACTERS_MAX = 10_000;

/** The largest integer that SQLite, JSON and a JavaScript number carry alike. */
export const INTEGER_MAX = Number.MAX_SAFE_INTEGER;

/** `LevelUp.old_level` is a `u8` in the document. */
export const LEVEL_MAX = 255;

/** Characters of a name of a character or guild: longer ones break every game's user interface. */
export const NAME_LENGTH_MAX = 64;

/** Characters of an identifier that games choose: maps, item types, skills, quests, slots, ranks. */
export const KEY_LENGTH_MAX = 128;

/** Characters of a reason that a person or a game server gives. */
export const REASON_LENGTH_MAX = 500;

/** Characters of the JSON text of one `properties`, `progress` or `details`. */
export const JSON_LENGTH_MAX = 64 * 1024;

/** Nesting of a JSON value: deeper ones are attacks, and each level is a stack frame of ours. */
export const JSON_DEPTH_MAX = 32;

/** Bytes of one frame that a client sends: 256 operations of a few KiB each fit. */
export const FRAME_BYTES_MAX = 1024 * 1024;

/** Requests in one JSON-RPC batch array. */
export const BATCH_REQUESTS_MAX = 512;

/** Operations in one `tx.run`: a trade has a handful, and all of them run in one turn of main. */
export const TRANSACTION_OPERATIONS_MAX = 256;

/** Connections at a time; a game server needs one. */
export const CONNECTIONS_MAX = 512;

/**
 * Requests of one connection that are not answered yet; also how many outcomes of a session are
 * kept, since that is how many a client may have to send again.
 */
export const OUTSTANDING_REQUESTS_MAX = 512;

/** Bytes of replies that wait for a client that does not read, before its connection is closed. */
export const UNREAD_BYTES_MAX = 32 * 1024 * 1024;

/** Bytes waiting at a subscriber above which notifications are skipped and counted instead. */
export const NOTIFICATION_BYTES_MAX = 1024 * 1024;

/** Milliseconds after which a session that nobody used is forgotten: a day (design: "Once, and only once"). */
export const SESSION_UNUSED_MS = 24 * 60 * 60 * 1000;

/**
 * Actions of administrators that can be taken back: how many, for how many milliseconds (30 days), and
 * the characters of JSON that all of them may take. They are in memory with the world.
 */
export const UNDO_ACTIONS_MAX = 500;
export const UNDO_AGE_MS = 30 * 24 * 60 * 60 * 1000;
export const UNDO_LENGTH_MAX = 32 * 1024 * 1024;

/** Previews of a character's restore that are remembered, and for how many milliseconds. */
export const CHARACTER_PREVIEWS_MAX = 20;
export const CHARACTER_PREVIEW_AGE_MS = 15 * 60 * 1000;

/** Bytes of change sets that may wait for the disk before mutations are refused. */
export const OUTBOX_BYTES_MAX = 64 * 1024 * 1024;

/** Milliseconds the oldest change set may wait for the disk before mutations are refused. */
export const OUTBOX_STALL_MS = 5_000;

/** Bytes of a journal's first segment of an epoch; each next one doubles up to the largest. */
export const SEGMENT_BYTES_MIN = 4 * 1024 * 1024;
export const SEGMENT_BYTES_MAX = 64 * 1024 * 1024;

/** Milliseconds after which a segment is sealed though it is not full (design: "sealed hourly or by size"). */
export const SEGMENT_AGE_MS = 60 * 60 * 1000;

/** Rows that the snapshot process may hold coalesced before it writes them ahead of time. */
export const COALESCED_ROWS_MAX = 400_000;

/** Snapshots that the history remembers. */
export const SNAPSHOT_HISTORY_MAX = 500;

/** Receipts of restores that the history remembers. */
export const RESTORE_HISTORY_MAX = 100;
/** Vacuums that the history remembers: two months of nights. */
export const VACUUM_HISTORY_MAX = 60;

/** Bytes that the host may take with a full world. The user's document: "Total server memory: ~1-2 GB". */
export const MEMORY_BYTES_MAX = 2 * 1024 ** 3;

/**
 * Restarts for want of memory within an hour: where so many have not helped, one more would not, and the
 * shard is of more use to its players as it is.
 */
export const MEMORY_RESTARTS_MAX = 3;
export const MEMORY_RESTARTS_MS = 60 * 60 * 1000;

/** Queries that alerts watch for: every event is compared with each of them, on the main thread. */
export const ALERT_QUERIES_MAX = 20;

/** Alerts that wait for a webhook; of more only the number is told. */
export const ALERTS_WAITING_MAX = 100;

/** Requests, and errors, that a connection's status remembers. */
export const REMEMBERED_REQUESTS = 10;

/** Rows of one page of a search of characters, items or guilds. */
export const SEARCH_PAGE_MAX = 500;
