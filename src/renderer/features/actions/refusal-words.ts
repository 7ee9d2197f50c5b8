/** What was refused and why, in words that name what it is about. Pure. */
import type { ApiError } from '../../api/errors.ts';
import { text } from '../../app/text.ts';
import { itemName, shortId } from '../character-restore/words.ts';
import { nameOf, type Subject } from './subjects.ts';

/** The word for a code, and that for all others. */
function wordOf<W extends { readonly other: string }>(words: W, code: string): string {
  return Object.hasOwn(words, code) ? (words[code as keyof W] as string) : words.other;
}

/** The title over an error at an action, by its code. */
export function refusedTitle(code: string): string {
  return wordOf(text.actions.refused, code);
}

/** Why it was not done, and what that leaves. */
export function refusedText({ code, message, hint }: ApiError): string {
  // Without an answer nobody knows.
  const isUnknown = code === 'Closed' || code === 'StorageUnavailable';
  const rest = isUnknown ? text.actions.unknown : text.actions.unchanged;
  return [message, ...(hint === null ? [] : [hint]), rest].join(' ');
}

export function notUndoneTitle({ code }: ApiError): string {
  const { Conflict, NotFound, other } = text.actions.notUndone;
  return wordOf({ Conflict, NotFound, other }, code);
}

/** Why an action was not undone, and what to do instead. */
export function notUndoneText(error: ApiError, subject: Subject): string {
  const { because, unknown } = text.actions.notUndone;
  if (error.code === 'Closed') return unknown;
  const changed = changedWords(error, subject);
  return changed.length === 0 ? refusedText(error) : because(changed.join(', '));
}

const ITEM_TABLES = ['items', 'shardkeep_ground', 'shardkeep_recovery'];

interface Changed {
  readonly table: string;
  readonly key: number | string;
  readonly column: string | null;
}

/** What has changed since an action, as an error's details name it, each thing once. */
function changedWords({ details }: ApiError, subject: Subject): readonly string[] {
  const changed = Array.isArray(details.changed) ? (details.changed as readonly Changed[]) : [];
  return [...new Set(changed.map((one) => changedWord(one, subject)))];
}

function changedWord({ table, key, column }: Changed, subject: Subject): string {
  const words = text.actions.changed;
  if (ITEM_TABLES.includes(table)) {
    const isIt = subject.kind === 'item' && subject.item.item_id === key;
    return isIt ? itemName(subject.item) : words.item(shortId(String(key)));
  }
  if (table === 'characters') {
    const isIt = subject.kind === 'character' && subject.character.character_id === key;
    const who = isIt ? nameOf(subject) : words.character(Number(key));
    if (column === null) return who;
    return words.columnOf(column === 'character_name' ? words.name : column, who);
  }
  const tables: Readonly<Record<string, string>> = words.tables;
  return tables[table] ?? table;
}
