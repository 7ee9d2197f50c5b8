/** The bars of a histogram: of a length that people count in, and aligned to it in UTC. Pure. */
import { HISTOGRAM_BARS_MAX } from '../../../shared/activity.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Each divides a day, or is some of them; beyond the last one they double. */
const INTERVALS = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 7, 14, 28].map((days) => days * DAY),
];

export interface Bars {
  readonly intervalMs: number;
  /** Where the first bar begins, in milliseconds since 1970. */
  readonly begin: number;
  readonly counts: Float64Array;
}

/** Empty bars, at most 240 of the shortest interval that will do, over `since` up to and without `until`. */
export function barsOver(since: number, until: number): Bars {
  const last = Math.max(since, until - 1);
  let intervalMs = INTERVALS[0] as number;
  for (let i = 1; barsOf(since, last, intervalMs) > HISTOGRAM_BARS_MAX; i++) {
    intervalMs = INTERVALS[i] ?? intervalMs * 2;
  }
  return {
    intervalMs,
    begin: Math.floor(since / intervalMs) * intervalMs,
    counts: new Float64Array(barsOf(since, last, intervalMs)),
  };
}

function barsOf(since: number, last: number, intervalMs: number): number {
  return Math.floor(last / intervalMs) - Math.floor(since / intervalMs) + 1;
}
