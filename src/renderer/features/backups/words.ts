/** Backups in words. Pure. */
import type { Backup, ServerStatus } from '../../../shared/host-methods.ts';
import {
  asSentence,
  formatBytes,
  formatClockShort,
  formatCount,
  formatCountOf,
  formatDuration,
  formatMoment,
  formatSpan,
} from '../../ui/format.ts';

export const CAUSES: Readonly<Record<Backup['cause'], string>> = {
  interval: 'On schedule',
  request: 'Asked for',
  shutdown: 'At shutdown',
  'before restore': 'Before restore',
  'after restore': 'After restore',
  'before migration': 'Before an update',
};

export const LABEL_MAX = 100;

/**
 * What is known of a backup: that the world was brought back from it; that its last check found it
 * whole, or broken; or that there was none.
 */
export type BackupState = 'proven' | 'whole' | 'broken' | 'unchecked';

export function stateOf({ problem, verified_at, proven_at }: Backup): BackupState {
  if (problem !== null) return 'broken';
  if (verified_at === null) return 'unchecked';
  return proven_at === null ? 'whole' : 'proven';
}

function isWhole(backup: Backup): boolean {
  const state = stateOf(backup);
  return state === 'whole' || state === 'proven';
}

/** The one that cannot be deleted: the newest that is whole. The list is newest first. */
export function newestWhole(backups: readonly Backup[]): Backup | undefined {
  return backups.find(isWhole);
}

/** `the backup “before the raid” of 22 Nov 2026, 14:03:20` */
export function nameOf({ at, label }: Backup): string {
  const moment = formatMoment(Date.parse(at));
  return label === null ? `the backup of ${moment}` : `the backup “${label}” of ${moment}`;
}

export function nextBackupText(nextAt: string | null, now: number): string {
  if (nextAt === null) return 'No backup is planned.';
  const at = Date.parse(nextAt);
  const left = at - now;
  if (left < 1_000) return 'The next backup is due now.';
  const minute = 60_000;
  // Seconds are for the last minute; before that they only flicker.
  const span = formatSpan(left < minute ? left : Math.ceil(left / minute) * minute);
  const day = 24 * 60 * minute;
  return `Next backup in ${span}, at ${left < day ? formatClockShort(at) : formatMoment(at)}.`;
}

/** In the order that they come in. */
export const BACKUP_PHASES = ['copying', 'checking', 'proving'] as const;
type BackupPhase = (typeof BACKUP_PHASES)[number];

export const PHASE_WORDS: Readonly<Record<BackupPhase, string>> = {
  copying: 'Copying',
  checking: 'Checking the copy',
  proving: 'Proving that it brings the world back',
};

export interface BackupProgress {
  readonly phase: BackupPhase;
  readonly pages: number;
  readonly of: number;
}

export function progressText(progress: BackupProgress | null): string {
  if (progress === null) return 'Backing up…';
  const { phase, pages, of } = progress;
  const what = PHASE_WORDS[phase];
  return hasFigures(progress)
    ? `${what}: ${formatCount(pages)} of ${formatCountOf(of, 'page')}`
    : `${what}…`;
}

/** A check may not say how far it is. */
export function hasFigures({ phase, pages, of }: BackupProgress): boolean {
  return of > 0 && (phase === 'copying' || (pages > 0 && pages < of));
}

/** What an action has to say, and whether it is good news. */
export interface Said {
  readonly tone: 'good' | 'bad';
  readonly text: string;
}

export function madeText(backup: Backup): Said {
  const { problem, size_bytes, duration_ms, seq, proven_at } = backup;
  if (!isWhole(backup)) {
    return {
      tone: 'bad',
      text: `The backup was made and did not pass its check.${problem === null ? '' : ` ${asSentence(problem)}`}`,
    };
  }
  const size = `${formatBytes(size_bytes)} in ${formatDuration(duration_ms)}`;
  return {
    tone: 'good',
    text: `Backup made${proven_at === null ? ' and checked' : ', checked and proven'}: ${size}, the exact state at change ${formatCount(seq)}.`,
  };
}

