/** What the host and the snapshot process say to each other. */
import type { StorePosition } from '../../storage/meta.ts';
import type { VacuumSpace } from '../../storage/vacuum.ts';
import type { Key, RowImage } from '../../world/change-set.ts';
import type { BaseBackup } from '../rebuild.ts';

export interface OpenStore {
  readonly dataDir: string;
  readonly serverId: string;
  /** Folder of the SQL migrations. */
  readonly migrations: string;
  readonly lockWaitMs: number;
  /** Run the integrity check first (the document's start-up does). */
  readonly check: boolean;
  /** Memory holds the world: where nothing on disk can be used, the database is left for it to write. */
  readonly worldIsLive: boolean;
  /** Backups that may take its place where it is broken or gone, newest first. */
  readonly backups: readonly BaseBackup[];
}

export interface StoreOpened {
  /** Every change set up to this one is in the database. */
  readonly appliedSeq: number;
  readonly timeline: number;
  readonly created: boolean;
  /** There is no database: the next thing must be a full snapshot that begins from nothing. */
  readonly missing: boolean;
  /** What was done where the database was broken or gone, in sentences; empty where it was whole. */
  readonly recovery: readonly string[];
  readonly file: string;
}

/** Where the database stands, with the shard's counters. */
export interface Standing extends StorePosition {
  /** What the file holds without its write-ahead log. */
  readonly checkpointedSeq: number;
}

/** One snapshot that was written. */
export interface SnapshotWritten {
  /** The change set that the database now stands at. */
  readonly seq: number;
  /** Characters whose rows changed, and the rows. */
  readonly players: number;
  readonly rows: number;
  /** Milliseconds from the first byte read to the commit. */
  readonly durationMs: number;
}

/** The keys of the rows that were written or removed, by the table's number in `TABLES`. */
export type ChangedKeys = ReadonlyMap<number, readonly Key[]>;

/** What start-up's fold has done. */
export interface FoldedAtStart extends SnapshotWritten {
  /** Where the database stood before. */
  readonly from: Pick<StorePosition, 'timeline' | 'appliedSeq'>;
  /** Null where so many changed that they were not kept. */
  readonly changed: ChangedKeys | null;
}

/** Where a full snapshot begins: the sequence number of memory, and what no row says. */
export interface BeginFull {
  readonly seq: number;
  /** Wall clock in milliseconds. */
  readonly at: number;
  /** The world stands still meanwhile, so that the slices are its state at `seq`; no journal is read. */
  readonly exact: boolean;
  /** There is no database to go on from: the journal is followed from `seq` on. */
  readonly fromNothing: boolean;
  readonly timeline: number;
  readonly nextLogId: number;
  /** The next key of each table with generated keys, by the table's SQL name. */
  readonly nextIds: Readonly<Record<string, number>>;
}

/** A vacuum that was done: the file's bytes before and after. */
export interface Vacuumed {
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  readonly durationMs: number;
}

/** What the snapshot process offers. */
export interface SnapshotCalls {
  open(options: OpenStore): Promise<StoreOpened>;
  /** The journal is durable up to `seq`: follow it and coalesce, so that the next write is short. */
  follow(seq: number): void;
  /** Folds the journal into the database up to `seq`, in one transaction. */
  fold(seq: number): Promise<SnapshotWritten>;
  /** The same at the start of the host, which may be reading the file: it learns what has changed in it. */
  foldAtStart(seq: number): Promise<FoldedAtStart>;
  /** Where the database stands, with the shard's counters. */
  standing(): Promise<Standing>;
  /**
   * Makes the database anew from the newest whole backup, if that one is ahead of it; `why` is the
   * sentence for it. Answers what was done, or nothing.
   */
  takeNewerBackup(why: string): Promise<readonly string[]>;
  /** Rejects with `busy` where somebody else has the database open, so that it could not be replaced. */
  requireAlone(): Promise<void>;
  /** What is wrong with the database, one sentence each. */
  integrityCheck(): Promise<readonly string[]>;
  /** What a vacuum would need and give back. */
  vacuumSpace(): Promise<VacuumSpace>;
  /** Makes the file as small as it can be. Between snapshots: no full one is being streamed. */
  vacuum(): Promise<Vacuumed>;
  /** Begins a full snapshot; everything up to its `seq` is durable. */
  beginFull(begin: BeginFull): Promise<void>;
  /** A slice of memory, later ones over earlier ones. */
  fullRows(table: number, images: readonly RowImage[]): Promise<void>;
  /** Folds what happened while it streamed, up to `seq`, checks, and takes the old file's place. */
  finishFull(seq: number): Promise<SnapshotWritten>;
  abortFull(): Promise<void>;
  /** Moves everything into the one file, closes it and ends the process. */
  close(): Promise<void>;
}

/** What the host offers it. */
export interface SnapshotEvents {
  /** At the start of the host: the database can be read, and is about to be checked, which takes seconds. */
  checking(file: string): void;
  /** The database is about to be replaced: resolves once the host does not read it any more. */
  letGo(): Promise<void>;
  /** So many rows waited that they were written ahead of time. */
  wroteAhead(written: SnapshotWritten): void;
}
