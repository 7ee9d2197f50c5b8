/** A character beside the same one of an earlier moment, in words. Pure. */
import type {
  CharacterPreview,
  ItemChoice,
  ItemDifference,
} from '../../../shared/character-restore.ts';
import type { Point } from '../../../shared/restore.ts';
import type { Place } from '../../../shared/rows.ts';
import { formatCount, formatCountOf, formatMoment } from '../../ui/format.ts';
import type { Lack } from './draft.ts';
import type { Group } from './lines.ts';

export const GROUP_WORDS: Readonly<Record<Group, string>> = {
  stats: 'Stats',
  position: 'Position',
  gold: 'Gold',
  skills: 'Skills',
  quests: 'Quests',
};

/** The name that is known: of today, or of then for who is gone. */
export function nameOf({ name }: CharacterPreview): string {
  return name.now ?? name.past;
}

/** `22 Nov 2026, 14:03:20` */
export function momentText({ at, seq }: Point): string {
  return at === null ? `change ${formatCount(seq)}` : formatMoment(Date.parse(at));
}

/** Whom one sees, of when, in one sentence. */
export function headText(preview: CharacterPreview): string {
  const { exists, character_id, name, target } = preview;
  const then = `after change ${formatCount(target.seq)} of ${momentText(target)}`;
  if (!exists) {
    return `${name.past}, character ${character_id}, ${then}. There is no such character today.`;
  }
  const called = name.now === name.past ? '' : `, then called ${name.past}`;
  return `${name.now}, character ${character_id}${called}, ${then}, beside today.`;
}

/** The end of an item's id, which tells it from others of its kind; ids begin alike. */
export function shortId(item_id: string): string {
  return `…${item_id.slice(-8)}`;
}

/** `sword …3f2a9c01` */
export function itemName({ item_type, item_id }: Pick<ItemDifference, 'item_type' | 'item_id'>) {
  return `${item_type} ${shortId(item_id)}`;
}

export function placeText(place: Place): string {
  switch (place.kind) {
    case 'bag':
      return `Bag, slot ${place.slot}`;
    case 'equipment':
      return `Worn (${place.slot_type})`;
    case 'ground':
      return `On the ground in ${place.map_id}`;
    case 'recovery':
      return 'Recovery box';
  }
}

function timesText(quantity: number): string {
  return quantity === 1 ? '' : ` (× ${formatCount(quantity)})`;
}

export function pastText({ past }: ItemDifference): string {
  return past === null ? 'Not there' : `${placeText(past.place)}${timesText(past.quantity)}`;
}

/** Whose hands an item is in today. */
export type Hands = 'nowhere' | 'own' | 'ground' | 'other';

export function handsOf({ now }: ItemDifference, character_id: number): Hands {
  if (now === null) return 'nowhere';
  if (now.place.kind === 'ground') return 'ground';
  return now.holder.character_id === character_id ? 'own' : 'other';
}

/** Where it went. */
export function nowText(item: ItemDifference, character_id: number): string {
  const { now } = item;
  if (now === null) return 'Exists nowhere any more';
  const { place, quantity, holder } = now;
  const where = `${placeText(place)}${timesText(quantity)}`;
  switch (handsOf(item, character_id)) {
    case 'ground':
      return `${where}, dropped by ${holder.character_name}`;
    case 'other':
      return `With ${holder.character_name}: ${where}`;
    default:
      return where;
  }
}

/** Short, for who has it stands beside it. */
export function choiceText(item: ItemDifference, choice: ItemChoice, character_id: number): string {
  const hands = handsOf(item, character_id);
  switch (choice) {
    case 'make_anew':
      return 'Make anew';
    case 'take_back':
      return hands === 'own' ? 'Put back where it was' : 'Take back';
    case 'leave':
      return hands === 'nowhere' ? 'Leave it gone' : 'Leave it there';
  }
}

/** Why there is nothing to choose of an item; null where there is. */
export function stayText({ past, choices, obstacle }: ItemDifference): string | null {
  if (choices.some((choice) => choice !== 'leave')) return null;
  if (obstacle !== null) return `Cannot be taken back. ${obstacle}`;
  return past === null ? 'New since then; stays' : 'Is where it was; stays';
}

/** Whether an item is where it was, and as it was. */
export function isUnchanged({ past, now, choices, altered, obstacle }: ItemDifference): boolean {
  const isPlain = past !== null && obstacle === null && !altered && choices.length === 1;
  return isPlain && past.quantity === now?.quantity;
}

type Problem = CharacterPreview['problems'][number];

/** What must be known before choosing, and what can be done about it. */
export function problemText({ kind, message }: Problem, preview: CharacterPreview): string {
  const { exists, name, gold } = preview;
  const who = nameOf(preview);
  switch (kind) {
    case 'name_taken': {
      const taken = `${name.past} is the name of somebody else now (character ${name.taken_by}), who keeps it.`;
      return exists ? `${taken} This one stays ${name.now}.` : `${taken} Choose another one below.`;
    }
    case 'shard_full':
      return `${message} Delete a character first, or let the shard hold more in its settings; then compare again.`;
    case 'gold_made':
      return `With the gold of then, ${formatCount(gold.made)} gold is made that does not exist today: nobody has it taken away. You are asked to agree to it.`;
    case 'gold_removed':
      return `With the gold of then, ${formatCount(-gold.made)} gold of today goes out of the world.`;
    case 'guilds_left':
      return `${who} comes back as a member of no guild.`;
    case 'quantity_differs': {
      const { items } = preview;
      const count = items.filter(({ past, now }) => past && now && past.quantity !== now.quantity);
      return `${formatCountOf(count.length, 'stack holds', 'stacks hold')} more or less today than then. What is taken back comes as it is today.`;
    }
    case 'online':
      return `${who} is online: the game server may go on with what it knows until the next login. Better let the player log out first.`;
  }
}

/** What stands where something is missing. */
export function lackText(lack: Lack, preview: CharacterPreview): string {
  switch (lack) {
    case 'choice':
      return 'Choose what is to come back first.';
    case 'room':
      return 'The shard is full: there is no room for one more character.';
    case 'name':
      return `Enter a name that nobody has; ${preview.name.past} is taken.`;
    case 'gold':
      return `Agree to it, or do not bring back the gold.`;
    case 'reason':
      return 'Say why: it stands in the log of activity.';
  }
}
