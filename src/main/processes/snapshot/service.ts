/**
 * The snapshot process's work: follows the journal by its own cursor, coalesces as it goes, and
 * writes what was gathered into the database when it is asked to. Start-up after a crash is the same
 * fold from the same cursor. Owns `Server_NNN.db`; reads the journal and never writes it.
 */
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { assert } from '../../../shared/errors.ts';
import { COALESCED_ROWS_MAX } from '../../../shared/limits.ts';
import { nodeDisk } from '../../journal/disk.ts';
import { JournalDirectory } from '../../journal/journal-directory.ts';
import { JournalReader } from '../../journal/reader.ts';
import { readTimelines } from '../../journal/timelines.ts';
import { type Coalesced, Coalescer } from '../../storage/coalesce.ts';
import { StorageError } from '../../storage/errors.ts';
import { type FileLock, lockFile } from '../../storage/file-lock.ts';
import { FullSnapshotWriter } from '../../storage/full-snapshot.ts';
import type { StorePosition } from '../../storage/meta.ts';
import { type Migration, migrate, readMigrations } from '../../storage/migrate.ts';
import {
  quarantineDatabase,
  removeDatabase,
  replaceDatabase,
  requireAlone,
} from '../../storage/replace-database.ts';
import { openDatabase } from '../../storage/sqlite.ts';
import { SqliteStore } from '../../storage/store.ts';
import { vacuumFileOf, writeVacuumed } from '../../storage/vacuum.ts';
import { type DataDirectory, dataDirectory } from '../data-directory.ts';
import { beginningOf } from '../rebuild.ts';
import type { Rpc } from '../rpc.ts';
import { exitSoon, type Service } from '../run-service.ts';
import { Turns } from '../turns.ts';
import type {
  BeginFull,
  ChangedKeys,
  FoldedAtStart,
  OpenStore,
  SnapshotCalls,
  SnapshotEvents,
  SnapshotWritten,
  Standing,
  StoreOpened,
  Vacuumed,
} from './protocol.ts';
import { completeRestore, currentTimeline, recoverDatabase } from './recover.ts';

/** Milliseconds of reading between two turns of the event loop, in which calls are heard. */
const SLICE_MS = 20;

export class SnapshotService implements Service {
  readonly #host: () => Rpc<SnapshotEvents, SnapshotCalls>;
  #lock: FileLock | null = null;
  #paths: DataDirectory | null = null;
  #options: OpenStore | null = null;
  #migrations: readonly Migration[] = [];
  #store: SqliteStore | null = null;
  #reader: JournalReader | null = null;
  #coalescer = new Coalescer(0);
  /** Taken from the coalescer and not written yet: a write that failed is tried again with it. */
  #taken: Coalesced | null = null;
  #full: FullSnapshotWriter | null = null;
  /** The full snapshot that streams is of a world that stands still, and needs no fold over it. */
  #exact = false;
  /** Calls that read or write run one after the other. */
  readonly #turns = new Turns();
  /** How far the journal is durable, and whether somebody is reading up to there. */
  #target = 0;
  #following = false;

  constructor(host: () => Rpc<SnapshotEvents, SnapshotCalls>) {
    this.#host = host;
  }

  readonly functions: SnapshotCalls = {
    open: (options) => this.#turns.take(() => this.#open(options)),
    follow: (seq) => this.#follow(seq),
    fold: (seq) => this.#turns.take(() => this.#fold(seq)),
    foldAtStart: (seq) => this.#turns.take(() => this.#foldAtStart(seq)),
    standing: () => this.#turns.take(async () => this.#standing()),
    requireAlone: () => this.#turns.take(() => this.#requireAlone()),
    takeNewerBackup: (why) => this.#turns.take(() => this.#takeNewerBackup(why)),
    integrityCheck: () => this.#turns.take(async () => this.#requireStore().integrityCheck()),
    vacuumSpace: () => this.#turns.take(async () => this.#requireStore().vacuumSpace()),
    vacuum: () => this.#turns.take(() => this.#vacuum()),
    beginFull: (begin) => this.#turns.take(() => this.#beginFull(begin)),
    fullRows: (table, images) =>
      this.#turns.take(async () => this.#requireFull().rows(table, images)),
    finishFull: (seq) => this.#turns.take(() => this.#finishFull(seq)),
    abortFull: () => this.#turns.take(() => this.#abortFull()),
    close: () => this.orphaned().finally(exitSoon),
  };

