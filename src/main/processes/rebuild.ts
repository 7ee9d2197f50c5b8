/**
 * Makes the world as it was after any change: the nearest backup before it, and the journal folded on
 * top. Recovery at start-up, restores, proofs and looks at the past all come from here, and the fold is
 * the one that every snapshot is.
 *
 * Writes one file of its own and changes nothing else.
 */
import { copyFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { COALESCED_ROWS_MAX } from '../../shared/limits.ts';
import { nodeDisk } from '../journal/disk.ts';
import { chainOf, JournalDirectory } from '../journal/journal-directory.ts';
import { JournalReader } from '../journal/reader.ts';
import type { TimelineOrigin } from '../journal/segment.ts';
import { type Leg, legOf, readTimelines, wayTo } from '../journal/timelines.ts';
import { Coalescer } from '../storage/coalesce.ts';
import { asStorageError, StorageError } from '../storage/errors.ts';
import { requireSpace } from '../storage/free-space.ts';
import { findProblems } from '../storage/integrity.ts';
import { readPosition, type StorePosition } from '../storage/meta.ts';
import { type Migration, migrate, schemaVersion } from '../storage/migrate.ts';
import { removeDatabase } from '../storage/replace-database.ts';
import { openDatabase } from '../storage/sqlite.ts';
import { SqliteStore } from '../storage/store.ts';

/** A backup that a world may be made from. */
export interface BaseBackup {
  readonly name: string;
  readonly file: string;
  readonly timeline: number;
  readonly seq: number;
}

export interface RebuildOptions {
  /** The file to make; it holds nothing that counts. */
  readonly file: string;
  readonly serverId: string;
  /** The directory of the journal. */
  readonly journal: string;
  readonly migrations: readonly Migration[];
  readonly backups: readonly BaseBackup[];
  readonly timeline: number;
  /** The last change to fold in; null for the nearest state on the timeline, from which a fold goes on. */
  readonly seq: number | null;
  /** Fails with `corrupt` where no backup can be used, although the journal alone would lead there. */
  readonly requireBackup?: boolean;
  readonly onProgress?: (done: number, of: number) => void;
}

export interface Rebuilt {
  /** The backup that it was made from, or null for the journal alone. */
  readonly from: string | null;
  /** Backups that were passed over, and why. */
  readonly passedOver: readonly string[];
  readonly position: StorePosition;
}

/** Milliseconds of folding between two turns of the event loop. */
const SLICE_MS = 20;

/**
 * Throws StorageError `corrupt` where no whole backup and no journal leads there, `disk-full`, `io`, and
 * JournalError `damaged` and `gap` (with the sequences) where the journal cannot be read on the way.
 */
export async function rebuild(options: RebuildOptions): Promise<Rebuilt> {
  const { file, timeline, seq, requireBackup } = options;
  const journal = new JournalDirectory(nodeDisk, options.journal);
  const way = wayTo(readTimelines(journal), timeline, seq);
  const passedOver: string[] = [];
  for (const backup of nearestFirst(options.backups, way)) {
    const problem = await takeCopy(backup, options);
    if (problem !== null) passedOver.push(`${backup.name}: ${problem}`);
    else return { from: backup.name, passedOver, position: await fold(options, way) };
  }
  await removeDatabase(file);
  if (requireBackup) {
    throw new StorageError('corrupt', passedOver.join(' ') || 'No backup is on the way there.');
  }
  if (!reachesBack(journal, way)) {
    throw new StorageError(
      'corrupt',
      'There is no backup before it that is whole, and the journal does not reach back to the beginning.',
      { hint: 'Put a whole database or a backup in its place; nothing was changed.' },
    );
  }
  return { from: null, passedOver, position: await fold(options, way) };
}

/** Those that stand on the way, the one with the least to fold first. */
function nearestFirst(backups: readonly BaseBackup[], way: readonly Leg[]): BaseBackup[] {
  return backups
    .map((backup) => ({ backup, leg: legOf(way, backup) }))
    .filter(({ leg }) => leg >= 0)
    .sort((a, b) => b.leg - a.leg || b.backup.seq - a.backup.seq)
    .map(({ backup }) => backup);
}

/** True where the journal has every change since the world was empty. */
function reachesBack(journal: JournalDirectory, [first]: readonly Leg[]): boolean {
  if (first === undefined || first.parent !== null) return false;
  return chainOf(journal.list(first.timeline)).links[0]?.segment.header.first_seq === 1;
}

/** Copies a backup; says what is wrong with it where it cannot be used. */
async function takeCopy(
  backup: BaseBackup,
  { file, serverId, migrations, requireBackup }: RebuildOptions,
): Promise<string | null> {
  try {
    await removeDatabase(file);
    await requireSpace(dirname(file), (await stat(backup.file)).size, backup.file);
    await copyFile(backup.file, file);
    const db = openDatabase(file);
    try {
      const [problem = null] = findProblems(db);
      if (problem !== null) return problem;
      const version = schemaVersion(db);
      if (version > migrations.length) return `It has the newer schema version ${version}.`;
      const { serverId: owner, timeline, appliedSeq } = readPosition(db);
      if (owner !== serverId) return `It is of the shard ${owner}, not ${serverId}.`;
      if (timeline === backup.timeline && appliedSeq === backup.seq) return null;
      return `It stands at change ${appliedSeq}, not ${backup.seq} as its manifest says.`;
    } finally {
      db.close();
    }
  } catch (thrown) {
    const error = asStorageError(thrown, `Copying ${backup.file}`);
    if (error.code === 'disk-full' || requireBackup) throw error;
    return error.message;
  }
}

/** Folds the journal over what `file` holds, leg by leg, and leaves it as one file. */
async function fold(
  { file, serverId, journal, migrations, onProgress }: RebuildOptions,
  way: readonly Leg[],
): Promise<StorePosition> {
  const db = openDatabase(file);
  try {
    // Until it is done the file counts for nothing: whoever takes it into use syncs it first.
    db.pragma('synchronous = OFF');
    migrate(db, migrations);
    const store = new SqliteStore(db);
    if (store.position.serverId === '') store.setServerId(serverId);
    const { timeline, appliedSeq } = store.position;
    const from = Math.max(0, legOf(way, { timeline, seq: appliedSeq }));
    const legs = way.slice(from);
    const total = legs.reduce((sum, leg) => sum + lengthOf(leg, appliedSeq), 0);
    let done = 0;
    for (const [i, leg] of legs.entries()) {
      if (i > 0 && leg.parent !== null) store.startTimeline(beginningOf(leg, leg.parent));
      if (leg.upTo === null) break;
      const folding = new JournalFold(store, journal);
      try {
        await folding.to(leg.upTo, (seqs) => {
          done += seqs;
          onProgress?.(done, total);
        });
      } finally {
        folding.close();
      }
    }
    store.checkpoint();
    db.pragma('journal_mode = DELETE');
    return store.position;
  } finally {
    db.close();
  }
}

function lengthOf({ after, upTo }: Leg, appliedSeq: number): number {
  return upTo === null ? 0 : Math.max(0, upTo - Math.max(after, appliedSeq));
}

/** Where a database stands at the beginning of a timeline. */
export function beginningOf({ timeline }: { timeline: number }, origin: TimelineOrigin) {
  return {
    timeline,
    appliedSeq: origin.first_seq - 1,
    nextLogId: origin.next_log_id,
    nextIds: origin.next_ids,
  };
}

/** Folds the journal of the timeline that a store is on, step by step. */
export class JournalFold {
  readonly #store: SqliteStore;
  readonly #reader: JournalReader;
  readonly #coalescer: Coalescer;

  constructor(store: SqliteStore, journal: string) {
    const { timeline, appliedSeq } = store.position;
    this.#store = store;
    this.#reader = JournalReader.open(nodeDisk, journal, { after: appliedSeq, timeline });
    this.#coalescer = new Coalescer(appliedSeq);
  }

  /** Brings the store to `seq`, which is durable; tells how many change sets each step took. */
  async to(seq: number, onStep?: (seqs: number) => void): Promise<void> {
    let pauseAt = performance.now() + SLICE_MS;
    let told = this.#reader.after;
    for (const batch of this.#reader.read(seq)) {
      for (const changeSet of batch.changeSets()) this.#coalescer.add(changeSet);
      if (this.#coalescer.rowCount > COALESCED_ROWS_MAX) this.#write();
      if (performance.now() < pauseAt) continue;
      onStep?.(batch.last - told);
      told = batch.last;
      await turn();
      pauseAt = performance.now() + SLICE_MS;
    }
    this.#write();
    onStep?.(seq - told);
  }

  close(): void {
    this.#reader.close();
  }

  #write(): void {
    const taken = this.#coalescer.take();
    if (taken !== undefined) this.#store.apply(taken);
  }
}
