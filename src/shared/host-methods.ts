/** The methods that concern the host itself: its state, snapshots, checks, settings, end. */
import { z } from 'zod';
import { activityFound, activityPage, activitySearch, itemHistory } from './activity.ts';
import { alertsNow, webhookTest } from './alerts.ts';
import { characterChoices, characterPreview, characterReceipt } from './character-restore.ts';
import { itemContradictions, itemsFound, itemsSearch } from './desk.ts';
import { id, itemId, reason } from './fields.ts';
import { maintenanceStatus, memoryStatus, vacuumRun } from './maintenance.ts';
import { host, type MethodDefinition, ROLES } from './method.ts';
import { type RestoreProgress, restorePreview, restoreReceipt, restoreWindow } from './restore.ts';
import { settings, settingsPatch } from './settings.ts';
import { isWorldMethod, WORLD_METHODS, type WorldMethod } from './world-methods.ts';

/** What a connection can be told of as it happens. */
export const TOPICS = [
  'status',
  'metrics',
  'snapshots',
  'backups',
  'activity',
  'progress',
  'alerts',
] as const;
export type Topic = (typeof TOPICS)[number];

const count = z.int().min(0);
const milliseconds = z.number().min(0);
const moment = z.string();

export const step = z.object({
  phase: z.enum(['startup', 'shutdown']),
  /** 1 to 9 at start-up, 1 to 7 at shutdown: the steps of the user's document. */
  number: z.int(),
  name: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  /** What there is to say: rows read so far, what failed. */
  detail: z.string().nullable(),
  duration_ms: milliseconds.nullable(),
});

export const snapshot = z.object({
  at: moment,
  kind: z.enum(['delta', 'full']),
  /** What asked for it. */
  cause: z.enum(['startup', 'interval', 'request', 'size', 'repair', 'backup', 'shutdown']),
  state: z.enum(['written', 'failed']),
  seq: count,
  players: count,
  rows: count,
  duration_ms: milliseconds,
  error: z.string().nullable(),
});

export const backupName = z.string().regex(/^backup_\d{8}_\d{6}$/, 'must be the name of a backup');

/** A copy of the whole world in a file of its own, and what its manifest says of it. */
export const backup = z.object({
  /** `backup_YYYYMMDD_HHMMSS` in UTC, never used again: the file is this with `.db`. */
  name: z.string(),
  at: moment,
  label: z.string().nullable(),
  cause: z.enum([
    'interval',
    'request',
    'shutdown',
    'before restore',
    'after restore',
    'before migration',
  ]),
  /** The exact state after this change, on this timeline. */
  seq: count,
  timeline: count,
  size_bytes: count,
  duration_ms: milliseconds,
  sha256: z.string(),
  /** Of the rows alone: two files that hold the same world have the same one. */
  digest: z.string(),
  /** Rows by table. */
  rows: z.record(z.string(), count),
  /** When its file was last checked whole: checksum, integrity, digest; null where that failed. */
  verified_at: moment.nullable(),
  /** When it was last restored in a scratch place and found equal to the live world; null where never. */
  proven_at: moment.nullable(),
  /** What is wrong with it, or null. */
  problem: z.string().nullable(),
  /** Never pruned. */
  protected: z.boolean(),
});

const processStatus = z.object({
  name: z.string(),
  state: z.enum(['starting', 'ready', 'waiting', 'stopped']),
  pid: z.int().nullable(),
  restarts: count,
  last_end: z.string().nullable(),
});

export const serverStatus = z.object({
  server_id: z.string(),
  name: z.string(),
  region: z.string(),
  location: z.string(),
  version: z.string(),
  state: z.enum(['starting', 'serving', 'restoring', 'stopping']),
  started_at: moment,
  uptime_ms: milliseconds,
  characters: z.object({ count, max: count }),
  online: count,
  connections: count,
  /** A world to try things in, with simulated players; nobody's own. */
  demo: z.boolean(),
  seq: count,
  durable_seq: count,
  /** How long the oldest change that is not durable waits for it; 0 where there is none. */
  waited_ms: milliseconds,
  /** Why mutations are refused right now, or null. */
  refusing: z.string().nullable(),
  /** What is the matter with the journal, or null. `damaged`: memory alone holds what it has lost. */
  trouble: z.object({ code: z.string(), message: z.string() }).nullable(),
  last_snapshot: snapshot.nullable(),
  next_snapshot_at: moment.nullable(),
  last_backup: z.object({ at: moment, name: z.string(), verified: z.boolean() }).nullable(),
  /** The last proof that a backup brings the world back; null where there was none yet. */
  last_proof: z.object({ at: moment, name: z.string() }).nullable(),
  /** The last restore, as long as it can be undone. */
  last_restore: restoreReceipt.nullable(),
  next_backup_at: moment.nullable(),
  /** Why the last attempt at a backup failed, or null where it did not. */
  backup_error: z.object({ at: moment, message: z.string() }).nullable(),
  /** What was done since the start about files that were broken or gone, one sentence each; and whether anything is lost. */
  recovery: z.object({ sentences: z.array(z.string()), is_loss: z.boolean() }),
  memory: memoryStatus,
  processes: z.array(processStatus),
  steps: z.array(step),
});

