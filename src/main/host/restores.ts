/**
 * Going back to an earlier state of the world. The world of the past is made beside and looked at first;
 * a restore stops play for as long as it takes to put that world in the place of the present one:
 *
 *   stop taking mutations ─▶ compare once more ─▶ safety backup ─▶ finish the world beside ─▶ load it
 *   ─▶ check it ─▶ make its timeline current (from here on it is done) ─▶ swap ─▶ serve ─▶ backup
 *
 * Until the timeline is current nothing has changed and any failure goes back to serving; after it a
 * crash at any point comes up with the restored world, for start-up completes what was begun.
 */
import { v4 as uuid } from 'uuid';
import { ShardError } from '../../shared/errors.ts';
import type { Backup } from '../../shared/host-methods.ts';
import { REASON_LENGTH_MAX } from '../../shared/limits.ts';
import type { Logger } from '../../shared/logger.ts';
import type {
  Point,
  RestorePhase,
  RestorePreview,
  RestoreProgress,
  RestoreReceipt,
  RestoreWindow,
} from '../../shared/restore.ts';
import type { Engine } from '../journal/engine.ts';
import type { Past, Target, WaitingWorld } from '../processes/backup/protocol.ts';
import { RemoteError } from '../processes/rpc.ts';
import { Turns } from '../processes/turns.ts';
import type { CharacterState } from '../world/character-restore/state.ts';
import type { World } from '../world/world.ts';
import type { Backups } from './backups.ts';
import type { Moment } from './character-restore.ts';
import type { HostEvents } from './host-events.ts';
import type { JournalLink } from './journal-link.ts';
import { loadWorld } from './load-world.ts';
import type { Snapshotter } from './snapshotter.ts';
import { verifyWorld } from './verify.ts';
import { within } from './within.ts';

/** Milliseconds that the disk gets to confirm what had applied when play stopped. */
const DRAIN_MS = 60_000;
/** Milliseconds that a snapshot which is under way gets to end. */
const TURN_MS = 60_000;
/** Milliseconds that the answer waits for the backup that a restore ends with. */
const BACKUP_MS = 60_000;
/** Milliseconds that the snapshot process gets to begin anew with the restored world. */
const CHANGE_MS = 120_000;

export interface RestoresOptions {
  readonly log: Logger;
  readonly engine: Engine;
  readonly backups: Backups;
  readonly snapshotter: Snapshotter;
  readonly journal: JournalLink;
  /** An empty world under the settings of the host. */
  readonly newWorld: () => World;
  readonly events: HostEvents;
  /** The restores there were, oldest first. */
  readonly receipts: () => readonly RestoreReceipt[];
  /** Keeps a receipt over a restart. */
  readonly keep: (receipt: RestoreReceipt) => Promise<void>;
  /** Everything that was true of the old world alone is over: connections' sessions. */
  readonly onReplaced: () => void;
  /** Play stops, or goes on. */
  readonly onRestoring: (isRestoring: boolean) => void;
  /** The world is an earlier one by now, and that is on record. */
  readonly onRestored: () => void;
  readonly onProgress: (progress: RestoreProgress) => void;
}

export interface RunOptions {
  /** Milliseconds of play beyond what was previewed that may be undone as well. */
  readonly acceptMs: number;
  readonly reason: string | null;
}

type Create = (cause: Backup['cause'], label: string | null) => Promise<Backup>;

export class Restores {
  readonly #options: RestoresOptions;
  /** The latest preview: the backup process holds its world. */
  #preview: RestorePreview | null = null;
  #isEnding = false;
  /** One look at the past, or one restore, at a time. */
  readonly #turns = new Turns();

  constructor(options: RestoresOptions) {
    this.#options = options;
  }

  /** The last restore, as long as it can be undone: play goes on in the timeline that it began. */
  get last(): RestoreReceipt | null {
    const last = this.#options.receipts().at(-1);
    return last?.timeline === this.#options.snapshotter.timeline ? last : null;
  }

  window(): Promise<RestoreWindow> {
    const { backups, engine } = this.#options;
    return backups.ask((rpc) => rpc.window(engine.durable.value));
  }

  /** A character as he was at a moment, null where there was none, and the state that was looked at. */
  async characterAt(
    moment: Moment,
    character_id: number,
  ): Promise<{ point: Point; state: CharacterState | null }> {
    const { backups, engine } = this.#options;
    const target = 'at' in moment ? { at: Date.parse(moment.at) } : moment;
    const { past, state } = await backups.ask((rpc) =>
      rpc.characterAt(target, engine.durable.value, character_id),
    );
    return { point: pointOf(past), state };
  }

  /** What going back to `target` would change. Throws `NotFound` where there is no way to it. */
  preview(target: Target): Promise<RestorePreview> {
    return this.#take(() => this.#look(target));
  }

