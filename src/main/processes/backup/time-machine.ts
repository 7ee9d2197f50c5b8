/**
 * Worlds of the past: which there are, what one would change, and making one ready to take the place of
 * the database. Each machine holds one at a time, in the scratch directory; it counts for nothing until it is moved
 * out of there, and then only if its timeline becomes current.
 */
import { existsSync, statSync } from 'node:fs';
import { mkdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { SEGMENT_BYTES_MIN } from '../../../shared/limits.ts';
import type { Point, RestoreProgress, RestoreWindow } from '../../../shared/restore.ts';
import { nodeDisk } from '../../journal/disk.ts';
import { JournalDirectory } from '../../journal/journal-directory.ts';
import { oldestSegment, sequenceAt } from '../../journal/moments.ts';
import type { TimelineOrigin } from '../../journal/segment.ts';
import {
  legOf,
  readTimelines,
  type Timeline,
  timelineAt,
  timelineOf,
  wayTo,
} from '../../journal/timelines.ts';
import { compareWorlds, type WorldDifference } from '../../storage/compare-worlds.ts';
import { renameDurably, syncFile } from '../../storage/durable-files.ts';
import { StorageError } from '../../storage/errors.ts';
import { requireSpace } from '../../storage/free-space.ts';
import { findProblems } from '../../storage/integrity.ts';
import type { Migration } from '../../storage/migrate.ts';
import { removeDatabase } from '../../storage/replace-database.ts';
import { openDatabase, type SqliteDatabase } from '../../storage/sqlite.ts';
import { SqliteStore } from '../../storage/store.ts';
import { type DataDirectory, restoredDatabase } from '../data-directory.ts';
import { type BaseBackup, beginningOf, rebuild } from '../rebuild.ts';
import { neededAfter, windowFrom } from '../window.ts';
import type { Counters, Past, RestoreCost, Target, WaitingWorld } from './protocol.ts';

export interface TimeMachineOptions {
  /** Of the file that it holds its world in. */
  readonly name: string;
  readonly paths: DataDirectory;
  readonly serverId: string;
  readonly migrations: readonly Migration[];
  /** Those that are not known to be broken, newest first. */
  readonly backups: () => readonly (BaseBackup & { readonly at: string })[];
  readonly onProgress: (progress: RestoreProgress) => void;
}

/** Times the size of the database that a restore takes: the restored world, its safety copy, room to work. */
const SPACE_FACTOR = 3;
/** Beside it the journal makes the new timeline's first segment, and the one that it then writes to. */
const JOURNAL_BYTES = 2 * SEGMENT_BYTES_MIN;

export class TimeMachine {
  readonly #options: TimeMachineOptions;
  readonly #journal: JournalDirectory;
  /** The world that is held, and how it was asked for. */
  #held: (Past & { readonly file: string }) | null = null;

  constructor(options: TimeMachineOptions) {
    this.#options = options;
    this.#journal = new JournalDirectory(nodeDisk, options.paths.journal);
  }

  window(headSeq: number): RestoreWindow {
    const timelines = readTimelines(this.#journal);
    return {
      from_at: iso(this.#oldest(timelines)),
      to_at: new Date().toISOString(),
      timelines: timelines.map(({ timeline, parent, firstSeq, lastSeq, from, to }) => ({
        timeline,
        parent: parent && {
          timeline: parent.timeline,
          branch_seq: parent.branch_seq,
          cause: parent.cause ?? 'restore',
        },
        first_seq: firstSeq,
        last_seq: lastSeq ?? headSeq,
        from_at: iso(from ?? oldestSegment(this.#journal, timeline)?.created_at ?? null),
        to_at: iso(to),
      })),
    };
  }

  /** The change after which the journal is needed to go back to any moment since `since`. */
  neededAfter(since: number): number {
    return neededAfter(readTimelines(this.#journal), this.#options.backups(), since);
  }

  /**
   * Makes the world of `target` and holds it in the place of the one before. Throws StorageError
   * `not-found` where there is no such state, and as `rebuild` does.
   */
  async visit(target: Target, headSeq: number): Promise<Past> {
    const { name, paths, serverId, migrations, backups, onProgress } = this.#options;
    const { timeline, seq } = this.#resolve(target, headSeq);
    if (this.#held?.timeline === timeline && this.#held.seq === seq) return this.#held;
    await this.leave();
    await mkdir(paths.scratch, { recursive: true });
    const file = join(paths.scratch, `${name}.db`);
    const { from, position } = await rebuild({
      file,
      serverId,
      journal: paths.journal,
      migrations,
      backups: backups(),
      timeline,
      seq,
      onProgress: (done, of) => onProgress({ phase: 'building', done, of }),
    });
    const { appliedAt } = position;
    const past = { timeline, seq, at: appliedAt === 0 ? null : appliedAt, from };
    this.#held = { ...past, file };
    return past;
  }

  /** Reads something of the held world. */
  read<T>(look: (db: SqliteDatabase) => T): T {
    const db = openDatabase(this.#requireHeld().file, { readonly: true });
    try {
      return look(db);
    } finally {
      db.close();
    }
  }

  /** What the held world would change in the place of the database, and what the restore needs. */
  async compare(): Promise<WorldDifference & RestoreCost> {
    const { paths, onProgress } = this.#options;
    const held = this.#requireHeld();
    onProgress({ phase: 'comparing', done: null, of: null });
    const { bavail, bsize } = await statfs(paths.root);
    const { head, difference } = compareWorlds(held.file, paths.database);
    return {
      ...difference,
      head,
      undoneMs: this.#undone(held, head),
      bytesNeeded: statSync(paths.database).size * SPACE_FACTOR + JOURNAL_BYTES,
      bytesFree: bavail * bsize,
    };
  }

  /**
   * Makes the held world the beginning of a new timeline and puts it where it waits for that timeline
   * to become current. Throws StorageError; the held world is then gone.
   */
  async finish(counters: Counters): Promise<WaitingWorld> {
    const { paths, onProgress } = this.#options;
    const { file, timeline: branched, seq } = this.#requireHeld();
    const timeline = Math.max(0, ...this.#journal.timelines()) + 1;
    onProgress({ phase: 'finishing', done: null, of: null });
    await requireSpace(paths.root, statSync(file).size, 'the restored world');
    this.#held = null;
    const db = openDatabase(file);
    let parent: TimelineOrigin;
    try {
      db.pragma('synchronous = OFF');
      const store = new SqliteStore(db);
      parent = {
        timeline: branched,
        branch_seq: seq,
        branch_log_id: store.position.nextLogId - 1,
        at: Date.now(),
        ...counters,
      };
      store.startTimeline(beginningOf({ timeline }, parent));
      store.checkpoint();
      const [problem] = findProblems(db);
      if (problem !== undefined)
        throw new StorageError('corrupt', `The restored world is broken: ${problem}`);
      db.pragma('journal_mode = DELETE');
    } finally {
      db.close();
    }
    const waiting = restoredDatabase(paths.root, timeline);
    await syncFile(file);
    await renameDurably(file, waiting);
    return { file: waiting, timeline, parent };
  }

  /** Lets go of the held world. */
  async leave(): Promise<void> {
    const held = this.#held;
    this.#held = null;
    if (held !== null && existsSync(held.file)) await removeDatabase(held.file);
  }

  /** Gives up a restore whose timeline did not become current. */
  async abandon(timeline: number): Promise<void> {
    await removeDatabase(restoredDatabase(this.#options.paths.root, timeline));
  }

  #resolve(target: Target, headSeq: number): { timeline: number; seq: number } {
    const timelines = readTimelines(this.#journal);
    if ('backup' in target) {
      const backup = this.#options.backups().find(({ name }) => name === target.backup);
      if (backup !== undefined) return { timeline: backup.timeline, seq: backup.seq };
      throw new StorageError('not-found', `There is no whole backup ${target.backup}.`);
    }
    if ('timeline' in target) return target;
    if ('seq' in target) {
      const timeline = timelineOf(timelines, target.seq);
      if (timeline !== undefined && target.seq <= headSeq) {
        return { timeline: timeline.timeline, seq: target.seq };
      }
      throw new StorageError(
        'not-found',
        timeline === undefined
          ? `Nothing is known any more of how the world was after change ${target.seq}.`
          : `There is no change ${target.seq}; the last is ${headSeq}.`,
      );
    }
    const one = timelineAt(timelines, target.at);
    const seq =
      one === undefined ? null : sequenceAt(nodeDisk, this.#journal, one.timeline, target.at);
    if (one !== undefined && seq !== null) {
      return { timeline: one.timeline, seq: Math.min(seq, one.lastSeq ?? headSeq) };
    }
    const oldest = this.#oldest(timelines);
    throw new StorageError(
      'not-found',
      oldest === null
        ? 'There is no moment to go back to.'
        : `The journal reaches back to ${iso(oldest)}, not to ${iso(target.at)}.`,
      { hint: 'Choose a later moment, or a backup.' },
    );
  }

  /** The oldest moment from which on any moment can be gone back to. */
  #oldest(timelines: readonly Timeline[]): number | null {
    const [first] = timelines;
    const oldest = first === undefined ? null : oldestSegment(this.#journal, first.timeline);
    return oldest === null ? null : windowFrom(timelines, this.#options.backups(), oldest);
  }

  /** The oldest moment that anything is known of. */
  #beginning([first]: readonly Timeline[]): number | null {
    if (first === undefined) return null;
    return oldestSegment(this.#journal, first.timeline)?.created_at ?? null;
  }

  /** Milliseconds of play that are not on the way to the held world. */
  #undone(held: Past, head: Point): number {
    if (head.at === null) return 0;
    const timelines = readTimelines(this.#journal);
    const way = wayTo(timelines, head.timeline, head.seq);
    const isOnTheWay = legOf(way, held) >= 0;
    const target = wayTo(timelines, held.timeline, held.seq);
    const parting = way.find((leg, i) => leg.timeline !== target[i]?.timeline);
    const parted = isOnTheWay ? null : parting?.parent?.at;
    // Before its first change the world was empty since the journal began, at most.
    const since = parted ?? held.at ?? this.#beginning(timelines) ?? Date.parse(head.at);
    return Math.max(0, Date.parse(head.at) - since);
  }

  #requireHeld(): Past & { readonly file: string } {
    if (this.#held !== null) return this.#held;
    throw new StorageError('not-found', 'The world that was looked at is not held any more.', {
      hint: 'Look at it again.',
    });
  }
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
