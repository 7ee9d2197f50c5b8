/** What the host and the backup process say to each other. */
import type { Backup } from '../../../shared/host-methods.ts';
import type { RetentionPolicy } from '../../storage/retention.ts';

export interface OpenBackups {
  readonly dataDir: string;
  readonly serverId: string;
  readonly directory: string;
  readonly lockWaitMs: number;
}

export interface CreateBackup {
  readonly label: string | null;
  readonly cause: Backup['cause'];
  readonly policy: RetentionPolicy;
}

export interface BackupMade {
  readonly backup: Backup;
  /** Names of those that had had their time. */
  readonly pruned: readonly string[];
}

/** What the backup process offers. */
export interface BackupCalls {
  /** Takes the directory. Comes first, once. */
  open(options: OpenBackups): Promise<void>;
  /** Newest first. */
  list(): Promise<readonly Backup[]>;
  /** The files of those that are not known to be broken, newest first. */
  files(): Promise<readonly string[]>;
  /** Copies the database as it is on disk, checks the copy, and prunes. */
  create(request: CreateBackup): Promise<BackupMade>;
  verify(name: string): Promise<Backup>;
  protect(name: string, isProtected: boolean): Promise<Backup>;
  remove(name: string): Promise<void>;
  /** Ends the process. */
  close(): Promise<void>;
}

/** What the host offers it. */
export interface BackupEvents {
  progress(phase: 'copying' | 'checking', pages: number, of: number): void;
}
