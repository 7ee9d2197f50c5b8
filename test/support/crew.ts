/**
 * Clients that write as fast as they can, each in a session of its own, and what became of all they
 * asked: the acknowledged world, replayed in the order of its sequence numbers.
 */
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { Random } from './random.ts';
import type { Encoding } from './raw-client.ts';
import { isRemembered, type Mutation, SessionClient, type SessionEntry } from './session-client.ts';
import { WorldModel, type WorldView } from './world-model.ts';

export const MAPS = ['harbour', 'forest'] as const;

const WRITERS = 8;
/** Requests that a writer has under way at most. */
const IN_FLIGHT_MAX = 32;
/** Items that a writer knows of before it rather destroys than creates. */
const ITEMS_ENOUGH = 40;
/** Requests that a writer repeats at each reconnect though they were answered. */
const REPEATS = 48;
/** Milliseconds that a writer waits after the host said that it takes no changes now. */
const REFUSED_PAUSE_MS = 50;

const SKILLS = ['sword', 'bow', 'alchemy', 'riding'];
const QUESTS = ['wolves', 'dragon', 'letters'];
const SLOTS = ['head', 'chest', 'hand'];

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

export interface CrewOptions {
  readonly seed: number;
  readonly token: string;
  readonly address: () => Promise<string>;
}

export class Crew {
  readonly writers: readonly Writer[];
  readonly model = new WorldModel();
  /** Every item that anybody was ever told of. */
  readonly itemsSeen = new Set<string>();
  /** Requests that have taken a sequence number: done, or refused for a reason that is remembered. */
  remembered = 0;
  /** Changes that the host took no part of, since its disk was behind. */
  refused = 0;
  /** The last sequence number that the model has. */
  seq = 0;
  readonly #random: Random;
  #fresh: Done[] = [];
  #writing: Promise<unknown>[] = [];
  #isWriting = false;

  constructor({ seed, token, address }: CrewOptions) {
    this.#random = new Random(seed);
    this.writers = Array.from({ length: WRITERS }, (_, number) => {
      const encoding: Encoding = number % 2 === 0 ? 'json' : 'msgpack';
      const client = new SessionClient({ address, token, encoding, repeats: REPEATS });
      return new Writer(number, this, client, this.#random.fork());
    });
  }

  get isWriting(): boolean {
    return this.#isWriting;
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
      } catch (error) {
        wrong.push(`${seq}, writer ${writer}, request ${entry.id}: ${(error as Error).message}`);
      }
    }
    look(Number.POSITIVE_INFINITY);
    return wrong;
  }
}

