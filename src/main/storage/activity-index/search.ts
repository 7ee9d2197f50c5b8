/**
 * Answers a search from the index: a page of entries, and what there is of them by time and by value.
 * Up to `EXACT_COUNT_MAX` entries all are counted; where the samples of the blocks say that there are
 * more, the samples are what is counted, each entry for as many as it stands for.
 *
 * A search is a generator: each `yield` is a place where others may run, or it be given up.
 */
import {
  type ActivityFacets,
  type ActivityFilter,
  EXACT_COUNT_MAX,
  FACET_VALUES_MAX,
  type FoundEntry,
} from '../../../shared/activity.ts';
import { assert } from '../../../shared/errors.ts';
import type { SqliteDatabase } from '../sqlite.ts';
import { BLOCK_ENTRIES, type Block, decodeBlock, fieldOf } from './block.ts';
import { type Conditions, conditionsOf, findIn, isUndone, type Standing } from './conditions.ts';
import { FACET_FIELDS, type TermField } from './entry-terms.ts';
import { type Bars, barsOver } from './histogram.ts';
import { inflateLines, parseLine } from './lines.ts';

/** A count that samples put this far above the limit is above it. */
const SURELY = 1.2;
/** Samples that are looked at: of more blocks only some, evenly. */
const SAMPLES_MAX = 2_500;
/** Pages of lines that are read between two places where others may run. */
const LINES_A_SLICE = 8;

export interface Search {
  /** Characters are ids by now. */
  readonly filter: ActivityFilter;
  readonly order: 'newest' | 'oldest';
  readonly limit: number;
  /** The last entry of the page before; null for the first page. */
  readonly after: number | null;
  readonly counts: boolean;
}

/** Facets of characters are without their names. */
export interface Found {
  readonly entries: readonly FoundEntry[];
  /** What the next page goes on after; null where there is none. */
  readonly after: number | null;
  readonly counts: Counts | null;
}

export interface Counts {
  readonly total: number;
  readonly is_estimate: boolean;
  readonly histogram: { interval_ms: number; bars: { at: string; count: number }[] };
  readonly facets: { readonly [F in keyof ActivityFacets]: { value: string; count: number }[] };
}

interface BlockRow {
  readonly first: number;
  readonly entries: number;
  readonly last: number;
  readonly min_at: number;
  readonly max_at: number;
}

/** Throws StorageError, and `InvalidData` where there are too many terms. */
export function* search(
  db: SqliteDatabase,
  { filter, order, limit, after, counts }: Search,
  standing: Standing,
): Generator<void, Found> {
  const conditions = yield* conditionsOf(db, filter, standing);
  const rows = db.prepare<[], BlockRow>('SELECT * FROM block ORDER BY first').all();
  const candidates = conditions.isHopeless ? [] : rows.filter((row) => mayHold(row, conditions));
  if (order === 'newest') candidates.reverse();
  const page = new Page(order, limit, after);
  let counter: Counter | null = null;
  if (counts) {
    counter = yield* countSamples(db, candidates, conditions, rangeOf(filter, rows));
    if (counter === null) {
      counter = new Counter(rangeOf(filter, rows), conditions.masks.length);
      yield* look(db, candidates, conditions, page, counter);
    } else {
      yield* look(db, candidates, conditions, page, null);
    }
  } else {
    yield* look(db, candidates, conditions, page, null);
  }
  return {
    entries: yield* readEntries(db, page.ids, standing),
    after: page.hasMore ? (page.ids.at(-1) as number) : null,
    counts: counter?.result(db) ?? null,
  };
}

/** Every entry with one of `values` in `field`, oldest first; of more than `max` the latest. */
export function* entriesWith(
  db: SqliteDatabase,
  field: Exclude<TermField, 'guild_id' | 'text'>,
  values: readonly string[],
  max: number,
  upTo: number,
  standing: Standing,
): Generator<void, FoundEntry[]> {
  const terms = [{ isNot: false, field, values }];
  const conditions = yield* conditionsOf(db, { since: null, until: null, terms }, standing);
  const rows = db.prepare<[], BlockRow>('SELECT * FROM block ORDER BY first DESC').all();
  const page = new Page('newest', max, upTo + 1);
  const candidates = conditions.isHopeless ? [] : rows.filter((row) => mayHold(row, conditions));
  yield* look(db, candidates, conditions, page, null);
  return yield* readEntries(db, page.ids.reverse(), standing);
}

