/** The character whose page is open, kept at what the host says. */
import type { Result } from '../../../shared/host-methods.ts';
import type { ApiClient } from '../../api/client.ts';
import { ApiError } from '../../api/errors.ts';

export type Sheet = Result<'characters.sheet'>;

/** One character's page: what it shows, and why it cannot be had, each null until the host answered. */
interface OpenSheet {
  readonly character_id: number;
  readonly sheet: Sheet | null;
  readonly error: ApiError | null;
}

/** The part of the store that is about players. */
export interface PlayersState {
  readonly openSheet: OpenSheet | null;
}

export const NO_PLAYERS: PlayersState = { openSheet: null };

/** What it needs of the window around it. */
export interface PlayersSurroundings {
  /** The connection of the moment, or null. */
  readonly client: () => Pick<ApiClient, 'call'> | null;
  readonly get: () => PlayersState;
  readonly set: (change: Partial<PlayersState>) => void;
}

export class Players {
  readonly #around: PlayersSurroundings;

  constructor(around: PlayersSurroundings) {
    this.#around = around;
  }

  /** The page of one is shown. */
  openCharacter(character_id: number): Promise<void> {
    if (this.#around.get().openSheet?.character_id !== character_id) {
      this.#around.set({ openSheet: { character_id, sheet: null, error: null } });
    }
    return this.#loadSheet();
  }

  closeCharacter(): void {
    this.#around.set({ openSheet: null });
  }

  /** What is shown is brought up to the present. */
  async refresh(): Promise<void> {
    if (this.#around.get().openSheet !== null) await this.#loadSheet();
  }

  async #loadSheet(): Promise<void> {
    const client = this.#around.client();
    const asked = this.#around.get().openSheet;
    if (client === null || asked === null) return;
    const { character_id } = asked;
    const show = (change: Partial<OpenSheet>) => {
      const { openSheet } = this.#around.get();
      // Somebody else may be looked at by now.
      if (openSheet?.character_id !== character_id) return;
      this.#around.set({ openSheet: { ...openSheet, ...change } });
    };
    try {
      const sheet = await client.call('characters.sheet', { character_id });
      show({ sheet, error: null });
    } catch (thrown) {
      show({ sheet: null, error: ApiError.from(thrown) });
    }
  }
}
