/**
 * Whether one entry is what a filter looks for, without an index: for entries as they happen. Finds what
 * the index finds; words are told apart as its full text does (`unicode61`, without diacritics).
 */
import type { ActivityFilter, ActivityTerm } from '../../../shared/activity.ts';
import { type EntryTerms, type LogLine, type Term, termsOf, WORD_FIELDS } from './entry-terms.ts';

/** `idOf` knows the characters of today by name. An entry that has just happened is never undone. */
export function matchesEntry(
  { since, until, terms }: ActivityFilter,
  entry: LogLine,
  idOf: (name: string) => number | undefined,
): boolean {
  const at = Date.parse(entry.timestamp);
  if (at < (since ?? Number.NEGATIVE_INFINITY)) return false;
  if (at >= (until ?? Number.POSITIVE_INFINITY)) return false;
  const found = termsOf(entry);
  return terms.every((term) => holds(term, found, idOf) !== term.isNot);
}

function holds(
  term: ActivityTerm,
  { terms, amount }: EntryTerms,
  idOf: (name: string) => number | undefined,
): boolean {
  switch (term.field) {
    case 'amount':
      if (amount === null) return false;
      return (
        amount >= (term.min ?? Number.NEGATIVE_INFINITY) &&
        amount <= (term.max ?? Number.POSITIVE_INFINITY)
      );
    case 'undone':
      return false;
    case 'text':
      return terms.some((one) => holdsPhrase(one, term.phrase));
    case 'character_id':
      return term.values.some((value) => {
        const id = typeof value === 'number' ? value : idOf(value);
        return terms.some((one) => one.field === 'character_id' && one.value === String(id));
      });
    default: {
      const values = term.values.map(String);
      return terms.some(({ field, value }) => field === term.field && values.includes(value));
    }
  }
}

/** An id is found whole, never by a part of it. */
function holdsPhrase({ field, value }: Term, phrase: string): boolean {
  if (!WORD_FIELDS.includes(field)) return field === 'item_id' && value === phrase.toLowerCase();
  const wanted = wordsOf(phrase);
  const words = wordsOf(value);
  if (wanted.length === 0) return false;
  return words.some((_, i) => wanted.every((word, j) => words[i + j] === word));
}

function wordsOf(text: string): readonly string[] {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.match(/[\p{L}\p{N}\p{Co}]+/gu) ?? [];
}
