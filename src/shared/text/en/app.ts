/** What is around the pages: header, notices, steps, palette. */
import { counted } from './counted.ts';

/** What stands on the keys. */
const keyNames = { control: 'Ctrl', enter: 'Enter', escape: 'Esc' };

export const app = {
  openPlayer: 'Open the player’s page',
  keyNames,
  /** What is pressed together. */
  keys: (isMac: boolean, key: string) => (isMac ? `⌘${key}` : `${keyNames.control} ${key}`),

  windowTitle: (page: string, shard: string) => `${page} – ${shard}`,
  skip: 'Skip to content',
  pages: 'Pages',
  commands: 'Commands',
  shortcuts: 'Keyboard shortcuts',
  shortcutsByKey: 'Keyboard shortcuts (?)',
  theme: 'Theme',
  themes: { auto: 'System theme', light: 'Light theme', dark: 'Dark theme' },
  messages: 'Messages',

  state: {
    lost: 'No connection',
    connecting: 'Connecting',
    starting: 'Starting',
    restoring: 'Restoring',
    stopping: 'Stopping',
    running: 'Running',
    refusing: 'Refusing changes',
  },

  demo: {
    playing: 'Demo world: simulated players play in it; nothing here is yours.',
    empty: 'Demo world: simulated players are about to come; nothing here is yours.',
  },

  notices: {
    noAnswer: 'The shard does not answer this window',
    partLost: 'Files were broken, and a part of the world is lost',
    nothingLost: 'Files were broken, and nothing is lost',
    moreSentences: (count: number) =>
      `${counted(count, { one: 'more finding', other: 'more findings' })}…`,
    restoring: (shard: string) => `${shard} is being restored`,
    restoringText: 'Changes are refused until it is done; what is shown here is of before.',
    restoringPhase: (phase: string) =>
      `${phase}. Changes are refused until it is done; what is shown here is of before.`,
    watch: 'Watch it',
    refusing: 'Changes are refused',
    refusingText: (reason: string) =>
      `${reason} Game servers get StorageUnavailable for every change; reading goes on. Look at the disk: is it full, slow or gone? Changes are taken again as soon as it writes.`,
    refusingDamaged: (reason: string) =>
      `${reason} Game servers get StorageUnavailable for every change; reading goes on. Changes are taken again once that is done.`,
    snapshotFailed: 'The last snapshot failed',
    snapshotFailedText: (reason: string) =>
      `${reason} What was saved before is untouched, the journal holds everything since, and the next run tries again.`,
    noReason: 'no reason was given',
    backupFailed: 'The last backup failed',
    backupFailedBecause: (reason: string) => `The last backup failed: ${reason}`,
    lookAtBackups: 'Look at the backups',

    processDown: 'A process is down',
    processEnded: (process: string, end: string) =>
      `The ${process} process ended (${end}) and is being started again.`,
    /** By the process that is down. */
    processEndedAnd: {
      journal: (end: string) =>
        `The journal process ended (${end}) and is being started again; nothing acknowledged is lost, and changes wait until it is back.`,
      snapshot: (end: string) =>
        `The snapshot process ended (${end}) and is being started again; the journal holds everything meanwhile.`,
      activity: (end: string) =>
        `The activity process ended (${end}) and is being started again; the journal keeps what the log lacks meanwhile.`,
    },

    memoryShort: 'Memory is running short',
    memoryShortText: (share: string, limit: string) =>
      `The shard takes ${share} of its limit of ${limit}. At the limit it saves everything and starts again by itself, which disconnects players for a moment.`,
    memoryRestarts: 'The shard restarts',
    memoryRestartsText: (limit: string) =>
      `It has reached its limit of memory, ${limit}. Everything is saved, then it starts again by itself.`,
    memoryAbove: 'Memory is above its limit',
    memoryAboveText: (size: string, limit: string) =>
      `The shard takes ${size}, and its limit is ${limit}. Restarts have not helped, so it goes on as it is. Raise “Memory at most” in the settings, or find out what takes so much.`,
  },

  quit: {
    title: (shard: string) => `Quit, and end ${shard}?`,
    nobody: 'Nobody is online.',
    disconnects: (players: number, connections: number) =>
      `${counted(players, { one: 'player', other: 'players' })} on ${counted(connections, { one: 'connection', other: 'connections' })} will be disconnected.`,
    nothingLost:
      'Nothing is lost: a last snapshot is written before the app closes, and the shard goes on from there at the next start.',
    refusing: (reason: string) => `${reason} What is not on disk yet may not get there any more.`,
    quit: 'Quit',
    failed: 'The shard did not stop',
  },

  steps: {
    startup: {
      title: 'Starting the shard',
      text: 'It takes connections once the last step is done.',
    },
    shutdown: {
      title: 'Stopping the shard',
      text: 'The window closes once the last step is done.',
    },
    restart: {
      title: 'Restarting the shard',
      text: 'It has reached its limit of memory. Everything is saved, then it starts again by itself, with its window.',
    },
    done: (done: string, of: number) =>
      `${done} of ${counted(of, { one: 'step', other: 'steps' })}`,
    step: (number: string, name: string) => `Step ${number}: ${name}`,
  },

  failed: {
    title: 'The shard is not running',
    quit: 'Quit',
    noShard: 'This page belongs into the window of Shardkeep, and found no shard behind it.',
    noShardHint: 'Start Shardkeep instead of opening its files in a browser.',
  },

  fault: {
    title: 'This page has a fault',
    text: 'The page could not be shown',
    hint: 'The shard is not touched by it. Please report what stands here.',
    again: 'Show it again',
  },

  newConnection: 'A new connection took the place of this one.',
  notServing: 'The shard is not serving.',
};
