/**
 * One page of a sorted list, without sorting the list: a heap keeps the rows up to the end of the page,
 * and each other row costs one comparison. Rows come one by one, and the page is taken step by step, so
 * that whoever has many can let others run in between.
 */

/** What a row is sorted by. Rows of equal keys come in the order of their ties, which are all different. */
export type SortKey = string | number;

interface Entry<T> {
  readonly key: SortKey;
  readonly tie: SortKey;
  readonly row: T;
}

export class SortedPage<T> {
  readonly #offset: number;
  readonly #end: number;
  readonly #sign: 1 | -1;
  /** The last of the entries in front, each before the two at twice its place. */
  readonly #heap: Entry<T>[] = [];

  constructor(page: {
    readonly offset: number;
    readonly limit: number;
    readonly descending: boolean;
  }) {
    this.#offset = page.offset;
    this.#end = page.offset + page.limit;
    this.#sign = page.descending ? -1 : 1;
  }

  add(key: SortKey, tie: SortKey, row: T): void {
    const heap = this.#heap;
    if (heap.length < this.#end) {
      heap.push({ key, tie, row });
      this.#rise(heap.length - 1);
    } else if (this.#order(key, tie, heap[0] as Entry<T>) < 0) {
      heap[0] = { key, tie, row };
      this.#sink(0);
    }
  }

  /** The rows of the page in their order. Takes the heap apart: the page can be taken once. */
  *take(): Generator<void, T[]> {
    const heap = this.#heap;
    const rows: T[] = [];
    while (heap.length > this.#offset) {
      rows.push((heap[0] as Entry<T>).row);
      const last = heap.pop() as Entry<T>;
      if (heap.length > 0) {
        heap[0] = last;
        this.#sink(0);
      }
      yield;
    }
    return rows.reverse();
  }

  #rise(from: number): void {
    const heap = this.#heap;
    const entry = heap[from] as Entry<T>;
    let at = from;
    while (at > 0) {
      const above = (at - 1) >>> 1;
      const parent = heap[above] as Entry<T>;
      if (this.#order(entry.key, entry.tie, parent) <= 0) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = entry;
  }

  #sink(from: number): void {
    const heap = this.#heap;
    const entry = heap[from] as Entry<T>;
    let at = from;
    for (;;) {
      let below = at * 2 + 1;
      if (below >= heap.length) break;
      const right = heap[below + 1];
      const left = heap[below] as Entry<T>;
      if (right !== undefined && this.#order(right.key, right.tie, left) > 0) below++;
      const child = heap[below] as Entry<T>;
      if (this.#order(entry.key, entry.tie, child) >= 0) break;
      heap[at] = child;
      at = below;
    }
    heap[at] = entry;
  }

  /** Below 0 where the first comes before the second. Ties are in rising order either way. */
  #order(key: SortKey, tie: SortKey, other: Entry<T>): number {
    if (key !== other.key) return key < other.key ? -this.#sign : this.#sign;
    return tie < other.tie ? -1 : tie > other.tie ? 1 : 0;
  }
}
