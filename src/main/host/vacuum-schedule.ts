/**
 * When the database is vacuumed by itself: daily at an hour of the local clock, once few enough are
 * online. Knows when, and not how: what a vacuum is, its owner says.
 */
import { Cron } from 'croner';

/** Milliseconds between two looks whether enough have left, and looks in one night: two hours of them. */
const LOOK_AGAIN_MS = 15 * 60_000;
const LOOKS = 9;

/** Something that will happen, unless it is stopped. */
export interface Plan {
  /** Wall clock in milliseconds, or null where it never will. */
  nextAt(): number | null;
  stop(): void;
}

/** How things are planned: by the clock, or in tests by hand. */
export interface Planner {
  /** Daily at an hour of the local clock. */
  daily(hour: number, run: () => void): Plan;
  once(milliseconds: number, run: () => void): Plan;
}

export const clockPlanner: Planner = {
  daily(hour, run) {
    // A day on which the clock skips the hour has its turn right after it.
    const cron = new Cron(`0 ${hour} * * *`, run);
    return { nextAt: () => cron.nextRun()?.getTime() ?? null, stop: () => cron.stop() };
  },
  once(milliseconds, run) {
    const at = Date.now() + milliseconds;
    const timer = setTimeout(run, milliseconds);
    return { nextAt: () => at, stop: () => clearTimeout(timer) };
  },
};

export interface VacuumScheduleOptions {
  /** The hour of the day, or null for never. */
  readonly hour: () => number | null;
  readonly maxOnline: () => number;
  readonly online: () => number;
  /** Time has come. */
  readonly onDue: () => void;
  /** Too many were online the whole night; the sentence says how many. */
  readonly onSkipped: (why: string) => void;
}

export class VacuumSchedule {
  readonly #options: VacuumScheduleOptions;
  readonly #planner: Planner;
  #daily: Plan | null = null;
  #again: Plan | null = null;

  constructor(options: VacuumScheduleOptions, planner: Planner = clockPlanner) {
    this.#options = options;
    this.#planner = planner;
  }

  /** Wall clock of the next look in milliseconds, or null where none is planned. */
  get nextAt(): number | null {
    return this.#again?.nextAt() ?? this.#daily?.nextAt() ?? null;
  }

  /** Begins, or begins anew where the hour has changed. */
  begin(): void {
    this.stop();
    const hour = this.#options.hour();
    if (hour !== null) this.#daily = this.#planner.daily(hour, () => this.#look(LOOKS - 1));
  }

  stop(): void {
    this.#daily?.stop();
    this.#again?.stop();
    this.#daily = null;
    this.#again = null;
  }

  #look(left: number): void {
    this.#again?.stop();
    this.#again = null;
    const { online, maxOnline, onDue, onSkipped } = this.#options;
    if (online() <= maxOnline()) onDue();
    else if (left === 0) onSkipped(tooMany(online(), maxOnline()));
    else this.#again = this.#planner.once(LOOK_AGAIN_MS, () => this.#look(left - 1));
  }
}

function tooMany(online: number, max: number): string {
  const players = `${online} ${online === 1 ? 'player was' : 'players were'} online`;
  return `${players} at the last of ${LOOKS} looks that night, and at most ${max} may be.`;
}
