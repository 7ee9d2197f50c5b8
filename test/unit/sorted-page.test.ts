/** A page of a sorted list is what sorting the list and cutting it gives. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type PageOptions, SortedPage } from '../../src/main/world/sorted-page.ts';

interface Row {
  readonly key: number;
  readonly id: number;
}

function taken<T>(page: SortedPage<T>): T[] {
  const steps = page.take();
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

it('[E1] a page is what sorting all rows and cutting them gives', () => {
  const options = fc.record({
    offset: fc.nat(30),
    limit: fc.integer({ min: 1, max: 12 }),
    descending: fc.boolean(),
  });
  // Few keys, so that many are equal.
  const keys = fc.array(fc.nat(8), { maxLength: 40 });
  fc.assert(
    fc.property(keys, options, (all, asked) => {
      const rows: Row[] = all.map((key, id) => ({ key, id }));
      const page = new SortedPage<Row>({ ...asked, tieOf: ({ id }) => id } as PageOptions<Row>);
      // They come in no order that would do.
      for (const row of rows.toReversed()) page.add(row.key, row);
      const sign = asked.descending ? -1 : 1;
      const sorted = rows.toSorted((a, b) => sign * (a.key - b.key) || a.id - b.id);
      expect(taken(page)).toEqual(sorted.slice(asked.offset, asked.offset + asked.limit));
    }),
  );
});
