/**
 * Clients that write as fast as they can, each in a session of its own, and what became of all they
 * asked: the acknowledged world, replayed in the order of its sequence numbers.
 */
import { Random } from './random.ts';
import type { Encoding } from './raw-client.ts';
import { isRemembered, SessionClient, type SessionEntry } from './session-client.ts';
import { WorldModel, type WorldView } from './world-model.ts';
import { Writer } from './writer.ts';

const WRITERS = 8;
/** Requests that a writer repeats at each reconnect though they were answered. */
const REPEATS = 48;

/** What is wrong is said so many times: the first of it explains the rest. */
const WRONG_MAX = 10;

/** An answer with the writer that got it. */
interface Done {
  readonly writer: number;
  readonly entry: SessionEntry;
}

/** A world that was read when the host stood at `seq`. */
interface Sighting {
  readonly what: string;
  readonly seq: number;
  readonly view: WorldView;
}

/** A change that was acknowledged, and has happened in the model. */
export interface Applied {
  readonly seq: number;
  readonly method: string;
  readonly params: SessionEntry['params'];
  readonly result: Readonly<Record<string, unknown>>;
}

export interface CrewOptions {
  readonly seed: number;
  readonly token: string;
  readonly address: () => Promise<string>;
  /** The world that they come to and its sequence number; an empty one where it is left out. */
  readonly world?: { readonly model: WorldModel; readonly seq: number };
  /** Makes their names their own in a world in which others were before. */
  readonly era?: string;
  readonly onApplied?: (applied: Applied) => void;
}

export class Crew {
  readonly writers: readonly Writer[];
  readonly model: WorldModel;
  /** Every item that anybody was ever told of. */
  readonly itemsSeen = new Set<string>();
  /** Requests that have taken a sequence number: done, or refused for a reason that is remembered. */
  remembered = 0;
  /** Changes that the host took no part of, since its disk was behind. */
  refused = 0;
  /** The last sequence number that the model has. */
  seq: number;
  readonly #onApplied: (applied: Applied) => void;
  readonly #random: Random;
  #fresh: Done[] = [];
  #writing: Promise<unknown>[] = [];
  #isWriting = false;
  /** Answers at which everyone rests. */
  #restAt = Number.POSITIVE_INFINITY;

  constructor({ seed, token, address, world, era = '', onApplied = () => {} }: CrewOptions) {
    this.#random = new Random(seed);
    this.#onApplied = onApplied;
    this.model = world?.model ?? new WorldModel();
    this.seq = world?.seq ?? 0;
    this.writers = Array.from({ length: WRITERS }, (_, number) => {
      const encoding: Encoding = number % 2 === 0 ? 'json' : 'msgpack';
      const client = new SessionClient({ address, token, encoding, repeats: REPEATS });
      return new Writer(number, era, this, client, this.#random.fork());
    });
  }

  get isWriting(): boolean {
    return this.#isWriting;
  }

  /** Nobody asks for anything new for now. */
  get isResting(): boolean {
    return this.#fresh.length >= this.#restAt;
  }

  /** The highest sequence number that anybody was answered with so far. */
  get acknowledged(): number {
    const seqs = this.#fresh.map(({ entry }) =>
      entry.outcome?.kind === 'result' ? entry.outcome.result.seq : 0,
    );
    return seqs.reduce((max, seq) => Math.max(max, seq), this.seq);
  }

  /** Everyone creates two characters to play with. */
  async enrol(): Promise<void> {
    await Promise.all(this.writers.map((writer) => writer.enrol()));
  }

  start(): void {
    this.#isWriting = true;
    this.#writing = this.writers.map((writer) => writer.write());
  }

  /** Everyone rests once so many more answers are there, until this is called again. */
  restAfter(answers: number): void {
    this.#restAt = this.#fresh.length + answers;
  }

  /** Nobody asks for anything new; what is under way goes on. */
  stop(): void {
    this.#isWriting = false;
  }

  /** Asks for one more change, however many wait already: to see whether it is taken. */
  probe(): void {
    this.writers[0]?.askAnyway();
  }

