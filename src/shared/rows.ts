/** What replies hold: the rows of the world as a client sees them. */
import { z } from 'zod';
import { coordinate, id, itemId, key, level, name, natural, quantity, slot } from './fields.ts';

const moment = z.string();
const json = z.record(z.string(), z.unknown());

export const character = z.object({
  character_id: id,
  account_id: id,
  character_name: name,
  level,
  experience: natural,
  str: natural,
  dex: natural,
  int: natural,
  con: natural,
  lck: natural,
  cha: natural,
  gold: natural,
  position_x: coordinate,
  position_y: coordinate,
  position_z: coordinate,
  map_id: key,
  last_login: moment.nullable(),
  created_at: moment.nullable(),
  updated_at: moment.nullable(),
});

/** Where an item is. It is in exactly one place at any time. */
export const place = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('bag'), slot, quantity }),
  z.object({ kind: z.literal('equipment'), slot_type: key }),
  z.object({
    kind: z.literal('ground'),
    map_id: key,
    x: coordinate,
    y: coordinate,
    z: coordinate,
    quantity,
  }),
  z.object({ kind: z.literal('recovery'), quantity }),
]);

export const item = z.object({
  item_id: itemId,
  character_id: id,
  item_type: key,
  properties: json,
  created_at: moment,
  updated_at: moment.nullable(),
  place,
});

export const skill = z.object({
  skill_id: id,
  character_id: id,
  skill_name: key,
  skill_level: natural,
  experience: natural,
});

export const questStatus = z.enum(['active', 'completed', 'failed']);

export const quest = z.object({
  quest_id: id,
  character_id: id,
  quest_name: key,
  quest_status: questStatus,
  progress: json.nullable(),
});

export const guild = z.object({
  guild_id: id,
  guild_name: name,
  leader_id: id,
  created_at: moment.nullable(),
});

export const member = z.object({
  member_id: id,
  guild_id: id,
  character_id: id,
  rank: key,
  joined_at: moment.nullable(),
});

export const session = z.object({
  session_id: z.string(),
  character_id: id,
  logged_in_at: moment,
});

/** `until` is null for good. */
export const ban = z.object({
  account_id: id,
  reason: z.string(),
  since: moment,
  until: moment.nullable(),
});

export type Character = z.infer<typeof character>;
export type Place = z.infer<typeof place>;
export type Item = z.infer<typeof item>;
export type Skill = z.infer<typeof skill>;
export type Quest = z.infer<typeof quest>;
export type Guild = z.infer<typeof guild>;
export type Member = z.infer<typeof member>;
export type Session = z.infer<typeof session>;
export type Ban = z.infer<typeof ban>;
