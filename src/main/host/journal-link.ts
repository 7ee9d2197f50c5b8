/**
 * The host's end of the journal process: keeps it running, gives the outbox its way to it, and takes
 * note of how far it is durable. A journal that comes back with less than it once confirmed has lost
 * acknowledged changes; memory still has them, so the store is written anew before play goes on.
 */
import type { Logger } from '../../shared/logger.ts';
import type { Readable } from '../journal/leave-timeline.ts';
import type { Outbox } from '../journal/outbox.ts';
import { dataDirectory } from '../processes/data-directory.ts';
import type {
  JournalCalls,
  JournalEvents,
  JournalOpened,
  JournalStatus,
  JournalTrouble,
  OpenJournal,
  Pruned,
  StartTimeline,
} from '../processes/journal/protocol.ts';
import type { Fork } from '../processes/port.ts';
import { RemoteError, type Rpc } from '../processes/rpc.ts';
import { type ProcessStatus, Supervisor } from '../processes/supervisor.ts';
import { lockFile } from '../storage/file-lock.ts';

/** Milliseconds to wait for a journal process of an earlier host to write what it had queued. */
const LOCK_WAIT_MS = 30_000;
/** Milliseconds that the process gets to seal the journal. */
const STOP_MS = 30_000;

export interface JournalLinkOptions {
  readonly fork: Fork;
  readonly log: Logger;
  readonly dataDir: string;
  readonly serverId: string;
  /** What the snapshot holds: damage below it costs nothing. */
  readonly appliedSeq: () => number;
  /** The timeline that the snapshot is on. */
  readonly timeline: () => number;
  readonly onTrouble: (trouble: JournalTrouble) => void;
  /** Writes the store anew from memory; resolves with the sequence number that it then holds. */
  readonly rewriteStore: () => Promise<number>;
  /** The journal has a gap now: what was backed up before it leads nowhere. */
  readonly onRewritten: () => void;
}

export class JournalLink {
  readonly #options: JournalLinkOptions;
  readonly #supervisor: Supervisor<JournalCalls, JournalEvents>;
  #outbox: Outbox | null = null;
  #opened: JournalOpened | null = null;
  #trouble: JournalTrouble = null;
  #leaveAt: Readable | null = null;
  /** It is not known yet which timeline is current: nothing may be written to either. */
  #isDeciding = false;

