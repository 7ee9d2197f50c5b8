/**
 * Lets segments of the journal go that have had their time: below everything that follows it, and older
 * than what an operator may want to go back to.
 */
import type { Logger } from '../../shared/logger.ts';
import type { Settings } from '../../shared/settings.ts';
import type { ClockWatch } from '../processes/clock-watch.ts';
import type { Backups } from './backups.ts';
import type { JournalLink } from './journal-link.ts';
import type { Snapshotter } from './snapshotter.ts';

const HOUR_MS = 3_600_000;
const MIB = 1024 ** 2;

export interface JournalRetentionParts {
  readonly log: Logger;
  readonly settings: Settings;
  /** Since the start of the host. */
  readonly clock: ClockWatch;
  readonly snapshotter: Snapshotter;
  readonly backups: Backups;
  readonly journal: JournalLink;
  /** The change up to which the activity log is on disk: until then the journal alone has the deeds. */
  readonly activitySeq: number;
}

export async function pruneJournal(parts: JournalRetentionParts): Promise<void> {
  const { log, settings, clock, snapshotter, backups, journal, activitySeq } = parts;
  const { restoreHours, journalMib } = settings;
  const { checkpointedSeq } = await snapshotter.standing();
  const provenSeq = await backups.ask((rpc) => rpc.provenUpTo());
  const now = clock.now();
  const since = now === null ? null : now - restoreHours * HOUR_MS;
  const limits = {
    heldUpTo: Math.min(checkpointedSeq, provenSeq, activitySeq),
    since,
    neededAfter: since === null ? 0 : await backups.ask((rpc) => rpc.neededAfter(since)),
    bytesMax: journalMib * MIB,
  };
  // A few at a time, and what was appended meanwhile is written before the next.
  for (;;) {
    const { segments, bytes } = await journal.prune(limits);
    if (segments === 0) return;
    log.info({ segments, bytes }, 'segments of the journal have had their time');
  }
}
