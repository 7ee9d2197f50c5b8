/** Whether an item is where the activity log says it should be. Pure. What the log does not say, nothing contradicts. */
import type { Lineage, LineagePlace } from '../../shared/item-lineage.ts';
import { type Placed, quantityOf } from './places.ts';
import type { Row } from './transaction.ts';

/** An item as it is in the world, or null where there is none. */
export interface LivingItem {
  readonly item: Row<'items'>;
  readonly placed: Placed;
}

/** Where the log and the world do not agree about an item, in sentences. */
export function contradictionsOf(
  item_id: string,
  { place, quantity }: Lineage,
  living: LivingItem | null,
): string[] {
  if (place === null) return [];
  if (place.kind === 'gone') {
    if (living === null) return [];
    return [`By the log item ${item_id} is gone, but it is ${whereIs(living)}.`];
  }
  const should =
    place.kind === 'held' ? `with character ${place.character_id}` : onGround(place.map_id);
  if (living === null)
    return [`By the log item ${item_id} is ${should}, but there is no such item.`];
  const found: string[] = [];
  if (!isAt(place, living)) {
    found.push(`By the log item ${item_id} is ${should}, but it is ${whereIs(living)}.`);
  }
  const there = quantityOf(living.placed);
  if (quantity !== null && quantity !== there) {
    found.push(`By the log there are ${quantity} of item ${item_id}, but there are ${there}.`);
  }
  return found;
}

function isAt(place: LineagePlace, { item, placed }: LivingItem): boolean {
  if (place.kind === 'held') {
    return placed.kind !== 'ground' && item.character_id === place.character_id;
  }
  if (place.kind !== 'ground' || placed.kind !== 'ground') return false;
  return place.map_id === null || place.map_id === placed.row.map_id;
}

function whereIs({ item, placed }: LivingItem): string {
  if (placed.kind === 'ground') return onGround(placed.row.map_id);
  return `with character ${item.character_id}`;
}

function onGround(map_id: string | null): string {
  return map_id === null ? 'on the ground' : `on the ground in ${map_id}`;
}
