/**
 * The steps of bringing one character back: choose whom and of when, compare, decide, read the receipt,
 * undo. Pure. What comes too late (the answer to a comparison that nobody waits for any more) changes
 * nothing.
 */
import type { CharacterPreview, CharacterReceipt } from '../../../shared/character-restore.ts';
import type { ApiError } from '../../api/errors.ts';
import { type Draft, firstDraft, renewedDraft } from './draft.ts';

/** A name is one of today; by the number who is deleted is found, too. */
export type Who =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'id'; readonly id: number };

export interface Wanted {
  readonly who: Who;
  /** The moment; ISO 8601 in UTC. */
  readonly at: string;
}

/** Why the comparison is not the first one: what was chosen had changed, or the world was restored. */
export type Renewal =
  | { readonly why: 'asked' }
  | { readonly why: 'outdated'; readonly error: ApiError }
  | { readonly why: 'restored elsewhere' };

interface Deciding {
  readonly wanted: Wanted;
  readonly preview: CharacterPreview;
  readonly draft: Draft;
}

interface Done {
  readonly wanted: Wanted;
  readonly preview: CharacterPreview;
  readonly receipt: CharacterReceipt;
  readonly reason: string;
}

export type CharacterFlow =
  | { readonly step: 'closed' }
  | { readonly step: 'choosing'; readonly wanted: Wanted | null; readonly error: ApiError | null }
  | {
      readonly step: 'comparing';
      readonly wanted: Wanted;
      /** What was chosen by the comparison before, which this one takes the place of. */
      readonly draft: Draft | null;
      readonly renewal: Renewal | null;
    }
  | ({
      readonly step: 'deciding';
      readonly renewal: Renewal | null;
      /** Why it was not done, or null. */
      readonly error: ApiError | null;
    } & Deciding)
  | ({ readonly step: 'running' } & Deciding)
  /** With why it was not undone, or null. */
  | ({ readonly step: 'done'; readonly error: ApiError | null } & Done)
  | ({ readonly step: 'undoing' } & Done)
  | ({
      readonly step: 'undone';
      /** The change that the undo itself is, and why it was done. */
      readonly seq: number;
      readonly undoReason: string;
    } & Done);

/** A flow that has come to its receipt. */
export type Ended = Extract<CharacterFlow, { step: 'done' | 'undone' }>;

export function isEnded(flow: CharacterFlow): flow is Ended {
  return flow.step === 'done' || flow.step === 'undone';
}

export type CharacterFlowEvent =
  | { readonly kind: 'open' }
  /** Back from the comparison, to choose something else. */
  | { readonly kind: 'back' }
  | { readonly kind: 'close' }
  /** Back to a receipt that was left. */
  | { readonly kind: 'reopen'; readonly ended: Ended }
  | { readonly kind: 'compare'; readonly wanted: Wanted }
  | { readonly kind: 'compared'; readonly wanted: Wanted; readonly preview: CharacterPreview }
  | { readonly kind: 'not compared'; readonly wanted: Wanted; readonly error: ApiError }
  | { readonly kind: 'renew'; readonly renewal: Renewal }
  | { readonly kind: 'edit'; readonly draft: Draft }
  | { readonly kind: 'run' }
  | { readonly kind: 'refused'; readonly error: ApiError }
  | { readonly kind: 'done'; readonly receipt: CharacterReceipt }
  | { readonly kind: 'undo' }
  | { readonly kind: 'not undone'; readonly error: ApiError }
  | { readonly kind: 'undone'; readonly seq: number; readonly reason: string }
  /** By other means of the window: the change `of` by the change `seq`. */
  | { readonly kind: 'undone elsewhere'; readonly of: number; readonly seq: number };

const isBusy = ({ step }: CharacterFlow) => step === 'running' || step === 'undoing';

export function next(flow: CharacterFlow, event: CharacterFlowEvent): CharacterFlow {
  switch (event.kind) {
    // What is under way is waited for, whatever else somebody wants to begin.
    case 'open':
      return isBusy(flow) ? flow : { step: 'choosing', wanted: null, error: null };
    case 'close':
      return isBusy(flow) ? flow : { step: 'closed' };
    case 'reopen':
      return isBusy(flow) ? flow : event.ended;
    case 'compare':
      if (isBusy(flow)) return flow;
      return { step: 'comparing', wanted: event.wanted, draft: null, renewal: null };
    case 'back':
      return flow.step === 'deciding'
        ? { step: 'choosing', wanted: flow.wanted, error: null }
        : flow;
    case 'compared': {
      if (flow.step !== 'comparing' || flow.wanted !== event.wanted) return flow;
      const { preview } = event;
      const draft = flow.draft === null ? firstDraft(preview) : renewedDraft(flow.draft, preview);
      return { ...flow, step: 'deciding', preview, draft, error: null };
    }
    case 'not compared':
      if (flow.step !== 'comparing' || flow.wanted !== event.wanted) return flow;
      return { step: 'choosing', wanted: event.wanted, error: event.error };
    case 'renew': {
      if (flow.step !== 'deciding' && flow.step !== 'running') return flow;
      const { wanted, preview, draft } = flow;
      // Whatever the character is called by now.
      const who = { kind: 'id', id: preview.character_id } as const;
      const { renewal } = event;
      return { step: 'comparing', wanted: { ...wanted, who }, draft, renewal };
    }
    case 'edit':
      return flow.step === 'deciding' ? { ...flow, draft: event.draft } : flow;
    case 'run': {
      if (flow.step !== 'deciding') return flow;
      const { wanted, preview, draft } = flow;
      return { step: 'running', wanted, preview, draft };
    }
    case 'refused':
      if (flow.step !== 'running') return flow;
      return { ...flow, step: 'deciding', renewal: null, error: event.error };
    case 'done': {
      if (flow.step !== 'running') return flow;
      const { wanted, preview, draft } = flow;
      const { receipt } = event;
      return { step: 'done', wanted, preview, receipt, reason: draft.reason.trim(), error: null };
    }
    case 'undo': {
      if (flow.step !== 'done') return flow;
      const { wanted, preview, receipt, reason } = flow;
      return { step: 'undoing', wanted, preview, receipt, reason };
    }
    case 'not undone':
      return flow.step === 'undoing' ? { ...flow, step: 'done', error: event.error } : flow;
    case 'undone':
      if (flow.step !== 'undoing') return flow;
      return { ...flow, step: 'undone', seq: event.seq, undoReason: event.reason };
    case 'undone elsewhere': {
      if (flow.step !== 'done' || flow.receipt.seq !== event.of) return flow;
      const { wanted, preview, receipt, reason } = flow;
      return { step: 'undone', wanted, preview, receipt, reason, seq: event.seq, undoReason: '' };
    }
  }
}
