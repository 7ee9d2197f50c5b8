/**
 * A filter as a block can be asked for it. Every term of the filter is a bit; `masks` has, for each term
 * of the index, the bits that an entry with it satisfies. An entry is found where all bits that must be
 * there are, and none that must not.
 */
import type { ActivityFilter, ActivityTerm } from '../../../shared/activity.ts';
import { invalid } from '../../../shared/errors.ts';
import type { SqliteDatabase } from '../sqlite.ts';
import type { LogRange } from '../undone-ranges.ts';
import type { Block } from './block.ts';
import { TERM_FIELDS, type TermField } from './entry-terms.ts';

/** Bits of a number, less the sign. */
const TERMS_MAX = 31;
/** Terms of the index of one term of a filter, above which looking up their blocks takes too long. */
const POSTINGS_MAX = 2_000;
/** Words that are looked up between two places where others may run. */
const WORDS_A_SLICE = 4_096;

/** What is true of the logs as a whole. */
export interface Standing {
  /** Entries before this one are in no log any more. */
  readonly floor: number;
  /** Entries that do not hold any more. */
  readonly undone: readonly LogRange[];
}

interface AmountRange {
  readonly isNot: boolean;
  readonly min: number;
  readonly max: number;
}

export interface Conditions {
  /** Nothing can be found: a value that must be there is in no entry. */
  readonly isHopeless: boolean;
  readonly masks: Uint32Array;
  readonly required: number;
  readonly forbidden: number;
  readonly amounts: readonly AmountRange[];
  /** Null where it does not matter; else whether an entry must be undone, or must not. */
  readonly undone: boolean | null;
  readonly standing: Standing;
  readonly since: number;
  readonly until: number;
  /** Blocks that can hold something; null for all. */
  readonly blocks: ReadonlySet<number> | null;
}

/** Each `yield` is a place where others may run. Throws `InvalidData` where there are too many terms. */
export function* conditionsOf(
  db: SqliteDatabase,
  filter: ActivityFilter,
  standing: Standing,
): Generator<void, Conditions> {
  if (filter.terms.length > TERMS_MAX) {
    throw invalid('query', `must not have more than ${TERMS_MAX} terms, words counted each`);
  }
  const termsMax = db.prepare<[], number>('SELECT max(term_id) FROM term').pluck().get() ?? 0;
  const masks = new Uint32Array(termsMax + 1);
  const amounts: AmountRange[] = [];
  const undone = new Set<boolean>();
  let [required, forbidden, isHopeless] = [0, 0, false];
  let blocks: ReadonlySet<number> | null = null;
  for (const [i, term] of filter.terms.entries()) {
    if (term.field === 'amount') {
      const { isNot, min, max } = term;
      amounts.push({
        isNot,
        min: min ?? Number.NEGATIVE_INFINITY,
        max: max ?? Number.POSITIVE_INFINITY,
      });
      continue;
    }
    if (term.field === 'undone') {
      undone.add(!term.isNot);
      continue;
    }
    const bit = 1 << i;
    const ids = yield* termIdsOf(db, term);
    for (const id of ids) masks[id] = (masks[id] as number) | bit;
    if (term.isNot) {
      forbidden |= bit;
      continue;
    }
    required |= bit;
    if (ids.length === 0) isHopeless = true;
    if (ids.length > POSTINGS_MAX) continue;
    blocks = both(blocks, blocksWith(db, ids));
    yield;
  }
  return {
    isHopeless: isHopeless || undone.size === 2,
    masks,
    required,
    forbidden,
    amounts,
    undone: undone.size === 1 ? ([...undone][0] as boolean) : null,
    standing,
    since: filter.since ?? Number.NEGATIVE_INFINITY,
    until: filter.until ?? Number.POSITIVE_INFINITY,
    blocks,
  };
}

/**
 * Writes which entries of a block are found into `found`, as their numbers in `block`, and answers how
 * many. `first` is the `log_id` of the first entry of the block, or of the block that it is a sample of.
 */
export function findIn(
  block: Block,
  first: number,
  conditions: Conditions,
  found: Uint16Array,
): number {
  const { required, forbidden, masks, amounts, undone, standing } = conditions;
  const { entries, terms, at, starts, list, positions } = block;
  const bits = new Uint32Array(terms.length);
  let all = 0;
  for (let i = 0; i < terms.length; i++) {
    const mask = masks[terms[i] as number] as number;
    bits[i] = mask;
    all |= mask;
  }
  if ((all & required) !== required) return 0;
  const since = conditions.since - block.base;
  const until = conditions.until - block.base;
  const isPlain = (all & (required | forbidden)) === 0;
  const hasAmounts = amounts.length > 0;
  const isPartial = undone !== null || first < standing.floor;
  let count = 0;
  for (let i = 0; i < entries; i++) {
    const when = at[i] as number;
    if (when < since || when >= until) continue;
    if (!isPlain) {
      let has = 0;
      const end = starts[i + 1] as number;
      for (let j = starts[i] as number; j < end; j++) has |= bits[list[j] as number] as number;
      if ((has & required) !== required || (has & forbidden) !== 0) continue;
    }
    if (hasAmounts && !areWithin(amounts, block.amounts[i] as number)) continue;
    if (isPartial) {
      const log_id = first + (positions === null ? i : (positions[i] as number));
      if (log_id < standing.floor) continue;
      if (undone !== null && isUndone(standing, log_id) !== undone) continue;
    }
    found[count++] = i;
  }
  return count;
}

export function isUndone({ undone }: Standing, log_id: number): boolean {
  return undone.some(({ first, last }) => first <= log_id && log_id <= last);
}

/** NaN, an entry without an amount, lies in no range. */
function areWithin(ranges: readonly AmountRange[], amount: number): boolean {
  for (const { min, max, isNot } of ranges) {
    if ((amount >= min && amount <= max) === isNot) return false;
  }
  return true;
}

type TermOfIndex = Exclude<ActivityTerm, { field: 'amount' | 'undone' }>;

function* termIdsOf(db: SqliteDatabase, term: TermOfIndex): Generator<void, number[]> {
  if (term.field !== 'text') {
    return term.values.flatMap((value) => termId(db, term.field, String(value)) ?? []);
  }
  // An item's id is one word; what stands beside it in an entry is another value.
  const ids = [termId(db, 'item_id', term.phrase.toLowerCase()) ?? []].flat();
  const words = db
    .prepare<[string], number>('SELECT rowid FROM word WHERE word MATCH ?')
    .pluck()
    .iterate(`"${term.phrase.replaceAll('"', '""')}"`);
  for (const id of words) {
    ids.push(id);
    if (ids.length % WORDS_A_SLICE === 0) yield;
  }
  return ids;
}

function termId(db: SqliteDatabase, field: TermField, value: string): number | undefined {
  return db
    .prepare<[string, number], number>('SELECT term_id FROM term WHERE value = ? AND field = ?')
    .pluck()
    .get(value, TERM_FIELDS.indexOf(field));
}

function both(one: ReadonlySet<number> | null, other: ReadonlySet<number>): ReadonlySet<number> {
  return one === null ? other : new Set([...one].filter((first) => other.has(first)));
}

function blocksWith(db: SqliteDatabase, ids: readonly number[]): Set<number> {
  const postings = db
    .prepare<[number], number>('SELECT first FROM posting WHERE term_id = ?')
    .pluck();
  return new Set(ids.flatMap((id) => postings.all(id)));
}
