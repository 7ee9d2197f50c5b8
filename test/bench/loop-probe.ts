/**
 * Loaded into the host's own process by `--import`: measures how late its event loop comes to a timer,
 * and how much of that is its own work, by the thread's CPU time between two timers. The rest is time in
 * which others had the cores. Answers on a socket of the loopback, whose port it writes to a file: one
 * line of JSON for what was measured since the last one. Its utility processes, which inherit the flag,
 * leave it alone.
 */
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createHistogram, monitorEventLoopDelay } from 'node:perf_hooks';

export interface LoopDelay {
  /** Milliseconds beyond the timer's own. */
  readonly p50: number;
  readonly p999: number;
  readonly most: number;
  readonly samples: number;
  /** Milliseconds of CPU that the loop's thread spent between two timers, beyond the timer's own. */
  readonly own: { readonly p999: number; readonly most: number };
}

const RESOLUTION_MS = 1;
const file = process.env.SHARDKEEP_BENCH_LOOP;

if (file !== undefined && process.send === undefined) {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
  const own = createHistogram();
  let last = threadCpuMicros();
  setInterval(() => {
    const now = threadCpuMicros();
    // A histogram takes nothing below one.
    own.record(Math.max(1, now - last));
    last = now;
  }, RESOLUTION_MS).unref();
  const beyond = (micros: number) => Math.max(0, micros / 1e3 - RESOLUTION_MS);
  const server = createServer((socket) => {
    socket.on('error', () => {});
    const delay: LoopDelay = {
      p50: late(histogram.percentile(50)),
      p999: late(histogram.percentile(99.9)),
      most: late(histogram.max),
      samples: histogram.count,
      own: { p999: beyond(own.percentile(99.9)), most: beyond(own.max) },
    };
    histogram.reset();
    own.reset();
    socket.end(JSON.stringify(delay));
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    writeFileSync(file, String(typeof address === 'object' ? address?.port : ''));
  });
  server.unref();
}

/** What this thread has used of a core; garbage that it collects counts, the helpers of V8 do not. */
function threadCpuMicros(): number {
  // Newer than the types, which are those of the oldest Node that the product runs on.
  const { user, system } = (process as ThreadCpuUsage).threadCpuUsage();
  return user + system;
}

type ThreadCpuUsage = typeof process & { threadCpuUsage(): NodeJS.CpuUsage };
