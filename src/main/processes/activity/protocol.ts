/** What the host and the activity process say to each other. */

export interface OpenActivity {
  readonly dataDir: string;
  readonly serverId: string;
  readonly lockWaitMs: number;
}

export interface KeepHouse {
  readonly compressDays: number;
  /** Wall clock in milliseconds. */
  readonly now: number;
}

/** What the activity process offers. */
export interface ActivityCalls {
  /** Takes the logs. Comes first, once. */
  open(options: OpenActivity): Promise<void>;
  /** Brings the log to change `seq`, which is durable; resolves once every event up to there is on disk. */
  catchUp(seq: number): Promise<void>;
  /**
   * Compresses the days that ended so many days before `now`, and reads one compressed day whole, another
   * one each time: one that is damaged is put aside. Says in sentences what was done. Following goes on.
   */
  keepHouse(order: KeepHouse): Promise<readonly string[]>;
  /** The days that ended so many days before `now`, oldest first; never the newest. */
  daysOlderThan(days: number, now: number): Promise<readonly string[]>;
  /** Removes these days for good. */
  deleteDays(days: readonly string[]): Promise<void>;
  /** Ends the process. */
  close(): Promise<void>;
}

/** The host offers it nothing. */
export type ActivityEvents = Record<never, never>;
