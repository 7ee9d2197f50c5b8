/** Upkeep in words. Pure. */
import type { MaintenanceStatus, VacuumRun } from '../../../shared/maintenance.ts';
import { text } from '../../app/text.ts';
import {
  asSentence,
  formatBytes,
  formatClockShort,
  formatCount,
  formatDuration,
  formatShare,
  formatSpan,
} from '../../ui/format.ts';
import type { IntegrityResult, InvariantsResult, JournalStatus } from './maintenance.ts';

const { checks, journal: journalWords, vacuum: words, vacuums } = text.maintenance;

/** A share of the file below which a vacuum is hardly worth its while. */
const LITTLE = 0.02;

const SECOND = 1_000;

/** What a vacuum would give back, and what it takes. */
export function estimateText({ sizes, vacuum }: MaintenanceStatus): string {
  const { bytes, bytes_reclaimable: unused, bytes_needed, duration_ms } = vacuum.estimate;
  const gain =
    unused < bytes * LITTLE
      ? words.noGain(formatBytes(bytes))
      : words.gain(formatBytes(bytes), formatBytes(unused), formatShare(unused, bytes));
  const needs = words.needs(formatBytes(bytes_needed), formatBytes(sizes.free));
  return [gain, needs, timeText(duration_ms)].join(' ');
}

function timeText(ms: number | null): string {
  if (ms === null) return words.takesUnknown;
  return ms < SECOND ? words.takesLittle : words.takes(formatDuration(ms));
}

/** Why a vacuum cannot be done now, or null. */
export function shortageText({ sizes, vacuum }: MaintenanceStatus): string | null {
  const missing = vacuum.estimate.bytes_needed - sizes.free;
  if (missing <= 0) return null;
  return words.shortage(formatBytes(missing));
}

export function nextVacuumText(
  { next_at, max_online }: Pick<MaintenanceStatus['vacuum'], 'next_at' | 'max_online'>,
  now: number,
): string {
  if (next_at === null) return words.nonePlanned;
  const at = Date.parse(next_at);
  const minute = 60_000;
  const span = formatSpan(Math.max(minute, Math.ceil((at - now) / minute) * minute));
  const clock = formatClockShort(at);
  return max_online === 0 ? words.nextIfNobody(span, clock) : words.next(span, clock, max_online);
}

/** What will happen, said before it does. */
export function vacuumPlanText(shard: string): string {
  return words.plan(shard);
}

export function vacuumDoneText({ bytes_before, bytes_after, duration_ms }: VacuumRun): string {
  const span = formatDuration(duration_ms);
  return bytes_after < bytes_before
    ? words.done(span, formatBytes(bytes_before), formatBytes(bytes_after))
    : words.doneNoGain(span, formatBytes(bytes_after));
}

/** `261 MiB → 160 MiB`, or the size where nothing was done. */
export function sizesText({ state, bytes_before, bytes_after }: VacuumRun): string {
  return state === 'done'
    ? vacuums.sizes(formatBytes(bytes_before), formatBytes(bytes_after))
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
      ? checks.file.good
      : [checks.file.broken(problems.length), ...mended.map(asSentence)].join(' '),
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
  const { rules } = checks;
  const what = text.shared.list([
    rules.characters(characters),
    rules.items(items),
    rules.guilds(guilds),
    rules.gold(gold),
  ]);
  return {
    isGood: ok,
    text: ok
      ? rules.good(what, formatDuration(duration_ms))
      : rules.broken(violations.length, what),
    problems: violations.map(({ rule, message }) => rules.problem(rule, message)),
  };
}

/** The journal's state in one sentence, and whether it is as it should be. */
export function journalText(journal: JournalStatus): Pick<Finding, 'isGood' | 'text'> {
  const { durable_seq, pending, pending_bytes, waited_ms, refusing } = journal;
  if (refusing !== null) return { isGood: false, text: asSentence(refusing) };
  const change = formatCount(durable_seq);
  // What waits for a moment is on its way, as always while somebody plays.
  if (waited_ms < SECOND) return { isGood: true, text: journalWords.onDisk(change) };
  const size = formatBytes(pending_bytes);
  return {
    isGood: false,
    text: journalWords.waiting(change, pending, size, formatDuration(waited_ms)),
  };
}

/** What lies on the disk, part by part. */
export const PARTS = [
  'database',
  'journal',
  'backups',
  'logs',
  'activity_index',
  'scratch',
  'quarantine',
] as const;

export function totalOf({ sizes }: MaintenanceStatus): number {
  return PARTS.reduce((sum, part) => sum + sizes[part], 0);
}
