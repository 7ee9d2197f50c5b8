/** What the page of a character hands to the actions on it. Pure. */
import type { CharacterSubject } from '../actions/subjects.ts';
import type { Sheet } from './players.ts';

export function subjectOf({ character, online, ban, skills, quests }: Sheet): CharacterSubject {
  return { kind: 'character', character, online, ban, skills, quests };
}
