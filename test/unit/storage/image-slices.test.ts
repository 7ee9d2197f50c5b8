/** The slices in which a full snapshot takes memory, on their way to the process that writes them. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { imageSlices } from '../../../src/main/host/image-slices.ts';
import { packRows, unpackRows } from '../../../src/main/storage/packed-rows.ts';
import type { RowImage } from '../../../src/main/world/change-set.ts';
import type { AnyRow, Table } from '../../../src/main/world/table.ts';
import { imageOf } from '../../../src/main/world/transaction.ts';
import { TestWorld } from '../../support/world.ts';

const value = fc.oneof(
  fc.maxSafeInteger(),
  // SQLite knows no negative zero either.
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? 0 : n)),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.constant(null),
);

it('[F15] rows come out of the channel as they went in', () => {
  const rows = fc.array(fc.array(value, { minLength: 1, maxLength: 20 }), { maxLength: 40 });
  fc.assert(
    fc.property(rows, (images: RowImage[]) => {
      const packed = packRows(images);
      expect(packed.byteLength).toBe(packed.buffer.byteLength);
      expect(unpackRows(packed)).toEqual(images);
    }),
  );
});

it('[F15] slices hold every row once, in order, and none of them is large', () => {
  const world = new TestWorld();
  const character_id = world.createCharacter('Ada');
  for (let n = 0; n < 1_100; n++) {
    const properties = { text: 'x'.repeat(n % 2 === 0 ? 3_000 : 3) };
    world.do('items.create', { character_id, item_type: `arrow ${n}`, properties });
  }
  const table = world.tables.items as unknown as Table<AnyRow>;
  const slices = [...imageSlices(table)];
  const images = slices.map(({ packed }) => unpackRows(packed));
  expect(images.flat()).toEqual([...table.rows()].map((row) => imageOf(table.definition, row)));
  expect(slices.map(({ rows }) => rows)).toEqual(images.map(({ length }) => length));
  for (const { rows, packed } of slices) {
    expect(rows).toBeLessThanOrEqual(500);
    expect(packed.byteLength).toBeLessThan(512 * 1024);
  }
});
