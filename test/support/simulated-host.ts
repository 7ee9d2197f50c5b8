/**
 * A shard's whole storage on a watched disk: world, outbox, journal, snapshots, backups, restores, retention
 * and recovery are the product's own; played are main's composition of them, its processes (all in this
 * one), the clients and time. Power is cut or the host killed at any operation of the disk, and after each
 * recovery the world is compared with what was noted of it while it was played.
 *
 * What must hold: every acknowledged change is there, and after it at most one batch that was not; nothing
 * had to be recovered from a backup; numbers never go back; a restore is whole or not at all; a backup that
 * was reported made is there and holds what it held; every state in the window that the host reports can be
 * made again exactly, by its number and by its moment; the invariants hold.
 */
import { fileURLToPath } from 'node:url';
import { connectStores, type Stores } from '../../src/main/host/connect-stores.ts';
import { EarlyLoad } from '../../src/main/host/early-load.ts';
import { type JournalRetentionParts, pruneJournal } from '../../src/main/host/journal-retention.ts';
import { loadWorld } from '../../src/main/host/load-world.ts';
import { prove } from '../../src/main/host/prove.ts';
import { encodeChunk } from '../../src/main/journal/codec.ts';
import { nodeDisk } from '../../src/main/journal/disk.ts';
import { DurableSequence } from '../../src/main/journal/durability.ts';
import { Engine } from '../../src/main/journal/engine.ts';
import { JournalDirectory } from '../../src/main/journal/journal-directory.ts';
import { Outbox, type Post } from '../../src/main/journal/outbox.ts';
import { expiredSegments } from '../../src/main/journal/retention.ts';
import { createTimeline } from '../../src/main/journal/segment-file.ts';
import { JournalWriter } from '../../src/main/journal/writer.ts';
import type { Target } from '../../src/main/processes/backup/protocol.ts';
import { BackupService } from '../../src/main/processes/backup/service.ts';
import { dataDirectory } from '../../src/main/processes/data-directory.ts';
import { SnapshotService } from '../../src/main/processes/snapshot/service.ts';
import { renameDurably } from '../../src/main/storage/durable-files.ts';
import { STORED_TABLES, TABLES } from '../../src/main/world/schema.ts';
import { tableOf } from '../../src/main/world/transaction.ts';
import { World } from '../../src/main/world/world.ts';
import type { Backup } from '../../src/shared/host-methods.ts';
import type { Random } from './random.ts';
import { WatchedDisk, type WatchFaults } from './watched-disk.ts';
import { BEGINNING, RULES, randomCommand, rowsOf, violationsOf } from './world.ts';

const SERVER_ID = '001';
const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));
const JOURNAL_TABLES = TABLES.map(({ name, columnNames }) => ({ name, columns: columnNames }));
const HOUR_MS = 3_600_000;
/** Short, so that in the hours of a life much has had its time. */
const RESTORE_HOURS = 6;
const POLICY = { hours: 3, days: 1, weeks: 1 };

/** Deliberate faults, each of which the simulation must see. */
export interface Faults extends WatchFaults {
  /** A change is called durable before it is written. */
  readonly answerEarly?: boolean;
  /** The journal lets one more segment go than has had its time. */
  readonly pruneOneMore?: boolean;
  /** A timeline begins with a number that was used before, or without the shard's counters. */
  readonly reuseSequence?: boolean;
  readonly forgetNextIds?: boolean;
  readonly forgetNextLogId?: boolean;
  /** The restored world takes its place before its timeline is current. */
  readonly swapEarly?: boolean;
  /** The timeline is current before its first segment is there. */
  readonly currentFirst?: boolean;
  /** A full snapshot says that it stands where it began. */
  readonly fuzzySnapshot?: boolean;
  /** What start-up's fold has changed is not read again. */
  readonly forgetChanges?: boolean;
}

/** How a world was after a change. */
interface State {
  readonly seq: number;
  readonly rows: string;
  readonly nextLogId: number;
  readonly nextIds: Readonly<Record<string, number>>;
}

interface Batch {
  readonly last: number;
  readonly wall: number;
}

/** What the journal tells of one timeline, as it was played. */
interface PlayedTimeline {
  readonly timeline: number;
  readonly from: number;
  /** The state that it began with, and those after each of its changes. */
  readonly beginning: State;
  readonly batches: Batch[];
}

