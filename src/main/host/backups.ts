/**
 * When backups are made and what became of them. The work is the backup process's; before each one the
 * snapshot process brings the database to what is durable, so that the copy is of now.
 */
import { join } from 'node:path';
import { type ErrorCode, ShardError } from '../../shared/errors.ts';
import type { Backup, ServerStatus } from '../../shared/host-methods.ts';
import type { Logger } from '../../shared/logger.ts';
import type { RestoreProgress } from '../../shared/restore.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Engine } from '../journal/engine.ts';
import type { BackupCalls, BackupEvents } from '../processes/backup/protocol.ts';
import type { Fork } from '../processes/port.ts';
import type { BaseBackup } from '../processes/rebuild.ts';
import { RemoteError, type Rpc } from '../processes/rpc.ts';
import { type ProcessStatus, Supervisor } from '../processes/supervisor.ts';
import { Turns } from '../processes/turns.ts';
import { prove } from './prove.ts';

const LOCK_WAIT_MS = 30_000;
const STOP_MS = 120_000;
const MINUTE_MS = 60_000;
/** Milliseconds after a start before a backup that is due is made. */
const DUE_MS = 5_000;

/** Milliseconds after a backup before it is proven: whoever waited for it goes on first. */
const PROVE_MS = 10_000;

/** What the process refuses, in the codes that its callers know. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  'not-found': 'NotFound',
  Conflict: 'Conflict',
  // There is no way to a state of the past.
  corrupt: 'NotFound',
  gap: 'NotFound',
  damaged: 'NotFound',
  // What is there cannot be read or written now.
  'disk-full': 'StorageUnavailable',
  busy: 'StorageUnavailable',
  io: 'StorageUnavailable',
  'read-failed': 'StorageUnavailable',
  'newer-format': 'StorageUnavailable',
};

/** What subscribers of `backups` are told: one that is new or has changed, or the name of one that is gone. */
export type BackupNews = { readonly backup: Backup } | { readonly deleted: string };

export interface BackupsOptions {
  readonly fork: Fork;
  readonly log: Logger;
  readonly dataDir: string;
  readonly serverId: string;
  readonly migrations: string;
  readonly settings: () => Settings;
  /** The live world, once there is one. */
  readonly engine: () => Engine;
  /** Brings the database to everything that is durable now. */
  readonly snapshot: () => Promise<unknown>;
  /** The database turned out to be broken; resolves once it is made anew. */
  readonly onCorrupt: (why: Error) => Promise<unknown>;
  readonly onNews: (news: BackupNews) => void;
  readonly onMade: (backup: Backup) => void;
  readonly onFailed: (cause: Backup['cause'], why: string) => void;
  readonly onProgress: (phase: 'copying' | 'checking', pages: number, of: number) => void;
  /** The status of the last or of the next one has changed. */
  readonly onStatus: () => void;
  readonly onRestoring: (progress: RestoreProgress) => void;
}

export class Backups {
  readonly #options: BackupsOptions;
  readonly #supervisor: Supervisor<BackupCalls, BackupEvents>;
  /** Settings that hold from the next start on. */
  readonly directory: string;
  #newest: Backup | null = null;
  #error: ServerStatus['backup_error'] = null;
  #proof: ServerStatus['last_proof'] = null;
  #timer: NodeJS.Timeout | null = null;
  #proofTimer: NodeJS.Timeout | null = null;
  #nextAt: number | null = null;
  /** The journal leads from none of those there are to the present. */
  #isDue = false;
  #stopped = false;
  /** One backup is made after the other. */
  readonly #turns = new Turns();

