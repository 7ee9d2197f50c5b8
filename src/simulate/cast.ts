/** Before and after the play: who takes part, and whether all of them ended as they should have. */
import { ShardError } from '../client/index.ts';
import { logIn, logOut } from './actions/growth.ts';
import { MAPS } from './actions/hunt.ts';
import { expectEqual, Mismatch } from './check.ts';
import { type GuildSlot, type Model, Player } from './model.ts';
import { Random } from './random.ts';
import { describe } from './runner.ts';
import type { Shard } from './shard.ts';
import type { Statistics } from './statistics.ts';
import { guildOf, readPlayer, verifyGroundItem, verifyGuild, verifyPlayer } from './verify.ts';

/** Players that are set up or verified at a time. */
const AT_A_TIME = 100;

/** Players to a guild's name. */
const GUILD_SIZE = 12;

/** Accounts of the simulator's players begin here, apart from those of people. */
const FIRST_ACCOUNT = 900_000_000;

const SYLLABLES = ['ar', 'bel', 'cor', 'dun', 'el', 'far', 'gal', 'hor', 'il', 'kor', 'lun', 'mir'];

/** Finds or makes the players of a seed and their guilds, and logs the players in. */
export async function gather(
  shard: Shard,
  model: Model,
  options: { readonly seed: number; readonly players: number },
): Promise<void> {
  const { seed, players } = options;
  const indices = Array.from({ length: players }, (_, index) => index);
  await forEach(indices, async (index) => {
    const player = await findOrCreate(shard, model, seed, index);
    await logIn(shard, player, model.progress);
    model.players[index] = player;
  });
  const guilds = Array.from({ length: Math.ceil(players / GUILD_SIZE) }, (_, index) => index);
  await forEach(guilds, async (index) => {
    model.guilds[index] = await findGuild(shard, `Order of ${nameOf(seed, index)}`);
  });
}

/** The name of a seed's player: pronounceable, and different for each seed and index. */
function nameOf(seed: number, index: number): string {
  const random = new Random(seed * 1_000_003 + index);
  const word = Array.from({ length: 3 }, () => random.pick(SYLLABLES)).join('');
  return `${word.charAt(0).toUpperCase()}${word.slice(1)} ${seed}.${index}`;
}

async function findOrCreate(
  shard: Shard,
  model: Model,
  seed: number,
  index: number,
): Promise<Player> {
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
  return new Player(index, model.progress, await readPlayer(shard, null, character.character_id));
}

async function findGuild(shard: Shard, name: string): Promise<GuildSlot> {
  const found = await orNull(shard.ask(null, 'guilds.getByName', { guild_name: name }));
  return { name, guild: found === null ? null : guildOf(found.guild, found.members) };
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

/** Does something for each, some at a time. */
async function forEach<T>(list: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < list.length) await work(list[next++] as T);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
}
