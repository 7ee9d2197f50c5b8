/**
 * How long requests may run within one turn of the event loop. What goes beyond it waits for the next turns, in
 * the order it came, and who sent it is not read any further until all of it has run. So a burst, or what has
 * gathered while the host had no core, holds up timers and the disk's word by a slice at most, and its first
 * changes are on their way to the journal while the others still run.
 */

/** Milliseconds. */
export const SLICE_MS = 5;

export interface Source {
  pause(): void;
  resume(): void;
}

export interface TimeSliceOptions {
  /** Milliseconds on a clock that never jumps. */
  readonly monotonic: () => number;
  /** Runs a function once, in the next turn. */
  readonly defer: (next: () => void) => void;
}

export class TimeSlice {
  readonly #options: TimeSliceOptions;
  #isRunning = false;
  #endsAt = 0;
  readonly #waiting: (() => void)[] = [];
  readonly #paused = new Set<Source>();

  constructor(options: TimeSliceOptions) {
    this.#options = options;
  }

  /** Runs `task` now or in one of the next turns. While anything waits the slice is over, so the order stays. */
  run(source: Source, task: () => void): void {
    if (!this.#isRunning) this.#begin();
    if (!this.#isOver()) {
      task();
      return;
    }
    this.#waiting.push(task);
    if (this.#paused.has(source)) return;
    this.#paused.add(source);
    source.pause();
  }

  #begin(): void {
    this.#isRunning = true;
    this.#endsAt = this.#options.monotonic() + SLICE_MS;
    this.#options.defer(() => this.#next());
  }

  #isOver(): boolean {
    return this.#options.monotonic() >= this.#endsAt;
  }

  #next(): void {
    this.#isRunning = false;
    if (this.#waiting.length === 0) return;
    this.#begin();
    while (this.#waiting.length > 0 && !this.#isOver()) this.#waiting.shift()?.();
    if (this.#waiting.length > 0) return;
    for (const source of this.#paused) source.resume();
    this.#paused.clear();
  }
}