  async orphaned(): Promise<void> {
    await this.#turns.over();
    try {
      await this.#abortFull();
      this.#reader?.close();
      this.#store?.close();
    } finally {
      this.#lock?.release();
    }
  }

  async #open(options: OpenStore): Promise<StoreOpened> {
    const paths = dataDirectory(options.dataDir, options.serverId);
    mkdirSync(paths.locks, { recursive: true });
    this.#lock = await lockFile(paths.snapshotLock, { waitMs: options.lockWaitMs });
    this.#paths = paths;
    this.#options = options;
    this.#migrations = readMigrations(options.migrations);
    const timeline = currentTimeline(paths, options.serverId);
    const remarks = await completeRestore(paths, options, timeline);
    // Of a vacuum, and of a full snapshot, that was cut off.
    await removeDatabase(vacuumFileOf(paths.database));
    await removeDatabase(fullFileOf(paths.root));
    const created = !existsSync(paths.database);
    const problem = await this.#openOwn(paths.database, options, timeline);
    const recovery = problem === null ? [] : await this.#recover(problem, paths, options, timeline);
    const store = this.#store;
    if (store !== null && store.position.serverId === '') store.setServerId(options.serverId);
    return {
      appliedSeq: store?.position.appliedSeq ?? 0,
      timeline: store?.position.timeline ?? timeline ?? 1,
      created,
      missing: store === null,
      recovery: [...remarks, ...recovery],
      file: paths.database,
    };
  }

  /** Opens the database; says what is wrong with it where it must be made anew. */
  async #openOwn(
    database: string,
    { check, backups, serverId, worldIsLive }: OpenStore,
    timeline: number | null,
  ): Promise<string | null> {
    // A shard that has backups or a journal has had a database.
    if (!existsSync(database) && (backups.length > 0 || timeline !== null)) return 'it is gone';
    if (existsSync(database) && statSync(database).size === 0) return 'it is empty';
    try {
      this.#openStore();
    } catch (error) {
      if (error instanceof StorageError && error.code === 'corrupt') return error.message;
      throw error;
    }
    const store = this.#requireStore();
    const owner = store.position.serverId;
    if (owner !== '' && owner !== serverId) return `it is of the shard ${owner}, not ${serverId}`;
    if (check && !worldIsLive) await this.#host().checking.asEvent(database);
    const [problem = null] = check ? store.integrityCheck() : [];
    if (problem !== null || timeline === null || store.position.timeline >= timeline)
      return problem;
    if (this.#goOnIn(store, timeline)) return null;
    return `it is of timeline ${store.position.timeline}, and the shard is on ${timeline}`;
  }

  /** A database that stands where a timeline branched off goes on in it. */
  #goOnIn(store: SqliteStore, timeline: number): boolean {
    const journal = new JournalDirectory(nodeDisk, this.#requirePaths().journal);
    const parent = readTimelines(journal).find((one) => one.timeline === timeline)?.parent;
    if (!parent || parent.timeline !== store.position.timeline) return false;
    if (parent.branch_seq !== store.position.appliedSeq) return false;
    store.startTimeline(beginningOf({ timeline }, parent));
    this.#openStore();
    return true;
  }

  async #recover(
    problem: string,
    paths: DataDirectory,
    { backups, serverId, worldIsLive }: OpenStore,
    timeline: number | null,
    above = -1,
  ): Promise<readonly string[]> {
    await this.#host().letGo();
    this.#reader?.close();
    this.#store?.close();
    this.#store = null;
    try {
      const options = { serverId, migrations: this.#migrations, backups, above };
      const sentences = await recoverDatabase(problem, paths, timeline, options);
      this.#openStore();
      return sentences;
    } catch (error) {
      if (!worldIsLive) throw error;
      const { message } = error as Error;
      if (existsSync(paths.database)) await quarantineDatabase(paths.database, paths.quarantine);
      return [
        `${paths.database} could not be used (${problem}); what was there of it is kept in ${paths.quarantine}.`,
        `Neither a backup nor the journal could take its place (${message}): it is written from memory.`,
      ];
    }
  }

  #standing(): Standing {
    const store = this.#requireStore();
    return { ...store.position, checkpointedSeq: store.checkpointedSeq };
  }

  async #requireAlone(): Promise<void> {
    const { database } = this.#requirePaths();
    if (this.#store === null) return;
    this.#store.close();
    this.#store = null;
    try {
      await requireAlone(database);
    } finally {
      this.#openStore();
    }
  }

  async #takeNewerBackup(why: string): Promise<readonly string[]> {
    const options = this.#requireOptions();
    const { timeline, appliedSeq } = this.#requireStore().position;
    const isAhead = options.backups.some(
      (backup) => backup.timeline === timeline && backup.seq > appliedSeq,
    );
    return isAhead ? this.#recover(why, this.#requirePaths(), options, timeline, appliedSeq) : [];
  }

  #openStore(): void {
    const { database } = this.#requirePaths();
    const db = openDatabase(database);
    migrate(db, this.#migrations);
    this.#store = new SqliteStore(db);
    this.#followFrom(this.#store.position);
  }

  /** Reads the journal from there on. */
  #followFrom({ appliedSeq, timeline }: StorePosition): void {
    const { journal } = this.#requirePaths();
    this.#coalescer = new Coalescer(appliedSeq);
    this.#taken = null;
    this.#reader?.close();
    this.#reader = JournalReader.open(nodeDisk, journal, { after: appliedSeq, timeline });
  }

  #follow(seq: number): void {
    this.#target = Math.max(this.#target, seq);
    if (this.#following) return;
    this.#following = true;
    this.#turns
      .take(async () => {
        this.#following = false;
        // While a full snapshot streams, rows gathered here belong over its image as well.
        if (this.#store !== null) await this.#read(this.#target);
      })
      .catch(() => {
        // The same journal is read again by the next fold, whose caller learns what is wrong with it.
      });
  }

  /** Gathers the journal up to `seq`; writes ahead of time where too much would gather. */
  async #read(seq: number): Promise<void> {
    const reader = this.#reader;
    assert(reader !== null, 'the journal is open');
    if (seq <= reader.after) return;
    let pauseAt = performance.now() + SLICE_MS;
    for (const batch of reader.read(seq)) {
      for (const changeSet of batch.changeSets()) this.#coalescer.add(changeSet);
      if (this.#full === null && this.#coalescer.rowCount > COALESCED_ROWS_MAX) {
        void this.#host().wroteAhead.asEvent(this.#write());
      }
      if (performance.now() < pauseAt) continue;
      await turn();
      pauseAt = performance.now() + SLICE_MS;
    }
  }

  async #fold(seq: number): Promise<SnapshotWritten> {
    const startedAt = performance.now();
    await this.#read(seq);
    return { ...this.#write(), durationMs: performance.now() - startedAt };
  }

  async #foldAtStart(seq: number): Promise<FoldedAtStart> {
    const startedAt = performance.now();
    const from = this.#requireStore().position;
    await this.#read(seq);
    // What was written ahead of time is not kept anywhere.
    const isWhole = this.#requireStore().position === from;
    this.#taken ??= this.#coalescer.take() ?? null;
    const changed = isWhole ? changedKeysOf(this.#taken) : null;
    return { ...this.#write(), durationMs: performance.now() - startedAt, from, changed };
  }

  /** Writes what was gathered, in one transaction. */
  #write(): SnapshotWritten {
    const startedAt = performance.now();
    const store = this.#requireStore();
    // A write that failed comes first: what was gathered since follows it.
    const players = new Set<number>();
    let rows = 0;
    for (;;) {
      this.#taken ??= this.#coalescer.take() ?? null;
      if (this.#taken === null) break;
      store.apply(this.#taken);
      for (const character of this.#taken.characters) players.add(character);
      rows += this.#taken.rowCount;
      this.#taken = null;
    }
    store.checkpoint();
    return {
      seq: store.position.appliedSeq,
      players: players.size,
      rows,
      durationMs: performance.now() - startedAt,
    };
  }

  async #beginFull(begin: BeginFull): Promise<void> {
    const { seq, timeline, nextLogId, nextIds, at } = begin;
    const paths = this.#requirePaths();
    await this.#abortFull();
    this.#exact = begin.exact;
    const fromMemory: StorePosition = {
      serverId: this.#requireOptions().serverId,
      timeline,
      appliedSeq: seq,
      appliedAt: at,
      nextLogId,
      nextIds,
    };
    // What is gathered so far is written, so that what follows is exactly what goes over the image.
    if (begin.fromNothing) this.#followFrom(fromMemory);
    else if (!begin.exact) await this.#fold(seq);
    this.#full = await FullSnapshotWriter.begin(fullFileOf(paths.root), {
      migrations: this.#migrations,
      position: begin.exact || begin.fromNothing ? fromMemory : this.#requireStore().position,
    });
  }

  async #finishFull(seq: number): Promise<SnapshotWritten> {
    const startedAt = performance.now();
    const full = this.#requireFull();
    if (!this.#exact) await this.#read(seq);
    // Kept until it is written somewhere: should the new file fail, the old one needs it.
    if (!this.#exact) this.#taken = this.#coalescer.take() ?? null;
    const rows = this.#exact ? 0 : (this.#taken?.rowCount ?? 0);
    const position = full.finish(this.#exact ? undefined : (this.#taken ?? undefined));
    this.#full = null;
    await this.#replaceStore(full.file);
    return {
      seq: position.appliedSeq,
      players: 0,
      rows,
      durationMs: performance.now() - startedAt,
    };
  }

  async #abortFull(): Promise<void> {
    const full = this.#full;
    this.#full = null;
    await full?.abort();
  }

  async #vacuum(): Promise<Vacuumed> {
    assert(this.#full === null, 'no full snapshot streams');
    const startedAt = performance.now();
    const { database } = this.#requirePaths();
    const store = this.#requireStore();
    const bytesBefore = statSync(database).size;
    const file = await writeVacuumed(store, database);
    try {
      await this.#replaceStore(file);
    } catch (error) {
      await removeDatabase(file);
      throw error;
    }
    const bytesAfter = statSync(database).size;
    return { bytesBefore, bytesAfter, durationMs: performance.now() - startedAt };
  }

  /** Puts a finished file in the database's place. Rejects with what prevents it, as before then. */
  async #replaceStore(file: string): Promise<void> {
    const { database, quarantine } = this.#requirePaths();
    this.#store?.close();
    this.#store = null;
    try {
      await replaceDatabase(file, database, { quarantine });
    } finally {
      // The new file, or the old one where it could not be replaced: either is whole.
      this.#openStore();
    }
  }

  #requireStore(): SqliteStore {
    assert(this.#store !== null, 'the database is open');
    return this.#store;
  }

  #requireFull(): FullSnapshotWriter {
    assert(this.#full !== null, 'a full snapshot has begun');
    return this.#full;
  }

  #requireOptions(): OpenStore {
    assert(this.#options !== null, 'the store is open');
    return this.#options;
  }

  #requirePaths(): DataDirectory {
    assert(this.#paths !== null, 'the store is open');
    return this.#paths;
  }
}

function changedKeysOf(coalesced: Coalesced | null): ChangedKeys {
  return new Map([...(coalesced?.changes ?? [])].map(([table, rows]) => [table, [...rows.keys()]]));
}

/** Where a full snapshot is written before it takes the database's place. */
function fullFileOf(root: string): string {
  return join(root, 'full.db');
}
