/**
 * Play on the full world that can be repeated: 5,000 active characters, every second one, and 20,000
 * rows of their bags, scattered over them, change in each round.
 */
import type { ShardClient } from '../../src/client/index.ts';
import type { RowImage, Value } from '../../src/main/world/change-set.ts';
import type { Rows } from '../../src/main/world/schema.ts';
import { FULL_WORLD, worldRows } from '../support/full-world.ts';

/** Slots whose items an active character moves. */
const MOVED_SLOTS = [3, 17, 29, 41];
/** Requests that the client asks at a time, below the host's limit. */
const AT_A_TIME = 400;

interface Active {
  readonly characters: readonly Rows['characters'][];
  readonly inventory: readonly Rows['inventory'][];
}

let made: Active | undefined;

/** The rows that change, as the generator makes them. */
function active(): Active {
  const isActive = ({ character_id }: { character_id: number }) => character_id % 2 === 1;
  made ??= {
    characters: [...worldRows('characters')].filter(isActive),
    inventory: [...worldRows('inventory')].filter(
      (row) => isActive(row) && MOVED_SLOTS.includes(row.slot),
    ),
  };
  return made;
}

/** What a column of the changed rows holds in a round: things move to and fro. */
const strIn = (round: number) => 10 + (round % 80);
const slotIn = (round: number, slot: number) => slot + (round % 2 === 0 ? FULL_WORLD.bagItems : 0);

/** The changed rows of a round, in key order. */
export function changedImages(round: number): {
  readonly characters: readonly RowImage[];
  readonly inventory: readonly RowImage[];
} {
  const { characters, inventory } = active();
  return {
    characters: characters.map((row) => imageOf({ ...row, str: strIn(round) })),
    inventory: inventory.map((row) => imageOf({ ...row, slot: slotIn(round, row.slot) })),
  };
}

/** Makes the changes of a round over the network: 25,000 requests. */
export async function play(shard: ShardClient, round: number): Promise<void> {
  const { characters, inventory } = active();
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
  for (let i = 0; i < requests.length; i += AT_A_TIME) {
    await Promise.all(requests.slice(i, i + AT_A_TIME).map((request) => request()));
  }
}

/** The generator's rows have their columns in the order of the table. */
function imageOf(row: object): RowImage {
  return Object.values(row) as Value[];
}
