/** Items: how they come to be, change hands and cease to be. Stacks are in `stacks.ts`. */
import { ShardError } from '../../../shared/errors.ts';
import { jsonText } from '../../../shared/fields.ts';
import type { Item } from '../../../shared/rows.ts';
import { logItemChange } from '../item-changes.ts';
import {
  freeSlot,
  leave,
  mapOf,
  type Placed,
  placeOf,
  present,
  putInBag,
  putOn,
  quantityOf,
} from '../places.ts';
import type { Row, Tables } from '../transaction.ts';
import type { CommandContext, Commands } from './context.ts';
import { spend } from './gold.ts';

type Methods = Pick<
  Commands,
  | 'inventory.get'
  | 'equipment.get'
  | 'items.create'
  | 'items.get'
  | 'items.update'
  | 'items.transfer'
  | 'items.drop'
  | 'items.loot'
  | 'items.destroy'
  | 'items.equip'
  | 'items.unequip'
  | 'items.move'
>;

export const items: Methods = {
  'inventory.get'({ transaction, tables }, { character_id }) {
    transaction.require('characters', character_id, 'character');
    return { items: bagOf(tables, character_id) };
  },

  'equipment.get'({ transaction, tables }, { character_id }) {
    transaction.require('characters', character_id, 'character');
    return { items: equipmentOf(tables, character_id) };
  },

  'items.create'(context, params) {
    const { transaction, tables, rules } = context;
    const { character_id, item_type, properties = {}, quantity = 1 } = params;
    transaction.require('characters', character_id, 'character');
    const slot = freeSlot(tables, character_id, params.slot, rules.bagSlots);
    const { item, placed } = createInBag(context, {
      character_id,
      item_type,
      properties: jsonText(properties, 'properties'),
      slot,
      quantity,
    });
    return { item: present(item, placed, properties) };
  },

  'items.get'({ transaction, tables }, { item_id }) {
    const item = transaction.require('items', item_id, 'item');
    return { item: present(item, placeOf(tables, item_id)) };
  },

  'items.update'({ transaction, tables }, { item_id, item_type, properties }) {
    const item = transaction.require('items', item_id, 'item');
    const before = { item_type: item.item_type, properties: item.properties };
    transaction.update('items', item, {
      ...(item_type === undefined ? {} : { item_type }),
      ...(properties === undefined ? {} : { properties: jsonText(properties, 'properties') }),
      updated_at: transaction.now,
    });
    logItemChange(transaction, before, item);
    return { item: present(item, placeOf(tables, item_id)) };
  },

  'items.transfer'({ transaction, tables, rules }, params) {
    const { item_id, to_character_id } = params;
    const { item, placed } = requireHeld({ transaction, tables }, item_id, params);
    const from_character_id = item.character_id;
    transaction.require('characters', to_character_id, 'character');
    if (to_character_id === from_character_id) {
      throw new ShardError(
        'Conflict',
        `Character ${to_character_id} holds item ${item_id} already.`,
      );
    }
    const slot = freeSlot(tables, to_character_id, params.slot, rules.bagSlots);
    leave(transaction, placed);
    hand(transaction, item, to_character_id);
    const now = putInBag(transaction, item_id, to_character_id, slot, quantityOf(placed));
    transaction.event(
      'ItemTransferred',
      { item_id, from_character_id, to_character_id },
      {
        character_id: from_character_id,
        target_id: to_character_id,
        details: details(item, placed),
      },
    );
    return { item: present(item, now) };
  },

  'items.drop'({ transaction, tables }, params) {
    const { item_id } = params;
    const { item, placed } = requireHeld({ transaction, tables }, item_id, params);
    const { character_id } = item;
    const holder = transaction.require('characters', character_id, 'character');
    const row = {
      item_id,
      map_id: params.map_id ?? holder.map_id,
      position_x: params.position_x ?? holder.position_x,
      position_y: params.position_y ?? holder.position_y,
      position_z: params.position_z ?? holder.position_z,
      quantity: quantityOf(placed),
      dropped_at: transaction.now,
    };
    leave(transaction, placed);
    transaction.insert('ground', row);
    transaction.update('items', item, { updated_at: transaction.now });
    transaction.event(
      'ItemDropped',
      {
        item_id,
        character_id,
        location: { x: row.position_x, y: row.position_y, z: row.position_z },
      },
      {
        character_id,
        target_id: item_id,
        details: { ...details(item, placed), map_id: row.map_id },
      },
    );
    return { item: present(item, { kind: 'ground', row }) };
  },

  'items.loot'({ transaction, tables, rules }, { item_id, character_id, source, slot }) {
    const item = transaction.require('items', item_id, 'item');
    transaction.require('characters', character_id, 'character');
    const placed = placeOf(tables, item_id);
    if (placed.kind !== 'ground') {
      throw new ShardError('Conflict', `Item ${item_id} does not lie on the ground.`, {
        details: { item_id, place: placed.kind },
      });
    }
    const free = freeSlot(tables, character_id, slot, rules.bagSlots);
    const dropped_by = item.character_id;
    leave(transaction, placed);
    hand(transaction, item, character_id);
    const now = putInBag(transaction, item_id, character_id, free, quantityOf(placed));
    transaction.event(
      'ItemLooted',
      { item_id, character_id, source: source ?? 'ground' },
      {
        character_id,
        target_id: item_id,
        details: { ...details(item, placed), map_id: placed.row.map_id, dropped_by },
      },
    );
    return { item: present(item, now) };
  },

  'items.destroy'({ transaction, tables }, params) {
    const { item_id, quantity } = params;
    const item = requireHolder(transaction.require('items', item_id, 'item'), params);
    const placed = placeOf(tables, item_id);
    const whole = quantityOf(placed);
    if (quantity !== undefined && quantity > whole) {
      throw new ShardError('Conflict', `There are ${whole} of item ${item_id}, not ${quantity}.`, {
        details: { item_id, quantity: whole },
      });
    }
    const { character_id, item_type } = item;
    const shown = present(item, placed);
    transaction.event(
      'ItemDestroyed',
      { item_id, character_id, item_type },
      {
        character_id,
        target_id: item_id,
        details: destroyedDetails(placed, quantity ?? whole),
      },
    );
    if (quantity === undefined || quantity === whole || placed.kind === 'equipment') {
      transaction.delete('items', item);
      return { item: shown };
    }
    const rest = { quantity: whole - quantity };
    if (placed.kind === 'bag') transaction.update('inventory', placed.row, rest);
    else if (placed.kind === 'ground') transaction.update('ground', placed.row, rest);
    else transaction.update('recovery', placed.row, rest);
    transaction.update('items', item, { updated_at: transaction.now });
    return { item: present(item, placed) };
  },

  'items.equip'({ transaction, tables }, params) {
    const { item_id, slot_type } = params;
    const { item, placed } = requireHeld({ transaction, tables }, item_id, params);
    const { character_id } = item;
    if (placed.kind !== 'bag') {
      throw new ShardError('Conflict', `Item ${item_id} is not in the bag.`, {
        details: { item_id, place: placed.kind },
      });
    }
    if (placed.row.quantity !== 1) {
      throw new ShardError('Conflict', `A stack of ${placed.row.quantity} cannot be worn.`, {
        hint: 'Split one off first.',
        details: { item_id, quantity: placed.row.quantity },
      });
    }
    const occupant = tables.equipment.findWithin('character_id', character_id, slot_type);
    if (occupant !== undefined) {
      throw new ShardError('SlotOccupied', `Character ${character_id} wears something there.`, {
        details: { path: 'slot_type', character_id, slot_type, item_id: occupant.item_id },
      });
    }
    leave(transaction, placed);
    return { item: present(item, putOn(transaction, item_id, character_id, slot_type)) };
  },

  'items.unequip'({ transaction, tables, rules }, params) {
    const { item_id } = params;
    const { item, placed } = requireHeld({ transaction, tables }, item_id, params);
    if (placed.kind !== 'equipment') {
      throw new ShardError('Conflict', `Item ${item_id} is not worn.`, {
        details: { item_id, place: placed.kind },
      });
    }
    const slot = freeSlot(tables, item.character_id, params.slot, rules.bagSlots);
    leave(transaction, placed);
    return { item: present(item, putInBag(transaction, item_id, item.character_id, slot, 1)) };
  },

  'items.move'({ transaction, tables, rules }, params) {
    const { item_id } = params;
    const item = requireHolder(transaction.require('items', item_id, 'item'), params);
    const placed = placeOf(tables, item_id);
    if (placed.kind === 'bag') {
      if (params.slot === placed.row.slot) return { item: present(item, placed) };
      const slot = freeSlot(tables, item.character_id, params.slot, rules.bagSlots);
      transaction.update('inventory', placed.row, { slot });
      return { item: present(item, placed) };
    }
    if (placed.kind !== 'recovery') {
      throw new ShardError('Conflict', `Item ${item_id} is in no bag.`, {
        details: { item_id, place: placed.kind },
      });
    }
    const slot = freeSlot(tables, item.character_id, params.slot, rules.bagSlots);
    leave(transaction, placed);
    const now = putInBag(transaction, item_id, item.character_id, slot, quantityOf(placed));
    return { item: present(item, now) };
  },
};

