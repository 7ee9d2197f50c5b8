/**
 * The first step of start-up: the owners of the files are started, the database is checked, or made anew
 * where it is broken, and brought to what the journal has.
 */
import type { Logger } from '../../shared/logger.ts';
import type { Backups } from './backups.ts';
import type { JournalLink } from './journal-link.ts';
import type { Snapshotter } from './snapshotter.ts';
import type { Report } from './steps.ts';

export interface Stores {
  readonly backups: Backups;
  readonly snapshotter: Snapshotter;
  readonly journal: JournalLink;
  readonly log: Logger;
}

export async function connectStores(
  { backups, snapshotter, journal, log }: Stores,
  report: Report,
): Promise<void> {
  await backups.start();
  await journal.predecessorEnded();
  report('checking the integrity of the database');
  const { appliedSeq, recovery } = await snapshotter.start();
  report('recovering the journal');
  const { durable } = await journal.start();
  if (durable < appliedSeq) {
    // The snapshot is ahead: the journal was removed, or its disk was put back to an older state.
    log.error(
      { durable, appliedSeq },
      'the journal ends below the snapshot; going on above the snapshot',
    );
    await journal.skipTo(appliedSeq);
  }
  const end = Math.max(durable, appliedSeq);
  const receipt = receiptOf(recovery, durable, appliedSeq);
  for (const sentence of receipt) log.warn({}, sentence);
  report(`folding the journal from ${appliedSeq} to ${end}`);
  const { rows } = await snapshotter.catchUp(end);
  report([...receipt, `at change ${end}, ${rows} rows of it from the journal`].join(' '));
}

/** What was done about a database that was broken or a journal that is gone, and what is lost with it. */
function receiptOf(
  recovery: readonly string[],
  durable: number,
  appliedSeq: number,
): readonly string[] {
  if (recovery.length === 0) {
    return durable < appliedSeq
      ? [
          `The journal ends at change ${durable}, below the database: if anything happened after change ${appliedSeq}, it is lost.`,
        ]
      : [];
  }
  return [
    ...recovery,
    durable < appliedSeq
      ? `The journal ends at change ${durable}: what happened after change ${appliedSeq} is lost.`
      : `Recovered up to change ${durable}, the last that was acknowledged: nothing is lost.`,
  ];
}
