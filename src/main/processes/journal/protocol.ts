/** What the host and the journal process say to each other. */
import type { Post } from '../../journal/outbox.ts';

export interface OpenJournal {
  readonly dataDir: string;
  readonly serverId: string;
  /** The snapshot holds everything up to here, so damage below it costs nothing. */
  readonly heldElsewhere: number;
  /** Milliseconds to wait for a process of an earlier host that still writes what it had queued. */
  readonly lockWaitMs: number;
}

export interface JournalStatus {
  readonly durable: number;
  readonly timeline: number;
  readonly epoch: number;
  readonly segments: number;
  readonly segmentFile: string;
  readonly bytes: number;
}

/** What recovery found, in words for the log and for the operator. */
export interface JournalOpened {
  readonly durable: number;
  readonly timeline: number;
  readonly epoch: number;
  readonly remarks: readonly string[];
}

/** Why writing is held up, or null once it goes on. */
export type JournalTrouble = { readonly code: string; readonly message: string } | null;

/** What the journal process offers. */
export interface JournalCalls {
  /** Recovers, starts an epoch and says what is durable. Comes first, once. */
  open(options: OpenJournal): Promise<JournalOpened>;
  /** Appends what was encoded, in order. Answered by `durable`, not by a return. */
  append(post: Post): void;
  status(): JournalStatus;
  /**
   * The store was written anew from memory and holds everything up to `seq`: the journal goes on
   * above it, whatever it holds below.
   */
  skipTo(seq: number): void;
  /** Writes what it was sent, seals the segment and ends the process. */
  close(): Promise<void>;
}

/** What the host offers it. */
export interface JournalEvents {
  /** Everything up to `seq` is on disk. */
  durable(seq: number): void;
  trouble(trouble: JournalTrouble): void;
}
