/** Restoring the world, on the page of backups. */
import { counted } from './counted.ts';

const players = { one: 'player', other: 'players' };
const furtherMinutes = { one: 'minute of further play', other: 'minutes of further play' };
const furtherHours = { one: 'hour of further play', other: 'hours of further play' };

export const restore = {
  title: (shard: string) => `Restore ${shard}`,
  undoTitle: (shard: string) => `Undo the restore of ${shard}`,
  chooseStep: 'Step 1 of 3: choose what to go back to. Nothing changes yet.',
  confirmStep: 'Step 2 of 3: look at what it undoes, and confirm. Nothing changes yet.',
  running: (shard: string) => `Restoring ${shard}`,
  undoRunning: (shard: string) => `Undoing the restore of ${shard}`,
  runningStep: 'Step 3 of 3: wait until it is done. It goes on if this window is closed.',
  done: (shard: string) => `${shard} is restored`,
  undoDone: 'The restore is undone',
  doneStep: 'This is the receipt. It stays on the page of backups.',
  failed: (shard: string) => `${shard} was not restored`,
  failedStep: 'What happened, and what to do now.',

  choose: {
    how: 'How to choose',
    toMoment: 'To a moment',
    fromBackup: 'From a backup',
    moment: 'The moment to go back to',
    backup: 'The backup to go back to',
    meaning: 'The world comes back as it was after the last change up to then.',
    look: 'Look at what it would undo',
    failed: 'What it would undo could not be found out',
    momentsFailed: 'What can be gone back to is not known',
    noMoment:
      'No moment can be gone back to yet: there is no backup, and the journal does not reach back to the beginning. Make a backup, and every moment from then on can be.',
  },

  moment: {
    slider: 'Moment to go back to',
    back: (span: string) => `${span} back`,
    backup: 'Backup',
    restore: 'Restore',
    backupOf: (moment: string) => `Backup of ${moment}`,
    restoreOf: (moment: string) => `Restore of ${moment}`,
    marks: (backups: number, restores: number, from: string, to: string) =>
      `${counted(backups, { one: 'backup', other: 'backups' })} and ${counted(restores, { one: 'restore', other: 'restores' })} between ${from} and ${to}`,
    field: 'Date and time, local',
    enter: 'Enter a date and a time.',
    between: (from: string, to: string) => `Between ${from} and ${to}.`,
    /** After the moment itself. */
    when: (utc: string, ago: string) => `(${utc}), ${ago}.`,
    beforeRestore: (moment: string) =>
      `That is before the restore of ${moment}, as it was played then.`,
  },

  backup: {
    label: 'Backup',
    none: 'There is no backup that could be gone back to.',
    line: (moment: string, cause: string) => `${moment} · ${cause}`,
    lineWithLabel: (moment: string, label: string) => `${moment} · “${label}”`,
    about: (ago: string, utc: string, change: string, size: string) =>
      `Made ${ago} (${utc}), the exact state after change ${change}, ${size}.`,
    states: {
      proven: 'The world was already brought back from it as a proof.',
      whole: 'Its last check found it whole.',
      unchecked: 'It was not checked yet; that is done before anything is changed.',
      broken: 'It is broken.',
    },
  },

  preview: {
    building: 'Building the earlier world beside the running one, and comparing the two.',
    title: 'What it would undo',
    already: (shard: string) =>
      `${shard} is in that state already: nothing has changed since, and there is nothing to undo.`,
    toMoment: (shard: string, moment: string) => `${shard} goes back to how it was on ${moment}.`,
    toBeginning: (shard: string) => `${shard} goes back to how it was before its first change.`,
    beforeRestore: (shard: string, moment: string) =>
      `${shard} goes back to how it was before the restore of ${moment}, and what that restore took comes back.`,
    beforeUndo: (shard: string, moment: string) =>
      `${shard} goes back to how it was before the undo of ${moment}, and what that undo took comes back.`,
    play: (span: string) => `${span} of play`,
    littlePlay: 'Less than a second of play',
    hitsNobody: (play: string) => `${play} is undone, and no player is affected by it.`,
    hits: (play: string, count: number, what: string) =>
      `${play} is undone, which affects ${counted(count, players)}: ${what}.`,
    nobodyOnline: 'Nobody is online.',
    online: (count: number) =>
      counted(count, {
        one: 'player is online and will be logged out.',
        other: 'players are online and will be logged out.',
      }),
    fromJournal: 'Made from the journal alone.',
    fromBackupAlone: (backup: string) => `Made from ${backup} alone.`,
    fromBackup: (backup: string) => `Made from ${backup} and what the journal holds after it.`,
    space: (needed: string, free: string) => `It needs ${needed} of free space; ${free} are there.`,
    noSpace: (needed: string, free: string, missing: string) =>
      `It needs ${needed} of free space, for the earlier world and the safety backup, and only ${free} are there. Free ${missing} more on that disk, then look again. Nothing has been changed.`,

    figures: 'What it would undo, in figures',
    playUndone: 'Play undone',
    toChange: (change: string) => `To change ${change}`,
    playersAffected: 'Players affected',
    itemsAffected: 'Items affected',
    gold: 'Gold in existence',
    goldFigures: (now: string, then: string) => `${now} now, ${then} then`,

    tables: 'All differences, table by table',
    table: 'Table',
    /** By the names that tables have in the database. */
    tableNames: {
      characters: 'Characters',
      items: 'Items',
      inventory: 'Inventory',
      equipment: 'Equipment',
      skills: 'Skills',
      quests: 'Quests',
      guilds: 'Guilds',
      guild_members: 'Guild members',
      sessions: 'Sessions',
      shardkeep_ground: 'Ground',
      shardkeep_recovery: 'Recovery',
      shardkeep_ledger: 'Ledger',
      shardkeep_client_sessions: 'Client sessions',
      shardkeep_outcomes: 'Outcomes',
      shardkeep_undo: 'Undo',
      shardkeep_bans: 'Bans',
    },
    rowsNow: 'Rows now',
    rowsThen: 'Rows then',
    comeBack: 'Come back',
    vanish: 'Vanish',
    areAsTheyWere: 'Are as they were',
  },

  counts: {
    none: 'none',
    rewound: (count: number) => counted(count, { one: 'is rewound', other: 'are rewound' }),
    vanishing: (count: number) => counted(count, { one: 'vanishes', other: 'vanish' }),
    appearing: (count: number) => counted(count, { one: 'comes back', other: 'come back' }),
    changed: (count: number) => counted(count, { one: 'changes', other: 'change' }),
    same: 'the same',
    less: (figure: string) => `${figure} less`,
    more: (figure: string) => `${figure} more`,
  },

  affected: {
    title: 'Players affected',
    label: 'List of the players affected',
    all: 'Those hit hardest first',
    some: (listed: string, all: string) => `The ${listed} hit hardest of ${all}`,
    player: 'Player',
    what: 'What happens',
    level: 'Level',
    items: 'Items',
    gold: 'Gold',
    only: 'Only one of them',
    changes: { rewound: 'Is rewound', appearing: 'Comes back', vanishing: 'Vanishes' },
    levels: (now: string, then: string) => `${now} now, ${then} then`,
    levelNow: (now: string) => `${now} now`,
    levelThen: (then: string) => `${then} then`,
    onlyThis: 'Only this one…',
    bringBack: (player: string) => `Bring only ${player} back`,
  },

  confirm: {
    title: 'Confirm',
    text: (shard: string) =>
      `A backup of ${shard} as it is now is made first and never deleted automatically, and the receipt offers a way back. All players are logged out; game servers are refused until it is done, and begin new sessions after it.`,
    lookAgain: 'Look again',
    noSpace: 'There is not enough free space',
    outdated: (shard: string) =>
      `Play on ${shard} went on while you read, by more than you allowed. Nothing has been changed. These are the figures of now; confirm them again.`,
    restoredElsewhere: (shard: string) =>
      `${shard} was restored by somebody else meanwhile. These are the figures of now; confirm them again.`,
    chooseElse: 'Choose something else',
    type: (shard: string) => `Type ${shard} to confirm`,
    typeFirst: (shard: string) => `Type ${shard} to confirm.`,
    notTheName: (shard: string) => `This is not ${shard}.`,
    reason: 'Reason',
    reasonOptional: 'Reason (optional)',
    reasonExample: 'For the receipt',
    further: 'Play that may be undone beyond these figures',
    furtherText:
      'Play goes on while you read. If more than this would be undone by then, you see the new figures first.',
    furtherNothing: 'nothing more',
    furtherMinutes: (count: number) => counted(count, furtherMinutes),
    furtherHours: (count: number) => counted(count, furtherHours),
    run: (shard: string) => `Restore ${shard}`,
    undo: 'Undo the restore',
  },

  phases: {
    building: 'Build the earlier world beside the running one',
    comparing: 'Compare it with the world as it is now',
    stopping: 'Log players out and stop changes',
    'safety backup': 'Back up the world as it is now',
    finishing: 'Bring the earlier world to its exact moment',
    loading: 'Load it into memory',
    checking: 'Check its rules',
    switching: 'Let it take the place of the other',
    backup: 'Back up the restored world',
  },
  phase: (number: string, of: string, what: string) => `Step ${number} of ${of}: ${what}`,
  phasesDone: (done: string, of: number) =>
    `${done} of ${counted(of, { one: 'step', other: 'steps' })}`,
  begins: 'The restore begins',
  thisStep: 'This step',
  progress: (done: string, of: string) => `${done} of ${of}`,
  progressLeft: (done: string, of: string, left: string) => `${done} of ${of}, about ${left} left`,
  soFar: (span: string) => `${span} so far. Game servers are refused until it is done.`,
  lost: 'The connection was lost',
  lostText: (shard: string) =>
    `The restore goes on without this window, or is completed when ${shard} starts again; nothing half done is ever served. What became of it is said here once the shard answers.`,

  receipt: {
    title: 'Receipt',
    theReceipt: 'the receipt',
    back: 'Back to the backups',
    again: 'Look at it again',
    done: 'Done',
    /** After the moment at which it was done. */
    took: (span: string) => `, in ${span}`,
    undoneByIt: 'Undone by it',
    wayBack: 'Way back',
    reason: 'Reason',
    noReason: 'none given',
    isAsOn: (shard: string, moment: string, change: string) =>
      `${shard} is as it was on ${moment}: everything up to change ${change} is there, and nothing after it.`,
    isAsAtFirst: (shard: string, change: string) =>
      `${shard} is as it was before its first change: everything up to change ${change} is there, and nothing after it.`,
    undoneToMoment: (shard: string, moment: string, change: string) =>
      `The restore was undone: ${shard} is as it was on ${moment}, at change ${change}, the exact state before it.`,
    undoneToFirst: (shard: string, change: string) =>
      `The restore was undone: ${shard} is as it was before its first change, at change ${change}, the exact state before it.`,
    playUndone: (span: string) => `${span} of play was undone.`,
    players: (what: string) => `Players: ${what}.`,
    items: (what: string) => `Items: ${what}.`,
    gold: (difference: string) => `Gold: ${difference}.`,
    wayBackText: (backup: string) =>
      `The world as it was before is kept in ${backup}, which is never deleted automatically.`,
    undo: 'Undo this restore…',
    redo: 'Go back to the restored world…',

    last: 'Last restore',
    lastUndo: 'Last restore, an undo',
    before: (count: number) =>
      counted(count, { one: 'restore before it', other: 'restores before it' }),
    line: (on: string, moment: string) => `Restored on ${on}, to how it was on ${moment}.`,
    lineToFirst: (on: string) => `Restored on ${on}, to how it was before its first change.`,
    lineUndone: (on: string, moment: string) =>
      `A restore was undone on ${on}, to how it was on ${moment}.`,
    lineUndoneToFirst: (on: string) =>
      `A restore was undone on ${on}, to how it was before its first change.`,
    because: (reason: string) => `Reason: ${reason}`,
  },

  failure: {
    untouched: (shard: string) =>
      `${shard} is as it was before, and play goes on: nothing was changed and nothing is lost.`,
    notServing: (shard: string) =>
      `${shard} is not serving as it should. The safety backup and the journal hold the world as it was; what the shard says of itself stands on the Overview.`,
    unknown: (shard: string) =>
      `Whether ${shard} was changed is not known from here. The list of restores on this page says so once the shard answers.`,
    underWay: 'A restore is under way already',
    disk: 'The disk did not let the restore happen',
    connection: 'The connection was lost during the restore',
    other: 'The restore failed',
    notDone: 'The shard answers again, and did not do the restore.',
  },

  /** All of it, for a report to somebody else. */
  details: {
    restore: (shard: string) => `Restore of ${shard}`,
    undo: (shard: string) => `Undo of a restore of ${shard}`,
    done: (at: string, ms: number) => `Done: ${at} (took ${ms} ms)`,
    reason: (reason: string) => `Reason: ${reason}`,
    point: (seq: number, timeline: number) => `change ${seq} on timeline ${timeline}`,
    pointOf: (seq: number, timeline: number, at: string) =>
      `change ${seq} on timeline ${timeline} of ${at}`,
    now: (point: string) => `World now: ${point}`,
    before: (point: string) => `World before: ${point}`,
    timeline: (timeline: number) => `Play goes on in timeline ${timeline}`,
    play: (ms: number) => `Play undone: ${ms} ms`,
    players: (what: string) => `Players: ${what}`,
    items: (what: string) => `Items: ${what}`,
    gold: (before: number, now: number) => `Gold: ${before} before, ${now} now`,
    safetyBackup: (backup: string) => `Safety backup: ${backup}`,
  },
};
