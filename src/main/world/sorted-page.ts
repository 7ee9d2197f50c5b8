/**
 * One page of a sorted list, without sorting the list: a heap keeps the rows up to the end of the page,
 * and each other row costs one comparison. Rows come one by one, and the page is taken step by step, so
 * that whoever has many can let others run in between.
 */

/** What a row is sorted by. */
export type SortKey = string | number;

export interface PageOptions<T> {
  /** Rows before the page. */
  readonly offset: number;
  readonly limit: number;
  readonly descending: boolean;
  /** What rows of equal keys are sorted by, in rising order either way; different for each. */
  readonly tieOf: (row: T) => SortKey;
}

export class SortedPage<T> {
  readonly #options: PageOptions<T>;
  readonly #end: number;
  readonly #sign: 1 | -1;
  /**
   * The rows in front, none of them after the one at half its place: the last one stands first. Two
   * arrays, since half a million small objects would keep the garbage collector busy.
   */
  readonly #rows: T[] = [];
  readonly #keys: SortKey[] = [];

  constructor(options: PageOptions<T>) {
    this.#options = options;
    this.#end = options.offset + options.limit;
    this.#sign = options.descending ? -1 : 1;
  }

  add(key: SortKey, row: T): void {
    if (this.#rows.length < this.#end) this.#rise(key, row);
    else if (this.#order(key, row, 0) < 0) this.#sink(key, row);
  }

  /** The rows of the page in their order. Takes the heap apart: the page can be taken once. */
  *take(): Generator<void, T[]> {
    const page: T[] = [];
    while (this.#rows.length > this.#options.offset) {
      page.push(this.#rows[0] as T);
      const row = this.#rows.pop() as T;
      const key = this.#keys.pop() as SortKey;
      if (this.#rows.length > 0) this.#sink(key, row);
      yield;
    }
    return page.reverse();
  }

  /** Puts a row that is new to its place, from the end on. */
  #rise(key: SortKey, row: T): void {
    let at = this.#rows.length;
    while (at > 0) {
      const above = (at - 1) >>> 1;
      if (this.#order(key, row, above) <= 0) break;
      this.#put(at, this.#keys[above] as SortKey, this.#rows[above] as T);
      at = above;
    }
    this.#put(at, key, row);
  }

  /** Puts a row to its place, from the front on, in the place of the last one. */
  #sink(key: SortKey, row: T): void {
    const size = this.#rows.length;
    let at = 0;
    for (let below = 1; below < size; below = at * 2 + 1) {
      const right = below + 1;
      if (right < size && this.#orderOf(right, below) > 0) below = right;
      if (this.#order(key, row, below) >= 0) break;
      this.#put(at, this.#keys[below] as SortKey, this.#rows[below] as T);
      at = below;
    }
    this.#put(at, key, row);
  }

  #put(at: number, key: SortKey, row: T): void {
    this.#keys[at] = key;
    this.#rows[at] = row;
  }

  #orderOf(one: number, other: number): number {
    return this.#order(this.#keys[one] as SortKey, this.#rows[one] as T, other);
  }

  /** Below 0 where the row comes before the one at `other`. */
  #order(key: SortKey, row: T, other: number): number {
    const otherKey = this.#keys[other] as SortKey;
    if (key !== otherKey) return key < otherKey ? -this.#sign : this.#sign;
    const { tieOf } = this.#options;
    const tie = tieOf(row);
    const otherTie = tieOf(this.#rows[other] as T);
    return tie < otherTie ? -1 : tie > otherTie ? 1 : 0;
  }
}
