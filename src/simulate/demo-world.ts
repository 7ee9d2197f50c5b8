/**
 * A world to look at: characters with bags, gear, skills, quests, gold and guilds, made over the
 * network from a seed. It is made once: what is there stays as it is, and what a run that was cut off
 * had begun is completed. Each step is one change, and what it left tells whether it was done.
 */
import { type Item, type Operation, ShardError } from '../client/index.ts';
import { TRANSACTION_OPERATIONS_MAX } from '../shared/limits.ts';
import { RANKS } from './actions/guilds.ts';
import { type MadeItem, planGear, planStack } from './actions/hunt.ts';
import { forEach, inOrder } from './for-each.ts';
import { GEAR, MAPS, QUEST_STEPS, QUESTS, SKILLS } from './lore.ts';
import type { GuildSlot } from './model.ts';
import { guildName, personName } from './names.ts';
import { Random } from './random.ts';
import type { Shard } from './shard.ts';
import { guildOf } from './verify.ts';

/** One account to a character, by which it is found again though somebody gave it another name. */
const FIRST_ACCOUNT = 800_000_000;

/** Characters to a guild. */
const GUILD_SIZE = 20;

/** Share of the characters that are in a guild. */
const IN_A_GUILD = 0.9;

type Guild = NonNullable<GuildSlot['guild']>;

export interface World {
  /** The ids of the characters, in the order of their accounts. */
  readonly characters: readonly number[];
  readonly guilds: readonly GuildSlot[];
}

/** Makes what is missing of a world of so many characters. */
export async function makeWorld(shard: Shard, seed: number, size: number): Promise<World> {
  const characters = await inOrder(size, async (index) => {
    // Each step draws from a generator of its own, so that one that is done already changes nothing.
    const randomOf = (step: number) => new Random(seed * 1_000_003 + index * 5 + step);
    const id = await findOrCreate(shard, seed, index, randomOf(0));
    await equipAndTeach(shard, id, randomOf(1), randomOf(2));
    return id;
  });
  return { characters, guilds: await makeGuilds(shard, seed, characters) };
}

async function findOrCreate(
  shard: Shard,
  seed: number,
  index: number,
  random: Random,
): Promise<number> {
  const account_id = FIRST_ACCOUNT + index;
  const { characters } = await shard.ask(null, 'characters.listByAccount', { account_id });
  if (characters[0] !== undefined) return characters[0].character_id;
  const level = random.int(1, 12) * random.int(1, 6);
  const attribute = () => random.int(8, 14) + Math.floor(level / 6);
  const params = {
    account_id,
    level,
    experience: level * 100 + random.int(0, 99),
    gold: random.int(0, 40) * level + random.int(5, 95),
    str: attribute(),
    dex: attribute(),
    int: attribute(),
    con: attribute(),
    lck: attribute(),
    cha: attribute(),
    map_id: random.pick(MAPS) as string,
    position_x: random.int(-2_000, 2_000) / 4,
    position_y: 0,
    position_z: random.int(-2_000, 2_000) / 4,
  };
  const create = async (character_name: string) => {
    const created = await shard.ask(null, 'characters.create', { character_name, ...params });
    return created.character.character_id;
  };
  const name = personName(seed, index);
  try {
    return await create(name);
  } catch (error) {
    // Somebody else's character, or one of another seed's.
    if (!(error instanceof ShardError) || error.code !== 'CharacterNameTaken') throw error;
    return create(`${name} the Younger`);
  }
}

/**
 * Gear comes first, since it must be there to be worn. All the rest is one change, and teaches the
 * skills that tell it was made: those a character never loses, whatever becomes of its things.
 */
async function equipAndTeach(
  shard: Shard,
  character_id: number,
  gearRandom: Random,
  random: Random,
): Promise<void> {
  const { skills } = await shard.ask(null, 'skills.list', { character_id });
  if (skills.length > 0) return;
  const { items } = await shard.ask(null, 'inventory.get', { character_id });
  const gear = items.filter(({ item_type }) => GEAR[item_type] !== undefined);
  if (gear.length === 0) {
    const operations = gearFor(gearRandom).map((made) => creation(character_id, made));
    const { results } = await shard.ask(null, 'tx.run', { operations });
    gear.push(...(results as unknown as { item: Item }[]).map(({ item }) => item));
  }
  const operations: Operation[] = [
    ...gear.map(({ item_id, item_type }) => ({
      method: 'items.equip' as const,
      params: { item_id, slot_type: GEAR[item_type] as string },
    })),
    ...bagFor(random).map((made) => creation(character_id, made)),
    ...some(random, SKILLS, 6, 10).map((skill_name) => {
      const experience = random.int(0, 4_000);
      const skill_level = Math.floor(experience / 100);
      return {
        method: 'skills.set' as const,
        params: { character_id, skill_name, skill_level, experience },
      };
    }),
    ...some(random, QUESTS, 2, 5).map((quest_name) => questFor(character_id, quest_name, random)),
  ];
  await shard.ask(null, 'tx.run', { operations });
}

