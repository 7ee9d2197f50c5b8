/**
 * A whole shard on a simulated disk: world, outbox, journal writer, fold and store are the real ones;
 * only processes, network and time are played. Every step is drawn from a seed, the machine may lose
 * its power at any operation of the disk, and after each recovery the world is compared with a model
 * that never crashed.
 *
 * One client with a session asks for everything. It sends again what was not answered, so in the end
 * each of its requests was done exactly once, in order: the model does just that.
 */
import { encodeChunk } from '../../src/main/journal/codec.ts';
import { DurableSequence } from '../../src/main/journal/durability.ts';
import { Engine } from '../../src/main/journal/engine.ts';
import { JournalError } from '../../src/main/journal/journal-error.ts';
import { Outbox, type Post } from '../../src/main/journal/outbox.ts';
import { JournalReader } from '../../src/main/journal/reader.ts';
import { JournalWriter } from '../../src/main/journal/writer.ts';
import { Coalescer } from '../../src/main/storage/coalesce.ts';
import { findOutcome, openSession } from '../../src/main/world/client-sessions.ts';
import { TABLES } from '../../src/main/world/schema.ts';
import { World } from '../../src/main/world/world.ts';
import { MemoryStore } from './memory-store.ts';
import type { Random } from './random.ts';
import { Crash, SimDisk } from './sim-disk.ts';
import {
  addImage,
  BEGINNING,
  digestOf,
  type RandomCommand,
  RULES,
  randomCommand,
} from './world.ts';

const SESSION = '11111111-1111-4111-8111-111111111111';
const JOURNAL = 'data/journal';
const SERVER_ID = '001';

/** Deliberate faults, each of which the simulation must see. */
export interface Faults {
  readonly ignoreSync?: boolean;
  readonly ignoreDirectorySync?: boolean;
  /** A restarted host begins one sequence number too low. */
  readonly reuseSequence?: boolean;
  /** The client is answered before its change is on disk. */
  readonly answerEarly?: boolean;
  /** A new journal process does not get again what the old one did not confirm. */
  readonly dropResend?: boolean;
}

interface PendingRequest extends RandomCommand {
  readonly id: number;
}

/** A world whose ids and times follow from the request it runs, so that a repeat makes the same. */
class SimulatedWorld extends World {
  requestId = 0;
  #ids = 0;

  constructor() {
    super({
      clock: () => BEGINNING + this.requestId,
      uuid: () => `item-${this.requestId}-${++this.#ids}`,
      rules: () => RULES,
    });
  }

  begin(requestId: number): void {
    this.requestId = requestId;
    this.#ids = 0;
  }
}

export class SimulatedShard {
  readonly #random: Random;
  readonly #faults: Faults;
  readonly #store = new MemoryStore();
  readonly #model = new SimulatedWorld();
  /** The digest of the world after each sequence number that the model gave. */
  readonly #digests = new Map<number, string>();
  #disk: SimDisk;
  #nextRequest = 1;
  /** Sent and not answered, in order. */
  #pending: PendingRequest[] = [];
  /** Everything up to here was answered, so it must never be gone. */
  #acknowledged = 0;
  #world = new SimulatedWorld();
  #engine: Engine | null = null;
  #outbox: Outbox | null = null;
  #writer: JournalWriter | null = null;
  #coalescer = new Coalescer(0);
  #reader: JournalReader | null = null;
  /** What the journal process was sent and has not written. */
  #inbox: Post[] = [];
  /** Answers that wait for their sequence number to be durable. */
  #answers: { readonly id: number; readonly seq: number }[] = [];

