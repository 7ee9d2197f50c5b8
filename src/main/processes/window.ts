/**
 * Which moments can be gone back to, and what of the journal that takes. A moment is made from a backup of
 * its timeline or of one that led there, and from the journal that follows it. Pure.
 */
import { legOf, type Timeline, wayTo } from '../journal/timelines.ts';
import type { BaseBackup } from './rebuild.ts';

/** A backup, and when it was made: ISO 8601 in UTC. */
export type DatedBase = Pick<BaseBackup, 'timeline' | 'seq'> & { readonly at: string };

/** The oldest segment that the journal still has. */
export interface OldestSegment {
  readonly first_seq: number;
  /** Wall clock, milliseconds. */
  readonly created_at: number;
}

/**
 * The change after which the journal is needed, so that any moment since `since` (wall clock, milliseconds)
 * can be made again: that of the oldest of the backups that these moments are made from, of every timeline
 * that was played on since then. 0 where one of them has none.
 */
export function neededAfter(
  timelines: readonly Timeline[],
  bases: readonly DatedBase[],
  since: number,
): number {
  const played = timelines.filter(({ to }) => to === null || to >= since);
  return Math.min(
    ...played.map((one) => {
      const early = onTheWayTo(timelines, one, bases).filter(
        (base) => isBefore(base, one) || Date.parse(base.at) <= since,
      );
      return Math.max(0, ...early.map(({ seq }) => seq));
    }),
  );
}

/**
 * The oldest moment (wall clock, milliseconds) from which on any can be made again, of every timeline; null
 * where there is none. `oldest` is of the first of the timelines.
 */
export function windowFrom(
  timelines: readonly Timeline[],
  bases: readonly DatedBase[],
  oldest: OldestSegment,
): number | null {
  const [first] = timelines;
  if (first === undefined) return null;
  const isComplete = first.parent === null && oldest.first_seq === 1;
  // The journal does not go on from the others.
  const usable = bases.filter(
    ({ timeline, seq }) => timeline > first.timeline || seq >= oldest.first_seq - 1,
  );
  let from = oldest.created_at;
  for (const one of timelines) {
    const leading = onTheWayTo(timelines, one, usable);
    const isFromNothing =
      isComplete && wayTo(timelines, one.timeline, null)[0]?.timeline === first.timeline;
    if (isFromNothing || leading.some((base) => isBefore(base, one))) continue;
    // Of one that cannot be made from its beginning what came after its first backup can, or nothing.
    const own = leading.map(({ at }) => Date.parse(at));
    if (own.length === 0 && one.to === null) return null;
    from = Math.max(from, own.length === 0 ? (one.to as number) : Math.min(...own));
  }
  return from;
}

function onTheWayTo<T extends DatedBase>(
  timelines: readonly Timeline[],
  { timeline }: Timeline,
  bases: readonly T[],
): readonly T[] {
  const way = wayTo(timelines, timeline, null);
  return bases.filter((base) => legOf(way, base) >= 0);
}

/** Whether a backup on the way to a timeline holds the state that it began with, or an earlier one. */
function isBefore({ timeline, seq }: DatedBase, one: Timeline): boolean {
  return timeline < one.timeline || (one.parent !== null && seq < one.firstSeq);
}
