/**
 * A map of very many rows by the value of one of their columns, in a third of the memory that a `Map` takes: the key
 * stands in the row already, so a place holds the row and sixteen bits of the key's hash, with which nearly every
 * other row is told apart without a look at it. Sixteen bits are enough for some fifteen million rows.
 *
 * It is kept in pages, for a table that is full moves all of its entries at once: in a `Map` of half a million that
 * takes 40 to 100 ms, in which the host answers nobody, in a page well below one. Numbers stand with their
 * neighbours, so that those that count up are walked about in order; texts by their first two characters, so that
 * UUIDs are walked in the order of these, and are about as many in each page.
 */

export type RowKey = number | string;

const PAGE_BITS = 8;
const PAGES = 1 << PAGE_BITS;
/** Neighbours among numbers that stand together: 2 to the power of this. */
const RUN_BITS = 12;
const HASH_BITS = 16;
const UUID_LENGTH = 36;
/** Characters at its beginning, and at its end, that the hash is made of. */
const UUID_PART = 8;
const UUID_SKIPPED = UUID_LENGTH - 2 * UUID_PART;

/** Parts of a page's places that are taken: at most, at least, and once all rows are there. */
const FULLEST = 0.8;
const EMPTIEST = 0.3;
const GROWTH = 1.5;
const PLACES_MIN = 8;

/** Open addressing with linear probing: a row stands at its hash's place, or at the first free one after it. */
interface Page<R> {
  /** At least one is free, where every search ends. */
  rows: (R | undefined)[];
  /** Of the row at the same place. */
  hashes: Uint16Array;
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

  get(key: RowKey | null): R | undefined {
    if (key === null) return undefined;
    const page = this.#pages[pageOf(key)];
    return page === undefined ? undefined : page.rows[this.#placeOf(page, key, hashOf(key))];
  }

  has(key: RowKey | null): boolean {
    return this.get(key) !== undefined;
  }

  /** Adds the row under its value `key`; answers false, and changes nothing, where a row has that already. */
  add(key: RowKey, row: R): boolean {
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

  delete(key: RowKey | null): boolean {
    if (key === null) return false;
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
      const rows = page.rows.slice();
      const deletions = this.#deletions;
      for (const row of rows) {
        if (row === undefined) continue;
        const isThere = deletions === this.#deletions || this.get(this.#keyOf(row)) === row;
        if (isThere) yield row;
      }
    }
  }

  /** Gives back the space that growing has left over. */
  compact(): void {
    for (const page of this.#pages) if (page !== undefined) resize(page, 0);
  }

  #keyOf(row: R): RowKey {
    return row[this.#column] as RowKey;
  }

  /** The place of the row with that key, or the free one that it would get. */
  #placeOf({ rows, hashes }: Page<R>, key: RowKey, hash: number): number {
    const column = this.#column;
    for (let place = homeOf(hash, rows.length); ; ) {
      const row = rows[place];
      if (row === undefined) return place;
      if (hashes[place] === hash && row[column] === key) return place;
      if (++place === rows.length) place = 0;
    }
  }
}

function emptyPlaces<R>(count: number): Pick<Page<R>, 'rows' | 'hashes'> {
  return { rows: new Array(count).fill(undefined), hashes: new Uint16Array(count) };
}

/** Gives a page about `count` places, and as many as its rows need at least. */
function resize<R>(page: Page<R>, count: number): void {
  const needed = Math.floor(page.size / FULLEST) + 2;
  const before = { rows: page.rows, hashes: page.hashes };
  const after = emptyPlaces<R>(Math.max(needed, Math.ceil(count), PLACES_MIN));
  const { length } = after.rows;
  for (let i = 0; i < before.rows.length; i++) {
    const row = before.rows[i];
    if (row === undefined) continue;
    const hash = before.hashes[i] as number;
    let place = homeOf(hash, length);
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
    // How far it stands from its home, and how far from the free place, both around the end.
    const fromHome = (next - homeOf(hash, length) + length) % length;
    const fromFree = (next - free + length) % length;
    if (fromHome < fromFree) continue;
    rows[free] = row;
    hashes[free] = hash;
    free = next;
  }
  rows[free] = undefined;
}

/** Where a search begins. Numbers that count up never meet, and stand in their order. */
function homeOf(hash: number, places: number): number {
  return hash % places;
}

function pageOf(key: RowKey): number {
  if (typeof key === 'number') return (key >> RUN_BITS) & (PAGES - 1);
  if (key.length < 2) return 0;
  return (hexDigit(key.charCodeAt(0)) << 4) | hexDigit(key.charCodeAt(1));
}

/** The value of a hexadecimal digit; any other character has one of these as well. */
function hexDigit(code: number): number {
  return ((code & 15) + (code >> 6) * 9) & 15;
}

function hashOf(key: RowKey): number {
  if (typeof key === 'number') {
    const high = (key >> (RUN_BITS + PAGE_BITS)) & ((1 << (HASH_BITS - RUN_BITS)) - 1);
    return (key & ((1 << RUN_BITS) - 1)) | (high << RUN_BITS);
  }
  // FNV-1a, whose low bits are folded into those that are kept. What is random in a UUID, of whatever version, is at
  // its beginning or its end.
  const { length } = key;
  let hash = length;
  const skipped = length === UUID_LENGTH ? UUID_SKIPPED : 0;
  for (let i = 0; i < length; i++) {
    if (i === UUID_PART && skipped > 0) i += skipped;
    hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  }
  return (hash ^ (hash >>> HASH_BITS)) & ((1 << HASH_BITS) - 1);
}
