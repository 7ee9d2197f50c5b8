/** The methods that read and change the world: parameters and results, once for host, client and OpenRPC. */
import { z } from 'zod';
import { adminReceipt as receipt, rememberedAction } from './admin-actions.ts';
import {
  characterSheet,
  charactersFound,
  charactersSearch,
  guildsFound,
  guildsSearch,
  listPage,
} from './desk.ts';
import { activityEntry } from './events.ts';
import {
  amount,
  coordinate,
  id,
  itemId,
  jsonObject,
  key,
  level,
  name,
  natural,
  quantity,
  reason,
  sessionId,
  slot,
} from './fields.ts';
import { TRANSACTION_OPERATIONS_MAX } from './limits.ts';
import { mutation, read } from './method.ts';
import { ban, character, guild, item, member, quest, questStatus, session, skill } from './rows.ts';

const stats = {
  level: level.optional(),
  experience: natural.optional(),
  str: natural.optional(),
  dex: natural.optional(),
  int: natural.optional(),
  con: natural.optional(),
  lck: natural.optional(),
  cha: natural.optional(),
};

const operations = z
  .array(z.strictObject({ method: z.string(), params: z.unknown().optional() }))
  .min(1)
  .max(TRANSACTION_OPERATIONS_MAX);

const results = z.array(z.record(z.string(), z.unknown()));

const place = {
  map_id: key,
  position_x: coordinate,
  position_y: coordinate,
  position_z: coordinate,
};

/** Those that move an item name its holder as a check: another one is refused with `NotOwner`. */
const fromHolder = { from_character_id: id.optional() };

