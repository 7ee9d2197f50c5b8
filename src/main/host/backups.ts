/**
 * When backups are made and what became of them. The work is the backup process's; before each one the
 * snapshot process brings the database to what is durable, so that the copy is of now.
 */
import { join } from 'node:path';
import { ShardError } from '../../shared/errors.ts';
import type { Backup, ServerStatus } from '../../shared/host-methods.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Settings } from '../../shared/settings.ts';
import type { BackupCalls, BackupEvents } from '../processes/backup/protocol.ts';
import type { Fork } from '../processes/port.ts';
import { RemoteError, type Rpc } from '../processes/rpc.ts';
import { type ProcessStatus, Supervisor } from '../processes/supervisor.ts';
import { Turns } from '../processes/turns.ts';

const LOCK_WAIT_MS = 30_000;
const STOP_MS = 120_000;
const MINUTE_MS = 60_000;
/** Milliseconds after a start before a backup that is due is made. */
const DUE_MS = 5_000;

/** What subscribers of `backups` are told: one that is new or has changed, or the name of one that is gone. */
export type BackupNews = { readonly backup: Backup } | { readonly deleted: string };

export interface BackupsOptions {
  readonly fork: Fork;
  readonly log: Logger;
  readonly dataDir: string;
  readonly serverId: string;
  readonly settings: () => Settings;
  /** Brings the database to everything that is durable now. */
  readonly snapshot: () => Promise<unknown>;
  readonly onNews: (news: BackupNews) => void;
  readonly onProgress: (phase: 'copying' | 'checking', pages: number, of: number) => void;
  /** The status of the last or of the next one has changed. */
  readonly onStatus: () => void;
}

export class Backups {
  readonly #options: BackupsOptions;
  readonly #supervisor: Supervisor<BackupCalls, BackupEvents>;
  /** Settings that hold from the next start on. */
  readonly #directory: string;
  #newest: Backup | null = null;
  #error: ServerStatus['backup_error'] = null;
  #timer: NodeJS.Timeout | null = null;
  #nextAt: number | null = null;
  #stopped = false;
  /** One backup is made after the other. */
  readonly #turns = new Turns();

  constructor(options: BackupsOptions) {
    const { fork, log, dataDir, serverId, settings, onProgress } = options;
    this.#options = options;
    this.#directory = settings().backupDirectory ?? join(dataDir, 'backups');
    const open = { dataDir, serverId, directory: this.#directory, lockWaitMs: LOCK_WAIT_MS };
    this.#supervisor = new Supervisor<BackupCalls, BackupEvents>({
      name: 'backup',
      fork,
      log,
      local: { progress: onProgress },
      prepare: (rpc) => rpc.open(open),
      onDown: () => {},
    });
  }

  status(): ProcessStatus {
    return this.#supervisor.status();
  }

  get directory(): string {
    return this.#directory;
  }

  get newest(): ServerStatus['last_backup'] {
    if (this.#newest === null) return null;
    const { at, name, verified_at, problem } = this.#newest;
    return { at, name, verified: verified_at !== null && problem === null };
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
    [this.#newest = null] = await this.list();
  }

  list(): Promise<readonly Backup[]> {
    return this.#ask((rpc) => rpc.list());
  }

  /** The files of backups that recovery may use, newest first. */
  files(): Promise<readonly string[]> {
    return this.#ask((rpc) => rpc.files());
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
    // After a failure a whole interval is waited for, not none.
    const waitMs = this.#error === null ? Math.max(DUE_MS, intervalMs - since) : intervalMs;
    this.#nextAt = Date.now() + waitMs;
    this.#timer = setTimeout(() => {
      // A failure is in the status and in the log; the next interval tries again.
      this.create('interval', null)
        .catch(() => {})
        .finally(() => this.schedule());
    }, waitMs);
  }

  /** Makes one of everything that is durable now. Rejects with what failed. */
  create(cause: Backup['cause'], label: string | null): Promise<Backup> {
    return this.#turns.take(async () => {
      try {
        await this.#options.snapshot();
        const {
          backupHours: hours,
          backupDays: days,
          backupWeeks: weeks,
        } = this.#options.settings();
        const policy = { hours, days, weeks };
        const { backup, pruned } = await this.#ask((rpc) => rpc.create({ label, cause, policy }));
        this.#newest = backup;
        this.#error = null;
        this.#options.log.info({ ...backup, pruned }, 'backup made');
        this.#options.onNews({ backup });
        for (const deleted of pruned) this.#options.onNews({ deleted });
        return backup;
      } catch (thrown) {
        const { message } = ShardError.from(thrown);
        this.#error = { at: new Date().toISOString(), message };
        this.#options.log.error({ err: thrown, cause }, 'backup failed');
        throw new ShardError('StorageUnavailable', `The backup failed: ${message}`, {
          cause: thrown,
          hint: 'Earlier backups are untouched. Is there room in the directory of backups?',
        });
      } finally {
        this.#options.onStatus();
      }
    });
  }

  async verify(name: string): Promise<Backup> {
    return this.#changed(await this.#ask((rpc) => rpc.verify(name)));
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
    this.#stopped = true;
    this.#nextAt = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#turns.over();
  }

  async stop(): Promise<void> {
    await this.endSchedule();
    await this.#supervisor.stop((rpc) => rpc.close(), STOP_MS);
  }

  #changed(backup: Backup): Backup {
    if (this.#newest?.name === backup.name) {
      this.#newest = backup;
      this.#options.onStatus();
    }
    this.#options.onNews({ backup });
    return backup;
  }

  /** Asks the process; what it does not find, or refuses, is the caller's to hear in our codes. */
  async #ask<T>(question: (rpc: Rpc<BackupCalls, BackupEvents>) => Promise<T>): Promise<T> {
    try {
      return await this.#supervisor.ask(question);
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error;
      const { code, message, hint } = error;
      if (code === 'not-found') throw new ShardError('NotFound', message, { cause: error });
      if (code === 'Conflict') {
        throw new ShardError('Conflict', message, { cause: error, ...(hint ? { hint } : {}) });
      }
      throw error;
    }
  }
}
