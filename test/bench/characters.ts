/** Fills an empty shard with characters who stand on one map, over the network. */
import type { ShardClient } from '../../src/client/index.ts';

export const MAP = 'Town_01';
/** Requests that the client asks at a time, below the host's limit. */
const AT_A_TIME = 400;

export async function createCharacters(shard: ShardClient, count: number, gold = 0): Promise<void> {
  for (let first = 1; first <= count; first += AT_A_TIME) {
    const ids = Array.from({ length: Math.min(AT_A_TIME, count - first + 1) }, (_, i) => first + i);
    await Promise.all(
      ids.map((id) =>
        shard.characters.create({
          account_id: id,
          character_name: `Hero ${id}`,
          map_id: MAP,
          position_x: 0,
          position_y: 0,
          position_z: 0,
          gold,
        }),
      ),
    );
  }
}