  /** Goes back to what the preview of that token showed. Throws `PreviewOutdated`; nothing has changed then. */
  run(token: string, options: RunOptions): Promise<RestoreReceipt> {
    return this.#take(async () => {
      const preview = this.#preview;
      if (preview?.token !== token) {
        throw new ShardError('PreviewOutdated', 'This preview is not the latest one.', {
          hint: 'Look at it again, then decide.',
        });
      }
      return this.#restore(this.#kindOf(preview.target), preview, options);
    });
  }

  /** Goes back to how the world was before the last restore. */
  undo(reason: string | null): Promise<RestoreReceipt> {
    return this.#take(async () => {
      const { timelines } = await this.window();
      const current = timelines.at(-1);
      if (current?.parent?.cause !== 'restore') {
        throw new ShardError('Conflict', 'There is no restore to undo.');
      }
      const preview = await this.#look({ seq: current.first_seq - 1 });
      return this.#restore('undo', preview, { acceptMs: Number.POSITIVE_INFINITY, reason });
    });
  }

  /** The host ends: no more are begun. Resolves once what is under way is over. */
  end(): Promise<void> {
    this.#isEnding = true;
    return this.#turns.over();
  }

  #take<T>(work: () => Promise<T>): Promise<T> {
    return this.#turns.take(() => {
      if (!this.#isEnding) return work();
      throw new ShardError('StorageUnavailable', 'The shard is shutting down.');
    });
  }

  /** Going back to what the last restore took the place of undoes it, however it is asked for. */
  #kindOf({ timeline, seq }: Point): RestoreReceipt['kind'] {
    const before = this.last?.before;
    return before?.timeline === timeline && before.seq === seq ? 'undo' : 'restore';
  }

  async #look(target: Target): Promise<RestorePreview> {
    const { backups, engine } = this.#options;
    this.#preview = null;
    const past = await backups.ask((rpc) => rpc.visit(target, engine.durable.value));
    this.#preview = await this.#compare(pointOf(past), past.from);
    return this.#preview;
  }

  async #compare(target: Point, from_backup: string | null): Promise<RestorePreview> {
    const { backups, engine } = this.#options;
    await backups.bringUpToDate();
    const { head, undoneMs, bytesNeeded, bytesFree, ...difference } = await backups.ask((rpc) =>
      rpc.compare(),
    );
    return {
      token: uuid(),
      target,
      head,
      undone_ms: undoneMs,
      ...difference,
      online: engine.world.tables.sessions.size,
      from_backup,
      bytes_needed: bytesNeeded,
      bytes_free: bytesFree,
    };
  }

  async #restore(
    kind: RestoreReceipt['kind'],
    preview: RestorePreview,
    options: RunOptions,
  ): Promise<RestoreReceipt> {
    const { log, backups } = this.#options;
    log.warn({ kind, target: preview.target, reason: options.reason }, 'restoring');
    let receipt: RestoreReceipt;
    try {
      // A backup or a proof that is under way ends first, while play goes on.
      receipt = await backups.alone((create) =>
        this.#whilePlayStops(() => this.#replace(kind, preview, options, create)),
      );
    } catch (error) {
      log.error({ err: error }, 'the restore failed; nothing was changed');
      throw asRefusal(error);
    }
    log.warn({ ...receipt }, 'restored');
    this.#options.onRestored();
    await this.#closeWithBackup();
    return receipt;
  }

  async #whilePlayStops<T>(work: () => Promise<T>): Promise<T> {
    const { engine, onRestoring } = this.#options;
    engine.setGate(
      () =>
        new ShardError('ServerRestoring', 'The world is being put back to an earlier state.', {
          hint: 'Reads go on. Changes are taken again in a moment.',
        }),
    );
    onRestoring(true);
    try {
      return await work();
    } finally {
      engine.setGate(() => null);
      onRestoring(false);
    }
  }

  async #replace(
    kind: RestoreReceipt['kind'],
    preview: RestorePreview,
    { acceptMs, reason }: RunOptions,
    create: Create,
  ): Promise<RestoreReceipt> {
    const { log, engine, backups, events } = this.#options;
    const startedAt = performance.now();
    this.#tell('stopping');
    await this.#drain();
    const { timeline, seq } = preview.target;
    await backups.ask((rpc) => rpc.visit({ timeline, seq }, engine.durable.value));
    const now = await this.#compare(preview.target, preview.from_backup);
    this.#preview = now;
    refuseWhatHasGrown(preview, now, acceptMs, events.ownBetween(preview.head.seq, now.head.seq));
    refuseWithoutSpace(now);
    this.#tell('safety backup');
    const safety = await create('before restore', labelOf(now));
    this.#preview = null;
    const { world } = engine;
    const waiting = await backups.ask((rpc) =>
      rpc.finish({
        first_seq: world.seq + 1,
        next_log_id: world.nextLogId,
        next_ids: world.nextIds(),
      }),
    );
    const { target, head, undone_ms, players, items, gold } = now;
    await this.#switchTo(waiting, () => {
      const restored = { kind, target, before: head, safety_backup: safety.name };
      events.timelineBegan(waiting, restored, reasonOf(kind, target, reason));
    });
    const receipt: RestoreReceipt = {
      at: new Date().toISOString(),
      kind,
      reason,
      target,
      before: head,
      timeline: waiting.timeline,
      undone_ms,
      players,
      items,
      gold,
      safety_backup: safety.name,
      duration_ms: Math.round(performance.now() - startedAt),
    };
    // The world is the restored one by now, whether or not its receipt outlasts the next start.
    await this.#options.keep(receipt).catch((error: unknown) => {
      log.error({ err: error }, 'the receipt of the restore is in memory alone');
    });
    return receipt;
  }

  /** Everything that has applied is on disk, and nothing applies any more. */
  async #drain(): Promise<void> {
    const { engine } = this.#options;
    engine.outbox.flush();
    await within(
      DRAIN_MS,
      engine.durable.durable(engine.world.seq),
      () => 'The disk does not confirm what was changed last.',
    );
  }

  /** Loads and checks the restored world, then makes its timeline the current one and serves it. */
  async #switchTo({ file, timeline, parent }: WaitingWorld, onSwitched: () => void): Promise<void> {
    const { log, engine, backups, snapshotter, journal, newWorld, onReplaced } = this.#options;
    let isDecided = false;
    try {
      this.#tell('loading');
      const world = newWorld();
      await loadWorld(world, file, (_name, work) => work(() => {}));
      this.#tell('checking');
      const { ok, violations } = await verifyWorld(world);
      if (!ok) throw brokenRules(violations);
      this.#tell('switching');
      let decide: () => void = () => {};
      const decided = new Promise<void>((resolve) => {
        decide = resolve;
      });
      const change = snapshotter.change(async () => {
        // However long the disk takes to say which timeline it is: nobody may play before that is known.
        await journal.startTimeline({ timeline, parent });
        isDecided = true;
        engine.replaceWorld(world);
        onSwitched();
        onReplaced();
        decide();
      }, TURN_MS);
      await Promise.race([decided, change]);
      await within(CHANGE_MS, change, () => 'The database could not be put in place yet.');
    } catch (error) {
      if (!isDecided) {
        await backups.ask((rpc) => rpc.abandon(timeline));
        throw error;
      }
      // The journal holds all that follows, and the snapshot process goes on trying.
      log.error({ err: error }, 'restored, but the database is not in its place yet');
    }
  }

  /** Its failure shows where every backup's does. */
  async #closeWithBackup(): Promise<void> {
    this.#tell('backup');
    const { backups } = this.#options;
    const made = backups.create('after restore', null);
    await within(BACKUP_MS, made, () => 'The backup after the restore takes long.').catch(() => {});
  }

  #tell(phase: RestorePhase): void {
    this.#options.onProgress({ phase, done: null, of: null });
  }
}

