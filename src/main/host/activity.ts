/** The host's end of the activity process: tells it how far the journal is durable, and hears how far the log is. */
import type { Logger } from '../../shared/logger.ts';
import type { DurableSequence } from '../journal/durability.ts';
import type { ActivityCalls, ActivityEvents } from '../processes/activity/protocol.ts';
import type { Fork } from '../processes/port.ts';
import { type ProcessStatus, Supervisor } from '../processes/supervisor.ts';
import { within } from './within.ts';

const LOCK_WAIT_MS = 30_000;
const STOP_MS = 120_000;
/** Milliseconds between two words of how far the journal is durable, and after one that failed. */
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
  readonly #log: Logger;
  readonly #durable: DurableSequence;
  readonly #supervisor: Supervisor<ActivityCalls, ActivityEvents>;
  #syncedSeq = 0;
  #isStopped = false;
  #timer: NodeJS.Timeout | null = null;

  constructor({ fork, log, dataDir, serverId, durable }: ActivityOptions) {
    this.#log = log;
    this.#durable = durable;
    this.#supervisor = new Supervisor<ActivityCalls, ActivityEvents>({
      name: 'activity',
      fork,
      log,
      local: {},
      prepare: (rpc) => rpc.open({ dataDir, serverId, lockWaitMs: LOCK_WAIT_MS }),
      onDown: () => {},
    });
  }

  /** The events of every change up to this one are in the log, on disk. */
  get syncedSeq(): number {
    return this.#syncedSeq;
  }

  status(): ProcessStatus {
    return this.#supervisor.status();
  }

  /** Begins to follow the journal, which is recovered. */
  async start(): Promise<void> {
    await this.#supervisor.start();
    this.#followSoon(FOLLOW_MS);
  }

  /** Brings the log to everything that is durable and ends the process. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    try {
      // One that has just died has a successor by then, which writes what it left.
      if (this.#supervisor.status().state !== 'stopped') {
        await within(STOP_MS, this.#follow(), () => 'The activity log did not come to an end.');
      }
    } finally {
      await this.#supervisor.stop((rpc) => rpc.close(), STOP_MS);
    }
  }

  #followSoon(milliseconds: number): void {
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => {
      this.#follow().then(
        () => this.#followSoon(FOLLOW_MS),
        (error: unknown) => {
          // The log stays behind, and the journal keeps what it lacks.
          if (!this.#isStopped) this.#log.error({ err: error }, 'the activity log is behind');
          this.#followSoon(RETRY_MS);
        },
      );
    }, milliseconds);
  }

  async #follow(): Promise<void> {
    const seq = this.#durable.value;
    if (seq === this.#syncedSeq) return;
    await this.#supervisor.ask((rpc) => rpc.catchUp(seq));
    this.#syncedSeq = seq;
  }
}
