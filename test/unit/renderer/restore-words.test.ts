/** A restore in words, its moments on a slider, its phases: what an operator decides by. */
import { describe, expect, test } from 'vitest';
import {
  clamp,
  firstChoice,
  fromField,
  placeOf,
  quickAges,
  rangeOf,
  restoresWithin,
  stepOf,
  timelineAt,
  toField,
} from '../../../src/renderer/features/restore/moments.ts';
import {
  PHASES,
  phaseLines,
  phaseSince,
  phaseText,
  progressText,
} from '../../../src/renderer/features/restore/phases.ts';
import {
  costText,
  doneText,
  failedText,
  failedTitle,
  lineText,
  receiptDetails,
  wayBackText,
} from '../../../src/renderer/features/restore/receipt-words.ts';
import {
  affectedText,
  countsText,
  differenceText,
  goldText,
  hasSpace,
  isNothing,
  isUndo,
  itemsText,
  levelText,
  nameProblem,
  onlineText,
  sourceText,
  spaceText,
  tableName,
  undoneText,
} from '../../../src/renderer/features/restore/words.ts';
import { formatMoment } from '../../../src/renderer/ui/format.ts';
import { RESTORE_PHASES, type RestoreWindow } from '../../../src/shared/restore.ts';
import { BACKUP, later, MINUTE, PLAYER, PREVIEW, RECEIPT } from './restore-samples.ts';

const HOUR = 60 * MINUTE;
const moment = { kind: 'moment', at: later(-72 * MINUTE) } as const;
const undo = { kind: 'undo', receipt: RECEIPT } as const;

describe('[D22] what a restore would undo', () => {
  test('is one plain sentence that names the shard, the time and the players', () => {
    expect(undoneText(PREVIEW, moment, 'Aldermoor')).toMatch(
      /^Aldermoor goes back to how it was on .*2026.*\. 1 h 12 min of play is undone, which affects 8 players: 5 are rewound, 2 vanish, 1 comes back\.$/,
    );
    const quiet = { ...PREVIEW, players: { rewound: 0, appearing: 0, vanishing: 0 } };
    expect(undoneText(quiet, moment, 'Aldermoor')).toContain('no player is affected by it');
    const empty = { ...PREVIEW, target: { timeline: 1, seq: 0, at: null } };
    expect(undoneText(empty, moment, 'Aldermoor')).toContain('before its first change');
  });

  test('an undo says that what was undone comes back', () => {
    expect(undoneText(PREVIEW, undo, 'Aldermoor')).toMatch(
      /^Aldermoor goes back to how it was before the restore of .*, and what that restore took comes back\. 1 h/,
    );
  });

  test('to undo an undo is to restore once more', () => {
    const again = { kind: 'undo', receipt: { ...RECEIPT, kind: 'undo' } } as const;
    expect([undo, again, moment].map(isUndo)).toEqual([true, false, false]);
    expect(undoneText(PREVIEW, again, 'Aldermoor')).toContain('how it was before the undo of');
  });

  test('nothing is said to be undone where nothing is', () => {
    const same = { ...PREVIEW, head: PREVIEW.target };
    expect(isNothing(same)).toBe(true);
    expect(isNothing(PREVIEW)).toBe(false);
    expect(undoneText(same, moment, 'Aldermoor')).toContain('there is nothing to undo');
  });

  test('figures are words with their direction', () => {
    expect(countsText({})).toBe('none');
    expect(countsText({ rewound: 1, vanishing: 1, appearing: 2, changed: 3 })).toBe(
      '1 is rewound, 1 vanishes, 2 come back, 3 change',
    );
    expect(goldText(PREVIEW.gold)).toBe('1,200,000 now, 1,187,660 then');
    expect([-12_340, 0, 5].map(differenceText)).toEqual(['12,340 less', 'the same', '5 more']);
    expect([0, 1, 2].map(onlineText)).toEqual([
      'Nobody is online.',
      '1 player is online and will be logged out.',
      '2 players are online and will be logged out.',
    ]);
    expect(levelText(PLAYER)).toBe('12 now, 9 then');
    expect(levelText({ ...PLAYER, level_restored: null })).toBe('12 now');
    expect(levelText({ ...PLAYER, level_now: null })).toBe('9 then');
    expect(levelText({ ...PLAYER, level_now: 9 })).toBe('9');
    expect(itemsText(PLAYER)).toBe('3 vanish, 1 comes back');
    expect(itemsText({ ...PLAYER, items_appearing: 0, items_vanishing: 0 })).toBe('the same');
    expect(affectedText(PREVIEW)).toBe('The 1 hit hardest of 8');
    expect(tableName('guild_members')).toBe('Guild members');
    expect(tableName('made_later')).toBe('made_later');
  });

  test('says what it is made from', () => {
    const named = `the backup of ${formatMoment(Date.parse(BACKUP.at))} (${BACKUP.name})`;
    expect(sourceText(PREVIEW, moment, [BACKUP])).toContain(`${named} and what the journal`);
    const own = { kind: 'backup', backup: BACKUP } as const;
    expect(sourceText(PREVIEW, own, [BACKUP])).toBe(`Made from ${named} alone.`);
    expect(sourceText(PREVIEW, own, null)).toBe(`Made from the backup ${BACKUP.name} alone.`);
    const fromJournal = { ...PREVIEW, from_backup: null };
    expect(sourceText(fromJournal, moment, [BACKUP])).toContain('the journal alone');
  });

  test('is refused with a way out where the disk is too small', () => {
    expect(hasSpace(PREVIEW)).toBe(true);
    expect(spaceText(PREVIEW)).toBe('It needs 100 MiB of free space; 40 GiB are there.');
    const full = { ...PREVIEW, bytes_free: 30 * 1024 ** 2 };
    expect(hasSpace(full)).toBe(false);
    expect(spaceText(full)).toContain('only 30 MiB are there. Free 70 MiB more on that disk');
  });

  test('is confirmed by the name of the shard and nothing else', () => {
    expect(nameProblem('Aldermoor', 'Aldermoor')).toBeNull();
    expect(nameProblem(' Aldermoor ', 'Aldermoor')).toBeNull();
    expect(nameProblem('', 'Aldermoor')).toBe('Type Aldermoor to confirm.');
    expect(nameProblem('aldermoor', 'Aldermoor')).toBe('This is not Aldermoor.');
  });
});

