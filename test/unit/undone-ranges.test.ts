/** Which entries of the activity log a restore has undone, against a model that remembers every one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type LogRange,
  type TimelineMark,
  UndoneRanges,
} from '../../src/main/storage/undone-ranges.ts';

/** Some play, then a step back to some state there has been; `skipped` numbers are never used. */
interface Step {
  readonly play: number;
  readonly target: number;
  readonly skipped: number;
}

const steps = fc.array(fc.record({ play: fc.nat(6), target: fc.nat(1_000), skipped: fc.nat(3) }), {
  maxLength: 12,
});

/** A state that can be gone back to, and the numbers of the entries that hold in it. */
interface State {
  readonly timeline: number;
  readonly lastLogId: number;
  readonly holds: ReadonlySet<number>;
}

/** Lives the steps, remembering for each state which entries hold in it. */
function live(all: readonly Step[]) {
  let timeline = 1;
  let highest = 0;
  let now: State = { timeline, lastLogId: 0, holds: new Set() };
  const states: State[] = [now];
  const marks: TimelineMark[] = [];
  const played = (): void => {
    highest++;
    now = { timeline, lastLogId: highest, holds: new Set([...now.holds, highest]) };
    states.push(now);
  };
  const lives: { mark: TimelineMark; holds: ReadonlySet<number>; highest: number }[] = [];
  for (const { play, target, skipped } of all) {
    for (let i = 0; i < play; i++) played();
    const back = states[target % states.length] as State;
    timeline++;
    const first_log_id = highest + skipped + 1;
    const mark: TimelineMark = {
      timeline,
      first_log_id,
      parent: back.timeline,
      parent_last_log_id: back.lastLogId,
      cause: 'restore',
    };
    marks.push(mark);
    // The state before the mark can be gone back to as well.
    now = { timeline, lastLogId: first_log_id - 1, holds: back.holds };
    states.push(now);
    highest = first_log_id - 1;
    played();
    lives.push({ mark, holds: now.holds, highest });
  }
  return lives;
}

const numbers = (ranges: readonly LogRange[]) =>
  ranges.flatMap(({ first, last }) =>
    Array.from({ length: last - first + 1 }, (_, i) => first + i),
  );
const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

function mark(
  timeline: number,
  first_log_id: number,
  parent: number,
  parent_last_log_id: number,
): TimelineMark {
  return { timeline, first_log_id, parent, parent_last_log_id, cause: 'restore' };
}

describe('entries that a restore undid', () => {
  it('[A9] are those behind the branch; an undo makes them hold again, and not what came between', () => {
    const ranges = new UndoneRanges();
    expect(ranges.add(mark(2, 101, 1, 60))).toEqual({
      undone: [{ first: 61, last: 100 }],
      held: [],
    });
    expect([60, 61, 100, 101].map((logId) => ranges.has(logId))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(ranges.add(mark(3, 151, 1, 100))).toEqual({
      undone: [{ first: 101, last: 150 }],
      held: [{ first: 61, last: 100 }],
    });
    expect(ranges.ranges).toEqual([{ first: 101, last: 150 }]);
  });

  it('[A9] are counted from what is known, where a mark is in no log any more', () => {
    const ranges = new UndoneRanges();
    ranges.add(mark(9, 501, 7, 450));
    expect(ranges.ranges).toEqual([{ first: 451, last: 500 }]);
  });

  it('[A9] are, after any steps back and forth, exactly those that do not hold', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const ranges = new UndoneRanges();
        let before = new Set<number>();
        for (const { mark, holds, highest } of live(all)) {
          const change = ranges.add(mark);
          const undone = upTo(highest).filter((logId) => !holds.has(logId));
          expect(numbers(ranges.ranges)).toEqual(undone);
          expect(upTo(highest).filter((logId) => ranges.has(logId))).toEqual(undone);
          expect(numbers(change.undone)).toEqual(undone.filter((logId) => !before.has(logId)));
          expect(numbers(change.held)).toEqual(
            [...before].filter((logId) => holds.has(logId)).sort((a, b) => a - b),
          );
          for (const [i, { last }] of ranges.ranges.entries()) {
            const next = ranges.ranges[i + 1];
            if (next !== undefined) expect(next.first).toBeGreaterThan(last + 1);
          }
          before = new Set(undone);
        }
      }),
      { numRuns: 300 },
    );
  });
});
