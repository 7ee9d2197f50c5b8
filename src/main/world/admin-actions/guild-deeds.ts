/** The activity events of guilds and their members, told from the rows before and after. */
import { LEADER } from '../commands/guilds.ts';
import type { Row, Transaction } from '../transaction.ts';
import type { RowsBefore } from './rows-before.ts';

export function logGuilds(transaction: Transaction, before: RowsBefore): void {
  const { tables } = transaction;
  const gone = new Map<number, Row<'guilds'>>();
  for (const [key, was] of before.of('guilds')) {
    const guild_id = key as number;
    const is = tables.guilds.get(guild_id);
    if (is === undefined) {
      if (was !== null) gone.set(guild_id, was);
    } else if (was === null) {
      const { guild_name, leader_id } = is;
      transaction.event(
        'GuildCreated',
        { guild_id, guild_name, leader_id },
        { character_id: leader_id },
      );
    } else if (was.leader_id !== is.leader_id) {
      const { leader_id: new_leader_id } = is;
      const { leader_id: old_leader_id } = was;
      transaction.event(
        'GuildLeaderChanged',
        { guild_id, old_leader_id, new_leader_id },
        { character_id: new_leader_id, target_id: old_leader_id },
      );
    }
  }
  for (const [key, was] of before.of('guildMembers')) {
    logMember(transaction, was, tables.guildMembers.get(key));
  }
  // As in play, a guild ends with the last of its members.
  for (const [guild_id, { guild_name, leader_id }] of gone) {
    transaction.event('GuildDisbanded', { guild_id, guild_name }, { character_id: leader_id });
  }
}

function logMember(
  transaction: Transaction,
  was: Row<'guildMembers'> | null,
  is: Row<'guildMembers'> | undefined,
): void {
  const member = is ?? was;
  if (member === null) return;
  const { guild_id, character_id } = member;
  const about = { character_id };
  if (is === undefined) {
    transaction.event('GuildMemberRemoved', { guild_id, character_id }, about);
  } else if (was === null) {
    // Whoever leads a new guild is in it by that.
    if (is.rank === LEADER) return;
    transaction.event('GuildMemberAdded', { guild_id, character_id, rank: is.rank }, about);
  } else if (was.rank !== is.rank) {
    const { rank: old_rank } = was;
    transaction.event(
      'GuildRankChanged',
      { guild_id, character_id, old_rank, new_rank: is.rank },
      about,
    );
  }
}