describe('[D22] the receipt', () => {
  test('says up to where the world came back, what it cost and the way back', () => {
    expect(doneText(RECEIPT, 'Aldermoor')).toMatch(
      /^Aldermoor is as it was on .*: everything up to change 1,000 is there, and nothing after it\.$/,
    );
    expect(doneText({ ...RECEIPT, kind: 'undo' }, 'Aldermoor')).toMatch(
      /^The restore was undone: /,
    );
    expect(costText(RECEIPT)).toBe(
      '1 h 12 min of play was undone. Players: 5 are rewound, 2 vanish, 1 comes back. Items: 20 vanish, 3 come back, 4 change. Gold: 12,340 less.',
    );
    const safety = { ...BACKUP, name: RECEIPT.safety_backup };
    expect(wayBackText(RECEIPT, [BACKUP, safety])).toContain(
      `the backup of ${formatMoment(Date.parse(BACKUP.at))} (${RECEIPT.safety_backup}), which is never deleted`,
    );
    expect(wayBackText(RECEIPT, [])).toContain(`the backup ${RECEIPT.safety_backup}, which`);
    expect(lineText(RECEIPT)).toMatch(/^Restored on .*, to how it was on .*\.$/);
    const details = receiptDetails(RECEIPT, 'Aldermoor');
    expect(details).toContain('World before: change 2000 on timeline 1');
    expect(details).toContain('Reason: a bad trade');
  });

  test('a failure says whether the world was changed, and no more than is known', () => {
    expect(failedText('Aldermoor', true)).toContain('nothing was changed and nothing is lost');
    expect(failedText('Aldermoor', false)).toContain('not serving as it should');
    expect(failedText('Aldermoor', null)).toContain('is not known from here');
    const codes = ['ServerRestoring', 'StorageUnavailable', 'Closed', 'Internal'];
    expect(new Set(codes.map(failedTitle)).size).toBe(4);
  });
});

