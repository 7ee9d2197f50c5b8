/**
 * Proves a backup: restores it in a scratch place, folds the journal onto it, and compares it slice by
 * slice with the live world, each slice at the very change at which main took it.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeDisk } from '../../journal/disk.ts';
import { JournalDirectory } from '../../journal/journal-directory.ts';
import { JournalError } from '../../journal/journal-error.ts';
import { legOf, readTimelines, wayTo } from '../../journal/timelines.ts';
import { StorageError, type StorageErrorCode } from '../../storage/errors.ts';
import type { Migration } from '../../storage/migrate.ts';
import { removeDatabase } from '../../storage/replace-database.ts';
import { StoredSlices } from '../../storage/slice-digest.ts';
import { openDatabase, type SqliteDatabase } from '../../storage/sqlite.ts';
import { SqliteStore } from '../../storage/store.ts';
import type { Slice } from '../../world/slices.ts';
import type { DataDirectory } from '../data-directory.ts';
import { type BaseBackup, JournalFold, rebuild } from '../rebuild.ts';

export interface ProverOptions {
  readonly paths: DataDirectory;
  readonly serverId: string;
  readonly migrations: readonly Migration[];
}

/** Restored beside, with nothing to compare it with, or broken. */
export type ProofBegun =
  | { readonly state: 'restored' | 'nothing to compare with' }
  | { readonly state: 'broken'; readonly problem: string };

/** The copy is no database, or the journal does not go on from what it holds. */
const BROKEN: readonly StorageErrorCode[] = ['corrupt', 'constraint', 'foreign-key', 'sequence'];

interface Proof {
  readonly file: string;
  readonly db: SqliteDatabase;
  readonly fold: JournalFold;
  readonly slices: StoredSlices;
}

export class Prover {
  readonly #options: ProverOptions;
  readonly #journal: JournalDirectory;
  #proof: Proof | null = null;

  constructor(options: ProverOptions) {
    this.#options = options;
    this.#journal = new JournalDirectory(nodeDisk, options.paths.journal);
  }

  /** Whether play went on from what a backup holds, or from what came after it. */
  isOnTheWay(backup: Pick<BaseBackup, 'timeline' | 'seq'>): boolean {
    const timelines = readTimelines(this.#journal);
    return legOf(wayTo(timelines, this.#timeline() ?? backup.timeline, null), backup) >= 0;
  }

  /**
   * Restores `backup` beside and brings it to change `headSeq`, which is durable. There is nothing to
   * compare it with where it is on no way to the present (play went on from another state), or where the
   * journal does not hold what followed it any more. Throws as `rebuild` does.
   */
  async begin(backup: BaseBackup, headSeq: number): Promise<ProofBegun> {
    await this.end();
    if (!this.isOnTheWay(backup)) return { state: 'nothing to compare with' };
    try {
      await this.#restore(backup, headSeq);
      return { state: 'restored' };
    } catch (error) {
      await this.end();
      if (error instanceof StorageError && BROKEN.includes(error.code)) {
        return { state: 'broken', problem: error.message };
      }
      if (error instanceof JournalError && error.code === 'gap') {
        return { state: 'nothing to compare with' };
      }
      throw error;
    }
  }

  async #restore(backup: BaseBackup, headSeq: number): Promise<void> {
    const { paths, serverId, migrations } = this.#options;
    await mkdir(paths.scratch, { recursive: true });
    const file = join(paths.scratch, 'proof.db');
    await rebuild({
      file,
      serverId,
      journal: paths.journal,
      migrations,
      backups: [backup],
      timeline: this.#timeline() ?? backup.timeline,
      seq: null,
      // The journal alone would bring the same world, and prove nothing of the backup.
      requireBackup: true,
    });
    const db = openDatabase(file);
    db.pragma('synchronous = OFF');
    // The document's table has none, and without it each of thousands of slices reads every item.
    db.exec('CREATE INDEX proof_items_by_holder ON items (character_id)');
    const fold = new JournalFold(new SqliteStore(db), paths.journal);
    this.#proof = { file, db, fold, slices: new StoredSlices(db) };
    await fold.to(headSeq);
  }

  /** Whether the restored world holds this slice as it was in memory after change `seq`, which is durable. */
  async holds(slice: Slice, seq: number, digest: string): Promise<boolean> {
    if (this.#proof === null) {
      throw new StorageError('not-found', 'The proof was cut off.', { hint: 'Ask for it again.' });
    }
    await this.#proof.fold.to(seq);
    return this.#proof.slices.digest(slice) === digest;
  }

  #timeline(): number | undefined {
    return this.#journal.currentTimeline()?.timeline;
  }

  /** Lets go of the restored world. */
  async end(): Promise<void> {
    const proof = this.#proof;
    this.#proof = null;
    if (proof === null) return;
    proof.fold.close();
    proof.db.close();
    await removeDatabase(proof.file);
  }
}
