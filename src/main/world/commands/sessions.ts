/** Who is playing. Sessions live in memory alone: after a crash nobody is online. */
import { notFound } from '../../../shared/errors.ts';
import { noteAdminAction } from '../admin-actions/admin-action.ts';
import { refuseBanned } from './accounts.ts';
import type { Commands } from './context.ts';

type Methods = Pick<
  Commands,
  'sessions.login' | 'sessions.logout' | 'sessions.list' | 'sessions.kick'
>;

export const sessions: Methods = {
  /** A game server that came back after a crash logs its players in again, so the latest login wins. */
  'sessions.login'({ transaction, tables, uuid }, { character_id }) {
    const character = transaction.require('characters', character_id, 'character');
    refuseBanned({ transaction, tables }, character);
    const before = tables.sessions.find('character_id', character_id);
    if (before !== undefined) transaction.delete('sessions', before);
    const session = transaction.insert('sessions', {
      session_id: uuid(),
      character_id,
      logged_in_at: transaction.now,
    });
    transaction.update('characters', character, { last_login: transaction.now });
    return { session, character };
  },

  'sessions.logout'({ transaction }, { session_id }) {
    const session = transaction.require('sessions', session_id, 'session');
    transaction.delete('sessions', session);
    return { session };
  },

  'sessions.list'({ tables }) {
    return { sessions: [...tables.sessions.rows()] };
  },

  'sessions.kick'({ transaction, tables, role }, { character_id, reason }) {
    transaction.require('characters', character_id, 'character');
    const session = tables.sessions.find('character_id', character_id);
    if (session === undefined) throw notFound('session of character', character_id);
    const about = { action: 'sessions.kick', role, reason, character_id, details: {} };
    const receipt = noteAdminAction(transaction, about, () => {
      transaction.delete('sessions', session);
    });
    return { session, receipt };
  },
};
