/** Gold made, taken, and handed from one to another. Pure. */
import { text } from '../../app/text.ts';
import { formatCount } from '../../ui/format.ts';
import { actionOn } from './action.ts';
import { characterField, countField } from './fields.ts';
import { act, form, operation } from './form.ts';

const words = text.actions;

export const goldActions = [
  actionOn('character', 'grant-gold', words.grantGold.title, ({ character }) => {
    const { character_id, character_name: who, gold } = character;
    const fields = { amount: countField(words.fields.amount, { min: 1 }) };
    return form(fields, ({ amount }) => ({
      will: words.grantGold.will(who, formatCount(amount), formatCount(gold + amount)),
      done: words.grantGold.done(who, formatCount(amount)),
      call: act(character_id, (reason) => [
        operation('gold.grant', { character_id, amount, reason }),
      ]),
    }));
  }),

  actionOn('character', 'take-gold', words.takeGold.title, ({ character }) => {
    const { character_id, character_name: who, gold } = character;
    if (gold === 0) return null;
    return form({ amount: amountOf(gold) }, ({ amount }) => ({
      will: words.takeGold.will(who, formatCount(amount), formatCount(gold - amount)),
      done: words.takeGold.done(who, formatCount(amount)),
      call: act(character_id, (reason) => [
        operation('gold.spend', { character_id, amount, reason }),
      ]),
    }));
  }),

  actionOn('character', 'transfer-gold', words.transferGold.title, ({ character }) => {
    const { character_id, character_name: who, gold } = character;
    if (gold === 0) return null;
    const fields = {
      to: characterField(words.fields.to, character_id),
      amount: amountOf(gold),
    };
    return form(fields, ({ to, amount }) => ({
      will: words.transferGold.will(who, to.character_name, formatCount(amount)),
      done: words.transferGold.done(who, to.character_name, formatCount(amount)),
      call: act(character_id, (reason) => [
        operation('gold.transfer', {
          from_id: character_id,
          to_id: to.character_id,
          amount,
          reason,
        }),
      ]),
    }));
  }),
];

/** At most as much as there is. */
function amountOf(gold: number) {
  const description = words.hasGold(formatCount(gold));
  return countField(words.fields.amount, { min: 1, max: gold, description });
}
