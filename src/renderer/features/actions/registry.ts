/** Every action that a game master has, in the order in which menus list them. Pure. */
import { accountActions } from './account-actions.ts';
import type { Action } from './action.ts';
import { characterActions } from './character-actions.ts';
import { goldActions } from './gold-actions.ts';
import { guildActions } from './guild-actions.ts';
import { itemActions } from './item-actions.ts';
import type { Subject } from './subjects.ts';

export const ACTIONS: readonly Action[] = [
  ...itemActions,
  ...goldActions,
  ...characterActions,
  ...accountActions,
  ...guildActions,
];

/** Those that can be done to it. */
export function actionsFor(subject: Subject): readonly Action[] {
  return ACTIONS.filter((action) => action.begin(subject) !== null);
}
