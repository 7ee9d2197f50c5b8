/** A clock that stands still until a test lets time go by. */
import type { Clock } from '../../src/main/host/alerts/clock.ts';

export class AlertClock implements Clock {
  #now = 0;
  readonly #wallAtStart = Date.parse('2026-11-22T12:00:00.000Z');
  #timers: { readonly at: number; readonly run: () => void }[] = [];

  wall(): number {
    return this.#wallAtStart + this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  after(milliseconds: number, run: () => void): () => void {
    const timer = { at: this.#now + milliseconds, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }

  /** Milliseconds until the next of what waits, or null. */
  get nextIn(): number | null {
    const times = this.#timers.map(({ at }) => at - this.#now);
    return times.length === 0 ? null : Math.min(...times);
  }

  /** Lets time go by, and what comes of it happen. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    for (;;) {
      const due = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#now = due.at;
      this.#timers = this.#timers.filter((one) => one !== due);
      due.run();
      await settled();
    }
    this.#now = end;
    await settled();
  }
}

/** What was promised is done, and what that promised. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}
