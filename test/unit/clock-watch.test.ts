/** Whether the wall clock can be believed, and what becomes of what is old by one that cannot. */
import { expect, it } from 'vitest';
import { type JournalRetentionParts, pruneJournal } from '../../src/main/host/journal-retention.ts';
import { ClockWatch } from '../../src/main/processes/clock-watch.ts';
import { DEFAULT_SETTINGS } from '../../src/shared/settings.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const YEAR = 365 * 24 * HOUR;

/** A machine whose clock somebody puts ahead or back. */
function machine() {
  const time = { true: 1_000 * HOUR, off: 0 };
  const watch = new ClockWatch({ wall: () => time.true + time.off, elapsed: () => time.true });
  return { time, watch };
}

it('[J25] a clock that was put ahead or back is not believed until it is put right', () => {
  const { time, watch } = machine();
  time.true += 30 * HOUR;
  expect(watch.now()).toBe(1_030 * HOUR);
  for (const off of [YEAR, -YEAR, 6 * MINUTE, -6 * MINUTE]) {
    time.off = off;
    expect(watch.now()).toBeNull();
    time.true += 2 * HOUR;
    expect(watch.now()).toBeNull();
  }
  time.off = 2 * MINUTE;
  expect(watch.now()).toBe(1_038 * HOUR + 2 * MINUTE);
});

it('[J25] nothing of the journal is old by a clock that was put ahead', async () => {
  const { time, watch } = machine();
  const asked: unknown[] = [];
  const parts = {
    log: { info: () => {} },
    settings: { ...DEFAULT_SETTINGS, restoreHours: 48 },
    clock: watch,
    snapshotter: { standing: async () => ({ checkpointedSeq: 7 }) },
    backups: { ask: async () => 5 },
    journal: {
      prune: async (limits: unknown) => {
        asked.push(limits);
        return { segments: 0, bytes: 0 };
      },
    },
    activitySeq: 9,
  } as unknown as JournalRetentionParts;
  await pruneJournal(parts);
  time.off = YEAR;
  await pruneJournal(parts);
  expect(asked).toMatchObject([
    { heldUpTo: 5, since: 952 * HOUR },
    { heldUpTo: 5, since: null },
  ]);
});
