/**
 * The first step of start-up: the owners of the files are started, the database is checked, or made anew
 * where it is broken, and brought to what the journal has. What cannot be read of the journal is left
 * behind, whole as it is; nobody is asked, and the receipt says in numbers what was done and what is lost.
 */
import type { Recovery } from '../../shared/host-methods.ts';
import type { Logger } from '../../shared/logger.ts';
import type { JournalOpened } from '../processes/journal/protocol.ts';
import { RemoteError } from '../processes/rpc.ts';
import type { FoldedAtStart } from '../processes/snapshot/protocol.ts';
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

export interface Connected {
  /** The receipt: empty where everything was whole. */
  readonly recovery: Recovery;
  /** What was written last, after which the database stands. */
  readonly folded: FoldedAtStart;
}

export async function connectStores(stores: Stores, report: Report): Promise<Connected> {
  const { backups, snapshotter, journal, log } = stores;
  await backups.start();
  await journal.predecessorEnded();
  report('checking the integrity of the database');
  const receipt = [...(await snapshotter.start()).recovery];
  report('recovering the journal');
  const { durable, lost } = await openJournal(stores, receipt);
  const { appliedSeq } = snapshotter;
  if (durable < appliedSeq) {
    // The snapshot is ahead: the journal was removed, or its disk was put back to an older state.
    log.error(
      { durable, appliedSeq },
      'the journal ends below the snapshot; going on above the snapshot',
    );
    await journal.skipTo(appliedSeq);
    backups.makeSoon();
  }
  const end = Math.max(durable, appliedSeq);
  const outcome = outcomeOf({ durable, lost }, appliedSeq);
  if (receipt.length > 0) receipt.push(...outcome.sentences);
  else if (durable < appliedSeq) receipt.push(endsBelow(durable, appliedSeq));
  for (const sentence of receipt) log.warn({}, sentence);
  report(`folding the journal from ${appliedSeq} to ${end}`);
  const folded = await snapshotter.catchUp(end);
  report([...receipt, `at change ${end}, ${folded.rows} rows of it from the journal`].join(' '));
  const recovery = { sentences: receipt, is_loss: receipt.length > 0 && outcome.is_loss };
  return { recovery, folded };
}

/**
 * Opens the journal. Where it is damaged above the database, a backup that is ahead of the damage takes
 * the database's place; without one the world goes on from the last change that can be read.
 */
async function openJournal(stores: Stores, receipt: string[]): Promise<JournalOpened> {
  const { snapshotter, journal } = stores;
  for (let isFirst = true; ; isFirst = false) {
    try {
      return await journal.start();
    } catch (error) {
      const damage = damageOf(error);
      if (damage === null) throw error;
      const done = isFirst ? await snapshotter.takeNewerBackup(damage.message) : [];
      receipt.push(...done);
      if (done.length === 0) return leaveBehind(damage, stores, receipt);
    }
  }
}

async function leaveBehind(
  { message, firstSeq, cause }: Damage,
  { snapshotter, journal }: Stores,
  receipt: string[],
): Promise<JournalOpened> {
  const readable = Math.max(snapshotter.appliedSeq, firstSeq - 1);
  // An empty world is no recovery: then it is better not to start, and everything stays as it is.
  if (readable === 0) throw cause;
  await snapshotter.catchUp(readable);
  const { nextLogId, nextIds } = await snapshotter.standing();
  const opened = await journal.start({ seq: readable, nextLogId, nextIds });
  // By itself the database goes on in the timeline that began where it stands.
  await snapshotter.beginAnew();
  receipt.push(message, 'The damaged files are kept as they are.');
  return opened;
}

interface Damage {
  readonly message: string;
  readonly firstSeq: number;
  readonly cause: unknown;
}

/** What cannot be read of the journal; null where something else is the matter. */
function damageOf(error: unknown): Damage | null {
  if (!(error instanceof RemoteError) || !['damaged', 'gap'].includes(error.code)) return null;
  const { firstSeq } = error.data as { firstSeq?: number };
  return firstSeq === undefined ? null : { message: error.message, firstSeq, cause: error };
}

/** Nothing is broken, yet the journal lacks what the database has: it may have had more. */
function endsBelow(durable: number, appliedSeq: number): string {
  return `The journal ends at change ${durable}, below the database: if anything happened after change ${appliedSeq}, it is lost.`;
}

/** What it came to: nothing lost, or exactly what. */
function outcomeOf(
  { durable, lost }: Pick<JournalOpened, 'durable' | 'lost'>,
  appliedSeq: number,
): Recovery {
  if (lost !== null) {
    const { firstSeq, lastSeq } = lost;
    const recovered = `Recovered up to change ${firstSeq - 1}.`;
    if (lastSeq === null) {
      return {
        sentences: [recovered, 'Lost: what was acknowledged after it; how much is not known.'],
        is_loss: true,
      };
    }
    if (lastSeq < firstSeq) return { sentences: [recovered, 'Nothing is lost.'], is_loss: false };
    const sentences = [
      `Acknowledged up to change ${lastSeq}. ${recovered}`,
      `Lost: the changes ${firstSeq} to ${lastSeq}.`,
    ];
    return { sentences, is_loss: true };
  }
  const is_loss = durable < appliedSeq;
  const sentence = is_loss
    ? `The journal ends at change ${durable}: what happened after change ${appliedSeq} is lost.`
    : `Acknowledged and recovered up to change ${durable}: nothing is lost.`;
  return { sentences: [sentence], is_loss };
}
