/**
 * `history.json`: what the window's charts and lists show, kept over a restart. Losing it costs
 * nothing but the view back, so a broken one is put away and begun anew.
 */
import { readFileSync, renameSync } from 'node:fs';
import { z } from 'zod';
import { metricsSample, type Snapshot, snapshot } from '../../shared/host-methods.ts';
import { RESTORE_HISTORY_MAX, SNAPSHOT_HISTORY_MAX } from '../../shared/limits.ts';
import type { Logger } from '../../shared/logger.ts';
import { type RestoreReceipt, restoreReceipt } from '../../shared/restore.ts';
import { writeFileDurably } from '../storage/durable-files.ts';

const samples = z.array(metricsSample);

const historyFile = z.object({
  snapshots: z.array(snapshot),
  // Not in those of before there were restores.
  restores: z.array(restoreReceipt).default([]),
  metrics: z.object({ '5m': samples, '2h': samples, '24h': samples }),
});

type Content = z.output<typeof historyFile>;

const EMPTY: Content = { snapshots: [], restores: [], metrics: { '5m': [], '2h': [], '24h': [] } };

const FILE_MODE = 0o644;

export class History {
  readonly #file: string;
  readonly #log: Logger;
  #snapshots: Snapshot[];
  #restores: RestoreReceipt[];
  readonly metrics: Content['metrics'];

  constructor(file: string, log: Logger) {
    this.#file = file;
    this.#log = log;
    const { snapshots, restores, metrics } = this.#read();
    this.#snapshots = snapshots;
    this.#restores = restores;
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

  async save(
    metrics: { readonly [K in keyof Content['metrics']]: readonly unknown[] },
  ): Promise<void> {
    const text = JSON.stringify({
      snapshots: this.#snapshots,
      restores: this.#restores,
      metrics,
    });
    await writeFileDurably(this.#file, text, FILE_MODE);
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
