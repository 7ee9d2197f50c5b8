/**
 * The document's nine steps of start-up and seven of shutdown, by name, with their progress: for the
 * log, for `server.status`, and for the window.
 */
import { ShardError } from '../../shared/errors.ts';
import type { Step } from '../../shared/host-methods.ts';
import type { Logger } from '../../shared/logger.ts';

export const STARTUP_STEPS = [
  'Connect to the database',
  'Load characters',
  'Load inventories',
  'Load equipment',
  'Load skills',
  'Load quests',
  'Load guilds',
  'Start the periodic snapshot',
  'Accept connections',
] as const;

export const SHUTDOWN_STEPS = [
  'Stop accepting new connections',
  'Wait for active operations to complete',
  'Create the final snapshot',
  'Save all in-memory data to SQLite',
  'Create the final backup',
  'Close the database connection',
  'Shut down the server',
] as const;

export type StepName = (typeof STARTUP_STEPS)[number] | (typeof SHUTDOWN_STEPS)[number];

/** Says what a running step is at. */
export type Report = (detail: string) => void;

export class Steps {
  readonly #log: Logger;
  readonly #onChange: (step: Step) => void;
  readonly #steps: Step[];

  constructor(log: Logger, onChange: (step: Step) => void) {
    this.#log = log;
    this.#onChange = onChange;
    const waiting = (phase: Step['phase'], names: readonly string[]): Step[] =>
      names.map((name, index) => ({
        phase,
        number: index + 1,
        name,
        state: 'waiting',
        detail: null,
        duration_ms: null,
      }));
    this.#steps = [...waiting('startup', STARTUP_STEPS), ...waiting('shutdown', SHUTDOWN_STEPS)];
  }

  /** All steps of both phases, in order. */
  list(): readonly Step[] {
    return this.#steps;
  }

  /** Runs `work` as the step `name`, and lets its failure through. */
  async run<T>(name: StepName, work: (report: Report) => Promise<T> | T): Promise<T> {
    const startedAt = performance.now();
    const took = () => Math.round(performance.now() - startedAt);
    this.#set(name, { state: 'running' });
    try {
      const result = await work((detail) => this.#set(name, { detail }));
      const step = this.#set(name, { state: 'done', duration_ms: took() });
      this.#log.info({ ...step }, `${step.phase} ${step.number}: ${name}`);
      return result;
    } catch (thrown) {
      const detail = ShardError.from(thrown).message;
      const step = this.#set(name, { state: 'failed', detail, duration_ms: took() });
      this.#log.error({ ...step }, `${step.phase} ${step.number} failed: ${name}`);
      throw thrown;
    }
  }

  #set(name: StepName, change: Partial<Step>): Step {
    const index = this.#steps.findIndex((step) => step.name === name);
    const step = { ...(this.#steps[index] as Step), ...change };
    this.#steps[index] = step;
    this.#onChange(step);
    return step;
  }
}
