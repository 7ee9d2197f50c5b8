/** What an answer makes of the list, how a range of time is chosen, and which rows are drawn. */
import { describe, expect, test } from 'vitest';
import {
  barAt,
  edgesOf,
  moved,
  rangeOf,
  ticksOf,
} from '../../../src/renderer/features/activity/brush.ts';
import {
  type ActivityView,
  ENTRIES_MAX,
  isFollowed,
  NO_VIEW,
  WAITING_MAX,
  withFirst,
  withMore,
  withNewest,
  withWaiting,
} from '../../../src/renderer/features/activity/view.ts';
import { rowsInSight } from '../../../src/renderer/ui/virtual-rows.ts';
import { AT, answer, entries } from './activity-samples.ts';

const ids = ({ found }: ActivityView) => found?.entries.map(({ log_id }) => log_id);

describe('the list [A40]', () => {
  const first = withFirst(NO_VIEW, answer(entries(10, 6), { cursor: 'b', total: 10 }));

  test('goes on with each page, and holds nothing twice', () => {
    const whole = withMore(
      first,
      answer(entries(6, 1), { total: null, facets: null, histogram: null }),
    );
    expect(ids(whole)).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect(whole.found).toMatchObject({ cursor: null, total: 10 });
    expect(whole.found?.facets).not.toBeNull();
  });

  test('what is new comes on top, and the way to the rest stays', () => {
    const next = withNewest(first, answer(entries(13, 9), { cursor: 'x', total: 13 }), AT);
    expect(ids(next)).toEqual([13, 12, 11, 10, 9, 8, 7, 6]);
    expect(next.found).toMatchObject({ cursor: 'b', total: 13 });
  });

  test('what is new takes the place of all where there is a gap below it', () => {
    const next = withNewest(first, answer(entries(99, 95), { cursor: 'x' }), AT);
    expect(ids(next)).toEqual([99, 98, 97, 96, 95]);
    expect(next.found?.cursor).toBe('x');
  });

  test('what is new waits while somebody reads further down or has paused', () => {
    for (const change of [{ isAway: true }, { isPaused: true }]) {
      const reading = { ...first, ...change };
      const once = withNewest(reading, answer(entries(12, 8), { cursor: 'x', total: 12 }), AT);
      const twice = withNewest(once, answer(entries(13, 9), { cursor: 'x', total: 13 }), AT);
      expect(ids(twice)).toEqual(ids(first));
      expect(twice.waiting.map(({ log_id }) => log_id)).toEqual([13, 12, 11]);
      expect(twice.found?.total).toBe(13);
      expect(ids(withWaiting(twice)!)).toEqual([13, 12, 11, 10, 9, 8, 7, 6]);
    }
  });

  test('more than can be kept is asked for anew', () => {
    const reading = { ...first, isAway: true };
    const gap = withNewest(reading, answer(entries(99, 95), { cursor: 'x' }), AT);
    expect(gap.hasMissed).toBe(true);
    expect(withWaiting(gap)).toBeNull();
    const flood = withNewest(reading, answer(entries(WAITING_MAX + 20, 8), { cursor: 'x' }), AT);
    expect(flood.waiting).toHaveLength(WAITING_MAX);
    expect(flood.hasMissed).toBe(true);
  });

  test('it never grows beyond what is drawn quickly', () => {
    const full = withFirst(NO_VIEW, answer(entries(ENTRIES_MAX, 1), { cursor: 'b' }));
    const next = withNewest(
      full,
      answer(entries(ENTRIES_MAX + 1, ENTRIES_MAX - 3), { cursor: 'x' }),
      AT,
    );
    expect(ids(next)).toHaveLength(5);
    expect(next.found?.cursor).toBe('x');
  });

  test('only the newest first without an end in the past is followed', () => {
    const of = (change: object) => ({ ...NO_VIEW, search: { ...NO_VIEW.search, ...change } });
    expect(isFollowed(of({}), AT)).toBe(true);
    expect(isFollowed(of({ until: AT + 1 }), AT)).toBe(true);
    expect(isFollowed(of({ until: AT }), AT)).toBe(false);
    expect(isFollowed(of({ order: 'oldest' }), AT)).toBe(false);
  });
});

describe('a range on the histogram [A41]', () => {
  const bars = [3, 0, 5, 1].map((count, index) => ({
    at: new Date(AT + index * 60_000).toISOString(),
    count,
  }));
  const histogram = { interval_ms: 60_000, bars };

  test('goes from the beginning of its first bar to the end of its last, however it was drawn', () => {
    const range = { from: AT + 60_000, to: AT + 180_000, count: 5 };
    expect(rangeOf(histogram, { anchor: 1, focus: 2 })).toEqual(range);
    expect(rangeOf(histogram, { anchor: 2, focus: 1 })).toEqual(range);
    expect(edgesOf({ anchor: 2, focus: 1 })).toEqual([1, 2]);
    expect([barAt(-1, 4), barAt(0.5, 4), barAt(1, 4)]).toEqual([0, 2, 3]);
  });

  test('is moved and grown by keys, within the bars', () => {
    const at = { anchor: 1, focus: 1 };
    expect(moved(at, 'ArrowRight', false, 4)).toEqual({ anchor: 2, focus: 2 });
    expect(moved(at, 'ArrowRight', true, 4)).toEqual({ anchor: 1, focus: 2 });
    expect(moved(at, 'Home', true, 4)).toEqual({ anchor: 1, focus: 0 });
    expect(moved(at, 'End', false, 4)).toEqual({ anchor: 3, focus: 3 });
    expect(moved({ anchor: 0, focus: 3 }, 'ArrowRight', true, 4)).toEqual({ anchor: 0, focus: 3 });
    expect(moved(at, 'PageUp', false, 100)).toEqual({ anchor: 11, focus: 11 });
    expect(moved(at, 'a', false, 4)).toBeNull();
    expect(moved(at, 'Home', false, 0)).toBeNull();
    expect(ticksOf(120)).toEqual([0, 30, 60, 90]);
  });
});

describe('a long list [A40]', () => {
  test('draws what is in sight and a little around it', () => {
    expect(rowsInSight(0, 340, 1_000_000, 34)).toEqual({ first: 0, end: 23, top: 0 });
    expect(rowsInSight(34_000, 340, 1_000_000, 34)).toEqual({ first: 988, end: 1_023, top: 1_000 });
    expect(rowsInSight(34_000, 340, 5, 34)).toMatchObject({ first: 0, end: 5 });
  });
});
