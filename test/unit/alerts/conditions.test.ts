/** When each rule finds something, and what it says, by figures that are given. */
import { describe, expect, it } from 'vitest';
import { conditionsOf, type Facts } from '../../../src/main/host/alerts/conditions.ts';
import { ProcessWatch } from '../../../src/main/host/alerts/process-watch.ts';
import type { ProcessStatus } from '../../../src/main/processes/supervisor.ts';
import { type AlertRules, DEFAULT_ALERTS, RULES } from '../../../src/shared/alerts.ts';

const MIB = 1024 ** 2;
const HOUR_MS = 3_600_000;
const NOW = 100 * HOUR_MS;
const { rules } = DEFAULT_ALERTS;

const FINE: Facts = {
  now: NOW,
  startedAt: 0,
  snapshotError: null,
  backup: { error: null, newestAt: NOW - HOUR_MS / 2, intervalMs: HOUR_MS },
  journal: { refusing: null, damage: null, pending: 3, waitedMs: 40 },
  disks: [{ path: '/srv/shard', freeBytes: 5_000 * MIB }],
  memory: { rss_bytes: 500 * MIB, limit_bytes: 2_048 * MIB, warn_bytes: 1_638 * MIB, state: 'ok' },
  characters: { count: 10, max: 10_000 },
  processes: [{ name: 'journal', lastEnd: null, endedMs: null, goneMs: 0 }],
  violations: [],
  contradictions: [],
  webhookFailure: null,
};

const { backup, journal, memory } = FINE;
const process = { name: 'snapshot', lastEnd: 'signal SIGKILL', endedMs: null, goneMs: 0 };

/** What is wrong, whose alert that is, and what its sentence says of it. */
const FAULTS: readonly (readonly [Partial<Facts>, string, RegExp])[] = [
  [{ snapshotError: 'disk full' }, 'snapshotFailed', /^The last snapshot failed: disk full\.$/],
  [{ backup: { ...backup, error: 'no room' } }, 'backupFailed', /failed: no room\.$/],
  [
    { backup: { ...backup, newestAt: NOW - 3 * HOUR_MS } },
    'backupLate',
    /for 3 h; one is due every 1 h\.$/,
  ],
  [{ backup: { ...backup, newestAt: null } }, 'backupLate', /no new backup for 100 h/],
  [{ journal: { ...journal, waitedMs: 2_000 } }, 'journalSlow', /3 changes .* since 2 s\.$/],
  [{ journal: { ...journal, refusing: 'Full.' } }, 'journalRefuses', /refused: Full\.$/],
  [
    { journal: { ...journal, refusing: 'Full.', damage: 'a gap' } },
    'journalRefuses:damaged',
    /journal is damaged: a gap\.$/,
  ],
  [
    { disks: [...FINE.disks, { path: '/mnt', freeBytes: 1_023 * MIB }] },
    'diskSpace:/mnt',
    /^The disk of \/mnt has 1,023 MiB free\.$/,
  ],
  [{ memory: { ...memory, rss_bytes: 1_700 * MIB, state: 'warning' } }, 'memory', /takes 83% of/],
  [{ memory: { ...memory, state: 'exhausted' } }, 'memory:exhausted', /have not helped\.$/],
  [{ characters: { count: 9_000, max: 10_000 } }, 'capacity', /^9,000 of 10,000 characters/],
  [{ processes: [{ ...process, endedMs: 0 }] }, 'processEnded:snapshot', /\(signal SIGKILL\)/],
  [{ processes: [{ ...process, goneMs: 30_000 }] }, 'processGone:snapshot', /not come back/],
  [{ violations: ['Gold is missing', 'x'] }, 'invariantBroken', /2 rules .*: Gold is missing\.$/],
  [{ contradictions: ['A sword is gone.'] }, 'itemContradiction', /An item is not where .*gone\.$/],
];

