/** Items given, put elsewhere, changed and destroyed. Pure. */
import type { Item } from '../../../shared/rows.ts';
import { text } from '../../app/text.ts';
import { formatCount } from '../../ui/format.ts';
import { itemName } from '../character-restore/words.ts';
import { actionOn, actionThatDestroys } from './action.ts';
import { characterField, countField, jsonField, keyField, optionalCountField } from './fields.ts';
import { act, form, operation } from './form.ts';

const words = text.actions;

const slotField = () => optionalCountField(words.fields.slot, words.slotHint);

/** `3 × iron_ore` */
function amountText(item_type: string, quantity: number): string {
  return words.times(formatCount(quantity), item_type);
}

export function quantityOf({ place }: Item): number {
  return place.kind === 'equipment' ? 1 : place.quantity;
}

export const itemActions = [
  actionOn('character', 'give-item', words.giveItem.title, ({ character }) => {
    const { character_id, character_name: who } = character;
    const fields = {
      item_type: keyField(words.fields.itemType, { suggestions: 'itemTypes' }),
      quantity: countField(words.fields.quantity, { min: 1, initial: 1 }),
      properties: jsonField(words.fields.properties, {}, words.propertiesHint),
    };
    return form(fields, ({ item_type, quantity, properties }) => {
      const what = amountText(item_type, quantity);
      return {
        will: words.giveItem.will(who, what),
        done: words.giveItem.done(who, what),
        call: act(character_id, () => [
          operation('items.create', { character_id, item_type, quantity, properties }),
        ]),
      };
    });
  }),

  actionOn('item', 'hand-item', words.handItem.title, ({ item, holder }) => {
    const { item_id, character_id, place } = item;
    const what = nameOf(item);
    const isGround = place.kind === 'ground';
    // What lies on the ground may go back to who dropped it.
    const fields = { to: characterField(words.fields.to, isGround ? 0 : character_id) };
    return form(fields, ({ to }) => {
      const held = { item_id, from_character_id: character_id };
      const hand = operation('items.transfer', { ...held, to_character_id: to.character_id });
      const loot = { item_id, character_id: to.character_id, source: 'admin' };
      return {
        will: isGround
          ? words.handItem.willGround(what, to.character_name)
          : words.handItem.will(what, holder, to.character_name),
        done: isGround
          ? words.handItem.doneGround(what, to.character_name)
          : words.handItem.done(what, holder, to.character_name),
        call: act(isGround ? to.character_id : character_id, () => {
          if (isGround) return [operation('items.loot', loot)];
          // Out of a recovery box there is no way but through the bag of its owner.
          return place.kind === 'recovery' ? [operation('items.move', held), hand] : [hand];
        }),
      };
    });
  }),

  actionOn('item', 'move-item', words.moveItem.title, ({ item, holder }) => {
    const { item_id, character_id, place } = item;
    if (place.kind !== 'bag') return null;
    const fields = {
      slot: countField(words.fields.slot, { description: words.nowInSlot(place.slot) }),
    };
    return form(fields, ({ slot }) => {
      if (slot === place.slot) return null;
      return {
        will: words.moveItem.will(nameOf(item), holder, slot),
        done: words.moveItem.done(nameOf(item), holder, slot),
        call: act(character_id, () => [
          operation('items.move', { item_id, slot, from_character_id: character_id }),
        ]),
      };
    });
  }),

  actionOn('item', 'wear-item', words.wearItem.title, ({ item, holder }) => {
    const { item_id, character_id, place } = item;
    if (place.kind !== 'bag' || place.quantity !== 1) return null;
    return form({ slot_type: keyField(words.fields.slotType) }, ({ slot_type }) => ({
      will: words.wearItem.will(nameOf(item), holder, slot_type),
      done: words.wearItem.done(nameOf(item), holder, slot_type),
      call: act(character_id, () => [
        operation('items.equip', { item_id, slot_type, from_character_id: character_id }),
      ]),
    }));
  }),

  actionOn('item', 'take-off-item', words.takeOffItem.title, ({ item, holder }) => {
    const { item_id, character_id, place } = item;
    if (place.kind !== 'equipment') return null;
    return form({ slot: slotField() }, ({ slot }) => ({
      will: words.takeOffItem.will(nameOf(item), holder),
      done: words.takeOffItem.done(nameOf(item), holder),
      call: act(character_id, () => [
        operation('items.unequip', {
          item_id,
          from_character_id: character_id,
          ...(slot !== null && { slot }),
        }),
      ]),
    }));
  }),

  actionOn('item', 'fetch-item', words.fetchItem.title, ({ item, holder }) => {
    const { item_id, character_id, place } = item;
    if (place.kind !== 'recovery') return null;
    return form({ slot: slotField() }, ({ slot }) => ({
      will: words.fetchItem.will(nameOf(item), holder),
      done: words.fetchItem.done(nameOf(item), holder),
      call: act(character_id, () => [
        operation('items.move', {
          item_id,
          from_character_id: character_id,
          ...(slot !== null && { slot }),
        }),
      ]),
    }));
  }),

  actionOn('item', 'change-item', words.changeItem.title, ({ item, holder }) => {
    const { item_id, character_id } = item;
    const fields = {
      item_type: keyField(words.fields.itemType, {
        initial: item.item_type,
        suggestions: 'itemTypes',
      }),
      properties: jsonField(words.fields.properties, item.properties, words.propertiesWhole),
    };
    return form(fields, ({ item_type, properties }) => {
      const isOtherType = item_type !== item.item_type;
      const isOther = JSON.stringify(properties) !== JSON.stringify(item.properties);
      if (!isOtherType && !isOther) return null;
      const changes = words.changeItem.changes(isOtherType ? item_type : null, isOther);
      return {
        will: words.changeItem.will(nameOf(item), holder, changes),
        done: words.changeItem.done(nameOf(item), holder, changes),
        call: act(character_id, () => [
          operation('items.update', {
            item_id,
            ...(isOtherType && { item_type }),
            ...(isOther && { properties }),
          }),
        ]),
      };
    });
  }),

  actionThatDestroys('item', 'destroy-item', words.destroyItem.title, ({ item, holder }) => {
    const { item_id, item_type, character_id, place } = item;
    const whole = quantityOf(item);
    const fields = {
      quantity: countField(words.fields.quantity, {
        min: 1,
        max: whole,
        initial: whole,
        description: words.ofStack(formatCount(whole)),
      }),
    };
    const destroy = (quantity: number) => {
      const what = quantity === whole ? nameOf(item) : amountText(item_type, quantity);
      const isGround = place.kind === 'ground';
      return {
        will: isGround ? words.destroyItem.willGround(what) : words.destroyItem.will(holder, what),
        done: isGround ? words.destroyItem.doneGround(what) : words.destroyItem.done(holder, what),
        call: act(character_id, () => [
          // Of a whole stack, too: by then it may be a larger one.
          operation('items.destroy', { item_id, from_character_id: character_id, quantity }),
        ]),
      };
    };
    if (whole === 1) return form({}, () => destroy(1));
    return form(fields, ({ quantity }) => destroy(quantity));
  }),
];

function nameOf(item: Item): string {
  const quantity = quantityOf(item);
  const name = itemName(item);
  return quantity === 1 ? name : words.times(formatCount(quantity), name);
}
