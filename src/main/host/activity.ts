/**
 * The host's end of the activity process: tells it how far the journal is durable, and hears how far the
 * log is. The shard does not need the log to serve, so nothing waits for it: while it is behind, or cannot
 * be had at all, the journal keeps what it lacks.
 */
import { ERROR_CODES, type ErrorCode, type ErrorDetails, ShardError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { DurableSequence } from '../journal/durability.ts';
import type { ActivityCalls, ActivityEvents } from '../processes/activity/protocol.ts';
import type { Fork } from '../processes/port.ts';
import { RemoteError, type Rpc } from '../processes/rpc.ts';
import { type ProcessStatus, Supervisor } from '../processes/supervisor.ts';
import { within } from './within.ts';

const LOCK_WAIT_MS = 30_000;
const STOP_MS = 120_000;
/** Milliseconds between two words of how far the journal is durable, and after a word or a start that failed. */
const FOLLOW_MS = 250;
const RETRY_MS = 5_000;

export interface ActivityOptions {
  readonly fork: Fork;
  readonly log: Logger;
  readonly dataDir: string;
  readonly serverId: string;
  readonly durable: DurableSequence;
}

export class Activity {
  readonly #options: ActivityOptions;
  #supervisor: Supervisor<ActivityCalls, ActivityEvents>;
  #syncedSeq = 0;
  #isStopped = false;
  #timer: NodeJS.Timeout | null = null;
  /** The try to start it that was made last. */
  #start: Promise<void> | null = null;
  #failedStarts = 0;
  #startFailure: string | null = null;
  /** Why the log is behind, as it was logged; null where it is not. */
  #trouble: string | null = null;

  constructor(options: ActivityOptions) {
    this.#options = options;
    this.#supervisor = this.#newSupervisor();
  }

  /** The events of every change up to this one are in the log, on disk. */
  get syncedSeq(): number {
    return this.#syncedSeq;
  }

  /**
   * Asks the process, or the one after it, for more than following the journal. Rejects with what it
   * refuses, or with `StorageUnavailable` where it cannot be had.
   */
  async ask<T>(question: (rpc: Rpc<ActivityCalls, ActivityEvents>) => Promise<T>): Promise<T> {
    await this.#start;
    try {
      if (this.#supervisor.status().state === 'stopped') throw new Error(`${this.#startFailure}`);
      return await this.#supervisor.ask(question);
    } catch (error) {
      throw asRefusal(error);
    }
  }

  status(): ProcessStatus {
    const status = this.#supervisor.status();
    if (this.#startFailure === null) return status;
    const isWaiting = status.state === 'stopped' && !this.#isStopped;
    return {
      ...status,
      state: isWaiting ? 'waiting' : status.state,
      restarts: status.restarts + this.#failedStarts,
      lastEnd: status.lastEnd ?? this.#startFailure,
    };
  }

  /** Begins to follow the journal, which is recovered. One that does not start is tried again. */
  start(): void {
    this.#start = this.#supervisor.start().then(
      () => this.#followSoon(FOLLOW_MS),
      (error: unknown) => {
        this.#startFailure = this.#tell(error);
        this.#failedStarts++;
        // The supervisor of a first start that failed has given up.
        this.#supervisor = this.#newSupervisor();
        if (!this.#isStopped) this.#timer = setTimeout(() => this.start(), RETRY_MS);
      },
    );
  }

  /** Brings the log to change `seq`, which is durable. */
  async bringTo(seq: number): Promise<void> {
    if (seq > this.#syncedSeq) await this.ask((rpc) => rpc.catchUp(seq));
  }

  /** Brings the log to everything that is durable and ends the process. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    try {
      await within(STOP_MS, this.#finish(), () => 'The activity log did not come to an end.');
    } finally {
      await this.#supervisor.stop((rpc) => rpc.close(), STOP_MS);
    }
  }

  async #finish(): Promise<void> {
    if (this.#start === null) return;
    await this.#start;
    if (this.#supervisor.status().state === 'stopped') {
      throw new Error(`The journal keeps what the activity log lacks: ${this.#startFailure}`);
    }
    // One that has just died has a successor by then, which writes what it left.
    await this.#follow();
  }

  #newSupervisor(): Supervisor<ActivityCalls, ActivityEvents> {
    const { fork, log, dataDir, serverId } = this.#options;
    return new Supervisor<ActivityCalls, ActivityEvents>({
      name: 'activity',
      fork,
      log,
      local: {},
      prepare: (rpc) => rpc.open({ dataDir, serverId, lockWaitMs: LOCK_WAIT_MS }),
      onDown: () => {},
    });
  }

  #followSoon(milliseconds: number): void {
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => {
      this.#follow().then(
        () => {
          this.#trouble = null;
          this.#followSoon(FOLLOW_MS);
        },
        (error: unknown) => {
          this.#tell(error);
          this.#followSoon(RETRY_MS);
        },
      );
    }, milliseconds);
  }

  /** Says once why the log is behind, however often that is tried again. */
  #tell(error: unknown): string {
    const why = error instanceof Error ? error.message : String(error);
    if (!this.#isStopped && why !== this.#trouble) {
      this.#options.log.error({ why }, 'the activity log is behind, and is tried again');
    }
    this.#trouble = why;
    return why;
  }

  async #follow(): Promise<void> {
    const seq = this.#options.durable.value;
    if (seq === this.#syncedSeq) return;
    await this.#supervisor.ask((rpc) => rpc.catchUp(seq));
    this.#syncedSeq = seq;
  }
}

/** What the process refused, as it said it; everything else is that there is no answer now. */
function asRefusal(error: unknown): ShardError {
  const { message } = error as Error;
  if (error instanceof RemoteError && isRefusal(error.code)) {
    return new ShardError(error.code, message, {
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      ...(error.data === undefined ? {} : { details: error.data as ErrorDetails }),
    });
  }
  return new ShardError('StorageUnavailable', `The activity log cannot be had now: ${message}`, {
    hint: 'Try again in a moment.',
    cause: error,
  });
}

function isRefusal(code: string): code is ErrorCode {
  return code !== 'Internal' && (ERROR_CODES as readonly string[]).includes(code);
}
