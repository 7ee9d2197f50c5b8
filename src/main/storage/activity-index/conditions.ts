/**
 * A filter as a block can be asked for it. Every term of the filter is a bit; `masks` has, for each term
 * of the index, the bits that an entry with it satisfies. An entry is found where all bits that must be
 * there are, and none that must not. Most terms of a block are characters and items: they are looked at
 * only where the filter has one.
 */
import type { ActivityFilter, ActivityTerm } from '../../../shared/activity.ts';
import { invalid } from '../../../shared/errors.ts';
import type { SqliteDatabase } from '../sqlite.ts';
import type { LogRange } from '../undone-ranges.ts';
import { BLOCK_ENTRIES, BLOCK_TERMS_MAX, type Block, spreadAmounts } from './block.ts';
import { TERM_FIELDS, type TermField, WORD_FIELDS } from './entry-terms.ts';

/** Bits of a number, less the sign. */
const TERMS_MAX = 31;
/** Terms of the index of one term of a filter, above which looking up their blocks takes too long. */
const POSTINGS_MAX = 2_000;
/** Terms with a word that are looked up between two places where others may run: some milliseconds. */
const WORDS_A_SLICE = 65_536;

/** What is true of the logs as a whole. */
export interface Standing {
  /** Entries before this one are in no log any more. */
  readonly floor: number;
  /** Entries that do not hold any more. */
  readonly undone: readonly LogRange[];
}

interface AmountRange {
  readonly min: number;
  readonly max: number;
}

export interface Conditions {
  /** Nothing can be found: a value that must be there is in no entry. */
  readonly isHopeless: boolean;
  readonly masks: Uint32Array;
  /** Whether a term of this field has any bits, by the field's place in `TERM_FIELDS`. */
  readonly hasMasks: readonly boolean[];
  readonly required: number;
  readonly forbidden: number;
  /** A term of the index that an entry must have to be found, of several the rarest; null for none. */
  readonly key: number | null;
  /** Where an entry's amount must be, or null where it need not have one; and where it must not be. */
  readonly amount: AmountRange | null;
  readonly otherAmounts: readonly AmountRange[];
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
  const masked = new Set<TermField>();
  const amounts: AmountRange[] = [];
  const otherAmounts: AmountRange[] = [];
  const undone = new Set<boolean>();
  let [required, forbidden, isHopeless] = [0, 0, false];
  let blocks: ReadonlySet<number> | null = null;
  let key: { readonly id: number; readonly blocks: number } | null = null;
  for (const [i, term] of filter.terms.entries()) {
    if (term.field === 'amount') {
      const min = term.min ?? Number.NEGATIVE_INFINITY;
      const max = term.max ?? Number.POSITIVE_INFINITY;
      (term.isNot ? otherAmounts : amounts).push({ min, max });
      continue;
    }
    if (term.field === 'undone') {
      undone.add(!term.isNot);
      continue;
    }
    const bit = 1 << i;
    const ids = yield* termIdsOf(db, term);
    for (const id of ids) masks[id] = (masks[id] as number) | bit;
    for (const field of fieldsOf(term)) masked.add(field);
    if (term.isNot) {
      forbidden |= bit;
      continue;
    }
    required |= bit;
    if (ids.length === 0) isHopeless = true;
    if (ids.length > POSTINGS_MAX) continue;
    const having = blocksWith(db, ids);
    if (ids.length === 1 && having.size < (key?.blocks ?? Number.POSITIVE_INFINITY)) {
      key = { id: ids[0] as number, blocks: having.size };
    }
    blocks = both(blocks, having);
    yield;
  }
  return {
    isHopeless: isHopeless || undone.size === 2,
    masks,
    hasMasks: TERM_FIELDS.map((field) => masked.has(field)),
    required,
    forbidden,
    key: key?.id ?? null,
    amount: amounts.length === 0 ? null : withinAll(amounts),
    otherAmounts,
    undone: undone.size === 1 ? ([...undone][0] as boolean) : null,
    standing,
    since: filter.since ?? Number.NEGATIVE_INFINITY,
    until: filter.until ?? Number.POSITIVE_INFINITY,
    blocks,
  };
}

/** The amount of each entry of the block at hand, where they are asked for. */
const amounts = new Float64Array(BLOCK_ENTRIES);

/** The bits of each term of a block; what is not of the block at hand is 0. */
const bits = new Uint32Array(BLOCK_TERMS_MAX);

/**
 * Writes which entries of a block are found into `found`, as their numbers in `block`, and answers how
 * many. `first` is the `log_id` of the first entry of the block, or of the block that it is a part of.
 */
