/** Guilds and their members. The leader is always a member, and the only one of rank `leader`. */
import { invalid, notFound, ShardError } from '../../../shared/errors.ts';
import type { Row, Transaction } from '../transaction.ts';
import type { CommandContext, Commands } from './context.ts';

type Methods = Pick<
  Commands,
  | 'guilds.create'
  | 'guilds.get'
  | 'guilds.getByName'
  | 'guilds.list'
  | 'guilds.addMember'
  | 'guilds.removeMember'
  | 'guilds.setRank'
  | 'guilds.setLeader'
  | 'guilds.disband'
>;

export const LEADER = 'leader';
const MEMBER = 'member';

export const guilds: Methods = {
  'guilds.create'({ transaction, tables }, { guild_name, leader_id }) {
    transaction.require('characters', leader_id, 'character');
    const namesake = tables.guilds.find('guild_name', guild_name);
    if (namesake !== undefined) {
      throw new ShardError('Conflict', `The guild name ${JSON.stringify(guild_name)} is taken.`, {
        details: { path: 'guild_name', guild_id: namesake.guild_id },
      });
    }
    const guild = transaction.insert('guilds', {
      guild_id: transaction.nextKey('guilds'),
      guild_name,
      leader_id,
      created_at: transaction.now,
    });
    const { guild_id } = guild;
    transaction.event(
      'GuildCreated',
      { guild_id, guild_name, leader_id },
      { character_id: leader_id },
    );
    return { guild, member: addMember(transaction, guild_id, leader_id, LEADER) };
  },

  'guilds.get'(context, { guild_id }) {
    return withMembers(context, context.transaction.require('guilds', guild_id, 'guild'));
  },

  'guilds.getByName'(context, { guild_name }) {
    const guild = context.tables.guilds.find('guild_name', guild_name);
    if (guild === undefined) throw notFound('guild named', guild_name);
    return withMembers(context, guild);
  },

  'guilds.list'({ tables }) {
    return { guilds: [...tables.guilds.rows()] };
  },

  'guilds.addMember'({ transaction, tables }, { guild_id, character_id, rank = MEMBER }) {
    const guild = transaction.require('guilds', guild_id, 'guild');
    transaction.require('characters', character_id, 'character');
    refuseLeaderRank(rank);
    if (tables.guildMembers.findWithin('guild_id', guild_id, character_id) !== undefined) {
      throw new ShardError('Conflict', `Character ${character_id} is a member already.`);
    }
    const member = addMember(transaction, guild_id, character_id, rank);
    transaction.event('GuildMemberAdded', { guild_id, character_id, rank }, { character_id });
    return { guild, member };
  },

  'guilds.removeMember'(context, { guild_id, character_id }) {
    const { transaction } = context;
    const { guild, member } = requireMember(context, guild_id, character_id);
    if (guild.leader_id === character_id) {
      throw new ShardError('Conflict', `Character ${character_id} leads ${guild.guild_name}.`, {
        hint: 'Hand on the lead with guilds.setLeader, or disband the guild.',
      });
    }
    transaction.delete('guildMembers', member);
    transaction.event('GuildMemberRemoved', { guild_id, character_id }, { character_id });
    return { guild, member };
  },

  'guilds.setRank'(context, { guild_id, character_id, rank }) {
    const { guild, member } = requireMember(context, guild_id, character_id);
    refuseLeaderRank(rank);
    if (member.rank === LEADER) {
      throw new ShardError('Conflict', `Character ${character_id} leads ${guild.guild_name}.`, {
        hint: 'Hand on the lead with guilds.setLeader first.',
      });
    }
    setRank(context.transaction, member, rank);
    return { guild, member };
  },

  'guilds.setLeader'(context, { guild_id, character_id }) {
    const { transaction } = context;
    const { guild, member } = requireMember(context, guild_id, character_id);
    const before = requireMember(context, guild_id, guild.leader_id).member;
    if (before === member) return { guild, member };
    transaction.event(
      'GuildLeaderChanged',
      { guild_id, old_leader_id: guild.leader_id, new_leader_id: character_id },
      { character_id, target_id: guild.leader_id },
    );
    transaction.update('guilds', guild, { leader_id: character_id });
    setRank(transaction, before, MEMBER);
    setRank(transaction, member, LEADER);
    return { guild, member };
  },

  'guilds.disband'({ transaction, tables }, { guild_id }) {
    const guild = transaction.require('guilds', guild_id, 'guild');
    for (const { character_id } of tables.guildMembers.list('guild_id', guild_id)) {
      transaction.event(
        'GuildMemberRemoved',
        { guild_id, character_id },
        { character_id, details: { reason: 'guild disbanded' } },
      );
    }
    transaction.event(
      'GuildDisbanded',
      { guild_id, guild_name: guild.guild_name },
      { character_id: guild.leader_id },
    );
    transaction.delete('guilds', guild);
    return { guild };
  },
};

function addMember(
  transaction: Transaction,
  guild_id: number,
  character_id: number,
  rank: string,
): Row<'guildMembers'> {
  return transaction.insert('guildMembers', {
    member_id: transaction.nextKey('guildMembers'),
    guild_id,
    character_id,
    rank,
    joined_at: transaction.now,
  });
}

function setRank(transaction: Transaction, member: Row<'guildMembers'>, rank: string): void {
  if (member.rank === rank) return;
  const { guild_id, character_id, rank: old_rank } = member;
  transaction.update('guildMembers', member, { rank });
  transaction.event(
    'GuildRankChanged',
    { guild_id, character_id, old_rank, new_rank: rank },
    { character_id },
  );
}

function requireMember(
  { transaction, tables }: CommandContext,
  guild_id: number,
  character_id: number,
): { guild: Row<'guilds'>; member: Row<'guildMembers'> } {
  const guild = transaction.require('guilds', guild_id, 'guild');
  const member = tables.guildMembers.findWithin('guild_id', guild_id, character_id);
  if (member === undefined) throw notFound(`member of ${guild.guild_name}`, character_id);
  return { guild, member };
}

function withMembers({ tables }: CommandContext, guild: Row<'guilds'>) {
  return { guild, members: [...tables.guildMembers.list('guild_id', guild.guild_id)] };
}

function refuseLeaderRank(rank: string): void {
  if (rank !== LEADER) return;
  throw invalid('rank', 'leader is handed on with guilds.setLeader');
}
