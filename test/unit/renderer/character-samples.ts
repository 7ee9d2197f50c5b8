/** A character of then beside today's, and what was brought back of it, as a host would send them. */
import type {
  CharacterPreview,
  CharacterReceipt,
  ItemDifference,
} from '../../../src/shared/character-restore.ts';
import { later } from './restore-samples.ts';

const ARIA = { character_id: 7, character_name: 'Aria' };
const BERT = { character_id: 9, character_name: 'Bert' };
const bag = (slot: number, quantity = 1) => ({ kind: 'bag', slot, quantity }) as const;
const ground = { kind: 'ground', map_id: 'town', x: 1, y: 2, z: 3, quantity: 1 } as const;

const item = (item_type: string, more: Partial<ItemDifference>): ItemDifference => ({
  item_id: `0199-${item_type}-0000`,
  item_type,
  past: { place: bag(0), quantity: 1 },
  now: null,
  altered: false,
  choices: ['leave', 'take_back'],
  suggested: 'leave',
  obstacle: null,
  ...more,
});

/** With Bert, on the ground, gone, in the recovery box, too many of it with Bert, new, and untouched. */
export const SWORD = item('sword', { now: { place: bag(3), quantity: 1, holder: BERT } });
export const POTION = item('potion', {
  now: { place: ground, quantity: 1, holder: ARIA },
  suggested: 'take_back',
});
export const RING = item('ring', { choices: ['leave', 'make_anew'] });
export const HELMET = item('helmet', {
  past: { place: { kind: 'equipment', slot_type: 'head' }, quantity: 1 },
  now: { place: { kind: 'recovery', quantity: 1 }, quantity: 1, holder: ARIA },
  suggested: 'take_back',
});
export const ARROWS = item('arrow', {
  past: { place: bag(4, 10), quantity: 10 },
  now: { place: bag(0, 30), quantity: 30, holder: BERT },
  choices: ['leave'],
  obstacle: 'There are 30 of it.',
});
export const KEY = item('key', {
  past: null,
  now: { place: bag(6), quantity: 1, holder: ARIA },
  choices: ['leave'],
});
export const GEM = item('gem', {
  now: { place: bag(0), quantity: 1, holder: ARIA },
  choices: ['leave'],
});

const stats = {
  level: 12,
  experience: 3_400,
  str: 14,
  dex: 9,
  int: 10,
  con: 10,
  lck: 10,
  cha: 10,
};
const position = { map_id: 'town', position_x: 1.5, position_y: 2, position_z: 3 };

export const CHANGED: CharacterPreview = {
  token: 'first',
  target: { timeline: 1, seq: 1_000, at: later(0) },
  character_id: 7,
  exists: true,
  name: { past: 'Aria', now: 'Aria', taken_by: null },
  stats: { past: stats, now: { ...stats, level: 11 } },
  position: { past: position, now: position },
  gold: { past: 1_000, now: 400, made: 600 },
  skills: [
    { skill_name: 'bow', past: { skill_level: 3, experience: 10 }, now: null },
    {
      skill_name: 'axe',
      past: { skill_level: 1, experience: 0 },
      now: { skill_level: 1, experience: 0 },
    },
  ],
  quests: [
    {
      quest_name: 'dragon',
      past: { quest_status: 'active', progress: { eggs: 2, lair: 'north' } },
      now: { quest_status: 'failed', progress: null },
    },
  ],
  items: [SWORD, POTION, RING, HELMET, ARROWS, KEY, GEM],
  problems: [{ kind: 'gold_made', message: '600 gold come into the world.' }],
};

/** The same one, deleted since; somebody else has the name. */
export const GONE: CharacterPreview = {
  ...CHANGED,
  exists: false,
  name: { past: 'Aria', now: null, taken_by: 12 },
  stats: { past: stats, now: null },
  position: { past: position, now: null },
  gold: { past: 1_000, now: null, made: 1_000 },
  quests: [],
  items: [{ ...RING, suggested: 'make_anew' }, SWORD],
  problems: [
    { kind: 'name_taken', message: '' },
    { kind: 'gold_made', message: '' },
    { kind: 'guilds_left', message: '' },
  ],
};

export const BROUGHT: CharacterReceipt = {
  seq: 2_345,
  character_id: 7,
  character_name: 'Aria',
  target: CHANGED.target,
  groups: ['gold', 'stats'],
  items: [
    { item_id: SWORD.item_id, choice: 'take_back', place: bag(0) },
    { item_id: RING.item_id, choice: 'make_anew', place: { kind: 'recovery', quantity: 1 } },
  ],
  gold_made: 600,
};
