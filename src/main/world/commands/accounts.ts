/** Bans: accounts whose characters may not log in, for a time or for good. */
import { invalid, notFound, ShardError } from '../../../shared/errors.ts';
import { runAdminAction } from '../admin-actions/admin-action.ts';
import type { Row, Tables } from '../transaction.ts';
import type { CommandContext, Commands } from './context.ts';

type Methods = Pick<Commands, 'accounts.ban' | 'accounts.unban' | 'accounts.listBans'>;

export const accounts: Methods = {
  'accounts.ban'({ transaction, tables, role }, { account_id, until: wanted = null, reason }) {
    const until = wanted === null ? null : new Date(wanted).toISOString();
    if (until !== null && until <= transaction.now) throw invalid('until', 'must lie ahead');
    const about = {
      action: 'accounts.ban',
      role,
      reason,
      character_id: null,
      details: { account_id, until },
    };
    runAdminAction(transaction, about, () => {
      const before = tables.bans.get(account_id);
      const terms = { reason, since: transaction.now, until };
      if (before === undefined) transaction.insert('bans', { account_id, ...terms });
      else transaction.update('bans', before, terms);
    });
    for (const { character_id } of tables.characters.list('account_id', account_id)) {
      const session = tables.sessions.find('character_id', character_id);
      if (session !== undefined) transaction.delete('sessions', session);
    }
    return { ban: transaction.require('bans', account_id, 'ban of account') };
  },

  'accounts.unban'({ transaction, tables, role }, { account_id, reason }) {
    const ban = tables.bans.get(account_id);
    if (ban === undefined) throw notFound('ban of account', account_id);
    const about = {
      action: 'accounts.unban',
      role,
      reason,
      character_id: null,
      details: { account_id },
    };
    runAdminAction(transaction, about, () => transaction.delete('bans', ban));
    return { ban };
  },

  'accounts.listBans'({ transaction, tables }) {
    return { bans: [...tables.bans.rows()].filter((ban) => isInForce(ban, transaction.now)) };
  },
};

/** Throws `Forbidden`, with the reason of the ban, where the account of a character may not log in. */
export function refuseBanned(
  { transaction, tables }: Pick<CommandContext, 'transaction'> & { readonly tables: Tables },
  { account_id }: Row<'characters'>,
): void {
  const ban = banInForce(tables, account_id, transaction.now);
  if (ban === null) return;
  const { reason, until } = ban;
  const term = until === null ? 'for good' : `until ${until}`;
  throw new ShardError('Forbidden', `Account ${account_id} is banned ${term}: ${reason}`, {
    details: { account_id, reason, until },
  });
}

/** The ban that holds for an account, or null. */
export function banInForce(tables: Tables, account_id: number, now: string): Row<'bans'> | null {
  const ban = tables.bans.get(account_id);
  return ban !== undefined && isInForce(ban, now) ? ban : null;
}

/** One whose term is over holds no longer, and stays until the account is banned or unbanned again. */
function isInForce({ until }: Row<'bans'>, now: string): boolean {
  return until === null || until > now;
}
