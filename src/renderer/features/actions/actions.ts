/**
 * What a game master does from this window: one action at a time in its dialog, and the receipts of all
 * that was done, with their undo, until they are dismissed.
 */
import type { Character } from '../../../shared/rows.ts';
import type { ApiClient } from '../../api/client.ts';
import { ApiError } from '../../api/errors.ts';
import type { Action } from './action.ts';
import type { Call, Form, Plan } from './form.ts';
import { hrefOfSubject, type Subject } from './subjects.ts';

/** The action whose dialog is open. */
export interface Acting {
  readonly action: Action;
  readonly subject: Subject;
  readonly form: Form;
  readonly isRunning: boolean;
  /** Why it was not done, or null. */
  readonly error: ApiError | null;
}

export type UndoState =
  | { readonly kind: 'possible' }
  /** There is nothing to take back. */
  | { readonly kind: 'none' }
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly seq: number }
  | { readonly kind: 'refused'; readonly error: ApiError };

export interface Receipt {
  /** The change that it is, by which it is undone. */
  readonly seq: number;
  /** ISO 8601. */
  readonly at: string;
  /** The page of what it was done to. */
  readonly href: string;
  readonly done: string;
  readonly reason: string;
  readonly undo: UndoState;
}

/** The part of the store that is about actions. */
export interface ActionsState {
  readonly acting: Acting | null;
  /** Newest first. */
  readonly receipts: readonly Receipt[];
  /** The receipt that the focus has yet to come to, by its change; null where there is none. */
  readonly freshReceipt: number | null;
  /** How often something was done or undone here: what is shown of before is asked for anew. */
  readonly acted: number;
}

export const NO_ACTIONS: ActionsState = {
  acting: null,
  receipts: [],
  freshReceipt: null,
  acted: 0,
};

/** What it needs of the window around it. */
export interface ActionsSurroundings {
  /** The connection of the moment; throws where there is none. */
  readonly client: () => Pick<ApiClient, 'call'>;
  /** The world is another one now: what the open page shows is loaded anew. */
  readonly onActed: () => void;
  readonly get: () => ActionsState;
  readonly set: (change: Partial<ActionsState>) => void;
}

/** Characters that are offered to choose from. */
const FOUND = 20;

export class Actions {
  readonly #around: ActionsSurroundings;

  constructor(around: ActionsSurroundings) {
    this.#around = around;
  }

  /** Opens its dialog, if it can be done to this one. What is under way is waited for. */
  open(action: Action, subject: Subject): void {
    if (this.#around.get().acting?.isRunning) return;
    const form = action.begin(subject);
    if (form === null) return;
    this.#around.set({ acting: { action, subject, form, isRunning: false, error: null } });
  }

  close(): void {
    if (this.#around.get().acting?.isRunning) return;
    this.#around.set({ acting: null });
  }

  /** Those with a part of a name like this one, or the number; the first of them by name. */
  async findCharacters(wanted: string): Promise<readonly Character[]> {
    const params = { ...(wanted !== '' && { text: wanted }), sort: 'name', limit: FOUND } as const;
    const { characters } = await this.#around.client().call('characters.search', params);
    return characters.map(({ character }) => character);
  }

  /** Does it. The dialog stays open where it is refused, with all that was typed. */
  async run(plan: Plan, reason: string): Promise<void> {
    const { acting } = this.#around.get();
    if (acting === null || acting.isRunning) return;
    this.#around.set({ acting: { ...acting, isRunning: true, error: null } });
    const call = plan.call(reason);
    try {
      const { seq, receipt: told } = await this.#around.client().call(call.method, call.params);
      const receipt: Receipt = {
        seq,
        at: told.at,
        href: hrefOfSubject(acting.subject),
        done: plan.done,
        reason,
        undo: { kind: hasUndo(call) ? 'possible' : 'none' },
      };
      const { receipts } = this.#around.get();
      this.#around.set({ acting: null, receipts: [receipt, ...receipts], freshReceipt: seq });
    } catch (thrown) {
      this.#around.set({ acting: { ...acting, isRunning: false, error: ApiError.from(thrown) } });
    }
    this.#told();
  }

  async undo(seq: number): Promise<void> {
    const receipt = this.#around.get().receipts.find((one) => one.seq === seq);
    if (receipt?.undo.kind !== 'possible' && receipt?.undo.kind !== 'refused') return;
    this.#undo(seq, { kind: 'running' });
    try {
      const { seq: done } = await this.#around.client().call('admin.undo', { seq });
      this.#undo(seq, { kind: 'done', seq: done });
    } catch (thrown) {
      this.#undo(seq, { kind: 'refused', error: ApiError.from(thrown) });
    }
    this.#told();
  }

  dismiss(seq: number): void {
    const { receipts } = this.#around.get();
    this.#around.set({ receipts: receipts.filter((one) => one.seq !== seq) });
  }

  dismissAll(): void {
    this.#around.set({ receipts: [] });
  }

  /** After a restore of the world, what was done before it is of a world that is no more. */
  restored(): void {
    this.#around.set({ receipts: [] });
  }

  /** Done, not done or unknown: what is shown is looked at again. */
  #told(): void {
    this.#around.set({ acted: this.#around.get().acted + 1 });
    this.#around.onActed();
  }

  #undo(seq: number, undo: UndoState): void {
    const { receipts } = this.#around.get();
    this.#around.set({
      receipts: receipts.map((one) => (one.seq === seq ? { ...one, undo } : one)),
    });
  }
}

/** Who is online is nothing that was written: a kick leaves no trace but its event. */
function hasUndo({ method }: Call): boolean {
  return method !== 'sessions.kick';
}
