/** What a restore did, and what became of one that failed, in words. Pure. */
import type { Backup } from '../../../shared/host-methods.ts';
import type { RestoreReceipt } from '../../../shared/restore.ts';
import { text } from '../../app/text.ts';
import { formatCount, formatMoment, formatSpan } from '../../ui/format.ts';
import { nameOfFile } from '../backups/words.ts';
import { countsText, differenceText } from './words.ts';

const { details, failure, receipt: words } = text.restore;

/** What was recovered, up to where. */
export function doneText({ kind, target }: RestoreReceipt, shard: string): string {
  const { at, seq } = target;
  const change = formatCount(seq);
  const isUndo = kind === 'undo';
  if (at === null) {
    return isUndo ? words.undoneToFirst(shard, change) : words.isAsAtFirst(shard, change);
  }
  const say = isUndo ? words.undoneToMoment : words.isAsOn;
  return say(shard, formatMoment(Date.parse(at)), change);
}

/** What it cost. */
export function costText({ undone_ms, players, items, gold }: RestoreReceipt): string {
  return [
    words.playUndone(formatSpan(undone_ms)),
    words.players(countsText(players)),
    words.items(countsText(items)),
    words.gold(differenceText(gold.restored - gold.now)),
  ].join(' ');
}

export function wayBackText(
  { safety_backup }: RestoreReceipt,
  backups: readonly Backup[] | null,
): string {
  return words.wayBackText(nameOfFile(safety_backup, backups));
}

/** A line for the card of the page: `Restored on 22 Nov 2026, 14:10:02 to how it was on …` */
export function lineText({ kind, at, target }: RestoreReceipt): string {
  const on = formatMoment(Date.parse(at));
  const isUndo = kind === 'undo';
  if (target.at === null) return isUndo ? words.lineUndoneToFirst(on) : words.lineToFirst(on);
  const say = isUndo ? words.lineUndone : words.line;
  return say(on, formatMoment(Date.parse(target.at)));
}

/** All of it, for a report to somebody else. */
export function receiptDetails(receipt: RestoreReceipt, shard: string): string {
  const { at, kind, reason, target, before, timeline, undone_ms, gold, duration_ms } = receipt;
  const point = (it: RestoreReceipt['target']) =>
    it.at === null
      ? details.point(it.seq, it.timeline)
      : details.pointOf(it.seq, it.timeline, it.at);
  return [
    kind === 'undo' ? details.undo(shard) : details.restore(shard),
    details.done(at, duration_ms),
    details.reason(reason ?? words.noReason),
    details.now(point(target)),
    details.before(point(before)),
    details.timeline(timeline),
    details.play(undone_ms),
    details.players(countsText(receipt.players)),
    details.items(countsText(receipt.items)),
    details.gold(gold.now, gold.restored),
    details.safetyBackup(receipt.safety_backup),
  ].join('\n');
}

/** What a restore that failed leaves. */
export function failedText(shard: string, isUntouched: boolean | null): string {
  switch (isUntouched) {
    case true:
      return failure.untouched(shard);
    case false:
      return failure.notServing(shard);
    case null:
      return failure.unknown(shard);
  }
}

/** The title over an error of a restore, by its code. */
export function failedTitle(code: string): string {
  switch (code) {
    case 'ServerRestoring':
      return failure.underWay;
    case 'StorageUnavailable':
      return failure.disk;
    case 'Closed':
      return failure.connection;
    default:
      return failure.other;
  }
}
