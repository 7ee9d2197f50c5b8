/** Which moments can be gone back to, over timelines, and what of the journal that takes. */
import { describe, expect, it } from 'vitest';
import type { Timeline } from '../../src/main/journal/timelines.ts';
import { type DatedBase, neededAfter, windowFrom } from '../../src/main/processes/window.ts';

const HOUR = 3_600_000;

/** Timelines that follow each other: each with the hour of its beginning, its first change and its branch. */
function timelines(
  ...all: readonly { from: number; first: number; parent?: number; branch?: number }[]
): Timeline[] {
  return all.map(({ from, first, parent, branch }, i) => {
    const next = all[i + 1];
    const origin =
      parent === undefined || branch === undefined
        ? null
        : {
            ...{ timeline: parent, branch_seq: branch, first_seq: first, at: from * HOUR },
            ...{ next_log_id: 1, next_ids: {} },
          };
    return {
      timeline: i + 1,
      parent: origin,
      firstSeq: first,
      lastSeq: next === undefined ? null : next.first - 1,
      from: origin === null ? null : from * HOUR,
      to: next === undefined ? null : next.from * HOUR,
    };
  });
}

const backup = (timeline: number, seq: number, hour: number): DatedBase => ({
  ...{ timeline, seq },
  at: new Date(hour * HOUR).toISOString(),
});

/** Played from 0, gone back at 10 to change 20, and at 12 to change 60 of the first again. */
const BRANCHED = timelines(
  { from: 0, first: 1 },
  { from: 10, first: 101, parent: 1, branch: 20 },
  { from: 12, first: 121, parent: 1, branch: 60 },
);

describe('the journal that the moments of a window are made from', () => {
  it('[J25] goes back to the last backup before the window', () => {
    const one = timelines({ from: 0, first: 1 });
    const bases = [backup(1, 30, 3), backup(1, 20, 2), backup(1, 10, 1)];
    expect(neededAfter(one, bases, 2.5 * HOUR)).toBe(20);
    expect(neededAfter(one, bases, 2 * HOUR)).toBe(20);
    expect(neededAfter(one, bases, 0.5 * HOUR)).toBe(0);
    expect(neededAfter(one, [], 2 * HOUR)).toBe(0);
  });

  it('[J25] goes back to the last backup before a timeline that was left within the window', () => {
    const bases = [backup(1, 10, 1), backup(1, 50, 5), backup(3, 130, 13)];
    // The second branched off before the backup at change 50.
    expect(neededAfter(BRANCHED, bases, 11 * HOUR)).toBe(10);
    // Its own beginning is held by a backup, whenever that was made.
    expect(neededAfter(BRANCHED, [...bases, backup(2, 100, 11.5)], 9.5 * HOUR)).toBe(50);
    // Nobody can want to go back to it.
    expect(neededAfter(BRANCHED, bases, 12.5 * HOUR)).toBe(50);
    expect(neededAfter(BRANCHED, bases, 13 * HOUR)).toBe(130);
  });
});

describe('the window', () => {
  const whole = { first_seq: 1, created_at: 0 };
  const pruned = { first_seq: 41, created_at: 4 * HOUR };

  it('[R10] begins with the journal where that goes back to nothing', () => {
    expect(windowFrom(BRANCHED, [], whole)).toBe(0);
    expect(windowFrom([], [], whole)).toBeNull();
  });

  it('[R10] begins with the first backup that the journal goes on from', () => {
    const one = timelines({ from: 0, first: 1 });
    expect(windowFrom(one, [], pruned)).toBeNull();
    expect(windowFrom(one, [backup(1, 30, 3)], pruned)).toBeNull();
    expect(windowFrom(one, [backup(1, 40, 3.5)], pruned)).toBe(4 * HOUR);
    expect(windowFrom(one, [backup(1, 60, 6), backup(1, 50, 5)], pruned)).toBe(5 * HOUR);
  });

  it('[R10] leaves out a timeline that cannot be made any more', () => {
    const bases = [backup(1, 50, 5)];
    // The second branched off at change 20, which is gone.
    expect(windowFrom(BRANCHED, bases, pruned)).toBe(12 * HOUR);
    expect(windowFrom(BRANCHED, [...bases, backup(2, 110, 11)], pruned)).toBe(11 * HOUR);
    expect(windowFrom(BRANCHED, [...bases, backup(2, 100, 11)], pruned)).toBe(5 * HOUR);
    // So it is with the present.
    expect(
      windowFrom(
        BRANCHED.slice(0, 2).map((one, i) => (i === 1 ? { ...one, to: null } : one)),
        bases,
        pruned,
      ),
    ).toBeNull();
  });
});
