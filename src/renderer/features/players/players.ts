/**
 * The players of this window: the search through all of them, which stays as it is while one of them is
 * looked at, and the page of that one. Both are kept at what the host says.
 */
import type { FoundEntry } from '../../../shared/activity.ts';
import type { Result } from '../../../shared/host-methods.ts';
import type { ApiClient } from '../../api/client.ts';
import { ApiError } from '../../api/errors.ts';
import { nothingFound, PagedSearch, type PagedView } from '../../api/paged-search.ts';
import { text } from '../../app/text.ts';
import type { ListPlace } from '../../ui/row-grid.tsx';
import type { Loaded } from '../activity/loaded.ts';
import {
  ALL_PLAYERS,
  type FoundPlayer,
  type MapCount,
  type PlayerQuery,
  paramsOf,
} from './list-query.ts';

export type Sheet = Result<'characters.sheet'>;
export type CharacterPreview = Result<'admin.restore.previewCharacter'>['preview'];

/** One character's page: what it shows, and why it cannot be had, each null until the host answered. */
interface OpenSheet {
  readonly character_id: number;
  readonly sheet: Sheet | null;
  readonly error: ApiError | null;
  /** What happened to it lately, newest first. */
  readonly recent: Loaded<readonly FoundEntry[]>;
}

const notLoaded = (character_id: number): OpenSheet => ({
  character_id,
  sheet: null,
  error: null,
  recent: { kind: 'loading' },
});

/** The part of the store that is about players. */
export interface PlayersState {
  readonly playerList: PagedView<PlayerQuery, FoundPlayer, readonly MapCount[]>;
  readonly openSheet: OpenSheet | null;
}

export const NO_PLAYERS: PlayersState = {
  playerList: nothingFound(ALL_PLAYERS),
  openSheet: null,
};

type Client = Pick<ApiClient, 'call'>;

/** What it needs of the window around it. */
export interface PlayersSurroundings {
  /** The connection of the moment, or null. */
  readonly client: () => Client | null;
  /** What a character had to do with lately, newest first. */
  readonly recentOf: (character_id: number) => Promise<readonly FoundEntry[]>;
  readonly get: () => PlayersState;
  readonly set: (change: Partial<PlayersState>) => void;
}

/** Guilds that are offered to choose from. */
const GUILDS = 20;
/** Milliseconds between two looks at the list, and at what happened to one of them. */
const LOOK_MS = 4_000;
/** Rows of a list that is looked at by itself. */
const LIVE_ROWS_MAX = 400;

export class Players {
  /** Where one is in the list. */
  readonly place: ListPlace = { top: 0, key: null };
  readonly #around: PlayersSurroundings;
  readonly #list: PagedSearch<PlayerQuery, FoundPlayer, readonly MapCount[]>;
  #isListShown = false;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(around: PlayersSurroundings) {
    this.#around = around;
    this.#list = new PagedSearch({
      load: async (query, offset, limit) => {
        const params = { ...paramsOf(query), offset, limit };
        const { characters, total, maps } = await this.#client().call('characters.search', params);
        return { rows: characters, total, extra: maps };
      },
      keyOf: ({ character }) => character.character_id,
      get: () => around.get().playerList,
      set: (playerList) => around.set({ playerList }),
    });
  }

  /** The list is shown: as it was left, brought up to the present. */
  enterList(): void {
    this.#isListShown = true;
    void this.#lookAtList();
  }

  leaveList(): void {
    this.#isListShown = false;
  }

  search(change: Partial<PlayerQuery>, when?: 'now' | 'typing'): void {
    this.place.top = 0;
    this.place.key = null;
    this.#list.search(change, when);
  }

  /** The next page. */
  more(): Promise<void> {
    return this.#list.more();
  }

  /** The same search once more, where it failed. */
  again(): Promise<void> {
    return this.#list.refresh();
  }

  /** The page of one is shown. */
  openCharacter(character_id: number): Promise<void> {
    if (this.#around.get().openSheet?.character_id !== character_id) {
      this.#around.set({ openSheet: notLoaded(character_id) });
    }
    return this.acted();
  }

  closeCharacter(): void {
    this.#around.set({ openSheet: null });
  }

  /** What is shown is brought up to the present. */
  async refresh(): Promise<void> {
    const isDue = performance.now() - this.#lookedAt > LOOK_MS;
    const { openSheet } = this.#around.get();
    if (openSheet !== null) {
      if (isDue) this.#lookedAt = performance.now();
      await Promise.all([this.#loadSheet(openSheet), isDue ? this.#loadRecent(openSheet) : null]);
    } else if (this.#isListShown && isDue && this.#isShort()) await this.#lookAtList();
  }

  /** Something was done: what is shown is of before. */
  async acted(): Promise<void> {
    this.#lookedAt = Number.NEGATIVE_INFINITY;
    await this.refresh();
  }

  /** After a restore, nothing of before is shown. */
  restored(): void {
    const { playerList, openSheet } = this.#around.get();
    this.#around.set({
      playerList: nothingFound(playerList.query),
      openSheet: openSheet === null ? null : notLoaded(openSheet.character_id),
    });
    void this.acted();
  }

  /** The character as it was at a moment, beside today's. Changes nothing. */
  async comparedWith(character_id: number, at: string): Promise<CharacterPreview> {
    const params = { character_id, at };
    return (await this.#client().call('admin.restore.previewCharacter', params)).preview;
  }

  /** Those with a part of a name like this one; the first of them by name. */
  async findGuilds(wanted: string): Promise<Result<'guilds.search'>['guilds']> {
    const params = { ...(wanted !== '' && { text: wanted }), sort: 'name', limit: GUILDS } as const;
    return (await this.#client().call('guilds.search', params)).guilds;
  }

  /** Who has gone far down reads there, and all that lies above would have to be had again. */
  #isShort(): boolean {
    return this.#around.get().playerList.rows.length <= LIVE_ROWS_MAX;
  }

  async #lookAtList(): Promise<void> {
    const { isSearching, isLoadingMore } = this.#around.get().playerList;
    // What is on its way is as new as can be.
    if (this.#around.client() === null || isSearching || isLoadingMore) return;
    this.#lookedAt = performance.now();
    await this.#list.refresh();
  }

  async #loadSheet({ character_id }: OpenSheet): Promise<void> {
    const client = this.#around.client();
    if (client === null) return;
    try {
      const sheet = await client.call('characters.sheet', { character_id });
      this.#show(character_id, { sheet, error: null });
    } catch (thrown) {
      // After a connection that was lost, what is shown is of before, and there is a notice of that.
      const error = ApiError.from(thrown);
      if (error.code !== 'Closed') this.#show(character_id, { sheet: null, error });
    }
  }

  async #loadRecent({ character_id }: OpenSheet): Promise<void> {
    try {
      const value = await this.#around.recentOf(character_id);
      this.#show(character_id, { recent: { kind: 'loaded', value } });
    } catch (thrown) {
      this.#show(character_id, { recent: { kind: 'failed', error: ApiError.from(thrown) } });
    }
  }

  /** Somebody else may be looked at by now. */
  #show(character_id: number, change: Partial<OpenSheet>): void {
    const { openSheet } = this.#around.get();
    if (openSheet?.character_id !== character_id) return;
    this.#around.set({ openSheet: { ...openSheet, ...change } });
  }

  #client(): Client {
    const client = this.#around.client();
    if (client === null) throw new ApiError('Closed', text.shared.noConnection);
    return client;
  }
}
