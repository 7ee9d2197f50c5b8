/**
 * Play on the full world that can be repeated: active characters, every second one or all of them, and
 * four rows of each one's bag, scattered over it, change in each round.
 */
import type { ShardClient } from '../../src/client/index.ts';
import type { RowImage, Value } from '../../src/main/world/change-set.ts';
import type { Rows } from '../../src/main/world/schema.ts';
import { FULL_WORLD, worldRows } from '../support/full-world.ts';
import { askAll } from './ask-all.ts';

/** Slots whose items an active character moves. */
const MOVED_SLOTS = [3, 17, 29, 41];

/** One of how many characters is active: 5,000 of the full world and 20,000 rows of their bags, or all. */
export type OneOf = 2 | 1;

interface Active {
  readonly characters: readonly Rows['characters'][];
  readonly inventory: readonly Rows['inventory'][];
}

const made = new Map<OneOf, Active>();

/** The rows that change, as the generator makes them. */
function active(oneOf: OneOf): Active {
  const known = made.get(oneOf);
  if (known !== undefined) return known;
  const isActive = ({ character_id }: { character_id: number }) => (character_id - 1) % oneOf === 0;
  const active = {
    characters: [...worldRows('characters')].filter(isActive),
    inventory: [...worldRows('inventory')].filter(
      (row) => isActive(row) && MOVED_SLOTS.includes(row.slot),
    ),
  };
  made.set(oneOf, active);
  return active;
}

/** What a column of the changed rows holds in a round: things move to and fro. */
const strIn = (round: number) => 10 + (round % 80);
const slotIn = (round: number, slot: number) => slot + (round % 2 === 0 ? FULL_WORLD.bagItems : 0);

/** How many changes a round has, each to a row of its own. */
export function changes(oneOf: OneOf): number {
  const { characters, inventory } = active(oneOf);
  return characters.length + inventory.length;
}

/** The changed rows of a round, in key order. */
export function changedImages(
  round: number,
  oneOf: OneOf = 2,
): {
  readonly characters: readonly RowImage[];
  readonly inventory: readonly RowImage[];
} {
  const { characters, inventory } = active(oneOf);
  return {
    characters: characters.map((row) => imageOf({ ...row, str: strIn(round) })),
    inventory: inventory.map((row) => imageOf({ ...row, slot: slotIn(round, row.slot) })),
  };
}

/** Makes the changes of a round over the network: 25,000 requests, or twice as many. */
export async function play(shard: ShardClient, round: number, oneOf: OneOf = 2): Promise<void> {
  const { characters, inventory } = active(oneOf);
  const requests = [
    ...characters.map(
      ({ character_id }) =>
        () =>
          shard.characters.update({ character_id, str: strIn(round) }),
    ),
    ...inventory.map(
      ({ item_id, slot }) =>
        () =>
          shard.items.move({ item_id, slot: slotIn(round, slot) }),
    ),
  ];
  await askAll(requests);
}

/** The generator's rows have their columns in the order of the table. */
function imageOf(row: object): RowImage {
  return Object.values(row) as Value[];
}
