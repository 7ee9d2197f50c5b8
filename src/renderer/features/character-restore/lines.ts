/** A character then and today, line by line. Pure. */
import type { CharacterChoices, CharacterComparison } from '../../../shared/character-restore.ts';
import { formatCount } from '../../ui/format.ts';

/** What comes back as a whole or stays as it is. */
export type Group = NonNullable<CharacterChoices['groups']>[number];

/** In the order in which they stand on the page. */
export const GROUPS: readonly Group[] = ['stats', 'position', 'gold', 'skills', 'quests'];

export interface Line {
  readonly label: string;
  readonly past: string;
  readonly now: string;
}

/** What is not there, on either side. */
const NONE = '–';

const STATS = {
  level: 'Level',
  experience: 'Experience',
  str: 'Strength',
  dex: 'Dexterity',
  int: 'Intelligence',
  con: 'Constitution',
  lck: 'Luck',
  cha: 'Charisma',
} as const;

type Stat = keyof typeof STATS;
type Sides<T> = { readonly past: T | null; readonly now: T | null };

export function linesOf(compared: CharacterComparison, group: Group): readonly Line[] {
  const { stats, position, gold, skills, quests } = compared;
  switch (group) {
    case 'stats':
      return (Object.keys(STATS) as Stat[]).map((stat) =>
        line(STATS[stat], { past: stats.past[stat], now: stats.now?.[stat] ?? null }, formatCount),
      );
    case 'position':
      return [line('Place', position, placeText)];
    case 'gold':
      return [line('Gold', gold, formatCount)];
    case 'skills':
      return skills.map((skill) => line(skill.skill_name, skill, skillText));
    case 'quests':
      return quests.map((quest) => line(quest.quest_name, quest, questText));
  }
}

function line<T>(label: string, { past, now }: Sides<T>, text: (value: T) => string): Line {
  return {
    label,
    past: past === null ? NONE : text(past),
    now: now === null ? NONE : text(now),
  };
}

/** Digits that tell two places apart. */
const coordinate = new Intl.NumberFormat(undefined, { maximumFractionDigits: 3 });

function placeText(place: CharacterComparison['position']['past']): string {
  const { map_id, position_x, position_y, position_z } = place;
  const at = [position_x, position_y, position_z].map((value) => coordinate.format(value));
  return `${map_id} (${at.join(' / ')})`;
}

type Skill = NonNullable<CharacterComparison['skills'][number]['past']>;

function skillText({ skill_level, experience }: Skill): string {
  return `level ${formatCount(skill_level)}, ${formatCount(experience)} experience`;
}

type Quest = NonNullable<CharacterComparison['quests'][number]['past']>;

function questText({ quest_status, progress }: Quest): string {
  const parts = Object.entries(progress ?? {}).map(
    ([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return [quest_status, ...parts].join(', ');
}

export function isSame({ past, now }: Line): boolean {
  return past === now;
}

/** Whether there is something in it to bring back. Who is gone has nothing of it. */
export function differs(compared: CharacterComparison, group: Group): boolean {
  return !linesOf(compared, group).every(isSame);
}
