/** Taken offline, and kept from logging in. Pure. */
import { text } from '../../app/text.ts';
import { formatMoment } from '../../ui/format.ts';
import { actionOn } from './action.ts';
import { termField } from './fields.ts';
import { form } from './form.ts';

const words = text.actions;

export const accountActions = [
  actionOn('character', 'kick', words.kick.title, ({ character, online }) => {
    const { character_id, character_name: who } = character;
    if (!online) return null;
    return form({}, () => ({
      will: words.kick.will(who),
      done: words.kick.done(who),
      call: (reason) => ({ method: 'sessions.kick', params: { character_id, reason } }),
    }));
  }),

  actionOn('character', 'ban', words.ban.title, ({ character, ban }) => {
    const { account_id, character_name: who } = character;
    return form({ until: termField(words.fields.until, Date.now) }, ({ until }) => {
      const term = until === null ? words.forGood : words.until(formatMoment(Date.parse(until)));
      return {
        will: words.ban.will(account_id, who, term, ban !== null),
        done: words.ban.done(account_id, who, term),
        call: (reason) => ({ method: 'accounts.ban', params: { account_id, until, reason } }),
      };
    });
  }),

  actionOn('character', 'unban', words.unban.title, ({ character, ban }) => {
    const { account_id, character_name: who } = character;
    if (ban === null) return null;
    return form({}, () => ({
      will: words.unban.will(account_id, who),
      done: words.unban.done(account_id, who),
      call: (reason) => ({ method: 'accounts.unban', params: { account_id, reason } }),
    }));
  }),
];
