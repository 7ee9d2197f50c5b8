/** All that players do, by how often they do it. */
import type { Random } from '../random.ts';
import type { Action } from './action.ts';
import { growth } from './growth.ts';
import { guilds } from './guilds.ts';
import { hunt } from './hunt.ts';
import { items } from './items.ts';
import { mistakes } from './mistakes.ts';
import { trades } from './trade.ts';

/** What players mean to do. */
export const DEEDS: readonly Action[] = [...hunt, ...items, ...trades, ...growth, guilds];
/** The same with deliberate mistakes, whose refusals are checked. */
export const DEEDS_AND_MISTAKES: readonly Action[] = [...DEEDS, ...mistakes];

export function chooseAction(actions: readonly Action[], random: Random): Action {
  let left = random.next() * actions.reduce((sum, { weight }) => sum + weight, 0);
  return actions.find(({ weight }) => {
    left -= weight;
    return left < 0;
  }) as Action;
}
