/**
 * When snapshots are written and what became of them. The work is the snapshot process's; for a delta
 * snapshot main does none, for a full one it hands over its memory in slices.
 */
import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { ShardError } from '../../shared/errors.ts';
import type { Snapshot } from '../../shared/host-methods.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Engine } from '../journal/engine.ts';
import type { Fork } from '../processes/port.ts';
import type { BaseBackup } from '../processes/rebuild.ts';
import { RemoteError, type Rpc } from '../processes/rpc.ts';
import type {
  FoldedAtStart,
  SnapshotCalls,
  SnapshotEvents,
  SnapshotWritten,
  Standing,
  StoreOpened,
  Vacuumed,
} from '../processes/snapshot/protocol.ts';
import { type ProcessStatus, Supervisor } from '../processes/supervisor.ts';
import { Turns } from '../processes/turns.ts';
import type { VacuumSpace } from '../storage/vacuum.ts';
import { STORED_TABLES } from '../world/schema.ts';
import { tableOf } from '../world/transaction.ts';
import { imageSlices } from './image-slices.ts';
import { within } from './within.ts';

const LOCK_WAIT_MS = 30_000;
const STOP_MS = 120_000;
/** Milliseconds between two words to the process of how far the journal is durable. */
const FOLLOW_MS = 250;
/** Milliseconds that the backup process gets to tell which backups there are. */
const BACKUPS_MS = 30_000;
/** Slices on their way to the process, so that it never waits for main; it is slower than main is. */
const SLICES_UNDER_WAY = 8;
/** Milliseconds between two words on the progress of a full snapshot. */
const PROGRESS_MS = 100;

export interface SnapshotterOptions {
  readonly fork: Fork;
  readonly log: Logger;
  readonly dataDir: string;
  readonly serverId: string;
  readonly migrations: string;
  readonly intervalMs: () => number;
  /** The last change that somebody made: a shard that only its host does something with is at rest. */
  readonly playedSeq: () => number;
  /** Backups that may take the place of a broken database, newest first. */
  readonly backups: () => Promise<readonly BaseBackup[]>;
  /** Every snapshot, written or failed. */
  readonly onSnapshot: (snapshot: Snapshot) => void;
  /** How many rows of all a full snapshot has handed over; told a few times a second. */
  readonly onProgress: (rows: number, of: number) => void;
  /** At the start: the database can be read, and is being checked. */
  readonly onChecking: (file: string) => void;
  /** The database is closed or replaced once this resolves: nobody may read it any more. */
  readonly onReplacing: () => Promise<void>;
  /** The database was broken and is made anew: what was done, in sentences. */
  readonly onMended: (sentences: readonly string[]) => void;
}

type Cause = Snapshot['cause'];

export class Snapshotter {
  readonly #options: SnapshotterOptions;
  readonly #supervisor: Supervisor<SnapshotCalls, SnapshotEvents>;
  #engine: Engine | null = null;
  #opened: StoreOpened | null = null;
  #appliedSeq = 0;
  #timer: NodeJS.Timeout | null = null;
  #nextAt: number | null = null;
  #follow: NodeJS.Timeout | null = null;
  #followed = 0;
  /** Snapshots run one after the other. */
  readonly #turns = new Turns();
  #stopped = false;
  /** The database may be broken: its next process checks it first. */
  #isSuspect = false;
  #journalLost = new AbortController();