describe('the rules', () => {
  it('[T6] find nothing where all is well', () => {
    expect(conditionsOf(FINE, rules)).toEqual([]);
  });

  it.each(FAULTS)('[T6] find %j, and say what it is and what to do', (fault, id, message) => {
    const found = conditionsOf({ ...FINE, ...fault }, rules);
    expect(found.map((one) => one.id)).toEqual([id]);
    expect(found[0]?.message).toMatch(message);
    expect(found[0]?.what_to_do).toMatch(/^[A-Z].*[.?]$/);
  });

  it('[T6] each find something, and nothing once they are turned off', () => {
    const found = FAULTS.flatMap(([fault]) => conditionsOf({ ...FINE, ...fault }, rules));
    expect([...new Set(found.map(({ rule }) => rule))].sort()).toEqual([...RULES].sort());
    const off = Object.fromEntries(
      Object.entries(rules).map(([rule, settings]) => [rule, { ...settings, on: false }]),
    ) as unknown as AlertRules;
    for (const [fault] of FAULTS) expect(conditionsOf({ ...FINE, ...fault }, off)).toEqual([]);
  });

  it('[T6] go by their thresholds', () => {
    const ids = (fault: Partial<Facts>) =>
      conditionsOf({ ...FINE, ...fault }, rules).map(({ id }) => id);
    expect(ids({ backup: { ...backup, newestAt: NOW - 3 * HOUR_MS + 1 } })).toEqual([]);
    expect(ids({ journal: { ...journal, waitedMs: 1_999 } })).toEqual([]);
    expect(ids({ disks: [{ path: '/', freeBytes: 1_024 * MIB }] })).toEqual([]);
    expect(ids({ characters: { count: 8_999, max: 10_000 } })).toEqual([]);
    expect(ids({ processes: [{ ...process, endedMs: 60_000, goneMs: 29_999 }] })).toEqual([]);
    expect(ids({ memory: { ...memory, state: 'warning', limit_bytes: null } })).toEqual([]);
  });

  it('[T6] call no backup late that nobody was there to make', () => {
    const started = { startedAt: NOW - HOUR_MS, backup: { ...backup, newestAt: 0 } };
    expect(conditionsOf({ ...FINE, ...started }, rules)).toEqual([]);
  });

  it('[T6] say one thing of one cause', () => {
    const both = { ...journal, refusing: 'The disk has not answered.', waitedMs: 9_000 };
    expect(conditionsOf({ ...FINE, journal: both }, rules)).toHaveLength(1);
    const failing = { ...backup, error: 'no room', newestAt: 0 };
    expect(conditionsOf({ ...FINE, backup: failing }, rules)).toHaveLength(1);
  });
});

describe('processes', () => {
  const status = (change: Partial<ProcessStatus>): ProcessStatus => ({
    name: 'journal',
    state: 'ready',
    pid: 1,
    restarts: 0,
    lastEnd: null,
    ...change,
  });

  it('[T6] that died between two looks are seen to have', () => {
    const watch = new ProcessWatch();
    expect(watch.look([status({})], 0)[0]?.endedMs).toBeNull();
    expect(watch.look([status({ restarts: 1, lastEnd: 'x' })], 2_000)[0]?.endedMs).toBe(0);
    expect(watch.look([status({ restarts: 1, lastEnd: 'x' })], 9_000)[0]?.endedMs).toBe(7_000);
    expect(watch.look([status({ restarts: 3, lastEnd: 'x' })], 9_500)[0]?.endedMs).toBe(0);
    // Before the first look, too.
    const other = new ProcessWatch();
    expect(other.look([status({ restarts: 1, lastEnd: 'x' })], 0)[0]?.endedMs).toBe(0);
  });

  it('[T6] are away from when they were first seen to be, until they are there', () => {
    const watch = new ProcessWatch();
    const gone = (state: ProcessStatus['state'], lastEnd: string | null, now: number) =>
      watch.look([status({ state, lastEnd })], now)[0]?.goneMs;
    // On its first start it is not missed.
    expect(gone('starting', null, 0)).toBe(0);
    expect(gone('waiting', 'x', 1_000)).toBe(0);
    expect(gone('starting', 'x', 5_000)).toBe(4_000);
    expect(gone('ready', 'x', 6_000)).toBe(0);
    expect(gone('waiting', 'x', 7_000)).toBe(0);
  });
});
