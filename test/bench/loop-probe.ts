/**
 * Loaded into the host's own process by `--import`: measures how late its event loop comes to a timer,
 * and how much of that is its own work: all but the time in which its thread was ready to run and others
 * had the cores, as Linux counts it. Answers on a socket of the loopback, whose port it writes to a file: one
 * line of JSON for what was measured since the last one. Its utility processes, which inherit the flag,
 * leave it alone.
 */
import { existsSync, openSync, readSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createHistogram } from 'node:perf_hooks';
import { type Delay, RESOLUTION_MS, watchDelay } from './loop-delay.ts';

export interface LoopDelay extends Delay {
  /** The part of it that the loop's thread did not wait for a core; null where the system does not tell. */
  readonly own: { readonly p999: number; readonly most: number } | null;
}

const file = process.env.SHARDKEEP_BENCH_LOOP;

if (file !== undefined && process.send === undefined) {
  const delaySince = watchDelay();
  const own = createHistogram();
  const waitedMs = openWaiting();
  let last = performance.now();
  let waited = waitedMs?.() ?? 0;
  if (waitedMs !== null) {
    setInterval(() => {
      const now = performance.now();
      const waitedNow = waitedMs();
      const working = now - last - (waitedNow - waited) - RESOLUTION_MS;
      // A histogram takes whole numbers, and nothing below one.
      own.record(Math.max(1, Math.round(working * 1e3)));
      last = now;
      waited = waitedNow;
    }, RESOLUTION_MS).unref();
  }
  const server = createServer((socket) => {
    socket.on('error', () => {});
    const delay: LoopDelay = {
      ...delaySince(),
      own: waitedMs === null ? null : { p999: own.percentile(99.9) / 1e3, most: own.max / 1e3 },
    };
    own.reset();
    socket.end(JSON.stringify(delay));
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    writeFileSync(file, String(typeof address === 'object' ? address?.port : ''));
  });
  server.unref();
}

/**
 * How long this thread has been ready to run without a core, in milliseconds. The CPU time that a thread
 * is told of itself goes forward by whole ticks, which is too coarse here.
 */
function openWaiting(): (() => number) | null {
  const file = `/proc/self/task/${process.pid}/schedstat`;
  if (!existsSync(file)) return null;
  const descriptor = openSync(file, 'r');
  const text = Buffer.alloc(128);
  return () => {
    const length = readSync(descriptor, text, 0, text.length, 0);
    // Nanoseconds on a core, nanoseconds of waiting for one, how often it ran.
    return Number(text.toString('latin1', 0, length).split(' ')[1]) / 1e6;
  };
}
