/** The figures that alerts are judged by, from the parts of the host. */
import type { Snapshot } from '../../../shared/host-methods.ts';
import type { MemoryStatus } from '../../../shared/maintenance.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { Engine } from '../../journal/engine.ts';
import type { Backups } from '../backups.ts';
import type { JournalLink } from '../journal-link.ts';
import type { StatusParts } from '../status.ts';
import type { Clock } from './clock.ts';
import type { Facts } from './conditions.ts';
import type { DiskWatch } from './disk-watch.ts';
import { ProcessWatch } from './process-watch.ts';

const MINUTE_MS = 60_000;

/** What the checks of the world have found the last time. */
export interface Findings {
  readonly violations: readonly string[];
  readonly contradictions: readonly string[];
}

export interface FactsOptions extends Pick<StatusParts, 'snapshotter' | 'activity'> {
  readonly clock: Clock;
  readonly settings: () => Settings;
  readonly engine: Engine;
  readonly backups: Backups;
  readonly journal: JournalLink;
  readonly disks: DiskWatch;
  readonly memory: () => MemoryStatus;
  readonly lastSnapshot: () => Snapshot | null;
}

export class FactsOfHost {
  readonly #options: FactsOptions;
  readonly #processes = new ProcessWatch();
  readonly #startedAt: number;
  #findings: Findings = { violations: [], contradictions: [] };

  constructor(options: FactsOptions) {
    this.#options = options;
    this.#startedAt = options.clock.wall();
  }

  /** A check of the world is through. */
  found(findings: Partial<Findings>): void {
    this.#findings = { ...this.#findings, ...findings };
  }

  now(webhookFailure: string | null): Facts {
    const { clock, engine, backups, journal, disks, memory, lastSnapshot } = this.#options;
    const settings = this.#options.settings();
    const { pending, waitedMs, refusing } = engine.outbox.status();
    const snapshot = lastSnapshot();
    const owners = [journal, this.#options.snapshotter, backups, this.#options.activity];
    return {
      now: clock.wall(),
      startedAt: this.#startedAt,
      snapshotError: snapshot?.state === 'failed' ? (snapshot.error ?? '') : null,
      backup: {
        error: backups.error?.message ?? null,
        newestAt: backups.newest === null ? null : Date.parse(backups.newest.at),
        intervalMs: settings.backupMinutes * MINUTE_MS,
      },
      journal: {
        refusing,
        damage: journal.trouble?.code === 'damaged' ? journal.trouble.message : null,
        pending,
        waitedMs,
      },
      disks: disks.disks,
      memory: memory(),
      characters: {
        count: engine.world.tables.characters.size,
        max: settings.maxCharacters,
      },
      processes: this.#processes.look(
        owners.map((owner) => owner.status()),
        clock.monotonic(),
      ),
      ...this.#findings,
      webhookFailure,
    };
  }
}
