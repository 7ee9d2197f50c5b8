/** Lays a character's state at a moment beside today's, and says what can be chosen. Changes nothing. */
import type {
  CharacterComparison,
  ItemChoice,
  ItemDifference,
} from '../../../shared/character-restore.ts';
import type { Quest } from '../../../shared/rows.ts';
import { placeOf } from '../places.ts';
import type { Row, Tables } from '../transaction.ts';
import type { WorldRules } from '../world.ts';
import { problemsOf } from './problems.ts';
import { type CharacterState, type HeldItem, held, stateOf } from './state.ts';

export function compareCharacter(
  past: CharacterState,
  tables: Tables,
  rules: WorldRules,
): CharacterComparison {
  const { character_id, character_name, gold } = past.character;
  const now = stateOf(tables, character_id);
  const namesake = tables.characters.find('character_name', character_name);
  const isTaken = namesake !== undefined && namesake.character_id !== character_id;
  const compared = {
    character_id,
    exists: now !== null,
    name: {
      past: character_name,
      now: now?.character.character_name ?? null,
      taken_by: isTaken ? namesake.character_id : null,
    },
    stats: sides(past, now, statsOf),
    position: sides(past, now, positionOf),
    gold: { past: gold, now: now?.character.gold ?? null, made: gold - (now?.character.gold ?? 0) },
    skills: pairs(past.skills, now?.skills, ({ skill_name }) => skill_name).map(
      ([skill_name, was, is]) => ({ skill_name, past: levelOf(was), now: levelOf(is) }),
    ),
    quests: pairs(past.quests, now?.quests, ({ quest_name }) => quest_name).map(
      ([quest_name, was, is]) => ({ quest_name, past: questOf(was), now: questOf(is) }),
    ),
    items: compareItems(past, now, tables),
  };
  return { ...compared, problems: problemsOf(compared, tables, rules) };
}

function sides<T>(
  past: CharacterState,
  now: CharacterState | null,
  of: (character: Row<'characters'>) => T,
): { past: T; now: T | null } {
  return { past: of(past.character), now: now && of(now.character) };
}

export function statsOf({ level, experience, str, dex, int, con, lck, cha }: Row<'characters'>) {
  return { level, experience, str, dex, int, con, lck, cha };
}

export function positionOf({ map_id, position_x, position_y, position_z }: Row<'characters'>) {
  return { map_id, position_x, position_y, position_z };
}

function levelOf(skill: Row<'skills'> | undefined) {
  return skill ? { skill_level: skill.skill_level, experience: skill.experience } : null;
}

function questOf(quest: Row<'quests'> | undefined) {
  if (quest === undefined) return null;
  const { quest_status, progress } = quest;
  return {
    quest_status: quest_status as Quest['quest_status'],
    progress: progress === null ? null : (JSON.parse(progress) as Quest['progress']),
  };
}

/** Rows of both sides by their names, those of the past first. */
function pairs<R>(
  past: readonly R[],
  now: readonly R[] = [],
  nameOf: (row: R) => string,
): [name: string, was: R | undefined, is: R | undefined][] {
  const was = new Map(past.map((row) => [nameOf(row), row]));
  const is = new Map(now.map((row) => [nameOf(row), row]));
  const names = new Set([...was.keys(), ...is.keys()]);
  return [...names].map((name) => [name, was.get(name), is.get(name)]);
}

function compareItems(
  past: CharacterState,
  now: CharacterState | null,
  tables: Tables,
): ItemDifference[] {
  const { character_id } = past.character;
  const known = new Set(past.items.map(({ item }) => item.item_id));
  const lost = past.items.map((was) => compareItem(was, character_id, now !== null, tables));
  const gained = (now?.items ?? [])
    .filter(({ item }) => !known.has(item.item_id))
    .map(({ item }) => difference(item, null, nowOf(item.item_id, tables), ['leave'], 'leave'));
  return [...lost, ...gained];
}

/**
 * A suggestion takes nothing from anybody else, and makes nothing that play may have used up: only
 * what was lost with the character himself is suggested to be made.
 */
function compareItem(
  was: HeldItem,
  character_id: number,
  exists: boolean,
  tables: Tables,
): ItemDifference {
  const { item } = was;
  const now = nowOf(item.item_id, tables);
  if (now === null) {
    return difference(item, was, now, ['leave', 'make_anew'], exists ? 'leave' : 'make_anew');
  }
  const isHis = now.holder.character_id === character_id && now.place.kind !== 'ground';
  if (isHis && isSamePlace(now.place, was.place)) {
    return difference(item, was, now, ['leave'], 'leave', tables);
  }
  if (!isHis && now.quantity > was.quantity) {
    const obstacle = `There are ${now.quantity} of it today where there were ${was.quantity}: split off what is more with items.split, then preview again.`;
    return { ...difference(item, was, now, ['leave'], 'leave', tables), obstacle };
  }
  const isNobodys = now.place.kind === 'ground' || (isHis && now.place.kind === 'recovery');
  const suggested = isNobodys ? 'take_back' : 'leave';
  return difference(item, was, now, ['leave', 'take_back'], suggested, tables);
}

function isSamePlace(a: HeldItem['place'], b: HeldItem['place']): boolean {
  if (a.kind === 'bag' && b.kind === 'bag') return a.slot === b.slot;
  if (a.kind === 'equipment' && b.kind === 'equipment') return a.slot_type === b.slot_type;
  return a.kind === b.kind;
}

function difference(
  item: Row<'items'>,
  past: HeldItem | null,
  now: ItemDifference['now'],
  choices: ItemChoice[],
  suggested: ItemChoice,
  tables?: Tables,
): ItemDifference {
  const { item_id, item_type, properties } = item;
  const today = tables?.items.get(item_id);
  return {
    item_id,
    item_type,
    past: past && { place: past.place, quantity: past.quantity },
    now,
    altered:
      today !== undefined && (today.item_type !== item_type || today.properties !== properties),
    choices,
    suggested,
    obstacle: null,
  };
}

/** Where an item is today, or null where it exists no longer. */
export function nowOf(item_id: string, tables: Tables): ItemDifference['now'] {
  const item = tables.items.get(item_id);
  if (item === undefined) return null;
  const { place, quantity } = held(item, placeOf(tables, item_id));
  const { character_id } = item;
  const { character_name } = tables.characters.get(character_id) as Row<'characters'>;
  return { place, quantity, holder: { character_id, character_name } };
}
