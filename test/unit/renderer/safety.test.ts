/** The sentence on safety says what the figures prove, and no more. */
import { describe, expect, test } from 'vitest';
import { safetyOf } from '../../../src/renderer/features/overview/safety.ts';
import type { ServerStatus, Snapshot } from '../../../src/shared/host-methods.ts';

const NOW = Date.parse('2026-11-22T12:00:00.000Z');
const ago = (seconds: number) => new Date(NOW - seconds * 1_000).toISOString();

const SNAPSHOT: Snapshot = {
  at: ago(40),
  kind: 'delta',
  cause: 'interval',
  state: 'written',
  seq: 90,
  players: 3,
  rows: 12,
  duration_ms: 8,
  error: null,
};

const STATUS: ServerStatus = {
  server_id: 'Server_001',
  name: 'Aldermoor',
  region: '',
  location: '',
  version: '0.1.0',
  state: 'serving',
  started_at: ago(3_600),
  uptime_ms: 3_600_000,
  characters: { count: 3, max: 10_000 },
  online: 0,
  connections: 0,
  demo: false,
  seq: 100,
  durable_seq: 100,
  waited_ms: 0,
  refusing: null,
  trouble: null,
  last_snapshot: SNAPSHOT,
  next_snapshot_at: null,
  last_backup: { at: ago(12 * 60), name: 'backup_20261122_114800', verified: true },
  last_proof: { at: ago(3 * 3_600), name: 'backup_20261122_084800' },
  last_restore: null,
  next_backup_at: null,
  backup_error: null,
  recovery: { sentences: [], is_loss: false },
  memory: { rss_bytes: 200e6, limit_bytes: 2e9, warn_bytes: 1.6e9, state: 'ok' },
  processes: [
    { name: 'journal', state: 'ready', pid: 1, restarts: 0, last_end: null },
    { name: 'snapshot', state: 'ready', pid: 2, restarts: 0, last_end: null },
  ],
  steps: [],
};

function safety(change: Partial<ServerStatus> = {}, silenceMs = 500) {
  return safetyOf({ status: { ...STATUS, ...change }, heardAt: NOW - silenceMs, now: NOW });
}

const down = (name: string) =>
  STATUS.processes.map((process) =>
    process.name === name
      ? { ...process, state: 'waiting' as const, pid: null, last_end: 'signal SIGKILL' }
      : process,
  );

