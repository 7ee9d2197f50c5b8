/** What several pages say: units, moments, and what stands on buttons and in their place. */

const list = new Intl.ListFormat('en', { style: 'short', type: 'unit' });
/** Without a comma before the last one. */
const conjunction = new Intl.ListFormat('en-GB');

export const shared = {
  /** `a, b, c` */
  list: (parts: readonly string[]) => list.format(parts),
  /** `a, b and c` */
  and: (parts: readonly string[]) => conjunction.format(parts),

  /** Figures with their unit; the figure is written by the reader's locale. */
  units: {
    bytes: {
      B: (figure: string) => `${figure} B`,
      KiB: (figure: string) => `${figure} KiB`,
      MiB: (figure: string) => `${figure} MiB`,
      GiB: (figure: string) => `${figure} GiB`,
      TiB: (figure: string) => `${figure} TiB`,
    },
    milliseconds: (figure: string) => `${figure} ms`,
    seconds: (figure: string) => `${figure} s`,
    minutes: (figure: string) => `${figure} min`,
    hours: (figure: string) => `${figure} h`,
    days: (figure: string) => `${figure} d`,
    /** `2 min 5 s`: the larger unit, then the smaller. */
    both: (larger: string, smaller: string) => `${larger} ${smaller}`,
  },
  ago: (span: string) => `${span} ago`,
  justNow: 'just now',
  utc: (moment: string) => `${moment} UTC`,
  /** A moment of the reader's own zone, and the same of UTC. */
  withUtc: (moment: string, utc: string) => `${moment} (${utc})`,

  copy: 'Copy',
  copied: 'Copied',
  notCopied: 'Not copied',
  copyWhat: (what: string) => `Copy ${what}`,
  copiedWhat: (what: string) => `Copied ${what}`,
  notCopiedWhat: (what: string) => `Not copied ${what}`,
  theError: 'the error',

  close: 'Close',
  cancel: 'Cancel',
  dismiss: 'Dismiss',
  tryAgain: 'Try again',
  loading: 'Loading',
  /** Where a shard's own name is not known yet. */
  thisShard: 'this shard',
  thisShardBegun: 'This shard',
  /** Where there is nothing to say of a row's column. */
  nothing: '–',
  showAll: (count: string) => `Show all ${count}`,

  step: (number: string, title: string) => `${number}. ${title}`,
  stepStates: { waiting: 'waiting', running: 'running', done: 'done', failed: 'failed' },
  /** What a bar says to those who cannot see it. */
  share: (label: string, value: string) => `${label}: ${value}`,
  shareOf: (label: string, value: string, of: string) => `${label}: ${value} ${of}`,

  noConnection: 'There is no connection to the shard.',
  noClipboard: 'There is no clipboard here.',
};
