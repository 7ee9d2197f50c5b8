/** What the simulator expects of the world: its players and what they own, the ground, the guilds. */
import type { Character, Item, Place, Quest, Skill } from '../client/index.ts';
import { expectEqual, expectFields } from './check.ts';
import { Progress, positionOf, Whereabouts } from './whereabouts.ts';

/** An item without its times, which the shard sets by its own clock. */
export interface ExpectedItem {
  readonly item_id: string;
  character_id: number;
  item_type: string;
  properties: Item['properties'];
  place: Place;
}

export interface ExpectedSkill {
  readonly skill_level: number;
  readonly experience: number;
}

export interface ExpectedQuest {
  readonly quest_status: string;
  readonly progress: Readonly<Record<string, unknown>> | null;
}

export function expectedItem(item: Item): ExpectedItem {
  const { item_id, character_id, item_type, properties, place } = item;
  return { item_id, character_id, item_type, properties, place };
}

/** Throws `Mismatch` unless the shard's item is the expected one. */
export function expectItem(actual: Item, expected: ExpectedItem): void {
  expectEqual(`item ${expected.item_id}`, expectedItem(actual), { ...expected });
}

/** All that the shard tells about one player. */
export interface PlayerRows {
  readonly character: Character;
  readonly items: readonly Item[];
  readonly skills: readonly Skill[];
  readonly quests: readonly Quest[];
}

export class Player {
  readonly index: number;
  readonly id: number;
  readonly accountId: number;
  readonly name: string;
  readonly #progress: Progress;
  whereabouts: Whereabouts;
  gold = 0;
  level = 1;
  experience = 0;
  /** Of the game, not of the network; null while offline. */
  sessionId: string | null = null;
  /** The epoch of the login: a host that came back since has nobody online. */
  loginEpoch = 0;
  /** In the bag or worn, by id. */
  readonly items = new Map<string, ExpectedItem>();
  readonly skills = new Map<string, ExpectedSkill>();
  readonly quests = new Map<string, ExpectedQuest>();

  constructor(index: number, progress: Progress, rows: PlayerRows) {
    const { character_id, account_id, character_name } = rows.character;
    this.index = index;
    this.id = character_id;
    this.accountId = account_id;
    this.name = character_name;
    this.#progress = progress;
    this.whereabouts = new Whereabouts(progress, positionOf(rows.character));
    this.adopt(rows);
  }

  /** Takes what the shard tells for the truth: at the start, and after a mismatch. */
  adopt({ character, items, skills, quests }: PlayerRows): void {
    this.gold = character.gold;
    this.level = character.level;
    this.experience = character.experience;
    this.whereabouts = new Whereabouts(this.#progress, positionOf(character));
    this.items.clear();
    for (const item of items) this.items.set(item.item_id, expectedItem(item));
    this.skills.clear();
    for (const { skill_name, skill_level, experience } of skills) {
      this.skills.set(skill_name, { skill_level, experience });
    }
    this.quests.clear();
    for (const { quest_name, quest_status, progress } of quests) {
      this.quests.set(quest_name, { quest_status, progress });
    }
  }

  get bag(): ExpectedItem[] {
    return [...this.items.values()].filter(({ place }) => place.kind === 'bag');
  }

  get worn(): ExpectedItem[] {
    return [...this.items.values()].filter(({ place }) => place.kind === 'equipment');
  }

  /** The bag's first free slot, which the shard takes when none is named. */
  get freeSlot(): number {
    const taken = new Set(this.bag.map(({ place }) => (place.kind === 'bag' ? place.slot : -1)));
    let slot = 0;
    while (taken.has(slot)) slot++;
    return slot;
  }

  /** Throws `Mismatch` unless the shard's row is this player. */
  expect(character: Character): void {
    expectFields(this.name, character, {
      character_id: this.id,
      character_name: this.name,
      account_id: this.accountId,
      gold: this.gold,
      level: this.level,
      experience: this.experience,
    });
    this.whereabouts.expect(this.name, character);
  }
}

/** A guild's name, and the guild while there is one. */
export interface GuildSlot {
  readonly name: string;
  /** Not for its players to disband, and of those who are in no other. */
  readonly isLasting: boolean;
  guild: { readonly id: number; leaderId: number; readonly ranks: Map<number, string> } | null;
}

export class Model {
  readonly progress = new Progress();
  readonly players: Player[] = [];
  /** What our players have dropped and nobody has taken up yet, by the number of its drop. */
  readonly ground = new Map<number, ExpectedItem>();
  #drops = 0;
  readonly guilds: GuildSlot[] = [];

  /** Numbers a drop when it is planned, since the order of answers is not the seed's to decide. */
  nextDrop(): number {
    return this.#drops++;
  }
}

/** Pieces of an item; what is worn is one. */
export function quantityOf({ place }: ExpectedItem): number {
  return place.kind === 'equipment' ? 1 : place.quantity;
}
