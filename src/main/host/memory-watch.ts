/**
 * Watches the memory of this process (the document: "Memory monitoring", "Server restart if memory
 * issues"): warns at a share of the limit, and at the limit has the host ended in order and started again.
 *
 * It is the resident set that is measured, which is what the machine runs out of, and not the heap. Only
 * several samples in a row count: a full snapshot or a large load takes memory for a moment and gives it
 * back. Where restarts within the last hour have not helped, the limit is too low for this world; the
 * host then says so and goes on, for a shard that starts again and again is of no use to anybody.
 */
import { MEMORY_RESTARTS_MAX, MEMORY_RESTARTS_MS } from '../../shared/limits.ts';
import type { Logger } from '../../shared/logger.ts';
import type { MemoryStatus } from '../../shared/maintenance.ts';
import type { Settings } from '../../shared/settings.ts';

/** Milliseconds between two samples. */
const SAMPLE_MS = 1_000;
/** Samples in a row that it takes to pass a bound, in either direction. */
const IN_A_ROW = 5;

const MIB = 1024 ** 2;

export interface MemoryLimits {
  readonly warnBytes: number | null;
  readonly limitBytes: number | null;
}

/** Whether a bound counts as passed, and how many of the latest samples in a row said otherwise. */
interface Latch {
  readonly isOn: boolean;
  readonly against: number;
}

/** What the samples so far have come to. */
export interface Judgement {
  readonly warning: Latch;
  readonly limit: Latch;
}

const OFF: Latch = { isOn: false, against: 0 };
export const FIRST_JUDGEMENT: Judgement = { warning: OFF, limit: OFF };

type Level = 'ok' | 'warning' | 'limit';

export function limitsOf({ memoryLimitMib, memoryWarnPercent }: Settings): MemoryLimits {
  if (memoryLimitMib === null) return { warnBytes: null, limitBytes: null };
  const limitBytes = memoryLimitMib * MIB;
  return { limitBytes, warnBytes: Math.round((limitBytes * memoryWarnPercent) / 100) };
}

/** The judgement after one more sample. */
export function judge(
  { warning, limit }: Judgement,
  rssBytes: number,
  { warnBytes, limitBytes }: MemoryLimits,
): Judgement {
  const isOver = (bound: number | null) => bound !== null && rssBytes >= bound;
  return { warning: turn(warning, isOver(warnBytes)), limit: turn(limit, isOver(limitBytes)) };
}

export function levelOf({ warning, limit }: Judgement): Level {
  if (limit.isOn) return 'limit';
  return warning.isOn ? 'warning' : 'ok';
}

function turn({ isOn, against }: Latch, isOver: boolean): Latch {
  if (isOver === isOn) return { isOn, against: 0 };
  return against + 1 < IN_A_ROW ? { isOn, against: against + 1 } : { isOn: isOver, against: 0 };
}

/** Whether one more restart may help: not if so many were within the last hour. */
export function mayRestart(restarts: readonly string[], now: number): boolean {
  const recent = restarts.filter((at) => now - Date.parse(at) < MEMORY_RESTARTS_MS);
  return recent.length < MEMORY_RESTARTS_MAX;
}

export interface MemoryWatchOptions {
  readonly log: Logger;
  readonly settings: () => Settings;
  /** When the host was restarted for want of memory. */
  readonly restarts: () => readonly string[];
  /** The state has changed. */
  readonly onStatus: () => void;
  /** The limit is reached: end in order and start again. The sentence says why. */
  readonly onLimit: (why: string) => void;
}

export class MemoryWatch {
  readonly #options: MemoryWatchOptions;
  #judgement = FIRST_JUDGEMENT;
  #state: MemoryStatus['state'] = 'ok';
  #timer: NodeJS.Timeout | null = null;

  constructor(options: MemoryWatchOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => this.#sample(), SAMPLE_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  status(): MemoryStatus {
    const { limitBytes, warnBytes } = limitsOf(this.#options.settings());
    return {
      rss_bytes: process.memoryUsage.rss(),
      limit_bytes: limitBytes,
      warn_bytes: warnBytes,
      state: this.#state,
    };
  }

  #sample(): void {
    const rssBytes = process.memoryUsage.rss();
    const limits = limitsOf(this.#options.settings());
    const before = levelOf(this.#judgement);
    this.#judgement = judge(this.#judgement, rssBytes, limits);
    const level = levelOf(this.#judgement);
    if (level !== before) this.#enter(level, rssBytes, limits);
  }

  #enter(level: Level, rssBytes: number, { limitBytes }: MemoryLimits): void {
    const { log, restarts, onStatus, onLimit } = this.#options;
    const figures = { rss_bytes: rssBytes, limit_bytes: limitBytes };
    const taken = `The host takes ${Math.round(rssBytes / MIB)} MiB of memory`;
    const ofLimit = `${taken}, of a limit of ${Math.round((limitBytes ?? 0) / MIB)}`;
    if (level === 'ok') {
      this.#state = 'ok';
      log.info(figures, `${taken}, which is fine again.`);
    } else if (level === 'warning') {
      this.#state = 'warning';
      log.warn(figures, `${ofLimit}.`);
    } else if (mayRestart(restarts(), Date.now())) {
      this.#state = 'restarting';
      this.stop();
      log.error(figures, `${ofLimit}: it ends in order, to be started again.`);
      onLimit(`${ofLimit}.`);
    } else {
      this.#state = 'exhausted';
      log.error(
        figures,
        `${ofLimit}. ${MEMORY_RESTARTS_MAX} restarts within an hour have not helped, so it goes on: raise memoryLimitMib.`,
      );
    }
    onStatus();
  }
}
