/** What the host tells of itself, put together from its parts. */
import type { Recovery, ServerStatus, Snapshot, Step } from '../../shared/host-methods.ts';
import type { RestoreReceipt } from '../../shared/restore.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Engine } from '../journal/engine.ts';
import type { Activity } from './activity.ts';
import type { Backups } from './backups.ts';
import type { JournalLink } from './journal-link.ts';
import type { MemoryWatch } from './memory-watch.ts';
import type { Snapshotter } from './snapshotter.ts';

export interface StatusParts {
  readonly settings: Settings;
  readonly version: string;
  readonly state: ServerStatus['state'];
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly connections: number;
  readonly isDemo: boolean;
  readonly engine: Engine;
  readonly snapshotter: Snapshotter;
  readonly backups: Backups;
  readonly lastRestore: RestoreReceipt | null;
  readonly journal: JournalLink;
  readonly activity: Activity;
  readonly recovery: Recovery;
  readonly memory: MemoryWatch;
  readonly lastSnapshot: Snapshot | null;
  readonly steps: readonly Step[];
}

export function statusOf(parts: StatusParts): ServerStatus {
  const { settings, startedAt, engine, snapshotter, backups, journal } = parts;
  const { characters, sessions } = engine.world.tables;
  const { waitedMs, refusing } = engine.outbox.status();
  return {
    server_id: settings.serverId,
    name: settings.name,
    region: settings.region,
    location: settings.location,
    version: parts.version,
    state: parts.state,
    started_at: new Date(startedAt).toISOString(),
    uptime_ms: Date.now() - startedAt,
    characters: { count: characters.size, max: settings.maxCharacters },
    online: sessions.size,
    connections: parts.connections,
    demo: parts.isDemo,
    seq: engine.world.seq,
    durable_seq: engine.durable.value,
    waited_ms: waitedMs,
    refusing,
    trouble: journal.trouble,
    last_snapshot: parts.lastSnapshot,
    next_snapshot_at: momentOf(snapshotter.nextAt),
    last_backup: backups.newest,
    last_proof: backups.proof,
    last_restore: parts.lastRestore,
    next_backup_at: momentOf(backups.nextAt),
    recovery: parts.recovery,
    backup_error: backups.error,
    memory: parts.memory.status(),
    processes: [journal, snapshotter, backups, parts.activity].map((owner) => {
      const { name, state, pid = null, restarts, lastEnd } = owner.status();
      return { name, state, pid, restarts, last_end: lastEnd };
    }),
    steps: [...parts.steps],
  };
}

function momentOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