describe('[D16] the sentence on safety', () => {
  test('at rest nothing acknowledged would be lost', () => {
    expect(safety()).toEqual({
      tone: 'good',
      lead: 'Running.',
      announced: 'Running.',
      text:
        'Everything acknowledged is on disk; last snapshot 40 s ago, last backup 12 min ago, proven 3 h ago. ' +
        'If it died now, nothing acknowledged would be lost.',
    });
  });

  test('while players are on, their last steps are the exception', () => {
    const { tone, text } = safety({ online: 2 });
    expect(tone).toBe('good');
    expect(text).toMatch(/except at most the last steps of moving players\.$/);
  });

  test('changes that are held up on their way to disk are not acknowledged yet', () => {
    expect(safety({ seq: 112, waited_ms: 40 }).text).not.toContain('on their way');
    const { tone, text } = safety({ seq: 112, waited_ms: 1_200 });
    expect(tone).toBe('good');
    expect(text).toContain(
      '12 changes of the last moments are on their way to disk and not acknowledged yet.',
    );
    expect(text).toContain('the last steps of moving players');
    const one = '1 change of the last moments is on its way';
    expect(safety({ seq: 101, refusing: 'the disk is full' }).text).toContain(one);
    expect(safety({ seq: 101, processes: down('journal') }).text).toContain(one);
  });

  test('without a snapshot the journal holds everything', () => {
    const { tone, text } = safety({ last_snapshot: null });
    expect(tone).toBe('good');
    expect(text).toContain(
      'no snapshot yet, the journal holds everything; last backup 12 min ago, proven 3 h ago.',
    );
  });

  test('a snapshot that failed loses nothing, and is said', () => {
    const failed = { ...SNAPSHOT, state: 'failed' as const, error: 'disk full' };
    const { tone, text } = safety({ last_snapshot: failed });
    expect(tone).toBe('warning');
    expect(text).toContain('the last snapshot (40 s ago) failed, and the journal holds');
    expect(text).toContain('nothing acknowledged would be lost.');
  });

  test('only a backup that was checked counts as one', () => {
    const unchecked = { at: ago(12 * 60), name: 'backup_20261122_114800', verified: false };
    const { tone, text } = safety({ last_backup: unchecked });
    expect(tone).toBe('warning');
    expect(text).toContain('the last backup (12 min ago) is not known to be whole.');
    expect(text).not.toContain(', last backup');
  });

  test('without a backup there is none, which is no fault yet', () => {
    const { tone, text } = safety({ last_backup: null });
    expect(tone).toBe('good');
    expect(text).toContain('last snapshot 40 s ago, no backup yet.');
    expect(safety({ last_snapshot: null, last_backup: null }).text).toContain(
      'no snapshot yet, the journal holds everything; no backup yet.',
    );
  });

  test('a backup that nothing was brought back from is not said to be proven', () => {
    const { tone, text } = safety({ last_proof: null });
    expect(tone).toBe('good');
    expect(text).toContain('last backup 12 min ago, none proven yet.');
  });

  test('a backup that failed is said beside the one before it', () => {
    const { tone, text } = safety({ backup_error: { at: ago(60), message: 'disk full' } });
    expect(tone).toBe('warning');
    expect(text).toContain(
      'last backup 12 min ago, proven 3 h ago, and the latest attempt at one failed.',
    );
    expect(text).toContain('nothing acknowledged would be lost.');
  });

  test('refused changes are the worst news and come with their reason', () => {
    const { tone, lead, text } = safety({ refusing: 'the disk is full', seq: 101 });
    expect(tone).toBe('bad');
    expect(lead).toBe('Running, but changes are refused.');
    expect(text).toMatch(
      /^The disk is full\. Reading goes on\. Everything acknowledged is on disk/,
    );
  });

  test('a damaged journal leaves memory alone with what it lost, and that is said', () => {
    const trouble = { code: 'damaged', message: 'The journal ends at 80, below 90.' };
    const { tone, text } = safety({ trouble, refusing: 'everything is being written anew' });
    expect(tone).toBe('bad');
    expect(text).toContain('would lose what was acknowledged since the last snapshot (40 s ago)');
    expect(text).not.toContain('on disk');
  });

  test('a process that is down is named', () => {
    const journal = safety({ processes: down('journal') });
    expect(journal.tone).toBe('warning');
    expect(journal.text).toContain('Changes wait for the journal process');
    const snapshot = safety({ processes: down('snapshot') });
    expect(snapshot.tone).toBe('warning');
    expect(snapshot.text).toContain('The snapshot process is being started again.');
  });

  test('starting and stopping promise no more than they keep', () => {
    expect(safety({ state: 'starting' })).toMatchObject({ tone: 'busy', lead: 'Starting.' });
    expect(safety({ state: 'restoring' })).toMatchObject({ tone: 'busy', lead: 'Restoring.' });
    expect(safety({ state: 'stopping' })).toMatchObject({ tone: 'busy', lead: 'Stopping.' });
  });

  test('a silent host is not said to run', () => {
    const { tone, lead, text } = safety({}, 12_000);
    expect(tone).toBe('warning');
    expect(lead).toBe('No word from the shard for 12 s.');
    expect(text).not.toContain('Running');
    expect(safety({}, 2_000).lead).toBe('Running.');
  });

  test('before the first report nothing is claimed', () => {
    expect(safetyOf({ status: null, heardAt: null, now: NOW }).tone).toBe('busy');
    expect(safetyOf({ status: STATUS, heardAt: null, now: NOW }).lead).toBe('Connecting.');
  });
});