function mayHold(
  { first, last, min_at, max_at }: BlockRow,
  { since, until, blocks, standing }: Conditions,
): boolean {
  return (
    last >= standing.floor &&
    max_at >= since &&
    min_at < until &&
    (blocks === null || blocks.has(first))
  );
}

/** What a histogram is of: the range that was asked for, or where that is open, that of all entries. */
function rangeOf({ since, until }: ActivityFilter, rows: readonly BlockRow[]): Bars | null {
  if (rows.length === 0 && (since === null || until === null)) return null;
  const begin = since ?? rows.reduce((min, row) => Math.min(min, row.min_at), Infinity);
  const end = until ?? rows.reduce((max, row) => Math.max(max, row.max_at), -Infinity) + 1;
  // One end that is open and the other beyond all entries: a bar without any.
  return since === null && end <= begin ? barsOver(end - 1, end) : barsOver(begin, end);
}

/** The counts by the samples, or null where all entries can be counted. */
function* countSamples(
  db: SqliteDatabase,
  candidates: readonly BlockRow[],
  conditions: Conditions,
  bars: Bars | null,
): Generator<void, Counter | null> {
  const entries = candidates.reduce((sum, row) => sum + row.entries, 0);
  if (entries <= EXACT_COUNT_MAX) return null;
  const statement = columnsOf(db, 'block_sample');
  const counter = new Counter(bars, conditions.masks.length, true);
  const found = new Uint16Array(BLOCK_ENTRIES);
  const step = Math.ceil(candidates.length / SAMPLES_MAX);
  for (let i = 0; i < candidates.length; i += step) {
    const { first, entries } = candidates[i] as BlockRow;
    const sample = decodeBlock(statement.get(first) as Buffer);
    if (sample.entries === 0) continue;
    const count = findIn(sample, first, conditions, found);
    // The last step may be a short one.
    const stands = Math.min(step, candidates.length - i);
    counter.add(sample, found, count, (entries / sample.entries) * stands);
    yield;
  }
  return counter.total > EXACT_COUNT_MAX * SURELY ? counter : null;
}

/** Looks through blocks: into `page` until it is full, and to the end where there is something to count. */
function* look(
  db: SqliteDatabase,
  candidates: readonly BlockRow[],
  conditions: Conditions,
  page: Page,
  counter: Counter | null,
): Generator<void, void> {
  // An entry without an amount lies in no range of amounts.
  const part = conditions.amount === null ? 'block_columns' : 'block_amounts';
  const statement = columnsOf(db, part);
  const found = new Uint16Array(BLOCK_ENTRIES);
  for (const { first, last } of candidates) {
    if (counter === null && page.isBefore(first, last)) continue;
    if (counter === null && page.isFull) return;
    const block = decodeBlock(statement.get(first) as Buffer);
    const count = findIn(block, first, conditions, found);
    page.add(first, block.positions, found, count);
    counter?.add(block, found, count, 1);
    yield;
  }
}

function columnsOf(db: SqliteDatabase, table: 'block_columns' | 'block_sample' | 'block_amounts') {
  return db.prepare<[number], Buffer>(`SELECT columns FROM ${table} WHERE first = ?`).pluck();
}

/** The entries of a page, in its order, and whether there are more behind them. */
class Page {
  readonly ids: number[] = [];
  hasMore = false;
  readonly #order: 'newest' | 'oldest';
  readonly #limit: number;
  readonly #after: number;

  constructor(order: 'newest' | 'oldest', limit: number, after: number | null) {
    this.#order = order;
    this.#limit = limit;
    this.#after = after ?? (order === 'newest' ? Number.POSITIVE_INFINITY : 0);
  }

  /** An empty page shows nothing, and nothing follows it. */
  get isFull(): boolean {
    return this.hasMore || this.#limit === 0;
  }

  /** True of a block that holds only what pages before have shown. */
  isBefore(first: number, last: number): boolean {
    return this.#order === 'newest' ? first >= this.#after : last <= this.#after;
  }