/** Play went on since the preview, and more of it would be lost than was agreed to. */
function refuseWhatHasGrown(
  before: RestorePreview,
  now: RestorePreview,
  acceptMs: number,
  /** Changes since then that were the host's word alone. */
  own: number,
): void {
  const changes = now.head.seq - before.head.seq - own;
  if (changes === 0) return;
  const at = (point: Point) => (point.at === null ? 0 : Date.parse(point.at));
  if (acceptMs > 0 && at(now.head) - at(before.head) <= acceptMs) return;
  throw new ShardError(
    'PreviewOutdated',
    `${changes} changes were made since the preview, and they would be undone too.`,
    { hint: 'Look at the new preview, then decide.', details: { preview: now } },
  );
}

/** What another process refused, in words for whoever asked. */
function asRefusal(error: unknown): unknown {
  if (!(error instanceof RemoteError)) return error;
  return new ShardError(
    'StorageUnavailable',
    `The restore failed, and nothing has changed: ${error.message}`,
    { cause: error, ...(error.hint === undefined ? {} : { hint: error.hint }) },
  );
}

function refuseWithoutSpace({ bytes_needed, bytes_free }: RestorePreview): void {
  if (bytes_free >= bytes_needed) return;
  const mib = (bytes: number) => Math.ceil(bytes / 1024 ** 2);
  throw new ShardError(
    'StorageUnavailable',
    `A restore needs ${mib(bytes_needed)} MiB of free space, and there are ${mib(bytes_free)}.`,
    { hint: 'Free some space on the disk of the data directory, then try again.' },
  );
}

function brokenRules(violations: readonly { readonly message: string }[]): ShardError {
  return new ShardError(
    'Conflict',
    `The world of that moment breaks rules of its own: ${violations[0]?.message}`,
    { hint: 'Nothing was changed. Choose another moment.', details: { violations } },
  );
}

function pointOf({ timeline, seq, at }: Past): Point {
  return { timeline, seq, at: at === null ? null : new Date(at).toISOString() };
}

/** Why the world was restored, as the log of deeds has it. */
function reasonOf(kind: RestoreReceipt['kind'], target: Point, reason: string | null): string {
  const what = `${kind} to change ${target.seq} of ${target.at ?? 'the beginning'}`;
  return reason === null ? what : `${what}: ${reason}`.slice(0, REASON_LENGTH_MAX);
}

function labelOf({ target }: RestorePreview): string {
  return `before going back to ${target.at ?? 'the beginning'}`;
}
