/**
 * A closed loop: so many requests in flight, and the next one is asked as soon as one is answered. And
 * what a client process of the benchmarks is: asked by its parent for a loop, it answers how it went.
 */
import { percentile } from './measure.ts';

export interface Loop {
  readonly inFlight: number;
  readonly milliseconds: number;
}

export interface LoopResult {
  readonly perSecond: number;
  /** Milliseconds from asking to the answer. */
  readonly p50: number;
  readonly p99: number;
}

/** Asks the request `n`, counted from 0 in each loop; `lane` says which of those in flight it is. */
export type Ask = (n: number, lane: number) => Promise<unknown> | undefined;

/** A bound on what a loop can hold. */
const LATENCIES_MAX = 8_000_000;

async function runLoop(ask: Ask, { inFlight, milliseconds }: Loop): Promise<LoopResult> {
  const latencies = new Float64Array(LATENCIES_MAX);
  let count = 0;
  let asked = 0;
  const startedAt = performance.now();
  const endAt = startedAt + milliseconds;
  const run = async (_: unknown, lane: number) => {
    for (let before = performance.now(); before < endAt; ) {
      await ask(asked++, lane);
      const now = performance.now();
      latencies[count++] = now - before;
      before = now;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, run));
  const seconds = (performance.now() - startedAt) / 1000;
  const measured = latencies.subarray(0, count);
  return {
    perSecond: count / seconds,
    p50: percentile(measured, 50),
    p99: percentile(measured, 99),
  };
}

/** Answers the parent's loops until it is ended; `after` adds what is to be known after each of them. */
export function serveLoops<More extends object>(
  ask: Ask,
  after?: (result: LoopResult) => Promise<More>,
): void {
  process.on('message', (loop: Loop) => {
    void runLoop(ask, loop).then(async (result) => {
      process.send?.({ ...result, ...(await after?.(result)) });
    });
  });
  process.on('disconnect', () => process.exit());
  process.send?.('ready');
}

/** What a client process is told by its parent. */
export function optionsOf<Options>(): Options {
  return JSON.parse(process.argv[2] ?? '{}') as Options;
}