interface BegunRestore {
  readonly timeline: number;
  readonly at: number;
  readonly state: State;
}

export class SimulatedHost {
  readonly #random: Random;
  readonly #faults: Faults;
  readonly #directory: string;
  #disk: WatchedDisk;
  #incarnations = 0;
  #now = BEGINNING;
  #items = 0;

  /** The present, as it was acknowledged. */
  #head: State = { seq: 0, rows: rowsOf(new World(OPTIONS)), nextLogId: 1, nextIds: {} };
  readonly #empty = this.#head;
  /** States that were acknowledged; no number is given twice. */
  readonly #states = new Map<number, State>([[0, this.#head]]);
  readonly #timelines: PlayedTimeline[] = [
    { timeline: 1, from: 0, beginning: this.#head, batches: [] },
  ];
  /** What came after and was not, with the batches that it was written in. */
  #tried: State[] = [];
  #triedBatches: Batch[] = [];
  #begun: BegunRestore | null = null;
  /** Backups that were reported made and not pruned, by name. */
  readonly #backups = new Map<string, State>();
  /** Those of them that one which was cut off may have pruned. */
  #mayBePruned: readonly string[] = [];

  #parts: Parts | null = null;
  readonly #earlyLoad = new EarlyLoad(() => new World(this.#worldOptions()));
  #inbox: Post[] = [];

  constructor(random: Random, directory: string, faults: Faults = {}) {
    this.#random = random;
    this.#faults = faults;
    this.#directory = directory;
    this.#disk = WatchedDisk.empty(this.#nextRoot(), faults);
  }

  /** Lives through `rounds` ends of power or process, about `steps` steps between them. */
  async run(rounds: number, steps: number): Promise<void> {
    const random = this.#random;
    try {
      for (let round = 0; round < rounds; round++) {
        const operations = random.pick([20, 100, 400, 1_000]);
        if (random.chance(0.9)) this.#disk.cutAt(this.#disk.operations + random.int(1, operations));
        try {
          await this.#start();
          for (let i = 0; i < steps; i++) await this.#step();
          if (random.chance(0.3)) await this.#stop();
        } catch (error) {
          if (!this.#disk.isOff) throw error;
        }
        this.#parts = null;
        await this.#earlyLoad.letGo();
        const isPowerCut = random.chance(0.7);
        this.#disk = this.#disk.after(this.#nextRoot(), random.fork(), isPowerCut);
      }
      await this.#start();
      await this.#lookAround();
      await this.#stop();
    } finally {
      this.#disk.remove();
    }
  }

  #nextRoot(): string {
    return `${this.#directory}/${++this.#incarnations}`;
  }

  /** Start-up: what the host does before it serves. */
  async #start(): Promise<void> {
    const root = this.#disk.root;
    const paths = dataDirectory(root, SERVER_ID);
    this.#passTime();
    const backup = new BackupService(nobody);
    const earlyLoad = this.#earlyLoad;
    const checking = { asEvent: async (file: string) => earlyLoad.begin(file) };
    let snapshot = new SnapshotService(
      () => ({ checking, letGo: () => earlyLoad.letGo() }) as never,
    );
    let writer: JournalWriter | null = null;
    const open = async (worldIsLive: boolean) =>
      snapshot.functions.open({
        ...{ dataDir: root, serverId: SERVER_ID, migrations: MIGRATIONS, lockWaitMs: 0 },
        ...{ check: !worldIsLive, worldIsLive, backups: await backup.functions.bases() },
      });
    let appliedSeq = 0;
    const openJournal = (acceptDamageUpTo: number, timelineAtLeast: number) => {
      writer = JournalWriter.open(nodeDisk, paths.journal, {
        ...{ serverId: SERVER_ID, tables: JOURNAL_TABLES, acceptDamageUpTo, timelineAtLeast },
        clock: () => this.#now,
        monotonic: () => this.#now,
        random: (bytes) => this.#random.bytes(bytes),
      });
      return writer;
    };
    const stores = {
      log: { warn: () => {}, error: () => {} },
      backups: {
        start: () =>
          backup.functions.open({
            ...{ dataDir: root, serverId: SERVER_ID, directory: `${root}/backups` },
            ...{ migrations: MIGRATIONS, lockWaitMs: 0 },
          }),
        makeSoon: () => {},
      },
      snapshotter: {
        get appliedSeq() {
          return appliedSeq;
        },
        start: async () => {
          const opened = await open(false);
          ({ appliedSeq } = opened);
          return opened;
        },
        catchUp: async (seq: number) => {
          const folded = await snapshot.functions.foldAtStart(seq);
          return this.#faults.forgetChanges ? { ...folded, changed: new Map() } : folded;
        },
      },
      journal: {
        predecessorEnded: async () => {},
        skipTo: async () => {},
        start: async () => {
          const { timeline } = await snapshot.functions.standing();
          const { durable } = openJournal(appliedSeq, timeline);
          return { durable, lost: null };
        },
      },
    };
    const { recovery, folded } = await connectStores(stores as unknown as Stores, () => {});
    expectSame('what had to be recovered', recovery.sentences.join(' '), '');
    const world = await earlyLoad.finish(paths.database, folded, (_name, work) => work(() => {}));
    this.#recovered(world, (writer as unknown as JournalWriter).timeline);

