/**
 * What the host itself did, in the activity log: starts, snapshots, backups, restores, vacuums, recoveries.
 * Each is a change set that holds the event alone, so that it has its place among the players' deeds and
 * is in the log only if the journal has it.
 *
 * They are words on what has happened already. None holds up or fails what it tells of: one that the
 * journal cannot take is in the log of the host alone. And none counts as a change of the world: a
 * shard that only the host does something with is at rest.
 */
import type { EventBody, EventKind } from '../../shared/events.ts';
import type { Backup, Recovery, Snapshot } from '../../shared/host-methods.ts';
import type { Logger } from '../../shared/logger.ts';
import type { VacuumRun } from '../../shared/maintenance.ts';
import type { Engine } from '../journal/engine.ts';
import type { StartTimeline } from '../processes/journal/protocol.ts';
import type { Transaction } from '../world/transaction.ts';
import { beginningMark, missingMarks } from './timeline-marks.ts';

/** Events that wait for play to go on, at most: a restore makes two backups. */
const WAITING_MAX = 100;
/** Own changes that are remembered: more than come between a look at a restore and its beginning. */
const OWN_MAX = 1_000;

type Write = (transaction: Transaction) => void;

export class HostEvents {
  readonly #engine: Engine;
  readonly #log: Logger;
  /** Events wait until the world is there, and while a restore takes its place; null where none do. */
  #waiting: Write[] | null = [];
  #isOver = false;
  #isWriting = false;
  #playedSeq = 0;
  /** Sequence numbers of the latest of its own changes, in order. */
  #ownSeqs: number[] = [];

  constructor(engine: Engine, log: Logger) {
    this.#engine = engine;
    this.#log = log;
    engine.onChange(({ seq }) => {
      if (this.#isWriting) this.#ownSeqs = [...this.#ownSeqs, seq].slice(-OWN_MAX);
      else this.#playedSeq = seq;
    });
  }

  /** The last change that was not the host's word alone. */
  get playedSeq(): number {
    return this.#playedSeq;
  }

  /** How many changes after `after` up to `upTo` were the host's word alone. */
  ownBetween(after: number, upTo: number): number {
    return this.#ownSeqs.filter((seq) => seq > after && seq <= upTo).length;
  }

  /**
   * The world is loaded and the journal takes changes: what has happened until now comes first, and
   * before it the marks of timelines that began when nobody could write them any more.
   */
  begin(version: string, ancestry: readonly StartTimeline[], recovery: Recovery): void {
    const { world } = this.#engine;
    this.#playedSeq = world.seq;
    for (const mark of missingMarks(ancestry, world.nextLogId)) {
      this.#attempt('TimelineBegan', () =>
        this.#engine.record((transaction) => {
          transaction.event('TimelineBegan', mark);
          return {};
        }),
      );
    }
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    this.#tell('HostStarted', { version });
    this.recovered(recovery);
    for (const write of waiting) this.#write('what came before the start', write);
  }

  /** Play stops for a restore: what happens meanwhile is told behind it. */
  hold(): void {
    this.#waiting ??= [];
  }

  release(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const write of waiting) this.#write('what came during a restore', write);
  }

  /** The world of the new timeline is in place, and nothing has happened in it: its mark is the first entry. */
  timelineBegan(start: StartTimeline, restored: EventBody<'WorldRestored'>, reason: string): void {
    this.#attempt('WorldRestored', () =>
      this.#engine.record((transaction) => {
        const mark = beginningMark(start);
        if (mark !== null) transaction.event('TimelineBegan', mark);
        transaction.event('WorldRestored', restored);
        transaction.event('AdminAction', {
          action: restored.kind === 'undo' ? 'admin.restore.undo' : 'admin.restore.run',
          role: 'admin',
          reason,
        });
        return {};
      }),
    );
  }

  /** The host ends. It is the last event: what the end saves must hold all there is. */
  stopping(): void {
    this.#tell('HostStopping', {});
    this.#isOver = true;
  }

  /**
   * Those that somebody asked for, full ones and failed ones. What is written by the interval while
   * somebody plays is no deed, and would fill the log.
   */
  snapshot({ kind, cause, state, seq, rows, duration_ms, error }: Snapshot): void {
    if (state === 'failed') this.#tell('SnapshotFailed', { kind, cause, error: error ?? '' });
    else if (kind === 'full' || cause === 'request') {
      this.#tell('SnapshotWritten', { kind, cause, seq, rows, duration_ms });
    }
  }

  backupMade({ name, cause, seq, size_bytes }: Backup): void {
    this.#tell('BackupMade', { name, cause, seq, size_bytes });
  }

  backupFailed(cause: Backup['cause'], error: string): void {
    this.#tell('BackupFailed', { cause, error });
  }

  vacuum({ cause, state, bytes_before, bytes_after, duration_ms, error }: VacuumRun): void {
    if (state === 'done') {
      this.#tell('DatabaseVacuumed', { cause, bytes_before, bytes_after, duration_ms });
    } else if (state === 'failed') {
      this.#tell('VacuumFailed', { cause, error: error ?? '' });
    }
  }

  /** Nothing is told where everything was whole. */
  recovered({ sentences, is_loss }: Recovery): void {
    if (sentences.length === 0) return;
    this.#tell('Recovered', { sentences: [...sentences], is_loss });
  }

  /** Resolves once it is on disk: what is deleted then has been told. Rejects where it cannot be. */
  async activityDeleted(days: readonly string[]): Promise<void> {
    const { seq } = this.#own(() =>
      this.#engine.transact((transaction) => {
        transaction.event('ActivityDeleted', { days: [...days] });
        return {};
      }),
    );
    await this.#engine.durable.durable(seq);
  }

  /** What an administrator did that leaves no event of its own. */
  adminAction(action: string, reason: string): void {
    this.#tell('AdminAction', { action, role: 'admin', reason });
  }

  #tell<K extends EventKind>(kind: K, body: EventBody<K>): void {
    if (this.#isOver) return;
    const write: Write = (transaction) => void transaction.event(kind, body);
    if (this.#waiting === null) this.#write(kind, write);
    else if (this.#waiting.length < WAITING_MAX) this.#waiting.push(write);
    else this.#log.error({ kind, body }, 'too much happens at once for the activity log');
  }

  #write(what: string, write: Write): void {
    this.#attempt(what, () =>
      this.#engine.transact((transaction) => {
        write(transaction);
        return {};
      }),
    );
  }

  #attempt(what: string, change: () => void): void {
    try {
      this.#own(change);
    } catch (error) {
      this.#log.error({ err: error, what }, 'the activity log does not have this event');
    }
  }

  #own<T>(change: () => T): T {
    this.#isWriting = true;
    try {
      return change();
    } finally {
      this.#isWriting = false;
    }
  }
}