describe('the moments of a restore', () => {
  const range = { from: 0, to: 10 * HOUR };
  const window: RestoreWindow = {
    from_at: later(-10 * HOUR + 400),
    to_at: later(400),
    timelines: [
      {
        timeline: 1,
        parent: null,
        first_seq: 1,
        last_seq: 2_000,
        from_at: later(-10 * HOUR),
        to_at: later(-HOUR),
      },
      {
        timeline: 2,
        parent: { timeline: 1, branch_seq: 1_000, cause: 'restore' },
        first_seq: 2_001,
        last_seq: 2_100,
        from_at: later(-HOUR),
        to_at: null,
      },
    ],
  };

  test('are whole seconds that all can be gone back to', () => {
    const found = rangeOf(window);
    expect(found).toEqual({
      from: Date.parse(later(-10 * HOUR + 1_000)),
      to: Date.parse(later(1_000)),
    });
    expect(rangeOf({ ...window, from_at: null })).toBeNull();
    const instant = rangeOf({ ...window, from_at: window.to_at });
    expect(instant?.from).toBe(instant?.to);
  });

  test('lie on a slider of at most 600 steps, each of a round length', () => {
    expect(stepOf({ from: 0, to: 5 * MINUTE })).toBe(1_000);
    expect(stepOf(range)).toBe(MINUTE);
    expect(stepOf({ from: 0, to: 48 * HOUR })).toBe(5 * MINUTE);
    expect(stepOf({ from: 0, to: 400 * 24 * HOUR })).toBe(24 * HOUR);
    expect(placeOf(0, range)).toBe(0);
    expect(placeOf(5 * HOUR, range)).toBe(0.5);
    expect(placeOf(99 * HOUR, range)).toBe(1);
    expect(placeOf(0, { from: 0, to: 0 })).toBe(1);
    expect(clamp(-1, range)).toBe(0);
  });

  test('begin not long ago, and can be had by their age', () => {
    expect(firstChoice(range)).toBe(10 * HOUR - 10 * MINUTE);
    expect(firstChoice({ from: 0, to: 5_000 })).toBe(0);
    expect(quickAges(range)).toEqual([MINUTE, 10 * MINUTE, HOUR, 6 * HOUR]);
    expect(quickAges({ from: 0, to: 5_000 })).toEqual([]);
  });

  test('come back out of the field as they went in, to the second', () => {
    const at = Date.parse('2026-03-07T04:05:06.000Z');
    expect(fromField(toField(at))).toBe(at);
    expect(fromField('')).toBeNull();
    expect(fromField('2026-03')).toBeNull();
  });

  test('know the restores between them, and the life that was live then', () => {
    const all = rangeOf(window)!;
    expect(restoresWithin(window, all)).toEqual([Date.parse(later(-HOUR))]);
    expect(timelineAt(window, Date.parse(later(-2 * HOUR)))?.timeline).toBe(1);
    expect(timelineAt(window, Date.parse(later(0)))?.timeline).toBe(2);
  });
});

describe('the phases of a restore', () => {
  test('are those of the host, in its order', () => {
    expect(PHASES).toEqual(RESTORE_PHASES);
    expect(phaseLines(null).every(({ state }) => state === 'waiting')).toBe(true);
    expect(phaseLines('stopping').map(({ state }) => state)).toEqual([
      'done',
      'done',
      'running',
      ...Array.from({ length: 6 }, () => 'waiting'),
    ]);
    expect(phaseText('safety backup')).toBe('Step 4 of 9: Back up the world as it is now');
  });

  test('say when they will end, once that is no guess', () => {
    const progress = { phase: 'loading', done: 1_000, of: 4_000 } as const;
    const since = { progress, since: 0 };
    expect(progressText(since, 1_000)).toBe('1,000 of 4,000');
    expect(progressText(since, 4_000)).toBe('1,000 of 4,000, about 12 s left');
    expect(progressText({ progress: { ...progress, done: 4_000 }, since: 0 }, 4_000)).toBe(
      '4,000 of 4,000',
    );
    expect(progressText({ progress: { ...progress, of: null }, since: 0 }, 4_000)).toBe('');
  });

  test('keep their beginning while they go on', () => {
    const first = phaseSince(null, { phase: 'loading', done: 1, of: 9 }, 100);
    const second = phaseSince(first, { phase: 'loading', done: 5, of: 9 }, 200);
    expect(second).toMatchObject({ since: 100, progress: { done: 5 } });
    expect(phaseSince(second, { phase: 'checking', done: null, of: null }, 300).since).toBe(300);
  });
});
