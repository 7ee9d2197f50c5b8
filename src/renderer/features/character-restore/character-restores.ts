/**
 * Bringing one character back from this window: asks the host and hands each answer to the flow. What is
 * chosen lives in the flow, so that it outlasts a look at another page and a comparison done anew.
 */

import type { ApiClient } from '../../api/client.ts';
import { ApiError } from '../../api/errors.ts';
import { hrefOf } from '../../app/pages.ts';
import { text } from '../../app/text.ts';
import type { Receipt } from '../actions/actions.ts';
import { choicesOf, type Draft, lacksOf } from './draft.ts';
import {
  type CharacterFlow,
  type CharacterFlowEvent,
  type Ended,
  isEnded,
  next,
  type Renewal,
  type Wanted,
  type Who,
} from './flow.ts';
import { doneText } from './outcome-words.ts';

const { refused } = text.characterRestore;

/** The part of the store that is about one character. */
export interface CharacterRestoresState {
  readonly characterFlow: CharacterFlow;
  /** The receipt that was last left, with its way back; null where there is none in this window. */
  readonly characterEnded: Ended | null;
}

export const NO_CHARACTER: CharacterRestoresState = {
  characterFlow: { step: 'closed' },
  characterEnded: null,
};

type Client = Pick<ApiClient, 'call'>;

/** What it needs of the window around it. */
export interface CharacterSurroundings {
  /** The connection of the moment, or null. */
  readonly client: () => Client | null;
  readonly now: () => number;
  /** Loads anew which moments there are to choose from. */
  readonly loadMoments: () => Promise<void>;
  /** Its receipt is one of what was done from this window. */
  readonly onDone: (receipt: Receipt) => void;
  readonly onUndone: (seq: number, by: number) => void;
  readonly get: () => CharacterRestoresState;
  readonly set: (change: Partial<CharacterRestoresState>) => void;
}

const CLOSED = () => new ApiError('Closed', text.shared.noConnection);

export class CharacterRestores {
  readonly #around: CharacterSurroundings;

  constructor(around: CharacterSurroundings) {
    this.#around = around;
  }

  open(): void {
    this.#step({ kind: 'open' });
    void this.#around.loadMoments();
  }

  back(): void {
    this.#step({ kind: 'back' });
    void this.#around.loadMoments();
  }

  close(): void {
    this.#step({ kind: 'close' });
  }

  /** Shows the receipt that was last left. */
  reopen(): void {
    const { characterEnded } = this.#around.get();
    if (characterEnded !== null) this.#step({ kind: 'reopen', ended: characterEnded });
  }

  edit(draft: Draft): void {
    this.#step({ kind: 'edit', draft });
  }

  /** Lays the character of then beside the one of today. Changes nothing. */
  async compare(wanted: Wanted): Promise<void> {
    this.#step({ kind: 'compare', wanted });
    await this.#ask(wanted);
  }

  /** Compares with the world as it is by now, and keeps what was chosen. */
  async compareAgain(): Promise<void> {
    await this.#renew({ why: 'asked' });
  }

  /** Does what is chosen, if nothing lacks. */
  async run(): Promise<void> {
    const { characterFlow: flow } = this.#around.get();
    if (flow.step !== 'deciding' || lacksOf(flow.preview, flow.draft).length > 0) return;
    const { preview, draft } = flow;
    this.#step({ kind: 'run' });
    try {
      const params = { token: preview.token, ...choicesOf(preview, draft) };
      const { restored } = await this.#client().call('admin.restore.runCharacter', params);
      this.#step({ kind: 'done', receipt: restored });
      this.#around.onDone({
        seq: restored.seq,
        at: new Date(this.#around.now()).toISOString(),
        href: hrefOf('players', restored.character_id),
        done: doneText(restored, preview),
        reason: draft.reason.trim(),
        undo: { kind: 'possible' },
      });
    } catch (thrown) {
      const error = ApiError.from(thrown);
      if (error.code === 'PreviewOutdated') await this.#renew({ why: 'outdated', error });
      else this.#step({ kind: 'refused', error });
    }
  }

  async undo(reason: string): Promise<void> {
    const { characterFlow: flow } = this.#around.get();
    if (flow.step !== 'done') return;
    this.#step({ kind: 'undo' });
    const params = {
      seq: flow.receipt.seq,
      ...(reason.trim() !== '' && { reason: reason.trim() }),
    };
    try {
      const { seq } = await this.#client().call('admin.undo', params);
      this.#step({ kind: 'undone', seq, reason: reason.trim() });
      this.#around.onUndone(params.seq, seq);
    } catch (thrown) {
      this.#step({ kind: 'not undone', error: ApiError.from(thrown) });
    }
  }

  /** A change is undone by other means of this window: if it was this one, its receipt says so. */
  undone(of: number, by: number): void {
    const event: CharacterFlowEvent = { kind: 'undone elsewhere', of, seq: by };
    this.#step(event);
    const { characterEnded } = this.#around.get();
    const ended = characterEnded && next(characterEnded, event);
    if (ended !== null && isEnded(ended)) this.#around.set({ characterEnded: ended });
  }

  /** After a restore of the world, what is compared is of a world that is no more. */
  async restored(): Promise<void> {
    this.#around.set({ characterEnded: null });
    if (this.#around.get().characterFlow.step !== 'deciding') return;
    await this.#renew({ why: 'restored elsewhere' });
  }

  async #renew(renewal: Renewal): Promise<void> {
    this.#step({ kind: 'renew', renewal });
    const { characterFlow: flow } = this.#around.get();
    if (flow.step === 'comparing') await this.#ask(flow.wanted);
  }

  async #ask(wanted: Wanted): Promise<void> {
    try {
      const client = this.#client();
      const character_id = await idOf(client, wanted.who);
      const params = { character_id, at: wanted.at };
      const { preview } = await client.call('admin.restore.previewCharacter', params);
      this.#step({ kind: 'compared', wanted, preview });
    } catch (thrown) {
      this.#step({ kind: 'not compared', wanted, error: inPlainWords(thrown, wanted) });
    }
  }

  #client(): Client {
    const client = this.#around.client();
    if (client === null) throw CLOSED();
    return client;
  }

  #step(event: CharacterFlowEvent): void {
    const { characterFlow } = this.#around.get();
    const flow = next(characterFlow, event);
    if (flow === characterFlow) return;
    this.#around.set({
      characterFlow: flow,
      ...(isEnded(characterFlow) && { characterEnded: characterFlow }),
    });
  }
}

async function idOf(client: Client, who: Who): Promise<number> {
  if (who.kind === 'id') return who.id;
  try {
    const { character } = await client.call('characters.getByName', { character_name: who.name });
    return character.character_id;
  } catch (thrown) {
    const error = ApiError.from(thrown);
    if (error.code !== 'NotFound') throw error;
    throw new ApiError('NotFound', refused.nobodyToday(who.name), refused.nobodyTodayHint);
  }
}

/** The host speaks of numbers of changes, and does not say what else one could try. */
function inPlainWords(thrown: unknown, { who }: Wanted): ApiError {
  const error = ApiError.from(thrown);
  if (error.code !== 'NotFound' || error.details.what !== 'character') return error;
  const whom = who.kind === 'name' ? refused.byName(who.name) : refused.byNumber(who.id);
  return new ApiError('NotFound', refused.nobodyThen(whom), refused.nobodyThenHint);
}
