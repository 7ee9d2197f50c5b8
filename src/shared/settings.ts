/** What an operator may set: the content of `config.json` without its tokens. */
import { z } from 'zod';
import { alertSettings, DEFAULT_ALERTS } from './alerts.ts';
import { name } from './fields.ts';
import { CHARACTERS_MAX, CONNECTIONS_MAX, MEMORY_BYTES_MAX } from './limits.ts';

/** The document's regions. */
const REGIONS = ['NorthAmerica', 'Europe', 'Asia', 'SouthAmerica', 'Oceania'] as const;

/** Another server that a full one names: the fields of the document's `ServerInfo` that are fixed. */
const alternative = z.strictObject({
  server_id: z.string().min(1).max(64),
  server_name: name,
  region: z.enum(REGIONS).optional(),
  ip_address: z.string().min(1).max(255),
  port: z.int().min(1).max(65_535),
});

const shape = {
  serverId: z.string().regex(/^[0-9A-Za-z_-]{1,32}$/, 'must be 1 to 32 letters, digits, _ or -'),
  name,
  region: z.enum(REGIONS),
  location: z.string().max(64),
  host: z.string().min(1).max(255),
  /** 0 picks a free one at each start. */
  port: z.int().min(0).max(65_535),
  maxCharacters: z.int().min(1).max(CHARACTERS_MAX),
  /** Slots of a bag, or null for no limit. */
  bagSlots: z.int().min(1).nullable(),
  snapshotSeconds: z.int().min(1).max(86_400),
  /** Minutes between two backups. */
  backupMinutes: z
    .int()
    .min(1)
    .max(7 * 24 * 60),
  /** Where backups lie, or null for `backups` in the data directory: another disk is the point of it. */
  backupDirectory: z.string().min(1).max(1024).nullable(),
  /** All backups are kept for so many hours, then one a day for so many days, one a week for so many weeks. */
  backupHours: z
    .int()
    .min(1)
    .max(24 * 30),
  backupDays: z.int().min(0).max(365),
  backupWeeks: z.int().min(0).max(520),
  /** Any moment of so many hours can be gone back to, as long as the journal takes no more than so many MiB. */
  restoreHours: z
    .int()
    .min(1)
    .max(24 * 90),
  journalMib: z
    .int()
    .min(256)
    .max(1024 * 1024),
  /** Days after which a file of the activity log is compressed; it can be searched as before. */
  activityCompressDays: z.int().min(1).max(3650),
  /** Days after which a file of the activity log is deleted, or null for never. */
  activityDeleteDays: z.int().min(1).max(3650).nullable(),
  /** The hour of the local day in which the database is vacuumed, or null for never. */
  vacuumHour: z.int().min(0).max(23).nullable(),
  /** Nothing is vacuumed by schedule while more players are online. */
  vacuumMaxOnline: z.int().min(0).max(CHARACTERS_MAX),
  /** MiB of memory at which the host ends in order to be started again, or null for no limit. */
  memoryLimitMib: z
    .int()
    .min(64)
    .max(64 * 1024)
    .nullable(),
  /** The share of that limit from which on it is warned of. */
  memoryWarnPercent: z.int().min(10).max(99),
  connectionsMax: z.int().min(1).max(CONNECTIONS_MAX),
  /** Web pages that may connect; all others' cross-origin connections are refused. */
  allowedOrigins: z.array(z.url()),
  alternatives: z.array(alternative),
  alerts: alertSettings,
};

export const settings = z.strictObject(shape);
export type Settings = z.output<typeof settings>;

export const settingsPatch = settings
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'must name at least one setting');

export const DEFAULT_SETTINGS: Settings = {
  serverId: '001',
  name: 'My Shard',
  region: 'Europe',
  location: '',
  host: '127.0.0.1',
  port: 7780,
  maxCharacters: CHARACTERS_MAX,
  bagSlots: null,
  // The document: "Complete snapshots every 2 minutes".
  snapshotSeconds: 120,
  // The document: "Backup every 1 hour", "Keep last 24 hours of backups".
  backupMinutes: 60,
  backupDirectory: null,
  backupHours: 24,
  backupDays: 7,
  backupWeeks: 4,
  restoreHours: 48,
  journalMib: 8 * 1024,
  activityCompressDays: 7,
  activityDeleteDays: null,
  // The document: "Run VACUUM during low traffic (e.g., 3 AM)".
  vacuumHour: 3,
  vacuumMaxOnline: 50,
  memoryLimitMib: MEMORY_BYTES_MAX / 1024 ** 2,
  memoryWarnPercent: 80,
  connectionsMax: CONNECTIONS_MAX,
  allowedOrigins: [],
  alternatives: [],
  alerts: DEFAULT_ALERTS,
};

/** Settings that a running host cannot take on. */
export const RESTART_SETTINGS: readonly (keyof Settings)[] = [
  'serverId',
  'host',
  'port',
  'backupDirectory',
];
