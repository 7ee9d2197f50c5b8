/**
 * The wall clock, as far as it can be believed. One that was put ahead makes everything old at once, and
 * what is deleted for its age then is gone for good; so whoever deletes by age asks here.
 */
import { uptime } from 'node:os';

/** Milliseconds that the clock may have been corrected by. */
const CORRECTION_MS = 5 * 60_000;

export interface Clocks {
  /** Milliseconds since 1970 (UTC). */
  wall(): number;
  /** Milliseconds that nobody can put back or ahead, and that go on while the machine sleeps. */
  elapsed(): number;
}

const SYSTEM: Clocks = { wall: Date.now, elapsed: () => uptime() * 1_000 };

export class ClockWatch {
  readonly #clocks: Clocks;
  readonly #began: number;

  constructor(clocks: Clocks = SYSTEM) {
    this.#clocks = clocks;
    this.#began = clocks.wall() - clocks.elapsed();
  }

  /**
   * Wall clock in milliseconds; null where it has been put ahead or back since this watch began. It is
   * believed again once it is put right, or by the next process.
   */
  now(): number | null {
    const wall = this.#clocks.wall();
    const jumped = Math.abs(wall - this.#clocks.elapsed() - this.#began);
    return jumped > CORRECTION_MS ? null : wall;
  }
}
