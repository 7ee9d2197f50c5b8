/**
 * Loaded into the host's own process by `--import`: measures how late its event loop comes to a timer,
 * and answers on a socket of the loopback, whose port it writes to a file: one line of JSON for what
 * was measured since the last one. Its utility processes, which inherit the flag, leave it alone.
 */
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';

export interface LoopDelay {
  /** Milliseconds beyond the timer's own. */
  readonly p50: number;
  readonly p999: number;
  readonly most: number;
  readonly samples: number;
}

const RESOLUTION_MS = 1;
const file = process.env.SHARDKEEP_BENCH_LOOP;

if (file !== undefined && process.send === undefined) {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
  const server = createServer((socket) => {
    socket.on('error', () => {});
    const delay: LoopDelay = {
      p50: late(histogram.percentile(50)),
      p999: late(histogram.percentile(99.9)),
      most: late(histogram.max),
      samples: histogram.count,
    };
    histogram.reset();
    socket.end(JSON.stringify(delay));
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    writeFileSync(file, String(typeof address === 'object' ? address?.port : ''));
  });
  server.unref();
}
