/** The page Maintenance. */
import { counted } from './counted.ts';

const changes = { one: 'change', other: 'changes' };
const characters = { one: 'character', other: 'characters' };
const items = { one: 'item', other: 'items' };
const guilds = { one: 'guild', other: 'guilds' };

export const maintenance = {
  failed: 'The figures of this page cannot be had',

  vacuum: {
    title: 'Vacuum',
    now: 'Vacuum now…',
    looking: 'Looking at the pages of the database…',
    running: 'Vacuuming: writing the new file and checking it…',
    isRunning: 'A vacuum is under way.',
    failed: 'The vacuum failed',
    ask: 'Vacuum the database?',
    run: 'Vacuum',

    gain: (size: string, unused: string, share: string) =>
      `The database takes ${size}, about ${unused} of it unused (${share}), which a vacuum gives back.`,
    noGain: (size: string) =>
      `The database takes ${size}, hardly any of it unused: a vacuum would give back next to nothing.`,
    needs: (needed: string, free: string) =>
      `While it runs it needs ${needed} of free space, and there are ${free}.`,
    takes: (span: string) => `By the last one it takes about ${span}.`,
    takesLittle: 'By the last one it takes less than a second.',
    takesUnknown: 'How long it takes is known after the first one.',
    shortage: (missing: string) =>
      `There is not enough room for a vacuum: ${missing} more must be free on the disk of the data folder.`,
    plan: (shard: string) =>
      `The database of ${shard} is written anew without its unused pages, checked, and put in the place of the old file. Play goes on; snapshots wait until it is done. Should anything fail, the old file stays as it is.`,
    nonePlanned: 'No vacuum is planned: the settings say never.',
    nextIfNobody: (span: string, clock: string) =>
      `Next one in ${span}, at ${clock}, if nobody is online.`,
    next: (span: string, clock: string, most: number) =>
      `Next one in ${span}, at ${clock}, if at most ${counted(most, { one: 'player is online', other: 'players are online' })}.`,
    done: (span: string, before: string, after: string) =>
      `Vacuum done in ${span}: ${before} became ${after}.`,
    doneNoGain: (span: string, size: string) =>
      `Vacuum done in ${span}: the file was as small as it can be, ${size}.`,
  },

  vacuums: {
    title: 'Vacuums so far',
    label: 'Vacuums',
    time: 'Time',
    result: 'Result',
    cause: 'Cause',
    size: 'Size',
    took: 'Took',
    none: 'No vacuum yet.',
    causes: { request: 'Asked for', schedule: 'On schedule' },
    states: { done: 'Done', failed: 'Failed', skipped: 'Skipped' },
    sizes: (before: string, after: string) => `${before} → ${after}`,
  },

  checks: {
    checking: 'Checking…',
    failed: 'The check failed',
    file: {
      title: 'Database file',
      text: 'Reads every page of the file and follows every reference, as each start does.',
      run: 'Check the file',
      good: 'The file is whole: its pages are right, and every reference leads somewhere.',
      broken: (problems: number) =>
        `The file was broken: ${counted(problems, { one: 'problem found', other: 'problems found' })}.`,
    },
    rules: {
      title: 'Rules of the world',
      text: 'Looks at everything in memory: each item in one place, no gold made or lost, every name once.',
      run: 'Check the rules',
      characters: (count: number) => counted(count, characters),
      items: (count: number) => counted(count, items),
      guilds: (count: number) => counted(count, guilds),
      gold: (amount: number) => counted(amount, { other: 'gold' }),
      good: (what: string, span: string) =>
        `All rules hold for ${what}. Checked in ${span}, while play went on.`,
      broken: (rules: number, what: string) =>
        `${counted(rules, { one: 'rule of the world is broken', other: 'rules of the world are broken' })}, among ${what}.`,
      problem: (rule: string, message: string) => `${rule}: ${message}`,
    },
  },

  journal: {
    title: 'Journal',
    onDisk: (change: string) => `Everything up to change ${change} is on disk.`,
    waiting: (change: string, waiting: number, size: string, span: string) =>
      `Everything up to change ${change} is on disk; ${counted(waiting, changes)} (${size}) waiting for ${span}.`,
    segments: 'Segments',
    writingTo: 'Writing to',
    inDatabase: 'In the database',
    upTo: (change: string) => `up to change ${change}`,
    timeline: 'Timeline',
    timelineOf: (timeline: string, start: string) => `${timeline}, start ${start}`,
    found: 'What the last start found:',
  },

  disk: {
    title: 'On disk',
    open: 'Open data folder',
    notOpened: 'The data folder did not open',
    parts: {
      database: { title: 'Database', text: 'the world, with its log' },
      journal: { title: 'Journal', text: 'every change since, with room made ahead' },
      backups: { title: 'Backups', text: 'whole copies of the world' },
      logs: { title: 'Logs', text: 'what players and the host did' },
      activity_index: { title: 'Index', text: 'for searching the logs; made anew from them' },
      scratch: { title: 'Scratch', text: 'earlier worlds while they are looked at or proven' },
      quarantine: { title: 'Quarantine', text: 'what was found broken; yours to delete' },
    },
    all: 'All of it',
    free: 'Free on this disk',
  },
};
