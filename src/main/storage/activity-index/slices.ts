/** Long work on one thread with others: in slices, between which they run. */
import { setImmediate as turn } from 'node:timers/promises';

/** Milliseconds of work between two turns of the event loop. */
const SLICE_MS = 10;

/** Runs a generator to its end; `check` is called before every slice, and gives it up by what it throws. */
export async function inSlices<T>(work: Generator<void, T>, check: () => void): Promise<T> {
  for (;;) {
    await turn();
    check();
    const pauseAt = performance.now() + SLICE_MS;
    do {
      const next = work.next();
      if (next.done) return next.value;
    } while (performance.now() < pauseAt);
  }
}
