/** What was refused and why, in words that name what it is about. Pure. */
import type { CharacterPreview } from '../../../shared/character-restore.ts';
import type { ApiError } from '../../api/errors.ts';
import { text } from '../../app/text.ts';
import type { Renewal } from './flow.ts';
import { itemName } from './words.ts';

const words = text.characterRestore.refused;

/** The title over an error at comparing, by its code. */
export function notComparedTitle(code: string): string {
  return code === 'NotFound' ? words.noSuchCharacter : words.notCompared;
}

/** The title over an error at bringing back, by its code. */
export function notDoneTitle(code: string): string {
  switch (code) {
    case 'CharacterNameTaken':
      return words.nameTaken;
    case 'ServerFull':
      return words.shardFull;
    case 'StorageUnavailable':
      return words.disk;
    case 'Closed':
      return words.connection;
    default:
      return words.notDone;
  }
}

/** What a refusal leaves. Without an answer nobody knows; another look tells. */
export function notDoneText(code: string): string {
  return code === 'Closed' || code === 'StorageUnavailable'
    ? words.isUnknown
    : words.nothingChanged;
}

function itemOf(preview: CharacterPreview, item_id: unknown): string | null {
  const item = preview.items.find((one) => one.item_id === item_id);
  return item === undefined ? null : itemName(item);
}

/** Why one looks at another comparison than before. */
export function renewalText(renewal: Renewal, preview: CharacterPreview, shard: string): string {
  return `${renewedText(renewal, preview, shard)} ${words.kept}`;
}

function renewedText(renewal: Renewal, preview: CharacterPreview, shard: string): string {
  switch (renewal.why) {
    case 'asked':
      return words.asked;
    case 'restored elsewhere':
      return words.restoredElsewhere(shard);
    case 'outdated': {
      const { details, message } = renewal.error;
      const item = itemOf(preview, details.item_id);
      return `${item === null ? message : words.itemMoved(item)} ${words.outdated}`;
    }
  }
}

const ITEM_TABLES = ['items', 'shardkeep_ground', 'shardkeep_recovery'];
const TABLES: Readonly<Record<string, string>> = words.tables;

/** What has changed since an action, as an error's details name it, each thing once. */
function changedWords(
  { details }: ApiError,
  preview: CharacterPreview,
  name: string,
): readonly string[] {
  const changed = Array.isArray(details.changed) ? (details.changed as readonly unknown[]) : [];
  const said = changed.map((one) => {
    const { table, key, column } = one as { table: string; key: unknown; column: string | null };
    if (ITEM_TABLES.includes(table)) {
      const item = itemOf(preview, key);
      return item === null ? words.unknownItem(String(key)) : words.theItem(item);
    }
    if (table !== 'characters') return TABLES[table] ?? table;
    const who = key === preview.character_id ? name : words.byNumber(Number(key));
    if (column === null) return who;
    return column === 'character_name' ? words.nameOf(who) : words.columnOf(who, column);
  });
  return [...new Set(said)];
}

export function notUndoneTitle(code: string): string {
  switch (code) {
    case 'Conflict':
      return words.tooMuchChanged;
    case 'NotFound':
      return words.tooLongAgo;
    default:
      return words.notUndone;
  }
}

/** Why it was not undone and what to do instead. */
export function notUndoneText(error: ApiError, preview: CharacterPreview, name: string): string {
  const changed = changedWords(error, preview, name);
  if (error.code === 'Closed') return words.undoUnknown;
  const why =
    changed.length === 0
      ? words.undoRefused(error.message)
      : words.playWentOn(text.shared.list(changed));
  return `${why} ${words.compareInstead(name)}`;
}
