/** Guilds: founding, joining, leaving, ranks, handing on the lead, disbanding. */
import { expectEqual, expectFields } from '../check.ts';
import type { GuildSlot, Player } from '../model.ts';
import { readGuild, verifyGuild } from '../verify.ts';
import type { Action, Round, Run } from './action.ts';

const LEADER = 'leader';
const MEMBER = 'member';
export const RANKS = ['member', 'officer', 'veteran'] as const;

type Guild = NonNullable<GuildSlot['guild']>;

export const guilds: Action = {
  name: 'guild',
  weight: 3,
  plan(player, round) {
    const slot = round.random.pick(round.model.guilds);
    if (slot === undefined) return undefined;
    if (slot.isLasting && isInAnother(player, slot, round)) return undefined;
    if (!round.claim(slot)) return undefined;
    const { guild } = slot;
    const act = guild === null ? found(player, slot, round) : takePart(player, slot, guild, round);
    return async () => {
      try {
        await act();
        await verifyGuild(round.shard, slot);
      } catch (error) {
        // One fault is told once.
        slot.guild = await readGuild(round.shard, slot.name);
        throw error;
      }
    };
  },
};

function isInAnother(player: Player, slot: GuildSlot, { model }: Round): boolean {
  return model.guilds.some((other) => other !== slot && other.guild?.ranks.has(player.id));
}

function found(player: Player, slot: GuildSlot, { shard }: Round): Run {
  return async () => {
    const { guild } = await shard.ask(player, 'guilds.create', {
      guild_name: slot.name,
      leader_id: player.id,
    });
    slot.guild = {
      id: guild.guild_id,
      leaderId: player.id,
      ranks: new Map([[player.id, LEADER]]),
    };
    expectFields('guild', guild, { guild_name: slot.name, leader_id: player.id });
  };
}

function takePart(player: Player, slot: GuildSlot, guild: Guild, round: Round): Run {
  if (guild.leaderId === player.id) return lead(player, slot, guild, round);
  if (!guild.ranks.has(player.id)) return join(player, guild, round);
  return round.random.chance(0.3) ? quit(player, guild, round) : rise(player, guild, round);
}

function join(player: Player, guild: Guild, { shard }: Round): Run {
  return async () => {
    const params = { guild_id: guild.id, character_id: player.id };
    const { member } = await shard.ask(player, 'guilds.addMember', params);
    guild.ranks.set(player.id, MEMBER);
    expectFields('member', member, { ...params, rank: MEMBER });
    await shard.expectRefusal(player, 'Conflict', 'guilds.addMember', params);
  };
}

function quit(player: Player, guild: Guild, { shard }: Round): Run {
  return async () => {
    const params = { guild_id: guild.id, character_id: player.id };
    await shard.ask(player, 'guilds.removeMember', params);
    guild.ranks.delete(player.id);
    await shard.expectRefusal(player, 'NotFound', 'guilds.removeMember', params);
  };
}

function rise(player: Player, guild: Guild, { random, shard }: Round): Run {
  const rank = random.pick(RANKS) as string;
  return async () => {
    const params = { guild_id: guild.id, character_id: player.id, rank };
    const { member } = await shard.ask(player, 'guilds.setRank', params);
    guild.ranks.set(player.id, rank);
    expectFields('member', member, params);
  };
}

function lead(player: Player, slot: GuildSlot, guild: Guild, { random, shard }: Round): Run {
  const others = [...guild.ranks.keys()].filter((id) => id !== player.id);
  const heir = random.pick(others);
  const disbands = random.chance(0.2) && !slot.isLasting;
  return async () => {
    const params = { guild_id: guild.id, character_id: player.id };
    await shard.expectRefusal(player, 'Conflict', 'guilds.removeMember', params);
    if (disbands) {
      await shard.ask(player, 'guilds.disband', { guild_id: guild.id });
      slot.guild = null;
      await shard.expectRefusal(player, 'NotFound', 'guilds.get', { guild_id: guild.id });
    } else if (heir !== undefined) {
      const answer = await shard.ask(player, 'guilds.setLeader', { ...params, character_id: heir });
      guild.leaderId = heir;
      guild.ranks.set(player.id, MEMBER).set(heir, LEADER);
      expectEqual('leader of the guild', answer.guild.leader_id, heir);
    }
  };
}
