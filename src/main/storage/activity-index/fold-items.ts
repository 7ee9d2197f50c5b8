/**
 * What the logs say of where items are. Walks through the lines, of one item or of all of them; each
 * `yield` is a place where others may run.
 */
import { type FoundEntry, ITEM_ENTRIES_MAX } from '../../../shared/activity.ts';
import { foldLineage, itemsOf, type Lineage, UNKNOWN } from '../../../shared/item-lineage.ts';
import type { SqliteDatabase } from '../sqlite.ts';
import { isUndone, type Standing } from './conditions.ts';
import { TERM_FIELDS } from './entry-terms.ts';
import { inflateLines, parseLine } from './lines.ts';
import { entriesWith } from './search.ts';

/** Items whose places are held in memory at a time: some hundred bytes each. */
const ITEMS_AT_A_TIME = 250_000;
/** Pieces of lines that are folded before others have a turn. */
const PIECES_A_STEP = 16;

/** The entries that name an item up to `upTo`, oldest first, and what follows from those that hold. */
export function* foldItem(
  db: SqliteDatabase,
  standing: Standing,
  item_id: string,
  upTo: number,
): Generator<void, { entries: FoundEntry[]; lineage: Lineage }> {
  const about = yield* entriesWith(db, 'item_id', [item_id], ITEM_ENTRIES_MAX, upTo, standing);
  // Anything may have happened in what is lost.
  const lost = yield* entriesWith(
    db,
    'event_type',
    ['EventsLost'],
    ITEM_ENTRIES_MAX,
    upTo,
    standing,
  );
  let lineage = UNKNOWN;
  for (const entry of [...about, ...lost].sort((a, b) => a.log_id - b.log_id)) {
    if (entry.event_type.EventsLost !== undefined) lineage = UNKNOWN;
    else if (!entry.undone) lineage = foldLineage(lineage, item_id, entry);
  }
  return { entries: about, lineage };
}

/** In how many parts all items are folded. */
// biome-ignore lint/correctness/useYield: it is read like the others, and is quick.
export function* partsOf(db: SqliteDatabase): Generator<void, number> {
  const items = db
    .prepare<[number], number>('SELECT count(*) FROM term WHERE field = ?')
    .pluck()
    .get(TERM_FIELDS.indexOf('item_id')) as number;
  return Math.max(1, Math.ceil(items / ITEMS_AT_A_TIME));
}

/** Folds the entries up to one of the logs, for the items of one of `parts` parts, step by step. */
export class ItemFold {
  /** Of the items of which something is known. */
  readonly lineages = new Map<string, Lineage>();
  readonly #upTo: number;
  readonly #part: number;
  readonly #parts: number;
  #first = 0;

  constructor(upTo: number, part: number, parts: number) {
    this.#upTo = upTo;
    this.#part = part;
    this.#parts = parts;
  }

  /** Goes on for a while; true where there is more. */
  *step(db: SqliteDatabase, standing: Standing): Generator<void, boolean> {
    const pieces = db
      .prepare<[number, number, number], { first: number; lines: Buffer }>(
        'SELECT first, lines FROM line WHERE first > ? AND first <= ? ORDER BY first LIMIT ?',
      )
      .all(this.#first, this.#upTo, PIECES_A_STEP);
    for (const { first, lines } of pieces) {
      this.#first = first;
      for (const text of inflateLines(lines)) this.#take(text, standing);
      yield;
    }
    return pieces.length === PIECES_A_STEP;
  }

  #take(text: string, standing: Standing): void {
    // Most of a line's cost is its parsing: of the others nothing is wanted.
    if (!text.includes('"Item') && !text.includes('"EventsLost"')) return;
    const entry = parseLine(text);
    if (entry.log_id > this.#upTo || entry.log_id < standing.floor) return;
    // Anything may have happened in what is lost.
    if (entry.event_type.EventsLost !== undefined) this.lineages.clear();
    if (isUndone(standing, entry.log_id)) return;
    for (const item_id of itemsOf(entry)) {
      if (partOf(item_id, this.#parts) !== this.#part) continue;
      const before = this.lineages.get(item_id) ?? UNKNOWN;
      this.lineages.set(item_id, foldLineage(before, item_id, entry));
    }
  }
}

function partOf(item_id: string, parts: number): number {
  let hash = 0;
  for (let i = 0; i < item_id.length; i++)
    hash = (Math.imul(hash, 31) + item_id.charCodeAt(i)) >>> 0;
  return hash % parts;
}
