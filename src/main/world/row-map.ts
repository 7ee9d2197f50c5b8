/**
 * A map of very many rows by the value of one of their columns, in less than half of the memory that a `Map` takes:
 * the key stands in the row already, so a place holds the row and its key's hash, by which nearly every other row is
 * told apart without a look at it.
 *
 * It is kept in pages, for a table that is full moves all of its entries at once: in a `Map` of half a million that
 * takes 40 to 100 ms, in which the host answers nobody, in a page well below one. Numbers stand with their
 * neighbours, so that those that count up are walked in runs of thousands; texts by their first two characters, so that
 * UUIDs are walked in the order of these, and are about as many in each page. Keys that all fall into one page are
 * found as fast, but that page grows as a `Map` does.
 */
import type { Value } from './change-set.ts';

const PAGES = 256;
/** Neighbours among numbers that stand together: 2 to the power of this. */
const RUN_BITS = 12;

const PLACES_MIN = 8;
/** Part of a page's places that may be taken, and below which it gives some back. */
const FULLEST = 0.8;
const EMPTIEST = 0.4;
/** How much larger a page becomes that is full. */
const GROWTH = 1.25;

/** Open addressing with linear probing: a row stands at its hash's place, or at the first free one after it. */
interface Page<R> {
  /** At least one is free, where every search ends. */
  rows: (R | undefined)[];
  /** Of the row at the same place. */
  hashes: Int32Array;
  size: number;
}

export class RowMap<R extends object> {
  readonly #column: keyof R;
  readonly #pages: (Page<R> | undefined)[] = new Array(PAGES).fill(undefined);
  #size = 0;
  #deletions = 0;

  constructor(column: keyof R) {
    this.#column = column;
  }

  get size(): number {
    return this.#size;
  }

  get(key: Value): R | undefined {
    const page = this.#pages[pageOf(key)];
    return page === undefined ? undefined : page.rows[this.#placeOf(page, key, hashOf(key))];
  }

  has(key: Value): boolean {
    return this.get(key) !== undefined;
  }

  /** Adds the row under its value `key`; answers false, and changes nothing, where a row has that already. */
  add(key: Value, row: R): boolean {
    const number = pageOf(key);
    const hash = hashOf(key);
    let page = this.#pages[number];
    if (page === undefined) {
      page = { ...emptyPlaces<R>(PLACES_MIN), size: 0 };
      this.#pages[number] = page;
    }
    let place = this.#placeOf(page, key, hash);
    if (page.rows[place] !== undefined) return false;
    if (page.size + 1 > page.rows.length * FULLEST) {
      resize(page, page.rows.length * GROWTH);
      place = this.#placeOf(page, key, hash);
    }
    page.rows[place] = row;
    page.hashes[place] = hash;
    page.size++;
    this.#size++;
    return true;
  }

  delete(key: Value): boolean {
    const page = this.#pages[pageOf(key)];
    if (page === undefined) return false;
    const place = this.#placeOf(page, key, hashOf(key));
    if (page.rows[place] === undefined) return false;
    removeAt(page, place);
    page.size--;
    this.#size--;
    this.#deletions++;
    const { length } = page.rows;
    if (length > PLACES_MIN && page.size < length * EMPTIEST) resize(page, length / GROWTH);
    return true;
  }

  /** Safe against changes while it is walked: what comes meanwhile may be among it or not, what goes is not. */
  *values(): IterableIterator<R> {
    for (let number = 0; number < PAGES; number++) {
      const page = this.#pages[number];
      if (page === undefined) continue;
      const deletions = this.#deletions;
      for (const row of this.#inOrder(page)) {
        const isThere = deletions === this.#deletions || this.get(this.#keyOf(row)) === row;
        if (isThere) yield row;
      }
    }
  }

  /** The rows of a page as it is now: those with numbers in their order, others in any. */
  #inOrder(page: Page<R>): R[] {
    const rows = page.rows.filter((row) => row !== undefined);
    const [first] = rows;
    if (first === undefined || typeof this.#keyOf(first) !== 'number') return rows;
    return rows.sort((a, b) => (this.#keyOf(a) as number) - (this.#keyOf(b) as number));
  }

  #keyOf(row: R): Value {
    return row[this.#column] as Value;
  }

  /** The place of the row with that key, or the free one that it would get. */
  #placeOf({ rows, hashes }: Page<R>, key: Value, hash: number): number {
    for (let place = hash % rows.length; ; ) {
      const row = rows[place];
      if (row === undefined) return place;
      if (hashes[place] === hash && this.#keyOf(row) === key) return place;
      if (++place === rows.length) place = 0;
    }
  }
}

function emptyPlaces<R>(count: number): Pick<Page<R>, 'rows' | 'hashes'> {
  return { rows: new Array(count).fill(undefined), hashes: new Int32Array(count) };
}

/** Gives a page so many places, or one more. */
function resize<R>(page: Page<R>, count: number): void {
  const { rows, hashes } = page;
  const after = emptyPlaces<R>(Math.max(PLACES_MIN, Math.ceil(count)));
  const { length } = after.rows;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    if (row === undefined) continue;
    const hash = hashes[i] as number;
    let place = hash % length;
    while (after.rows[place] !== undefined) if (++place === length) place = 0;
    after.rows[place] = row;
    after.hashes[place] = hash;
  }
  page.rows = after.rows;
  page.hashes = after.hashes;
}

/** Frees a place. Rows after it that would no longer be found move up, so that no mark need stay behind. */
function removeAt<R>({ rows, hashes }: Page<R>, place: number): void {
  const { length } = rows;
  let free = place;
  for (let next = free; ; ) {
    if (++next === length) next = 0;
    const row = rows[next];
    if (row === undefined) break;
    const hash = hashes[next] as number;
    // How far it stands from its own place, and how far from the free one, both around the end.
    const fromOwn = (next - (hash % length) + length) % length;
    const fromFree = (next - free + length) % length;
    if (fromOwn < fromFree) continue;
    rows[free] = row;
    hashes[free] = hash;
    free = next;
  }
  rows[free] = undefined;
}

function pageOf(key: Value): number {
  if (typeof key === 'number') return (key >> RUN_BITS) & (PAGES - 1);
  if (key === null || key.length < 2) return 0;
  return (hexDigit(key.charCodeAt(0)) << 4) | hexDigit(key.charCodeAt(1));
}

/** The value of a hexadecimal digit; any other character has one of these as well. */
function hexDigit(code: number): number {
  return ((code & 15) + (code >> 6) * 9) & 15;
}

/** A number of thirty bits, for which every engine has room without an object. */
function hashOf(key: Value): number {
  if (key === null) return 0;
  let hash: number;
  if (typeof key === 'number') {
    // Whatever pattern the numbers have: all of their bits count.
    hash = Math.imul(key ^ Math.imul(key / 2 ** 32, 0x85ebca6b), 0x9e3779b1);
  } else {
    // FNV-1a.
    hash = key.length;
    for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  }
  return (hash ^ (hash >>> 15)) & 0x3fffffff;
}
