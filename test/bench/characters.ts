/** Fills an empty shard with characters who stand on one map, over the network. */
import type { ShardClient } from '../../src/client/index.ts';
import { askAll } from './ask-all.ts';

export const MAP = 'Town_01';

export async function createCharacters(shard: ShardClient, count: number, gold = 0): Promise<void> {
  await askAll(
    Array.from(
      { length: count },
      (_, i) => () =>
        shard.characters.create({
          account_id: i + 1,
          character_name: `Hero ${i + 1}`,
          map_id: MAP,
          position_x: 0,
          position_y: 0,
          position_z: 0,
          gold,
        }),
    ),
  );
}
