/** How the process that has the world collects its garbage. */
import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';

/**
 * Of what lives, in percent, by which the heap may grow before it is collected. By itself V8 lets it grow to
 * more than twice that: of a full world a gigabyte, which the memory watch cannot tell from one that is needed.
 */
const GROWING_PERCENT = 50;

/**
 * Cores with which what is young is collected by several threads at once. On two, with players and the journal on
 * them, the main thread waits for helpers that have no core, several times a second.
 */
const PARALLEL_CORES_MIN = 3;

/** Holds from the next collection on. */
export function tuneGarbageCollection(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWING_PERCENT}`);
  if (availableParallelism() < PARALLEL_CORES_MIN) setFlagsFromString('--no-parallel-scavenge');
}
