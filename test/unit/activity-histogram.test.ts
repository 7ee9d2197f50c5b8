/** The bars of a histogram: natural, aligned, without a gap, and not too many. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { barsOver } from '../../src/main/storage/activity-index/histogram.ts';
import { HISTOGRAM_BARS_MAX } from '../../src/shared/activity.ts';

const SECOND = 1_000;
const DAY = 86_400_000;

it.each([
  [60 * SECOND, SECOND, 60],
  [239 * SECOND, SECOND, 239],
  [241 * SECOND, 2 * SECOND, 121],
  [3_600 * SECOND, 15 * SECOND, 240],
  [DAY, 10 * 60 * SECOND, 144],
  [30 * DAY, 3 * 3_600 * SECOND, 240],
  [365 * DAY, 2 * DAY, 183],
])('[A34] of %i milliseconds have the shortest interval that will do', (length, interval, bars) => {
  const made = barsOver(0, length);
  expect([made.intervalMs, made.counts.length]).toEqual([interval, bars]);
});

it('[A34] hold every moment of their range, and are never more than 240', () => {
  const moment = fc.integer({ min: 0, max: 253_402_300_799_999 });
  fc.assert(
    fc.property(moment, moment, (a, b) => {
      const [since, until] = [Math.min(a, b), Math.max(a, b) + 1];
      const { intervalMs, begin, counts } = barsOver(since, until);
      expect(counts.length).toBeLessThanOrEqual(HISTOGRAM_BARS_MAX);
      expect(begin % intervalMs).toBe(0);
      expect(Math.floor((since - begin) / intervalMs)).toBe(0);
      expect(Math.floor((until - 1 - begin) / intervalMs)).toBe(counts.length - 1);
    }),
  );
});
