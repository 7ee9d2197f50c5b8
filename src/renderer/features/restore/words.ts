/** What a restore would undo, in words. Pure. */
import type { Backup } from '../../../shared/host-methods.ts';
import type { RestorePreview } from '../../../shared/restore.ts';
import { text } from '../../app/text.ts';
import { formatBytes, formatCount, formatMoment, formatSpan } from '../../ui/format.ts';
import { nameOfFile } from '../backups/words.ts';
import type { Renewal, Target } from './flow.ts';

const { affected: affectedWords, confirm, counts: countWords, preview: words } = text.restore;

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
    ...(rewound > 0 ? [countWords.rewound(rewound)] : []),
    ...(vanishing > 0 ? [countWords.vanishing(vanishing)] : []),
    ...(appearing > 0 ? [countWords.appearing(appearing)] : []),
    ...(changed > 0 ? [countWords.changed(changed)] : []),
  ];
  return parts.length === 0 ? countWords.none : text.shared.list(parts);
}

/** The blast radius in one plain sentence or two, naming the shard. */
export function undoneText(preview: RestorePreview, target: Target, shard: string): string {
  if (isNothing(preview)) return words.already(shard);
  const { undone_ms, players } = preview;
  const play = undone_ms < 1_000 ? words.littlePlay : words.play(formatSpan(undone_ms));
  const all = players.rewound + players.appearing + players.vanishing;
  const hits = all === 0 ? words.hitsNobody(play) : words.hits(play, all, countsText(players));
  return `${goesText(preview, target, shard)} ${hits}`;
}

/** What to. */
function goesText(preview: RestorePreview, target: Target, shard: string): string {
  if (target.kind === 'undo') {
    const { kind, at } = target.receipt;
    const say = kind === 'undo' ? words.beforeUndo : words.beforeRestore;
    return say(shard, formatMoment(Date.parse(at)));
  }
  const { at } = preview.target;
  return at === null
    ? words.toBeginning(shard)
    : words.toMoment(shard, formatMoment(Date.parse(at)));
}

export function goldText({ now, restored }: RestorePreview['gold']): string {
  return words.goldFigures(formatCount(now), formatCount(restored));
}

/** `12,340 less` */
export function differenceText(difference: number): string {
  if (difference === 0) return countWords.same;
  const figure = formatCount(Math.abs(difference));
  return difference < 0 ? countWords.less(figure) : countWords.more(figure);
}

export function onlineText(online: number): string {
  return online === 0 ? words.nobodyOnline : words.online(online);
}

export function sourceText(
  { from_backup }: RestorePreview,
  target: Target,
  backups: readonly Backup[] | null,
): string {
  if (from_backup === null) return words.fromJournal;
  const isThat = target.kind === 'backup' && target.backup.name === from_backup;
  const backup = nameOfFile(from_backup, backups);
  return isThat ? words.fromBackupAlone(backup) : words.fromBackup(backup);
}

export function hasSpace({ bytes_needed, bytes_free }: RestorePreview): boolean {
  return bytes_free >= bytes_needed;
}

/** Whether there is room for it, and what to do where there is none. */
export function spaceText(preview: RestorePreview): string {
  const { bytes_needed, bytes_free } = preview;
  const needed = formatBytes(bytes_needed);
  const free = formatBytes(bytes_free);
  return hasSpace(preview)
    ? words.space(needed, free)
    : words.noSpace(needed, free, formatBytes(bytes_needed - bytes_free));
}

export function renewalText(renewal: Renewal, shard: string): string {
  return renewal === 'outdated' ? confirm.outdated(shard) : confirm.restoredElsewhere(shard);
}

/** How much further play may be undone between reading and doing. */
export const ACCEPTABLE: readonly { readonly ms: number; readonly label: string }[] = [
  { ms: 0, label: confirm.furtherNothing },
  ...[1, 5, 15].map((count) => ({ ms: count * 60_000, label: confirm.furtherMinutes(count) })),
  { ms: 60 * 60_000, label: confirm.furtherHours(1) },
];

/** What stands where the name of the shard does not, or not yet; null where it does. */
export function nameProblem(typed: string, shard: string): string | null {
  if (typed.trim() === shard.trim()) return null;
  return typed === '' ? confirm.typeFirst(shard) : confirm.notTheName(shard);
}

type PlayerDifference = RestorePreview['affected'][number];

/** `12 now, 9 then` */
export function levelText({ level_now, level_restored }: PlayerDifference): string {
  const now = level_now === null ? null : formatCount(level_now);
  const then = level_restored === null ? null : formatCount(level_restored);
  if (now === null) return then === null ? text.shared.nothing : affectedWords.levelThen(then);
  if (then === null) return affectedWords.levelNow(now);
  return now === then ? now : affectedWords.levels(now, then);
}

export function itemsText({ items_appearing, items_vanishing }: PlayerDifference): string {
  return items_appearing + items_vanishing === 0
    ? countWords.same
    : countsText({ appearing: items_appearing, vanishing: items_vanishing });
}

/** How many of those affected are listed. */
export function affectedText({ players, affected }: RestorePreview): string {
  const all = players.rewound + players.appearing + players.vanishing;
  return affected.length < all
    ? affectedWords.some(formatCount(affected.length), formatCount(all))
    : affectedWords.all;
}

const TABLES: Readonly<Record<string, string>> = words.tableNames;

/** Tables as a reader knows them; one that this version does not know by its own name. */
export function tableName(table: string): string {
  return TABLES[table] ?? table;
}
