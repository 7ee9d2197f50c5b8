/**
 * Brings of a character's state at a moment what was chosen, as one audited action that `admin.undo`
 * takes back. Checks first, against the world as it is, what the preview showed and the choices say.
 */
import type {
  CharacterChoices,
  CharacterComparison,
  CharacterReceipt,
} from '../../../shared/character-restore.ts';
import { invalid } from '../../../shared/errors.ts';
import type { Role } from '../../../shared/method.ts';
import type { Point } from '../../../shared/restore.ts';
import { runAdminAction } from '../admin-actions/admin-action.ts';
import { requireFreeName, requireRoom } from '../commands/characters.ts';
import type { Row, Transaction } from '../transaction.ts';
import type { WorldRules } from '../world.ts';
import { bringItems } from './bring-items.ts';
import { chosenItems, outdated } from './chosen-items.ts';
import { positionOf, statsOf } from './compare.ts';
import type { CharacterState } from './state.ts';

export interface CharacterRestore {
  readonly target: Point;
  /** His state at that moment. */
  readonly past: CharacterState;
  /** What the preview showed of the two sides. */
  readonly seen: CharacterComparison;
  readonly choices: CharacterChoices;
}

const ROOM_HINT = 'Delete a character first, or let the shard hold more in its settings.';

type Groups = NonNullable<CharacterChoices['groups']>;

/**
 * Throws `PreviewOutdated` where what was chosen is not as the preview showed it, `ServerFull`,
 * `CharacterNameTaken`, and `InvalidData` where a choice cannot be made or gold was not accepted.
 */
export function restoreCharacter(
  transaction: Transaction,
  rules: WorldRules,
  role: Role,
  { target, past, seen, choices }: CharacterRestore,
): Omit<CharacterReceipt, 'seq'> {
  const { tables } = transaction;
  const { character_id } = past.character;
  const today = tables.characters.get(character_id);
  if ((today !== undefined) !== seen.exists) {
    throw outdated(`Character ${character_id} ${today ? 'exists again' : 'is gone'}.`, {
      character_id,
    });
  }
  const groups = [...new Set(choices.groups ?? [])];
  const chosen = chosenItems(tables, past, seen, choices.items ?? []);
  const gold = chooseGold(past, seen, today, groups, choices.accept_gold);
  const gold_made = gold - (today?.gold ?? 0);
  if (today === undefined) requireRoom(tables, rules, ROOM_HINT);
  const character_name =
    choices.character_name ?? today?.character_name ?? past.character.character_name;
  const isNamed = character_name !== today?.character_name;
  if (isNamed) requireFreeName(tables, character_name);

  let items: CharacterReceipt['items'] = [];
  const details = {
    target,
    groups,
    items: chosen.length,
    ...(isNamed ? { character_name } : {}),
  };
  const about = {
    action: 'admin.restore.runCharacter',
    role,
    reason: choices.reason,
    character_id,
    details,
  };
  runAdminAction(transaction, about, () => {
    setCharacter(transaction, past, today, groups, { character_name, gold });
    if (groups.includes('skills')) setSkills(transaction, past);
    if (groups.includes('quests')) setQuests(transaction, past);
    items = bringItems(transaction, rules, character_id, chosen);
  });
  return { character_id, character_name, target, groups, items, gold_made };
}

/** The gold he is to have. What is made must have been seen and said; nobody makes gold by mistake. */
function chooseGold(
  { character }: CharacterState,
  seen: CharacterComparison,
  today: Row<'characters'> | undefined,
  groups: Groups,
  accepted: number | undefined,
): number {
  if (!groups.includes('gold')) return today?.gold ?? 0;
  if ((today?.gold ?? null) !== seen.gold.now) {
    const { character_id } = character;
    throw outdated(`The gold of character ${character_id} is another by now.`, { character_id });
  }
  const made = character.gold - (today?.gold ?? 0);
  if (made > 0 && accepted !== made) {
    throw invalid('accept_gold', `must be ${made}: so much gold would come into the world`);
  }
  return character.gold;
}

function setCharacter(
  transaction: Transaction,
  { character }: CharacterState,
  today: Row<'characters'> | undefined,
  groups: Groups,
  columns: { readonly character_name: string; readonly gold: number },
): void {
  if (today === undefined) {
    transaction.insert('characters', { ...character, ...columns, updated_at: transaction.now });
    return;
  }
  const patch = {
    ...columns,
    ...(groups.includes('stats') ? statsOf(character) : {}),
    ...(groups.includes('position') ? positionOf(character) : {}),
  };
  const entries = Object.entries(patch) as [keyof typeof patch, number | string][];
  if (entries.every(([column, value]) => today[column] === value)) return;
  transaction.update('characters', today, { ...patch, updated_at: transaction.now });
}

function setSkills(transaction: Transaction, { character, skills }: CharacterState): void {
  const { tables } = transaction;
  const { character_id } = character;
  const names = new Set(skills.map((skill) => skill.skill_name));
  for (const skill of [...tables.skills.list('character_id', character_id)]) {
    if (!names.has(skill.skill_name)) transaction.delete('skills', skill);
  }
  for (const { skill_name, skill_level, experience } of skills) {
    const today = tables.skills.findWithin('character_id', character_id, skill_name);
    if (today !== undefined) {
      transaction.update('skills', today, { skill_level, experience });
    } else {
      const skill_id = transaction.nextKey('skills');
      const skill = { skill_id, character_id, skill_name, skill_level, experience };
      transaction.insert('skills', skill);
    }
  }
}

function setQuests(transaction: Transaction, { character, quests }: CharacterState): void {
  const { tables } = transaction;
  const { character_id } = character;
  const names = new Set(quests.map((quest) => quest.quest_name));
  for (const quest of [...tables.quests.list('character_id', character_id)]) {
    if (!names.has(quest.quest_name)) transaction.delete('quests', quest);
  }
  for (const { quest_name, quest_status, progress } of quests) {
    const today = tables.quests.findWithin('character_id', character_id, quest_name);
    if (today !== undefined) {
      transaction.update('quests', today, { quest_status, progress });
    } else {
      const quest_id = transaction.nextKey('quests');
      transaction.insert('quests', { quest_id, character_id, quest_name, quest_status, progress });
    }
  }
}
