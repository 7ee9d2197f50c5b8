/** When memory is warned of, and when it ends the host: by samples that are given, not measured. */
import { describe, expect, it } from 'vitest';
import {
  FIRST_JUDGEMENT,
  judge,
  levelOf,
  limitsOf,
  mayRestart,
} from '../../src/main/host/memory-watch.ts';
import { changesOf } from '../../src/main/host/settings-change.ts';
import { DEFAULT_SETTINGS } from '../../src/shared/settings.ts';

const LIMITS = { warnBytes: 80, limitBytes: 100 };
const BELOW = 50;
const OVER = 90;
const AT_LIMIT = 100;

/** The level after each of the samples. */
function levels(samples: readonly number[], limits: Parameters<typeof judge>[2] = LIMITS) {
  let judgement = FIRST_JUDGEMENT;
  return samples.map((rss) => {
    judgement = judge(judgement, rss, limits);
    return levelOf(judgement);
  });
}

const times = (count: number, value: number) => Array.from({ length: count }, () => value);

describe('memory', () => {
  it('[U7] is warned of after several samples in a row, and not for a spike', () => {
    expect(levels(times(5, OVER))).toEqual(['ok', 'ok', 'ok', 'ok', 'warning']);
    const spikes = [...times(4, AT_LIMIT), BELOW, ...times(4, OVER), BELOW, AT_LIMIT];
    expect(new Set(levels(spikes))).toEqual(new Set(['ok']));
  });

  it('[U7] is fine again after as many below', () => {
    const samples = [...times(5, OVER), ...times(4, BELOW), OVER, ...times(5, BELOW)];
    const found = levels(samples);
    expect(found.slice(4, -1)).toEqual(times(10, 0).map(() => 'warning'));
    expect(found.at(-1)).toBe('ok');
  });

  it('[U8] is at its limit after several samples in a row that are', () => {
    const samples = [...times(5, OVER), ...times(4, AT_LIMIT), OVER, ...times(5, AT_LIMIT)];
    expect(levels(samples).slice(-2)).toEqual(['warning', 'limit']);
  });

  it('[U7] that goes up and down between warning and limit is warned of', () => {
    expect(levels([OVER, AT_LIMIT, OVER, AT_LIMIT, OVER]).at(-1)).toBe('warning');
  });

  it('[U7] without a limit is never too much', () => {
    const none = limitsOf({ ...DEFAULT_SETTINGS, memoryLimitMib: null });
    expect(levels(times(9, Number.MAX_SAFE_INTEGER), none).at(-1)).toBe('ok');
  });

  it('[U7] has the limits of the settings, by default those of the document', () => {
    expect(limitsOf(DEFAULT_SETTINGS)).toEqual({
      limitBytes: 2 * 1024 ** 3,
      warnBytes: Math.round(2 * 1024 ** 3 * 0.8),
    });
  });

  it('[U10] brings no restart where three within an hour have not helped', () => {
    const now = Date.parse('2026-11-22T12:00:00.000Z');
    const minutesAgo = (...all: number[]) =>
      all.map((minutes) => new Date(now - minutes * 60_000).toISOString());
    expect(mayRestart([], now)).toBe(true);
    expect(mayRestart(minutesAgo(40, 20), now)).toBe(true);
    expect(mayRestart(minutesAgo(59, 40, 20), now)).toBe(false);
    expect(mayRestart(minutesAgo(61, 40, 20), now)).toBe(true);
  });

  it('[U11] has no limit that it is above already', () => {
    const now = { characters: 0, memoryBytes: 300 * 1024 ** 2 };
    const set = (memoryLimitMib: number | null) =>
      changesOf(DEFAULT_SETTINGS, { memoryLimitMib }, now);
    expect(() => set(300)).toThrow(expect.objectContaining({ code: 'Conflict' }));
    expect(set(301)).toEqual(['memoryLimitMib']);
    expect(set(null)).toEqual(['memoryLimitMib']);
  });
});
