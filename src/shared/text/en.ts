/**
 * Everything that the window says, in English. A translation is another file of this shape: strings,
 * and functions where a value stands within a sentence. What is said when is decided where it is shown;
 * here are only the words. Sections stand in the order of the pages, then what all pages share.
 */
import { countedIn } from './counted.ts';

const counted = countedIn('en');

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

  overview: {},

  players: {},

  items: {},

  guilds: {},

  activity: {},

  saves: {},

  backups: {},

  restore: {},

  characterRestore: {},

  maintenance: {},

  settings: {},

  actions: {},

  app: {
    goTo: (page: string) => `Go to ${page}`,
    found: (count: number) => counted(count, { other: 'found' }),
  },

  shell: {},

  shared: {},
};

export type Text = typeof en;