  constructor(options: JournalLinkOptions) {
    this.#options = options;
    this.#supervisor = new Supervisor<JournalCalls, JournalEvents>({
      name: 'journal',
      fork: options.fork,
      log: options.log,
      local: {
        durable: (seq) => this.#outbox?.acknowledge(seq),
        trouble: (trouble) => this.#setTrouble(trouble),
      },
      prepare: (rpc) => this.#prepare(rpc),
      onDown: () => this.#outbox?.detach(),
    });
  }

  /** What recovery found, and where the current epoch is. */
  get opened(): JournalOpened {
    if (this.#opened === null) throw new Error('the journal is not open');
    return this.#opened;
  }

  get trouble(): JournalTrouble {
    return this.#trouble;
  }

  status(): ProcessStatus {
    return this.#supervisor.status();
  }

  journalStatus(): Promise<JournalStatus> {
    return this.#supervisor.ask((rpc) => rpc.status());
  }

  /** Has the process come up beside other work, ahead of `start`. */
  launch(): void {
    this.#supervisor.launch();
  }

  /**
   * Starts the process, which recovers the journal; what is durable is then known. `leaveAt` gives up
   * what cannot be read of it beyond there. Rejects with the damage where it is not given.
   */
  async start(leaveAt: Readable | null = null): Promise<JournalOpened> {
    this.#leaveAt = leaveAt;
    await this.#supervisor.start();
    this.#leaveAt = null;
    return this.opened;
  }

  /** Goes on above `seq`: the store holds everything up to there, though the journal does not. */
  async skipTo(seq: number): Promise<void> {
    await (await this.#supervisor.whenReady()).skipTo(seq);
  }

  /** Gives the outbox its way to the disk. */
  async connect(outbox: Outbox): Promise<void> {
    const rpc = await this.#supervisor.whenReady();
    this.#outbox = outbox;
    attach(outbox, rpc);
  }

  /**
   * Leaves the current timeline for a new one; nothing waits to be written. Rejects where the new one
   * did not become current: what the disk says counts, though the process die in the middle. Then its
   * successor, however long that takes to come, knows it.
   */
  async startTimeline(start: StartTimeline): Promise<void> {
    const rpc = await this.#supervisor.whenReady();
    this.#isDeciding = true;
    try {
      this.#opened = await rpc.startTimeline(start);
    } catch (error) {
      await this.#supervisor.whenReady();
      if (this.opened.timeline !== start.timeline) throw error;
    } finally {
      this.#isDeciding = false;
      if (this.#outbox !== null) attach(this.#outbox, await this.#supervisor.whenReady());
    }
  }

  /** Removes a few of the segments that have had their time; see `JournalCalls.prune`. */
  prune(limits: Parameters<JournalCalls['prune']>[0]): Promise<Pruned> {
    return this.#supervisor.ask((rpc) => rpc.prune(limits));
  }

  /**
   * Resolves once no journal process of an earlier host is left. It may be about to begin the timeline
   * of a restore, and which one is current decides what else is recovered.
   */
  async predecessorEnded(): Promise<void> {
    const { journalLock } = dataDirectory(this.#options.dataDir, this.#options.serverId);
    (await lockFile(journalLock, { waitMs: LOCK_WAIT_MS })).release();
  }

  async stop(): Promise<void> {
    await this.#supervisor.stop((rpc) => rpc.close(), STOP_MS);
  }

  async #prepare(rpc: Rpc<JournalCalls, JournalEvents>): Promise<void> {
    const { dataDir, serverId, appliedSeq, timeline, log } = this.#options;
    const open = (): OpenJournal => ({
      dataDir,
      serverId,
      heldElsewhere: appliedSeq(),
      timelineAtLeast: timeline(),
      leaveAt: this.#leaveAt,
      lockWaitMs: LOCK_WAIT_MS,
    });
    const outbox = this.#outbox;
    let opened: JournalOpened;
    try {
      opened = await rpc.open(open());
    } catch (error) {
      // While we run, memory holds what a damaged journal has lost; the next try finds it in the store.
      const isLost = error instanceof RemoteError && ['damaged', 'gap'].includes(error.code);
      if (outbox !== null && isLost) await this.#rewriteStore(outbox, error.message);
      throw error;
    }
    this.#opened = opened;
    for (const remark of opened.remarks) log.warn({ process: 'journal' }, remark);
    if (outbox === null) return;
    if (opened.durable < outbox.durableSeq) {
      const held = await this.#rewriteStore(
        outbox,
        `The journal ends at ${opened.durable}, below ${outbox.durableSeq} which it had confirmed.`,
      );
      await rpc.skipTo(held);
      outbox.acknowledge(held);
    } else {
      outbox.acknowledge(opened.durable);
    }
    outbox.halt(null);
    if (this.#trouble !== null) this.#setTrouble(null);
    if (!this.#isDeciding) attach(outbox, rpc);
  }

  async #rewriteStore(outbox: Outbox, why: string): Promise<number> {
    this.#options.log.error(
      { why },
      'the journal lost changes; writing the store anew from memory',
    );
    outbox.halt('The journal is damaged; everything is being written anew from memory.');
    this.#setTrouble({ code: 'damaged', message: why });
    const held = await this.#options.rewriteStore();
    this.#options.onRewritten();
    return held;
  }

  #setTrouble(trouble: JournalTrouble): void {
    this.#trouble = trouble;
    if (trouble !== null) this.#options.log.error({ ...trouble }, 'the journal has trouble');
    else this.#options.log.info({}, 'the journal has no trouble any more');
    this.#options.onTrouble(trouble);
  }
}

function attach(outbox: Outbox, rpc: Rpc<JournalCalls, JournalEvents>): void {
  outbox.attach((post) => {
    // A post to a process that is gone is kept in the outbox and sent to its successor.
    rpc.append.asEvent(post).catch(() => {});
  });
}
