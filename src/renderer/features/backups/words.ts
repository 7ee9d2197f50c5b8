/** Backups in words. Pure. */
import type { Backup, ServerStatus } from '../../../shared/host-methods.ts';
import { text } from '../../app/text.ts';
import {
  asSentence,
  formatBytes,
  formatClockShort,
  formatCount,
  formatDuration,
  formatMoment,
  formatSpan,
} from '../../ui/format.ts';

const words = text.backups;

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
  return label === null ? words.name(moment) : words.nameWithLabel(label, moment);
}

/** The same at the beginning of a sentence. */
function begunNameOf({ at, label }: Backup): string {
  const moment = formatMoment(Date.parse(at));
  return label === null ? words.begunName(moment) : words.begunNameWithLabel(label, moment);
}

/** One that is known by its file, as the list calls it; one that is not in the list by the file alone. */
export function nameOfFile(file: string, backups: readonly Backup[] | null): string {
  const backup = backups?.find(({ name }) => name === file);
  return backup === undefined ? words.nameOfFile(file) : words.nameWithFile(nameOf(backup), file);
}

export function nextBackupText(nextAt: string | null, now: number): string {
  if (nextAt === null) return words.nonePlanned;
  const at = Date.parse(nextAt);
  const left = at - now;
  if (left < 1_000) return words.due;
  const minute = 60_000;
  // Seconds are for the last minute; before that they only flicker.
  const span = formatSpan(left < minute ? left : Math.ceil(left / minute) * minute);
  const day = 24 * 60 * minute;
  return words.next(span, left < day ? formatClockShort(at) : formatMoment(at));
}

/** In the order that they come in. */
export const BACKUP_PHASES = ['copying', 'checking', 'proving'] as const;
type BackupPhase = (typeof BACKUP_PHASES)[number];

export interface BackupProgress {
  readonly phase: BackupPhase;
  readonly pages: number;
  readonly of: number;
}

export function progressText(progress: BackupProgress | null): string {
  if (progress === null) return words.begun(words.backingUp);
  const { phase, pages, of } = progress;
  const what = words.phases[phase];
  return hasFigures(progress) ? words.progress(what, formatCount(pages), of) : words.begun(what);
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
      text: problem === null ? words.madeBroken : words.madeBrokenBecause(asSentence(problem)),
    };
  }
  const say = proven_at === null ? words.made : words.madeProven;
  return {
    tone: 'good',
    text: say(formatBytes(size_bytes), formatDuration(duration_ms), formatCount(seq)),
  };
}

export function checkedText(backup: Backup): Said {
  const name = begunNameOf(backup);
  switch (stateOf(backup)) {
    case 'proven':
      return { tone: 'good', text: words.isProven(name) };
    case 'whole':
      return { tone: 'good', text: words.isWhole(name) };
    case 'broken':
      return { tone: 'bad', text: words.isBroken(name, asSentence(backup.problem ?? '')) };
    case 'unchecked':
      return { tone: 'bad', text: words.isUnchecked(name) };
  }
}

export function protectedText(backup: Backup): Said {
  const say = backup.protected ? words.isProtected : words.isUnprotected;
  return { tone: 'good', text: say(begunNameOf(backup)) };
}

export function deletedText(backup: Backup): Said {
  return { tone: 'good', text: words.isDeleted(begunNameOf(backup)) };
}

export function copiedText(backup: Backup): Said {
  return { tone: 'good', text: words.isCopied(nameOf(backup)) };
}

/** What could not be done with one, as a title. */
export function notDoneText(
  backup: Backup,
  what: 'notChecked' | 'notProtected' | 'notUnprotected' | 'notDeleted',
): string {
  return words[what](begunNameOf(backup));
}

/** What deleting one takes, said before it is done. */
export function deletionText(backup: Backup, shard: string): string {
  const { name, size_bytes, seq } = backup;
  const { goes, losesRest, losesCopy, isProtected, others } = words.delete;
  const loses = stateOf(backup) === 'broken' ? losesRest : losesCopy;
  return [
    goes(begunNameOf(backup), `${name}.db`, formatBytes(size_bytes)),
    loses(shard, formatCount(seq)),
    ...(backup.protected ? [isProtected] : []),
    others,
  ].join(' ');
}

/** Why the last attempt failed, and what follows from it. */
export function failureText(
  message: string,
  { last_backup, next_backup_at }: Pick<ServerStatus, 'last_backup' | 'next_backup_at'>,
): string {
  const say = last_backup === null ? words.failedFirst : words.failed;
  const before = say(asSentence(message));
  return next_backup_at === null ? before : `${before} ${words.triesAgain}`;
}

/** All there is to know of a backup, for a report to somebody else. */
export function detailsText(backup: Backup): string {
  const { name, at, label, cause, timeline, seq, size_bytes, duration_ms } = backup;
  const { details } = words;
  return [
    details.name(name),
    details.file(`${name}.db`),
    details.made(at, words.causes[cause], duration_ms),
    ...(label === null ? [] : [details.label(label)]),
    stateInWords(backup),
    details.world(seq, timeline),
    details.size(size_bytes),
    details.sha256(backup.sha256),
    details.digest(backup.digest),
    details.rows(
      text.shared.list(Object.entries(backup.rows).map(([table, count]) => `${table} ${count}`)),
    ),
    backup.protected ? details.isProtected : details.isNotProtected,
  ].join('\n');
}

function stateInWords({ problem, verified_at, proven_at }: Backup): string {
  const { details } = words;
  if (problem !== null) return details.broken(problem);
  if (verified_at === null) return details.unchecked;
  return proven_at === null ? details.whole(verified_at) : details.proven(verified_at, proven_at);
}
