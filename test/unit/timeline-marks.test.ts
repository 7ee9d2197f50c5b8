/** The first entry of each timeline, and which of them a start has to add. */
import { describe, expect, it } from 'vitest';
import { beginningMark, missingMarks } from '../../src/main/host/timeline-marks.ts';
import type { StartTimeline } from '../../src/main/processes/journal/protocol.ts';

/** Timelines 3, 2, 1: the second branched off entry 60 of the first, the third off `branch` of the second. */
function ancestry(branch: number): StartTimeline[] {
  const origin = { branch_seq: 0, first_seq: 1, at: 0, next_ids: {} };
  return [
    {
      timeline: 3,
      parent: { ...origin, timeline: 2, branch_log_id: branch, next_log_id: 151, cause: 'damage' },
    },
    { timeline: 2, parent: { ...origin, timeline: 1, branch_log_id: 60, next_log_id: 101 } },
  ];
}

const timelines = (branch: number, nextLogId: number) =>
  missingMarks(ancestry(branch), nextLogId).map(({ timeline }) => timeline);

describe('the mark of a timeline', () => {
  it('[A9] says where it branched off, and why', () => {
    const [third, second] = ancestry(120).map(beginningMark);
    expect(third).toEqual({
      timeline: 3,
      first_log_id: 151,
      parent: 2,
      parent_last_log_id: 120,
      cause: 'damage',
    });
    expect(second).toMatchObject({ timeline: 2, cause: 'restore' });
  });

  it('[A9] is missing where the world knows no entry of the timeline', () => {
    expect(timelines(120, 151)).toEqual([3]);
    expect(timelines(120, 152)).toEqual([]);
    expect(timelines(120, 170)).toEqual([]);
  });

  it('[A9] is missing of a parent too whose own was lost with its journal; the parent comes first', () => {
    expect(timelines(100, 151)).toEqual([2, 3]);
    expect(timelines(101, 151)).toEqual([3]);
  });

  it('[A9] is none where an older version did not note where the log branched off', () => {
    const [third, second] = ancestry(120);
    const { branch_log_id: _, ...parent } = (third as StartTimeline).parent;
    const older = [{ timeline: 3, parent }, second as StartTimeline];
    expect(missingMarks(older, 151)).toEqual([]);
  });
});
