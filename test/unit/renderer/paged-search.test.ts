/** A search that is loaded page by page, against a world whose answers come when the test wants. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  hasMore,
  nothingFound,
  type Page,
  PagedSearch,
  type PagedView,
} from '../../../src/renderer/api/paged-search.ts';

interface Query {
  readonly text: string;
}
type View = PagedView<Query, number, null>;

interface Asked {
  readonly text: string;
  readonly offset: number;
  readonly limit: number;
  readonly answer: (page: Page<number, null>) => void;
  readonly fail: (error: Error) => void;
}

let view: View;
let asked: Asked[];
let search: PagedSearch<Query, number, null>;

const settled = () => new Promise((resolve) => setTimeout(resolve));
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
/** The rows of a world of `total`, from where it was asked. */
async function answer({ offset, limit, answer: reply }: Asked, total: number): Promise<void> {
  reply({ rows: range(offset, Math.min(total, offset + limit)), total, extra: null });
  await settled();
}

beforeEach(() => {
  view = nothingFound({ text: '' });
  asked = [];
  search = new PagedSearch({
    load: ({ text }, offset, limit) =>
      new Promise((resolve, reject) => {
        asked.push({ text, offset, limit, answer: resolve, fail: reject });
      }),
    keyOf: (row) => row,
    get: () => view,
    set: (next) => {
      view = next;
    },
  });
});

describe('a search page by page', () => {
  it('[I8] drops an answer that comes after that of a later search', async () => {
    search.search({ text: 'a' });
    search.search({ text: 'ab' });
    const [first, second] = asked as [Asked, Asked];
    await answer(second, 3);
    await answer(first, 50);
    expect(view).toMatchObject({ query: { text: 'ab' }, rows: [0, 1, 2], total: 3 });
    expect(view.isSearching).toBe(false);
  });

  it('[I8] waits for who types, and asks once', () => {
    vi.useFakeTimers();
    try {
      for (const text of ['a', 'ab', 'abc']) search.search({ text }, 'typing');
      expect(view.query.text).toBe('abc');
      expect(asked).toEqual([]);
      vi.runAllTimers();
      expect(asked.map(({ text }) => text)).toEqual(['abc']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('[I8] adds the pages that follow, and nothing twice', async () => {
    search.search({});
    await answer(asked[0]!, 500);
    expect(hasMore(view)).toBe(true);
    void search.more();
    void search.more();
    expect(asked.length).toBe(2);
    // Meanwhile ten came before all others: the page begins with the last ten that are there.
    asked[1]!.answer({ rows: range(190, 390), total: 510, extra: null });
    await settled();
    expect(view.rows).toEqual(range(0, 390));
    expect(view.total).toBe(510);
  });

  it('[I8] drops a page of the search before, and begins the next one at its top', async () => {
    search.search({});
    await answer(asked[0]!, 500);
    void search.more();
    search.search({ text: 'x' });
    await answer(asked[1]!, 500);
    expect(view.rows.length).toBe(200);
    await answer(asked[2]!, 7);
    expect(view).toMatchObject({ rows: range(0, 7), total: 7, isLoadingMore: false });
  });

  it('[I8] looks again at as many rows as there are', async () => {
    search.search({});
    await answer(asked[0]!, 2_000);
    for (let page = 1; page < 5; page++) {
      void search.more();
      await answer(asked[page]!, 2_000);
    }
    expect(view.rows.length).toBe(1_000);
    void search.refresh();
    await answer(asked[5]!, 900);
    expect(view.rows.length).toBe(1_000);
    await answer(asked[6]!, 900);
    expect(view).toMatchObject({ rows: range(0, 900), total: 900, isSearching: false });
  });

  it('[I8] says why, and shows nothing of another search', async () => {
    search.search({});
    await answer(asked[0]!, 500);
    void search.more();
    asked[1]!.fail(new Error('no page'));
    await settled();
    expect(view.moreError?.message).toBe('no page');
    expect(view.rows.length).toBe(200);
    search.search({ text: 'x' });
    asked[2]!.fail(new Error('no disk'));
    await settled();
    expect(view).toMatchObject({ rows: [], total: null, isSearching: false });
    expect(view.error?.message).toBe('no disk');
  });
});
