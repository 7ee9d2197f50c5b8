/** The page Backups. */
import { counted } from './counted.ts';

const pages = { one: 'page', other: 'pages' };

export const backups = {
  causes: {
    interval: 'On schedule',
    request: 'Asked for',
    shutdown: 'At shutdown',
    'before restore': 'Before restore',
    'after restore': 'After restore',
    'before migration': 'Before an update',
  },

  /** What stands within sentences for one backup, and at their beginning. */
  name: (moment: string) => `the backup of ${moment}`,
  nameWithLabel: (label: string, moment: string) => `the backup “${label}” of ${moment}`,
  /** For one that is known by its file: where it is in the list, with what the list calls it. */
  nameWithFile: (name: string, file: string) => `${name} (${file})`,
  nameOfFile: (file: string) => `the backup ${file}`,
  begunName: (moment: string) => `The backup of ${moment}`,
  begunNameWithLabel: (label: string, moment: string) => `The backup “${label}” of ${moment}`,

  nonePlanned: 'No backup is planned.',
  due: 'The next backup is due now.',
  next: (span: string, moment: string) => `Next backup in ${span}, at ${moment}.`,
  olderOnes: 'Older ones are deleted automatically over time, except those that you protect.',

  restore: 'Restore…',
  restoring: (shard: string) => `${shard} is being restored`,
  bringBack: 'Bring one character back…',
  listFailed: 'The backups cannot be listed',

  none: {
    title: 'No backup yet',
    text: 'A backup is a copy of the whole world in a file of its own, checked once it is written. It stays as it is whatever becomes of the running world: a damaged disk, a mistake, a bad day.',
    make: 'Make the first backup',
  },

  create: {
    now: 'Back up now',
    text: 'Copies the whole world into a file of its own and checks it. Play goes on meanwhile.',
    label: 'Label (optional)',
    labelText: (most: string) => `To know it again by, at most ${most} characters.`,
    labelExample: 'Before the market event',
    isRunning: 'A backup is being made. The next one can follow once it is done.',
    run: 'Back up',
    failed: 'The backup failed',
  },

  phases: {
    copying: 'Copying',
    checking: 'Checking the copy',
    proving: 'Proving that it brings the world back',
  },
  backingUp: 'Backing up',
  begun: (phase: string) => `${phase}…`,
  progress: (phase: string, done: string, of: number) =>
    `${phase}: ${done} of ${counted(of, pages)}`,
  step: (number: string, of: string) => `Step ${number} of ${of}`,

  made: (size: string, span: string, change: string) =>
    `Backup made and checked: ${size} in ${span}, the exact state at change ${change}.`,
  madeProven: (size: string, span: string, change: string) =>
    `Backup made, checked and proven: ${size} in ${span}, the exact state at change ${change}.`,
  madeBroken: 'The backup was made and did not pass its check.',
  madeBrokenBecause: (problem: string) =>
    `The backup was made and did not pass its check. ${problem}`,
  isProven: (backup: string) =>
    `${backup} is whole and proven: a world brought back from it elsewhere equals the live one.`,
  isWhole: (backup: string) =>
    `${backup} is whole: its checksum, pages and content are right; it was not proven by bringing the world back.`,
  isBroken: (backup: string, problem: string) => `${backup} is broken. ${problem}`,
  isUnchecked: (backup: string) => `${backup} could not be checked.`,
  isProtected: (backup: string) => `${backup} is protected and never deleted automatically.`,
  isUnprotected: (backup: string) =>
    `${backup} is not protected any more and is deleted automatically when its time comes.`,
  isDeleted: (backup: string) => `${backup} is deleted.`,
  isCopied: (backup: string) => `Copied the details of ${backup}.`,
  notChecked: (backup: string) => `${backup} could not be checked`,
  notProtected: (backup: string) => `${backup} could not be protected`,
  notUnprotected: (backup: string) => `${backup} could not be unprotected`,
  notDeleted: (backup: string) => `${backup} could not be deleted`,
  notShown: 'The file was not shown',
  notCopied: 'The details were not copied',

  failedFirst: (reason: string) => `${reason} There is no backup yet.`,
  failed: (reason: string) => `${reason} What was backed up before is untouched.`,
  triesAgain: 'The next run tries again.',

  delete: {
    title: 'Delete this backup?',
    stays: 'This backup stays',
    staysText: (backup: string) =>
      `There is no newer backup that is whole than ${backup}, so it cannot be deleted. Once there is a newer one, it can.`,
    goes: (backup: string, file: string, size: string) =>
      `${backup} will be deleted for good, with its file ${file} (${size}).`,
    losesCopy: (shard: string, change: string) =>
      `This copy of ${shard} as it was at change ${change} is lost.`,
    losesRest: (shard: string, change: string) =>
      `It is broken, and whatever can still be read in it of ${shard} as it was at change ${change} is lost.`,
    isProtected: 'It is protected from being deleted automatically, and goes all the same.',
    others: 'The running world and all other backups stay as they are.',
    run: 'Delete',
  },

  menu: {
    label: (backup: string) => `Actions for ${backup}`,
    verify: 'Check and prove',
    protect: 'Protect',
    unprotect: 'Stop protecting',
    reveal: 'Show in folder',
    copy: 'Copy details',
    delete: 'Delete…',
  },

  table: {
    title: 'All backups',
    label: 'Backups',
    kept: (count: string, size: string) => `${count} kept, ${size}`,
    time: 'Time',
    backupLabel: 'Label',
    cause: 'Cause',
    size: 'Size',
    age: 'Age',
    state: 'State',
    change: 'Change',
    protected: 'Protected',
    actions: 'Actions',
    work: { checking: 'Checking and proving…', protecting: 'Changing…', deleting: 'Deleting…' },
    broken: 'Broken',
    unchecked: 'Not checked',
    whole: 'Whole, not proven',
    checkedOn: (moment: string) =>
      `Checked on ${moment}: its checksum, pages and content are right. Whether it brings the world back was not tried.`,
    proven: 'Proven',
    statesText:
      'Whole: its checksum, pages and content are right. Proven: a world brought back from it elsewhere equals the live one. The newest is proven by itself soon after it is made; any other by “Check and prove” in the menu of its row.',
    protect: (backup: string) => `Protect ${backup} from being deleted automatically`,
    isProtected: 'Protected: is never deleted automatically',
    isNotProtected: 'Not protected: is deleted automatically in time',
  },

  timeline: {
    title: 'Over time',
    now: 'now',
    states: {
      proven: 'proven',
      whole: 'whole, not proven',
      unchecked: 'not checked',
      broken: 'broken',
    },
    count: (count: string, state: string) => `${count} ${state}`,
    mark: (moment: string, state: string) => `${moment}: ${state}`,
    markWithLabel: (moment: string, label: string, state: string) =>
      `${moment}, “${label}”: ${state}`,
    inWordsOne: (moment: string, states: string) =>
      `Timeline of 1 backup, of ${moment}: ${states}.`,
    inWords: (count: number, oldest: string, newest: string, states: string) =>
      `Timeline of ${counted(count, { one: 'backup', other: 'backups' })}, the oldest of ${oldest}, the newest of ${newest}: ${states}.`,
  },

  /** All there is to know of one, for a report to somebody else. */
  details: {
    name: (name: string) => `Backup: ${name}`,
    file: (file: string) => `File: ${file}`,
    made: (at: string, cause: string, ms: number) => `Made: ${at} (${cause}, took ${ms} ms)`,
    label: (label: string) => `Label: ${label}`,
    broken: (problem: string) => `State: broken: ${problem}`,
    unchecked: 'State: not checked',
    whole: (checkedAt: string) => `State: whole when checked at ${checkedAt}, not proven`,
    proven: (checkedAt: string, provenAt: string) =>
      `State: whole when checked at ${checkedAt}, proven at ${provenAt}`,
    world: (seq: number, timeline: number) => `World: change ${seq} on timeline ${timeline}`,
    size: (bytes: number) => `Size: ${bytes} bytes`,
    sha256: (digest: string) => `SHA-256: ${digest}`,
    digest: (digest: string) => `Digest of the rows: ${digest}`,
    rows: (rows: string) => `Rows: ${rows}`,
    isProtected: 'Protected from being deleted automatically: yes',
    isNotProtected: 'Protected from being deleted automatically: no',
  },
};
