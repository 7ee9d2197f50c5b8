/** Somebody with things to act on, as the host tells of them. */
import type {
  CharacterSubject,
  GuildSubject,
  ItemSubject,
} from '../../../src/renderer/features/actions/subjects.ts';
import type { Item, Place } from '../../../src/shared/rows.ts';

export const ARIA: CharacterSubject = {
  kind: 'character',
  character: {
    character_id: 7,
    account_id: 3,
    character_name: 'Aria',
    level: 5,
    experience: 120,
    str: 10,
    dex: 11,
    int: 12,
    con: 13,
    lck: 14,
    cha: 15,
    gold: 100,
    position_x: 1,
    position_y: 2,
    position_z: 3,
    map_id: 'town',
    last_login: '2026-11-22T12:00:00.000Z',
    created_at: '2026-11-20T12:00:00.000Z',
    updated_at: '2026-11-22T12:00:00.000Z',
  },
  online: true,
  ban: null,
  skills: [{ skill_id: 1, character_id: 7, skill_name: 'Fishing', skill_level: 3, experience: 40 }],
  quests: [
    {
      quest_id: 1,
      character_id: 7,
      quest_name: 'The well',
      quest_status: 'active',
      progress: { steps: 2 },
    },
  ],
};

export const BANNED: CharacterSubject = {
  ...ARIA,
  online: false,
  ban: { account_id: 3, reason: 'rude', since: '2026-11-22T12:00:00.000Z', until: null },
};

export const IN_BAG: Place = { kind: 'bag', slot: 2, quantity: 5 };
export const WORN: Place = { kind: 'equipment', slot_type: 'hand' };
export const IN_RECOVERY: Place = { kind: 'recovery', quantity: 1 };
export const ON_GROUND: Place = {
  kind: 'ground',
  map_id: 'town',
  x: 1,
  y: 2,
  z: 3,
  quantity: 1,
};

export function itemAt(place: Place, change: Partial<Item> = {}): ItemSubject {
  return {
    kind: 'item',
    item: {
      item_id: '01234567-89ab-4cde-8f01-23456789abcd',
      character_id: 7,
      item_type: 'ore',
      properties: { weight: 2 },
      created_at: '2026-11-22T12:00:00.000Z',
      updated_at: null,
      place,
      ...change,
    },
    holder: 'Aria',
  };
}

export const WOLVES: GuildSubject = {
  kind: 'guild',
  guild: { guild_id: 4, guild_name: 'The Wolves', leader_id: 7, created_at: null },
  members: [
    { character_id: 7, character_name: 'Aria', rank: 'leader' },
    { character_id: 8, character_name: 'Bert', rank: 'member' },
  ],
};
