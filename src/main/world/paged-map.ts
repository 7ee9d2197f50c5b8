/**
 * A map of very many entries, kept in pages that are smaller maps. A `Map` that is full, or has lost many entries,
 * moves all that are left to a new table at once: half a million take 40 to 100 ms, in which the host answers
 * nobody. A page takes well below a millisecond.
 *
 * Numbers stand with their neighbours, so that those that count up are walked about in order; texts by their first
 * two characters, so that UUIDs are walked in the order of these, and are about as many in each page.
 */

const PAGES = 256;
/** Neighbours among numbers that stand together: 2 to the power of this. */
const RUN_BITS = 12;

export class PagedMap<K extends number | string | null, V> {
  readonly #pages: (Map<K, V> | undefined)[] = new Array(PAGES).fill(undefined);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(key: K): V | undefined {
    return this.#pages[pageOf(key)]?.get(key);
  }

  has(key: K): boolean {
    return this.#pages[pageOf(key)]?.has(key) ?? false;
  }

  set(key: K, value: V): void {
    const number = pageOf(key);
    let page = this.#pages[number];
    if (page === undefined) {
      page = new Map();
      this.#pages[number] = page;
    }
    const before = page.size;
    page.set(key, value);
    this.#size += page.size - before;
  }

  delete(key: K): boolean {
    const isDeleted = this.#pages[pageOf(key)]?.delete(key) ?? false;
    if (isDeleted) this.#size--;
    return isDeleted;
  }

  /** Safe against changes while it is walked: what comes meanwhile may be among it or not. */
  *values(): IterableIterator<V> {
    for (let number = 0; number < PAGES; number++) {
      const page = this.#pages[number];
      if (page === undefined) continue;
      for (const value of page.values()) yield value;
    }
  }
}

function pageOf(key: number | string | null): number {
  if (typeof key === 'number') return (key >> RUN_BITS) & (PAGES - 1);
  if (key === null || key.length < 2) return 0;
  return (hexDigit(key.charCodeAt(0)) << 4) | hexDigit(key.charCodeAt(1));
}

/** The value of a hexadecimal digit; any other character has one of these as well. */
function hexDigit(code: number): number {
  return ((code & 15) + (code >> 6) * 9) & 15;
}