  /** Resolves once all that was asked is answered. */
  async settled(): Promise<void> {
    await Promise.all(this.#writing);
    await Promise.all(this.writers.map(({ client }) => client.idle()));
  }

  async close(): Promise<void> {
    await Promise.all(this.writers.map(({ client }) => client.close()));
  }

  /** Takes note of an answer. */
  note(done: Done): void {
    this.#fresh.push(done);
    const { outcome } = done.entry;
    if (outcome === undefined) throw new Error('this was not answered');
    if (isRemembered(outcome)) this.remembered++;
    else if (outcome.kind === 'error' && outcome.error.data.code === 'StorageUnavailable') {
      this.refused++;
    }
  }

  /**
   * Replays what was answered since the last time, and says what cannot be: an answer that does not
   * fit, a client whose order was not kept, a world that was not the state after exactly the commands
   * up to the sequence number at which it was seen.
   */
  replay(
    sightings: readonly Sighting[],
    compare: (a: WorldView, b: WorldView) => string[],
  ): string[] {
    const wrong = this.writers.flatMap(({ client, number }) =>
      client.failures.splice(0).map((failure) => `writer ${number}: ${failure}`),
    );
    const done = this.#fresh;
    this.#fresh = [];
    wrong.push(...unexpectedErrors(done), ...brokenOrder(done));
    const seen = [...sightings].sort((a, b) => a.seq - b.seq);
    const look = (upTo: number) => {
      for (let next = seen[0]; next !== undefined && next.seq <= upTo; next = seen[0]) {
        seen.shift();
        const found = compare(next.view, this.model.view());
        wrong.push(...found.map((difference) => `${next.what} (at ${next.seq}): ${difference}`));
      }
    };
    const applied = done.flatMap(({ writer, entry }) =>
      entry.outcome?.kind === 'result'
        ? [{ writer, entry, result: entry.outcome.result, seq: entry.outcome.result.seq }]
        : [],
    );
    applied.sort((a, b) => a.seq - b.seq);
    for (const { writer, entry, result, seq } of applied) {
      look(seq - 1);
      if (seq <= this.seq) wrong.push(`two changes have the sequence number ${seq}`);
      this.seq = seq;
      try {
        this.model.apply(entry.method, entry.params, result);
        this.#onApplied({ seq, method: entry.method, params: entry.params, result });
      } catch (error) {
        wrong.push(`${seq}, writer ${writer}, request ${entry.id}: ${(error as Error).message}`);
      }
    }
    look(Number.POSITIVE_INFINITY);
    const more = wrong.length - WRONG_MAX;
    return more > 0 ? [...wrong.slice(0, WRONG_MAX), `and ${more} more`] : wrong;
  }
}

/** Errors that no state of the world explains. */
function unexpectedErrors(done: readonly Done[]): string[] {
  const expected = ['InsufficientGold', 'NotFound', 'NotOwner', 'Conflict', 'SlotOccupied'];
  return done.flatMap(({ writer, entry: { id, method, params, outcome } }) => {
    if (outcome?.kind !== 'error') return [];
    const { code } = outcome.error.data;
    const isToOneself = method === 'gold.transfer' && params.from_id === params.to_id;
    const isMeant = code === 'InvalidData' && isToOneself;
    if (expected.includes(code) || isMeant || code === 'StorageUnavailable') return [];
    return [`writer ${writer}, request ${id} ${method}: ${code}: ${outcome.error.message}`];
  });
}

/** Each writer's changes must have happened in the order in which it asked for them. */
function brokenOrder(done: readonly Done[]): string[] {
  const wrong: string[] = [];
  const last = new Map<number, { id: number; seq: number }>();
  for (const { writer, entry } of done.toSorted((a, b) => a.entry.id - b.entry.id)) {
    if (entry.outcome?.kind !== 'result') continue;
    const { seq } = entry.outcome.result;
    const before = last.get(writer);
    if (before !== undefined && before.seq >= seq) {
      wrong.push(`writer ${writer}: request ${entry.id} came before ${before.id}`);
    }
    last.set(writer, { id: entry.id, seq });
  }
  return wrong;
}