  constructor(options: BackupsOptions) {
    const { fork, log, dataDir, serverId, migrations, settings } = options;
    this.#options = options;
    this.directory = settings().backupDirectory ?? join(dataDir, 'backups');
    const open = {
      dataDir,
      serverId,
      migrations,
      directory: this.directory,
      lockWaitMs: LOCK_WAIT_MS,
    };
    this.#supervisor = new Supervisor<BackupCalls, BackupEvents>({
      name: 'backup',
      fork,
      log,
      local: { progress: options.onProgress, restoring: options.onRestoring },
      prepare: (rpc) => rpc.open(open),
      onDown: () => {},
    });
  }

  status(): ProcessStatus {
    return this.#supervisor.status();
  }

  get newest(): ServerStatus['last_backup'] {
    if (this.#newest === null) return null;
    const { at, name, verified_at, problem } = this.#newest;
    return { at, name, verified: verified_at !== null && problem === null };
  }

  /** The last proof that a backup brings the world back. */
  get proof(): ServerStatus['last_proof'] {
    return this.#proof;
  }

  get error(): ServerStatus['backup_error'] {
    return this.#error;
  }

  /** Wall clock of the next run in milliseconds, or null where none is planned. */
  get nextAt(): number | null {
    return this.#nextAt;
  }

  async start(): Promise<void> {
    await this.#supervisor.start();
    const kept = await this.#ask((rpc) => rpc.beforeMigration());
    if (kept !== null) {
      this.#options.log.info({ ...kept }, 'backup made before a migration');
      this.#options.onMade(kept);
    }
    const backups = await this.list();
    [this.#newest = null] = backups;
    const proofs = backups.flatMap(({ name, proven_at }) =>
      proven_at === null ? [] : [{ name, at: proven_at }],
    );
    this.#proof = proofs.sort((a, b) => b.at.localeCompare(a.at))[0] ?? null;
  }

  list(): Promise<readonly Backup[]> {
    return this.#ask((rpc) => rpc.list());
  }

  /** The backups that recovery may use, newest first. */
  bases(): Promise<readonly BaseBackup[]> {
    return this.#ask((rpc) => rpc.bases());
  }

  /**
   * Plans the next run: one interval after the newest backup, or soon where that is past. Again when
   * the interval changes.
   */
  schedule(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#stopped) return;
    const intervalMs = this.#options.settings().backupMinutes * MINUTE_MS;
    const since = this.#newest === null ? 0 : Math.max(0, Date.now() - Date.parse(this.#newest.at));
    const dueMs = this.#isDue ? DUE_MS : Math.max(DUE_MS, intervalMs - since);
    // After a failure a whole interval is waited for, not none.
    const waitMs = this.#error === null ? dueMs : intervalMs;
    this.#nextAt = Date.now() + waitMs;
    this.#timer = setTimeout(() => {
      // A failure is in the status and in the log; the next interval tries again.
      this.create('interval', null)
        .catch(() => {})
        .finally(() => this.schedule());
    }, waitMs);
  }

  /** One is due now: the journal does not go on from those there are. */
  makeSoon(): void {
    this.#isDue = true;
    // At start-up it is planned with all the others.
    if (this.#nextAt !== null) this.schedule();
  }

  /** Makes one of everything that is durable now. Rejects with what failed. */
  create(cause: Backup['cause'], label: string | null): Promise<Backup> {
    return this.#turns.take(() => this.#create(cause, label));
  }

  /** Runs `work` while no other backup is made; `create` makes one that is never pruned. */
  alone<T>(
    work: (create: (cause: Backup['cause'], label: string | null) => Promise<Backup>) => Promise<T>,
  ): Promise<T> {
    return this.#turns.take(() => work((cause, label) => this.#create(cause, label, true)));
  }

  /** Brings the database to everything that is durable now. */
  async bringUpToDate(): Promise<void> {
    await this.#options.snapshot();
  }

  /** Asks the process for worlds of the past. */
  ask<T>(question: (rpc: Rpc<BackupCalls, BackupEvents>) => Promise<T>): Promise<T> {
    return this.#ask(question);
  }

  /** Checks a backup and, where it is whole, proves it. Rejects with `NotFound`. */
  verify(name: string): Promise<Backup> {
    return this.#turns.take(async () => {
      const backup = this.#changed(await this.#ask((rpc) => rpc.verify(name)));
      return backup.problem === null ? this.#prove(backup) : backup;
    });
  }

  async protect(name: string, isProtected: boolean): Promise<Backup> {
    return this.#changed(await this.#ask((rpc) => rpc.protect(name, isProtected)));
  }

  async delete(name: string): Promise<Backup> {
    const backup = (await this.list()).find((one) => one.name === name);
    await this.#ask((rpc) => rpc.remove(name));
    [this.#newest = null] = await this.list();
    this.#options.onNews({ deleted: name });
    this.#options.onStatus();
    return backup as Backup;
  }

  /** No more runs are planned; one that is under way ends first. */
  async endSchedule(): Promise<void> {
    this.#planNothing();
    await this.#turns.over();
  }

  async stop(): Promise<void> {
    this.#planNothing();
    // What is still waited for then ends with the process: a turn may wait for one that never comes.
    await this.#supervisor.stop((rpc) => rpc.close(), STOP_MS);
  }

  #planNothing(): void {
    this.#stopped = true;
    this.#nextAt = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#proofTimer !== null) clearTimeout(this.#proofTimer);
  }

  /**
   * Proves the newest one a while after it was made, when it has not been proven by then. It takes a
   * minute of a full world, so it gives way to whoever comes meanwhile, and begins anew after that.
   */
  #proveLater(): void {
    if (this.#proofTimer !== null) clearTimeout(this.#proofTimer);
    if (this.#stopped) return;
    this.#proofTimer = setTimeout(() => {
      this.#turns
        .take(async () => {
          const newest = this.#newest;
          if (newest === null || newest.problem !== null || newest.proven_at !== null) return;
          await this.#prove(newest, () => this.#turns.isWaitedFor);
          if (this.#turns.isWaitedFor) this.#proveLater();
        })
        .catch((error: unknown) => {
          this.#options.log.error({ err: error }, 'a backup could not be proven');
        });
    }, PROVE_MS);
  }

  async #prove(backup: Backup, givesWay = () => false): Promise<Backup> {
    const { engine, log } = this.#options;
    const { name } = backup;
    const problem = await prove(
      engine(),
      name,
      (question) => this.#ask(question),
      () => this.#stopped || givesWay(),
    );
    if (problem === undefined) return backup;
    if (problem === null) log.info({ name }, 'backup proven');
    else log.error({ name, problem }, 'a backup does not bring the world back');
    const noted = await this.#ask((rpc) => rpc.noteProof(name, problem));
    if (noted.proven_at !== null) this.#proof = { name, at: noted.proven_at };
    this.#changed(noted);
    this.#options.onStatus();
    return noted;
  }

  #changed(backup: Backup): Backup {
    if (this.#newest?.name === backup.name) {
      this.#newest = backup;
      this.#options.onStatus();
    }
    this.#options.onNews({ backup });
    return backup;
  }

  async #create(
    cause: Backup['cause'],
    label: string | null,
    isProtected = false,
  ): Promise<Backup> {
    const { settings, snapshot, log, onNews, onMade, onFailed, onStatus, onCorrupt } =
      this.#options;
    try {
      await snapshot();
      const { backupHours: hours, backupDays: days, backupWeeks: weeks } = settings();
      const policy = { hours, days, weeks };
      const request = { label, cause, policy, protected: isProtected };
      const make = () => this.#supervisor.ask((rpc) => rpc.create(request));
      const { backup, pruned } = await make().catch(async (error: unknown) => {
        // The copy was broken: so is what it was made of.
        if (!(error instanceof RemoteError) || error.code !== 'corrupt') throw error;
        await onCorrupt(error);
        return make();
      });
      this.#newest = backup;
      this.#error = null;
      this.#isDue = false;
      log.info({ ...backup, pruned }, 'backup made');
      this.#proveLater();
      onMade(backup);
      onNews({ backup });
      for (const deleted of pruned) onNews({ deleted });
      return backup;
    } catch (thrown) {
      const { message } = ShardError.from(thrown);
      this.#error = { at: new Date().toISOString(), message };
      log.error({ err: thrown, cause }, 'backup failed');
      onFailed(cause, message);
      throw new ShardError('StorageUnavailable', `The backup failed: ${message}`, {
        cause: thrown,
        hint: 'Earlier backups are untouched. Is there room in the directory of backups?',
      });
    } finally {
      onStatus();
    }
  }

  /** Asks the process; what it does not find, or refuses, is the caller's to hear in our codes. */
  async #ask<T>(question: (rpc: Rpc<BackupCalls, BackupEvents>) => Promise<T>): Promise<T> {
    try {
      return await this.#supervisor.ask(question);
    } catch (error) {
      throw asCallersKnowIt(error);
    }
  }
}

/** What the process refuses as a `ShardError`; anything else as it is. */
export function asCallersKnowIt(error: unknown): unknown {
  if (!(error instanceof RemoteError)) return error;
  const known = CODES[error.code];
  if (known === undefined) return error;
  const { message, hint } = error;
  return new ShardError(known, message, { cause: error, ...(hint ? { hint } : {}) });
}
