/**
 * The timelines of a shard's life and the way from one state to another through them.
 *
 * A restore begins a timeline and leaves the one before as it is. Sequence numbers never repeat, so a
 * sequence names its timeline: the last that began at or below it.
 */
import { assert } from '../../shared/errors.ts';
import type { JournalDirectory } from './journal-directory.ts';
import type { TimelineOrigin } from './segment.ts';

export interface Timeline {
  readonly timeline: number;
  /** Null for one that began with an empty world, or whose past is not known. */
  readonly parent: TimelineOrigin | null;
  /** Its first sequence. */
  readonly firstSeq: number;
  /** Its last sequence; null for the current one, which goes on. */
  readonly lastSeq: number | null;
  /** Wall clock of its beginning and end in milliseconds; null for the first and the current one. */
  readonly from: number | null;
  readonly to: number | null;
}

/** A part of the way: the change sets after `after` up to `upTo` of one timeline. */
export interface Leg {
  readonly timeline: number;
  /** How the timeline began, or null. */
  readonly parent: TimelineOrigin | null;
  readonly after: number;
  /** Null where the way goes on with the timeline itself. */
  readonly upTo: number | null;
}

/**
 * All timelines that were ever current, oldest first. One that was only created, by a restore that
 * was cut off, has a single segment, which nobody ever wrote to: a timeline that becomes current gets
 * its second with the first epoch. Throws as `JournalDirectory.list` does.
 */
export function readTimelines(journal: JournalDirectory): readonly Timeline[] {
  const current = journal.currentTimeline()?.timeline;
  const found: { timeline: number; parent: TimelineOrigin | null; firstSeq: number }[] = [];
  for (const timeline of journal.timelines()) {
    const { segments } = journal.list(timeline);
    const newest = segments.at(-1)?.header;
    if (newest === undefined) continue;
    const { parent } = newest;
    if (parent !== null && newest.ordinal === 1 && timeline !== current) continue;
    const firstSeq = parent?.first_seq ?? (segments[0]?.header.first_seq as number);
    found.push({ timeline, parent, firstSeq });
  }
  return found.map((one, i) => {
    const next = found[i + 1];
    return {
      ...one,
      lastSeq: next === undefined ? null : next.firstSeq - 1,
      from: one.parent?.at ?? null,
      to: next?.parent?.at ?? null,
    };
  });
}

/**
 * The timeline that a sequence is of; the state after the last one of a timeline is of it. None where
 * it is of one that is not known any more.
 */
export function timelineOf(timelines: readonly Timeline[], seq: number): Timeline | undefined {
  const [first] = timelines;
  if (first !== undefined && first.parent !== null && seq < first.firstSeq - 1) return undefined;
  return timelines.findLast(({ firstSeq }) => firstSeq <= seq) ?? first;
}

/**
 * The timeline that was current at a moment (wall clock, milliseconds). Where a restore was made while the
 * clock was ahead, moments before that restore by the clock that was put right since are of the timeline
 * that it left: what was played then is found by its sequence or by a backup.
 */
export function timelineAt(timelines: readonly Timeline[], at: number): Timeline | undefined {
  return timelines.findLast(({ from }) => from === null || from <= at);
}

/**
 * The way from the oldest state that the timelines know to the state after `seq` of `timeline`, or
 * to the beginning of the timeline and on where `seq` is null.
 */
export function wayTo(
  timelines: readonly Timeline[],
  timeline: number,
  seq: number | null,
): readonly Leg[] {
  const legs: Leg[] = [];
  let upTo = seq;
  let at: number | null = timeline;
  while (at !== null) {
    // Of one whose segments are all gone there may still be backups.
    const parent: TimelineOrigin | null =
      timelines.find((candidate) => candidate.timeline === at)?.parent ?? null;
    legs.unshift({ timeline: at, parent, after: parent === null ? 0 : parent.first_seq - 1, upTo });
    assert(parent === null || parent.timeline < at, 'a timeline branches off an older one');
    upTo = parent?.branch_seq ?? null;
    at = parent?.timeline ?? null;
  }
  return legs;
}

/** Where on a way a state is, or -1 where it is not on it. */
export function legOf(legs: readonly Leg[], state: { timeline: number; seq: number }): number {
  return legs.findIndex(
    ({ timeline, after, upTo }) =>
      timeline === state.timeline && state.seq >= after && (upTo === null || state.seq <= upTo),
  );
}
