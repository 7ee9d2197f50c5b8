/** A character then and today, line by line. Pure. */
import type { CharacterChoices, CharacterComparison } from '../../../shared/character-restore.ts';
import { text } from '../../app/text.ts';
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

const words = text.characterRestore;

/** In the order in which they stand below one another. */
const STATS = ['level', 'experience', 'str', 'dex', 'int', 'con', 'lck', 'cha'] as const;

type Sides<T> = { readonly past: T | null; readonly now: T | null };

export function linesOf(compared: CharacterComparison, group: Group): readonly Line[] {
  const { stats, position, gold, skills, quests } = compared;
  switch (group) {
    case 'stats':
      return STATS.map((stat) =>
        line(
          words.stats[stat],
          { past: stats.past[stat], now: stats.now?.[stat] ?? null },
          formatCount,
        ),
      );
    case 'position':
      return [line(words.place, position, placeText)];
    case 'gold':
      return [line(words.gold, gold, formatCount)];
    case 'skills':
      return skills.map((skill) => line(skill.skill_name, skill, skillText));
    case 'quests':
      return quests.map((quest) => line(quest.quest_name, quest, questText));
  }
}

function line<T>(label: string, { past, now }: Sides<T>, say: (value: T) => string): Line {
  return {
    label,
    past: past === null ? text.shared.nothing : say(past),
    now: now === null ? text.shared.nothing : say(now),
  };
}

/** Digits that tell two places apart. */
const coordinate = new Intl.NumberFormat(undefined, { maximumFractionDigits: 3 });

function placeText(place: CharacterComparison['position']['past']): string {
  const { map_id, position_x, position_y, position_z } = place;
  const at = [position_x, position_y, position_z].map((value) => coordinate.format(value));
  return words.placeOf(map_id, at.join(' / '));
}

type Skill = NonNullable<CharacterComparison['skills'][number]['past']>;

function skillText({ skill_level, experience }: Skill): string {
  return words.skill(formatCount(skill_level), formatCount(experience));
}

type Quest = NonNullable<CharacterComparison['quests'][number]['past']>;

function questText({ quest_status, progress }: Quest): string {
  const parts = Object.entries(progress ?? {}).map(
    ([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return text.shared.list([quest_status, ...parts]);
}

export function isSame({ past, now }: Line): boolean {
  return past === now;
}

/** Whether there is something in it to bring back. Who is gone has nothing of it. */
export function differs(compared: CharacterComparison, group: Group): boolean {
  return !linesOf(compared, group).every(isSame);
}
