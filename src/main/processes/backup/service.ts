/**
 * The backup process's work: copies of the database, checked, described, kept as long as they should be.
 * Owns the directory of backups; reads `Server_NNN.db` and never writes it.
 */
import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { assert, ShardError } from '../../../shared/errors.ts';
import type { Backup } from '../../../shared/host-methods.ts';
import type { RestoreProgress } from '../../../shared/restore.ts';
import {
  backupFile,
  deleteBackup,
  listBackups,
  listUndescribed,
  makeBackup,
  noteProof,
  protectBackup,
  removeUnfinished,
  verifyBackup,
} from '../../storage/backup-file.ts';
import { StorageError } from '../../storage/errors.ts';
import { type FileLock, lockFile } from '../../storage/file-lock.ts';
import { isBehind, type Migration, readMigrations } from '../../storage/migrate.ts';
import { readCharacter } from '../../storage/read-character.ts';
import { expired, type RetentionPolicy } from '../../storage/retention.ts';
import { ClockWatch } from '../clock-watch.ts';
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
import { type ProofBegun, Prover } from './prover.ts';
import { TimeMachine } from './time-machine.ts';

export class BackupService implements Service {
  readonly #host: () => Rpc<BackupEvents, BackupCalls>;
  #lock: FileLock | null = null;
  #directory: string | null = null;
  #database = '';
  /** The lock of the database's owner, and how long a predecessor of this host may still hold it. */
  #owner = { lock: '', waitMs: 0 };
  #migrations: readonly Migration[] = [];
  #machine: TimeMachine | null = null;
  /** For looks that must not take the place of the world that a restore waits for. */
  #glass: TimeMachine | null = null;
  #prover: Prover | null = null;
  readonly #clock = new ClockWatch();
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
    beforeMigration: () => this.#turns.take(() => this.#beforeMigration()),
    beginProof: (name, headSeq) => this.#turns.take(() => this.#beginProof(name, headSeq)),
    provenUpTo: () => this.#turns.take(async () => this.#provenUpTo()),
    neededAfter: (since) =>
      this.#turns.take(async () => this.#requirePart(this.#machine).neededAfter(since)),
    checkSlice: (slice, seq, digest) =>
      this.#turns.take(() => this.#requirePart(this.#prover).holds(slice, seq, digest)),
    endProof: () => this.#turns.take(() => this.#requirePart(this.#prover).end()),
    noteProof: (name, problem) =>
      this.#turns.take(() => noteProof(this.#requireDirectory(), name, problem)),
    protect: (name, isProtected) =>
      this.#turns.take(() => protectBackup(this.#requireDirectory(), name, isProtected)),
    remove: (name) => this.#turns.take(() => this.#remove(name)),
    window: (headSeq) =>
      this.#turns.take(async () => this.#requirePart(this.#machine).window(headSeq)),
    visit: (target, headSeq) =>
      this.#turns.take(() => this.#requirePart(this.#machine).visit(target, headSeq)),
    characterAt: (target, headSeq, character_id) =>
      this.#turns.take(async () => {
        const glass = this.#requirePart(this.#glass);
        const past = await glass.visit(target, headSeq);
        return { past, state: glass.read((db) => readCharacter(db, character_id)) };
      }),
    compare: () => this.#turns.take(() => this.#requirePart(this.#machine).compare()),
    finish: (counters) => this.#turns.take(() => this.#requirePart(this.#machine).finish(counters)),
    abandon: (timeline) =>
      this.#turns.take(() => this.#requirePart(this.#machine).abandon(timeline)),
    close: () => this.orphaned().finally(exitSoon),
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
    this.#owner = { lock: paths.snapshotLock, waitMs: lockWaitMs };
    await removeUnfinished(directory);
    this.#migrations = readMigrations(migrations);
    const machine = (name: string, onProgress: (progress: RestoreProgress) => void) =>
      new TimeMachine({
        name,
        paths,
        serverId,
        migrations: this.#migrations,
        backups: () => this.#bases(),
        onProgress,
      });
    this.#machine = machine('past', (progress) => void this.#host().restoring.asEvent(progress));
    this.#glass = machine('glance', () => {});
    this.#prover = new Prover({ paths, serverId, migrations: this.#migrations });
    // What an earlier process held counts for nothing.
    await rm(paths.scratch, { recursive: true, force: true });
  }

  #provenUpTo(): number {
    return this.#newestProven()?.seq ?? 0;
  }

  /** Of those that the present can be made from: the journal below it need not be kept. */
  #newestProven(): Backup | undefined {
    return listBackups(this.#requireDirectory())
      .filter((backup) => isWhole(backup) && backup.proven_at !== null)
      .filter((backup) => this.#requirePart(this.#prover).isOnTheWay(backup))
      .reduce<Backup | undefined>((a, b) => (a === undefined || b.seq > a.seq ? b : a), undefined);
  }

  async #beginProof(name: string, headSeq: number): Promise<ProofBegun> {
    const base = this.#bases().find((one) => one.name === name);
    if (base !== undefined) return this.#requirePart(this.#prover).begin(base, headSeq);
    throw new StorageError('not-found', `There is no whole backup ${name}.`);
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

  /**
   * The database has no owner of this host yet. That of one that was killed may still be at work on it, and
   * even put another in its place.
   */
  async #beforeMigration(): Promise<Backup | null> {
    const { lock, waitMs } = this.#owner;
    const owner = await lockFile(lock, { waitMs });
    try {
      if (!isBehind(this.#database, this.#migrations.length)) return null;
      return await makeBackup(
        this.#database,
        this.#requireDirectory(),
        { at: new Date(), label: null, cause: 'before migration', isProtected: true },
        () => {},
      );
    } finally {
      owner.release();
    }
  }

  async #prune(directory: string, policy: RetentionPolicy): Promise<readonly string[]> {
    const kept = listBackups(directory).map((backup) => ({
      name: backup.name,
      at: backup.at,
      isWhole: isWhole(backup),
      isProtected: backup.protected,
      provenAt: backup.proven_at,
    }));
    const names = expired(kept, policy, this.#clock.now());
    for (const name of names) await deleteBackup(directory, name);
    return names;
  }

  async #remove(name: string): Promise<void> {
    const directory = this.#requireDirectory();
    const reason =
      name === listBackups(directory).find(isWhole)?.name
        ? 'the newest backup that is whole'
        : name === this.#newestProven()?.name
          ? 'the newest backup that is proven, and the journal before it may be gone'
          : null;
    if (reason !== null) {
      throw new ShardError('Conflict', `${name} is ${reason}.`, {
        hint: 'Make another one first.',
      });
    }
    await deleteBackup(directory, name);
  }

  #requirePart<T>(part: T | null): T {
    assert(part !== null, 'the backups are open');
    return part;
  }

  #requireDirectory(): string {
    assert(this.#directory !== null, 'the backups are open');
    return this.#directory;
  }
}

function isWhole({ problem, verified_at }: Backup): boolean {
  return problem === null && verified_at !== null;
}
