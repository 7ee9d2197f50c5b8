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

  settings: {
    sections: {
      shard: 'Shard',
      network: 'Network',
      saves: 'Saving and backups',
      activity: 'Activity log',
      maintenance: 'Maintenance',
      memory: 'Memory',
      tokens: 'Tokens',
      alerts: 'Alerts',
      appearance: 'Appearance',
    },
    sectionsLabel: 'Sections of the settings',
    failedToLoad: 'The settings cannot be had',
    tryAgain: 'Try again',
    id: 'Id',
    idIs: 'The files of the shard carry it, so it stays as it is.',
    fields: {
      name: {
        label: 'Name',
        what: 'What people read wherever this shard is shown. A restore asks for it.',
      },
      region: { label: 'Region', what: 'Where its players are, for lists of servers.' },
      location: { label: 'Location', what: 'Where the machine stands, in your own words.' },
      maxCharacters: {
        label: 'Characters at most',
        what: 'Once so many are there, no new ones are made. A shard holds up to 10,000.',
      },
      bagSlots: { label: 'Slots of a bag', what: 'How many places for items a bag has.' },
      host: {
        label: 'Address to listen on',
        what: '127.0.0.1 is this machine alone. 0.0.0.0 is every network that it is in: do that behind a firewall.',
      },
      port: {
        label: 'Port',
        what: 'Where game servers connect. 0 picks a free one at each start.',
      },
      connectionsMax: {
        label: 'Connections at most',
        what: 'A game server needs one. This window does not count.',
      },
      allowedOrigins: {
        label: 'Web pages that may connect',
        what: 'One a line, as https://panel.example. Browsers of all other pages are refused.',
      },
      alternatives: {
        label: 'Other servers',
        what: 'Named to players when this shard is full.',
      },
      snapshotSeconds: {
        label: 'Snapshot every',
        what: 'How often the database file is brought up to what is played. Nothing is lost between two: the journal has it.',
      },
      backupMinutes: {
        label: 'Backup every',
        what: 'How often a whole copy of the world is made and checked.',
      },
      backupDirectory: {
        label: 'Folder of backups',
        what: 'Another disk is the point of it. Left empty, it is the folder “backups” beside the database.',
      },
      backupHours: { label: 'Keep all backups for', what: 'Within this time none is thrown away.' },
      backupDays: { label: 'Then one a day for', what: 'The newest of each day is kept.' },
      backupWeeks: { label: 'Then one a week for', what: 'The newest of each week is kept.' },
      restoreHours: {
        label: 'Any moment for',
        what: 'How far back the world can be restored to any moment, not to backups alone.',
      },
      journalMib: {
        label: 'Size of the journal at most',
        what: 'Above this, the oldest moments are let go of earlier.',
      },
      activityCompressDays: {
        label: 'Compress days after',
        what: 'Old days take a tenth of the space then, and are searched as before.',
      },
      activityDeleteDays: {
        label: 'Delete days after',
        what: 'What is deleted is gone: who had which item then cannot be found out any more.',
      },
      vacuumHour: {
        label: 'Vacuum at',
        what: 'When the database file is made as small as it can be, by the clock of this machine.',
      },
      vacuumMaxOnline: {
        label: 'Only with so many online at most',
        what: 'With more players it waits, and after two hours leaves it for that night.',
      },
      memoryLimitMib: {
        label: 'Memory at most',
        what: 'At the limit the host saves everything and starts again.',
      },
      memoryWarnPercent: {
        label: 'Warn at',
        what: 'From this share of the limit on, it is said everywhere.',
      },
      'alerts.webhookUrl': {
        label: 'Webhook',
        what: 'The address of a Discord channel’s webhook, or of anything that takes the same. Whoever has it can write there: it is shown to administrators alone. Left empty, nothing is sent.',
      },
      'alerts.desktop': {
        label: 'Show alerts on the desktop',
        what: 'As notifications of this machine, while the window is open or in the tray.',
      },
      'alerts.quietMinutes': {
        label: 'Quiet time',
        what: 'After an alert, no further one of the same rule is sent for this long; what came meanwhile is told in one word. The window shows all of them at once.',
      },
    },
    units: {
      characters: 'characters',
      slots: 'slots',
      connections: 'connections',
      seconds: 'seconds',
      minutes: 'minutes',
      hours: 'hours',
      days: 'days',
      weeks: 'weeks',
      mib: 'MiB',
      percent: '%',
      players: 'players',
      intervals: 'intervals',
    },
    none: {
      bagSlots: 'No limit',
      activityDeleteDays: 'Never delete',
      memoryLimitMib: 'No limit',
      vacuumHour: 'Never',
    },
    isDefault: (value: string) => `Default: ${value}.`,
    isEmpty: 'empty',
    toDefault: 'Back to the default',
    toDefaultOf: (label: string) => `Back to the default of ${label}`,
    needsRestart: 'Holds from the next start on.',
    listensNow: (url: string) => `It listens on ${url} right now.`,
    problems: {
      wholeNumber: 'A whole number is needed here.',
      atLeast: (least: string) => `At least ${least}.`,
      atMost: (most: string) => `At most ${most}.`,
      empty: 'Something is needed here.',
      tooLong: (most: number) =>
        `At most ${counted(most, { one: 'character', other: 'characters' })}.`,
      tooMany: (most: number) => `At most ${counted(most, { one: 'line', other: 'lines' })}.`,
      url: 'An address is needed here, such as https://panel.example.',
    },
    unsaved: (names: readonly string[]) => `Unsaved: ${names.join(', ')}`,
    unsavedLabel: 'Unsaved changes',
    save: 'Save',
    discard: 'Discard',
    saved: 'The settings are saved.',
    notSaved: 'The settings were not saved',
    wrong: (count: number) =>
      `${counted(count, {
        one: 'field is not as it can be',
        other: 'fields are not as they can be',
      })}; nothing was saved.`,
    changedElsewhere: 'Changed elsewhere meanwhile. Saving puts yours in its place.',
    takeTheirs: 'Take theirs',
    takeTheirsOf: (label: string) => `Take theirs for ${label}`,
    restart: {
      title: 'A restart is needed',
      text: (names: readonly string[]) =>
        `${names.join(', ')}: saved, and in use from the next start on.`,
      button: 'Restart now…',
      ask: 'Restart the shard?',
      what: (shard: string) =>
        `${shard} saves everything, ends in order and starts again. Players are disconnected for a moment, and this window closes and comes back.`,
      confirm: 'Restart',
      failed: 'The shard did not restart',
    },
    alternatives: {
      none: 'No other servers are named.',
      add: 'Add a server',
      remove: (name: string) => `Remove the server ${name}`,
      unnamed: 'without a name',
      server: (number: number) => `Server ${number}`,
      server_id: 'Id',
      server_name: 'Name',
      region: 'Region',
      noRegion: 'Not said',
      ip_address: 'Address',
      port: 'Port',
    },
    tokens: {
      what: 'A token is a password. Give game servers the game token alone.',
      list: 'Tokens',
      roles: {
        game: 'for game servers',
        gm: 'for game masters',
        admin: 'for everything',
      },
      hidden: 'hidden',
      show: 'Show',
      hide: 'Hide',
      showOf: (role: string) => `Show the ${role} token`,
      hideOf: (role: string) => `Hide the ${role} token`,
      theToken: (role: string) => `the ${role} token`,
      failed: 'The token cannot be read',
      rotate: 'Replace…',
      rotateOf: (role: string) => `Replace the ${role} token…`,
      ask: (role: string) => `Replace the ${role} token?`,
      cutOff: (role: string, count: number, who: string) =>
        count === 0
          ? `Nobody is connected by the ${role} token right now. It is of no use to anybody once it is replaced.`
          : `${counted(count, { one: 'connection is', other: 'connections are' })} closed at once: ${who}. Each needs the new token to come back.`,
      andMore: (count: number) => `and ${count} more`,
      windowStays: 'This window stays connected.',
      confirm: 'Replace the token',
      cancel: 'Cancel',
      replaced: (role: string, closed: number) =>
        `The ${role} token is a new one. ${counted(closed, { one: 'connection was', other: 'connections were' })} closed.`,
      notReplaced: 'The token was not replaced',
    },
    alerts: {
      what: 'What is not as it should be is shown in this window at once. It can also be sent to where you are.',
      testButton: 'Send a test',
      testing: 'Sending…',
      testSaveFirst: 'Save the address first: the test goes to the one that is saved.',
      testNoUrl: 'There is no address to send a test to.',
      testTook: (answer: string) => `The test has arrived: ${answer}`,
      testRefused: (answer: string) => `The test has not arrived: ${answer}`,
      testFailed: 'The test could not be sent',
      showUrl: 'Show the address',
      hideUrl: 'Hide the address',
      delivered: 'The last message arrived',
      neverDelivered: 'Nothing was sent since the start of the host.',
      waiting: (count: number) =>
        `${counted(count, { one: 'alert waits', other: 'alerts wait' })} to be sent.`,
      rulesTitle: 'Rules',
      threshold: (label: string) => `${label}: bound`,
      queriesTitle: 'Your own queries',
      queriesWhat:
        'Each is compared with what happens, as it happens: a line of the query language of the Activity page.',
      queriesNone: 'Nothing is watched for.',
      addQuery: 'Watch for something',
      removeQuery: (name: string) => `Remove the query ${name}`,
      queryName: 'Name',
      queryLine: 'Query',
      queryExample: 'type:GoldTransaction amount:>10000',
      nowTitle: (count: number) => counted(count, { one: 'alert', other: 'alerts' }),
      more: (count: number) => `Show ${count} more`,
      since: 'since',
    },
    rules: {
      snapshotFailed: { label: 'A snapshot failed', what: 'The last one was not written.' },
      backupFailed: { label: 'A backup failed', what: 'The last attempt made none.' },
      backupLate: { label: 'A backup is late', what: 'There was no new one for so long.' },
      journalSlow: { label: 'The disk is slow', what: 'A change waits so long for the journal.' },
      journalRefuses: {
        label: 'Changes are refused',
        what: 'The journal cannot be written, or is damaged.',
      },
      diskSpace: { label: 'A disk is nearly full', what: 'So little is free on it.' },
      memory: {
        label: 'Memory is running short',
        what: 'Above the share that is set under Memory.',
      },
      capacity: { label: 'The shard is nearly full', what: 'So many of its characters are taken.' },
      processEnded: { label: 'A process ended', what: 'One of the four died, and came back.' },
      processGone: { label: 'A process does not come back', what: 'It has been away for so long.' },
      invariantBroken: {
        label: 'The world breaks a rule of its own',
        what: 'Found by a check of the rules, after a start or by hand.',
      },
      itemContradiction: {
        label: 'An item is not where it should be',
        what: 'Found by comparing items with the activity log, after a recovery.',
      },
      query: { label: 'Something you watch for has happened', what: '' },
      webhook: { label: 'Alerts do not reach the webhook', what: '' },
    },
    appearance: {
      theme: 'Theme',
      what: 'Of this window, on this machine. The switch at the top of the window does the same.',
      auto: 'As the system',
      light: 'Light',
      dark: 'Dark',
    },
  },

  actions: {},

  app: {
    goTo: (page: string) => `Go to ${page}`,
    found: (count: number) => counted(count, { other: 'found' }),
  },

  shell: {
    /** Titles of the desktop's notifications: the sentence itself comes from the host. */
    alertBegan: (shard: string) => `${shard}: alert`,
    alertOver: (shard: string) => `${shard}: it is over`,
    alertsMany: (shard: string, count: number) =>
      `${shard}: ${counted(count, { one: 'alert', other: 'alerts' })}`,
  },

  shared: {},
};

export type Text = typeof en;
