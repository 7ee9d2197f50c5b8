/**
 * Lives of a journal that goes back and forth between timelines on a simulated disk, which loses its power at
 * any operation and fails at some. What every life must find again is kept as a plain list. `SIM_RUNS=n` for
 * more lives, `SIM_SEED=s` for the one that failed.
 */
import { isDeepStrictEqual } from 'node:util';
import { describe, it } from 'vitest';
import { JournalDirectory } from '../../src/main/journal/journal-directory.ts';
import { JournalError, systemCodeOf } from '../../src/main/journal/journal-error.ts';
import { JournalReader } from '../../src/main/journal/reader.ts';
import { createTimeline } from '../../src/main/journal/segment-file.ts';
import { readTimelines, timelineOf, wayTo } from '../../src/main/journal/timelines.ts';
import type { JournalWriter } from '../../src/main/journal/writer.ts';
import type { ChangeSet } from '../../src/main/world/change-set.ts';
import { expectFaultSeen } from '../support/deliberate-fault.ts';
import {
  changeSet,
  encodeChunk,
  JOURNAL,
  newDisk,
  openWriter,
  SERVER_ID,
} from '../support/journal.ts';
import { Random } from '../support/random.ts';
import { Crash, type SimDisk, type SimDiskOptions } from '../support/sim-disk.ts';

const RUNS = Number(process.env.SIM_RUNS ?? 1_000);
const SEED = process.env.SIM_SEED === undefined ? undefined : Number(process.env.SIM_SEED);

type Faults = Omit<SimDiskOptions, 'random'>;

/** A state of the world: the changes that lead to it, over however many timelines. */
type State = readonly ChangeSet[];

/** A timeline that was asked for and of which nobody knows whether it began. */
interface Begun {
  readonly timeline: number;
  readonly state: State;
}

class Life {
  readonly #random: Random;
  #disk: SimDisk;
  #timeline = 1;
  /** Everything that was acknowledged, on the way to the present. */
  #state: State = [];
  /** What was tried last and not acknowledged: all of it may be there, or none. */
  #tried: State = [];
  #begun: Begun | null = null;
  /** States that can be gone back to. */
  readonly #past: State[] = [[]];
  #salt = 0;

  constructor(seed: number, faults: Faults) {
    this.#random = new Random(seed);
    this.#disk = newDisk(this.#random.int(1, 2 ** 31), faults);
  }

