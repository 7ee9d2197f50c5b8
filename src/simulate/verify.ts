/** Reads from the shard what it holds of players and guilds, and compares it with the model. */
import { type Guild, type Member, ShardError } from '../client/index.ts';
import { expectEqual } from './check.ts';
import {
  type ExpectedItem,
  expectedItem,
  expectItem,
  type GuildSlot,
  type Player,
  type PlayerRows,
} from './model.ts';
import type { Shard } from './shard.ts';

/** Reads all about a character. */
export async function readPlayer(
  shard: Shard,
  player: Player | null,
  character_id: number,
): Promise<PlayerRows> {
  const [{ character }, bag, worn, { skills }, { quests }] = await Promise.all([
    shard.ask(player, 'characters.get', { character_id }),
    shard.ask(player, 'inventory.get', { character_id }),
    shard.ask(player, 'equipment.get', { character_id }),
    shard.ask(player, 'skills.list', { character_id }),
    shard.ask(player, 'quests.list', { character_id }),
  ]);
  return { character, items: [...bag.items, ...worn.items], skills, quests };
}

/** Throws `Mismatch` unless the shard holds exactly what is expected of this player. */
export async function verifyPlayer(shard: Shard, player: Player): Promise<void> {
  const { character, items, skills, quests } = await readPlayer(shard, player, player.id);
  player.expect(character);
  expectEqual(
    `items of ${player.name}`,
    byId(items.map(expectedItem)),
    byId([...player.items.values()]),
  );
  expectEqual(
    `skills of ${player.name}`,
    new Map(
      skills.map(({ skill_name, skill_level, experience }) => [
        skill_name,
        { skill_level, experience },
      ]),
    ),
    player.skills,
  );
  expectEqual(
    `quests of ${player.name}`,
    new Map(
      quests.map(({ quest_name, quest_status, progress }) => [
        quest_name,
        { quest_status, progress },
      ]),
    ),
    player.quests,
  );
}

function byId(items: readonly ExpectedItem[]): object {
  return Object.fromEntries(items.map((item) => [item.item_id, item]));
}

/** Throws `Mismatch` unless an item lies on the ground where it was dropped. */
export async function verifyGroundItem(shard: Shard, expected: ExpectedItem): Promise<void> {
  const { item } = await shard.ask(null, 'items.get', { item_id: expected.item_id });
  expectItem(item, expected);
}

/** Throws `Mismatch` unless a guild that is there has its leader and its members. */
export async function verifyGuild(shard: Shard, slot: GuildSlot): Promise<void> {
  if (slot.guild === null) return;
  const found = await shard.ask(null, 'guilds.get', { guild_id: slot.guild.id });
  expectEqual(`guild ${slot.name}`, guildOf(found.guild, found.members), slot.guild);
}

/** The guild of that name, if there is one, for the truth. */
export async function readGuild(shard: Shard, name: string): Promise<GuildSlot['guild']> {
  try {
    const found = await shard.ask(null, 'guilds.getByName', { guild_name: name });
    return guildOf(found.guild, found.members);
  } catch (error) {
    if (error instanceof ShardError && error.code === 'NotFound') return null;
    throw error;
  }
}

/** A guild as the model holds it. */
export function guildOf(guild: Guild, members: readonly Member[]): NonNullable<GuildSlot['guild']> {
  return {
    id: guild.guild_id,
    leaderId: guild.leader_id,
    ranks: new Map(members.map(({ character_id, rank }) => [character_id, rank])),
  };
}