/** Errors that no state of the world explains. */
function unexpectedErrors(done: readonly Done[]): string[] {
  const expected = ['InsufficientGold', 'NotFound', 'NotOwner', 'Conflict', 'SlotOccupied'];
  return done.flatMap(({ writer, entry: { id, method, params, outcome } }) => {
    if (outcome?.kind !== 'error') return [];
    const { code } = outcome.error.data;
    const isToOneself = method === 'gold.transfer' && params['from_id'] === params['to_id'];
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

class Writer {
  readonly number: number;
  readonly client: SessionClient;
  readonly characters: number[] = [];
  /** Items that this writer believes to have, and pairs of stacks that were one. */
  readonly items: string[] = [];
  readonly #pairs: (readonly [string, string])[] = [];
  readonly #dropped: string[] = [];
  readonly #guilds: number[] = [];
  readonly #extras: number[] = [];
  readonly #crew: Crew;
  readonly #random: Random;
  /** Counts what this writer has asked for: a mark that is used once. */
  #count = 0;
  #paused = false;

  constructor(number: number, crew: Crew, client: SessionClient, random: Random) {
    this.number = number;
    this.client = client;
    this.#crew = crew;
    this.#random = random;
  }

  async enrol(): Promise<void> {
    const make = (i: number) => this.#newCharacter(`Player ${this.number}-${i}`, 1_000);
    const entries = await Promise.all(this.client.ask([make(1), make(2)]));
    for (const entry of entries) {
      this.#learn(entry);
      if (entry.outcome?.kind !== 'result') throw new Error(JSON.stringify(entry.outcome));
      const { character } = entry.outcome.result as unknown as {
        character: { character_id: number };
      };
      this.characters.push(character.character_id);
    }
    this.#extras.length = 0;
  }

  /** Keeps as much under way as it may, until the crew stops. */
  async write(): Promise<void> {
    while (this.#crew.isWriting) {
      if (this.#paused) {
        await sleep(REFUSED_PAUSE_MS);
        this.#paused = false;
      }
      const free = IN_FLIGHT_MAX - this.client.inFlight;
      const burst = Math.min(free, this.#random.chance(0.2) ? this.#random.int(2, 8) : 1);
      this.#ask(burst);
      if (free <= burst) await this.client.answered();
      else if (this.#random.chance(0.1)) await turn();
    }
  }

  askAnyway(): void {
    this.#ask(1);
  }

  #ask(count: number): void {
    const answers = this.client.ask(Array.from({ length: count }, () => this.#next()));
    for (const answer of answers) void answer.then((entry) => this.#learn(entry));
  }

  #learn(entry: SessionEntry): void {
    this.#crew.note({ writer: this.number, entry });
    const { outcome, method, params } = entry;
    if (outcome?.kind === 'error') {
      const { code } = outcome.error.data;
      if (code === 'StorageUnavailable') this.#paused = true;
      if (code === 'NotFound' || code === 'NotOwner') this.#forget(params['item_id']);
      return;
    }
    if (outcome === undefined) return;
    if (method !== 'tx.run') return this.#gain(method, params, outcome.result);
    const operations = params['operations'] as readonly Mutation[];
    const results = outcome.result['results'] as readonly Record<string, unknown>[];
    operations.forEach((operation, i) => {
      this.#gain(operation.method, operation.params, results[i] ?? {});
    });
  }

  #gain(
    method: string,
    params: Mutation['params'],
    result: Readonly<Record<string, unknown>>,
  ): void {
    const { item_id } = (result['item'] ?? {}) as { item_id: string };
    if (item_id !== undefined) this.#crew.itemsSeen.add(item_id);
    switch (method) {
      case 'items.create':
        this.items.push(item_id);
        break;
      case 'items.split':
        this.items.push(item_id);
        this.#pairs.push([item_id, params['item_id'] as string]);
        break;
      case 'items.drop':
        this.#dropped.push(item_id);
        break;
      case 'items.transfer': {
        this.#forget(item_id);
        const to = params['to_character_id'] as number;
        const owner = this.#crew.writers.find(({ characters }) => characters.includes(to));
        owner?.items.push(item_id);
        break;
      }
      case 'items.merge':
        this.#forget(params['item_id']);
        break;
      case 'guilds.create':
        this.#guilds.push((result['guild'] as { guild_id: number }).guild_id);
        break;
      case 'characters.create':
        this.#extras.push((result['character'] as { character_id: number }).character_id);
        break;
    }
  }

  #forget(item_id: unknown): void {
    const at = this.items.indexOf(item_id as string);
    if (at >= 0) this.items.splice(at, 1);
  }

  /** What to ask for next. Much of it will be refused: this writer does not wait to know better. */
  #next(): Mutation {
    const random = this.#random;
    const mark = ++this.#count;
    const mine = random.pick(this.characters);
    const anybody = random.pick(random.pick(this.#crew.writers).characters);
    const item_id = this.#anItem();
    const amount = random.int(1, 200);
    const reason = `writer ${this.number}, ${mark}`;
    switch (random.int(0, 23)) {
      case 0:
      case 1:
      case 2:
        return this.#marked(mark);
      case 3:
      case 4:
        return this.items.length < ITEMS_ENOUGH
          ? this.#create(mark)
          : ask('items.destroy', { item_id: this.#takeAnItem() });
      case 5:
        return ask('items.update', { item_id, properties: { mark, writer: this.number } });
      case 6:
        return ask('items.transfer', { item_id, to_character_id: anybody });
      case 7:
        return ask('items.transfer', {
          item_id,
          to_character_id: anybody,
          from_character_id: mine,
        });
      case 8:
        return this.#dropped.length > 5
          ? ask('items.loot', { item_id: this.#dropped.shift(), character_id: mine })
          : ask('items.drop', { item_id });
      case 9:
      case 10: {
        const pair = random.chance(0.6) ? this.#pairs.pop() : undefined;
        if (pair === undefined) return ask('items.split', { item_id, quantity: random.int(1, 4) });
        return ask('items.merge', { item_id: pair[0], into_item_id: pair[1] });
      }
      case 11:
        return random.chance(0.5)
          ? ask('items.equip', { item_id, slot_type: random.pick(SLOTS) })
          : ask('items.unequip', { item_id });
      case 12:
        return ask('items.move', { item_id, slot: random.int(0, 100) });
      case 13:
        return ask('items.destroy', { item_id, quantity: random.int(1, 3) });
      case 14:
        return ask('gold.grant', { character_id: mine, amount, reason });
      case 15:
        // Half of these are more than anybody has.
        return ask('gold.spend', {
          character_id: mine,
          amount: amount * random.pick([1, 100_000]),
          reason,
        });
      case 16:
        // Sometimes to oneself, which is no valid request at all.
        return ask('gold.transfer', { from_id: mine, to_id: anybody, amount, reason });
      case 17:
        return ask('skills.set', {
          character_id: mine,
          skill_name: random.pick(SKILLS),
          skill_level: mark,
        });
      case 18:
        return ask('quests.set', {
          character_id: mine,
          quest_name: random.pick(QUESTS),
          quest_status: random.pick(['active', 'completed', 'failed']),
          progress: random.chance(0.5) ? { mark } : null,
        });
      case 19:
        return ask('characters.update', {
          character_id: mine,
          level: random.int(1, 255),
          str: mark,
          map_id: random.pick(MAPS),
        });
      case 20:
        return this.#trade(mine, anybody, item_id, amount, reason);
      case 21:
        return this.#guild(mark, mine, anybody);
      case 22:
        if (random.chance(0.7)) return this.#marked(mark);
        return this.#extras.length > 1
          ? ask('characters.delete', { character_id: this.#extras.shift() })
          : this.#newCharacter(`Extra ${this.number}-${mark}`, amount);
      default:
        return random.chance(0.5)
          ? this.#marked(mark)
          : ask('activity.log', {
              event_type: { PlayerKill: { killer_id: mine, victim_id: 'wolf', location: ORIGIN } },
              details: { mark },
            });
    }
  }

  /** One more step of this writer's own count, and an item that bears it, as one. */
  #marked(mark: number): Mutation {
    const character_id = this.characters[0];
    const operations = [
      ask('characters.update', { character_id, experience: mark }),
      this.#create(mark),
      ask('skills.set', { character_id, skill_name: 'writing', skill_level: mark }),
    ];
    if (this.items.length > ITEMS_ENOUGH) {
      operations.push(ask('items.destroy', { item_id: this.#takeAnItem() }));
    }
    return ask('tx.run', { operations });
  }

  #trade(mine: number, other: number, item_id: string, amount: number, reason: string): Mutation {
    const operations = [
      ask('gold.transfer', { from_id: other, to_id: mine, amount, reason }),
      ask('items.transfer', { item_id, to_character_id: other, from_character_id: mine }),
    ];
    return mine === other ? this.#create(amount) : ask('tx.run', { operations });
  }

  #guild(mark: number, mine: number, other: number): Mutation {
    const random = this.#random;
    const [guild_id] = this.#guilds;
    if (guild_id === undefined || random.chance(0.1)) {
      return ask('guilds.create', { guild_name: `Guild ${this.number}-${mark}`, leader_id: mine });
    }
    const member = { guild_id, character_id: other };
    switch (random.int(0, 4)) {
      case 0:
        if (this.#guilds.length < 3) return ask('guilds.addMember', member);
        return ask('guilds.disband', { guild_id: this.#guilds.shift() });
      case 1:
        return ask('guilds.removeMember', member);
      case 2:
        return ask('guilds.setRank', { ...member, rank: random.pick(['officer', 'member']) });
      case 3:
        return ask('guilds.setLeader', member);
      default:
        return ask('guilds.addMember', { ...member, rank: 'recruit' });
    }
  }

  #create(mark: number): Mutation {
    return ask('items.create', {
      character_id: this.#random.pick(this.characters),
      item_type: `mark ${this.number}-${mark}`,
      properties: { mark, writer: this.number, text: 'ümlaut ⚔' },
      quantity: this.#random.pick([1, 1, 5, 20]),
    });
  }

  #newCharacter(character_name: string, gold: number): Mutation {
    return ask('characters.create', {
      account_id: this.number + 1,
      character_name,
      map_id: this.#random.pick(MAPS),
      position_x: this.number,
      position_y: 0.5,
      position_z: -1.25,
      gold,
    });
  }

  #anItem(): string {
    return this.items.length === 0 ? crypto.randomUUID() : this.#random.pick(this.items);
  }

  #takeAnItem(): string {
    const item_id = this.#anItem();
    this.#forget(item_id);
    return item_id;
  }
}

const ORIGIN = { x: 0, y: 0, z: 0 };

function ask(method: string, params: Mutation['params']): Mutation {
  return { method, params };
}