  constructor(random: Random, faults: Faults = {}) {
    this.#random = random;
    this.#faults = faults;
    this.#disk = new SimDisk({
      random: random.fork(),
      ignoreSync: faults.ignoreSync ?? false,
      ignoreDirectorySync: faults.ignoreDirectorySync ?? false,
    });
    this.#disk.makeDirectory('data');
    this.#disk.syncDirectory('');
    this.#digests.set(0, digestOf(this.#model));
    this.#model.begin(0);
    this.#model.transact((transaction) => openSession(transaction, SESSION));
    this.#digests.set(1, digestOf(this.#model));
  }

  /** Lives through `rounds` crashes with about `steps` steps between them, then settles and compares. */
  run(rounds: number, steps: number): void {
    for (let round = 0; round < rounds; round++) {
      const crashAt = this.#disk.operations + this.#random.int(1, steps * 3);
      this.#disk.hook = ({ kind, number }) => {
        if (number >= crashAt) this.#disk.powerOff();
        const mayFail = kind === 'write' || kind === 'sync' || kind === 'create';
        return mayFail && this.#random.chance(0.02)
          ? this.#random.pick(['EIO', 'ENOSPC'])
          : undefined;
      };
      try {
        this.#start();
        for (let i = 0; i < steps; i++) this.#step();
      } catch (error) {
        if (!(error instanceof Crash) && !this.#disk.crashed) throw error;
      }
      this.#disk = this.#disk.crash(this.#random.fork());
    }
    this.#settle();
  }

  /** Everything is answered, and the world is what each request done once makes of it. */
  #settle(): void {
    this.#disk.hook = null;
    this.#start();
    if (this.#nextRequest === 1) return;
    this.#flush();
    this.#write();
    this.#acknowledge();
    expectEqual('unanswered requests', this.#pending.length, 0);
    expectEqual('the final sequence', this.#world.seq, this.#model.seq);
    expectEqual('the final world', digestOf(this.#world), digestOf(this.#model));
  }

  /** Start-up: recover the journal, fold it into the store, load the world, go on with the session. */
  #start(): void {
    this.#startWriter();
    const writer = this.#writer as JournalWriter;
    this.#openReader();
    this.#fold(writer.durable);
    const { appliedSeq, nextLogId, nextIds } = this.#store.position;
    if (appliedSeq < this.#acknowledged) {
      throw new Error(
        `${this.#acknowledged} was acknowledged, but only ${appliedSeq} was recovered`,
      );
    }
    const world = new SimulatedWorld();
    for (const [number, table] of Object.values(world.tables).entries()) {
      for (const image of this.#store.rows(number).values()) addImage(world, number, image);
      table.nextKey = Math.max(table.nextKey, nextIds[table.definition.name] ?? 1);
    }
    world.seq = appliedSeq;
    world.nextLogId = nextLogId;
    expectEqual(`the world at ${appliedSeq}`, digestOf(world), this.#digests.get(appliedSeq));
    if (this.#faults.reuseSequence) world.seq--;

    const durable = new DurableSequence();
    const outbox = new Outbox({
      durable,
      encode: encodeChunk,
      monotonic: () => 0,
      defer: () => {},
    });
    outbox.beginAt(world.seq);
    this.#world = world;
    this.#outbox = outbox;
    this.#engine = new Engine(world, outbox, durable);
    this.#inbox = [];
    this.#answers = [];
    outbox.attach((post) => this.#inbox.push(post));
    this.#resend();
  }

  #step(): void {
    const { engine, random } = { engine: this.#engine as Engine, random: this.#random };
    const draw = random.next();
    if (draw < 0.6) {
      const request = { id: this.#nextRequest++, ...randomCommand(random, this.#model, false) };
      this.#runOnModel(request);
      this.#pending.push(request);
      this.#ask(request);
    } else if (draw < 0.75) {
      this.#flush();
    } else if (draw < 0.9) {
      this.#write();
    } else if (draw < 0.97) {
      this.#fold(engine.durable.value);
    } else {
      this.#restartJournal();
    }
  }

  /** The client's side of a request, or of its repeat: answered once what it did is durable. */
  #ask({ id, method, params }: PendingRequest): void {
    const engine = this.#engine as Engine;
    const request = { sessionUuid: SESSION, requestId: id };
    this.#world.begin(id);
    if (this.#world.tables.clientSessions.size === 0) {
      this.#world.begin(0);
      engine.transact((transaction) => openSession(transaction, SESSION));
      this.#world.begin(id);
    }
    const before = findOutcome(this.#world.tables, request);
    let { seq } = this.#world;
    if (before === undefined) {
      try {
        ({ seq } = engine.mutate(method, params, { role: 'game', request }));
      } catch {
        // Parameters that break their schema do so every time, and leave nothing to remember.
      }
    }
    this.#answers.push({ id, seq });
    this.#answer();
  }

  #resend(): void {
    for (const request of [...this.#pending]) this.#ask(request);
  }

  #answer(): void {
    const durable = this.#faults.answerEarly
      ? Number.POSITIVE_INFINITY
      : (this.#engine as Engine).durable.value;
    while (this.#answers[0] !== undefined && this.#answers[0].seq <= durable) {
      const { id, seq } = this.#answers.shift() as { id: number; seq: number };
      this.#pending = this.#pending.filter((request) => request.id !== id);
      this.#acknowledged = Math.max(this.#acknowledged, seq);
    }
  }

  #flush(): void {
    (this.#outbox as Outbox).flush();
  }

  /** The journal process writes what it was sent, as one batch; a failing disk is tried again. */
  #write(): void {
    const writer = this.#writer as JournalWriter;
    const [first] = this.#inbox;
    const last = this.#inbox.at(-1);
    if (first === undefined || last === undefined) return;
    const chunks = this.#inbox.map((post) => post.payload);
    for (;;) {
      try {
        writer.append(chunks, first.first, last.last, BEGINNING);
        break;
      } catch (error) {
        if (!this.#isPassing(error)) throw error;
      }
    }
    this.#inbox = [];
    // Its word may be lost with the process: then the next one says it at its start.
    if (this.#random.chance(0.1)) return;
    this.#acknowledge();
  }

  #acknowledge(): void {
    (this.#outbox as Outbox).acknowledge((this.#writer as JournalWriter).durable);
    this.#answer();
  }

  /** The journal process is killed and another one takes over; the machine stays up. */
  #restartJournal(): void {
    const outbox = this.#outbox as Outbox;
    outbox.detach();
    this.#inbox = [];
    this.#startWriter();
    this.#acknowledge();
    let resending = true;
    outbox.attach((post) => {
      if (!resending || !this.#faults.dropResend) this.#inbox.push(post);
    });
    resending = false;
  }

  #startWriter(): void {
    for (;;) {
      try {
        this.#writer = JournalWriter.open(this.#disk, JOURNAL, {
          serverId: SERVER_ID,
          tables: TABLES.map(({ name, columnNames }) => ({ name, columns: columnNames })),
          clock: () => BEGINNING,
          monotonic: () => 0,
          random: (bytes) => this.#random.bytes(bytes),
          segmentBytesMin: 8 * 1024,
          segmentBytesMax: 16 * 1024,
          acceptDamageUpTo: this.#store.position.appliedSeq,
        });
        return;
      } catch (error) {
        if (!this.#isPassing(error)) throw error;
      }
    }
  }

  #openReader(): void {
    const { appliedSeq } = this.#store.position;
    this.#coalescer = new Coalescer(appliedSeq);
    this.#reader = JournalReader.open(this.#disk, JOURNAL, { after: appliedSeq });
  }

  /** A snapshot; the store's own transaction is SQLite's to keep, so here it is one step. */
  #fold(seq: number): void {
    for (;;) {
      try {
        for (const batch of (this.#reader as JournalReader).read(seq)) {
          for (const changeSet of batch.changeSets()) this.#coalescer.add(changeSet);
        }
        break;
      } catch (error) {
        if (!this.#isPassing(error)) throw error;
      }
    }
    const gathered = this.#coalescer.take();
    if (gathered !== undefined) this.#store.apply(gathered);
  }

  /** The operating system refused; whoever wrote tries again, as the processes do. */
  #isPassing(error: unknown): boolean {
    if (this.#disk.crashed || !(error instanceof JournalError)) return false;
    const { systemCode } = error.details;
    return systemCode === 'EIO' || systemCode === 'ENOSPC';
  }

  /** The model does every request once, in the order in which they were first sent. */
  #runOnModel({ id, method, params }: PendingRequest): void {
    this.#model.begin(id);
    try {
      this.#model.mutate(method, params, {
        role: 'game',
        request: { sessionUuid: SESSION, requestId: id },
      });
    } catch {
      // As in `#ask`.
    }
    this.#digests.set(this.#model.seq, digestOf(this.#model));
  }
}

function expectEqual(what: string, found: unknown, expected: unknown): void {
  if (found !== expected) throw new Error(`${what} is ${found}, not ${expected}`);
}
