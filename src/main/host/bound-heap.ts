/** How much garbage the heap may hold. */
import { setFlagsFromString } from 'node:v8';

/**
 * Of what lives, in percent, by which the heap may grow before it is collected. By itself V8 lets it grow to
 * more than twice that: of a full world a gigabyte, which the memory watch cannot tell from one that is needed.
 */
const GROWING_PERCENT = 50;

/** Bounds the heap of this process from the next collection on. For the process that has the world. */
export function boundHeap(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWING_PERCENT}`);
}
