/**
 * Where moments lie on the strip of backups. By the logarithm of their age: older ones are deleted
 * automatically, and on an even scale those of the last day would be one blot. Pure.
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Below this age the scale is about even. */
const UNIT = HOUR;

const TICKS = [
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  3 * HOUR,
  12 * HOUR,
  DAY,
  3 * DAY,
  7 * DAY,
  30 * DAY,
];
/** The share of the strip that a tick needs for its words. */
const TICK_GAP = 0.11;

/**
 * The present of a strip whose oldest backup is of `oldest`: by the full minute where it goes over hours
 * and days, on which no second can be seen, so that it is not drawn by the second.
 */
export function presentOf(now: number, oldest: number): number {
  return now - oldest > HOUR ? Math.ceil(now / MINUTE) * MINUTE : now;
}

/** From 0, the oldest, to 1, now. */
export function placeOf(age: number, oldest: number): number {
  if (oldest <= 0) return 1;
  const within = Math.min(Math.max(age, 0), oldest);
  return 1 - Math.log1p(within / UNIT) / Math.log1p(oldest / UNIT);
}

/** The ages between now and the oldest that are worth a tick, youngest first. */
export function ticksOf(oldest: number): readonly number[] {
  const ticks: number[] = [];
  let last = 1;
  for (const age of TICKS) {
    const place = placeOf(age, oldest);
    if (age >= oldest || place < TICK_GAP) break;
    if (last - place < TICK_GAP) continue;
    ticks.push(age);
    last = place;
  }
  return ticks;
}