export const WORLD_METHODS = {
  'characters.create': mutation(
    'Creates a character, up to the capacity of the shard.',
    { account_id: id, character_name: name, ...place, ...stats, gold: natural.optional() },
    { character },
  ),
  'characters.get': read('One character by its id.', { character_id: id }, { character }),
  'characters.getByName': read(
    'One character by its name, which is unique on the shard.',
    { character_name: name },
    { character },
  ),
  'characters.listByAccount': read(
    'The characters of an account.',
    { account_id: id },
    { characters: z.array(character) },
  ),
  'characters.listByMap': read(
    'The characters on a map, online or not.',
    { map_id: key },
    { characters: z.array(character) },
  ),
  'characters.search': read(
    'Searches the characters, sorted and a page at a time, and counts them by map.',
    charactersSearch,
    charactersFound,
    'gm',
  ),
  'characters.sheet': read(
    'All of one character: bag, equipment, skills, quests, guilds, session, ban, and the others of the account.',
    { character_id: id },
    characterSheet,
    'gm',
  ),
  'characters.update': mutation(
    'Sets columns of a character. Gold has its own methods; a higher level leaves a LevelUp event.',
    {
      character_id: id,
      account_id: id.optional(),
      character_name: name.optional(),
      ...stats,
      map_id: key.optional(),
      position_x: coordinate.optional(),
      position_y: coordinate.optional(),
      position_z: coordinate.optional(),
    },
    { character },
  ),
  'characters.move': mutation(
    'Moves a character. Answered from memory, and journaled all the same.',
    {
      character_id: id,
      map_id: key.optional(),
      position_x: coordinate,
      position_y: coordinate,
      position_z: coordinate,
    },
    { character },
    'game',
    'position',
  ),
  'characters.delete': mutation(
    'Deletes a character with all it owns. A guild leader must hand on the lead first.',
    { character_id: id },
    { character },
  ),

  'sessions.login': mutation(
    'Takes a character online. One that is online already gets a new session in the place of the old.',
    { character_id: id },
    { session, character },
  ),
  'sessions.logout': mutation('Takes a character offline.', { session_id: sessionId }, { session }),
  'sessions.list': read('Who is online.', {}, { sessions: z.array(session) }),
  'sessions.kick': mutation(
    'Ends the session of a character, with a reason for the log.',
    { character_id: id, reason },
    { session, receipt },
    'gm',
  ),

  'inventory.get': read(
    "A character's bag, in the order of its slots.",
    { character_id: id },
    { items: z.array(item) },
  ),
  'equipment.get': read('What a character wears.', { character_id: id }, { items: z.array(item) }),

  'items.create': mutation(
    'Creates an item in the bag of a character; its id is a random UUID.',
    {
      character_id: id,
      item_type: key,
      properties: jsonObject.optional(),
      quantity: quantity.optional(),
      slot: slot.optional(),
    },
    { item },
  ),
  'items.get': read('One item with its place.', { item_id: itemId }, { item }),
  'items.update': mutation(
    'Sets the type or the properties of an item; properties are replaced as a whole.',
    { item_id: itemId, item_type: key.optional(), properties: jsonObject.optional() },
    { item },
  ),
  'items.transfer': mutation(
    'Gives an item to another character, out of bag or equipment into the bag.',
    { item_id: itemId, to_character_id: id, slot: slot.optional(), ...fromHolder },
    { item },
  ),
  'items.drop': mutation(
    'Lays an item on the ground, where its holder stands unless a place is given.',
    {
      item_id: itemId,
      map_id: key.optional(),
      position_x: coordinate.optional(),
      position_y: coordinate.optional(),
      position_z: coordinate.optional(),
      ...fromHolder,
    },
    { item },
  ),
  'items.loot': mutation(
    'Takes an item from the ground into the bag of a character.',
    { item_id: itemId, character_id: id, source: key.optional(), slot: slot.optional() },
    { item },
  ),
  'items.destroy': mutation(
    'Destroys an item, or part of a stack when a quantity is given.',
    { item_id: itemId, quantity: quantity.optional(), ...fromHolder },
    { item },
  ),
  'items.equip': mutation(
    'Puts an item of quantity 1 from the bag on.',
    { item_id: itemId, slot_type: key, ...fromHolder },
    { item },
  ),
  'items.unequip': mutation(
    'Takes a worn item off, into the bag.',
    { item_id: itemId, slot: slot.optional(), ...fromHolder },
    { item },
  ),
  'items.move': mutation(
    'Moves an item to another slot of its bag, or out of the recovery box into it.',
    { item_id: itemId, slot: slot.optional(), ...fromHolder },
    { item },
  ),
  'items.split': mutation(
    'Takes a quantity off a stack as a new item.',
    { item_id: itemId, quantity, slot: slot.optional(), ...fromHolder },
    { item, from_item: item },
  ),
  'items.merge': mutation(
    'Adds a stack to another of the same type and properties in the same bag; it ceases to exist.',
    { item_id: itemId, into_item_id: itemId, ...fromHolder },
    { item },
  ),

  'gold.transfer': mutation(
    'Moves gold between two characters; none is made or lost.',
    { from_id: id, to_id: id, amount, reason },
    { characters: z.array(character) },
  ),
  'gold.grant': mutation(
    'Makes gold: a reward, a sale to a merchant.',
    { character_id: id, amount, reason },
    { character },
  ),
  'gold.spend': mutation(
    'Takes gold out of the world: a purchase from a merchant, a fee.',
    { character_id: id, amount, reason },
    { character },
  ),

  'skills.list': read(
    'The skills of a character.',
    { character_id: id },
    { skills: z.array(skill) },
  ),
  'skills.set': mutation(
    'Sets a skill of a character, which learns it if it is new.',
    {
      character_id: id,
      skill_name: key,
      skill_level: natural.optional(),
      experience: natural.optional(),
    },
    { skill },
  ),
  'quests.list': read(
    'The quests of a character.',
    { character_id: id },
    { quests: z.array(quest) },
  ),
  'quests.set': mutation(
    'Sets a quest of a character, which takes it on if it is new.',
    {
      character_id: id,
      quest_name: key,
      quest_status: questStatus.optional(),
      progress: jsonObject.nullable().optional(),
    },
    { quest },
  ),

  'guilds.create': mutation(
    'Founds a guild; its leader is its first member.',
    { guild_name: name, leader_id: id },
    { guild, member },
  ),
  'guilds.get': read(
    'One guild with its members.',
    { guild_id: id },
    { guild, members: z.array(member) },
  ),
  'guilds.getByName': read(
    'One guild with its members, by its name.',
    { guild_name: name },
    { guild, members: z.array(member) },
  ),
  'guilds.list': read('All guilds.', {}, { guilds: z.array(guild) }),
  'guilds.search': read(
    'Searches the guilds, sorted and a page at a time.',
    guildsSearch,
    guildsFound,
    'gm',
  ),
  'guilds.addMember': mutation(
    'Takes a character into a guild.',
    { guild_id: id, character_id: id, rank: key.optional() },
    { guild, member },
  ),
  'guilds.removeMember': mutation(
    'Takes a character out of a guild; its leader cannot be taken out.',
    { guild_id: id, character_id: id },
    { guild, member },
  ),
  'guilds.setRank': mutation(
    'Sets the rank of a member.',
    { guild_id: id, character_id: id, rank: key },
    { guild, member },
  ),
  'guilds.setLeader': mutation(
    'Hands the lead of a guild to another of its members.',
    { guild_id: id, character_id: id },
    { guild, member },
  ),
  'guilds.disband': mutation('Disbands a guild.', { guild_id: id }, { guild }),

  'activity.log': mutation(
    'Logs a deed that only the game server knows of: a kill.',
    activityEntry.shape,
    { log_id: id },
  ),

  'accounts.ban': mutation(
    'Keeps the characters of an account from logging in, until a moment or for good, and takes them offline.',
    { account_id: id, until: z.iso.datetime({ offset: true }).nullable().optional(), reason },
    { ban, receipt },
    'gm',
  ),
  'accounts.unban': mutation(
    'Lets the characters of an account log in again.',
    { account_id: id, reason },
    { ban, receipt },
    'gm',
  ),
  'accounts.listBans': read('The bans in force.', {}, { bans: z.array(ban) }, 'gm'),

  'admin.act': mutation(
    'Runs operations as one action of an administrator: all of them or none, with a reason in the log, and an undo.',
    { reason, character_id: id.optional(), operations },
    { results, receipt },
    'gm',
  ),
  'admin.undo': mutation(
    'Takes back what an administrator did at that change, unless it was changed since.',
    { seq: id, reason: reason.optional() },
    {
      undone: z.object({
        seq: id,
        action: z.string(),
        reason: z.string(),
        at: z.string(),
        character_id: id.nullable(),
      }),
      receipt,
    },
    'gm',
  ),
  'admin.actions.list': read(
    'What administrators did and can still be undone, or was, newest first; of a character with the bans of its account.',
    { character_id: id.optional(), ...listPage },
    { actions: z.array(rememberedAction), total: z.int().min(0) },
    'gm',
  ),

  'tx.run': mutation(
    'Runs several operations as one: all of them, or none. Results stand in the order of operations.',
    { operations },
    { results },
  ),
} as const;

export type WorldMethod = keyof typeof WORLD_METHODS;
export type WorldParams<M extends WorldMethod> = z.output<(typeof WORLD_METHODS)[M]['params']>;
export type WorldResult<M extends WorldMethod> = z.output<(typeof WORLD_METHODS)[M]['result']>;

/** What is one action by itself, and cannot be an operation of a transaction. */
export const NO_OPERATIONS = [
  'tx.run',
  'sessions.kick',
  'accounts.ban',
  'accounts.unban',
  'admin.act',
  'admin.undo',
] as const;

/** By their names. A name off the network is looked up here once; what is found is our own string. */
const NAMES = new Map(Object.keys(WORLD_METHODS).map((name) => [name, name as WorldMethod]));

/** The method of that name. Its own string: looking things up by it costs no search for the text. */
export function worldMethod(name: string): WorldMethod | undefined {
  return NAMES.get(name);
}

export function isWorldMethod(method: string): method is WorldMethod {
  return NAMES.has(method);
}
