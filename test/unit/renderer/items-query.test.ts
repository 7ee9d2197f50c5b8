/** What the controls of the page Items ask the host for. */
import { describe, expect, it } from 'vitest';
import {
  ALL_ITEMS,
  isNarrowed,
  itemIdIn,
  paramsOf,
} from '../../../src/renderer/features/items/items.ts';

describe('the search of items', () => {
  it('[I2] asks for what the controls say, and for nothing that they leave open', () => {
    expect(paramsOf(ALL_ITEMS)).toEqual({ sort: 'created_at', descending: true });
    expect(isNarrowed(ALL_ITEMS)).toBe(false);
    const holder = { character_id: 7, character_name: 'Aria' };
    const property = { name: ' durability ', value: '40' };
    const query = { ...ALL_ITEMS, text: ' sword ', place: 'bag', holder, property } as const;
    expect(paramsOf({ ...query, sort: 'holder', isDescending: false })).toEqual({
      text: 'sword',
      place: 'bag',
      character_id: 7,
      property: { name: 'durability', value: '40' },
      sort: 'holder',
      descending: false,
    });
    expect(isNarrowed(query)).toBe(true);
    // Of no name, a value is of nothing.
    expect(isNarrowed({ ...ALL_ITEMS, property: { name: '', value: '40' } })).toBe(false);
  });

  it('[I3] knows an id that was written whole', () => {
    const id = '6f1c2a2e-0f5b-4a39-9f3e-1d1f6c7b8a90';
    expect(itemIdIn(` ${id.toUpperCase()} `)).toBe(id);
    expect(itemIdIn(id.slice(1))).toBe(null);
    expect(itemIdIn('sword')).toBe(null);
  });
});
