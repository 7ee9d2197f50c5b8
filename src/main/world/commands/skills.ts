/** Skills: one row for each skill that a character has learned. */
import type { Commands } from './context.ts';

export const skills: Pick<Commands, 'skills.list' | 'skills.set'> = {
  'skills.list'({ transaction, tables }, { character_id }) {
    transaction.require('characters', character_id, 'character');
    return { skills: [...tables.skills.list('character_id', character_id)] };
  },

  'skills.set'({ transaction, tables }, { character_id, skill_name, skill_level, experience }) {
    transaction.require('characters', character_id, 'character');
    const known = tables.skills.findWithin('character_id', character_id, skill_name);
    if (known === undefined) {
      const skill = transaction.insert('skills', {
        skill_id: transaction.nextKey('skills'),
        character_id,
        skill_name,
        skill_level: skill_level ?? 0,
        experience: experience ?? 0,
      });
      return { skill };
    }
    const skill = transaction.update('skills', known, {
      skill_level: skill_level ?? known.skill_level,
      experience: experience ?? known.experience,
    });
    return { skill };
  },
};
