/**
 * Where an item is and how many there are, by what the activity log says of it. Pure.
 *
 * What the log does not say is not known: an item may be older than the logs, and what happens to it
 * within the hands of its holder (worn, moved to another slot) leaves no entry.
 */
import type { FoundEntry } from './activity.ts';
import type { EventBody } from './events.ts';

/** Null for what is not known. */
export interface Lineage {
  readonly place: LineagePlace | null;
  /** Of the stack; 0 once it is gone. */
  readonly quantity: number | null;
}

export type LineagePlace =
  | { readonly kind: 'held'; readonly character_id: number }
  | { readonly kind: 'ground'; readonly map_id: string | null }
  | { readonly kind: 'gone' };

export const UNKNOWN: Lineage = { place: null, quantity: null };
const GONE: Lineage = { place: { kind: 'gone' }, quantity: 0 };

/** What of an entry concerns items. */
type ItemEntry = Pick<FoundEntry, 'event_type' | 'details'>;

/** The items that an entry says something of. */
export function itemsOf({ event_type, details }: ItemEntry): string[] {
  const items: string[] = [];
  for (const kind of [
    'ItemCreated',
    'ItemDestroyed',
    'ItemTransferred',
    'ItemDropped',
    'ItemLooted',
    'ItemChanged',
  ]) {
    const item_id = event_type[kind]?.item_id;
    if (typeof item_id === 'string') items.push(item_id);
  }
  for (const other of [details.split_from, details.merged_into]) {
    if (typeof other === 'string') items.push(other);
  }
  return items;
}

/** What is known of an item after the next entry that concerns it, and holds. */
export function foldLineage(before: Lineage, item_id: string, entry: ItemEntry): Lineage {
  const { event_type, details } = entry;
  const quantity = numberOf(details.quantity);
  const created = event_type.ItemCreated as EventBody<'ItemCreated'> | undefined;
  if (created !== undefined) {
    if (created.item_id !== item_id) return changedBy(before, quantity === null ? null : -quantity);
    // What was there before has become more, where it is.
    const isThere = before.place !== null && before.place.kind !== 'gone';
    const place = isThere ? before.place : placeOfHolder(created, details);
    return { place, ...made(before, details) };
  }
  const destroyed = event_type.ItemDestroyed as EventBody<'ItemDestroyed'> | undefined;
  if (destroyed !== undefined) {
    if (destroyed.item_id !== item_id) return changedBy(before, quantity);
    return lessened(before, placeOfHolder(destroyed, details), details);
  }
  const transferred = event_type.ItemTransferred as EventBody<'ItemTransferred'> | undefined;
  if (transferred !== undefined) return held(transferred.to_character_id, quantity);
  const looted = event_type.ItemLooted as EventBody<'ItemLooted'> | undefined;
  if (looted !== undefined) return held(looted.character_id, quantity);
  if (event_type.ItemDropped !== undefined) {
    return { place: { kind: 'ground', map_id: textOf(details.map_id) }, quantity };
  }
  return before;
}

function held(character_id: number, quantity: number | null): Lineage {
  return { place: { kind: 'held', character_id }, quantity };
}

/** `details.map_id` is of what lies on the ground alone. */
function placeOfHolder(
  { character_id }: { readonly character_id: number },
  { map_id }: FoundEntry['details'],
): LineagePlace {
  if (typeof map_id === 'string') return { kind: 'ground', map_id };
  return { kind: 'held', character_id };
}

/** An administrator can make more of what there is: `left` says how many there are then. */
function made(before: Lineage, details: FoundEntry['details']): Pick<Lineage, 'quantity'> {
  const left = numberOf(details.left);
  if (left !== null) return { quantity: left };
  const quantity = numberOf(details.quantity);
  if (details.action === undefined) return { quantity };
  return { quantity: changedBy(before, quantity).quantity };
}

function lessened(before: Lineage, at: LineagePlace, details: FoundEntry['details']): Lineage {
  const left = numberOf(details.left);
  if (left !== null) return left === 0 ? GONE : { place: at, quantity: left };
  // Entries of earlier versions do not say what was left.
  if (details.merged_into !== undefined || details.reason === 'character deleted') return GONE;
  const { quantity } = changedBy(before, -(numberOf(details.quantity) ?? Number.NaN));
  if (quantity === null) return UNKNOWN;
  return quantity <= 0 ? GONE : { place: at, quantity };
}

function changedBy({ place, quantity }: Lineage, difference: number | null): Lineage {
  const isKnown = quantity !== null && difference !== null && !Number.isNaN(difference);
  return { place, quantity: isKnown ? quantity + difference : null };
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
