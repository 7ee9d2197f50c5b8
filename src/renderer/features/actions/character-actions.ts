/** A character's name, place, stats, skills and quests set. Pure. */
import { LEVEL_MAX } from '../../../shared/limits.ts';
import type { Character, Quest } from '../../../shared/rows.ts';
import { text } from '../../app/text.ts';
import { formatCoordinate, formatCount } from '../../ui/format.ts';
import { actionOn } from './action.ts';
import {
  choiceField,
  coordinateField,
  countField,
  keyField,
  nameField,
  optionalJsonField,
} from './fields.ts';
import { act, form, operation } from './form.ts';

const words = text.actions;

const STATS = ['level', 'experience', 'str', 'dex', 'int', 'con', 'lck', 'cha'] as const;
type Stat = (typeof STATS)[number];

const STATUSES: readonly Quest['quest_status'][] = ['active', 'completed', 'failed'];

export const characterActions = [
  actionOn('character', 'rename', words.rename.title, ({ character }) => {
    const { character_id, character_name: who } = character;
    const fields = { name: nameField(words.fields.newName, { initial: who }) };
    return form(fields, ({ name }) => {
      if (name === who) return null;
      return {
        will: words.rename.will(who, name),
        done: words.rename.done(who, name),
        call: act(character_id, () => [
          operation('characters.update', { character_id, character_name: name }),
        ]),
      };
    });
  }),

  actionOn('character', 'move', words.move.title, ({ character, online }) => {
    const { character_id, character_name: who, map_id } = character;
    const { position_x, position_y, position_z } = character;
    const fields = {
      map_id: keyField(words.fields.map, { initial: map_id, suggestions: 'maps' }),
      position_x: coordinateField('x', position_x),
      position_y: coordinateField('y', position_y),
      position_z: coordinateField('z', position_z),
    };
    return form(fields, (place) => {
      const isSame = place.map_id === map_id && samePosition(place, character);
      if (isSame) return null;
      const where = placeText(place);
      return {
        will: words.move.will(who, where, online),
        done: words.move.done(who, where),
        call: act(character_id, () => [operation('characters.move', { character_id, ...place })]),
      };
    });
  }),

  actionOn('character', 'set-stats', words.setStats.title, ({ character }) => {
    const { character_id, character_name: who } = character;
    const fields = Object.fromEntries(
      STATS.map((stat) => [
        stat,
        countField(text.characterRestore.stats[stat], {
          initial: character[stat],
          ...(stat === 'level' && { min: 1, max: LEVEL_MAX }),
        }),
      ]),
    ) as Record<Stat, ReturnType<typeof countField>>;
    return form(fields, (values) => {
      const changed = STATS.filter((stat) => values[stat] !== character[stat]);
      if (changed.length === 0) return null;
      const changes = changed
        .map((stat) =>
          words.fromTo(words.stats[stat], formatCount(character[stat]), formatCount(values[stat])),
        )
        .join(', ');
      return {
        will: words.setStats.will(who, changes),
        done: words.setStats.done(who, changes),
        call: act(character_id, () => [
          operation('characters.update', {
            character_id,
            ...Object.fromEntries(changed.map((stat) => [stat, values[stat]])),
          }),
        ]),
      };
    });
  }),

  actionOn('character', 'set-skill', words.setSkill.title, ({ character, skills }) => {
    const { character_id, character_name: who } = character;
    const fields = {
      skill_name: keyField(words.fields.skill, {
        suggestions: skills.map(({ skill_name }) => skill_name),
        description: words.newSkillHint,
      }),
      skill_level: countField(words.fields.level),
      experience: countField(words.fields.experience, { initial: 0 }),
    };
    return form(fields, ({ skill_name, skill_level, experience }) => {
      const known = skills.find((skill) => skill.skill_name === skill_name);
      if (known?.skill_level === skill_level && known.experience === experience) return null;
      const is = words.skillText(formatCount(skill_level), formatCount(experience));
      const was =
        known === undefined
          ? null
          : words.skillText(formatCount(known.skill_level), formatCount(known.experience));
      return {
        will: words.setSkill.will(who, skill_name, is, was),
        done: words.setSkill.done(who, skill_name, is),
        call: act(character_id, () => [
          operation('skills.set', { character_id, skill_name, skill_level, experience }),
        ]),
      };
    });
  }),

  actionOn('character', 'set-quest', words.setQuest.title, ({ character, quests }) => {
    const { character_id, character_name: who } = character;
    const fields = {
      quest_name: keyField(words.fields.quest, {
        suggestions: quests.map(({ quest_name }) => quest_name),
        description: words.newQuestHint,
      }),
      quest_status: choiceField(
        words.fields.status,
        STATUSES.map((value) => ({ value, label: words.questStatus[value] })),
        'active',
      ),
      progress: optionalJsonField(words.fields.progress, null, words.progressHint),
    };
    return form(fields, ({ quest_name, quest_status, progress }) => {
      const known = quests.find((quest) => quest.quest_name === quest_name);
      if (known?.quest_status === quest_status && progress === null) return null;
      const status = words.questStatus[quest_status];
      const was = known === undefined ? null : words.questStatus[known.quest_status];
      return {
        will: words.setQuest.will(who, quest_name, status, was, progress !== null),
        done: words.setQuest.done(who, quest_name, status),
        call: act(character_id, () => [
          operation('quests.set', {
            character_id,
            quest_name,
            quest_status,
            ...(progress !== null && { progress }),
          }),
        ]),
      };
    });
  }),
];

type Place = Pick<Character, 'map_id' | 'position_x' | 'position_y' | 'position_z'>;

function samePosition(a: Place, b: Place): boolean {
  return (
    a.position_x === b.position_x && a.position_y === b.position_y && a.position_z === b.position_z
  );
}

/** `town (1 / 2 / 3)` */
function placeText({ map_id, position_x, position_y, position_z }: Place): string {
  const at = [position_x, position_y, position_z].map(formatCoordinate);
  return `${map_id} (${at.join(' / ')})`;
}
