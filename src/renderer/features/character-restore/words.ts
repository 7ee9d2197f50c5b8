/** A character beside the same one of an earlier moment, in words. Pure. */
import type {
  CharacterPreview,
  ItemChoice,
  ItemDifference,
} from '../../../shared/character-restore.ts';
import type { Point } from '../../../shared/restore.ts';
import type { Place } from '../../../shared/rows.ts';
import { type Part, type Said, said } from '../../../shared/text/said.ts';
import { text } from '../../app/text.ts';
import { formatCount, formatMoment } from '../../ui/format.ts';
import type { Lack } from './draft.ts';

const { items: words, lacks, problems } = text.characterRestore;

/** The name that is known: of today, or of then for who is gone. */
export function nameOf({ name }: CharacterPreview): string {
  return name.now ?? name.past;
}

/** `22 Nov 2026, 14:03:20` */
export function momentText({ at, seq }: Point): string {
  return at === null
    ? text.characterRestore.change(formatCount(seq))
    : formatMoment(Date.parse(at));
}

/** Whom one sees, of when, in one sentence. */
export function headText(preview: CharacterPreview): string {
  const { exists, character_id, name, target } = preview;
  const { gone, beside, besideRenamed } = text.characterRestore;
  const change = formatCount(target.seq);
  const moment = momentText(target);
  if (!exists || name.now === null) return gone(name.past, character_id, change, moment);
  return name.now === name.past
    ? beside(name.now, character_id, change, moment)
    : besideRenamed(name.now, character_id, name.past, change, moment);
}

/** The end of an item's id, which tells it from others of its kind; ids begin alike. */
export function shortId(item_id: string): string {
  return words.shortId(item_id.slice(-8));
}

/** `sword …3f2a9c01` */
export function itemName({ item_type, item_id }: Pick<ItemDifference, 'item_type' | 'item_id'>) {
  return words.name(item_type, shortId(item_id));
}

export function placeText(place: Place): string {
  switch (place.kind) {
    case 'bag':
      return words.bag(place.slot);
    case 'equipment':
      return words.worn(place.slot_type);
    case 'ground':
      return words.ground(place.map_id);
    case 'recovery':
      return words.recovery;
  }
}

function stackText(place: Place, quantity: number): string {
  const where = placeText(place);
  return quantity === 1 ? where : words.times(where, formatCount(quantity));
}

export function pastText({ past }: ItemDifference): string {
  return past === null ? words.notThere : stackText(past.place, past.quantity);
}

/** Whose hands an item is in today. */
export type Hands = 'nowhere' | 'own' | 'ground' | 'other';

export function handsOf({ now }: ItemDifference, character_id: number): Hands {
  if (now === null) return 'nowhere';
  if (now.place.kind === 'ground') return 'ground';
  return now.holder.character_id === character_id ? 'own' : 'other';
}

/** Where it went, with a way to who has it. */
export function nowSaid(item: ItemDifference, character_id: number): Said {
  const { now } = item;
  if (now === null) return said`${words.nowhere}`;
  const { place, quantity, holder } = now;
  const where = stackText(place, quantity);
  const who: Part = { text: holder.character_name, character_id: holder.character_id };
  switch (handsOf(item, character_id)) {
    case 'ground':
      return words.droppedBy(where, who);
    case 'other':
      return words.with(who, where);
    default:
      return said`${where}`;
  }
}

/** Short, for who has it stands beside it. */
export function choiceText(item: ItemDifference, choice: ItemChoice, character_id: number): string {
  const hands = handsOf(item, character_id);
  switch (choice) {
    case 'make_anew':
      return words.makeAnew;
    case 'take_back':
      return hands === 'own' ? words.putBack : words.takeBack;
    case 'leave':
      return hands === 'nowhere' ? words.leaveGone : words.leaveThere;
  }
}

/** Why there is nothing to choose of an item; null where there is. */
export function stayText(item: ItemDifference): string | null {
  const { past, choices, obstacle } = item;
  if (choices.some((choice) => choice !== 'leave')) return null;
  // The host's own words for it are for those who call its methods.
  if (obstacle !== null) return words.inLargerStack;
  if (past === null) return words.isNew;
  return isAsItWas(item) ? words.isWhereItWas : words.isOtherThanItWas;
}

function isAsItWas({ past, now, altered }: ItemDifference): boolean {
  return !altered && past?.quantity === now?.quantity;
}

/** Whether an item is where it was, and as it was. */
export function isUnchanged(item: ItemDifference): boolean {
  const { past, choices, obstacle } = item;
  return past !== null && obstacle === null && choices.length === 1 && isAsItWas(item);
}

type Problem = CharacterPreview['problems'][number];

/** What must be known before choosing, and what can be done about it. */
export function problemText({ kind, message }: Problem, preview: CharacterPreview): string {
  const { exists, name, gold } = preview;
  const who = nameOf(preview);
  switch (kind) {
    case 'name_taken':
      return exists
        ? problems.nameTakenStays(name.past, name.taken_by, who)
        : problems.nameTaken(name.past, name.taken_by);
    case 'shard_full':
      return problems.shardFull(message);
    case 'gold_made':
      return problems.goldMade(formatCount(gold.made));
    case 'gold_removed':
      return problems.goldRemoved(formatCount(-gold.made));
    case 'guilds_left':
      return problems.guildsLeft(who);
    case 'quantity_differs': {
      const { items } = preview;
      const stacks = items.filter(({ past, now }) => past && now && past.quantity !== now.quantity);
      return problems.quantityDiffers(stacks.length);
    }
    case 'online':
      return problems.online(who);
  }
}

/** What stands where something is missing. */
export function lackText(lack: Lack, preview: CharacterPreview): string {
  return lack === 'name' ? lacks.name(preview.name.past) : lacks[lack];
}