  live(): void {
    for (let crash = 0; crash < 5; crash++) {
      this.#schedule();
      try {
        this.#run();
      } catch (error) {
        if (!this.#disk.crashed) throw error;
      }
      const isPowerCut = this.#random.chance(0.7);
      const random = this.#random.fork();
      this.#disk = isPowerCut ? this.#disk.crash(random) : this.#disk.killProcess(random);
    }
    this.#disk.hook = null;
    this.#open();
  }

  /** Power is lost at some operation; before it some writes may fail. */
  #schedule(): void {
    const random = this.#random;
    const end = this.#disk.operations + random.int(1, random.pick([40, 200]));
    const rate = random.pick([0, 0, 0.03]);
    this.#disk.hook = ({ kind, number }) => {
      if (number >= end) this.#disk.powerOff();
      const mayFail = ['write', 'sync', 'create', 'rename', 'sync-directory'].includes(kind);
      return mayFail && random.chance(rate) ? random.pick(['EIO', 'ENOSPC']) : undefined;
    };
  }

  #run(): never {
    let writer = this.#open();
    for (;;) {
      if (this.#random.chance(0.2)) writer = this.#goBack(writer);
      else this.#append(writer);
    }
  }

  /** Opens the journal as often as the disk lets it fail, and checks what is found. */
  #open(): JournalWriter {
    for (;;) {
      try {
        const writer = openWriter(this.#disk, { seed: this.#random.int(1, 2 ** 31) });
        this.#check(writer);
        return writer;
      } catch (error) {
        this.#passing(error);
      }
    }
  }

  /** What the disk refuses is tried again; nothing else may happen. */
  #passing(error: unknown): void {
    if (error instanceof Crash || this.#disk.crashed) throw error;
    const code = error instanceof JournalError ? error.details.systemCode : systemCodeOf(error);
    if (code !== 'EIO' && code !== 'ENOSPC') throw error;
  }

  #append(writer: JournalWriter): void {
    const first = writer.durable + 1;
    const count = this.#random.int(1, 4);
    this.#salt++;
    const sets = Array.from({ length: count }, (_, i) =>
      changeSet(first + i, this.#salt, this.#random.pick([10, 800, 4000])),
    );
    this.#tried = sets;
    for (;;) {
      try {
        writer.append([encodeChunk(sets)], first, first + count - 1, first);
        break;
      } catch (error) {
        this.#passing(error);
      }
    }
    this.#acknowledge(sets);
  }

  #acknowledge(sets: State): void {
    this.#state = [...this.#state, ...sets];
    this.#tried = [];
    this.#past.push(this.#state);
  }

  /** What a restore does to the journal; whatever fails, the journal is opened again and says what holds. */
  #goBack(writer: JournalWriter): JournalWriter {
    const state = this.#random.pick(this.#past);
    const branch_seq = state.at(-1)?.seq ?? 0;
    const journal = new JournalDirectory(this.#disk, JOURNAL);
    let isCurrent = false;
    try {
      writer.close();
      const timeline = Math.max(...journal.timelines()) + 1;
      const branched = timelineOf(readTimelines(journal), branch_seq)?.timeline ?? 1;
      this.#begun = { timeline, state };
      createTimeline(this.#disk, journal, {
        serverId: SERVER_ID,
        tables: [],
        timeline,
        parent: {
          timeline: branched,
          branch_seq,
          first_seq: writer.durable + 1,
          at: 0,
          next_log_id: 1,
          next_ids: {},
        },
        bytes: 16 * 1024,
        id: this.#random.bytes(16),
      });
      journal.setCurrent(timeline);
      isCurrent = true;
    } catch (error) {
      this.#passing(error);
    }
    if (isCurrent) this.#switch(this.#begun as Begun);
    return this.#open();
  }

  #switch({ timeline, state }: Begun): void {
    this.#timeline = timeline;
    this.#state = state;
    this.#tried = [];
    this.#begun = null;
  }

  #check(writer: JournalWriter): void {
    // It is the one from before or the one that was asked for, and which of them stays so.
    if (writer.timeline === this.#begun?.timeline) this.#switch(this.#begun);
    this.#begun = null;
    expectSame('the timeline', writer.timeline, this.#timeline);
    const found = this.#read(writer);
    const known = this.#state.length;
    expectSame('what was acknowledged', found.slice(0, known), this.#state);
    const more = found.slice(known);
    if (more.length > 0) {
      expectSame('what was tried last', more, this.#tried);
      this.#acknowledge(more);
    }
    this.#tried = [];
  }

  /** Everything on the way to the present, timeline by timeline. */
  #read({ timeline, durable }: JournalWriter): ChangeSet[] {
    const journal = new JournalDirectory(this.#disk, JOURNAL);
    return wayTo(readTimelines(journal), timeline, durable).flatMap((leg) => {
      const { after } = leg;
      const reader = JournalReader.open(this.#disk, JOURNAL, { after, timeline: leg.timeline });
      try {
        return [...reader.read(leg.upTo ?? durable)].flatMap((batch) => batch.changeSets());
      } finally {
        reader.close();
      }
    });
  }
}

function expectSame(what: string, found: unknown, expected: unknown): void {
  if (isDeepStrictEqual(found, expected)) return;
  const seqs = (value: unknown) =>
    Array.isArray(value) ? value.map(({ seq }: ChangeSet) => seq).join(' ') : String(value);
  throw new Error(`${what}: ${seqs(found)}, not ${seqs(expected)}`);
}

function live(seed: number, faults: Faults = {}): void {
  try {
    new Life(seed, faults).live();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`SIM_SEED=${seed}: ${message}`, { cause });
  }
}

describe('a journal that goes back and crashes anywhere', () => {
  it('[S13] is on the timeline from before or on the new one, with all that leads there', () => {
    if (SEED !== undefined) return live(SEED);
    const first = Math.floor(Math.random() * 1e9);
    for (let i = 0; i < RUNS; i++) live(first + i);
  });

  it.each([
    ['a file that is not synced', { ignoreSync: true }],
    ['a directory that is not synced', { ignoreDirectorySync: (path) => path.startsWith(JOURNAL) }],
  ] satisfies [string, Faults][])('[S13] sees a deliberate fault: %s', async (_name, faults) => {
    await expectFaultSeen((seed, isFaulty) => live(seed, isFaulty ? faults : {}), { lives: 300 });
  });
});
