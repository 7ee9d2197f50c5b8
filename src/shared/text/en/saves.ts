/** The page Saves. */
import { counted } from './counted.ts';

const snapshots = { one: 'snapshot', other: 'snapshots' };
const rows = { one: 'row', other: 'rows' };
const players = { one: 'player', other: 'players' };

export const saves = {
  causes: {
    startup: 'At start-up',
    interval: 'On schedule',
    request: 'Asked for',
    size: 'Much had changed',
    repair: 'Repair',
    backup: 'For a backup',
    shutdown: 'At shutdown',
  },
  kinds: { delta: 'Changes', full: 'Full' },

  now: 'Snapshot now',
  more: 'More kinds of snapshot',
  full: 'Full snapshot',
  fullText: 'Writes every player anew; takes longer.',
  failed: 'The snapshot failed',

  written: (rowCount: number, playerCount: number, span: string, change: string) =>
    `Snapshot written: ${counted(rowCount, rows)} of ${counted(playerCount, players)} in ${span}, up to change ${change}.`,
  writtenFull: (rowCount: number, playerCount: number, span: string, change: string) =>
    `Full snapshot written: ${counted(rowCount, rows)} of ${counted(playerCount, players)} in ${span}, up to change ${change}.`,
  unchanged: (change: string) =>
    `Snapshot written: nothing had changed, it stands at change ${change}.`,
  unchangedFull: (change: string) =>
    `Full snapshot written: nothing had changed, it stands at change ${change}.`,

  writing: 'Writing a snapshot',
  writingFull: 'Writing a full snapshot',
  begun: (what: string) => `${what}…`,
  progress: (what: string, done: string, of: number) => `${what}: ${done} of ${counted(of, rows)}`,

  nonePlanned: 'No run is planned.',
  due: 'The next run is due now.',
  next: (span: string) => `Next run in ${span}.`,
  leftOut: 'A run with nothing to save is left out.',
  what: 'A snapshot brings the database file up to what is played. Nothing is lost between two: the journal has it. Copies to go back to are on Backups.',

  chart: {
    title: 'How long they took',
    written: 'Written',
    failed: 'Failed',
    inWords: (count: number, figures: string, failed: number) =>
      `Bar chart of the durations of the last ${counted(count, snapshots)}. ${figures} ${counted(failed, { one: 'failed one', other: 'failed ones' })}.`,
    inWordsAllFailed: (count: number, failed: number) =>
      `Bar chart of the durations of the last ${counted(count, snapshots)}. ${counted(failed, { one: 'failed one', other: 'failed ones' })}.`,
    figures: (latest: string, shortest: string, longest: string) =>
      `Latest ${latest}, shortest ${shortest}, longest ${longest}.`,
  },

  table: {
    title: 'History',
    label: 'Snapshots',
    listed: (count: number) => counted(count, { one: 'run listed', other: 'runs listed' }),
    time: 'Time',
    result: 'Result',
    kind: 'Kind',
    cause: 'Cause',
    players: 'Players',
    rows: 'Rows',
    took: 'Took',
    change: 'Change',
    none: 'No snapshot yet. Until there is one, the journal holds everything.',
    failed: 'Failed',
    written: 'Written',
    noReason: 'no reason was given',
  },
};
