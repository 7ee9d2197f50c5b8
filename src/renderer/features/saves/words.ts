/** Snapshots in words. Pure. */
import type { Snapshot } from '../../../shared/host-methods.ts';
import { formatCount, formatCountOf, formatDuration, formatSpan } from '../../ui/format.ts';

export const CAUSES: Readonly<Record<Snapshot['cause'], string>> = {
  startup: 'At start-up',
  interval: 'On schedule',
  request: 'Asked for',
  size: 'Much had changed',
  repair: 'Repair',
  backup: 'For a backup',
  shutdown: 'At shutdown',
};

export const KINDS: Readonly<Record<Snapshot['kind'], string>> = {
  delta: 'Changes',
  full: 'Full',
};

export function writtenText({ kind, rows, players, duration_ms, seq }: Snapshot): string {
  const what = kind === 'full' ? 'Full snapshot' : 'Snapshot';
  const size = `${formatCountOf(rows, 'row')} of ${formatCountOf(players, 'player')}`;
  const upTo = `up to change ${formatCount(seq)}`;
  if (rows === 0)
    return `${what} written: nothing had changed, it stands at change ${formatCount(seq)}.`;
  return `${what} written: ${size} in ${formatDuration(duration_ms)}, ${upTo}.`;
}

/** The next run as a countdown. */
export function nextRunText(nextAt: string | null, now: number): string {
  if (nextAt === null) return 'No run is planned.';
  const left = Date.parse(nextAt) - now;
  return left < 1_000 ? 'The next run is due now.' : `Next run in ${formatSpan(left)}.`;
}

export function progressText(rows: number, of: number): string {
  return `${formatCount(rows)} of ${formatCountOf(of, 'row')}`;
}
