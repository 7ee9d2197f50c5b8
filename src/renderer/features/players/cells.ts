/** The cells of a grid of items: a bag has its empty slots, too. Pure. */
import type { Item } from '../../../shared/rows.ts';

export interface Cell {
  /** A slot of the bag, or where it is worn; empty for what lies in no order. */
  readonly place: string;
  readonly item: Item | null;
}

/** Slots up to which the empty ones are shown: a game may number them as it likes. */
const SLOTS_SHOWN = 120;

export function cellsOf(items: readonly Item[]): readonly Cell[] {
  const slots = items.map(({ place }) => (place.kind === 'bag' ? place.slot : -1));
  const last = Math.max(-1, ...slots);
  if (last < 0 || last >= SLOTS_SHOWN) return items.map((item) => ({ place: placeOf(item), item }));
  return Array.from({ length: last + 1 }, (_, slot) => ({
    place: String(slot),
    item: items[slots.indexOf(slot)] ?? null,
  }));
}

function placeOf({ place }: Item): string {
  if (place.kind === 'bag') return String(place.slot);
  return place.kind === 'equipment' ? place.slot_type : '';
}

/** The item that a key leads to from another one, empty cells left out; undefined where it leads nowhere. */
export function nextItem(
  cells: readonly Cell[],
  from: string | undefined,
  key: string,
  columns: number,
): Item | undefined {
  const at = cells.findIndex(({ item }) => item?.item_id === from);
  const steps: Readonly<Record<string, readonly [start: number, step: number]>> = {
    ArrowRight: [at + 1, 1],
    ArrowLeft: [at - 1, -1],
    ArrowDown: [at + columns, columns],
    ArrowUp: [at - columns, -columns],
    Home: [0, 1],
    End: [cells.length - 1, -1],
  };
  const [start, step] = steps[key] ?? [-1, 1];
  for (let index = start; index >= 0 && index < cells.length; index += step) {
    const item = cells[index]?.item;
    if (item != null) return item;
  }
  return undefined;
}
