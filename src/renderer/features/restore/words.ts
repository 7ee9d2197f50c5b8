/** What a restore would undo, in words. Pure. */
import type { RestorePreview, RestoreReceipt } from '../../../shared/restore.ts';
import {
  formatBytes,
  formatCount,
  formatCountOf,
  formatMoment,
  formatSpan,
} from '../../ui/format.ts';
import type { Renewal, Target } from './flow.ts';

/** `it was on 22 Nov 2026, 14:03:20`, after "how" or "as". */
export function itWas(at: string | null): string {
  return at === null
    ? 'it was before its first change'
    : `it was on ${formatMoment(Date.parse(at))}`;
}

/** To undo an undo is to restore once more. */
export function isUndo(target: Target): boolean {
  return target.kind === 'undo' && target.receipt.kind === 'restore';
}

/** There is nothing between now and what would come back. */
export function isNothing({ target, head }: RestorePreview): boolean {
  return target.seq === head.seq && target.timeline === head.timeline;
}

type Counts = Readonly<Partial<Record<'rewound' | 'appearing' | 'vanishing' | 'changed', number>>>;

/** `34 are rewound, 5 vanish` */
export function countsText(counts: Counts): string {
  const { rewound = 0, changed = 0, appearing = 0, vanishing = 0 } = counts;
  const parts = [
    ...(rewound > 0 ? [`${formatCount(rewound)} ${rewound === 1 ? 'is' : 'are'} rewound`] : []),
    ...(vanishing > 0
      ? [`${formatCount(vanishing)} ${vanishing === 1 ? 'vanishes' : 'vanish'}`]
      : []),
    ...(appearing > 0
      ? [`${formatCount(appearing)} ${appearing === 1 ? 'comes' : 'come'} back`]
      : []),
    ...(changed > 0 ? [`${formatCount(changed)} ${changed === 1 ? 'changes' : 'change'}`] : []),
  ];
  return parts.length === 0 ? 'none' : parts.join(', ');
}

/** The blast radius in one plain sentence or two, naming the shard. */
export function undoneText(preview: RestorePreview, target: Target, shard: string): string {
  if (isNothing(preview)) {
    return `${shard} is in that state already: nothing has changed since, and there is nothing to undo.`;
  }
  const goes =
    target.kind === 'undo'
      ? undoText(target.receipt, shard)
      : `${shard} goes back to how ${itWas(preview.target.at)}.`;
  return `${goes} ${playText(preview.undone_ms)} undone${playersText(preview.players)}.`;
}

function undoText({ kind, at }: RestoreReceipt, shard: string): string {
  const moment = formatMoment(Date.parse(at));
  return `${shard} goes back to how it was before the ${kind} of ${moment}, and what that ${kind} took comes back.`;
}

/** `1 h 12 min of play is`, as part of a sentence. */
function playText(ms: number): string {
  return ms < 1_000 ? 'Less than a second of play is' : `${formatSpan(ms)} of play is`;
}

function playersText({ rewound, appearing, vanishing }: RestorePreview['players']): string {
  const all = rewound + appearing + vanishing;
  if (all === 0) return ', and no player is affected by it';
  const what = countsText({ rewound, appearing, vanishing });
  return `, which affects ${formatCountOf(all, 'player')}: ${what}`;
}

export function goldText({ now, restored }: RestorePreview['gold']): string {
  return `${formatCount(now)} now, ${formatCount(restored)} then`;
}

/** `12,340 less` */
export function differenceText(difference: number): string {
  if (difference === 0) return 'the same';
  return `${formatCount(Math.abs(difference))} ${difference < 0 ? 'less' : 'more'}`;
}

export function onlineText(online: number): string {
  if (online === 0) return 'Nobody is online.';
  return online === 1
    ? '1 player is online and will be logged out.'
    : `${formatCount(online)} players are online and will be logged out.`;
}

export function sourceText({ from_backup }: RestorePreview, target: Target): string {
  if (from_backup === null) return 'Made from the journal alone.';
  if (target.kind === 'backup' && target.backup.name === from_backup) {
    return `Made from that backup alone, ${from_backup}.`;
  }
  return `Made from the backup ${from_backup} and what the journal holds after it.`;
}

export function hasSpace({ bytes_needed, bytes_free }: RestorePreview): boolean {
  return bytes_free >= bytes_needed;
}

/** Whether there is room for it, and what to do where there is none. */
export function spaceText(preview: RestorePreview): string {
  const { bytes_needed, bytes_free } = preview;
  const figures = `It needs ${formatBytes(bytes_needed)} of free space`;
  if (hasSpace(preview)) return `${figures}; ${formatBytes(bytes_free)} are there.`;
  const missing = formatBytes(bytes_needed - bytes_free);
  return `${figures}, for the earlier world and the safety backup, and only ${formatBytes(bytes_free)} are there. Free ${missing} more on that disk, then look again. Nothing has been changed.`;
}

export function renewalText(renewal: Renewal, shard: string): string {
  return renewal === 'outdated'
    ? `Play on ${shard} went on while you read, by more than you allowed. Nothing has been changed. These are the figures of now; confirm them again.`
    : `${shard} was restored by somebody else meanwhile. These are the figures of now; confirm them again.`;
}

/** How much further play may be undone between reading and doing. */
export const ACCEPTABLE: readonly { readonly ms: number; readonly text: string }[] = [
  { ms: 0, text: 'nothing more' },
  { ms: 60_000, text: '1 minute of further play' },
  { ms: 5 * 60_000, text: '5 minutes of further play' },
  { ms: 15 * 60_000, text: '15 minutes of further play' },
  { ms: 60 * 60_000, text: '1 hour of further play' },
];

/** What stands where the name of the shard does not, or not yet; null where it does. */
export function nameProblem(typed: string, shard: string): string | null {
  if (typed.trim() === shard.trim()) return null;
  return typed === '' ? `Type ${shard} to confirm.` : `This is not ${shard}.`;
}

type PlayerDifference = RestorePreview['affected'][number];

export const CHANGES: Readonly<Record<PlayerDifference['change'], string>> = {
  rewound: 'Is rewound',
  appearing: 'Comes back',
  vanishing: 'Vanishes',
};

/** `12 now, 9 then` */
export function levelText({ level_now, level_restored }: PlayerDifference): string {
  if (level_now === level_restored) return level_now === null ? '–' : String(level_now);
  if (level_now === null) return `${level_restored} then`;
  return level_restored === null ? `${level_now} now` : `${level_now} now, ${level_restored} then`;
}

export function itemsText({ items_appearing, items_vanishing }: PlayerDifference): string {
  const text = countsText({ appearing: items_appearing, vanishing: items_vanishing });
  return text === 'none' ? 'the same' : text;
}

/** How many of those affected are listed. */
export function affectedText({ players, affected }: RestorePreview): string {
  const all = players.rewound + players.appearing + players.vanishing;
  return affected.length < all
    ? `The ${formatCount(affected.length)} hit hardest of ${formatCount(all)}`
    : 'Those hit hardest first';
}

/** Tables as a reader knows them: `guild_members` are guild members. */
export function tableName(table: string): string {
  const name = table.replace(/^shardkeep_/, '').replaceAll('_', ' ');
  return name.charAt(0).toUpperCase() + name.slice(1);
}