  constructor(options: SnapshotterOptions) {
    this.#options = options;
    this.#supervisor = new Supervisor<SnapshotCalls, SnapshotEvents>({
      name: 'snapshot',
      fork: options.fork,
      log: options.log,
      local: {
        wroteAhead: (written) => void this.#wrote('delta', 'size', written),
        checking: options.onChecking,
        letGo: options.onReplacing,
      },
      prepare: (rpc) => this.#open(rpc),
      onDown: () => {},
    });
  }

  /** The change set that the database stands at. */
  get appliedSeq(): number {
    return this.#appliedSeq;
  }

  /** The timeline that the database is on. */
  get timeline(): number {
    return this.#opened?.timeline ?? 1;
  }

  get file(): string {
    return this.#opened?.file ?? '';
  }

  /** Wall clock of the next run in milliseconds, or null where none is planned. */
  get nextAt(): number | null {
    return this.#nextAt;
  }

  status(): ProcessStatus {
    return this.#supervisor.status();
  }

  /** Has the process come up beside other work, ahead of `start`. */
  launch(): void {
    this.#supervisor.launch();
  }

  /** Starts the process: it checks the database, which is made where there is none. */
  async start(): Promise<StoreOpened> {
    await this.#supervisor.start();
    return this.#opened as StoreOpened;
  }

  /** Brings the database to what the journal has, before the world is as it is there. */
  async catchUp(durableSeq: number): Promise<FoldedAtStart> {
    const rpc = await this.#supervisor.whenReady();
    const folded = await rpc.foldAtStart(durableSeq);
    if (folded.rows > 0) this.#wrote('delta', 'startup', folded);
    this.#appliedSeq = folded.seq;
    return folded;
  }

  /** Begins to follow play and to write every interval. */
  begin(engine: Engine): void {
    this.#engine = engine;
    this.#follow = setInterval(() => this.#tell(), FOLLOW_MS);
    this.schedule();
  }

  /** Plans the next run one interval from now; again when the interval changes. */
  schedule(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#stopped) return;
    const intervalMs = this.#options.intervalMs();
    this.#nextAt = Date.now() + intervalMs;
    this.#timer = setTimeout(() => {
      this.schedule();
      // A shard at rest has nothing to save.
      if (this.#options.playedSeq() <= this.#appliedSeq) return;
      // A failure is in the history and in the log; the next interval tries again.
      this.run('interval').catch(() => {});
    }, intervalMs);
  }

  /** Writes a snapshot of everything that is durable now. Rejects with what failed. */
  run(cause: Cause, full = false): Promise<Snapshot> {
    return this.#turns.take(async () => {
      const startedAt = Date.now();
      try {
        const write = () => (full ? this.#full('fuzzy') : this.#delta());
        const written = await write().catch((error: unknown) => this.#writeInSpite(error, write));
        return this.#wrote(full ? 'full' : 'delta', cause, written);
      } catch (thrown) {
        const { message } = ShardError.from(thrown);
        this.#options.onSnapshot({
          at: new Date(startedAt).toISOString(),
          kind: full ? 'full' : 'delta',
          cause,
          state: 'failed',
          seq: this.#appliedSeq,
          players: 0,
          rows: 0,
          duration_ms: Date.now() - startedAt,
          error: message,
        });
        this.#options.log.error({ err: thrown, cause }, 'snapshot failed');
        throw new ShardError('StorageUnavailable', `The snapshot failed: ${message}`, {
          cause: thrown,
          hint: 'What was saved before is untouched, and the journal holds everything since.',
        });
      }
    });
  }

  /** The world stands still and the journal has lost some of it: everything is written from memory. */
  rewrite(): Promise<number> {
    // A full snapshot may wait for the journal to confirm what it has lost.
    this.#journalLost.abort(new Error('The journal has lost what this waited for.'));
    this.#journalLost = new AbortController();
    return this.#turns.take(async () => {
      const written = await this.#full('exact');
      this.#wrote('full', 'repair', written);
      return written.seq;
    });
  }

  /** The process begins anew, with what start-up does. */
  beginAnew(): Promise<void> {
    return this.#turns.take(async () => {
      // Who reads the file would hold up its end.
      await this.#options.onReplacing();
      await this.#supervisor.renew((rpc) => rpc.close());
    });
  }

  /**
   * Lets `commit` decide on another world while nothing is written, and has the process begin anew: it
   * puts in place what was decided, by the same code as after a crash. Rejects, and decides nothing, where
   * it cannot begin within `turnMs`, or where somebody else has the database open.
   */
  async change(commit: () => Promise<void>, turnMs: number): Promise<void> {
    let isTooLate = false;
    let begin: () => void = () => {};
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const done = this.#turns.take(async () => {
      begin();
      if (isTooLate) return;
      await this.#supervisor.ask((rpc) => rpc.requireAlone());
      await commit();
      await this.#supervisor.renew((rpc) => rpc.close());
    });
    try {
      await within(turnMs, begun, () => 'A snapshot does not come to an end.');
    } catch (error) {
      isTooLate = true;
      throw error;
    }
    await done;
  }

  /** Where the database stands, with the shard's counters. */
  standing(): Promise<Standing> {
    return this.#supervisor.ask((rpc) => rpc.standing());
  }

  /** At start-up: a backup that is ahead of the database takes its place. Answers what was done. */
  async takeNewerBackup(why: string): Promise<readonly string[]> {
    const rpc = await this.#supervisor.whenReady();
    const done = await rpc.takeNewerBackup(why);
    this.#appliedSeq = (await rpc.standing()).appliedSeq;
    return done;
  }

  /** What is wrong with the database, and what was done about it: one that is broken is made anew. */
  integrityCheck(): Promise<{ problems: readonly string[]; mended: readonly string[] }> {
    return this.#turns.take(async () => {
      const problems = await this.#supervisor.ask((rpc) => rpc.integrityCheck());
      const [problem] = problems;
      const mended = problem === undefined ? [] : await this.#mend(new Error(problem));
      return { problems, mended };
    });
  }

  /** The database is broken: it is made anew, while play goes on. */
  mend(why: Error): Promise<readonly string[]> {
    return this.#turns.take(() => this.#mend(why));
  }

  /** What a vacuum would need and give back; after one that is under way. */
  vacuumSpace(): Promise<VacuumSpace> {
    return this.#supervisor.ask((rpc) => rpc.vacuumSpace());
  }

  /** Makes the database as small as it can be, between two snapshots. Rejects with what failed. */
  vacuum(): Promise<Vacuumed> {
    return this.#turns.take(() => this.#supervisor.ask((rpc) => rpc.vacuum()));
  }

  /** No more runs are planned; those under way end first. */
  async endSchedule(): Promise<void> {
    this.#planNothing();
    await this.#turns.over();
  }

  /** Plans nothing any more. */
  #planNothing(): void {
    this.#stopped = true;
    this.#nextAt = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#follow !== null) clearInterval(this.#follow);
  }

  /** Moves everything into the one file and ends the process. */
  async stop(): Promise<void> {
    this.#planNothing();
    // What is still waited for then ends with the process: a turn may wait for one that never comes.
    await this.#supervisor.stop((rpc) => rpc.close(), STOP_MS);
  }

  /** Those that recovery may use; a backup process that cannot answer keeps no snapshot waiting. */
  async #backups(): Promise<readonly BaseBackup[]> {
    try {
      return await within(BACKUPS_MS, this.#options.backups(), () => 'The backups are not known.');
    } catch (error) {
      this.#options.log.error({ err: error }, 'going on without the backups');
      return [];
    }
  }

  async #open(rpc: Rpc<SnapshotCalls, SnapshotEvents>): Promise<void> {
    const { dataDir, serverId, migrations } = this.#options;
    const backups = await this.#backups();
    this.#opened = await rpc.open({
      dataDir,
      serverId,
      migrations,
      lockWaitMs: LOCK_WAIT_MS,
      // At the start of the host; a process that died while it served has the same file.
      check: this.#engine === null || this.#isSuspect,
      worldIsLive: this.#engine !== null,
      backups,
    });
    this.#appliedSeq = this.#opened.appliedSeq;
    this.#followed = 0;
    this.#isSuspect = false;
  }

  /** A broken database, or a journal that cannot be folded into it, does not keep memory from disk. */
  async #writeInSpite(
    error: unknown,
    write: () => Promise<SnapshotWritten>,
  ): Promise<SnapshotWritten> {
    if (isCorrupt(error)) {
      await this.#mend(error as Error);
      return write();
    }
    if (!isJournalLost(error)) throw error;
    this.#options.log.error({ err: error }, 'the journal cannot be folded; writing from memory');
    return this.#full('from nothing');
  }

  async #mend(why: Error): Promise<readonly string[]> {
    const { log, onMended } = this.#options;
    log.error({ err: why }, 'the database is broken; making it anew');
    this.#isSuspect = true;
    await this.#supervisor.renew((rpc) => rpc.close());
    const { recovery, missing } = this.#opened as StoreOpened;
    const delta = () =>
      this.#delta().catch((error: unknown) => {
        // The backup that took its place is too old for what the journal still has.
        if (!isJournalLost(error)) throw error;
        return this.#full('from nothing');
      });
    const written = missing ? await this.#full('from nothing') : await delta();
    this.#wrote(missing ? 'full' : 'delta', 'repair', written);
    for (const sentence of recovery) log.warn({}, sentence);
    onMended(recovery);
    return recovery;
  }

  #tell(): void {
    const durable = this.#requireEngine().durable.value;
    if (durable === this.#followed) return;
    this.#followed = durable;
    void this.#supervisor.whenReady().then((rpc) => rpc.follow.asEvent(durable), ignoreStop);
  }

  async #delta(): Promise<SnapshotWritten> {
    const { durable } = this.#requireEngine();
    return this.#supervisor.ask((rpc) => rpc.fold(durable.value));
  }

  /**
   * Streams memory to a new file. `exact`: nothing changes meanwhile, and the journal is not read;
   * `from nothing`: there is no database to go on from.
   */
  async #full(kind: 'fuzzy' | 'exact' | 'from nothing'): Promise<SnapshotWritten> {
    const exact = kind === 'exact';
    const { world } = this.#requireEngine();
    const startedAt = performance.now();
    return this.#supervisor.ask(async (rpc) => {
      // Anew with each try: one that failed may have moved the file beyond an earlier moment.
      const { seq } = world;
      if (!exact) await this.#confirmed(seq);
      await rpc.beginFull({
        seq,
        at: Date.now(),
        exact,
        fromNothing: kind === 'from nothing',
        timeline: this.timeline,
        nextLogId: world.nextLogId,
        nextIds: world.nextIds(),
      });
      let rows = 0;
      let toldAt = Number.NEGATIVE_INFINITY;
      const tables = STORED_TABLES.map((definition) => tableOf(world.tables, definition));
      const total = tables.reduce((sum, { size }) => sum + size, 0);
      const underWay: Promise<void>[] = [];
      try {
        for (const table of tables) {
          for (const images of imageSlices(table)) {
            const sent = rpc.fullRows(table.number, images);
            // Its failure is met when it is waited for, which may be later than it happens.
            sent.catch(() => {});
            underWay.push(sent);
            // Whatever waits for main comes between two slices.
            await turn();
            if (underWay.length === SLICES_UNDER_WAY) await underWay.shift();
            rows += images.length;
            const now = performance.now();
            if (now - toldAt < PROGRESS_MS) continue;
            toldAt = now;
            this.#options.onProgress(rows, Math.max(rows, total));
          }
        }
        await Promise.all(underWay);
        const end = world.seq;
        if (!exact) await this.#confirmed(end);
        const written = await rpc.finishFull(exact ? seq : end);
        const players = world.tables.characters.size;
        return { ...written, rows, players, durationMs: performance.now() - startedAt };
      } catch (error) {
        await rpc.abortFull().catch(() => {});
        throw error;
      }
    });
  }

  /** Everything up to `seq` is durable; rejects where the journal has lost it meanwhile. */
  async #confirmed(seq: number): Promise<void> {
    const { signal } = this.#journalLost;
    await Promise.race([
      this.#requireEngine().durable.durable(seq),
      once(signal, 'abort').then(() => signal.throwIfAborted()),
    ]);
  }

  #wrote(kind: Snapshot['kind'], cause: Cause, written: SnapshotWritten): Snapshot {
    const snapshot: Snapshot = {
      at: new Date().toISOString(),
      kind,
      cause,
      state: 'written',
      seq: written.seq,
      players: written.players,
      rows: written.rows,
      duration_ms: Math.round(written.durationMs * 10) / 10,
      error: null,
    };
    this.#appliedSeq = written.seq;
    this.#options.log.info({ ...snapshot }, 'snapshot written');
    this.#options.onSnapshot(snapshot);
    return snapshot;
  }

  #requireEngine(): Engine {
    if (this.#engine === null) throw new Error('the host does not serve yet');
    return this.#engine;
  }
}

/** What happened cannot be read back: memory alone has it. */
function isJournalLost(error: unknown): boolean {
  return error instanceof RemoteError && ['gap', 'damaged'].includes(error.code);
}

/** The file is to blame, not what was asked. */
function isCorrupt(error: unknown): boolean {
  return error instanceof RemoteError && error.code === 'corrupt';
}

/** Only a stop ends the wait for a process, and then nobody follows any more. */
function ignoreStop(): void {}
