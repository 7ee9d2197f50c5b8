/** One character back: his state at a moment beside today's, what is chosen of it, and what was done. */
import { z } from 'zod';
import { id, itemId, key, level, name, natural, positive, reason } from './fields.ts';
import { point } from './restore.ts';
import { place, questStatus } from './rows.ts';

const json = z.record(z.string(), z.unknown());

/**
 * What comes back whole or stays as it is today. `skills` and `quests` come back exactly: those that
 * are new since go.
 */
const restoreGroup = z.enum(['stats', 'position', 'gold', 'skills', 'quests']);

/**
 * `leave` changes nothing. `take_back` brings the item as it is today from wherever it is. `make_anew`
 * makes it as it was, under the same id, where it no longer exists anywhere.
 */
export const itemChoice = z.enum(['leave', 'take_back', 'make_anew']);

const stats = z.object({
  level,
  experience: natural,
  str: natural,
  dex: natural,
  int: natural,
  con: natural,
  lck: natural,
  cha: natural,
});

const position = z.object({
  map_id: key,
  position_x: z.number(),
  position_y: z.number(),
  position_z: z.number(),
});

const holder = z.object({ character_id: id, character_name: name });

/** One item that was his then, or is now. */
const itemDifference = z.object({
  item_id: itemId,
  item_type: key,
  /** Where he had it; null where it came to him since. */
  past: z.object({ place, quantity: positive }).nullable(),
  /** Where it is, and with whom: on the ground, who dropped it. Null where it exists no longer. */
  now: z.object({ place, quantity: positive, holder }).nullable(),
  /** Its type or properties are others today; what is taken back comes as it is today. */
  altered: z.boolean(),
  choices: z.array(itemChoice),
  suggested: itemChoice,
  /** Why it cannot be taken back, or null. */
  obstacle: z.string().nullable(),
});

const skillLevel = z.object({ skill_level: natural, experience: natural });
const questState = z.object({ quest_status: questStatus, progress: json.nullable() });

/** What whoever decides must know; each has its choice in the parameters of the run. */
const problem = z.object({
  kind: z.enum([
    'name_taken',
    'shard_full',
    'gold_made',
    'gold_removed',
    'guilds_left',
    'quantity_differs',
    'online',
  ]),
  message: z.string(),
});

/** A character at a moment beside the same one today. What is null today does not exist. */
export const characterComparison = z.object({
  character_id: id,
  /** He exists today; otherwise he comes back under the same id. */
  exists: z.boolean(),
  name: z.object({
    past: name,
    now: name.nullable(),
    /** Who else has his name of then. */
    taken_by: id.nullable(),
  }),
  stats: z.object({ past: stats, now: stats.nullable() }),
  position: z.object({ past: position, now: position.nullable() }),
  /** `made` is what comes into the world with the gold of then; below zero, what goes out of it. */
  gold: z.object({ past: natural, now: natural.nullable(), made: z.int() }),
  skills: z.array(
    z.object({ skill_name: key, past: skillLevel.nullable(), now: skillLevel.nullable() }),
  ),
  quests: z.array(
    z.object({ quest_name: key, past: questState.nullable(), now: questState.nullable() }),
  ),
  items: z.array(itemDifference),
  problems: z.array(problem),
});

export const characterPreview = characterComparison.extend({
  /** Names this preview to `admin.restore.runCharacter`. */
  token: z.string(),
  /** The state that he is shown in. */
  target: point,
});

/** What is chosen of a preview. What is not named is left as it is today. */
export const characterChoices = {
  /** One who does not exist today comes back with `stats` and `position` in any case. */
  groups: z.array(restoreGroup).optional(),
  items: z.array(z.strictObject({ item_id: itemId, choice: itemChoice })).optional(),
  /** The name that he gets; needed where he does not exist and somebody else has his name of then. */
  character_name: name.optional(),
  /** The gold that is made, said again: nobody makes any without having seen how much. */
  accept_gold: natural.optional(),
  reason,
};

const restoredItem = z.object({ item_id: itemId, choice: itemChoice, place });

/** What was done. `seq` is what `admin.undo` takes. */
export const characterReceipt = z.object({
  seq: natural,
  character_id: id,
  character_name: name,
  target: point,
  groups: z.array(restoreGroup),
  /** Those that were taken back or made anew, with the place they came to. */
  items: z.array(restoredItem),
  /** Gold that came into the world; below zero, that went out of it. */
  gold_made: z.int(),
});

export type ItemChoice = z.output<typeof itemChoice>;
export type ItemDifference = z.output<typeof itemDifference>;
export type CharacterComparison = z.output<typeof characterComparison>;
export type CharacterPreview = z.output<typeof characterPreview>;
export type CharacterReceipt = z.output<typeof characterReceipt>;
const choices = z.object(characterChoices);
export type CharacterChoices = z.output<typeof choices>;
