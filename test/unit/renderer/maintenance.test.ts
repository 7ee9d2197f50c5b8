/** Upkeep in words, and what is done about it from the window. */
import { describe, expect, test, vi } from 'vitest';
import { memoryNotice } from '../../../src/renderer/app/memory-notice.ts';
import {
  isVacuuming,
  type JournalStatus,
  Maintenance,
  type MaintenanceState,
  NO_MAINTENANCE,
} from '../../../src/renderer/features/maintenance/maintenance.ts';
import {
  estimateText,
  integrityFinding,
  invariantsFinding,
  journalText,
  nextVacuumText,
  shortageText,
  sizesText,
  totalOf,
  vacuumDoneText,
} from '../../../src/renderer/features/maintenance/words.ts';
import type { ServerStatus } from '../../../src/shared/host-methods.ts';
import type {
  MaintenanceStatus,
  MemoryStatus,
  VacuumRun,
} from '../../../src/shared/maintenance.ts';

const MIB = 1024 ** 2;
const NOW = Date.parse('2026-11-22T12:00:00.000Z');

const RUN: VacuumRun = {
  at: '2026-11-22T03:00:00.000Z',
  cause: 'schedule',
  state: 'done',
  bytes_before: 260 * MIB,
  bytes_after: 160 * MIB,
  duration_ms: 1_200,
  error: null,
};

const STATUS: MaintenanceStatus = {
  sizes: {
    database: 260 * MIB,
    journal: 12 * MIB,
    backups: 500 * MIB,
    logs: MIB,
    activity_index: 2 * MIB,
    scratch: 3 * MIB,
    quarantine: 0,
    free: 1_024 * MIB,
  },
  vacuum: {
    estimate: {
      bytes: 260 * MIB,
      bytes_reclaimable: 104 * MIB,
      bytes_needed: 288 * MIB,
      duration_ms: 3_000,
    },
    running: false,
    next_at: new Date(NOW + 6 * 3_600_000).toISOString(),
    max_online: 50,
    runs: [RUN],
  },
};

function withEstimate(change: Partial<MaintenanceStatus['vacuum']['estimate']>) {
  const { vacuum } = STATUS;
  return { ...STATUS, vacuum: { ...vacuum, estimate: { ...vacuum.estimate, ...change } } };
}

describe('a vacuum in words', () => {
  test('says first what it gives back, needs and takes', () => {
    expect(estimateText(STATUS)).toBe(
      'The database takes 260 MiB, about 104 MiB of it unused (40%), which a vacuum gives back. While it runs it needs 288 MiB of free space, and there are 1 GiB. By the last one it takes about 3 s.',
    );
    expect(estimateText(withEstimate({ duration_ms: null }))).toContain('known after the first');
    expect(estimateText(withEstimate({ duration_ms: 12 }))).toContain('less than a second.');
    expect(estimateText(withEstimate({ bytes_reclaimable: MIB }))).toContain('next to nothing');
  });

  test('says what is missing where there is no room', () => {
    expect(shortageText(STATUS)).toBeNull();
    expect(shortageText(withEstimate({ bytes_needed: 1_100 * MIB }))).toContain('76 MiB more');
  });

  test('says when the next one is, and on what condition', () => {
    const next = (max_online: number, next_at: string | null = STATUS.vacuum.next_at) =>
      nextVacuumText({ next_at, max_online }, NOW);
    expect(next(50)).toMatch(/^Next one in 6 h, at .*, if at most 50 players are online\.$/);
    expect(next(0)).toMatch(/if nobody is online\.$/);
    expect(next(1)).toContain('1 player is online');
    expect(next(50, null)).toBe('No vacuum is planned: the settings say never.');
  });

  test('says what came of it', () => {
    expect(vacuumDoneText(RUN)).toBe('Vacuum done in 1.2 s: 260 MiB became 160 MiB.');
    const same = { ...RUN, bytes_after: RUN.bytes_before };
    expect(vacuumDoneText(same)).toContain('as small as it can be');
    expect(sizesText(RUN)).toBe('260 MiB → 160 MiB');
    expect(sizesText({ ...same, state: 'failed', error: 'no room' })).toBe('260 MiB');
  });

  test('the disk is added up without what is free', () => {
    expect(totalOf(STATUS)).toBe(778 * MIB);
  });
});

