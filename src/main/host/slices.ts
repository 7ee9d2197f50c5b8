/** Long work on the live world, in slices that do not hold up play. */
import { setImmediate as turn } from 'node:timers/promises';

/** Milliseconds of work between two turns of the event loop: what is saved meanwhile waits for several. */
const SLICE_MS = 0.5;
/** Steps between two looks at the clock. */
const STEPS_A_LOOK = 64;

/** Runs `steps` to their end, and resolves with what they return. Each step must be short. */
export async function inSlices<T>(steps: Generator<void, T>): Promise<T> {
  let pauseAt = performance.now() + SLICE_MS;
  for (let taken = 1; ; taken++) {
    const next = steps.next();
    if (next.done) return next.value;
    if (taken % STEPS_A_LOOK !== 0 || performance.now() < pauseAt) continue;
    await turn();
    pauseAt = performance.now() + SLICE_MS;
  }
}