    const durable = new DurableSequence();
    const outbox = new Outbox({
      ...{ durable, encode: encodeChunk },
      ...{ monotonic: () => 0, defer: () => {} },
    });
    outbox.beginAt(world.seq);
    const engine = new Engine(world, outbox, durable);
    this.#inbox = [];
    outbox.attach((post) => this.#inbox.push(post));
    this.#parts = {
      paths,
      engine,
      backup,
      writer: writer as unknown as JournalWriter,
      snapshot: () => snapshot,
      openJournal: (accept) => openJournal(accept, 1),
      renewSnapshot: async () => {
        await snapshot.orphaned();
        snapshot = new SnapshotService(nobody);
        await open(true);
      },
    };
    await this.#checkBackups();
  }

  /** What is there after an end is what was acknowledged, and at most what was tried after it. */
  #recovered(world: World, timeline: number): void {
    if (this.#begun !== null && timeline === this.#begun.timeline) this.#switch(this.#begun);
    this.#begun = null;
    expectSame('the timeline', timeline, this.#timeline.timeline);
    const { seq } = world;
    if (seq < this.#head.seq) {
      throw new Error(`${this.#head.seq} was acknowledged, and ${seq} was recovered`);
    }
    for (const batch of this.#triedBatches) {
      if (batch.last <= seq) this.#timeline.batches.push(batch);
    }
    for (const state of this.#tried) if (state.seq <= seq) this.#acknowledge(state);
    this.#tried = [];
    this.#triedBatches = [];
    expectSame('the sequence that was recovered', seq, this.#head.seq);
    expectState(`the world at ${seq}`, stateOf(world), this.#head);
    expectSame('what is wrong with it', violationsOf(world).join(' '), '');
  }

  get #timeline(): PlayedTimeline {
    return this.#timelines.at(-1) as PlayedTimeline;
  }

  #acknowledge(state: State): void {
    this.#head = state;
    this.#states.set(state.seq, state);
  }

  #switch({ timeline, at, state }: BegunRestore): void {
    this.#timelines.push({ timeline, from: at, beginning: state, batches: [] });
    this.#head = state;
    this.#begun = null;
  }

  async #step(): Promise<void> {
    const random = this.#random;
    this.#passTime();
    const draw = random.int(0, 99);
    if (draw < 50) this.#command();
    else if (draw < 68) this.#write();
    else if (draw < 74) await this.#need.snapshot().functions.fold(this.#durable);
    else if (draw < 77) await this.#fullSnapshot();
    else if (draw < 82) await this.#backup();
    else if (draw < 86) await this.#prove();
    else if (draw < 91) await this.#prune();
    else if (draw < 95) await this.#lookAround();
    else await this.#restore();
  }

  get #need(): Parts {
    if (this.#parts === null) throw new Error('the host does not serve');
    return this.#parts;
  }

  get #durable(): number {
    return this.#need.engine.durable.value;
  }

  #passTime(): void {
    this.#now += this.#random.pick([1_000, 20_000, 600_000, HOUR_MS]);
    setClock(this.#now);
  }

  #worldOptions() {
    return { ...OPTIONS, clock: () => this.#now, uuid: () => `item-${++this.#items}` };
  }

  #command(): void {
    const { engine } = this.#need;
    const { method, params } = randomCommand(this.#random, engine.world, true);
    const { seq } = engine.world;
    try {
      engine.mutate(method, params, { role: 'game' });
    } catch {
      // Some break a rule on purpose, and change nothing.
    }
    if (engine.world.seq > seq) this.#tried.push(stateOf(engine.world));
  }

  /** The journal process writes what main has gathered, as one batch, and says so. */
  #write(): void {
    const { engine, writer } = this.#need;
    engine.outbox.flush();
    const [first] = this.#inbox;
    const last = this.#inbox.at(-1);
    if (first === undefined || last === undefined) return;
    if (this.#faults.answerEarly) this.#acknowledgeUpTo(last.last);
    const payloads = this.#inbox.splice(0).map(({ payload }) => payload);
    const batch = { last: last.last, wall: this.#now };
    this.#triedBatches.push(batch);
    writer.append(payloads, first.first, last.last, this.#now);
    engine.outbox.acknowledge(writer.durable);
    this.#acknowledgeUpTo(last.last);
    this.#timeline.batches.push(batch);
    this.#triedBatches = [];
  }

  #acknowledgeUpTo(seq: number): void {
    for (const state of this.#tried) if (state.seq <= seq) this.#acknowledge(state);
    this.#tried = this.#tried.filter((state) => state.seq > seq);
  }

  /** A fuzzy one: play goes on between its slices. */
  async #fullSnapshot(): Promise<void> {
    this.#write();
    const { engine } = this.#need;
    const { functions } = this.#need.snapshot();
    const { world } = engine;
    const begunAt = world.seq;
    await functions.beginFull({
      ...{ seq: begunAt, at: this.#now, exact: false, fromNothing: false },
      ...{ timeline: this.#timeline.timeline, nextLogId: world.nextLogId },
      nextIds: world.nextIds(),
    });
    for (const definition of STORED_TABLES) {
      const table = tableOf(world.tables, definition);
      const images = [...table.rows()].map((row) => definition.imageOf(row));
      if (images.length > 0) await functions.fullRows(table.number, images);
      if (this.#random.chance(0.5)) this.#command();
    }
    this.#write();
    await functions.finishFull(this.#faults.fuzzySnapshot ? begunAt : this.#durable);
  }

  async #backup(cause: Backup['cause'] = 'interval', isProtected = false): Promise<void> {
    const { backup, snapshot } = this.#need;
    this.#write();
    await snapshot().functions.fold(this.#durable);
    const all = await backup.functions.list();
    const newestProven = all.find(({ proven_at }) => proven_at !== null);
    this.#mayBePruned = all
      .filter((one) => !one.protected && one !== newestProven)
      .filter(({ at }) => this.#now - Date.parse(at) > POLICY.hours * HOUR_MS)
      .map(({ name }) => name);
    const made = await backup.functions.create({
      ...{ label: null, cause, protected: isProtected, policy: POLICY },
    });
    this.#backups.set(made.backup.name, this.#head);
    expectSame('where a backup stands', made.backup.seq, this.#head.seq);
    for (const name of made.pruned) this.#backups.delete(name);
    this.#mayBePruned = [];
  }

  /** The newest backup is restored beside and compared with the world that lives. */
  async #prove(): Promise<void> {
    const { engine, backup } = this.#need;
    this.#write();
    const [newest] = await backup.functions.list();
    if (newest === undefined) return;
    const ask = <T>(question: (rpc: never) => Promise<T>) => question(backup.functions as never);
    const problem = await prove(engine, newest.name, ask as never, () => false);
    if (problem === undefined) return;
    expectSame('what is wrong with a backup', problem, null);
    await backup.functions.noteProof(newest.name, null);
  }

  /** The journal's own rule, over the product's own limits. */
  async #prune(): Promise<void> {
    const { backup, snapshot, paths } = this.#need;
    const journal = new JournalDirectory(nodeDisk, paths.journal);
    const sizeOf = (path: string) => {
      const file = nodeDisk.open(path, 'read');
      try {
        return file.size();
      } finally {
        file.close();
      }
    };
    let oneMore = this.#faults.pruneOneMore ? 1 : 0;
    const parts = {
      log: { info: () => {} },
      settings: { restoreHours: RESTORE_HOURS, journalMib: this.#random.pick([0.5, 1_000]) },
      clock: { now: () => this.#now },
      snapshotter: { standing: () => snapshot().functions.standing() },
      backups: { ask: (question: (rpc: object) => Promise<number>) => question(backup.functions) },
      journal: {
        prune: async (limits: Parameters<typeof expiredSegments>[2]) => {
          const expired = [...expiredSegments(journal, sizeOf, { ...limits, now: this.#now })];
          const { timeline } = this.#timelines[0] as PlayedTimeline;
          const next = journal.list(timeline).segments[expired.length];
          if (oneMore-- > 0 && next !== undefined) expired.push(next);
          for (const segment of expired) journal.remove(segment);
          return { segments: 0, bytes: 0 };
        },
      },
      activitySeq: Number.POSITIVE_INFINITY,
    };
    await pruneJournal(parts as unknown as JournalRetentionParts);
  }

  /** Some of the states that the host says can be had, by their numbers, by a moment, and by a backup. */
  async #lookAround(): Promise<void> {
    const { backup } = this.#need;
    const random = this.#random;
    this.#write();
    const { from_at } = await backup.functions.window(this.#durable);
    if (from_at !== null) {
      const from = Date.parse(from_at);
      const at = random.int(from, this.#now);
      await this.#look({ at }, this.#stateAt(at));
      const { seq } = await this.#seqOf({ at });
      await this.#look({ seq }, this.#states.get(seq) ?? this.#empty);
    }
    const names = [...this.#backups.keys()];
    if (names.length === 0) return;
    const name = random.pick(names);
    await this.#look({ backup: name }, this.#backups.get(name) as State);
  }

  /** A number between the moment and now, of whichever timeline. */
  async #seqOf({ at }: { at: number }): Promise<{ seq: number }> {
    const since = this.#stateAt(at).seq;
    const later = [...this.#states.keys()].filter((seq) => seq >= since);
    return { seq: later.length === 0 ? since : this.#random.pick(later) };
  }

  async #look(target: Target, expected: State): Promise<void> {
    const { backup, paths } = this.#need;
    const past = await backup.functions.visit(target, this.#durable);
    const world = new World(this.#worldOptions());
    await loadWorld(world, `${paths.scratch}/past.db`, (_name, work) => work(() => {}));
    expectSame(`the rows of ${JSON.stringify(target)}`, rowsOf(world), expected.rows);
    expectSame('what is wrong with it', violationsOf(world).join(' '), '');
    expectSame('where it stands', past.seq, world.seq);
  }

  /** The state of the timeline that was current then, after its last batch by then. */
  #stateAt(at: number): State {
    const one = this.#timelines.findLast(({ from }) => from <= at) as PlayedTimeline;
    const last = one.batches.findLast(({ wall }) => wall <= at);
    return last === undefined ? one.beginning : (this.#states.get(last.last) as State);
  }

  /** A restore as main does it: to a backup, a moment or a number, or undoing the last. */
  async #restore(): Promise<void> {
    const { backup, engine, paths, snapshot } = this.#need;
    const random = this.#random;
    this.#write();
    const target = await this.#target();
    if (target === null) return;
    await this.#look(target.how, target.state);
    await snapshot().functions.fold(this.#durable);
    await backup.functions.compare();
    await this.#backup('before restore', true);
    const { world } = engine;
    const next_ids = world.nextIds();
    const waiting = await backup.functions.finish({
      first_seq: this.#faults.reuseSequence ? world.seq : world.seq + 1,
      next_log_id: this.#faults.forgetNextLogId ? 1 : world.nextLogId,
      next_ids: this.#faults.forgetNextIds ? {} : next_ids,
    });
    const restored = new World(this.#worldOptions());
    await loadWorld(restored, waiting.file, (_name, work) => work(() => {}));
    const state = { ...this.#head, rows: target.state.rows };
    expectState('the restored world', stateOf(restored), state);
    await snapshot().functions.requireAlone();
    this.#begun = { timeline: waiting.timeline, at: waiting.parent.at, state };
    if (this.#faults.swapEarly) await renameDurably(waiting.file, paths.database);
    this.#startTimeline(waiting);
    this.#switch(this.#begun);
    engine.replaceWorld(restored);
    await this.#need.renewSnapshot();
    if (random.chance(0.5)) await this.#backup('after restore');
  }

  /** What to go back to: null where nothing can be. */
  async #target(): Promise<{ how: Target; state: State } | null> {
    const random = this.#random;
    const names = [...this.#backups.keys()];
    if (names.length > 0 && random.chance(0.4)) {
      const name = random.pick(names);
      return { how: { backup: name }, state: this.#backups.get(name) as State };
    }
    const { from_at } = await this.#need.backup.functions.window(this.#durable);
    if (from_at === null) return null;
    const at = random.int(Date.parse(from_at), this.#now);
    if (random.chance(0.5)) return { how: { at }, state: this.#stateAt(at) };
    const { seq } = await this.#seqOf({ at });
    return { how: { seq }, state: this.#states.get(seq) as State };
  }

  /** As the journal process does it. */
  #startTimeline({ timeline, parent }: Awaited<ReturnType<Functions['finish']>>): void {
    const parts = this.#need;
    const { durable } = parts.writer;
    const journal = new JournalDirectory(nodeDisk, parts.paths.journal);
    parts.writer.close();
    if (this.#faults.currentFirst) journal.setCurrent(timeline);
    createTimeline(nodeDisk, journal, {
      ...{ serverId: SERVER_ID, tables: JOURNAL_TABLES, timeline, parent },
      ...{ bytes: 16 * 1024, id: this.#random.bytes(16) },
    });
    journal.setCurrent(timeline);
    parts.writer = parts.openJournal(durable);
  }

  /** Those that were reported made are all there, and whole. */
  async #checkBackups(): Promise<void> {
    const { functions } = this.#need.backup;
    const listed = new Map((await functions.list()).map((one) => [one.name, one]));
    for (const name of this.#mayBePruned) if (!listed.has(name)) this.#backups.delete(name);
    for (const [name, { seq }] of this.#backups) {
      if (!listed.has(name)) throw new Error(`the backup ${name} is gone`);
      expectSame('what a backup holds', listed.get(name)?.seq, seq);
    }
    const some = [...this.#backups.keys()];
    if (some.length === 0) return;
    const { problem } = await functions.verify(this.#random.pick(some));
    expectSame('what is wrong with a backup', problem, null);
  }

  /** An end in order. */
  async #stop(): Promise<void> {
    const { backup, snapshot, writer } = this.#need;
    this.#write();
    await snapshot().functions.fold(this.#durable);
    writer.close();
    await snapshot().orphaned();
    await backup.orphaned();
  }
}

type Functions = BackupService['functions'];

interface Parts {
  readonly paths: ReturnType<typeof dataDirectory>;
  readonly engine: Engine;
  readonly backup: BackupService;
  writer: JournalWriter;
  readonly snapshot: () => SnapshotService;
  readonly openJournal: (acceptDamageUpTo: number) => JournalWriter;
  readonly renewSnapshot: () => Promise<void>;
}

const OPTIONS = { clock: () => BEGINNING, uuid: () => '', rules: () => RULES };

/** Main as the processes call it; nothing that they tell matters here. */
const nobody = () =>
  new Proxy({}, { get: () => Object.assign(() => {}, { asEvent: async () => {} }) }) as never;

/** Sets the clock that the product reads; the test file gives it. */
let setClock: (now: number) => void = () => {};

export function useClock(set: (now: number) => void): void {
  setClock = set;
}

function stateOf(world: World): State {
  const { seq, nextLogId } = world;
  return { seq, rows: rowsOf(world), nextLogId, nextIds: world.nextIds() };
}

function expectState(what: string, found: State, expected: State): void {
  expectSame(`${what}: its rows`, found.rows, expected.rows);
  expectSame(`${what}: its next log_id`, found.nextLogId, expected.nextLogId);
  for (const [table, next] of Object.entries(expected.nextIds)) {
    expectSame(`${what}: the next id of ${table}`, found.nextIds[table], next);
  }
}

function expectSame(what: string, found: unknown, expected: unknown): void {
  if (found !== expected) throw new Error(`${what}: ${found}, not ${expected}`);
}
