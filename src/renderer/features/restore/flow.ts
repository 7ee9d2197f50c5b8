/**
 * The steps of a restore in this window: choose, look at what it would undo, confirm, watch, read the
 * receipt. Pure. What comes too late (the answer to a preview that nobody waits for any more) changes
 * nothing.
 */
import type { Backup } from '../../../shared/host-methods.ts';
import type { RestorePreview, RestoreReceipt } from '../../../shared/restore.ts';
import type { ApiError } from '../../api/errors.ts';

/** What to go back to. */
export type Target =
  | { readonly kind: 'backup'; readonly backup: Backup }
  /** ISO 8601 in UTC. */
  | { readonly kind: 'moment'; readonly at: string }
  /** What there was before a restore. */
  | { readonly kind: 'undo'; readonly receipt: RestoreReceipt };

/** By what one chooses: a moment on the slider, or one of the backups. */
export type ChooseBy = 'moment' | 'backup';

/** What the operator says beside the name of the shard. */
export interface Order {
  readonly reason: string;
  /** Milliseconds of play that may be undone beyond what the preview shows. */
  readonly acceptMs: number;
}

export const DEFAULT_ORDER: Order = { reason: '', acceptMs: 60_000 };

/** Why the preview is not the first one: more was played than the order allowed, or somebody restored. */
export type Renewal = 'outdated' | 'restored elsewhere';

export type Flow =
  | { readonly step: 'closed' }
  | {
      readonly step: 'choosing';
      readonly by: ChooseBy;
      /** What was chosen before, on the way back from its preview. */
      readonly target: Target | null;
      readonly error: ApiError | null;
    }
  | {
      readonly step: 'previewing';
      readonly target: Target;
      readonly order: Order;
      readonly renewal: Renewal | null;
    }
  | {
      readonly step: 'confirming';
      readonly target: Target;
      readonly order: Order;
      readonly renewal: Renewal | null;
      readonly preview: RestorePreview;
    }
  | {
      readonly step: 'running';
      readonly target: Target;
      readonly order: Order;
      readonly preview: RestorePreview;
      /** When it was asked for; milliseconds of the wall clock. */
      readonly startedAt: number;
      /** The connection went while it ran: what became of it has to be asked. */
      readonly isLost: boolean;
    }
  | { readonly step: 'done'; readonly receipt: RestoreReceipt }
  | {
      readonly step: 'failed';
      readonly target: Target;
      readonly error: ApiError;
      /** Whether the world is known to be as it was; null where nobody could be asked. */
      readonly isUntouched: boolean | null;
    };

export type FlowEvent =
  | { readonly kind: 'open'; readonly by: ChooseBy }
  /** Back from a preview, to choose something else. */
  | { readonly kind: 'back' }
  | { readonly kind: 'close' }
  | { readonly kind: 'preview'; readonly target: Target }
  | { readonly kind: 'previewed'; readonly target: Target; readonly preview: RestorePreview }
  | { readonly kind: 'not previewed'; readonly target: Target; readonly error: ApiError }
  | { readonly kind: 'renew'; readonly why: Renewal }
  | { readonly kind: 'run'; readonly order: Order; readonly at: number }
  | { readonly kind: 'lost' }
  | { readonly kind: 'done'; readonly receipt: RestoreReceipt }
  | { readonly kind: 'failed'; readonly error: ApiError; readonly isUntouched: boolean | null };

export function next(flow: Flow, event: FlowEvent): Flow {
  switch (event.kind) {
    case 'open':
      // What runs is watched, whatever else somebody wants to begin.
      if (flow.step === 'running') return flow;
      return { step: 'choosing', by: event.by, target: null, error: null };
    case 'back':
      return flow.step === 'confirming' || flow.step === 'failed'
        ? choosing(flow.target, null)
        : flow;
    case 'close':
      return flow.step === 'running' ? flow : { step: 'closed' };
    case 'preview':
      if (flow.step === 'running') return flow;
      return { step: 'previewing', target: event.target, order: DEFAULT_ORDER, renewal: null };
    case 'previewed':
      if (flow.step !== 'previewing' || flow.target !== event.target) return flow;
      return { ...flow, step: 'confirming', preview: event.preview };
    case 'not previewed':
      if (flow.step !== 'previewing' || flow.target !== event.target) return flow;
      return choosing(event.target, event.error);
    case 'renew': {
      if (flow.step !== 'confirming' && flow.step !== 'running') return flow;
      const { target, order } = flow;
      return { step: 'previewing', target, order, renewal: event.why };
    }
    case 'run': {
      if (flow.step !== 'confirming') return flow;
      const { target, preview } = flow;
      const { order, at } = event;
      return { step: 'running', target, preview, order, startedAt: at, isLost: false };
    }
    case 'lost':
      return flow.step === 'running' ? { ...flow, isLost: true } : flow;
    case 'done':
      return flow.step === 'running' ? { step: 'done', receipt: event.receipt } : flow;
    case 'failed': {
      if (flow.step !== 'running') return flow;
      const { error, isUntouched } = event;
      return { step: 'failed', target: flow.target, error, isUntouched };
    }
  }
}

function choosing(target: Target, error: ApiError | null): Flow {
  const by = target.kind === 'backup' ? 'backup' : 'moment';
  return { step: 'choosing', by, target, error };
}

/** The params of `admin.restore.preview`. */
export function previewParams(target: Target) {
  switch (target.kind) {
    case 'backup':
      return { backup: target.backup.name };
    case 'moment':
      return { at: target.at };
    case 'undo':
      return { seq: target.receipt.before.seq };
  }
}