/** One sample of the host's figures, over the interval of its tier. */
export const metricsSample = z.object({
  at: moment,
  operations_per_second: z.number(),
  /** Milliseconds from a change set's birth to its durability. */
  durable_p50_ms: z.number().nullable(),
  durable_p99_ms: z.number().nullable(),
  event_loop_delay_p99_ms: z.number(),
  memory_rss_bytes: count,
  heap_used_bytes: count,
  characters: count,
  online: count,
  connections: count,
  pending: count,
});

/** A request as it was answered: with the code and the sentence of its error, or null. */
const answered = z.object({
  at: moment,
  method: z.string(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});

export const connectionStatus = z.object({
  id: count,
  role: z.enum(ROLES),
  /** Where it comes from. */
  address: z.string(),
  session: z.string().nullable(),
  connected_at: moment,
  requests: count,
  errors: count,
  /** The latest ones, newest first; errors stay longer, since what went well soon hides them. */
  last_requests: z.array(answered),
  last_errors: z.array(answered),
});

export const violation = z.object({ rule: z.string(), message: z.string() });

export const HOST_METHODS = {
  'server.status': host(
    'The state of the shard: capacity, who is on, what is on disk, and its steps of start-up or shutdown.',
    {},
    { status: serverStatus },
    'game',
  ),
  subscribe: host(
    'Sets the topics that this connection is told of as notifications of the same name.',
    { topics: z.array(z.enum(TOPICS)) },
    { topics: z.array(z.enum(TOPICS)) },
    'game',
  ),
  'activity.query': host(
    'Looks for entries of the activity log: by fields, by a line of the query language, or both. Counts them by time and by value.',
    { ...activitySearch, ...activityPage },
    activityFound,
    'gm',
  ),
  'items.history': host(
    'The whole life of an item by the activity log, and whether it is where that says it should be.',
    { item_id: itemId },
    itemHistory,
    'gm',
  ),
  'items.search': host(
    'Searches the items, by the beginning or the end of an id too, sorted and a page at a time, in slices that do not hold up play, and counts them by type.',
    itemsSearch,
    itemsFound,
    'gm',
  ),
  'items.contradictions': host(
    'Looks at all items of the activity log for those that are not where it says they should be.',
    {},
    itemContradictions,
    'gm',
  ),
  'admin.snapshot': host(
    'Writes a snapshot now; a full one writes all players anew.',
    { full: z.boolean().optional() },
    { snapshot },
  ),
  'admin.snapshots.list': host(
    'The latest snapshots, newest first.',
    { limit: z.int().min(1).max(500).optional() },
    { snapshots: z.array(snapshot) },
  ),
  'admin.backups.list': host('The backups, newest first.', {}, { backups: z.array(backup) }),
  'admin.backups.create': host(
    'Makes a backup now, and checks it.',
    { label: z.string().min(1).max(100).optional() },
    { backup },
  ),
  'admin.backups.verify': host(
    'Checks a backup again and proves it: checksum, integrity, and that it brings the live world back.',
    { name: backupName },
    { backup },
  ),
  'admin.backups.protect': host(
    'Keeps a backup from being pruned, or lets it be pruned again.',
    { name: backupName, protected: z.boolean() },
    { backup },
  ),
  'admin.backups.delete': host(
    'Deletes a backup for good. The newest one that is whole stays, and the newest proven one.',
    { name: backupName },
    { backup },
  ),
  'admin.restore.window': host(
    'The moments that can be gone back to, and the timelines that restores began.',
    {},
    { window: restoreWindow },
  ),
  'admin.restore.preview': host(
    'What going back would change: to a backup, a moment, or a change. Names exactly one of them; changes nothing.',
    {
      backup: backupName.optional(),
      at: z.iso.datetime({ offset: true }).optional(),
      seq: count.optional(),
    },
    { preview: restorePreview },
  ),
  'admin.restore.run': host(
    'Goes back to what a preview showed. `accept_ms` is how much more play may be undone than it showed; otherwise PreviewOutdated.',
    { token: z.string().min(1).max(64), accept_ms: count.optional(), reason: reason.optional() },
    { restore: restoreReceipt },
  ),
  'admin.restore.undo': host(
    'Puts the world back as it was before the last restore.',
    { reason: reason.optional() },
    { restore: restoreReceipt },
  ),
  'admin.restore.list': host(
    'The restores there were, newest first.',
    {},
    { restores: z.array(restoreReceipt) },
  ),
  'admin.restore.previewCharacter': host(
    'One character at a moment, or after a change, beside the same one today. Names exactly one of the two; changes nothing.',
    {
      character_id: id,
      at: z.iso.datetime({ offset: true }).optional(),
      seq: count.optional(),
    },
    { preview: characterPreview },
    'gm',
  ),
  'admin.restore.runCharacter': host(
    'Brings back of a character what was chosen of a preview. `admin.undo` takes it back.',
    { token: z.string().min(1).max(64), ...characterChoices },
    { restored: characterReceipt },
    'gm',
  ),
  'admin.connections.list': host(
    'The game servers and others that are connected, with their last requests and errors.',
    {},
    { connections: z.array(connectionStatus) },
  ),
  'admin.integrityCheck': host(
    'Checks the database file: its pages, and that every reference leads somewhere. A broken one is made anew.',
    {},
    { ok: z.boolean(), problems: z.array(z.string()), mended: z.array(z.string()) },
  ),
  'admin.vacuum': host(
    'Makes the database file as small as it can be. Play goes on; snapshots wait until it is done.',
    {},
    { vacuum: vacuumRun },
  ),
  'admin.maintenance.get': host(
    'What the shard takes of its disk, what a vacuum would do, when the next one is, and those there were.',
    {},
    { maintenance: maintenanceStatus },
  ),
  'admin.verifyInvariants': host(
    'Checks the rules of the world on the live world, in slices that do not hold up play.',
    {},
    {
      ok: z.boolean(),
      checked: z.object({ characters: count, items: count, guilds: count, gold: count }),
      violations: z.array(violation),
      duration_ms: milliseconds,
    },
    'gm',
  ),
  'admin.journal.status': host(
    'The journal: what is durable, what waits, and its segments.',
    {},
    {
      journal: z.object({
        timeline: count,
        epoch: count,
        seq: count,
        durable_seq: count,
        snapshot_seq: count,
        pending: count,
        pending_bytes: count,
        waited_ms: milliseconds,
        refusing: z.string().nullable(),
        trouble: z.string().nullable(),
        segments: count,
        segment_file: z.string(),
        bytes: count,
        recovery: z.array(z.string()),
      }),
    },
  ),
  'admin.metrics.history': host(
    'Samples of the host’s figures over the last 5 minutes, 2 hours or 24 hours.',
    { range: z.enum(['5m', '2h', '24h']).optional() },
    { range: z.string(), interval_ms: count, samples: z.array(metricsSample) },
  ),
  'admin.settings.get': host(
    'The settings, without the tokens. Those named in `restart` hold from the next start on.',
    {},
    { settings, restart: z.array(z.string()) },
  ),
  'admin.settings.set': host(
    'Changes settings. Those named in `restart` hold from the next start on, the others at once.',
    { settings: settingsPatch },
    { settings, restart: z.array(z.string()) },
  ),
  'admin.alerts.list': host(
    'What is not as it should be right now, the rules, and how it goes with the webhook.',
    {},
    alertsNow,
  ),
  'admin.alerts.test': host(
    'Sends a word to the webhook of the settings, and answers what it said.',
    {},
    webhookTest,
  ),
  'admin.tokens.get': host(
    'The tokens, by role.',
    {},
    { tokens: z.record(z.enum(ROLES), z.string()) },
  ),
  'admin.tokens.rotate': host(
    'Gives a role a new token, valid at once. Connections by the old one get what they have asked for and are closed.',
    { role: z.enum(ROLES) },
    { role: z.enum(ROLES), token: z.string(), closed: count },
  ),
  'admin.shutdown': host(
    'Ends the host in order. With `restart` it asks whoever runs it to start it again (exit code 75).',
    { restart: z.boolean().optional() },
    { stopping: z.literal(true) },
  ),
} as const;

export type HostMethod = keyof typeof HOST_METHODS;
export type HostParams<M extends HostMethod> = z.output<(typeof HOST_METHODS)[M]['params']>;
export type HostResult<M extends HostMethod> = z.output<(typeof HOST_METHODS)[M]['result']>;

export function isHostMethod(method: string): method is HostMethod {
  return Object.hasOwn(HOST_METHODS, method);
}

export const METHODS = { ...WORLD_METHODS, ...HOST_METHODS } as const;
export type Method = WorldMethod | HostMethod;
export type Params<M extends Method> = z.input<(typeof METHODS)[M]['params']>;
export type Result<M extends Method> = z.output<(typeof METHODS)[M]['result']>;

export function definitionOf(method: string): MethodDefinition | undefined {
  if (isWorldMethod(method)) return WORLD_METHODS[method];
  if (isHostMethod(method)) return HOST_METHODS[method];
  return undefined;
}

/** The params of a `progress` notification: a step, or how far a full snapshot or a backup is. */
export type Progress =
  | { readonly step: Step }
  | { readonly snapshot: { readonly rows: number; readonly of: number } }
  | {
      readonly backup: {
        readonly phase: 'copying' | 'checking' | 'proving';
        readonly pages: number;
        readonly of: number;
      };
    }
  | { readonly restore: RestoreProgress };

export type Recovery = ServerStatus['recovery'];
export type Step = z.output<typeof step>;
export type Snapshot = z.output<typeof snapshot>;
export type ServerStatus = z.output<typeof serverStatus>;
export type MetricsSample = z.output<typeof metricsSample>;
export type Backup = z.output<typeof backup>;
export type ConnectionStatus = z.output<typeof connectionStatus>;
export type Violation = z.output<typeof violation>;
