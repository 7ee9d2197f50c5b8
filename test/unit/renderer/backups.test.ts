/** Backups in words, on their strip, and the list of them kept at what the host says. */
import { describe, expect, test, vi } from 'vitest';
import { Backups, NO_BACKUPS } from '../../../src/renderer/features/backups/backups.ts';
import { placeOf, presentOf, ticksOf } from '../../../src/renderer/features/backups/scale.ts';
import {
  checkedText,
  deletionText,
  detailsText,
  failureText,
  madeText,
  newestWhole,
  nextBackupText,
  progressText,
  stateOf,
} from '../../../src/renderer/features/backups/words.ts';
import type { Backup } from '../../../src/shared/host-methods.ts';

const NOW = Date.parse('2026-11-22T12:00:00.000Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const later = (ms: number) => new Date(NOW + ms).toISOString();

const BACKUP: Backup = {
  name: 'backup_20261122_120000',
  at: later(0),
  label: null,
  cause: 'request',
  seq: 1_234,
  timeline: 1,
  size_bytes: 3 * 1024 ** 2,
  duration_ms: 1_300,
  sha256: 'ab',
  digest: 'cd',
  rows: { characters: 3, items: 40 },
  verified_at: later(1_000),
  proven_at: null,
  problem: null,
  protected: false,
};
const PROVEN: Backup = { ...BACKUP, proven_at: later(2_000) };
const BROKEN: Backup = { ...BACKUP, verified_at: null, problem: 'its checksum differs' };
const UNCHECKED: Backup = { ...BACKUP, verified_at: null };

describe('backups in words', () => {
  test('a backup is whole only where its check said so', () => {
    const states = [BACKUP, PROVEN, BROKEN, UNCHECKED].map(stateOf);
    expect(states).toEqual(['whole', 'proven', 'broken', 'unchecked']);
    expect(newestWhole([BROKEN, PROVEN, BACKUP])).toBe(PROVEN);
    expect(newestWhole([BROKEN, UNCHECKED, BACKUP])).toBe(BACKUP);
    expect(newestWhole([BROKEN])).toBeUndefined();
  });

  test('the next one is counted in minutes, and in seconds at the end', () => {
    expect(nextBackupText(later(41 * MINUTE + 1), NOW)).toMatch(/^Next backup in 42 min, at /);
    expect(nextBackupText(later(40_000), NOW)).toMatch(/^Next backup in 40 s, at /);
    expect(nextBackupText(later(2 * DAY), NOW)).toMatch(/^Next backup in 2 d, at .*2026/);
    expect(nextBackupText(later(0), NOW)).toBe('The next backup is due now.');
    expect(nextBackupText(null, NOW)).toBe('No backup is planned.');
  });

  test('progress counts pages, and no more than is known', () => {
    expect(progressText(null)).toBe('Backing up…');
    expect(progressText({ phase: 'copying', pages: 120, of: 400 })).toBe(
      'Copying: 120 of 400 pages',
    );
    expect(progressText({ phase: 'checking', pages: 400, of: 400 })).toBe('Checking the copy…');
    expect(progressText({ phase: 'proving', pages: 0, of: 0 })).toBe(
      'Proving that it brings the world back…',
    );
    expect(progressText({ phase: 'checking', pages: 30, of: 400 })).toBe(
      'Checking the copy: 30 of 400 pages',
    );
  });

  test('one that was made is good news only where it is whole', () => {
    expect(madeText(BACKUP)).toEqual({
      tone: 'good',
      text: 'Backup made and checked: 3 MiB in 1.3 s, the exact state at change 1,234.',
    });
    expect(madeText(BROKEN)).toEqual({
      tone: 'bad',
      text: 'The backup was made and did not pass its check. Its checksum differs.',
    });
    expect(madeText(UNCHECKED).tone).toBe('bad');
    expect(madeText(PROVEN).text).toMatch(/^Backup made, checked and proven: 3 MiB/);
    expect(checkedText(BACKUP)).toMatchObject({ tone: 'good' });
    expect(checkedText(BACKUP).text).toContain('it was not proven');
    expect(checkedText(PROVEN).text).toContain('is whole and proven');
    expect(checkedText(BROKEN).tone).toBe('bad');
    expect(checkedText(UNCHECKED).tone).toBe('bad');
  });

  test('before one is deleted it is named, and what is lost with it', () => {
    const text = deletionText(
      { ...BACKUP, label: 'before the raid', protected: true },
      'Aldermoor',
    );
    expect(text).toMatch(/^The backup “before the raid” of .* will be deleted for good, with its/);
    expect(text).toContain('backup_20261122_120000.db (3 MiB).');
    expect(text).toContain('This copy of Aldermoor as it was at change 1,234 is lost.');
    expect(text).toContain('protected from being deleted automatically, and goes all the same');
    expect(deletionText(BROKEN, 'Aldermoor')).toContain('It is broken');
  });

  test('a failure says what it leaves', () => {
    const last_backup = { at: later(0), name: BACKUP.name, verified: true };
    expect(failureText('the disk is full', { last_backup, next_backup_at: later(1) })).toBe(
      'The disk is full. What was backed up before is untouched. The next run tries again.',
    );
    expect(failureText('the disk is full', { last_backup: null, next_backup_at: null })).toBe(
      'The disk is full. There is no backup yet.',
    );
  });

  test('the details hold what another machine can check', () => {
    const text = detailsText(BROKEN);
    expect(text).toContain('State: broken: its checksum differs');
    expect(text).toContain('SHA-256: ab');
    expect(text).toContain('Rows: characters 3, items 40');
  });
});

describe('the strip of backups', () => {
  test('goes from the oldest to now, and leaves out nothing at its ends', () => {
    expect(placeOf(0, DAY)).toBe(1);
    expect(placeOf(DAY, DAY)).toBe(0);
    expect(placeOf(-5, DAY)).toBe(1);
    expect(placeOf(2 * DAY, DAY)).toBe(0);
    expect(placeOf(0, 0)).toBe(1);
    expect(placeOf(HOUR, DAY)).toBeGreaterThan(placeOf(2 * HOUR, DAY));
  });

  test('its present is of the second while it is short, and of the minute after that', () => {
    expect(presentOf(NOW + 7, NOW - 40_000)).toBe(NOW + 7);
    expect(presentOf(NOW + 7, NOW - 2 * HOUR)).toBe(NOW + MINUTE);
  });

  test('its ticks stand apart', () => {
    for (const oldest of [5 * MINUTE, 2 * HOUR, DAY, 30 * DAY, 400 * DAY]) {
      const places = [1, ...ticksOf(oldest).map((age) => placeOf(age, oldest)), 0];
      for (const [index, place] of places.slice(1).entries()) {
        expect(places[index]! - place).toBeGreaterThan(0.1);
      }
    }
    expect(ticksOf(5 * MINUTE)).toEqual([]);
  });
});

function opened() {
  const call = vi.fn();
  const reveal = vi.fn(async () => {});
  const copied: string[] = [];
  let state = NO_BACKUPS;
  const window = { isVisible: true };
  const backups = new Backups({
    client: () => ({ call }),
    isVisible: () => window.isVisible,
    copy: async (text) => void copied.push(text),
    reveal,
    get: () => state,
    set: (change) => {
      state = { ...state, ...change };
    },
  });
  const names = () => state.backups?.map(({ name }) => name);
  return { backups, call, reveal, copied, window, names, state: () => state };
}

const at = (hour: string): Backup => ({ ...BACKUP, name: `backup_20261122_${hour}0000` });

describe('the list of backups', () => {
  test('takes what it is told in its place, newest first', async () => {
    const { backups, call, names } = opened();
    call.mockResolvedValueOnce({ backups: [at('12'), at('10')] });
    await backups.load();
    backups.take({ backup: at('11') });
    backups.take({ backup: at('13') });
    backups.take({ backup: at('13') });
    backups.take({ deleted: at('10').name });
    expect(names()).toEqual([at('13'), at('12'), at('11')].map(({ name }) => name));
  });

  test('loads once more where something changed meanwhile', async () => {
    const { backups, call, names } = opened();
    call
      .mockImplementationOnce(async () => {
        backups.take({ backup: at('13') });
        return { backups: [at('12')] };
      })
      .mockResolvedValueOnce({ backups: [at('13'), at('12')] });
    await backups.load();
    expect(names()).toEqual([at('13').name, at('12').name]);
  });

  test('asks for nothing in a hidden window', async () => {
    const { backups, call, window } = opened();
    window.isVisible = false;
    await backups.load();
    expect(call).not.toHaveBeenCalled();
  });

  test('sends a label only where there is one, and one backup at a time', async () => {
    const { backups, call, state } = opened();
    call.mockResolvedValue({ backup: BACKUP });
    await Promise.all([backups.create(''), backups.create('again')]);
    await backups.create('before the raid');
    expect(call.mock.calls).toEqual([
      ['admin.backups.create', {}],
      ['admin.backups.create', { label: 'before the raid' }],
    ]);
    expect(state()).toMatchObject({ backupRun: null, backupSaid: { tone: 'good' } });
  });

  test('says what failed, and is ready for the next try', async () => {
    const { backups, call, state } = opened();
    call.mockRejectedValueOnce(new Error('the disk is full'));
    await backups.verify(BACKUP);
    const { backupFailed, backupWork } = state();
    expect(backupFailed?.title).toMatch(/^The backup of .* could not be checked$/);
    expect(backupFailed?.error.message).toBe('the disk is full');
    expect(backupWork).toEqual({});
  });

  test('copies all there is to know of one, and says so', async () => {
    const { backups, copied, state } = opened();
    await backups.copy(BACKUP);
    expect(copied).toEqual([detailsText(BACKUP)]);
    expect(state().backupSaid?.text).toMatch(/^Copied the details of the backup of /);
  });

  test('shows the file of one, or says why it cannot', async () => {
    const { backups, reveal, state } = opened();
    await backups.reveal(BACKUP);
    expect(reveal).toHaveBeenCalledWith(BACKUP.name);
    expect(state().backupFailed).toBeNull();
    reveal.mockRejectedValueOnce(new Error('There is no file.'));
    await backups.reveal(BACKUP);
    expect(state().backupFailed?.title).toBe('The file was not shown');
  });
});
