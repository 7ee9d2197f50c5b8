/** Which backups have had their time, and what never goes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expired, type Kept } from '../../src/main/storage/retention.ts';

const POLICY = { hours: 24, days: 7, weeks: 4 };
const NOW = Date.parse('2026-11-22T12:00:00.000Z');
const HOUR = 3_600_000;

function made(hoursAgo: number, change: Partial<Kept> = {}): Kept {
  const at = new Date(NOW - hoursAgo * HOUR).toISOString();
  return {
    name: `backup ${hoursAgo}`,
    at,
    isWhole: true,
    isProtected: false,
    provenAt: null,
    ...change,
  };
}

const left = (backups: readonly Kept[], now: number | null = NOW) => {
  const gone = new Set(expired(backups, POLICY, now));
  return backups.filter(({ name }) => !gone.has(name));
};

describe('the retention of backups', () => {
  it('[B4] keeps all of the last hours, then the newest of each day, then of each week', () => {
    const hourly = Array.from({ length: 24 * 60 }, (_, hour) => made(hour));
    const kept = left(hourly).map(({ at }) => at);
    expect(kept.filter((at) => NOW - Date.parse(at) <= 24 * HOUR)).toHaveLength(25);
    const older = kept.filter((at) => NOW - Date.parse(at) > 24 * HOUR);
    // It is Sunday noon: seven days back, each with its last hour; then the weeks, that end on Sundays.
    expect(older.map((at) => at.slice(0, 13))).toEqual([
      '2026-11-21T11',
      '2026-11-20T23',
      '2026-11-19T23',
      '2026-11-18T23',
      '2026-11-17T23',
      '2026-11-16T23',
      '2026-11-15T23',
      '2026-11-08T23',
      '2026-11-01T23',
      '2026-10-25T23',
    ]);
  });

  it('[B4] lets nothing go before the newest is whole, nor while the clock stands before it', () => {
    const old = [made(24 * 100), made(24 * 101)];
    expect(left([made(1, { isWhole: false }), ...old])).toHaveLength(3);
    expect(left([made(-5), ...old])).toHaveLength(3);
    expect(left([made(1), ...old])).toHaveLength(1);
    expect(left([made(1), ...old], null)).toHaveLength(3);
  });

  it('[B4] never lets go of one that is protected, nor of the newest whole or proven one', () => {
    const backup = fc.record({
      hours: fc.integer({ min: 0, max: 24 * 400 }),
      isWhole: fc.boolean(),
      isProtected: fc.boolean(),
      provenAt: fc.constantFrom(null, '2026-11-01T00:00:00.000Z'),
    });
    fc.assert(
      fc.property(fc.array(backup), (list) => {
        const backups = list.map(({ hours, ...rest }, i) =>
          made(hours + i / 1_000, { name: String(i), ...rest }),
        );
        const kept = left(backups);
        const whole = (some: readonly Kept[]) => some.filter(({ isWhole }) => isWhole);
        const newest = (some: readonly Kept[]) =>
          [...some].sort((a, b) => Date.parse(b.at) - Date.parse(a.at))[0];
        expect(
          backups.filter(({ isProtected }) => isProtected).every((one) => kept.includes(one)),
        ).toBe(true);
        expect(newest(whole(kept))).toEqual(newest(whole(backups)));
        const proven = (some: readonly Kept[]) => whole(some).filter(({ provenAt }) => provenAt);
        expect(newest(proven(kept))).toEqual(newest(proven(backups)));
      }),
    );
  });
});
