/**
 * Restores as they are done from this window: asks, hands each answer to the flow, and keeps at hand
 * what there was before. Whoever restores, here or elsewhere, is told of by the phases and the status.
 */

import type { ServerStatus } from '../../../shared/host-methods.ts';
import type { RestoreProgress, RestoreReceipt, RestoreWindow } from '../../../shared/restore.ts';
import type { ApiClient } from '../../api/client.ts';
import { ApiError } from '../../api/errors.ts';
import { text } from '../../app/text.ts';
import {
  type ChooseBy,
  type Flow,
  type FlowEvent,
  next,
  type Order,
  previewParams,
  type Renewal,
  type Target,
} from './flow.ts';
import { type PhaseSince, phaseSince } from './phases.ts';

/** The part of the store that is about restores. */
export interface RestoresState {
  readonly restoreFlow: Flow;
  /** The phase of the restore or the preview that runs, here or elsewhere. */
  readonly restorePhase: PhaseSince | null;
  /** The moments that can be gone back to; null until they are loaded. */
  readonly restoreWindow: RestoreWindow | null;
  /** Newest first; null until they are loaded. */
  readonly restores: readonly RestoreReceipt[] | null;
  /** Why one of the two could not be loaded, or null. */
  readonly restoresError: ApiError | null;
}

export const NO_RESTORES: RestoresState = {
  restoreFlow: { step: 'closed' },
  restorePhase: null,
  restoreWindow: null,
  restores: null,
  restoresError: null,
};

type Client = Pick<ApiClient, 'call'>;

/** What it needs of the window around it. */
export interface RestoresSurroundings {
  /** The connection of the moment, or null. */
  readonly client: () => Client | null;
  readonly now: () => number;
  /** A restore has ended well: all that is shown is of before. */
  readonly onRestored: () => void;
  readonly get: () => RestoresState;
  readonly set: (change: Partial<RestoresState>) => void;
}

/** The connection ended before an answer came. */
const CLOSED = 'Closed';

/** Whether a restore has ended between two words of the shard, whoever asked for it. */
export function hasRestored(before: ServerStatus | null, after: ServerStatus): boolean {
  if (before === null || after.state === 'restoring') return false;
  const isAnother = before.last_restore?.at !== after.last_restore?.at;
  return before.state === 'restoring' || isAnother;
}

/** When the newest restore was, or null. */
async function newestOf(client: Client): Promise<string | null> {
  const { restores } = await client.call('admin.restore.list', {});
  return restores[0]?.at ?? null;
}

export class Restores {
  readonly #around: RestoresSurroundings;
  /** When the newest restore before the one that runs was: what tells whether that one was done. */
  #before: string | null = null;

  constructor(around: RestoresSurroundings) {
    this.#around = around;
  }

  /** What there is to choose from, and what was done before; always anew. */
  async load(): Promise<void> {
    const client = this.#around.client();
    if (client === null) return;
    try {
      const [{ window }, { restores }] = await Promise.all([
        client.call('admin.restore.window', {}),
        client.call('admin.restore.list', {}),
      ]);
      this.#around.set({ restoreWindow: window, restores, restoresError: null });
    } catch (thrown) {
      if (this.#around.client() === client) {
        this.#around.set({ restoresError: ApiError.from(thrown) });
      }
    }
  }

  open(by: ChooseBy): void {
    this.#step({ kind: 'open', by });
    void this.load();
  }

  back(): void {
    this.#step({ kind: 'back' });
    void this.load();
  }

  close(): void {
    this.#step({ kind: 'close' });
  }

  /** Shows what going back would change, and changes nothing. */
  async preview(target: Target): Promise<void> {
    this.#step({ kind: 'preview', target });
    await this.#ask(target);
  }

  /** Goes back to what the preview shows. */
  async run(order: Order): Promise<void> {
    const client = this.#around.client();
    const { restoreFlow } = this.#around.get();
    if (client === null || restoreFlow.step !== 'confirming') return;
    this.#around.set({ restorePhase: null });
    this.#step({ kind: 'run', order, at: this.#around.now() });
    const { token } = restoreFlow.preview;
    const reason = order.reason.trim();
    const params = { token, accept_ms: order.acceptMs, ...(reason !== '' && { reason }) };
    try {
      this.#before = await newestOf(client);
      const { restore } = await client.call('admin.restore.run', params);
      this.#step({ kind: 'done', receipt: restore });
      this.#around.onRestored();
    } catch (thrown) {
      await this.#failed(client, ApiError.from(thrown));
    }
  }

  progress(progress: RestoreProgress): void {
    const { restorePhase } = this.#around.get();
    this.#around.set({ restorePhase: phaseSince(restorePhase, progress, this.#around.now()) });
  }

  /** What the shard says of itself now; `isRestored` where a restore has ended since it last did. */
  async told(status: ServerStatus, isRestored: boolean): Promise<void> {
    const { restoreFlow, restorePhase } = this.#around.get();
    if (isRestored) {
      if (restorePhase !== null) this.#around.set({ restorePhase: null });
      // The figures on the screen are of a world that is no more.
      if (restoreFlow.step === 'confirming') await this.#renew('restored elsewhere');
    }
    if (restoreFlow.step === 'running' && restoreFlow.isLost && status.state === 'serving') {
      await this.#settle();
    }
  }

  async #ask(target: Target): Promise<void> {
    const client = this.#around.client();
    this.#around.set({ restorePhase: null });
    try {
      if (client === null) throw new ApiError(CLOSED, text.shared.noConnection);
      const { preview } = await client.call('admin.restore.preview', previewParams(target));
      this.#step({ kind: 'previewed', target, preview });
    } catch (thrown) {
      this.#step({ kind: 'not previewed', target, error: ApiError.from(thrown) });
    }
  }

  async #renew(why: Renewal): Promise<void> {
    this.#step({ kind: 'renew', why });
    const { restoreFlow } = this.#around.get();
    if (restoreFlow.step === 'previewing') await this.#ask(restoreFlow.target);
  }

  async #failed(client: Client, error: ApiError): Promise<void> {
    if (error.code === 'PreviewOutdated') return this.#renew('outdated');
    if (error.code === CLOSED) return this.#step({ kind: 'lost' });
    let isUntouched: boolean | null = null;
    try {
      const { status } = await client.call('server.status', {});
      // Somebody else's restore that is under way is not what this one has done.
      const isOthers = error.code === 'ServerRestoring';
      const isWell = status.state === 'serving' || isOthers;
      isUntouched = isWell && (await newestOf(client)) === this.#before;
    } catch {
      // Then nobody can say.
    }
    this.#step({ kind: 'failed', error, isUntouched });
  }

  /** The connection is back after it was lost in a restore: was it done? */
  async #settle(): Promise<void> {
    const client = this.#around.client();
    if (client === null) return;
    try {
      const { restores } = await client.call('admin.restore.list', {});
      const [newest] = restores;
      this.#around.set({ restores });
      if (newest !== undefined && newest.at !== this.#before) {
        this.#step({ kind: 'done', receipt: newest });
        return;
      }
      const error = new ApiError(CLOSED, text.restore.failure.notDone);
      this.#step({ kind: 'failed', error, isUntouched: true });
    } catch {
      // The next word of the shard tries again.
    }
  }

  #step(event: FlowEvent): void {
    const { restoreFlow } = this.#around.get();
    const flow = next(restoreFlow, event);
    if (flow !== restoreFlow) this.#around.set({ restoreFlow: flow });
  }
}