/** Makes a new instance in a free bag slot. */
export function createInBag(
  { transaction, uuid }: CommandContext,
  made: {
    character_id: number;
    item_type: string;
    /** JSON text. */
    properties: string;
    slot: number;
    quantity: number;
    /** The stack that it was split off. */
    split_from?: string;
  },
): { item: Row<'items'>; placed: Placed } {
  const { character_id, item_type, properties, slot, quantity, split_from } = made;
  const item_id = uuid();
  const item = transaction.insert('items', {
    item_id,
    character_id,
    item_type,
    properties,
    created_at: transaction.now,
    updated_at: transaction.now,
  });
  const placed = putInBag(transaction, item_id, character_id, slot, quantity);
  transaction.event(
    'ItemCreated',
    { item_id, character_id, item_type },
    {
      character_id,
      target_id: item_id,
      details: split_from === undefined ? { quantity } : { quantity, split_from },
    },
  );
  return { item, placed };
}

/** The item, in bag or equipment: what lies on the ground or in a recovery box is in nobody's hands. */
export function requireHeld(
  { transaction, tables }: Pick<CommandContext, 'transaction' | 'tables'>,
  item_id: string,
  check: { from_character_id?: number | undefined },
): { item: Row<'items'>; placed: Placed } {
  const item = requireHolder(transaction.require('items', item_id, 'item'), check);
  const placed = placeOf(tables, item_id);
  if (placed.kind === 'bag' || placed.kind === 'equipment') return { item, placed };
  throw new ShardError(
    'Conflict',
    placed.kind === 'ground'
      ? `Item ${item_id} lies on the ground.`
      : `Item ${item_id} is in a recovery box.`,
    {
      hint: placed.kind === 'ground' ? 'Take it with items.loot.' : 'Take it out with items.move.',
      details: { item_id, place: placed.kind },
    },
  );
}

