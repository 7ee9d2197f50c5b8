/** Stacks: what a split takes off and a merge adds is conserved to the last piece. */

import { invalid, ShardError } from '../../../shared/errors.ts';
import { INTEGER_MAX } from '../../../shared/limits.ts';
import { freeSlot, present } from '../places.ts';
import type { Commands } from './context.ts';
import { createInBag, requireHeld } from './items.ts';

export const stacks: Pick<Commands, 'items.split' | 'items.merge'> = {
  'items.split'(context, params) {
    const { transaction, tables, rules } = context;
    const { item_id, quantity } = params;
    const { item: whole, placed } = requireHeld(context, item_id, params);
    if (placed.kind !== 'bag' || placed.row.quantity <= quantity) {
      throw new ShardError('Conflict', `Item ${item_id} is not a stack of more than ${quantity}.`, {
        details: { item_id, quantity: placed.kind === 'bag' ? placed.row.quantity : 1 },
      });
    }
    const { character_id, item_type, properties } = whole;
    const slot = freeSlot(tables, character_id, params.slot, rules.bagSlots);
    transaction.update('inventory', placed.row, { quantity: placed.row.quantity - quantity });
    transaction.update('items', whole, { updated_at: transaction.now });
    const made = createInBag(context, {
      character_id,
      item_type,
      properties,
      slot,
      quantity,
      split_from: item_id,
    });
    return { item: present(made.item, made.placed), from_item: present(whole, placed) };
  },

  'items.merge'(context, params) {
    const { transaction } = context;
    const { item_id, into_item_id } = params;
    if (item_id === into_item_id) throw invalid('into_item_id', 'must be another item');
    const from = requireHeld(context, item_id, params);
    const into = requireHeld(context, into_item_id, params);
    const { character_id, item_type } = from.item;
    if (
      from.placed.kind !== 'bag' ||
      into.placed.kind !== 'bag' ||
      into.item.character_id !== character_id
    ) {
      throw new ShardError('Conflict', 'Both stacks must lie in the same bag.');
    }
    if (into.item.item_type !== item_type || into.item.properties !== from.item.properties) {
      throw new ShardError('Conflict', 'Only items of the same type and properties can be merged.');
    }
    const moved = from.placed.row.quantity;
    const sum = into.placed.row.quantity + moved;
    if (sum > INTEGER_MAX)
      throw new ShardError('Conflict', 'The stack would be too large to count.');
    transaction.event(
      'ItemDestroyed',
      { item_id, character_id, item_type },
      {
        character_id,
        target_id: item_id,
        details: { quantity: moved, merged_into: into_item_id },
      },
    );
    transaction.delete('items', from.item);
    transaction.update('inventory', into.placed.row, { quantity: sum });
    transaction.update('items', into.item, { updated_at: transaction.now });
    return { item: present(into.item, into.placed) };
  },
};
