/** What the host and the backup process say to each other. */
import type { Backup } from '../../../shared/host-methods.ts';
import type { Point, RestoreProgress, RestoreWindow } from '../../../shared/restore.ts';
import type { TimelineOrigin } from '../../journal/segment.ts';
import type { WorldDifference } from '../../storage/compare-worlds.ts';
import type { RetentionPolicy } from '../../storage/retention.ts';
import type { CharacterState } from '../../world/character-restore/state.ts';
import type { Slice } from '../../world/slices.ts';
import type { BaseBackup } from '../rebuild.ts';
import type { ProofBegun } from './prover.ts';

export interface OpenBackups {
  readonly dataDir: string;
  readonly serverId: string;
  readonly directory: string;
  /** Folder of the SQL migrations. */
  readonly migrations: string;
  readonly lockWaitMs: number;
}

export interface CreateBackup {
  readonly label: string | null;
  readonly cause: Backup['cause'];
  readonly protected: boolean;
  readonly policy: RetentionPolicy;
}

export interface BackupMade {
  readonly backup: Backup;
  /** Names of those that had had their time. */
  readonly pruned: readonly string[];
}

/** What to go back to: a backup, a change, a moment (wall clock in milliseconds), or a state by its place. */
export type Target =
  | { readonly backup: string }
  | { readonly seq: number }
  | { readonly at: number }
  | { readonly timeline: number; readonly seq: number };

/** A state of the world that was made again. */
export interface Past {
  readonly timeline: number;
  readonly seq: number;
  /** Wall clock of its last change in milliseconds; null for an empty world. */
  readonly at: number | null;
  /** The backup it was made from; null for the journal alone. */
  readonly from: string | null;
}

/** What a restore takes the place of, and what it costs beside what it changes. */
export interface RestoreCost {
  readonly head: Point;
  readonly undoneMs: number;
  readonly bytesNeeded: number;
  readonly bytesFree: number;
}

/** Where the shard's numbers go on after a restore: above all that was ever used. */
export type Counters = Pick<TimelineOrigin, 'first_seq' | 'next_log_id' | 'next_ids'>;

/** A world that waits for its timeline to become current. */
export interface WaitingWorld {
  readonly file: string;
  readonly timeline: number;
  readonly parent: TimelineOrigin;
}

/** What the backup process offers. */
export interface BackupCalls {
  /** Takes the directory. Comes first, once. */
  open(options: OpenBackups): Promise<void>;
  /** Newest first. */
  list(): Promise<readonly Backup[]>;
  /** Those that are not known to be broken, newest first. */
  bases(): Promise<readonly BaseBackup[]>;
  /** Copies the database as it is on disk, checks the copy, and prunes. */
  create(request: CreateBackup): Promise<BackupMade>;
  /** A backup of a database that an older version wrote, before this one changes it; null where it need not. */
  beforeMigration(): Promise<Backup | null>;
  verify(name: string): Promise<Backup>;
  /** Restores a backup beside, as it is after change `headSeq`, which is durable, to be compared. */
  beginProof(name: string, headSeq: number): Promise<ProofBegun>;
  /** The last change of the newest proven backup that the present can be made from; 0 without one. */
  provenUpTo(): Promise<number>;
  /** The change after which the journal is needed to go back to any moment since `since`. */
  neededAfter(since: number): Promise<number>;
  /** Whether the restored world holds this slice as memory did after change `seq`, which is durable. */
  checkSlice(slice: Slice, seq: number, digest: string): Promise<boolean>;
  endProof(): Promise<void>;
  /** Notes that it brings the live world back, or what is wrong. */
  noteProof(name: string, problem: string | null): Promise<Backup>;
  protect(name: string, isProtected: boolean): Promise<Backup>;
  remove(name: string): Promise<void>;
  /** The moments that can be gone back to; the last change is `headSeq`. */
  window(headSeq: number): Promise<RestoreWindow>;
  /** Makes a world of the past and holds it, in the place of the one held before. */
  visit(target: Target, headSeq: number): Promise<Past>;
  /** A character as he was, null where there was none; another world is held for it. */
  characterAt(
    target: Target,
    headSeq: number,
    character_id: number,
  ): Promise<{ readonly past: Past; readonly state: CharacterState | null }>;
  /** The held world against the database. */
  compare(): Promise<WorldDifference & RestoreCost>;
  /** Makes the held world the beginning of a new timeline, ready to take the database's place. */
  finish(counters: Counters): Promise<WaitingWorld>;
  /** Gives up one that `finish` made ready. */
  abandon(timeline: number): Promise<void>;
  /** Ends the process. */
  close(): Promise<void>;
}

/** What the host offers it. */
export interface BackupEvents {
  progress(phase: 'copying' | 'checking', pages: number, of: number): void;
  restoring(progress: RestoreProgress): void;
}
