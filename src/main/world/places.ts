/**
 * Where an item is: exactly one of a bag slot, an equipment slot, the ground, a recovery box. Every
 * move of an item goes through `leave` and one of the functions that put it somewhere.
 */
import { assert, ShardError } from '../../shared/errors.ts';
import type { Item, Place } from '../../shared/rows.ts';
import type { Row, Tables, Transaction } from './transaction.ts';

type ItemRow = Row<'items'>;

export type Placed =
  | { readonly kind: 'bag'; readonly row: Row<'inventory'> }
  | { readonly kind: 'equipment'; readonly row: Row<'equipment'> }
  | { readonly kind: 'ground'; readonly row: Row<'ground'> }
  | { readonly kind: 'recovery'; readonly row: Row<'recovery'> };

/** The place of an item, and the row that says so. */
export function placeOf(tables: Tables, item_id: string): Placed {
  const bag = tables.inventory.find('item_id', item_id);
  if (bag !== undefined) return { kind: 'bag', row: bag };
  const worn = tables.equipment.find('item_id', item_id);
  if (worn !== undefined) return { kind: 'equipment', row: worn };
  const ground = tables.ground.get(item_id);
  if (ground !== undefined) return { kind: 'ground', row: ground };
  const recovery = tables.recovery.get(item_id);
  assert(recovery !== undefined, `item ${item_id} is in no place`);
  return { kind: 'recovery', row: recovery };
}

export function quantityOf(placed: Placed): number {
  return placed.kind === 'equipment' ? 1 : placed.row.quantity;
}

/** The map of what lies on the ground, for an event's details; nothing for what is in somebody's hands. */
export function mapOf(placed: Placed): { readonly map_id?: string } {
  return placed.kind === 'ground' ? { map_id: placed.row.map_id } : {};
}

/** The item as a client sees it: `properties` as an object, and its place. */
export function present(item: ItemRow, placed: Placed, properties?: object): Item {
  return {
    item_id: item.item_id,
    character_id: item.character_id,
    item_type: item.item_type,
    properties: (properties ?? JSON.parse(item.properties)) as Item['properties'],
    created_at: item.created_at,
    updated_at: item.updated_at,
    place: presentPlace(placed),
  };
}

export function presentPlace(placed: Placed): Place {
  switch (placed.kind) {
    case 'bag':
      return { kind: 'bag', slot: placed.row.slot, quantity: placed.row.quantity };
    case 'equipment':
      return { kind: 'equipment', slot_type: placed.row.slot_type };
    case 'ground': {
      const { map_id, position_x, position_y, position_z, quantity } = placed.row;
      return { kind: 'ground', map_id, x: position_x, y: position_y, z: position_z, quantity };
    }
    case 'recovery':
      return { kind: 'recovery', quantity: placed.row.quantity };
  }
}

/**
 * The bag slot that an item goes to: the wanted one if it is free, else `SlotOccupied`; the first
 * free one where none is wanted, else `BagFull`. A bag of null slots has no limit.
 */
export function freeSlot(
  tables: Tables,
  character_id: number,
  wanted: number | undefined,
  bagSlots: number | null,
): number {
  if (wanted === undefined) {
    const slot = firstFreeSlot(tables, character_id, bagSlots);
    if (slot !== null) return slot;
    throw new ShardError('BagFull', `The bag of character ${character_id} is full.`, {
      details: { character_id, slots: bagSlots },
    });
  }
  if (bagSlots !== null && wanted >= bagSlots) {
    throw new ShardError('InvalidData', `slot: the bag has ${bagSlots} slots, counted from 0`, {
      details: { path: 'slot', slots: bagSlots },
    });
  }
  const occupant = tables.inventory.findWithin('character_id', character_id, wanted);
  if (occupant === undefined) return wanted;
  throw new ShardError('SlotOccupied', `Slot ${wanted} of character ${character_id} is occupied.`, {
    details: { path: 'slot', character_id, slot: wanted, item_id: occupant.item_id },
  });
}

/** The first free slot of a bag, or null where it is full. */
function firstFreeSlot(
  tables: Tables,
  character_id: number,
  bagSlots: number | null,
): number | null {
  const slot = firstGap(tables.inventory.list('character_id', character_id));
  return bagSlots === null || slot < bagSlots ? slot : null;
}

/** Slots are distinct and sorted, so the first gap is where a slot is first above its index. */
function firstGap(bag: readonly Row<'inventory'>[]): number {
  let low = 0;
  let high = bag.length;
  if (high === 0 || bag[high - 1]?.slot === high - 1) return high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((bag[middle] as Row<'inventory'>).slot > middle) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function putInBag(
  transaction: Transaction,
  item_id: string,
  character_id: number,
  slot: number,
  quantity: number,
): Placed {
  const row = transaction.insert('inventory', {
    inventory_id: transaction.nextKey('inventory'),
    character_id,
    item_id,
    slot,
    quantity,
    properties: null,
  });
  return { kind: 'bag', row };
}

export function putOn(
  transaction: Transaction,
  item_id: string,
  character_id: number,
  slot_type: string,
): Placed {
  const row = transaction.insert('equipment', {
    equipment_id: transaction.nextKey('equipment'),
    character_id,
    slot_type,
    item_id,
    properties: null,
  });
  return { kind: 'equipment', row };
}

/** Puts an item into the first free slot of its holder's bag, or into a recovery box: never nowhere. */
export function putInBagOrRecovery(
  transaction: Transaction,
  item_id: string,
  character_id: number,
  quantity: number,
  bagSlots: number | null,
): Placed {
  const slot = firstFreeSlot(transaction.tables, character_id, bagSlots);
  if (slot !== null) return putInBag(transaction, item_id, character_id, slot, quantity);
  const row = transaction.insert('recovery', { item_id, quantity, since: transaction.now });
  return { kind: 'recovery', row };
}

/** Takes an item out of its place, to be put into another one within the same transaction. */
export function leave(transaction: Transaction, placed: Placed): void {
  if (placed.kind === 'bag') transaction.delete('inventory', placed.row);
  else if (placed.kind === 'equipment') transaction.delete('equipment', placed.row);
  else if (placed.kind === 'ground') transaction.delete('ground', placed.row);
  else transaction.delete('recovery', placed.row);
}
