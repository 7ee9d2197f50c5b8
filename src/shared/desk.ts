/**
 * What the game master's desk asks of a shard: searches of its characters, items and guilds, a page at a
 * time, and all of one character.
 */
import { z } from 'zod';
import { id, itemId, key, natural } from './fields.ts';
import { SEARCH_PAGE_MAX } from './limits.ts';
import { ban, character, guild, item, quest, session, skill } from './rows.ts';

const count = z.int().min(0);

/** Rows of one page where none is asked for. */
export const SEARCH_PAGE = 100;
/** Maps, or types of items, that a search counts: those with the most rows. */
export const SEARCH_COUNTS_MAX = 100;

const searchText = z.string().max(200);

/** What part of a list is wanted. */
export const listPage = {
  offset: natural.optional(),
  limit: z.int().min(1).max(SEARCH_PAGE_MAX).optional(),
} as const;

const page = { descending: z.boolean().optional(), ...listPage };

const membership = z.object({
  guild_id: id,
  guild_name: guild.shape.guild_name,
  rank: key,
});

export const charactersSearch = {
  /** A part of a name, of the name of a guild or of a map, in any case; or exactly the number of a character or an account. */
  text: searchText.optional(),
  account_id: id.optional(),
  map_id: key.optional(),
  guild_id: id.optional(),
  online: z.boolean().optional(),
  banned: z.boolean().optional(),
  sort: z
    .enum(['name', 'level', 'gold', 'last_login', 'created_at', 'id', 'account', 'map'])
    .optional(),
  ...page,
} as const;

export const charactersFound = {
  characters: z.array(
    z.object({
      character,
      /** Of several the one that was asked for, or else the oldest. */
      guild: membership.nullable(),
      online: z.boolean(),
      /** A ban of the account is in force. */
      banned: z.boolean(),
    }),
  ),
  total: count,
  /** Where those who were found stand, whatever map was asked for; those with the most first. */
  maps: z.array(z.object({ map_id: key, count })),
} as const;

export const characterSheet = {
  character,
  /** Of several the oldest. */
  guild: membership.nullable(),
  guilds: z.array(membership),
  online: z.boolean(),
  session: session.nullable(),
  /** The ban of the account that is in force. */
  ban: ban.nullable(),
  /** In the order of slots. */
  bag: z.array(item),
  equipment: z.array(item),
  /** What found no place to lie. */
  recovery: z.array(item),
  skills: z.array(skill),
  quests: z.array(quest),
  /** This one as well. */
  characters_of_account: z.array(
    character.pick({ character_id: true, character_name: true, level: true }),
  ),
} as const;

export const itemsSearch = {
  /**
   * A part of the type, of the holder's name or of the value of a property, in any case; or the beginning
   * of an id, or at least four characters of its end.
   */
  text: searchText.optional(),
  item_type: key.optional(),
  /** Who holds it; of what lies on the ground, who dropped it. */
  character_id: id.optional(),
  place: z.enum(['bag', 'equipment', 'ground', 'recovery']).optional(),
  /**
   * Has a property of that name, at any depth; and of that value, as text and in any case, or as one of
   * several in a list.
   */
  property: z
    .strictObject({
      name: z.string().min(1).max(200),
      value: z.union([searchText, z.number(), z.boolean()]).optional(),
    })
    .optional(),
  sort: z.enum(['type', 'created_at', 'holder']).optional(),
  ...page,
} as const;

export const itemsFound = {
  items: z.array(z.object({ item, holder_name: character.shape.character_name })),
  total: count,
  /** Of what was found, whatever type was asked for; those with the most first. */
  types: z.array(z.object({ item_type: key, count })),
} as const;

export const itemContradictions = {
  items: z.array(z.object({ item_id: itemId, problem: z.string() })),
  /** Items that were looked at; not all of them where too many contradict their history. */
  checked: count,
  is_complete: z.boolean(),
  at: z.string(),
} as const;

export const guildsSearch = {
  /** A part of a guild's or its leader's name, in any case; or exactly the number of a guild. */
  text: searchText.optional(),
  sort: z.enum(['name', 'members', 'created_at']).optional(),
  ...page,
} as const;

export const guildsFound = {
  guilds: z.array(z.object({ guild, leader_name: character.shape.character_name, members: count })),
  total: count,
} as const;

export type CharactersFound = z.output<z.ZodObject<typeof charactersFound>>;
export type ItemsSearch = z.output<z.ZodObject<typeof itemsSearch>>;
export type ItemsFound = z.output<z.ZodObject<typeof itemsFound>>;
export type GuildsSearch = z.output<z.ZodObject<typeof guildsSearch>>;
export type GuildsFound = z.output<z.ZodObject<typeof guildsFound>>;
export type Membership = z.output<typeof membership>;
