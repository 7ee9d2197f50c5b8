/**
 * Keeps one utility process running: starts it, makes it ready, starts it again with backoff when it
 * dies, and stops it in order. What "ready" means and what it is asked are its owner's; this knows
 * only life and death.
 */
import type { Logger } from '../../shared/logger.ts';
import type { Child, Fork, ProcessName } from './port.ts';
import { createRpc, type Functions, RemoteError, type Rpc } from './rpc.ts';

/** Milliseconds before a dead process is started again: doubles with each death in a row. */
const BACKOFF_MIN_MS = 50;
const BACKOFF_MAX_MS = 5_000;
/** A process that was ready for this long has earned a quick restart. */
const STEADY_MS = 10_000;

/** Milliseconds that a process gets to end for its successor. */
const RENEW_MS = 30_000;

/** A process that dies under a question is asked again, for it may not have been the question's fault. */
const TRIES = 3;

export type ProcessState = 'starting' | 'ready' | 'waiting' | 'stopped';

export interface ProcessStatus {
  readonly name: ProcessName;
  readonly state: ProcessState;
  readonly pid: number | undefined;
  /** How often it was started again, and how it ended the last time. */
  readonly restarts: number;
  readonly lastEnd: string | null;
}

export interface SupervisorOptions<
  Remote extends Functions<Remote>,
  Local extends Functions<Local>,
> {
  readonly name: ProcessName;
  readonly fork: Fork;
  readonly log: Logger;
  /** What the process may call in the host. */
  readonly local: Local;
  /** Makes a process that has just started ready for use. A rejection counts as its death. */
  readonly prepare: (rpc: Rpc<Remote, Local>) => Promise<void>;
  /** It died, or could not be made ready: until the next `prepare` there is nobody to ask. */
  readonly onDown: (how: string) => void;
}

/** A process that was started and not asked anything yet. */
interface Launched<Remote extends Functions<Remote>, Local extends Functions<Local>> {
  readonly child: Child;
  readonly rpc: Rpc<Remote, Local>;
  /** Notes that it is down: once, whoever says so. */
  readonly end: (how: string) => void;
}

export class Supervisor<Remote extends Functions<Remote>, Local extends Functions<Local>> {
  readonly #options: SupervisorOptions<Remote, Local>;
  #state: ProcessState = 'stopped';
  #child: Child | null = null;
  #launched: Launched<Remote, Local> | null = null;
  #rpc: Rpc<Remote, Local> | null = null;
  #restarts = 0;
  #lastEnd: string | null = null;
  #deathsInARow = 0;
  #readySince = 0;
  #timer: NodeJS.Timeout | null = null;
  #stopping = false;
  /** Its end is wanted, and its successor too. */
  #renewing = false;
  #waiters: { resolve: (rpc: Rpc<Remote, Local>) => void; reject: (error: Error) => void }[] = [];
  #ended: Promise<void> = Promise.resolve();

  constructor(options: SupervisorOptions<Remote, Local>) {
    this.#options = options;
  }

  /** Has the process come up beside other work, ahead of `start`, which then makes it ready. */
  launch(): void {
    this.#launched ??= this.#launch();
  }

  /** Starts the process and resolves once it is ready; the first failure to get there rejects. */
  async start(): Promise<Rpc<Remote, Local>> {
    this.#stopping = false;
    try {
      await this.#run();
    } catch (error) {
      this.#stopping = true;
      // Whoever starts it again must not find the one that failed still on its way out.
      await this.#ended;
      // Its death may have come before this failure was heard of, and called for a successor.
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#state = 'stopped';
      throw error;
    }
    return this.#rpc as Rpc<Remote, Local>;
  }

