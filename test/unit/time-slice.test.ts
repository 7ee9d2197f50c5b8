/** How requests share the turns of the event loop with everything else. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { SLICE_MS, type Source, TimeSlice } from '../../src/main/gateway/time-slice.ts';

/** A sender, and whether it is read at the moment. */
class Sender implements Source {
  isPaused = false;

  pause(): void {
    expect(this.isPaused).toBe(false);
    this.isPaused = true;
  }

  resume(): void {
    expect(this.isPaused).toBe(true);
    this.isPaused = false;
  }
}

let clock: number;
let deferred: (() => void)[];
let slice: TimeSlice;
let ran: string[];
beforeEach(() => {
  clock = 1_000;
  deferred = [];
  ran = [];
  slice = new TimeSlice({ monotonic: () => clock, defer: (next) => deferred.push(next) });
});

/** A task that takes so many milliseconds. */
const task = (name: string, milliseconds = 0) => {
  return () => {
    clock += milliseconds;
    ran.push(name);
  };
};

function endTurn(): void {
  for (const next of deferred.splice(0)) next();
}

describe('a slice of a turn', () => {
  it('[N35] runs what comes at once while it lasts', () => {
    const sender = new Sender();
    slice.run(sender, task('a', SLICE_MS / 2));
    slice.run(sender, task('b', SLICE_MS));
    expect(ran).toEqual(['a', 'b']);
    expect(sender.isPaused).toBe(false);
  });

  it('[N35] leaves the rest to the next turns, in order, and nobody is read until all has run', () => {
    const [one, other] = [new Sender(), new Sender()];
    slice.run(one, task('a', SLICE_MS));
    slice.run(one, task('b', SLICE_MS));
    slice.run(other, task('c', SLICE_MS));
    // Of the rest of what it had read when it was paused.
    slice.run(one, task('d'));
    expect(ran).toEqual(['a']);
    expect([one.isPaused, other.isPaused]).toEqual([true, true]);
    endTurn();
    expect(ran).toEqual(['a', 'b']);
    expect([one.isPaused, other.isPaused]).toEqual([true, true]);
    endTurn();
    expect(ran).toEqual(['a', 'b', 'c']);
    endTurn();
    expect(ran).toEqual(['a', 'b', 'c', 'd']);
    expect([one.isPaused, other.isPaused]).toEqual([false, false]);
  });

  it('[N35] is as long in each turn, however much the turns before it took', () => {
    const sender = new Sender();
    slice.run(sender, task('a', 10 * SLICE_MS));
    endTurn();
    clock += 10 * SLICE_MS;
    slice.run(sender, task('b', SLICE_MS / 2));
    slice.run(sender, task('c'));
    expect(ran).toEqual(['a', 'b', 'c']);
  });

  it('[N35] keeps what comes behind what waits', () => {
    const [one, other] = [new Sender(), new Sender()];
    slice.run(one, task('a', SLICE_MS));
    slice.run(one, task('b', SLICE_MS));
    slice.run(one, task('c'));
    endTurn();
    slice.run(other, task('d'));
    expect(ran).toEqual(['a', 'b']);
    endTurn();
    expect(ran).toEqual(['a', 'b', 'c', 'd']);
  });

  it('[N35] runs all that comes once, in order, and begins nothing after its end', () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({ sender: fc.nat(2), milliseconds: fc.nat(2 * SLICE_MS) }),
        fc.constant('turn' as const),
      ),
    );
    fc.assert(
      fc.property(steps, (all) => {
        clock = 0;
        deferred = [];
        slice = new TimeSlice({ monotonic: () => clock, defer: (next) => deferred.push(next) });
        const senders = [new Sender(), new Sender(), new Sender()];
        const begun: number[] = [];
        let beganAt: number | null = null;
        const turn = () => {
          beganAt = null;
          endTurn();
        };
        let asked = 0;
        for (const step of all) {
          if (step === 'turn') {
            turn();
            continue;
          }
          const number = asked++;
          slice.run(senders[step.sender] as Sender, () => {
            beganAt ??= clock;
            expect(clock - beganAt).toBeLessThan(SLICE_MS);
            begun.push(number);
            clock += step.milliseconds;
          });
        }
        // Each turn runs one at least.
        for (let i = 0; i <= asked; i++) turn();
        expect(begun).toEqual(Array.from({ length: asked }, (_, number) => number));
        expect(senders.map(({ isPaused }) => isPaused)).toEqual([false, false, false]);
      }),
    );
  });
});
