/** Looking after a shard: vacuums of its database, what it takes of the disk, and of memory. */
import { z } from 'zod';

const bytes = z.int().min(0);
const milliseconds = z.number().min(0);
const moment = z.string();

/** One vacuum of the database, or the night in which there was none. */
export const vacuumRun = z.object({
  at: moment,
  cause: z.enum(['request', 'schedule']),
  state: z.enum(['done', 'failed', 'skipped']),
  /** The database's file; the same twice where nothing was done. */
  bytes_before: bytes,
  bytes_after: bytes,
  duration_ms: milliseconds,
  /** What failed, or why it was skipped; null where it was done. */
  error: z.string().nullable(),
});

/** What a vacuum would do now; while one is under way, as it was before that. */
const vacuumEstimate = z.object({
  /** The database's file. */
  bytes,
  /** About as much as it would be smaller. */
  bytes_reclaimable: bytes,
  /** Free space that has to be there: for the new file beside the old one, and for the journal meanwhile. */
  bytes_needed: bytes,
  /** As long as the last one took, by the size; null where there was none. */
  duration_ms: milliseconds.nullable(),
});

/** What lies in the data directory, in bytes; `backups` wherever the settings put them. */
const sizesOnDisk = z.object({
  database: bytes,
  journal: bytes,
  backups: bytes,
  logs: bytes,
  /** The index that searches of the logs go through. */
  activity_index: bytes,
  /** Worlds of the past that are being looked at or proven. */
  scratch: bytes,
  quarantine: bytes,
  /** Free on the data directory's disk. */
  free: bytes,
});

export const maintenanceStatus = z.object({
  sizes: sizesOnDisk,
  vacuum: z.object({
    estimate: vacuumEstimate,
    /** One is under way. */
    running: z.boolean(),
    /** When the next one by schedule is looked at, or null where none is planned. */
    next_at: moment.nullable(),
    /** It is skipped while more players than this are online. */
    max_online: z.int().min(0),
    /** Newest first. */
    runs: z.array(vacuumRun),
  }),
});

/** The memory that the main process takes of its limit, and what is done about it. */
export const memoryStatus = z.object({
  rss_bytes: bytes,
  /** Null where there is no limit. */
  limit_bytes: bytes.nullable(),
  warn_bytes: bytes.nullable(),
  /** `exhausted`: at the limit, and restarts have not helped. */
  state: z.enum(['ok', 'warning', 'restarting', 'exhausted']),
});

export type VacuumRun = z.output<typeof vacuumRun>;
export type SizesOnDisk = z.output<typeof sizesOnDisk>;
export type MaintenanceStatus = z.output<typeof maintenanceStatus>;
export type MemoryStatus = z.output<typeof memoryStatus>;
