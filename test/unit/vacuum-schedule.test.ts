/** When the database is vacuumed by itself, with a clock that is moved by hand; and croner's own hours. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { expectedMs } from '../../src/main/host/maintenance.ts';
import {
  clockPlanner,
  type Plan,
  type Planner,
  VacuumSchedule,
} from '../../src/main/host/vacuum-schedule.ts';
import type { VacuumRun } from '../../src/shared/maintenance.ts';

/** Plans that come true when the test says so. */
class Hand implements Planner {
  hour: number | null = null;
  night: () => void = () => {};
  waits: number[] = [];
  later: (() => void) | null = null;

  daily(hour: number, run: () => void): Plan {
    this.hour = hour;
    this.night = run;
    return { nextAt: () => 1_000, stop: () => this.#stopDaily() };
  }

  once(milliseconds: number, run: () => void): Plan {
    this.waits.push(milliseconds);
    this.later = run;
    return {
      nextAt: () => 500,
      stop: () => {
        this.later = null;
      },
    };
  }

  #stopDaily(): void {
    this.hour = null;
    this.night = () => {};
  }
}

function schedule({ online = 0, hour = 3 as number | null } = {}) {
  const hand = new Hand();
  const told: string[] = [];
  const state = { online, hour };
  const plan = new VacuumSchedule(
    {
      hour: () => state.hour,
      maxOnline: () => 50,
      online: () => state.online,
      onDue: () => told.push('due'),
      onSkipped: (why) => told.push(why),
    },
    hand,
  );
  plan.begin();
  return { hand, told, state, plan };
}

describe('the schedule of vacuums', () => {
  it('[U5] runs at once where few enough are online', () => {
    const { hand, told, plan } = schedule({ online: 50 });
    expect(hand.hour).toBe(3);
    expect(plan.nextAt).toBe(1_000);
    hand.night();
    expect(told).toEqual(['due']);
    expect(hand.waits).toEqual([]);
  });

  it('[U5] waits for players to leave, and tells when it looks again', () => {
    const { hand, told, state, plan } = schedule({ online: 51 });
    hand.night();
    expect(told).toEqual([]);
    expect(plan.nextAt).toBe(500);
    hand.later?.();
    state.online = 7;
    hand.later?.();
    expect(told).toEqual(['due']);
    expect(plan.nextAt).toBe(1_000);
  });

  it('[U5] is skipped with the reason where they stay, after two hours', () => {
    const { hand, told, plan } = schedule({ online: 61 });
    hand.night();
    while (hand.later !== null) hand.later();
    expect(told).toEqual([
      '61 players were online at the last of 9 looks that night, and at most 50 may be.',
    ]);
    expect(hand.waits.reduce((sum, ms) => sum + ms, 0)).toBe(2 * 3_600_000);
    // The next night begins anew.
    hand.night();
    expect(plan.nextAt).toBe(500);
  });

  it('[U5] follows its hour, never included, and ends', () => {
    const { hand, state, plan } = schedule({ online: 61 });
    hand.night();
    state.hour = 17;
    plan.begin();
    expect([hand.hour, hand.later]).toEqual([17, null]);
    state.hour = null;
    plan.begin();
    expect([hand.hour, plan.nextAt]).toEqual([null, null]);
    state.hour = 4;
    plan.begin();
    plan.stop();
    expect([hand.hour, plan.nextAt]).toEqual([null, null]);
  });

  it('[U5] is by the local clock', () => {
    const plan = clockPlanner.daily(3, () => {});
    onTestFinished(() => plan.stop());
    const next = new Date(plan.nextAt() as number);
    expect([next.getHours(), next.getMinutes(), next.getSeconds()]).toEqual([3, 0, 0]);
    expect(next.getTime()).toBeGreaterThan(Date.now());
  });
});

describe('what a vacuum will take', () => {
  const run: VacuumRun = {
    at: '2026-11-22T03:00:00.000Z',
    cause: 'schedule',
    state: 'done',
    bytes_before: 1_000,
    bytes_after: 500,
    duration_ms: 200,
    error: null,
  };

  it('[U4] is what the last one that was done took, by the size', () => {
    const failed: VacuumRun = { ...run, state: 'failed', duration_ms: 9, error: 'no room' };
    expect(expectedMs([failed, run, { ...run, duration_ms: 7 }], 3_000)).toBe(600);
  });

  it('[U4] is not known where there was none', () => {
    expect(expectedMs([], 3_000)).toBeNull();
    expect(expectedMs([{ ...run, state: 'skipped' }], 3_000)).toBeNull();
  });
});
