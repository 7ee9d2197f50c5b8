/** Upkeep in words. Pure. */
import type { MaintenanceStatus, VacuumRun } from '../../../shared/maintenance.ts';
import {
  asSentence,
  formatBytes,
  formatClockShort,
  formatCount,
  formatCountOf,
  formatDuration,
  formatShare,
  formatSpan,
} from '../../ui/format.ts';
import type { IntegrityResult, InvariantsResult, JournalStatus } from './maintenance.ts';

export const CAUSES: Readonly<Record<VacuumRun['cause'], string>> = {
  request: 'Asked for',
  schedule: 'On schedule',
};

export const STATES: Readonly<Record<VacuumRun['state'], string>> = {
  done: 'Done',
  failed: 'Failed',
  skipped: 'Skipped',
};

/** A share of the file below which a vacuum is hardly worth its while. */
const LITTLE = 0.02;

const SECOND = 1_000;

/** What a vacuum would give back, and what it takes. */
export function estimateText({ sizes, vacuum }: MaintenanceStatus): string {
  const { bytes, bytes_reclaimable: unused, bytes_needed, duration_ms } = vacuum.estimate;
  const gain =
    unused < bytes * LITTLE
      ? 'hardly any of it unused: a vacuum would give back next to nothing'
      : `about ${formatBytes(unused)} of it unused (${formatShare(unused, bytes)}), which a vacuum gives back`;
  const time =
    duration_ms === null
      ? 'How long it takes is known after the first one.'
      : `By the last one it takes ${duration_ms < SECOND ? 'less than a second' : `about ${formatDuration(duration_ms)}`}.`;
  return [
    `The database takes ${formatBytes(bytes)}, ${gain}.`,
    `While it runs it needs ${formatBytes(bytes_needed)} of free space, and there are ${formatBytes(sizes.free)}.`,
    time,
  ].join(' ');
}

/** Why a vacuum cannot be done now, or null. */
export function shortageText({ sizes, vacuum }: MaintenanceStatus): string | null {
  const missing = vacuum.estimate.bytes_needed - sizes.free;
  if (missing <= 0) return null;
  return `There is not enough room for a vacuum: ${formatBytes(missing)} more must be free on the disk of the data folder.`;
}

export function nextVacuumText(
  { next_at, max_online }: Pick<MaintenanceStatus['vacuum'], 'next_at' | 'max_online'>,
  now: number,
): string {
  if (next_at === null) return 'No vacuum is planned: the settings say never.';
  const at = Date.parse(next_at);
  const minute = 60_000;
  const span = formatSpan(Math.max(minute, Math.ceil((at - now) / minute) * minute));
  const who =
    max_online === 0
      ? 'if nobody is online'
      : `if at most ${formatCountOf(max_online, 'player is', 'players are')} online`;
  return `Next one in ${span}, at ${formatClockShort(at)}, ${who}.`;
}

/** What will happen, said before it does. */
export function vacuumPlanText(shard: string): string {
  return `The database of ${shard} is written anew without its unused pages, checked, and put in the place of the old file. Play goes on; snapshots wait until it is done. Should anything fail, the old file stays as it is.`;
}

export function vacuumDoneText({ bytes_before, bytes_after, duration_ms }: VacuumRun): string {
  const took = `in ${formatDuration(duration_ms)}`;
  return bytes_after < bytes_before
    ? `Vacuum done ${took}: ${formatBytes(bytes_before)} became ${formatBytes(bytes_after)}.`
    : `Vacuum done ${took}: the file was as small as it can be, ${formatBytes(bytes_after)}.`;
}

/** `261 MiB → 160 MiB`, or the size where nothing was done. */
export function sizesText({ state, bytes_before, bytes_after }: VacuumRun): string {
  return state === 'done'
    ? `${formatBytes(bytes_before)} → ${formatBytes(bytes_after)}`
    : formatBytes(bytes_before);
}

/** What a check found: whether all is well, and each thing that is not. */
export interface Finding {
  readonly isGood: boolean;
  readonly text: string;
  readonly problems: readonly string[];
}

export function integrityFinding({ ok, problems, mended }: IntegrityResult): Finding {
  return {
    isGood: ok,
    text: ok
      ? 'The file is whole: its pages are right, and every reference leads somewhere.'
      : `The file was broken: ${formatCountOf(problems.length, 'problem')} found. ${mended.map(asSentence).join(' ')}`,
    problems: problems.map(asSentence),
  };
}

export function invariantsFinding({
  ok,
  checked,
  violations,
  duration_ms,
}: InvariantsResult): Finding {
  const { characters, items, guilds, gold } = checked;
  const what = [
    formatCountOf(characters, 'character'),
    formatCountOf(items, 'item'),
    formatCountOf(guilds, 'guild'),
    `${formatCount(gold)} gold`,
  ].join(', ');
  return {
    isGood: ok,
    text: ok
      ? `All rules hold for ${what}. Checked in ${formatDuration(duration_ms)}, while play went on.`
      : `${formatCountOf(violations.length, 'rule')} of the world ${violations.length === 1 ? 'is' : 'are'} broken, among ${what}.`,
    problems: violations.map(({ rule, message }) => `${rule}: ${message}`),
  };
}

/** The journal's state in one sentence, and whether it is as it should be. */
export function journalText(journal: JournalStatus): Pick<Finding, 'isGood' | 'text'> {
  const { durable_seq, pending, pending_bytes, waited_ms, refusing } = journal;
  if (refusing !== null) return { isGood: false, text: asSentence(refusing) };
  const done = `Everything up to change ${formatCount(durable_seq)} is on disk`;
  // What waits for a moment is on its way, as always while somebody plays.
  if (waited_ms < SECOND) return { isGood: true, text: `${done}.` };
  const waiting = `${formatCountOf(pending, 'change')} (${formatBytes(pending_bytes)})`;
  return { isGood: false, text: `${done}; ${waiting} waiting for ${formatDuration(waited_ms)}.` };
}

/** What lies on the disk, part by part, with what it is for. */
export const PARTS = [
  { key: 'database', title: 'Database', what: 'the world, with its log' },
  { key: 'journal', title: 'Journal', what: 'every change since, with room made ahead' },
  { key: 'backups', title: 'Backups', what: 'whole copies of the world' },
  { key: 'logs', title: 'Logs', what: 'what the host did' },
  { key: 'quarantine', title: 'Quarantine', what: 'what was found broken; yours to delete' },
] as const satisfies readonly {
  readonly key: keyof MaintenanceStatus['sizes'];
  readonly title: string;
  readonly what: string;
}[];

export function totalOf({ sizes }: MaintenanceStatus): number {
  return PARTS.reduce((sum, { key }) => sum + sizes[key], 0);
}
