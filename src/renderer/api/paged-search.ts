/**
 * A search of which one page is loaded after the other, as somebody scrolls. Answers that nobody waits
 * for any more are dropped; what stands there stays until the next answer takes its place.
 */
import { SEARCH_PAGE_MAX } from '../../shared/limits.ts';
import { ApiError } from './errors.ts';

export interface Page<Row, Extra> {
  readonly rows: readonly Row[];
  readonly total: number;
  /** What is answered of the search as a whole. */
  readonly extra: Extra;
}

export interface PagedView<Query, Row, Extra> {
  /** As the controls show it. */
  readonly query: Query;
  readonly rows: readonly Row[];
  /** Both null until the first answer. */
  readonly total: number | null;
  readonly extra: Extra | null;
  readonly isSearching: boolean;
  readonly isLoadingMore: boolean;
  /** Why the search, or the next page of it, could not be had, or null. */
  readonly error: ApiError | null;
  readonly moreError: ApiError | null;
}

export function nothingFound<Query, Row, Extra>(query: Query): PagedView<Query, Row, Extra> {
  return {
    query,
    rows: [],
    total: null,
    extra: null,
    isSearching: false,
    isLoadingMore: false,
    error: null,
    moreError: null,
  };
}

export interface PagedSearchOptions<Query, Row, Extra> {
  readonly load: (query: Query, offset: number, limit: number) => Promise<Page<Row, Extra>>;
  readonly keyOf: (row: Row) => number | string;
  readonly get: () => PagedView<Query, Row, Extra>;
  readonly set: (view: PagedView<Query, Row, Extra>) => void;
}

const PAGE = 200;
/** Rows that are kept, at most: those behind them are reached by narrowing the search. */
export const ROWS_MAX = 20_000;
/** Milliseconds that somebody who types is waited for. */
const TYPING_MS = 150;

export class PagedSearch<Query, Row, Extra> {
  readonly #options: PagedSearchOptions<Query, Row, Extra>;
  /** Which search the answers on their way are of. */
  #run = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: PagedSearchOptions<Query, Row, Extra>) {
    this.#options = options;
  }

  /** Searches anew, at once or, while somebody types, a moment after the last letter. */
  search(change: Partial<Query>, when: 'now' | 'typing' = 'now'): void {
    clearTimeout(this.#timer);
    const run = ++this.#run;
    const query = { ...this.#view.query, ...change };
    this.#show({ query, isSearching: true, isLoadingMore: false, moreError: null });
    if (when === 'now') void this.#first(run, PAGE);
    else this.#timer = setTimeout(() => void this.#first(run, PAGE), TYPING_MS);
  }

  /** The same search again, with as many rows as there are: what is shown may be of a while ago. */
  refresh(): Promise<void> {
    clearTimeout(this.#timer);
    this.#show({ isSearching: true, isLoadingMore: false });
    return this.#first(++this.#run, Math.max(this.#view.rows.length, PAGE));
  }

  /** The next page, where there is one. */
  async more(): Promise<void> {
    const { query, rows, isSearching, isLoadingMore } = this.#view;
    if (isSearching || isLoadingMore || !hasMore(this.#view)) return;
    const run = this.#run;
    this.#show({ isLoadingMore: true, moreError: null });
    try {
      const page = await this.#options.load(query, rows.length, PAGE);
      if (run !== this.#run) return;
      const all = this.#joined(rows, page.rows);
      // Where the world has fewer by now, this was the end.
      const total = all.length === rows.length ? rows.length : page.total;
      this.#show({ rows: all, total, extra: page.extra, isLoadingMore: false });
    } catch (thrown) {
      if (run !== this.#run) return;
      this.#show({ isLoadingMore: false, moreError: ApiError.from(thrown) });
    }
  }

  /** The first `wanted` rows, or as many as there are. */
  async #first(run: number, wanted: number): Promise<void> {
    const { query } = this.#view;
    const { load } = this.#options;
    try {
      let rows: readonly Row[] = [];
      for (;;) {
        const page = await load(
          query,
          rows.length,
          Math.min(wanted - rows.length, SEARCH_PAGE_MAX),
        );
        if (run !== this.#run) return;
        const before = rows.length;
        rows = this.#joined(rows, page.rows);
        if (rows.length >= Math.min(wanted, page.total) || rows.length === before) {
          const { total, extra } = page;
          this.#show({ rows, total, extra, isSearching: false, error: null, moreError: null });
          return;
        }
      }
    } catch (thrown) {
      if (run !== this.#run) return;
      // What stands there is of another search, whose rows would be taken for this one's.
      this.#show({
        rows: [],
        total: null,
        extra: null,
        isSearching: false,
        error: ApiError.from(thrown),
      });
    }
  }

  /** The world goes on from page to page: what moved down comes a second time. */
  #joined(rows: readonly Row[], added: readonly Row[]): readonly Row[] {
    const { keyOf } = this.#options;
    const known = new Set(rows.map(keyOf));
    return [...rows, ...added.filter((row) => !known.has(keyOf(row)))];
  }

  get #view(): PagedView<Query, Row, Extra> {
    return this.#options.get();
  }

  #show(change: Partial<PagedView<Query, Row, Extra>>): void {
    this.#options.set({ ...this.#view, ...change });
  }
}

export function hasMore({ rows, total }: PagedView<unknown, unknown, unknown>): boolean {
  return total !== null && rows.length < Math.min(total, ROWS_MAX);
}
