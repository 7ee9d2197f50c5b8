/** Every method of the world and the command that runs it. */
import { accounts } from './accounts.ts';
import { activity } from './activity.ts';
import { admin } from './admin.ts';
import { characters } from './characters.ts';
import type { Commands } from './context.ts';
import { desk } from './desk.ts';
import { gold } from './gold.ts';
import { guilds } from './guilds.ts';
import { items } from './items.ts';
import { quests } from './quests.ts';
import { sessions } from './sessions.ts';
import { skills } from './skills.ts';
import { stacks } from './stacks.ts';
import { transactions } from './transactions.ts';

export const COMMANDS: Commands = {
  ...characters,
  ...desk,
  ...accounts,
  ...sessions,
  ...items,
  ...stacks,
  ...gold,
  ...skills,
  ...quests,
  ...guilds,
  ...activity,
  ...admin,
  ...transactions,
};
