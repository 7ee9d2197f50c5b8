/**
 * One client of the crew: keeps as many changes under way as it may, most of them possible, some of
 * them not, and remembers what it believes to have.
 */
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import type { Crew } from './crew.ts';
import type { Random } from './random.ts';
import type { Mutation, SessionClient, SessionEntry } from './session-client.ts';

export const MAPS = ['harbour', 'forest'] as const;

/** Requests that a writer has under way at most. */
const IN_FLIGHT_MAX = 32;
/** Items that a writer knows of before it rather destroys than creates. */
const ITEMS_ENOUGH = 40;
/** Milliseconds that a writer waits after the host said that it takes no changes now, or while all rest. */
const PAUSE_MS = 50;

const SKILLS = ['sword', 'bow', 'alchemy', 'riding'];
const QUESTS = ['wolves', 'dragon', 'letters'];
const SLOTS = ['head', 'chest', 'hand'];

export class Writer {
  readonly number: number;
  readonly client: SessionClient;
  readonly characters: number[] = [];
  /** Items that this writer believes to have, and pairs of stacks that were one. */
  readonly items: string[] = [];
  readonly #pairs: (readonly [string, string])[] = [];
  readonly #dropped: string[] = [];
  readonly #guilds: number[] = [];
  readonly #extras: number[] = [];
  /** What its characters' and guilds' names hold. */
  readonly #name: string;
  readonly #crew: Crew;
  readonly #random: Random;
  /** Counts what this writer has asked for: a mark that is used once. */
  #count = 0;
  #paused = false;

  constructor(number: number, era: string, crew: Crew, client: SessionClient, random: Random) {
    this.number = number;
    this.#name = `${era}${number}`;
    this.client = client;
    this.#crew = crew;
    this.#random = random;
  }

  async enrol(): Promise<void> {
    const make = (i: number) => this.#newCharacter(`Player ${this.#name}-${i}`, 1_000);
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
      if (this.#paused || this.#crew.isResting) {
        await sleep(PAUSE_MS);
        this.#paused = false;
        continue;
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
      if (code === 'NotFound' || code === 'NotOwner') this.#forget(params.item_id);
      return;
    }
    if (outcome === undefined) return;
    if (method !== 'tx.run') {
      this.#gain(method, params, outcome.result);
      return;
    }
    const operations = params.operations as readonly Mutation[];
    const results = outcome.result.results as readonly Record<string, unknown>[];
    operations.forEach((operation, i) => {
      this.#gain(operation.method, operation.params, results[i] ?? {});
    });
  }

  #gain(
    method: string,
    params: Mutation['params'],
    result: Readonly<Record<string, unknown>>,
  ): void {
    const { item_id } = (result.item ?? {}) as { item_id: string };
    if (item_id !== undefined) this.#crew.itemsSeen.add(item_id);
    switch (method) {
      case 'items.create':
        this.items.push(item_id);
        break;
      case 'items.split':
        this.items.push(item_id);
        this.#pairs.push([item_id, params.item_id as string]);
        break;
      case 'items.drop':
        this.#dropped.push(item_id);
        break;
      case 'items.transfer': {
        this.#forget(item_id);
        const to = params.to_character_id as number;
        const owner = this.#crew.writers.find(({ characters }) => characters.includes(to));
        owner?.items.push(item_id);
        break;
      }
      case 'items.merge':
        this.#forget(params.item_id);
        break;
      case 'guilds.create':
        this.#guilds.push((result.guild as { guild_id: number }).guild_id);
        break;
      case 'characters.create':
        this.#extras.push((result.character as { character_id: number }).character_id);
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
          : this.#newCharacter(`Extra ${this.#name}-${mark}`, amount);
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
      return ask('guilds.create', { guild_name: `Guild ${this.#name}-${mark}`, leader_id: mine });
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
