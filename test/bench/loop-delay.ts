/** How late the event loop of this process comes to a timer. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

export interface Delay {
  /** Milliseconds beyond the timer's own. */
  readonly p50: number;
  readonly p999: number;
  readonly most: number;
  readonly samples: number;
}

export const RESOLUTION_MS = 1;

/** Begins to watch; what is returned tells what it was since it was asked last. */
export function watchDelay(): () => Delay {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
  return () => {
    const delay = {
      p50: late(histogram.percentile(50)),
      p999: late(histogram.percentile(99.9)),
      most: late(histogram.max),
      samples: histogram.count,
    };
    histogram.reset();
    return delay;
  };
}
