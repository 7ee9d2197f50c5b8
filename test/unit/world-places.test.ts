/** The slot that an item goes to, against the plainest way to find it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freeSlot, placeOf } from '../../src/main/world/places.ts';
import { HERE, TestWorld } from '../support/world.ts';

function worldWithBag(slots: readonly number[]) {
  const world = new TestWorld();
  const who = { account_id: 1, character_name: 'Anna', ...HERE };
  const { character_id } = world.do('characters.create', who).character;
  for (const slot of slots) {
    world.do('items.create', { character_id, item_type: 'thing', slot });
  }
  return { world, character_id };
}

describe('places', () => {
  it('[W5] an item goes to the first slot that is free, where there is one', () => {
    const bags = fc.uniqueArray(fc.nat(12), { maxLength: 13 });
    fc.assert(
      fc.property(bags, fc.option(fc.integer({ min: 1, max: 13 })), (slots, bagSlots) => {
        const { world, character_id } = worldWithBag(slots);
        let first = 0;
        while (slots.includes(first)) first++;
        const find = () => freeSlot(world.tables, character_id, undefined, bagSlots);
        if (bagSlots === null || first < bagSlots) expect(find()).toBe(first);
        else expect(find).toThrow(expect.objectContaining({ code: 'BagFull' }));
      }),
    );
  });

  it('[W5] a wanted slot is given if it is free and within the bag, and none in its place', () => {
    const bags = fc.uniqueArray(fc.nat(8), { maxLength: 9 });
    const limit = fc.option(fc.integer({ min: 1, max: 9 }));
    fc.assert(
      fc.property(bags, limit, fc.nat(10), (slots, bagSlots, wanted) => {
        const { world, character_id } = worldWithBag(slots);
        const find = () => freeSlot(world.tables, character_id, wanted, bagSlots);
        const refusal = (code: string) => expect.objectContaining({ code });
        if (bagSlots !== null && wanted >= bagSlots) expect(find).toThrow(refusal('InvalidData'));
        else if (slots.includes(wanted)) expect(find).toThrow(refusal('SlotOccupied'));
        else expect(find()).toBe(wanted);
      }),
    );
  });

  it('[W5] an item in no place is a bug of ours and said to be one', () => {
    const { world } = worldWithBag([0]);
    const [slot] = [...world.tables.inventory.rows()];
    world.tables.inventory.remove(slot!);
    expect(() => placeOf(world.tables, slot!.item_id)).toThrow(
      expect.objectContaining({ code: 'Internal' }),
    );
  });
});
