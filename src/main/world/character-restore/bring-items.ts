/** Brings items to a character: where he had them if that is free, else where there is room. */
import type { CharacterReceipt } from '../../../shared/character-restore.ts';
import {
  leave,
  type Placed,
  placeOf,
  presentPlace,
  putInBag,
  putInBagOrRecovery,
  putOn,
  quantityOf,
} from '../places.ts';
import type { Row, Transaction } from '../transaction.ts';
import type { WorldRules } from '../world.ts';
import type { ChosenItem } from './chosen-items.ts';

/** Items as they were chosen, with the places they came to, in the same order. */
export function bringItems(
  transaction: Transaction,
  { bagSlots }: WorldRules,
  character_id: number,
  chosen: readonly ChosenItem[],
): CharacterReceipt['items'] {
  // All leave first, so that one may come to where another was.
  const quantities = chosen.map((one) => take(transaction, character_id, one));
  const places: (Placed | null)[] = chosen.map((one, i) =>
    putWhereItWas(transaction, character_id, one, quantities[i] as number, bagSlots),
  );
  return chosen.map(({ choice, past }, i) => {
    const { item_id } = past.item;
    const quantity = quantities[i] as number;
    const placed =
      places[i] ?? putInBagOrRecovery(transaction, item_id, character_id, quantity, bagSlots);
    return { item_id, choice, place: presentPlace(placed) };
  });
}

/** Gives him the item, in no place yet, and says how many of it there are. */
function take(
  transaction: Transaction,
  character_id: number,
  { choice, past }: ChosenItem,
): number {
  const { tables, now: updated_at } = transaction;
  const { item_id } = past.item;
  if (choice === 'make_anew') {
    transaction.insert('items', { ...past.item, character_id, updated_at });
    return past.quantity;
  }
  const placed = placeOf(tables, item_id);
  const quantity = quantityOf(placed);
  leave(transaction, placed);
  const item = tables.items.get(item_id) as Row<'items'>;
  transaction.update('items', item, { character_id, updated_at });
  return quantity;
}

/** Null where the slot is taken, is no longer one, or can hold no stack. */
function putWhereItWas(
  transaction: Transaction,
  character_id: number,
  { past: { item, place } }: ChosenItem,
  quantity: number,
  bagSlots: number | null,
): Placed | null {
  const { inventory, equipment } = transaction.tables;
  const { item_id } = item;
  if (place.kind === 'bag') {
    const isThere = bagSlots === null || place.slot < bagSlots;
    if (!isThere || inventory.findWithin('character_id', character_id, place.slot)) return null;
    return putInBag(transaction, item_id, character_id, place.slot, quantity);
  }
  if (place.kind === 'equipment') {
    const { slot_type } = place;
    if (quantity !== 1 || equipment.findWithin('character_id', character_id, slot_type))
      return null;
    return putOn(transaction, item_id, character_id, slot_type);
  }
  return null;
}
