/** What the host and the journal process say to each other. */
import type { LostChanges, Readable } from '../../journal/leave-timeline.ts';
import type { Post } from '../../journal/outbox.ts';
import type { RetentionLimits } from '../../journal/retention.ts';
import type { TimelineOrigin } from '../../journal/segment.ts';

export interface OpenJournal {
  readonly dataDir: string;
  readonly serverId: string;
  /** The snapshot holds everything up to here, so damage below it costs nothing. */
  readonly heldElsewhere: number;
  /** The timeline that the snapshot is on. */
  readonly timelineAtLeast: number;
  /** Where to leave the timeline whose journal cannot be read to its end; null to read all of it. */
  readonly leaveAt: Readable | null;
  /** Milliseconds to wait for a process of an earlier host that still writes what it had queued. */
  readonly lockWaitMs: number;
}

export interface Pruned {
  readonly segments: number;
  readonly bytes: number;
}

export interface StartTimeline {
  readonly timeline: number;
  readonly parent: TimelineOrigin;
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
  /** What was left behind with a timeline that could not be read to its end. */
  readonly lost: LostChanges | null;
  /** How the current timeline began, and those before it on the way to it: the current one first. */
  readonly ancestry: readonly StartTimeline[];
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
  /**
   * Removes a few of the segments that have had their time, and says how many and how large they were:
   * none once all are gone.
   */
  prune(limits: Omit<RetentionLimits, 'now'>): Pruned;
  /**
   * Leaves the current timeline for a new one, in one atomic step: a restore is done from then on.
   * Nothing may wait to be written. Rejects where the timeline did not become current.
   */
  startTimeline(start: StartTimeline): Promise<JournalOpened>;
  /** Writes what it was sent, seals the segment and ends the process. */
  close(): Promise<void>;
}

/** What the host offers it. */
export interface JournalEvents {
  /** Everything up to `seq` is on disk. */
  durable(seq: number): void;
  trouble(trouble: JournalTrouble): void;
}
