/**
 * The one sentence on safety: is it up, and what would be lost if it died now. It says only what the
 * figures at hand prove. Pure, so that its words are tested without a window.
 */
import type { ServerStatus } from '../../../shared/host-methods.ts';
import { asSentence, formatAgo, formatCount, formatSpan } from '../../ui/format.ts';

export type SafetyTone = 'good' | 'busy' | 'warning' | 'bad';

export interface Safety {
  readonly tone: SafetyTone;
  readonly lead: string;
  readonly text: string;
}

/** The journal's trouble in which memory alone holds what was acknowledged. */
const DAMAGED = 'damaged';

/** Milliseconds without a word from a host that reports every second, after which nothing is certain. */
const SILENCE_MS = 5_000;

interface Facts {
  readonly status: ServerStatus | null;
  /** When the host was last heard of, or null. */
  readonly heardAt: number | null;
  readonly now: number;
}

export function safetyOf({ status, heardAt, now }: Facts): Safety {
  if (status === null || heardAt === null) {
    return { tone: 'busy', lead: 'Connecting.', text: 'The shard has not reported yet.' };
  }
  const silence = now - heardAt;
  if (silence > SILENCE_MS) {
    return {
      tone: 'warning',
      lead: `No word from the shard for ${formatSpan(silence)}.`,
      text: 'It may be busy. What it said last is not certain any more.',
    };
  }
  switch (status.state) {
    case 'starting':
      return {
        tone: 'busy',
        lead: 'Starting.',
        text: 'What was acknowledged before is on disk; nothing new is taken yet.',
      };
    case 'restoring':
      return {
        tone: 'busy',
        lead: 'Restoring.',
        text: 'The world is being put back to an earlier state. Changes are refused until that is done; the state before it is kept on disk.',
      };
    case 'stopping':
      return {
        tone: 'busy',
        lead: 'Stopping.',
        text: `${onDisk(status)}; what remains is the last snapshot and the end.`,
      };
    case 'serving':
      return serving(status, now);
  }
}

function serving(status: ServerStatus, now: number): Safety {
  const { refusing } = status;
  // The log may still be on its first start.
  const down = status.processes.find(
    ({ state, last_end }) => state !== 'ready' && last_end !== null,
  )?.name;
  const saved = lastSnapshot(status, now);
  const backed = lastBackup(status, now);
  const sentences: string[] = [];
  if (status.trouble?.code === DAMAGED) {
    return {
      tone: 'bad',
      lead: 'Running, but the journal is damaged.',
      text: `Everything is in memory and being written anew. Until that is done, a power cut would lose what was acknowledged since ${sinceSnapshot(status, now)}. Changes are refused meanwhile.`,
    };
  }
  if (refusing !== null) sentences.push(asSentence(refusing), 'Reading goes on.');
  sentences.push(
    `Everything acknowledged is on disk; ${saved.text}${saved.isOne ? ',' : ';'} ${backed.text}.`,
  );
  const waiting = status.seq - status.durable_seq;
  if (waiting > 0) sentences.push(onTheirWay(waiting));
  if (refusing === null && down === 'journal') {
    sentences.push('Changes wait for the journal process, which is being started again.');
  } else if (down !== undefined) {
    sentences.push(`The ${down} process is being started again.`);
  }
  // Moves are answered from memory: of those players who are on, the last steps may not be on disk.
  const exception = status.online > 0 || waiting > 0;
  sentences.push(
    exception
      ? 'If it died now, nothing acknowledged would be lost, except at most the last steps of moving players.'
      : 'If it died now, nothing acknowledged would be lost.',
  );
  const text = sentences.join(' ');
  if (refusing !== null) return { tone: 'bad', lead: 'Running, but changes are refused.', text };
  const isWarning = down !== undefined || !saved.isGood || !backed.isGood;
  return { tone: isWarning ? 'warning' : 'good', lead: 'Running.', text };
}

/** Moves are answered from memory, so what waits may hold some. */
function onDisk({ seq, durable_seq }: ServerStatus): string {
  return seq === durable_seq
    ? 'Everything acknowledged is on disk'
    : 'Everything acknowledged is on disk, except at most the last steps of moving players';
}

function sinceSnapshot({ last_snapshot: last }: ServerStatus, now: number): string {
  return last === null
    ? 'the start'
    : `the last snapshot (${formatAgo(now - Date.parse(last.at))})`;
}

function lastSnapshot({ last_snapshot: last }: ServerStatus, now: number) {
  if (last === null) {
    return { isGood: true, isOne: false, text: 'no snapshot yet, the journal holds everything' };
  }
  const ago = formatAgo(Math.max(0, now - Date.parse(last.at)));
  if (last.state === 'written') return { isGood: true, isOne: true, text: `last snapshot ${ago}` };
  return {
    isGood: false,
    isOne: false,
    text: `the last snapshot (${ago}) failed, and the journal holds what it did not save`,
  };
}

function lastBackup(status: ServerStatus, now: number) {
  const { last_backup: last, last_proof: proof, backup_error: error } = status;
  const isGood = error === null && (last === null || last.verified);
  const failed = error === null ? '' : ', and the latest attempt at one failed';
  if (last === null) return { isGood, text: `no backup yet${failed}` };
  const ago = formatAgo(Math.max(0, now - Date.parse(last.at)));
  const proven =
    proof === null
      ? ', none proven yet'
      : `, proven ${formatAgo(Math.max(0, now - Date.parse(proof.at)))}`;
  // Only one that was checked counts.
  return last.verified
    ? { isGood, text: `last backup ${ago}${proven}${failed}` }
    : { isGood, text: `the last backup (${ago}) is not known to be whole${failed}` };
}

function onTheirWay(waiting: number): string {
  return waiting === 1
    ? '1 change of the last moments is on its way to disk and not acknowledged yet.'
    : `${formatCount(waiting)} changes of the last moments are on their way to disk and not acknowledged yet.`;
}
