/**
 * A second, plain world: what the acknowledged commands must have made, replayed in the order of
 * their sequence numbers. Written without the product's code, and slow on purpose: it keeps maps and
 * searches them. Moments are left out of everything, since only the host knows them.
 */
import { isDeepStrictEqual } from 'node:util';

type Fields = Record<string, unknown>;

/** Everything that is in a world, by a name that says what it is: `item <uuid>`, `character 7`. */
export type WorldView = ReadonlyMap<string, unknown>;

const MOMENTS = new Set(['created_at', 'updated_at', 'last_login', 'joined_at', 'logged_in_at']);

/** A copy without the moments in it, at any depth. */
function withoutMoments(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMoments);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([field]) => !MOMENTS.has(field))
      .map(([field, inner]) => [field, withoutMoments(inner)]),
  );
}

/** Puts what was seen into a view; the same thing in two places is an error of its own. */
export function put(view: Map<string, unknown>, name: string, value: unknown): void {
  if (view.has(name)) throw new Error(`${name} is there twice`);
  view.set(name, withoutMoments(value));
}

const DIFFERENCES_MAX = 10;

/** What distinguishes a world from what it must be, in sentences; nothing where they are the same. */
export function differences(actual: WorldView, expected: WorldView): string[] {
  const found: string[] = [];
  for (const name of new Set([...expected.keys(), ...actual.keys()])) {
    const [is, should] = [actual.get(name), expected.get(name)];
    if (isDeepStrictEqual(is, should)) continue;
    if (is === undefined) found.push(`${name} is lost: ${JSON.stringify(should)}`);
    else if (should === undefined) found.push(`${name} was never made: ${JSON.stringify(is)}`);
    else found.push(`${name} is ${JSON.stringify(is)}, not ${JSON.stringify(should)}`);
  }
  const more = found.length - DIFFERENCES_MAX;
  return more > 0 ? [...found.slice(0, DIFFERENCES_MAX), `and ${more} more`] : found;
}

interface Character extends Fields {
  character_id: number;
  level: number;
  gold: number;
  map_id: string;
  position_x: number;
  position_y: number;
  position_z: number;
}

interface Item {
  item_id: string;
  character_id: number;
  item_type: string;
  properties: unknown;
  place: Fields & { kind: string; slot?: number; quantity?: number };
}

interface Guild {
  guild_id: number;
  guild_name: string;
  leader_id: number;
}

interface Member {
  member_id: number;
  guild_id: number;
  character_id: number;
  rank: string;
}

/** The product's defaults for what `characters.create` does not name. */
const NEW_CHARACTER = {
  level: 1,
  experience: 0,
  str: 10,
  dex: 10,
  int: 10,
  con: 10,
  lck: 10,
  cha: 10,
};

type Command = (params: Fields, result: Fields) => Fields;

export class WorldModel {
  readonly characters = new Map<number, Character>();
  readonly items = new Map<string, Item>();
  readonly skills = new Map<string, Fields>();
  readonly quests = new Map<string, Fields>();
  readonly guilds = new Map<number, Guild>();
  readonly members = new Map<string, Member>();
  /** How many activity events there are at least: those that the commands have left, and what is known of others. */
  events = 0;

  /**
   * Does what the host did. `result` is the host's answer: ids are taken from it, everything else
   * must be as this world computes it. Throws where it is not.
   */
  apply(method: string, params: Fields, result: Fields): void {
    const { seq: _, ...given } = result;
    this.#run(method, params, given);
  }

  /** A world of its own that is the same. */
  copy(): WorldModel {
    const other = new WorldModel();
    const { characters, items, skills, quests, guilds, members } = structuredClone({
      characters: this.characters,
      items: this.items,
      skills: this.skills,
      quests: this.quests,
      guilds: this.guilds,
      members: this.members,
    });
    for (const [id, row] of characters) other.characters.set(id, row);
    for (const [id, row] of items) other.items.set(id, row);
    for (const [name, row] of skills) other.skills.set(name, row);
    for (const [name, row] of quests) other.quests.set(name, row);
    for (const [id, row] of guilds) other.guilds.set(id, row);
    for (const [name, row] of members) other.members.set(name, row);
    other.events = this.events;
    return other;
  }

