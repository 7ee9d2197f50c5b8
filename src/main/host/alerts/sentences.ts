/**
 * What alerts say, in English: they are made on the host and go over the network. Each has a sentence on
 * what is the matter and one on what to do.
 */
import type { AlertNews } from './announcer.ts';

/** What an alert says. */
export interface Saying {
  readonly message: string;
  readonly what_to_do: string;
}

const count = new Intl.NumberFormat('en');
const percent = new Intl.NumberFormat('en', { style: 'percent' });
const MIB = 1024 ** 2;
const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

export const SAYINGS = {
  snapshotFailed: (error: string): Saying => ({
    message: `The last snapshot failed: ${sentence(error)}`,
    what_to_do:
      'The journal holds everything since the one before, and the next run tries again. Look at the disk of the data directory: is it full?',
  }),
  backupFailed: (error: string): Saying => ({
    message: `The last backup failed: ${sentence(error)}`,
    what_to_do:
      'Earlier backups are untouched. Look at the directory of backups: is it there, and has it room?',
  }),
  backupLate: (sinceMs: number, intervalMs: number): Saying => ({
    message: `There has been no new backup for ${span(sinceMs)}; one is due every ${span(intervalMs)}.`,
    what_to_do: 'Make one by hand, and look into logs/host.log for what keeps the others from it.',
  }),
  journalSlow: (waitedMs: number, pending: number): Saying => ({
    message: `The disk is slow: ${count.format(pending)} changes are not on it yet, the oldest since ${span(waitedMs)}.`,
    what_to_do:
      'Look at what else uses this disk. Nothing acknowledged is at risk; if it gets worse, changes are refused until the disk answers.',
  }),
  journalRefuses: (why: string): Saying => ({
    message: `Changes are refused: ${sentence(why)}`,
    what_to_do:
      'Look at the disk of the data directory: is it full, slow or gone? Changes are taken again as soon as it writes.',
  }),
  journalDamaged: (why: string): Saying => ({
    message: `The journal is damaged: ${sentence(why)}`,
    what_to_do:
      'Let the host run: memory holds everything, and it is being written anew. Then look at the health of the disk.',
  }),
  diskSpace: (path: string, freeBytes: number): Saying => ({
    message: `The disk of ${path} has ${count.format(Math.floor(freeBytes / MIB))} MiB free.`,
    what_to_do: 'Make room on it. Once it is full, changes are refused and backups fail.',
  }),
  memoryWarning: (rssBytes: number, limitBytes: number): Saying => ({
    message: `The host takes ${percent.format(rssBytes / limitBytes)} of its limit of memory (${count.format(limitBytes / MIB)} MiB).`,
    what_to_do:
      'Raise memoryLimitMib if the machine has more. At the limit the host saves everything and asks to be started again.',
  }),
  memoryExhausted: (limitBytes: number): Saying => ({
    message: `The host takes more memory than its limit of ${count.format(limitBytes / MIB)} MiB, and restarts have not helped.`,
    what_to_do: 'Raise memoryLimitMib, or find out what takes so much.',
  }),
  capacity: (characters: number, max: number): Saying => ({
    message: `${count.format(characters)} of ${count.format(max)} characters are taken.`,
    what_to_do:
      'Raise maxCharacters if it is below the most that a shard can hold, or name other servers under `alternatives`: a full shard makes no new characters.',
  }),
  processEnded: (name: string, how: string): Saying => ({
    message: `The ${name} process ended (${how}) and was started again.`,
    what_to_do: 'Nothing is lost by it. If it happens again, look into logs/host.log for why.',
  }),
  processGone: (name: string, how: string): Saying => ({
    message: `The ${name} process does not come back (${how}).`,
    what_to_do:
      'It is tried again every few seconds. Look into logs/host.log for why, and at the disk.',
  }),
  invariantBroken: (violations: readonly string[]): Saying => ({
    message: `The world breaks ${violations.length === 1 ? 'a rule' : `${count.format(violations.length)} rules`} of its own: ${sentence(violations[0] ?? '')}`,
    what_to_do:
      'Check the rules on the page Maintenance, which names them all. If you know since when, bring what is wrong back to before.',
  }),
  itemContradiction: (contradictions: readonly string[]): Saying => ({
    message: `${contradictions.length === 1 ? 'An item is' : `${count.format(contradictions.length)} items are`} not where the activity log says: ${sentence(contradictions[0] ?? '')}`,
    what_to_do:
      'Look at the life of the item, put it where it belongs, and look for contradictions again on the page Items.',
  }),
  query: (name: string, query: string, found: number, latest: string): Saying => ({
    message: `“${name}” matches ${found === 1 ? 'an entry' : `${count.format(found)} entries`} of the activity. The latest: ${latest}`,
    what_to_do: `Search the activity for: ${query}`,
  }),
  webhook: (why: string): Saying => ({
    message: `Alerts do not reach the webhook: ${sentence(why)}`,
    what_to_do: 'Look at its address in the settings, and send a test from there.',
  }),
} as const;

/** What became of an alert, in one line. */
export function headlineOf({ kind, alert, times }: AlertNews): string {
  switch (kind) {
    case 'began':
      return times === 1
        ? alert.message
        : `${alert.message} (It came ${count.format(times)} times lately.)`;
    case 'over':
      return `It is over: ${alert.message}`;
    case 'passed':
      return times === 1
        ? `It came and is over: ${alert.message}`
        : `It came ${count.format(times)} times and is over: ${alert.message}`;
  }
}

/** What is said of several at once, `dropped` of which are not known any more. */
export function severalOf(news: readonly AlertNews[], dropped: number): string {
  const began = news.filter(({ kind }) => kind === 'began').length;
  const over = news.length - began;
  return [
    ...(began > 0 ? [`${alerts(began)} began`] : []),
    ...(over > 0 ? [`${alerts(over)} ${over === 1 ? 'is' : 'are'} over`] : []),
    ...(dropped > 0 ? [`and ${count.format(dropped)} more`] : []),
  ].join(', ');
}

/** Of those for which there is no room in a message. */
export function moreOf(left: number): string {
  return `and ${alerts(left)} more: see them in the window`;
}

export const TEST_TEXT = 'This is a test. Alerts of this shard arrive here.';

export const WEBHOOK_ANSWERS = {
  took: (status: number) => `It took the test (${status}).`,
  refused: (status: number, text: string) =>
    text === '' ? `It answered ${status}.` : `It answered ${status}: ${text}`,
  redirected: (status: number) => `It answered ${status}: it is at another address by now.`,
  busy: (waitMs: number) => `It asks to be left alone for ${span(waitMs)}.`,
} as const;

function alerts(number: number): string {
  return number === 1 ? '1 alert' : `${count.format(number)} alerts`;
}

/** Reasons come from many places: not all are written as sentences. */
function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function span(ms: number): string {
  if (ms < MINUTE_MS) return `${count.format(Math.round(ms / SECOND_MS))} s`;
  if (ms < HOUR_MS) return `${count.format(Math.round(ms / MINUTE_MS))} min`;
  const hours = Math.floor(ms / HOUR_MS);
  const minutes = Math.floor((ms % HOUR_MS) / MINUTE_MS);
  return minutes === 0 ? `${count.format(hours)} h` : `${count.format(hours)} h ${minutes} min`;
}
