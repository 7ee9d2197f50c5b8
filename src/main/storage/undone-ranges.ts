/**
 * Which entries of the activity log do not hold any more: they happened, and a restore went back behind
 * them. The log is append-only, so each timeline begins with a mark (`TimelineBegan`) that says where it
 * branched off; folding the marks in the order of the log gives the entries that are undone by now.
 *
 * In a timeline hold its own entries, and of its parent those up to the branch that held there. So an
 * undo of a restore, which branches off the end of the old timeline, makes hold again what was undone.
 *
 * Pure: reads no file.
 */
import type { EventBody } from '../../shared/events.ts';

/** Entries by their `log_id`, both ends included. */
export interface LogRange {
  readonly first: number;
  readonly last: number;
}

export type TimelineMark = EventBody<'TimelineBegan'>;

/** What a mark has changed. */
export interface UndoneChange {
  /** Held until now, and do not any more. */
  readonly undone: readonly LogRange[];
  /** Did not hold, and do again. */
  readonly held: readonly LogRange[];
}

export class UndoneRanges {
  readonly #ofTimeline = new Map<number, readonly LogRange[]>();
  #current: readonly LogRange[] = [];

  /** The entries that are undone now: in order, and no two that touch. */
  get ranges(): readonly LogRange[] {
    return this.#current;
  }

  has(logId: number): boolean {
    return this.#current.some(({ first, last }) => first <= logId && logId <= last);
  }

  /**
   * Takes the next mark of the log in. A parent whose own mark is in no log any more went back behind
   * nothing that is still there: its mark was deleted with the day of what it undid, or a later one.
   */
  add({ timeline, first_log_id, parent, parent_last_log_id }: TimelineMark): UndoneChange {
    const inherited = without(this.#ofTimeline.get(parent) ?? [], [
      { first: parent_last_log_id + 1, last: Number.POSITIVE_INFINITY },
    ]);
    const before = this.#current;
    const now = joined(inherited, { first: parent_last_log_id + 1, last: first_log_id - 1 });
    this.#ofTimeline.set(timeline, now);
    this.#current = now;
    return { undone: without(now, before), held: without(before, now) };
  }
}

/** Adds the range behind all others. */
function joined(ranges: readonly LogRange[], next: LogRange): readonly LogRange[] {
  if (next.last < next.first) return ranges;
  const last = ranges.at(-1);
  if (last === undefined || last.last + 1 < next.first) return [...ranges, next];
  return [...ranges.slice(0, -1), { first: last.first, last: next.last }];
}

/** What is in `ranges` and not in `others`; both are in order. */
function without(ranges: readonly LogRange[], others: readonly LogRange[]): readonly LogRange[] {
  return ranges.flatMap(({ first, last }) => {
    const rest: LogRange[] = [];
    let from = first;
    for (const other of others) {
      if (other.last < from) continue;
      if (other.first > last) break;
      if (other.first > from) rest.push({ first: from, last: other.first - 1 });
      from = other.last + 1;
    }
    if (from <= last) rest.push({ first: from, last });
    return rest;
  });
}