  /** Adds `count` entries of the block at `first`, or of a part of it with these positions. */
  add(first: number, positions: Uint16Array | null, found: Uint16Array, count: number): void {
    for (let i = 0; i < count && !this.isFull; i++) {
      const number = found[this.#order === 'newest' ? count - 1 - i : i] as number;
      const log_id = first + (positions === null ? number : (positions[number] as number));
      if (this.#order === 'newest' ? log_id >= this.#after : log_id <= this.#after) continue;
      if (this.ids.length < this.#limit) this.ids.push(log_id);
      else this.hasMore = true;
    }
  }
}

/** Counts entries by time and by term. */
class Counter {
  total = 0;
  readonly #bars: Bars | null;
  readonly #isEstimate: boolean;
  /** Of each term of the index; and for each field the terms that were counted, as they came. */
  readonly #counts: Float64Array;
  readonly #counted: number[][] = FACET_FIELDS.map(() => []);

  constructor(bars: Bars | null, terms: number, isEstimate = false) {
    this.#bars = bars;
    this.#counts = new Float64Array(terms);
    this.#isEstimate = isEstimate;
  }

  /** Counts `count` entries of a block, each for `weight`. */
  add(block: Block, found: Uint16Array, count: number, weight: number): void {
    if (count === 0) return;
    this.total += count * weight;
    const { base, at, starts, list, terms, fieldStarts } = block;
    const bars = this.#bars as Bars;
    const begin = base - bars.begin;
    const counts = this.#counts;
    const facetsEnd = fieldStarts[FACET_FIELDS.length] as number;
    for (let i = 0; i < count; i++) {
      const entry = found[i] as number;
      const bar = Math.floor((begin + (at[entry] as number)) / bars.intervalMs);
      bars.counts[bar] = (bars.counts[bar] as number) + weight;
      const end = starts[entry + 1] as number;
      for (let j = starts[entry] as number; j < end; j++) {
        const number = list[j] as number;
        if (number >= facetsEnd) continue;
        const term = terms[number] as number;
        const before = counts[term] as number;
        if (before === 0) this.#counted[fieldOf(fieldStarts, number)]?.push(term);
        counts[term] = before + weight;
      }
    }
  }

  result(db: SqliteDatabase): Counts {
    const valueOfTerm = db
      .prepare<[number], string>('SELECT value FROM term WHERE term_id = ?')
      .pluck();
    const facet = (field: keyof ActivityFacets) => {
      const counted = this.#counted[FACET_FIELDS.indexOf(field)] as number[];
      return mostOf(counted, this.#counts).map((term) => ({
        value: valueOfTerm.get(term) as string,
        count: Math.round(this.#counts[term] as number),
      }));
    };
    return {
      total: Math.round(this.total),
      is_estimate: this.#isEstimate,
      histogram: histogramOf(this.#bars),
      facets: {
        event_type: facet('event_type'),
        character_id: facet('character_id'),
        item_id: facet('item_id'),
        map_id: facet('map_id'),
        reason: facet('reason'),
      },
    };
  }
}

/** Those of `terms` with the most entries, first; of equal ones that which the index knew first. */
function mostOf(terms: readonly number[], counts: Float64Array): number[] {
  const most: number[] = [];
  const order = (a: number, b: number) => (counts[b] as number) - (counts[a] as number) || a - b;
  let least = 0;
  for (const term of terms) {
    if (most.length === FACET_VALUES_MAX && (counts[term] as number) < least) continue;
    most.push(term);
    most.sort(order);
    most.length = Math.min(most.length, FACET_VALUES_MAX);
    least = counts[most.at(-1) as number] as number;
  }
  return most;
}

function histogramOf(bars: Bars | null): Counts['histogram'] {
  if (bars === null) return { interval_ms: 0, bars: [] };
  const { intervalMs, begin, counts } = bars;
  return {
    interval_ms: intervalMs,
    bars: Array.from(counts, (count, i) => ({
      at: new Date(begin + i * intervalMs).toISOString(),
      count: Math.round(count),
    })),
  };
}

function* readEntries(
  db: SqliteDatabase,
  ids: readonly number[],
  standing: Standing,
): Generator<void, FoundEntry[]> {
  const statement = db.prepare<[number], { first: number; lines: Buffer }>(
    'SELECT first, lines FROM line WHERE first <= ? ORDER BY first DESC LIMIT 1',
  );
  const entries: FoundEntry[] = [];
  let lines: readonly string[] = [];
  let first = 0;
  let pieces = 0;
  for (const log_id of ids) {
    if (log_id < first || log_id >= first + lines.length) {
      const row = statement.get(log_id);
      assert(row !== undefined, 'an entry has its line');
      ({ first } = row);
      lines = inflateLines(row.lines);
      if (++pieces % LINES_A_SLICE === 0) yield;
    }
    const entry = parseLine(lines[log_id - first] as string);
    assert(entry.log_id === log_id, 'a line is that of its entry');
    entries.push({ ...entry, undone: isUndone(standing, log_id) });
  }
  return entries;
}
