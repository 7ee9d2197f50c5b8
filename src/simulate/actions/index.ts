/** All that players do, by how often they do it. */
import type { Random } from '../random.ts';
import type { Action } from './action.ts';
import { growth } from './growth.ts';
import { guilds } from './guilds.ts';
import { hunt } from './hunt.ts';
import { items } from './items.ts';
import { mistakes } from './mistakes.ts';
import { trades } from './trade.ts';

const ACTIONS: readonly Action[] = [...hunt, ...items, ...trades, ...growth, guilds, ...mistakes];

const TOTAL = ACTIONS.reduce((sum, { weight }) => sum + weight, 0);

export function chooseAction(random: Random): Action {
  let left = random.next() * TOTAL;
  return ACTIONS.find(({ weight }) => {
    left -= weight;
    return left < 0;
  }) as Action;
}