export function findIn(
  block: Block,
  first: number,
  conditions: Conditions,
  found: Uint16Array,
): number {
  const { required, forbidden, key, amount, otherAmounts, undone, standing } = conditions;
  const keyNumber = key === null ? null : block.terms.indexOf(key);
  if (keyNumber === -1) return 0;
  const all = setBits(block, conditions);
  if ((all & required) !== required) {
    clearBits(block, conditions);
    return 0;
  }
  const { entries, at, starts, list, positions } = block;
  const since = conditions.since - block.base;
  const until = conditions.until - block.base;
  const isPlain = (all & (required | forbidden)) === 0;
  const hasOthers = otherAmounts.length > 0;
  if (amount !== null || hasOthers) spreadAmounts(block, amounts);
  const isPartial = undone !== null || first < standing.floor;
  let count = 0;
  for (let i = 0; i < entries; i++) {
    if (keyNumber !== null) {
      // What has not this term is skipped, many at a time.
      const place = list.indexOf(keyNumber, starts[i]);
      if (place === -1) break;
      while ((starts[i + 1] as number) <= place) i++;
    }
    if (amount !== null && !isWithin(amount, amounts[i] as number)) continue;
    if (hasOthers && otherAmounts.some((range) => isWithin(range, amounts[i] as number))) continue;
    const when = at[i] as number;
    if (when < since || when >= until) continue;
    if (!isPlain) {
      let has = 0;
      const end = starts[i + 1] as number;
      for (let j = starts[i] as number; j < end; j++) has |= bits[list[j] as number] as number;
      if ((has & required) !== required || (has & forbidden) !== 0) continue;
    }
    if (isPartial) {
      const log_id = first + (positions === null ? i : (positions[i] as number));
      if (log_id < standing.floor) continue;
      if (undone !== null && isUndone(standing, log_id) !== undone) continue;
    }
    found[count++] = i;
  }
  clearBits(block, conditions);
  return count;
}

/** Sets the bits of the block's terms, and answers those that any of them has. */
function setBits({ terms, fieldStarts }: Block, { masks, hasMasks }: Conditions): number {
  let all = 0;
  for (let field = 0; field < hasMasks.length; field++) {
    if (!hasMasks[field]) continue;
    const end = fieldStarts[field + 1] as number;
    for (let i = fieldStarts[field] as number; i < end; i++) {
      const mask = masks[terms[i] as number] as number;
      bits[i] = mask;
      all |= mask;
    }
  }
  return all;
}

function clearBits({ fieldStarts }: Block, { hasMasks }: Conditions): void {
  for (let field = 0; field < hasMasks.length; field++) {
    if (hasMasks[field]) bits.fill(0, fieldStarts[field], fieldStarts[field + 1]);
  }
}

export function isUndone({ undone }: Standing, log_id: number): boolean {
  return undone.some(({ first, last }) => first <= log_id && log_id <= last);
}

function withinAll(ranges: readonly AmountRange[]): AmountRange {
  return {
    min: Math.max(...ranges.map(({ min }) => min)),
    max: Math.min(...ranges.map(({ max }) => max)),
  };
}

/** NaN, an entry without an amount, lies in no range. */
function isWithin({ min, max }: AmountRange, amount: number): boolean {
  return amount >= min && amount <= max;
}

type TermOfIndex = Exclude<ActivityTerm, { field: 'amount' | 'undone' }>;

/** The fields that a term may be found in. An item's id is one word, and is found as that. */
function fieldsOf({ field }: TermOfIndex): readonly TermField[] {
  return field === 'text' ? ['item_id', ...WORD_FIELDS] : [field];
}

function* termIdsOf(db: SqliteDatabase, term: TermOfIndex): Generator<void, number[]> {
  if (term.field !== 'text') {
    return term.values.flatMap((value) => termId(db, term.field, String(value)) ?? []);
  }
  // An item's id is one word; what stands beside it in an entry is another value.
  const ids = [termId(db, 'item_id', term.phrase.toLowerCase()) ?? []].flat();
  const words = db
    .prepare<[string, number, number], number>(
      'SELECT rowid FROM word WHERE word MATCH ? AND rowid > ? ORDER BY rowid LIMIT ?',
    )
    .pluck();
  const phrase = `"${term.phrase.replaceAll('"', '""')}"`;
  for (let last = 0, found = WORDS_A_SLICE; found === WORDS_A_SLICE; ) {
    const some = words.all(phrase, last, WORDS_A_SLICE);
    found = some.length;
    last = some.at(-1) ?? last;
    for (const id of some) ids.push(id);
    yield;
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
