/** Time as alerts know it, so that a test can let hours go by. */
export interface Clock {
  /** Milliseconds since 1970. */
  wall(): number;
  /** Milliseconds that never jump. */
  monotonic(): number;
  /** Calls `run` after so many milliseconds; the answer keeps it from it. */
  after(milliseconds: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};
