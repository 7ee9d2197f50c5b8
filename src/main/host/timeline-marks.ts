/**
 * The first entry of each timeline in the activity log, which says what a restore has undone (A9). It is
 * written by whoever makes the timeline current, or else by the next start: the log ids tell which lack it.
 */
import type { StartTimeline } from '../processes/journal/protocol.ts';
import type { TimelineMark } from '../storage/undone-ranges.ts';

/** Null for a timeline that a version began which did not note where its log branched off. */
export function beginningMark({ timeline, parent }: StartTimeline): TimelineMark | null {
  const { branch_log_id, next_log_id, cause } = parent;
  if (branch_log_id === undefined) return null;
  return {
    timeline,
    first_log_id: next_log_id,
    parent: parent.timeline,
    parent_last_log_id: branch_log_id,
    cause: cause ?? 'restore',
  };
}

/**
 * The marks, in order, that the world does not know to be in the log. `ancestry` is the current timeline
 * and those before it on the way to it. As a mark is the first entry of its timeline, a state with an entry
 * of that timeline has it; one without may have lost it, and a mark that is written twice says the same.
 */
export function missingMarks(
  ancestry: readonly StartTimeline[],
  nextLogId: number,
): readonly TimelineMark[] {
  const missing: TimelineMark[] = [];
  let lastLogId = nextLogId - 1;
  for (const start of ancestry) {
    const mark = beginningMark(start);
    if (mark === null || lastLogId >= mark.first_log_id) break;
    missing.unshift(mark);
    lastLogId = mark.parent_last_log_id;
  }
  return missing;
}
