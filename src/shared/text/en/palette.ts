/** The command palette, and the sheet of shortcuts. `words` find a command beside its title. */
import { counted } from './counted.ts';

export const palette = {
  label: 'Commands',
  find: 'Find a command, a player, an item or a guild',
  placeholder: 'What do you want to do, or whom do you look for?',
  none: 'Nothing is called that.',
  found: (count: number) => counted(count, { other: 'found' }),
  lookFailed: (why: string) => `Players, items and guilds could not be looked for: ${why}`,

  groups: {
    here: (what: string) => `Act on ${what}`,
    pages: 'Pages',
    commands: 'Actions',
    players: 'Players',
    items: 'Items',
    guilds: 'Guilds',
  },
  goTo: (page: string) => `Go to ${page}`,
  goToWords: 'page open',
  player: (id: number, level: string, map: string) => `${id} · level ${level} · ${map}`,
  online: 'online',
  item: (place: string, holder: string) => `${place} · ${holder}`,
  itemById: (id: string) => `Open item ${id}`,
  itemByIdDetail: 'Its life, also if it is no more',
  guild: (members: number, leader: string) =>
    `${counted(members, { one: 'member', other: 'members' })} · led by ${leader}`,

  commands: {
    snapshot: { title: 'Snapshot now', words: 'save write disk' },
    backup: { title: 'Back up now', words: 'backup copy archive' },
    restoreMoment: {
      title: 'Restore to a moment…',
      words: 'back undo rewind time rollback recover',
    },
    restoreBackup: { title: 'Restore from a backup…', words: 'back undo rewind rollback recover' },
    restoreCharacter: {
      title: 'Bring one character back…',
      words: 'restore player item gold undo rewind recover lost stolen',
    },
    searchPlayers: { title: 'Search the players…', words: 'find who character account online' },
    searchItems: { title: 'Search the items…', words: 'find type holder property' },
    searchGuilds: { title: 'Search the guilds…', words: 'find members leader' },
    searchActivity: {
      title: 'Search the activity…',
      words: 'log find who had item gold kill loot trade',
    },
    remembered: {
      title: 'What game masters did',
      words: 'undo take back actions receipts audit admin mistake',
    },
    contradictions: {
      title: 'Look for items that contradict their history',
      words: 'duplicate dupe check item',
    },
    vacuum: { title: 'Vacuum the database…', words: 'maintenance compact shrink space' },
    integrity: { title: 'Check the database file', words: 'maintenance integrity pages' },
    invariants: { title: 'Check the rules of the world', words: 'maintenance invariants verify' },
    copyAddress: { title: 'Copy address', words: 'url connect clipboard' },
    dataFolder: { title: 'Open data folder', words: 'files directory disk' },
    demo: { title: 'Open a demo world', words: 'simulate try' },
    shortcuts: { title: 'Keyboard shortcuts', words: 'help keys' },
    quit: { title: 'Quit Shardkeep…', words: 'exit stop shutdown end close' },
  },
  themes: {
    auto: 'Theme: as the system',
    light: 'Theme: light',
    dark: 'Theme: dark',
  },
  themeWords: 'colour color appearance mode',
  addressCopied: (url: string) => `Copied ${url}.`,
  addressNotCopied: 'The address was not copied',
  folderNotOpened: 'The data folder did not open',
  demoNotOpened: 'The demo world did not open',

  shortcuts: {
    palette: 'Open the command palette',
    search: 'Players, Items, Guilds, Activity: what to look for',
    next: 'In a list: next line',
    before: 'In a list: line before',
    open: 'In a list: open the line',
    character: 'Activity: its character',
    item: 'Activity: its item',
    save: 'Settings: save what was changed',
    sheet: 'Show these shortcuts',
    close: 'Close what is open on top',
  },
};
