/** Snapshots in words. Pure. */
import type { Snapshot } from '../../../shared/host-methods.ts';
import { text } from '../../app/text.ts';
import { formatCount, formatDuration, formatSpan } from '../../ui/format.ts';

const words = text.saves;

export function writtenText({ kind, rows, players, duration_ms, seq }: Snapshot): string {
  const isFull = kind === 'full';
  const change = formatCount(seq);
  if (rows === 0) return isFull ? words.unchangedFull(change) : words.unchanged(change);
  const say = isFull ? words.writtenFull : words.written;
  return say(rows, players, formatDuration(duration_ms), change);
}

/** The next run as a countdown. */
export function nextRunText(nextAt: string | null, now: number): string {
  if (nextAt === null) return words.nonePlanned;
  const left = Date.parse(nextAt) - now;
  return left < 1_000 ? words.due : words.next(formatSpan(left));
}