describe('checks in words', () => {
  test('of the file', () => {
    expect(integrityFinding({ ok: true, problems: [], mended: [] }).isGood).toBe(true);
    const mended = ['It is made anew from backup_20261123_010203'];
    const bad = integrityFinding({ ok: false, problems: ['row 3 missing from index'], mended });
    expect(bad).toMatchObject({ isGood: false, problems: ['Row 3 missing from index.'] });
    expect(bad.text).toContain('1 problem found. It is made anew from backup');
  });

  test('of the rules', () => {
    const checked = { characters: 1_000, items: 5, guilds: 1, gold: 70 };
    const good = { ok: true, checked, violations: [], duration_ms: 12 };
    expect(invariantsFinding(good).text).toBe(
      'All rules hold for 1,000 characters, 5 items, 1 guild, 70 gold. Checked in 12 ms, while play went on.',
    );
    const violations = [{ rule: 'W6', message: 'Gold is missing.' }];
    const bad = invariantsFinding({ ...good, ok: false, violations });
    expect(bad).toMatchObject({ isGood: false, problems: ['W6: Gold is missing.'] });
    expect(bad.text).toMatch(/^1 rule of the world is broken/);
  });

  test('of the journal', () => {
    const journal = { durable_seq: 9, pending: 2, pending_bytes: 2_048, waited_ms: 4 };
    const text = (change: Partial<JournalStatus>) =>
      journalText({ ...journal, refusing: null, ...change } as JournalStatus);
    expect(text({})).toEqual({ isGood: true, text: 'Everything up to change 9 is on disk.' });
    expect(text({ waited_ms: 3_000 })).toEqual({
      isGood: false,
      text: 'Everything up to change 9 is on disk; 2 changes (2 KiB) waiting for 3 s.',
    });
    expect(text({ refusing: 'the disk is full' })).toEqual({
      isGood: false,
      text: 'The disk is full.',
    });
  });
});

describe('memory in words', () => {
  const status = (state: MemoryStatus['state'], limit_bytes: number | null = 2_048 * MIB) =>
    ({
      memory: { rss_bytes: 1_700 * MIB, limit_bytes, warn_bytes: 1_638 * MIB, state },
    }) as unknown as ServerStatus;

  test('is quiet where all is well', () => {
    expect(memoryNotice(null)).toBeNull();
    expect(memoryNotice(status('ok'))).toBeNull();
    expect(memoryNotice(status('warning', null))).toBeNull();
  });

  test('says how near the limit is, and what comes', () => {
    expect(memoryNotice(status('warning'))).toMatchObject({
      tone: 'warning',
      text: expect.stringContaining('83% of its limit of 2 GiB'),
    });
    expect(memoryNotice(status('restarting'))?.tone).toBe('bad');
    expect(memoryNotice(status('exhausted'))?.text).toContain('Restarts have not helped');
  });
});

describe('the upkeep of this window', () => {
  const JOURNAL = { seq: 1 } as JournalStatus;

  function open(answers: Record<string, () => unknown>) {
    let state: MaintenanceState = NO_MAINTENANCE;
    const call = vi.fn(async (method: string) => {
      const answer = answers[method];
      if (answer === undefined) throw new Error(`no answer to ${method}`);
      return answer();
    });
    const client = { call } as never;
    const maintenance = new Maintenance({
      client: () => client,
      get: () => state,
      set: (change) => {
        state = { ...state, ...change };
      },
    });
    const asked = (method: string) => call.mock.calls.filter(([name]) => name === method).length;
    return { maintenance, asked, state: () => state };
  }

  const figures = {
    'admin.journal.status': () => ({ journal: JOURNAL }),
    'admin.maintenance.get': () => ({ maintenance: STATUS }),
  };

  test('looks at the journal often, and at the pages of the file seldom', async () => {
    const { maintenance, asked, state } = open(figures);
    await maintenance.load();
    expect(state()).toMatchObject({ maintenance: STATUS, journal: JOURNAL });
    await maintenance.refresh();
    await maintenance.refresh();
    expect([asked('admin.journal.status'), asked('admin.maintenance.get')]).toEqual([3, 1]);
  });

  test('a vacuum is shown, and its figures are new after it, done or failed', async () => {
    const done = open({ ...figures, 'admin.vacuum': () => ({ vacuum: RUN }) });
    await done.maintenance.load();
    const running = done.maintenance.runVacuum();
    expect(done.state().vacuum.kind).toBe('running');
    // A second press does nothing.
    await done.maintenance.runVacuum();
    await running;
    expect(done.state().vacuum).toEqual({ kind: 'done', result: RUN });
    expect(done.asked('admin.vacuum')).toBe(1);
    expect(done.asked('admin.maintenance.get')).toBeGreaterThan(1);

    const failed = open(figures);
    await failed.maintenance.runVacuum();
    expect(failed.state().vacuum.kind).toBe('failed');
    expect(failed.asked('admin.maintenance.get')).toBe(1);
  });

  test('a vacuum that was not begun here is shown, and looked at until it is over', async () => {
    const status = (running: boolean) => ({ ...STATUS, vacuum: { ...STATUS.vacuum, running } });
    const answers = [status(true), status(true), status(false)];
    const get = () => ({ maintenance: answers.shift() });
    const { maintenance, asked, state } = open({ ...figures, 'admin.maintenance.get': get });
    await maintenance.load();
    expect(isVacuuming(state())).toBe(true);
    await maintenance.refresh();
    expect(isVacuuming(state())).toBe(true);
    await maintenance.refresh();
    expect(isVacuuming(state())).toBe(false);
    await maintenance.refresh();
    expect(asked('admin.maintenance.get')).toBe(3);
  });

  test('a check that fails is told, and so are figures that cannot be had', async () => {
    const { maintenance, state } = open({});
    await maintenance.checkIntegrity();
    expect(state().integrity).toMatchObject({ kind: 'failed' });
    await maintenance.load();
    expect(state().maintenanceError?.message).toContain('admin.journal.status');
  });
});
