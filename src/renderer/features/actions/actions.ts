/**
 * What a game master does from this window: one action at a time in its dialog, and the receipts of all
 * that was done, with their undo, until they are dismissed. What the host remembers of all that game
 * masters did is asked for from here, too, and undone by a receipt like those.
 */
import type { FoundEntry } from '../../../shared/activity.ts';
import type { RememberedAction } from '../../../shared/admin-actions.ts';
import type { Params } from '../../../shared/host-methods.ts';
import type { Character } from '../../../shared/rows.ts';
import type { ApiClient } from '../../api/client.ts';
import { ApiError } from '../../api/errors.ts';
import { hrefOf } from '../../app/pages.ts';
import type { Action } from './action.ts';
import type { KeysInUse } from './fields.ts';
import type { Call, Form, Plan } from './form.ts';
import { type Remembered, rememberedText, withRoles } from './remembered.ts';
import { hrefOfSubject, type Subject } from './subjects.ts';
import { today } from './today.ts';

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

interface RememberedPage {
  readonly done: readonly Remembered[];
  readonly total: number;
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
  /** A change was undone from here, by another. */
  readonly onUndone: (seq: number, by: number) => void;
  /** Learns the names of those who stand in entries of the log. */
  readonly learn: (entries: readonly FoundEntry[]) => void;
  readonly get: () => ActionsState;
  readonly set: (change: Partial<ActionsState>) => void;
}

/** Characters that are offered to choose from. */
const FOUND = 20;
/** Entries of one action that are shown. */
const LOGGED = 50;

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

  /** The commonest first. */
  async keysInUse(of: KeysInUse): Promise<readonly string[]> {
    const client = this.#around.client();
    if (of === 'maps') {
      const { maps } = await client.call('characters.search', { limit: 1 });
      return maps.map(({ map_id }) => map_id);
    }
    const { types } = await client.call('items.search', { limit: 1 });
    return types.map(({ item_type }) => item_type);
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
      const refused = { ...acting, isRunning: false, error: ApiError.from(thrown) };
      this.#around.set({ acting: refused });
      void this.#renew(refused);
    }
    this.#told();
  }

  /** What game masters did, about one character or all, the newest first, and how much there is. */
  async remembered(character_id: number | null, limit: number): Promise<RememberedPage> {
    const about = character_id === null ? {} : { character_id };
    const client = this.#around.client();
    const { actions, total } = await client.call('admin.actions.list', { ...about, limit });
    return { done: withRoles(actions, await this.#loggedActions(about, actions)), total };
  }

  /** What the log has of it: entries of its moment that are about the same character. */
  loggedOf({ at, character_id }: Remembered): Promise<readonly FoundEntry[]> {
    const about = character_id === null ? {} : { character_id };
    return this.#logged({ ...about, ...momentOf(at), order: 'oldest', limit: LOGGED });
  }

  /** Undoes what anybody did; its receipt is one of this window's from then on, and has the focus. */
  async undoRemembered(action: Remembered): Promise<void> {
    const { seq, at, reason, character_id } = action;
    const { receipts } = this.#around.get();
    const receipt: Receipt = {
      seq,
      at,
      href: hrefOf('players', character_id),
      done: rememberedText(action),
      reason,
      undo: { kind: 'possible' },
    };
    const isHere = receipts.some((one) => one.seq === seq);
    this.#around.set({ receipts: isHere ? receipts : [receipt, ...receipts], freshReceipt: seq });
    await this.undo(seq);
  }

  async undo(seq: number): Promise<void> {
    const receipt = this.#around.get().receipts.find((one) => one.seq === seq);
    if (receipt?.undo.kind !== 'possible' && receipt?.undo.kind !== 'refused') return;
    this.#undo(seq, { kind: 'running' });
    try {
      const { seq: done } = await this.#around.client().call('admin.undo', { seq });
      this.#undo(seq, { kind: 'done', seq: done });
      this.#around.onUndone(seq, done);
    } catch (thrown) {
      this.#undo(seq, { kind: 'refused', error: ApiError.from(thrown) });
    }
    this.#told();
  }

  /** The receipt of what was done by other means of this window. */
  keep(receipt: Receipt): void {
    this.#around.set({ receipts: [receipt, ...this.#around.get().receipts] });
  }

  /** It was undone by other means of this window. */
  undone(seq: number, by: number): void {
    this.#undo(seq, { kind: 'done', seq: by });
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

  /** Makes the form anew of what there is by now, for another try, unless that has begun or is given up. */
  async #renew(refused: Acting): Promise<void> {
    try {
      const subject = await today(this.#around.client(), refused.subject);
      const form = refused.action.begin(subject);
      if (form === null || this.#around.get().acting !== refused) return;
      this.#around.set({ acting: { ...refused, subject, form } });
    } catch {
      // The refusal itself is said already, and the form stays as good as it was.
    }
  }

  /** Done, not done or unknown: what is shown is looked at again. */
  #told(): void {
    this.#around.set({ acted: this.#around.get().acted + 1 });
    this.#around.onActed();
  }

  /** Nothing where the log cannot be had: what is to be undone can be undone without it. */
  async #loggedActions(
    about: Params<'activity.query'>,
    actions: readonly RememberedAction[],
  ): Promise<readonly FoundEntry[]> {
    const [newest, oldest] = [actions.at(0), actions.at(-1)];
    if (newest === undefined || oldest === undefined) return [];
    const searches = [{ ...about, since: oldest.at, until: momentOf(newest.at).until }];
    if (about.character_id !== undefined) {
      // A ban is about an account: of all searches for a character none finds it.
      const bans = actions.filter(({ character_id }) => character_id === null);
      searches.push(...bans.map(({ at }) => momentOf(at)));
    }
    const wanted = { event_types: ['AdminAction' as const], limit: actions.length };
    try {
      const found = searches.map((search) => this.#logged({ ...search, ...wanted }));
      return (await Promise.all(found)).flat();
    } catch {
      return [];
    }
  }

  async #logged(params: Params<'activity.query'>): Promise<readonly FoundEntry[]> {
    const { entries } = await this.#around
      .client()
      .call('activity.query', { ...params, counts: false });
    this.#around.learn(entries);
    return entries;
  }

  #undo(seq: number, undo: UndoState): void {
    const { receipts } = this.#around.get();
    this.#around.set({
      receipts: receipts.map((one) => (one.seq === seq ? { ...one, undo } : one)),
    });
  }
}

/** All of one change has one moment, and a search ends before its end. */
function momentOf(at: string): { readonly since: string; readonly until: string } {
  return { since: at, until: new Date(Date.parse(at) + 1).toISOString() };
}

/** Who is online is nothing that was written: a kick leaves no trace but its event. */
function hasUndo({ method }: Call): boolean {
  return method !== 'sessions.kick';
}
