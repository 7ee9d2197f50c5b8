/** What was refused and why, in words that name what it is about. Pure. */
import type { CharacterPreview } from '../../../shared/character-restore.ts';
import type { ApiError } from '../../api/errors.ts';
import type { Renewal } from './flow.ts';
import { itemName } from './words.ts';

/** The title over an error at comparing, by its code. */
export function notComparedTitle(code: string): string {
  return code === 'NotFound' ? 'There is no such character' : 'The two could not be compared';
}

/** The title over an error at bringing back, by its code. */
export function notDoneTitle(code: string): string {
  switch (code) {
    case 'CharacterNameTaken':
      return 'Somebody else has that name now';
    case 'ServerFull':
      return 'The shard is full';
    case 'StorageUnavailable':
      return 'The disk did not let it happen';
    case 'Closed':
      return 'The connection was lost';
    default:
      return 'It was not done';
  }
}

/** What a refusal leaves. Without an answer nobody knows; another look tells. */
export function notDoneText(code: string): string {
  return code === 'Closed' || code === 'StorageUnavailable'
    ? 'Whether it was done is not known from here. Compare again: today’s side tells.'
    : 'Nothing has been changed. What you chose is still below.';
}

function itemOf(preview: CharacterPreview, item_id: unknown): string | null {
  const item = preview.items.find((one) => one.item_id === item_id);
  return item === undefined ? null : itemName(item);
}

/** Why one looks at another comparison than before. */
export function renewalText(renewal: Renewal, preview: CharacterPreview, shard: string): string {
  const rest = 'What you chose is kept where it still can be. Look through it, then confirm again.';
  switch (renewal.why) {
    case 'asked':
      return `This is how it is now. ${rest}`;
    case 'restored elsewhere':
      return `${shard} was restored meanwhile, and this is compared with the world as it is now. ${rest}`;
    case 'outdated': {
      const { details, message } = renewal.error;
      const item = itemOf(preview, details.item_id);
      const what = item === null ? message : `The ${item} is not any more where you saw it.`;
      return `${what} Nothing has been changed, and this is how it is now. ${rest}`;
    }
  }
}

const ITEM_TABLES = ['items', 'shardkeep_ground', 'shardkeep_recovery'];
const TABLE_WORDS: Readonly<Record<string, string>> = {
  inventory: 'what lies in a bag',
  equipment: 'what is worn',
  skills: 'the skills',
  quests: 'the quests',
  guilds: 'a guild',
  guild_members: 'a membership of a guild',
};

/** What has changed since an action, as an error's details name it, each thing once. */
function changedWords(
  { details }: ApiError,
  preview: CharacterPreview,
  name: string,
): readonly string[] {
  const changed = Array.isArray(details.changed) ? (details.changed as readonly unknown[]) : [];
  const words = changed.map((one) => {
    const { table, key, column } = one as { table: string; key: unknown; column: string | null };
    if (ITEM_TABLES.includes(table)) return `the ${itemOf(preview, key) ?? `item ${key}`}`;
    if (table !== 'characters') return TABLE_WORDS[table] ?? table;
    const who = key === preview.character_id ? name : `character ${key}`;
    if (column === null) return who;
    return `${who}’s ${column === 'character_name' ? 'name' : column}`;
  });
  return [...new Set(words)];
}

export function notUndoneTitle(code: string): string {
  switch (code) {
    case 'Conflict':
      return 'It cannot be undone any more as a whole';
    case 'NotFound':
      return 'It is too long ago, or another world was restored since';
    default:
      return 'It was not undone';
  }
}

/** Why it was not undone and what to do instead. */
export function notUndoneText(error: ApiError, preview: CharacterPreview, name: string): string {
  const changed = changedWords(error, preview, name);
  const way = `Compare ${name} with a moment before it instead, and choose what is to be put right.`;
  if (error.code === 'Closed') return 'Whether it was undone is not known from here. Try again.';
  if (changed.length === 0) return `${error.message} Nothing has been changed. ${way}`;
  return `Play went on, and this is not any more as it was left: ${changed.join(', ')}. Nothing has been changed. ${way}`;
}
