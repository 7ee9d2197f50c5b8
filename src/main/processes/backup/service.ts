/**
 * The backup process's work: copies of the database, checked, described, kept as long as they should be.
 * Owns the directory of backups; reads `Server_NNN.db` and never writes it.
 */
import { mkdirSync } from 'node:fs';
import { assert, ShardError } from '../../../shared/errors.ts';
import type { Backup } from '../../../shared/host-methods.ts';
import {
  backupFile,
  deleteBackup,
  listBackups,
  listUndescribed,
  makeBackup,
  protectBackup,
  removeUnfinished,
  verifyBackup,
} from '../../storage/backup-file.ts';
import { type FileLock, lockFile } from '../../storage/file-lock.ts';
import { readMigrations } from '../../storage/migrate.ts';
import { expired, type RetentionPolicy } from '../../storage/retention.ts';
import { dataDirectory } from '../data-directory.ts';
import type { BaseBackup } from '../rebuild.ts';
import type { Rpc } from '../rpc.ts';
import { exitSoon, type Service } from '../run-service.ts';
import { Turns } from '../turns.ts';
import type {
  BackupCalls,
  BackupEvents,
  BackupMade,
  CreateBackup,
  OpenBackups,
} from './protocol.ts';
import { TimeMachine } from './time-machine.ts';

export class BackupService implements Service {
  readonly #host: () => Rpc<BackupEvents, BackupCalls>;
  #lock: FileLock | null = null;
  #directory: string | null = null;
  #database = '';
  #machine: TimeMachine | null = null;
  /** Calls run one after the other. */
  readonly #turns = new Turns();

  constructor(host: () => Rpc<BackupEvents, BackupCalls>) {
    this.#host = host;
  }

  readonly functions: BackupCalls = {
    open: (options) => this.#turns.take(() => this.#open(options)),
    list: () => this.#turns.take(async () => listBackups(this.#requireDirectory())),
    bases: () => this.#turns.take(async () => this.#bases()),
    create: (request) => this.#turns.take(() => this.#create(request)),
    verify: (name) => this.#turns.take(() => verifyBackup(this.#requireDirectory(), name)),
    protect: (name, isProtected) =>
      this.#turns.take(() => protectBackup(this.#requireDirectory(), name, isProtected)),
    remove: (name) => this.#turns.take(() => this.#remove(name)),
    window: (headSeq) => this.#turns.take(async () => this.#requireMachine().window(headSeq)),
    visit: (target, headSeq) =>
      this.#turns.take(() => this.#requireMachine().visit(target, headSeq)),
    compare: () => this.#turns.take(() => this.#requireMachine().compare()),
    finish: (counters) => this.#turns.take(() => this.#requireMachine().finish(counters)),
    leave: () => this.#turns.take(() => this.#requireMachine().leave()),
    abandon: (timeline) => this.#turns.take(() => this.#requireMachine().abandon(timeline)),
    close: async () => {
      await this.orphaned();
      exitSoon();
    },
  };

  async orphaned(): Promise<void> {
    await this.#turns.over();
    this.#lock?.release();
  }

  async #open({
    dataDir,
    serverId,
    directory,
    migrations,
    lockWaitMs,
  }: OpenBackups): Promise<void> {
    const paths = dataDirectory(dataDir, serverId);
    mkdirSync(paths.locks, { recursive: true });
    this.#lock = await lockFile(paths.backupLock, { waitMs: lockWaitMs });
    this.#directory = directory;
    this.#database = paths.database;
    await removeUnfinished(directory);
    this.#machine = new TimeMachine({
      paths,
      serverId,
      migrations: readMigrations(migrations),
      backups: () => this.#bases(),
      onProgress: (progress) => void this.#host().restoring.asEvent(progress),
    });
    await this.#machine.begin();
  }

  #bases(): (BaseBackup & { readonly at: string })[] {
    const directory = this.#requireDirectory();
    const described = listBackups(directory).filter(({ problem }) => problem === null);
    return [...described, ...listUndescribed(directory)]
      .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
      .map(({ name, timeline, seq, at }) => {
        return { name, file: backupFile(directory, name), timeline, seq, at };
      });
  }

  async #create({
    label,
    cause,
    policy,
    protected: isProtected,
  }: CreateBackup): Promise<BackupMade> {
    const directory = this.#requireDirectory();
    const backup = await makeBackup(
      this.#database,
      directory,
      { at: new Date(), label, cause, isProtected },
      (phase, pages, of) => void this.#host().progress.asEvent(phase, pages, of),
    );
    return { backup, pruned: await this.#prune(directory, policy) };
  }

  async #prune(directory: string, policy: RetentionPolicy): Promise<readonly string[]> {
    const kept = listBackups(directory).map((backup) => ({
      name: backup.name,
      at: backup.at,
      isWhole: isWhole(backup),
      isProtected: backup.protected,
    }));
    const names = expired(kept, policy, Date.now());
    for (const name of names) await deleteBackup(directory, name);
    return names;
  }

  async #remove(name: string): Promise<void> {
    const directory = this.#requireDirectory();
    const whole = listBackups(directory).filter(isWhole);
    if (whole.length === 1 && whole[0]?.name === name) {
      throw new ShardError('Conflict', `${name} is the only backup that is whole.`, {
        hint: 'Make another one first.',
      });
    }
    await deleteBackup(directory, name);
  }

  #requireMachine(): TimeMachine {
    assert(this.#machine !== null, 'the backups are open');
    return this.#machine;
  }

  #requireDirectory(): string {
    assert(this.#directory !== null, 'the backups are open');
    return this.#directory;
  }
}

function isWhole({ problem, verified_at }: Backup): boolean {
  return problem === null && verified_at !== null;
}