function creation(character_id: number, made: MadeItem): Operation {
  return { method: 'items.create', params: { character_id, ...made } };
}

/** A piece for each of 4 to 6 slots. */
function gearFor(random: Random): MadeItem[] {
  const slots = some(random, [...new Set(Object.values(GEAR))], 4, 6);
  return slots.map((slot) =>
    planGear(
      random,
      Object.keys(GEAR).filter((type) => GEAR[type] === slot),
    ),
  );
}

function bagFor(random: Random): MadeItem[] {
  return Array.from({ length: random.int(8, 20) }, () =>
    random.chance(0.7) ? planStack(random) : planGear(random, Object.keys(GEAR)),
  );
}

function questFor(character_id: number, quest_name: string, random: Random): Operation {
  const steps = random.int(0, QUEST_STEPS);
  const quest_status =
    steps === QUEST_STEPS ? 'completed' : random.chance(0.1) ? 'failed' : 'active';
  return {
    method: 'quests.set',
    params: { character_id, quest_name, quest_status, progress: { steps, of: QUEST_STEPS } },
  };
}

/** From `min` to `max` of them, none twice. */
function some<T>(random: Random, from: readonly T[], min: number, max: number): T[] {
  const count = random.int(min, max);
  return random.shuffle(from).slice(0, count);
}

async function makeGuilds(
  shard: Shard,
  seed: number,
  characters: readonly number[],
): Promise<GuildSlot[]> {
  const planned = planGuilds(seed, characters);
  const { guilds } = await shard.ask(null, 'guilds.list', {});
  const found = new Map<string, Guild>();
  /** Those who are in a guild; none is taken into a second one. */
  const taken = new Set<number>();
  await forEach(guilds, async ({ guild_id }) => {
    const { guild, members } = await shard.ask(null, 'guilds.get', { guild_id });
    found.set(guild.guild_name, guildOf(guild, members));
    for (const { character_id } of members) taken.add(character_id);
  });
  return inOrder(planned.length, async (index) => {
    const name = guildName(seed, index);
    const known = found.get(name);
    // One that has its leader alone was cut off between its founding and its members.
    if (known !== undefined && known.ranks.size > 1) return { name, isLasting: true, guild: known };
    const free = (planned[index] as number[]).filter((id) => !taken.has(id));
    const leader_id = known?.leaderId ?? free.shift();
    if (leader_id === undefined) return { name, isLasting: true, guild: null };
    const guild_id = known?.id ?? (await foundGuild(shard, name, leader_id));
    return { name, isLasting: true, guild: await fillGuild(shard, guild_id, free, index) };
  });
}

/** Who is to be in which guild. */
function planGuilds(seed: number, characters: readonly number[]): number[][] {
  const count = Math.ceil(characters.length / GUILD_SIZE);
  const random = new Random(seed);
  const guilds: number[][] = Array.from({ length: count }, () => []);
  for (const id of characters) {
    const guild = guilds[random.int(0, count - 1)];
    if (random.chance(IN_A_GUILD)) guild?.push(id);
  }
  return guilds;
}

async function foundGuild(shard: Shard, guild_name: string, leader_id: number): Promise<number> {
  const { guild } = await shard.ask(null, 'guilds.create', { guild_name, leader_id });
  return guild.guild_id;
}

/** Takes all of them into a guild, as one change. */
async function fillGuild(
  shard: Shard,
  guild_id: number,
  characters: readonly number[],
  seed: number,
): Promise<Guild> {
  const random = new Random(seed);
  const operations = characters
    .slice(0, TRANSACTION_OPERATIONS_MAX)
    .map((character_id): Operation => {
      // The lower of two draws: most are simple members.
      const rank = RANKS[Math.min(random.int(0, 2), random.int(0, 2))] as string;
      return { method: 'guilds.addMember', params: { guild_id, character_id, rank } };
    });
  if (operations.length > 0) await shard.ask(null, 'tx.run', { operations });
  const { guild, members } = await shard.ask(null, 'guilds.get', { guild_id });
  return guildOf(guild, members);
}
