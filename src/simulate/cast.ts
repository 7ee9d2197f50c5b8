/** Before and after the play: who takes part, and whether all of them ended as they should have. */
import { ShardError } from '../client/index.ts';
import { logIn, logOut } from './actions/growth.ts';
import { expectEqual, Mismatch } from './check.ts';
import { makeWorld } from './demo-world.ts';
import { forEach, inOrder } from './for-each.ts';
import { MAPS } from './lore.ts';
import { type Model, Player } from './model.ts';
import { Random } from './random.ts';
import { describe } from './runner.ts';
import type { Shard } from './shard.ts';
import type { Statistics } from './statistics.ts';
import { readGuild, readPlayer, verifyGroundItem, verifyGuild, verifyPlayer } from './verify.ts';

/** Players to a guild's name. */
const GUILD_SIZE = 12;

/** Accounts of the simulator's players begin here, apart from those of people. */
const FIRST_ACCOUNT = 900_000_000;

const SYLLABLES = ['ar', 'bel', 'cor', 'dun', 'el', 'far', 'gal', 'hor', 'il', 'kor', 'lun', 'mir'];

export interface Cast {
  readonly seed: number;
  readonly players: number;
  /** Characters of the world that is made for the players to be part of; 0 for players alone. */
  readonly world: number;
}

/** Finds or makes the players and their guilds, and logs the players in. */
export async function gather(shard: Shard, model: Model, cast: Cast): Promise<void> {
  const { seed, players, world } = cast;
  const made = world > 0 ? await makeWorld(shard, seed, world) : null;
  const ids =
    made?.characters.slice(0, players) ??
    (await inOrder(players, (index) => findOrCreate(shard, seed, index)));
  await forEach(ids, async (id, index) => {
    const rows = await readPlayer(shard, null, id);
    const player = new Player(index, model.progress, rows);
    await logIn(shard, player, model.progress);
    model.players[index] = player;
  });
  const guilds =
    made?.guilds ??
    (await inOrder(Math.ceil(players / GUILD_SIZE), async (index) => {
      const name = `Order of ${nameOf(seed, index)}`;
      return { name, isLasting: false, guild: await readGuild(shard, name) };
    }));
  model.guilds.push(...guilds);
}

/** The name of a seed's player: pronounceable, and different for each seed and index. */
function nameOf(seed: number, index: number): string {
  const random = new Random(seed * 1_000_003 + index);
  const word = Array.from({ length: 3 }, () => random.pick(SYLLABLES)).join('');
  return `${word.charAt(0).toUpperCase()}${word.slice(1)} ${seed}.${index}`;
}

async function findOrCreate(shard: Shard, seed: number, index: number): Promise<number> {
  const character_name = nameOf(seed, index);
  const random = new Random(seed + index);
  const found = await orNull(shard.ask(null, 'characters.getByName', { character_name }));
  const { character } =
    found ??
    (await shard.ask(null, 'characters.create', {
      account_id: FIRST_ACCOUNT + index,
      character_name,
      map_id: random.pick(MAPS) as string,
      position_x: random.int(-100, 100),
      position_y: 0,
      position_z: random.int(-100, 100),
    }));
  return character.character_id;
}

async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ShardError && error.code === 'NotFound') return null;
    throw error;
  }
}

/** Reads everything again and compares it with the model, tidies the ground, and logs all out. */
export async function dismiss(shard: Shard, model: Model, statistics: Statistics): Promise<void> {
  const attempt = async (what: string, work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      const message = `at the end, ${what}: ${describe(error)}`;
      if (error instanceof Mismatch) statistics.mismatches.add(message);
      else statistics.unexpectedErrors.add(message);
    }
  };
  await forEach(model.players, (player) =>
    attempt(player.name, async () => {
      await verifyPlayer(shard, player);
      await logOut(shard, player, model.progress);
    }),
  );
  await forEach(model.guilds, (slot) => attempt(slot.name, () => verifyGuild(shard, slot)));
  await forEach([...model.ground.values()], (item) =>
    attempt(`item ${item.item_id}`, async () => {
      await verifyGroundItem(shard, item);
      await shard.ask(null, 'items.destroy', { item_id: item.item_id });
    }),
  );
  await attempt('who is online', async () => {
    const { sessions } = await shard.ask(null, 'sessions.list', {});
    const ours = new Set(model.players.map(({ id }) => id));
    const left = sessions.filter(({ character_id }) => ours.has(character_id));
    expectEqual('players that are still online', left, []);
  });
}
