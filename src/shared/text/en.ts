/**
 * Everything that the window says, in English. A translation is another file of this shape: strings,
 * and functions where a value stands within a sentence. What is said when is decided where it is shown;
 * here are only the words. Each section has a file in `en/`; they stand in the order of the pages, then
 * what all pages share.
 */
import { actions } from './en/actions.ts';
import { activity } from './en/activity.ts';
import { app } from './en/app.ts';
import { backups } from './en/backups.ts';
import { characterRestore } from './en/character-restore.ts';
import { guilds } from './en/guilds.ts';
import { items } from './en/items.ts';
import { maintenance } from './en/maintenance.ts';
import { overview } from './en/overview.ts';
import { players } from './en/players.ts';
import { restore } from './en/restore.ts';
import { saves } from './en/saves.ts';
import { settings } from './en/settings.ts';
import { shared } from './en/shared.ts';
import { shell } from './en/shell.ts';

export const en = {
  pages: {
    overview: 'Overview',
    players: 'Players',
    items: 'Items',
    guilds: 'Guilds',
    activity: 'Activity',
    saves: 'Saves',
    backups: 'Backups',
    maintenance: 'Maintenance',
    settings: 'Settings',
  },
  overview,
  players,
  items,
  guilds,
  activity,
  saves,
  backups,
  restore,
  characterRestore,
  maintenance,
  settings,
  actions,
  app,
  shell,
  shared,
};

export type Text = typeof en;