export function checkedText(backup: Backup): Said {
  const name = nameOf(backup);
  switch (stateOf(backup)) {
    case 'proven':
      return {
        tone: 'good',
        text: asSentence(
          `${name} is whole and proven: a world brought back from it elsewhere equals the live one`,
        ),
      };
    case 'whole':
      return {
        tone: 'good',
        text: asSentence(
          `${name} is whole: its checksum, pages and content are right; it was not proven by bringing the world back`,
        ),
      };
    case 'broken':
      return {
        tone: 'bad',
        text: `${asSentence(`${name} is broken`)} ${asSentence(backup.problem ?? '')}`,
      };
    case 'unchecked':
      return { tone: 'bad', text: asSentence(`${name} could not be checked`) };
  }
}

export function protectedText(backup: Backup): Said {
  const what = backup.protected ? 'is kept from being pruned' : 'may be pruned when its time comes';
  return { tone: 'good', text: asSentence(`${nameOf(backup)} ${what}`) };
}

export function deletedText(backup: Backup): Said {
  return { tone: 'good', text: asSentence(`${nameOf(backup)} is deleted`) };
}

export function copiedText(backup: Backup): Said {
  return { tone: 'good', text: `Copied the details of ${nameOf(backup)}.` };
}

/** What deleting one takes, said before it is done. */
export function deletionText(backup: Backup, shard: string): string {
  const { name, size_bytes, seq } = backup;
  const file = `${name}.db (${formatBytes(size_bytes)})`;
  const world = `${shard} as it was at change ${formatCount(seq)}`;
  return [
    asSentence(`${nameOf(backup)} will be deleted for good, with its file ${file}`),
    stateOf(backup) === 'broken'
      ? `It is broken, and whatever can still be read in it of ${world} is lost.`
      : `This copy of ${world} is lost.`,
    ...(backup.protected ? ['It is protected from being pruned, and goes all the same.'] : []),
    'The running world and all other backups stay as they are.',
  ].join(' ');
}

/** Why the last attempt failed, and what follows from it. */
export function failureText(
  message: string,
  { last_backup, next_backup_at }: Pick<ServerStatus, 'last_backup' | 'next_backup_at'>,
): string {
  const before =
    last_backup === null ? 'There is no backup yet.' : 'What was backed up before is untouched.';
  const next = next_backup_at === null ? '' : ' The next run tries again.';
  return `${asSentence(message)} ${before}${next}`;
}

/** All there is to know of a backup, for a report to somebody else. */
export function detailsText(backup: Backup): string {
  const { name, at, label, cause, timeline, seq, size_bytes, duration_ms } = backup;
  return [
    `Backup: ${name}`,
    `File: ${name}.db`,
    `Made: ${at} (${CAUSES[cause]}, took ${duration_ms} ms)`,
    ...(label === null ? [] : [`Label: ${label}`]),
    `State: ${stateInWords(backup)}`,
    `World: change ${seq} on timeline ${timeline}`,
    `Size: ${size_bytes} bytes`,
    `SHA-256: ${backup.sha256}`,
    `Digest of the rows: ${backup.digest}`,
    `Rows: ${Object.entries(backup.rows)
      .map(([table, count]) => `${table} ${count}`)
      .join(', ')}`,
    `Protected from pruning: ${backup.protected ? 'yes' : 'no'}`,
  ].join('\n');
}

function stateInWords({ problem, verified_at, proven_at }: Backup): string {
  if (problem !== null) return `broken: ${problem}`;
  if (verified_at === null) return 'not checked';
  const proof = proven_at === null ? 'not proven' : `proven at ${proven_at}`;
  return `whole when checked at ${verified_at}, ${proof}`;
}
