/** The range of time that is chosen on the histogram, by drag or by keys. Pure. */
import type { ActivityFound } from '../../../shared/activity.ts';

export type Histogram = NonNullable<ActivityFound['histogram']>;

/** Bars from one to another; `anchor` is where it began, and `focus` where it is led to. */
export interface Brush {
  readonly anchor: number;
  readonly focus: number;
}

/** The bar at a share of the width, from 0 to 1. */
export function barAt(share: number, bars: number): number {
  return Math.min(Math.max(Math.floor(share * bars), 0), Math.max(bars - 1, 0));
}

export function edgesOf({ anchor, focus }: Brush): readonly [first: number, last: number] {
  return anchor < focus ? [anchor, focus] : [focus, anchor];
}

/** Milliseconds since 1970 from the first bar's beginning to the last one's end, and what lies within. */
export function rangeOf({ bars, interval_ms }: Histogram, brush: Brush) {
  const [first, last] = edgesOf(brush);
  const shown = bars.slice(first, last + 1);
  return {
    from: Date.parse(bars[first]?.at ?? ''),
    to: Date.parse(bars[last]?.at ?? '') + interval_ms,
    count: shown.reduce((sum, { count }) => sum + count, 0),
  };
}

/** Where a key leads; null for a key that means nothing here. With Shift the range grows, without it moves. */
export function moved(brush: Brush, key: string, isGrown: boolean, bars: number): Brush | null {
  const last = bars - 1;
  const page = Math.max(1, Math.round(bars / 10));
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: brush.focus - 1,
    ArrowRight: brush.focus + 1,
    PageUp: brush.focus + page,
    PageDown: brush.focus - page,
    Home: 0,
    End: last,
  };
  const wanted = steps[key];
  if (wanted === undefined || last < 0) return null;
  const focus = Math.min(Math.max(wanted, 0), last);
  return { anchor: isGrown ? brush.anchor : focus, focus };
}

/** The bars that stand at the ends and in the middle have their time written below. */
export function ticksOf(bars: number): readonly number[] {
  if (bars < 3) return bars === 0 ? [] : [0];
  return [0, Math.floor(bars / 4), Math.floor(bars / 2), Math.floor((bars * 3) / 4)];
}
