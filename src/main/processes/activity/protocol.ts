/** What the host and the activity process say to each other. */

export interface OpenActivity {
  readonly dataDir: string;
  readonly serverId: string;
  readonly lockWaitMs: number;
}

/** What the activity process offers. */
export interface ActivityCalls {
  /** Takes the logs. Comes first, once. */
  open(options: OpenActivity): Promise<void>;
  /** Brings the log to change `seq`, which is durable; resolves once every event up to there is on disk. */
  catchUp(seq: number): Promise<void>;
  /** Ends the process. */
  close(): Promise<void>;
}

/** The host offers it nothing. */
export type ActivityEvents = Record<never, never>;
