/**
 * A process that only sleeps and looks how late it is woken: what a machine with this much to do takes from
 * anybody. Answers each message with what it was since the last one.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Milliseconds beyond the timer's own. */
export interface SleeperDelay {
  readonly p999: number;
  readonly most: number;
}

const RESOLUTION_MS = 1;

const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
histogram.enable();
const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);

process.on('message', () => {
  const delay: SleeperDelay = {
    p999: late(histogram.percentile(99.9)),
    most: late(histogram.max),
  };
  histogram.reset();
  process.send?.(delay);
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
