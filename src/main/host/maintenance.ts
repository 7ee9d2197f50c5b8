/**
 * Vacuums of the database, by hand and by schedule, and what became of them; and what the shard takes of
 * its disk. The work is the snapshot process's, which owns the file.
 */
import { statSync } from 'node:fs';
import { ShardError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { MaintenanceStatus, VacuumRun } from '../../shared/maintenance.ts';
import type { Settings } from '../../shared/settings.ts';
import type { DataDirectory } from '../processes/data-directory.ts';
import { RemoteError } from '../processes/rpc.ts';
import type { VacuumSpace } from '../storage/vacuum.ts';
import { sizesOnDisk } from './disk-usage.ts';
import type { History } from './history.ts';
import type { Snapshotter } from './snapshotter.ts';
import { VacuumSchedule } from './vacuum-schedule.ts';

export interface MaintenanceOptions {
  readonly log: Logger;
  readonly paths: DataDirectory;
  readonly settings: () => Settings;
  readonly snapshotter: Snapshotter;
  readonly history: History;
  /** Where backups lie. */
  readonly backups: () => string;
  readonly online: () => number;
  /** Every vacuum, whatever came of it. */
  readonly onVacuum: (run: VacuumRun) => void;
}

export class Maintenance {
  readonly #options: MaintenanceOptions;
  readonly #schedule: VacuumSchedule;
  #running = 0;
  /** The last look at the pages: while a vacuum has the file, nobody else can look at it. */
  #space: VacuumSpace | null = null;

  constructor(options: MaintenanceOptions) {
    this.#options = options;
    const { settings, online } = options;
    this.#schedule = new VacuumSchedule({
      hour: () => settings().vacuumHour,
      maxOnline: () => settings().vacuumMaxOnline,
      online,
      // A failure is in the history and in the log; the next night tries again.
      onDue: () => void this.vacuum('schedule').catch(() => {}),
      onSkipped: (why) => this.#skip(why),
    });
  }

  /** Plans the next vacuum; again when its hour has changed. */
  schedule(): void {
    this.#schedule.begin();
  }

  endSchedule(): void {
    this.#schedule.stop();
  }

  /** Makes the database as small as it can be. Rejects with what failed; nothing has changed then. */
  async vacuum(cause: VacuumRun['cause']): Promise<VacuumRun> {
    const { snapshotter, log } = this.#options;
    const at = new Date().toISOString();
    const startedAt = performance.now();
    this.#running++;
    try {
      const { bytesBefore, bytesAfter, durationMs } = await snapshotter.vacuum();
      const run: VacuumRun = {
        at,
        cause,
        state: 'done',
        bytes_before: bytesBefore,
        bytes_after: bytesAfter,
        duration_ms: Math.round(durationMs),
        error: null,
      };
      this.#add(run);
      return run;
    } catch (thrown) {
      const { message } = ShardError.from(thrown);
      log.error({ err: thrown, cause }, 'vacuum failed');
      const duration_ms = Math.round(performance.now() - startedAt);
      this.#add({ ...this.#unchanged(), at, cause, state: 'failed', duration_ms, error: message });
      const hint = thrown instanceof RemoteError ? (thrown.hint ?? '') : '';
      throw new ShardError('StorageUnavailable', `The vacuum failed: ${message}`, {
        cause: thrown,
        hint: `${hint} The database is as it was, and play goes on.`.trimStart(),
      });
    } finally {
      this.#running--;
    }
  }

  async status(): Promise<MaintenanceStatus> {
    const { snapshotter, history, paths, backups, settings } = this.#options;
    const known = this.#running > 0 ? this.#space : null;
    const [space, sizes] = await Promise.all([
      known ?? snapshotter.vacuumSpace(),
      sizesOnDisk(paths, backups()),
    ]);
    this.#space = space;
    const { bytes, reclaimable, needed } = space;
    const { nextAt } = this.#schedule;
    const runs = [...history.vacuums].reverse();
    return {
      sizes,
      vacuum: {
        estimate: {
          bytes,
          bytes_reclaimable: reclaimable,
          bytes_needed: needed,
          duration_ms: expectedMs(runs, bytes),
        },
        running: this.#running > 0,
        next_at: nextAt === null ? null : new Date(nextAt).toISOString(),
        max_online: settings().vacuumMaxOnline,
        runs,
      },
    };
  }

  #skip(why: string): void {
    const at = new Date().toISOString();
    const cause = 'schedule';
    this.#add({ ...this.#unchanged(), at, cause, state: 'skipped', duration_ms: 0, error: why });
  }

  /** The sizes of a vacuum that did nothing. */
  #unchanged(): Pick<VacuumRun, 'bytes_before' | 'bytes_after'> {
    const { database } = this.#options.paths;
    const bytes = statSync(database, { throwIfNoEntry: false })?.size ?? 0;
    return { bytes_before: bytes, bytes_after: bytes };
  }

  #add(run: VacuumRun): void {
    this.#options.history.addVacuum(run);
    this.#options.log.info({ ...run }, `vacuum ${run.state}`);
    this.#options.onVacuum(run);
  }
}

/** As long as the newest of `runs` (newest first) that was done, by the size of the file; else null. */
export function expectedMs(runs: readonly VacuumRun[], bytes: number): number | null {
  const last = runs.find(({ state }) => state === 'done');
  if (last === undefined || last.bytes_before === 0) return null;
  return Math.round((last.duration_ms * bytes) / last.bytes_before);
}