  view(): WorldView {
    const view = new Map<string, unknown>();
    for (const [id, character] of this.characters) put(view, `character ${id}`, character);
    for (const [id, item] of this.items) put(view, `item ${id}`, item);
    for (const [name, skill] of this.skills) put(view, `skill ${name}`, skill);
    for (const [name, quest] of this.quests) put(view, `quest ${name}`, quest);
    for (const [id, guild] of this.guilds) put(view, `guild ${id}`, guild);
    for (const [name, member] of this.members) put(view, `member ${name}`, member);
    return view;
  }

  /** All the gold there is. */
  gold(): number {
    return [...this.characters.values()].reduce((sum, { gold }) => sum + gold, 0);
  }

  #run(method: string, params: Fields, result: Fields): void {
    const command = this.#commands[method];
    if (command === undefined) throw new Error(`the model does not know ${method}`);
    const expected = withoutMoments(command(params, result));
    const actual = withoutMoments(result);
    if (isDeepStrictEqual(actual, expected)) return;
    throw new Error(
      `${method} ${JSON.stringify(params)} answered ${JSON.stringify(actual)}, ` +
        `but it must be ${JSON.stringify(expected)}`,
    );
  }

  readonly #commands: Readonly<Record<string, Command>> = {
    'tx.run': ({ operations }, { results }) => {
      const all = operations as readonly { method: string; params: Fields }[];
      all.forEach(({ method, params }, i) => {
        this.#run(method, params, (results as Fields[])[i] as Fields);
      });
      return { results };
    },

    'characters.create': ({ gold = 0, ...given }, result) => {
      const { character_id } = result.character as Character;
      need(!this.characters.has(character_id), `character ${character_id} is new`);
      const character = { character_id, ...NEW_CHARACTER, ...given, gold } as unknown as Character;
      this.characters.set(character_id, character);
      if (character.gold > 0) this.events++;
      return { character };
    },
    'characters.update': ({ character_id, ...columns }) => {
      const character = this.#character(character_id);
      const { level } = character;
      Object.assign(character, columns);
      if (character.level > level) this.events++;
      return { character };
    },
    'characters.delete': ({ character_id }) => {
      const character = this.#character(character_id);
      for (const item of [...this.items.values()]) {
        if (item.character_id === character_id) this.#destroy(item);
      }
      if (character.gold > 0) this.events++;
      character.gold = 0;
      this.characters.delete(character.character_id);
      for (const table of [this.skills, this.quests]) {
        for (const [name, row] of table) {
          if (row.character_id === character_id) table.delete(name);
        }
      }
      return { character };
    },

    'items.create': ({ character_id, item_type, properties = {}, quantity = 1 }, result) => {
      const item = this.#make(result.item as Item, {
        character_id: this.#character(character_id).character_id,
        item_type: item_type as string,
        properties,
        quantity: quantity as number,
      });
      return { item };
    },
    'items.update': ({ item_id, ...columns }) => {
      const item = this.#item(item_id);
      Object.assign(item, columns);
      return { item };
    },
    'items.transfer': ({ item_id, to_character_id }) => {
      const item = this.#held(item_id);
      need(item.character_id !== to_character_id, 'it goes to another character');
      const { quantity = 1 } = item.place;
      this.#intoBag(item, this.#character(to_character_id).character_id, quantity);
      this.events++;
      return { item };
    },
    'items.drop': ({ item_id }) => {
      const item = this.#held(item_id);
      const { map_id, position_x, position_y, position_z } = this.#character(item.character_id);
      const { quantity = 1 } = item.place;
      const at = { x: position_x, y: position_y, z: position_z };
      item.place = { kind: 'ground', map_id, ...at, quantity };
      this.events++;
      return { item };
    },
    'items.loot': ({ item_id, character_id }) => {
      const item = this.#item(item_id);
      need(item.place.kind === 'ground', 'it lies on the ground');
      this.#intoBag(item, this.#character(character_id).character_id, item.place.quantity ?? 1);
      this.events++;
      return { item };
    },
    'items.destroy': ({ item_id, quantity }) => {
      const item = this.#item(item_id);
      const whole = item.place.quantity ?? 1;
      const less = (quantity as number | undefined) ?? whole;
      need(less <= whole, 'there are so many');
      if (less === whole) return { item: this.#destroy(item) };
      item.place.quantity = whole - less;
      this.events++;
      return { item };
    },
    'items.equip': ({ item_id, slot_type }) => {
      const item = this.#item(item_id);
      need(item.place.kind === 'bag' && item.place.quantity === 1, 'it is one, in the bag');
      for (const { character_id, place } of this.items.values()) {
        const isThere = character_id === item.character_id && place.slot_type === slot_type;
        need(!isThere, 'nothing is worn there');
      }
      item.place = { kind: 'equipment', slot_type };
      return { item };
    },
    'items.unequip': ({ item_id }) => {
      const item = this.#item(item_id);
      need(item.place.kind === 'equipment', 'it is worn');
      this.#intoBag(item, item.character_id, 1);
      return { item };
    },
    'items.move': ({ item_id, slot }) => {
      const item = this.#item(item_id);
      need(item.place.kind === 'bag', 'it is in the bag');
      if (item.place.slot !== slot) {
        need(!this.#slots(item.character_id).has(slot as number), 'the slot is free');
      }
      item.place.slot = slot as number;
      return { item };
    },
    'items.split': ({ item_id, quantity }, result) => {
      const from_item = this.#held(item_id);
      const { character_id, item_type, properties, place } = from_item;
      need(place.kind === 'bag' && (place.quantity ?? 0) > (quantity as number), 'it is a stack');
      const made = { character_id, item_type, properties, quantity: quantity as number };
      place.quantity = (place.quantity ?? 0) - made.quantity;
      return { item: this.#make(result.item as Item, made), from_item };
    },
    'items.merge': ({ item_id, into_item_id }) => {
      const [from, item] = [this.#held(item_id), this.#held(into_item_id)];
      const alike = (one: Item) => [
        one.character_id,
        one.item_type,
        one.properties,
        one.place.kind,
      ];
      need(isDeepStrictEqual(alike(from), alike(item)), 'the stacks are alike');
      item.place.quantity = (item.place.quantity ?? 0) + (from.place.quantity ?? 0);
      this.#destroy(from);
      return { item };
    },

    'gold.transfer': ({ from_id, to_id, amount }) => {
      const [from, to] = [this.#character(from_id), this.#character(to_id)];
      this.#pay(from, amount as number);
      to.gold += amount as number;
      return { characters: [from, to] };
    },
    'gold.grant': ({ character_id, amount }) => {
      const character = this.#character(character_id);
      character.gold += amount as number;
      this.events++;
      return { character };
    },
    'gold.spend': ({ character_id, amount }) => {
      const character = this.#character(character_id);
      this.#pay(character, amount as number);
      return { character };
    },

    'skills.set': (params, result) => {
      const { skill_id } = result.skill as Fields;
      const fresh = { skill_id, skill_level: 0, experience: 0 };
      return { skill: this.#set(this.skills, params.skill_name, fresh, params) };
    },
    'quests.set': (params, result) => {
      const { quest_id } = result.quest as Fields;
      const fresh = { quest_id, quest_status: 'active', progress: null };
      return { quest: this.#set(this.quests, params.quest_name, fresh, params) };
    },

    'guilds.create': ({ guild_name, leader_id }, result) => {
      const { guild_id } = result.guild as Guild;
      need(!this.guilds.has(guild_id), `guild ${guild_id} is new`);
      const leader = this.#character(leader_id).character_id;
      const guild = { guild_id, guild_name: guild_name as string, leader_id: leader };
      this.guilds.set(guild_id, guild);
      this.events++;
      return { guild, member: this.#join(guild_id, leader, 'leader', result) };
    },
    'guilds.addMember': ({ guild_id, character_id, rank = 'member' }, result) => {
      const guild = this.#guild(guild_id);
      const { character_id: id } = this.#character(character_id);
      this.events++;
      return { guild, member: this.#join(guild.guild_id, id, rank as string, result) };
    },
    'guilds.removeMember': ({ guild_id, character_id }) => {
      const guild = this.#guild(guild_id);
      const member = this.#member(guild_id, character_id);
      need(guild.leader_id !== character_id, 'the leader stays');
      this.members.delete(`${guild_id}/${character_id}`);
      this.events++;
      return { guild, member };
    },
    'guilds.setRank': ({ guild_id, character_id, rank }) => {
      const member = this.#member(guild_id, character_id);
      if (member.rank !== rank) this.events++;
      member.rank = rank as string;
      return { guild: this.#guild(guild_id), member };
    },
    'guilds.setLeader': ({ guild_id, character_id }) => {
      const guild = this.#guild(guild_id);
      const member = this.#member(guild_id, character_id);
      const before = this.#member(guild_id, guild.leader_id);
      if (before !== member) {
        guild.leader_id = member.character_id;
        before.rank = 'member';
        member.rank = 'leader';
        this.events += 3;
      }
      return { guild, member };
    },
    'guilds.disband': ({ guild_id }) => {
      const guild = this.#guild(guild_id);
      this.guilds.delete(guild.guild_id);
      this.events++;
      for (const [name, member] of this.members) {
        if (member.guild_id !== guild_id) continue;
        this.members.delete(name);
        this.events++;
      }
      return { guild };
    },

    // The host has events of its own, in between: none is before what the commands have left.
    'activity.log': (_params, { log_id }) => {
      this.events = Math.max(this.events + 1, Number(log_id));
      return { log_id: this.events };
    },
  };

  #character(id: unknown): Character {
    return found(this.characters.get(id as number), `character ${id}`);
  }

  #item(id: unknown): Item {
    return found(this.items.get(id as string), `item ${id}`);
  }

  #held(id: unknown): Item {
    const item = this.#item(id);
    need(item.place.kind !== 'ground', `item ${id} is in somebody's hands`);
    return item;
  }

  #guild(id: unknown): Guild {
    return found(this.guilds.get(id as number), `guild ${id}`);
  }

  #member(guild_id: unknown, character_id: unknown): Member {
    return found(this.members.get(`${guild_id}/${character_id}`), `member ${character_id}`);
  }

  #pay(character: Character, amount: number): void {
    need(character.gold >= amount, `character ${character.character_id} has ${amount} gold`);
    character.gold -= amount;
    this.events++;
  }

  #make(
    { item_id }: Item,
    { quantity, ...columns }: Omit<Item, 'item_id' | 'place'> & { quantity: number },
  ): Item {
    need(!this.items.has(item_id), `item ${item_id} is new`);
    const item: Item = { item_id, ...columns, place: { kind: 'made' } };
    this.#intoBag(item, item.character_id, quantity);
    this.items.set(item_id, item);
    this.events++;
    return item;
  }

  #destroy(item: Item): Item {
    this.items.delete(item.item_id);
    this.events++;
    return item;
  }

  /** Into the first free slot. An item that lies in the bag already has left its slot by then. */
  #intoBag(item: Item, character_id: number, quantity: number): void {
    const taken = this.#slots(character_id);
    let slot = 0;
    while (taken.has(slot)) slot++;
    item.character_id = character_id;
    item.place = { kind: 'bag', slot, quantity };
  }

  #slots(character_id: number): Set<number> {
    const slots = new Set<number>();
    for (const { character_id: holder, place } of this.items.values()) {
      if (holder === character_id && place.slot !== undefined) slots.add(place.slot);
    }
    return slots;
  }

  #set(table: Map<string, Fields>, name: unknown, fresh: Fields, params: Fields): Fields {
    const { character_id } = this.#character(params.character_id);
    const row = { ...fresh, ...table.get(`${character_id}/${name}`), ...params };
    table.set(`${character_id}/${name}`, row);
    return row;
  }

  #join(guild_id: number, character_id: number, rank: string, result: Fields): Member {
    const { member_id } = result.member as Member;
    const name = `${guild_id}/${character_id}`;
    need(!this.members.has(name), `character ${character_id} is no member yet`);
    const member = { member_id, guild_id, character_id, rank };
    this.members.set(name, member);
    return member;
  }
}

function need(condition: boolean, what: string): void {
  if (!condition) throw new Error(`this could not be done, for it must hold that ${what}`);
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`this could not be done, for there is no ${what}`);
  return value;
}
