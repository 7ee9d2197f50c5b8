/**
 * The one sentence on safety: is it up, and what would be lost if it died now. It says only what the
 * figures at hand prove. Pure, so that its words are tested without a window.
 */
import type { ServerStatus } from '../../../shared/host-methods.ts';
import { text } from '../../app/text.ts';
import { asSentence, formatAgo, formatSpan } from '../../ui/format.ts';

export type SafetyTone = 'good' | 'busy' | 'warning' | 'bad';

export interface Safety {
  readonly tone: SafetyTone;
  readonly lead: string;
  /** The lead without what changes by the second. */
  readonly announced: string;
  readonly text: string;
}

const words = text.overview.safety;

/** The journal's trouble in which memory alone holds what was acknowledged. */
const DAMAGED = 'damaged';

/** Milliseconds without a word from a host that reports every second, after which nothing is certain. */
const SILENCE_MS = 5_000;

/** Milliseconds that a change takes to the disk, and is not worth a word, while all is well. */
const ON_ITS_WAY_MS = 1_000;

interface Facts {
  readonly status: ServerStatus | null;
  /** When the host was last heard of, or null. */
  readonly heardAt: number | null;
  readonly now: number;
}

export function safetyOf({ status, heardAt, now }: Facts): Safety {
  if (status === null || heardAt === null) {
    return told('busy', words.connecting, words.connectingText);
  }
  const silence = now - heardAt;
  if (silence > SILENCE_MS) {
    return {
      tone: 'warning',
      lead: words.silent(formatSpan(silence)),
      announced: words.silentAnnounced,
      text: words.silentText,
    };
  }
  switch (status.state) {
    case 'starting':
      return told('busy', words.starting, words.startingText);
    case 'restoring':
      return told('busy', words.restoring, words.restoringText);
    case 'stopping':
      // Moves are answered from memory, so what waits may hold some.
      return told(
        'busy',
        words.stopping,
        status.seq === status.durable_seq ? words.stoppingText : words.stoppingTextButMoves,
      );
    case 'serving':
      return serving(status, now);
  }
}

function told(tone: SafetyTone, lead: string, said: string): Safety {
  return { tone, lead, announced: lead, text: said };
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
  if (status.trouble?.code === DAMAGED) return told('bad', words.damaged, damagedText(status, now));
  if (refusing !== null) sentences.push(asSentence(refusing), words.reading);
  const onDisk = saved.isOne ? words.onDiskSaved : words.onDisk;
  sentences.push(onDisk(saved.text, backed.text));
  const waiting = status.seq - status.durable_seq;
  const isHeldUp = refusing !== null || down !== undefined || status.waited_ms > ON_ITS_WAY_MS;
  if (waiting > 0 && isHeldUp) sentences.push(words.onTheirWay(waiting));
  if (refusing === null && down === 'journal') sentences.push(words.journalDown);
  else if (down !== undefined) sentences.push(words.processDown(down));
  // Moves are answered from memory: of those players who are on, the last steps may not be on disk.
  const exception = status.online > 0 || waiting > 0;
  sentences.push(exception ? words.lostButMoves : words.lost);
  const all = sentences.join(' ');
  if (refusing !== null) return told('bad', words.refused, all);
  const isWarning = down !== undefined || !saved.isGood || !backed.isGood;
  return told(isWarning ? 'warning' : 'good', words.running, all);
}

function damagedText({ last_snapshot: last }: ServerStatus, now: number): string {
  return last === null
    ? words.damagedTextStart
    : words.damagedTextSnapshot(formatAgo(now - Date.parse(last.at)));
}

function lastSnapshot({ last_snapshot: last }: ServerStatus, now: number) {
  if (last === null) return { isGood: true, isOne: false, text: words.noSnapshot };
  const ago = formatAgo(Math.max(0, now - Date.parse(last.at)));
  return last.state === 'written'
    ? { isGood: true, isOne: true, text: words.lastSnapshot(ago) }
    : { isGood: false, isOne: false, text: words.snapshotFailed(ago) };
}

function lastBackup(status: ServerStatus, now: number) {
  const { last_backup: last, backup_error: error } = status;
  const said = lastBackupText(status, now);
  return {
    isGood: error === null && (last === null || last.verified),
    text: error === null ? said : words.attemptFailed(said),
  };
}

function lastBackupText({ last_backup: last, last_proof: proof }: ServerStatus, now: number) {
  if (last === null) return words.noBackup;
  const ago = formatAgo(Math.max(0, now - Date.parse(last.at)));
  // Only one that was checked counts.
  if (!last.verified) return words.uncheckedBackup(ago);
  return proof === null
    ? words.lastBackup(ago)
    : words.lastBackupProven(ago, formatAgo(Math.max(0, now - Date.parse(proof.at))));
}
