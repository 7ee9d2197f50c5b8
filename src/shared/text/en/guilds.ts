/** The page Guilds. */
import { counted } from './counted.ts';

const guildsCounted = (count: number) => counted(count, { one: 'guild', other: 'guilds' });

export const guilds = {
  search: {
    label: 'Search the guilds',
    placeholder: 'Name of the guild or its leader, or the guild’s number',
  },
  list: 'Guilds that were found',
  columns: {
    name: 'Name',
    leader: 'Leader',
    members: 'Members',
    founded: 'Founded',
    id: 'Number',
  },
  total: guildsCounted,
  failed: 'The guilds could not be searched',
  moreFailed: 'The guilds behind these could not be had',
  none: {
    title: 'There are no guilds yet',
    text: 'Each guild that players found comes here, with its members and its leader.',
  },
  noMatch: {
    title: 'No guild is called that',
    text: 'A part of its name, or of its leader’s, is enough.',
    clear: 'Show all guilds',
  },

  page: {
    back: 'All guilds',
    about: 'The guild',
    leader: 'Leader',
    founded: 'Founded',
    members: 'Members',
    online: 'Online now',
    id: 'Number',
    failed: 'The guild could not be had',
    gone: (id: string) => `There is no guild ${id} today. What the log knows of it is below.`,
    titleOf: (id: string) => `Guild ${id}`,
    search: 'Search the activity for this guild',
    recent: 'Recently',
    recentLabel: 'What happened recently',
    recentFailed: 'What happened recently could not be had',
    nothing: 'Nothing is on record.',
    isOnline: 'Online',
  },
  members: {
    list: 'Members of the guild',
    name: 'Name',
    rank: 'Rank',
    level: 'Level',
    joined: 'Joined',
    lastLogin: 'Last login',
    none: 'It has no members.',
  },
};
