/** What stands in the way of a character's return, or follows from it, in sentences. */
import type { CharacterComparison } from '../../../shared/character-restore.ts';
import type { Tables } from '../transaction.ts';
import type { WorldRules } from '../world.ts';

type Problem = CharacterComparison['problems'][number];

export function problemsOf(
  compared: Omit<CharacterComparison, 'problems'>,
  tables: Tables,
  { maxCharacters }: WorldRules,
): Problem[] {
  const { character_id, exists, name, gold, items } = compared;
  const problems: Problem[] = [];
  const add = (kind: Problem['kind'], message: string) => problems.push({ kind, message });
  if (name.taken_by !== null) {
    const who = `${JSON.stringify(name.past)} is the name of character ${name.taken_by} now`;
    add('name_taken', exists ? `${who}.` : `${who}: another one is needed.`);
  }
  if (!exists && tables.characters.size >= maxCharacters) {
    add('shard_full', `The shard holds all of its ${maxCharacters} characters: there is no room.`);
  }
  if (gold.made > 0) {
    add('gold_made', `With the gold of then, ${gold.made} gold come into the world.`);
  }
  if (gold.made < 0) {
    add('gold_removed', `With the gold of then, ${-gold.made} gold go out of the world.`);
  }
  if (!exists) add('guilds_left', 'The character comes back as a member of no guild.');
  const differing = items.filter(({ past, now }) => past && now && past.quantity !== now.quantity);
  if (differing.length > 0) {
    add(
      'quantity_differs',
      `${differing.length} stacks are larger or smaller today; they come back as they are.`,
    );
  }
  if (tables.sessions.find('character_id', character_id) !== undefined) {
    add(
      'online',
      'The character is online: the game server may go on with what it knows until the next login.',
    );
  }
  return problems;
}