function requireHolder(
  item: Row<'items'>,
  { from_character_id }: { from_character_id?: number | undefined },
): Row<'items'> {
  if (from_character_id === undefined || item.character_id === from_character_id) return item;
  throw new ShardError(
    'NotOwner',
    `Item ${item.item_id} is held by character ${item.character_id}, not ${from_character_id}.`,
    { details: { item_id: item.item_id, character_id: item.character_id } },
  );
}

/** All that a character owns goes with it, and each loss is on record. */
export function destroyHoldings(context: CommandContext, character: Row<'characters'>): void {
  const { transaction, tables } = context;
  const { character_id } = character;
  const reason = 'character deleted';
  for (const { item_id, item_type } of tables.items.list('character_id', character_id)) {
    const placed = placeOf(tables, item_id);
    const details = { ...destroyedDetails(placed, quantityOf(placed)), reason };
    transaction.event(
      'ItemDestroyed',
      { item_id, character_id, item_type },
      { character_id, target_id: item_id, details },
    );
  }
  if (character.gold > 0) spend(context, character, character.gold, reason);
}

function hand(
  transaction: CommandContext['transaction'],
  item: Row<'items'>,
  character_id: number,
): void {
  transaction.update('items', item, { character_id, updated_at: transaction.now });
}

function details(item: Row<'items'>, placed: Placed): Readonly<Record<string, unknown>> {
  return { item_type: item.item_type, quantity: quantityOf(placed) };
}

/** How many went, how many are left of the stack, and on which map it lay where it lay on the ground. */
function destroyedDetails(placed: Placed, quantity: number): Readonly<Record<string, unknown>> {
  return { quantity, left: quantityOf(placed) - quantity, ...mapOf(placed) };
}

/** In the order of slots. */
export function bagOf(tables: Tables, character_id: number): Item[] {
  return tables.inventory
    .list('character_id', character_id)
    .map((row) => present(itemIn(tables, row.item_id), { kind: 'bag', row }));
}

export function equipmentOf(tables: Tables, character_id: number): Item[] {
  return tables.equipment
    .list('character_id', character_id)
    .map((row) => present(itemIn(tables, row.item_id), { kind: 'equipment', row }));
}

/** What a character holds that found no place to lie. */
export function recoveryOf(tables: Tables, character_id: number): Item[] {
  return tables.items.list('character_id', character_id).flatMap((item) => {
    const row = tables.recovery.get(item.item_id);
    return row === undefined ? [] : [present(item, { kind: 'recovery', row })];
  });
}

function itemIn(tables: Tables, item_id: string): Row<'items'> {
  return tables.items.get(item_id) as Row<'items'>;
}
