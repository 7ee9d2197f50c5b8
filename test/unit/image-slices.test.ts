/** The slices in which a full snapshot takes memory. */
import { expect, it } from 'vitest';
import { imageSlices } from '../../src/main/host/image-slices.ts';
import type { AnyRow, Table } from '../../src/main/world/table.ts';
import { TestWorld } from '../support/world.ts';

it('[F15] slices hold every row once, in order, and none of them is large', () => {
  const world = new TestWorld();
  const character_id = world.createCharacter('Ada');
  for (let n = 0; n < 1_100; n++) {
    const properties = { text: 'x'.repeat(n % 2 === 0 ? 3_000 : 3) };
    world.do('items.create', { character_id, item_type: `arrow ${n}`, properties });
  }
  const table = world.tables.items as unknown as Table<AnyRow>;
  const slices = [...imageSlices(table)];
  expect(slices.flat()).toEqual([...table.rows()].map((row) => table.definition.imageOf(row)));
  for (const images of slices) {
    expect(images.length).toBeLessThanOrEqual(500);
    expect(JSON.stringify(images).length).toBeLessThan(512 * 1024);
  }
});
