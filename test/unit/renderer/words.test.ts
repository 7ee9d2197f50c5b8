/** Figures, spans and snapshots in words. */
import { describe, expect, test } from 'vitest';
import { processNotice } from '../../../src/renderer/app/process-notice.ts';
import { nextRunText, writtenText } from '../../../src/renderer/features/saves/words.ts';
import {
  asSentence,
  formatAgo,
  formatBytes,
  formatDuration,
  formatSpan,
} from '../../../src/renderer/ui/format.ts';
import type { ServerStatus, Snapshot } from '../../../src/shared/host-methods.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

describe('figures', () => {
  test('how long something took', () => {
    expect(formatDuration(85)).toBe('85 ms');
    expect(formatDuration(5 * SECOND)).toBe('5 s');
    expect(formatDuration(2 * MINUTE + 5 * SECOND)).toBe('2 min 5 s');
  });

  test('a span never shows sixty of anything', () => {
    expect(formatSpan(59_700)).toBe('1 min');
    expect(formatSpan(HOUR - 200)).toBe('1 h');
    expect(formatSpan(25 * HOUR)).toBe('1 d 1 h');
    expect(formatSpan(-5)).toBe('0 s');
  });

  test('how long ago', () => {
    expect(formatAgo(900)).toBe('just now');
    expect(formatAgo(40 * SECOND)).toBe('40 s ago');
    expect(formatAgo(59 * MINUTE)).toBe('59 min ago');
    expect(formatAgo(3 * HOUR)).toBe('3 h ago');
  });

  test('sizes', () => {
    expect(formatBytes(512)).toBe('512 B');
    expect(formatBytes(2 * 1024 ** 3)).toBe('2 GiB');
  });

  test('a reason becomes a sentence', () => {
    expect(asSentence('the disk is full')).toBe('The disk is full.');
    expect(asSentence('Is it there?')).toBe('Is it there?');
  });
});

describe('snapshots', () => {
  const snapshot: Snapshot = {
    at: '2026-11-22T12:00:00.000Z',
    kind: 'delta',
    cause: 'request',
    state: 'written',
    seq: 120,
    players: 1,
    rows: 12,
    duration_ms: 8,
    error: null,
  };

  test('what was written', () => {
    expect(writtenText(snapshot)).toBe(
      'Snapshot written: 12 rows of 1 player in 8 ms, up to change 120.',
    );
    expect(writtenText({ ...snapshot, rows: 0 })).toContain('nothing had changed');
  });

  test('the next run counts down', () => {
    const now = Date.parse(snapshot.at);
    expect(nextRunText(new Date(now + 80 * SECOND).toISOString(), now)).toBe(
      'Next run in 1 min 20 s.',
    );
    expect(nextRunText(snapshot.at, now)).toBe('The next run is due now.');
    expect(nextRunText(null, now)).toBe('No run is planned.');
  });
});

describe('a process that is down', () => {
  const status = (state: ServerStatus['state'], journal: 'ready' | 'waiting') =>
    ({
      state,
      processes: [
        { name: 'journal', state: journal, pid: null, restarts: 0, last_end: 'signal SIGKILL' },
      ],
    }) as unknown as ServerStatus;

  test('is said with how it ended and what that means', () => {
    expect(processNotice(status('serving', 'waiting'))).toBe(
      'The journal process ended (signal SIGKILL) and is being started again; nothing acknowledged is lost, and changes wait until it is back.',
    );
  });

  test('is quiet where all is well, at a first start, and at shutdown', () => {
    expect(processNotice(status('serving', 'ready'))).toBeNull();
    const first = [{ name: 'activity', state: 'starting', pid: 7, restarts: 0, last_end: null }];
    expect(
      processNotice({ ...status('serving', 'ready'), processes: first } as ServerStatus),
    ).toBeNull();
    expect(processNotice(status('stopping', 'waiting'))).toBeNull();
    expect(processNotice(null)).toBeNull();
  });
});
