/**
 * A table in slices that each take but a moment of main's time: what a full snapshot streams while play
 * goes on in between. A row that changes meanwhile is in its slice as it was then.
 */
import type { RowImage } from '../world/change-set.ts';
import type { AnyRow, Table } from '../world/table.ts';

/** Milliseconds of gathering, beside which the channel takes about as long again. */
const SLICE_MS = 0.5;
/** Rows between two looks at the clock. */
const ROWS_A_LOOK = 32;
/** Rows of a slice at most, and characters of their texts: what the channel carries in one piece. */
const SLICE_ROWS = 500;
const SLICE_CHARACTERS = 256 * 1024;

export function* imageSlices(table: Table<AnyRow>): Generator<readonly RowImage[], void> {
  let images: RowImage[] = [];
  let characters = 0;
  let endAt = performance.now() + SLICE_MS;
  for (const row of table.rows()) {
    const image = table.definition.imageOf(row);
    images.push(image);
    for (const value of image) if (typeof value === 'string') characters += value.length;
    const isFull = images.length >= SLICE_ROWS || characters >= SLICE_CHARACTERS;
    if (!isFull && (images.length % ROWS_A_LOOK !== 0 || performance.now() < endAt)) continue;
    yield images;
    images = [];
    characters = 0;
    endAt = performance.now() + SLICE_MS;
  }
  if (images.length > 0) yield images;
}