  /** The process once it is ready: at once, or after the restart that is under way. */
  whenReady(): Promise<Rpc<Remote, Local>> {
    if (this.#rpc !== null && this.#state === 'ready') return Promise.resolve(this.#rpc);
    if (this.#stopping) return Promise.reject(new Error(`${this.#options.name} is stopped`));
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  /** Asks the process, and its successor again where it dies before it has answered. */
  async ask<T>(question: (rpc: Rpc<Remote, Local>) => Promise<T>): Promise<T> {
    for (let left = TRIES - 1; ; left--) {
      const rpc = await this.whenReady();
      try {
        return await question(rpc);
      } catch (error) {
        if (error instanceof RemoteError || !rpc.$closed) throw error;
        const { log, name } = this.#options;
        // One that was asked after its death fails with birpc's own words, which nobody knows.
        if (left === 0) throw new Error(endOf(name, this.#lastEnd), { cause: error });
        log.warn({ process: name, err: error }, 'process ended before it answered; asking again');
      }
    }
  }

  status(): ProcessStatus {
    return {
      name: this.#options.name,
      state: this.#state,
      pid: this.#child?.pid,
      restarts: this.#restarts,
      lastEnd: this.#lastEnd,
    };
  }

  /** Lets `farewell` end the process in order, and resolves once its successor is ready. */
  async renew(farewell: (rpc: Rpc<Remote, Local>) => Promise<unknown>): Promise<void> {
    const rpc = await this.whenReady();
    this.#renewing = true;
    // From now on others wait for the successor.
    this.#state = 'waiting';
    const child = this.#child;
    const ended = this.#ended;
    const limit = setTimeout(() => child?.kill(), RENEW_MS);
    // One that dies of it has a successor all the same.
    await farewell(rpc).catch(() => {});
    await ended;
    clearTimeout(limit);
    await this.whenReady();
  }

  /** Lets `farewell` end the process in order; one that is not gone after `limitMs` is killed. */
  async stop(
    farewell: (rpc: Rpc<Remote, Local>) => Promise<unknown>,
    limitMs: number,
  ): Promise<void> {
    this.#stopping = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (const { reject } of this.#waiters.splice(0)) {
      reject(new Error(`${this.#options.name} is stopped`));
    }
    const child = this.#child;
    if (child === null) {
      this.#state = 'stopped';
      return;
    }
    const limit = setTimeout(() => {
      this.#options.log.error({ process: this.#options.name, limitMs }, 'did not end; killing it');
      child.kill();
    }, limitMs);
    try {
      if (this.#rpc !== null && this.#state === 'ready') await farewell(this.#rpc);
      else child.kill();
      await this.#ended;
    } finally {
      clearTimeout(limit);
      this.#state = 'stopped';
    }
  }

  async #run(): Promise<void> {
    this.#state = 'starting';
    const { child, rpc, end } = this.#launched ?? this.#launch();
    this.#launched = null;
    try {
      await this.#options.prepare(rpc);
    } catch (error) {
      // Its exit, which this brings about, starts the next one.
      end(error instanceof Error ? error.message : String(error));
      child.kill();
      throw error;
    }
    this.#rpc = rpc;
    this.#state = 'ready';
    this.#readySince = performance.now();
    for (const { resolve } of this.#waiters.splice(0)) resolve(rpc);
  }

  #launch(): Launched<Remote, Local> {
    const { name, fork, log, local, onDown } = this.#options;
    const child = fork(name);
    this.#child = child;
    const rpc = createRpc<Remote, Local>(child.port, local);
    let isDown = false;
    const end = (how: string) => {
      if (isDown) return;
      isDown = true;
      this.#child = null;
      this.#rpc = null;
      this.#lastEnd = how;
      rpc.$close(new Error(endOf(name, how)));
      if (this.#stopping) return;
      if (!this.#renewing) log.error({ process: name, pid: child.pid, how }, 'process ended');
      onDown(how);
    };
    let ended: () => void = () => {};
    this.#ended = new Promise((resolve) => {
      ended = resolve;
    });
    child.onExit((how) => {
      end(how);
      ended();
      // Nobody was promised one that was only launched: `start` launches another.
      if (this.#launched?.child === child) this.#launched = null;
      else if (!this.#stopping) this.#restartLater();
    });
    log.info({ process: name, pid: child.pid }, 'process started');
    return { child, rpc, end };
  }

  #restartLater(): void {
    if (this.#readySince !== 0 && performance.now() - this.#readySince > STEADY_MS) {
      this.#deathsInARow = 0;
    }
    const wanted = this.#renewing;
    this.#renewing = false;
    const delay = wanted ? 0 : Math.min(BACKOFF_MIN_MS * 2 ** this.#deathsInARow, BACKOFF_MAX_MS);
    if (!wanted) this.#deathsInARow++;
    this.#state = 'waiting';
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (!wanted) this.#restarts++;
      this.#run().catch((error: unknown) => {
        this.#options.log.error({ process: this.#options.name, err: error }, 'did not get ready');
      });
    }, delay);
  }
}

function endOf(name: ProcessName, how: string | null): string {
  return `The ${name} process ended (${how}).`;
}
