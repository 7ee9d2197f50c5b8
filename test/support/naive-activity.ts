/** The activity searched the slow way, line by line, by what the contract says: what the index is held against. */

import type { LogLine } from '../../src/main/storage/activity-index/entry-terms.ts';
import type { ActivityFilter, ActivityTerm } from '../../src/shared/activity.ts';
import { EVENT_FIELDS } from '../../src/shared/events-fields.ts';

/** Values by what they stand for, gathered from the declarations in a way of its own. */
export function valuesOf(entry: LogLine) {
  const [[kind, body] = ['', {}]] = Object.entries(entry.event_type);
  const roles = EVENT_FIELDS[kind as keyof typeof EVENT_FIELDS] ?? {};
  const values = {
    event_type: new Set([kind]),
    character_id: new Set<string>(),
    item_id: new Set<string>(),
    guild_id: new Set<string>(),
    map_id: new Set<string>(),
    reason: new Set<string>(),
  };
  const texts: string[] = [kind];
  let amount: number | null = null;
  const take = (from: Readonly<Record<string, unknown>>, by: Readonly<Record<string, string>>) => {
    for (const [name, value] of Object.entries(from)) {
      const role = by[name];
      if (role === 'amount') amount = value as number;
      if (role === 'character' && typeof value === 'number') values.character_id.add(String(value));
      if (role === 'guild' && typeof value === 'number') values.guild_id.add(String(value));
      if (role === 'item' && typeof value === 'string') values.item_id.add(value);
      else texts.push(...stringsIn(value));
      if (role === 'map' && typeof value === 'string') values.map_id.add(value);
      if (role === 'reason' && typeof value === 'string') values.reason.add(value);
    }
  };
  take(body, (roles.body ?? {}) as Record<string, string>);
  take(entry.details, roles.details ?? {});
  for (const id of [entry.character_id, entry.target_id]) {
    if (typeof id === 'number') values.character_id.add(String(id));
  }
  if (typeof entry.target_id === 'string' && !values.item_id.has(entry.target_id)) {
    texts.push(entry.target_id);
  }
  return { ...values, texts, amount };
}

export function matches(
  entry: LogLine,
  { since, until, terms }: ActivityFilter,
  isUndone: (log_id: number) => boolean,
): boolean {
  const at = Date.parse(entry.timestamp);
  if (since !== null && at < since) return false;
  if (until !== null && at >= until) return false;
  const values = valuesOf(entry);
  return terms.every((term) => holds(term) !== term.isNot);

  function holds(term: ActivityTerm): boolean {
    switch (term.field) {
      case 'amount': {
        const { amount } = values;
        if (amount === null) return false;
        return (term.min ?? 0) <= amount && amount <= (term.max ?? Number.POSITIVE_INFINITY);
      }
      case 'undone':
        return isUndone(entry.log_id);
      case 'text': {
        const phrase = wordsOf(term.phrase);
        const isId = [...values.item_id].includes(term.phrase.toLowerCase());
        return isId || values.texts.some((text) => stands(phrase, wordsOf(text)));
      }
      default:
        return term.values.some((value) => values[term.field].has(String(value)));
    }
  }
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(stringsIn);
}

/** Of plain English, which is all that the made-up logs hold. */
function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
}

function stands(phrase: readonly string[], words: readonly string[]): boolean {
  if (phrase.length === 0) return false;
  return words.some((_, i) => phrase.every((word, j) => words[i + j] === word));
}
