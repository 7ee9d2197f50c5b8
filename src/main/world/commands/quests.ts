/** Quests: one row for each quest that a character has taken on. */
import { jsonText } from '../../../shared/fields.ts';
import type { Quest } from '../../../shared/rows.ts';
import type { Row } from '../transaction.ts';
import type { Commands } from './context.ts';

export const quests: Pick<Commands, 'quests.list' | 'quests.set'> = {
  'quests.list'({ transaction, tables }, { character_id }) {
    transaction.require('characters', character_id, 'character');
    return { quests: tables.quests.list('character_id', character_id).map(presentQuest) };
  },

  'quests.set'({ transaction, tables }, { character_id, quest_name, quest_status, progress }) {
    transaction.require('characters', character_id, 'character');
    const known = tables.quests.findWithin('character_id', character_id, quest_name);
    const text = progress == null ? null : jsonText(progress, 'progress');
    if (known === undefined) {
      const quest = transaction.insert('quests', {
        quest_id: transaction.nextKey('quests'),
        character_id,
        quest_name,
        quest_status: quest_status ?? 'active',
        progress: text,
      });
      return { quest: presentQuest(quest) };
    }
    transaction.update('quests', known, {
      quest_status: quest_status ?? known.quest_status,
      progress: progress === undefined ? known.progress : text,
    });
    return { quest: presentQuest(known) };
  },
};

export function presentQuest(quest: Row<'quests'>): Quest {
  return {
    ...quest,
    quest_status: quest.quest_status as Quest['quest_status'],
    progress: quest.progress === null ? null : JSON.parse(quest.progress),
  };
}
