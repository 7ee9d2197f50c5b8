/** What a restore did, and what became of one that failed, in words. Pure. */
import type { RestoreReceipt } from '../../../shared/restore.ts';
import { formatCount, formatMoment, formatSpan } from '../../ui/format.ts';
import { countsText, differenceText, itWas } from './words.ts';

/** What was recovered, up to where. */
export function doneText({ kind, target }: RestoreReceipt, shard: string): string {
  const change = `change ${formatCount(target.seq)}`;
  return kind === 'undo'
    ? `The restore was undone: ${shard} is as ${itWas(target.at)}, at ${change}, the exact state before it.`
    : `${shard} is as ${itWas(target.at)}: everything up to ${change} is there, and nothing after it.`;
}

/** What it cost. */
export function costText({ undone_ms, players, items, gold }: RestoreReceipt): string {
  return [
    `${formatSpan(undone_ms)} of play was undone.`,
    `Players: ${countsText(players)}.`,
    `Items: ${countsText(items)}.`,
    `Gold: ${differenceText(gold.restored - gold.now)}.`,
  ].join(' ');
}

export function wayBackText({ safety_backup }: RestoreReceipt): string {
  return `The world as it was before is kept in ${safety_backup}, which is never pruned.`;
}

/** A line for the card of the page: `Restored on 22 Nov 2026, 14:10:02 to how it was on …` */
export function lineText({ kind, at, target }: RestoreReceipt): string {
  const did = kind === 'undo' ? 'A restore was undone' : 'Restored';
  return `${did} on ${formatMoment(Date.parse(at))}, to how ${itWas(target.at)}.`;
}

/** All of it, for a report to somebody else. */
export function receiptDetails(receipt: RestoreReceipt, shard: string): string {
  const { at, kind, reason, target, before, timeline, undone_ms, gold, duration_ms } = receipt;
  const point = (it: RestoreReceipt['target']) =>
    `change ${it.seq} on timeline ${it.timeline}${it.at === null ? '' : ` of ${it.at}`}`;
  return [
    `${kind === 'undo' ? 'Undo of a restore' : 'Restore'} of ${shard}`,
    `Done: ${at} (took ${duration_ms} ms)`,
    `Reason: ${reason ?? 'none given'}`,
    `World now: ${point(target)}`,
    `World before: ${point(before)}`,
    `Play goes on in timeline ${timeline}`,
    `Play undone: ${undone_ms} ms`,
    `Players: ${countsText(receipt.players)}`,
    `Items: ${countsText(receipt.items)}`,
    `Gold: ${gold.now} before, ${gold.restored} now`,
    `Safety backup: ${receipt.safety_backup}`,
  ].join('\n');
}

/** What a restore that failed leaves. */
export function failedText(shard: string, isUntouched: boolean | null): string {
  switch (isUntouched) {
    case true:
      return `${shard} is as it was before, and play goes on: nothing was changed and nothing is lost.`;
    case false:
      return `${shard} is not serving as it should. The safety backup and the journal hold the world as it was; what the shard says of itself stands on the Overview.`;
    case null:
      return `Whether ${shard} was changed is not known from here. The list of restores on this page says so once the shard answers.`;
  }
}

/** The title over an error of a restore, by its code. */
export function failedTitle(code: string): string {
  switch (code) {
    case 'ServerRestoring':
      return 'A restore is under way already';
    case 'StorageUnavailable':
      return 'The disk did not let the restore happen';
    case 'Closed':
      return 'The connection was lost during the restore';
    default:
      return 'The restore failed';
  }
}
