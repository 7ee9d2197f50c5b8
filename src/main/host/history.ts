/**
 * `history.json`: what the window's charts and lists show, kept over a restart. Losing it costs
 * nothing but the view back, so a broken one is put away and begun anew.
 */
import { readFileSync, renameSync } from 'node:fs';
import { z } from 'zod';
import { metricsSample, type Snapshot, snapshot } from '../../shared/host-methods.ts';
import {
  MEMORY_RESTARTS_MAX,
  RESTORE_HISTORY_MAX,
  SNAPSHOT_HISTORY_MAX,
  VACUUM_HISTORY_MAX,
} from '../../shared/limits.ts';
import type { Logger } from '../../shared/logger.ts';
import { type VacuumRun, vacuumRun } from '../../shared/maintenance.ts';
import { type RestoreReceipt, restoreReceipt } from '../../shared/restore.ts';
import { Turns } from '../processes/turns.ts';
import { writeFileDurably } from '../storage/durable-files.ts';

const samples = z.array(metricsSample);

const historyFile = z.object({
  snapshots: z.array(snapshot),
  // What an older version did not know yet.
  restores: z.array(restoreReceipt).default([]),
  vacuums: z.array(vacuumRun).default([]),
  restarts: z.array(z.string()).default([]),
  metrics: z.object({ '5m': samples, '2h': samples, '24h': samples }),
});

type Content = z.output<typeof historyFile>;

const EMPTY: Content = {
  snapshots: [],
  restores: [],
  vacuums: [],
  restarts: [],
  metrics: { '5m': [], '2h': [], '24h': [] },
};

const FILE_MODE = 0o644;

export class History {
  readonly #file: string;
  readonly #log: Logger;
  #snapshots: Snapshot[];
  #restores: RestoreReceipt[];
  #vacuums: VacuumRun[];
  #restarts: string[];
  readonly metrics: Content['metrics'];
  /** What is saved last is what stays. */
  readonly #turns = new Turns();

  constructor(file: string, log: Logger) {
    this.#file = file;
    this.#log = log;
    const { snapshots, restores, vacuums, restarts, metrics } = this.#read();
    this.#snapshots = snapshots;
    this.#restores = restores;
    this.#vacuums = vacuums;
    this.#restarts = restarts;
    this.metrics = metrics;
  }

  /** Oldest first. */
  get snapshots(): readonly Snapshot[] {
    return this.#snapshots;
  }

  /** Oldest first. */
  get restores(): readonly RestoreReceipt[] {
    return this.#restores;
  }

  addRestore(receipt: RestoreReceipt): void {
    this.#restores = [...this.#restores, receipt].slice(-RESTORE_HISTORY_MAX);
  }

  add(snapshot: Snapshot): void {
    this.#snapshots = [...this.#snapshots, snapshot].slice(-SNAPSHOT_HISTORY_MAX);
  }

  /** Oldest first. */
  get vacuums(): readonly VacuumRun[] {
    return this.#vacuums;
  }

  addVacuum(vacuum: VacuumRun): void {
    this.#vacuums = [...this.#vacuums, vacuum].slice(-VACUUM_HISTORY_MAX);
  }

  /** When the host has ended for want of memory, oldest first. */
  get restarts(): readonly string[] {
    return this.#restarts;
  }

  addRestart(at: string): void {
    this.#restarts = [...this.#restarts, at].slice(-MEMORY_RESTARTS_MAX);
  }

  save(metrics: { readonly [K in keyof Content['metrics']]: readonly unknown[] }): Promise<void> {
    const text = JSON.stringify({
      snapshots: this.#snapshots,
      restores: this.#restores,
      vacuums: this.#vacuums,
      restarts: this.#restarts,
      metrics,
    });
    return this.#turns.take(() => writeFileDurably(this.#file, text, FILE_MODE));
  }

  #read(): Content {
    try {
      return historyFile.parse(JSON.parse(readFileSync(this.#file, 'utf8')));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return EMPTY;
      const aside = `${this.#file}.broken`;
      renameSync(this.#file, aside);
      this.#log.warn({ err: error, aside }, 'the history cannot be read; a new one is begun');
      return EMPTY;
    }
  }
}
