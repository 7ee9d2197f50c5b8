/** The search of the page Guilds, and which guild's page is open. */
import type { GuildsFound, GuildsSearch } from '../../../shared/desk.ts';
import type { ApiClient } from '../../api/client.ts';
import { nothingFound, type Page, PagedSearch, type PagedView } from '../../api/paged-search.ts';
import type { ListPlace } from '../../ui/row-grid.tsx';
import type { GuildSubject } from '../actions/subjects.ts';
import { type OneGuild, oneGuild } from './one-guild.ts';

export type FoundGuild = GuildsFound['guilds'][number];
export type GuildSort = NonNullable<GuildsSearch['sort']>;

export interface GuildsQuery {
  readonly text: string;
  readonly sort: GuildSort;
  readonly isDescending: boolean;
}

export const ALL_GUILDS: GuildsQuery = { text: '', sort: 'name', isDescending: false };

export type GuildsView = PagedView<GuildsQuery, FoundGuild, null>;

/** The part of the store that is about guilds. */
export interface GuildsState {
  readonly guilds: GuildsView;
  /** The guild whose page is open, once it is loaded. */
  readonly openGuild: GuildSubject | null;
}

export const NO_GUILDS: GuildsState = { guilds: nothingFound(ALL_GUILDS), openGuild: null };

/** What it needs of the window around it. */
export interface GuildsSurroundings {
  /** The connection of the moment; throws where there is none. */
  readonly client: () => Pick<ApiClient, 'call'>;
  readonly get: () => GuildsState;
  readonly set: (change: Partial<GuildsState>) => void;
}

export class Guilds {
  readonly #around: GuildsSurroundings;
  readonly list: PagedSearch<GuildsQuery, FoundGuild, null>;
  readonly place: ListPlace = { top: 0, key: null };

  constructor(around: GuildsSurroundings) {
    this.#around = around;
    this.list = new PagedSearch({
      load: (query, offset, limit) => this.#load(query, offset, limit),
      keyOf: ({ guild }) => guild.guild_id,
      get: () => around.get().guilds,
      set: (guilds) => around.set({ guilds }),
    });
  }

  /** Another search begins at the top of its list. */
  search(change: Partial<GuildsQuery>, when?: 'now' | 'typing'): void {
    this.place.top = 0;
    this.place.key = null;
    this.list.search(change, when);
  }

  /** The list is brought up to the present; what is on its way is as new as can be. */
  look(): void {
    const { isSearching, isLoadingMore } = this.#around.get().guilds;
    if (!isSearching && !isLoadingMore) void this.list.refresh();
  }

  /** The world is another one. */
  restored(): void {
    const { guilds } = this.#around.get();
    this.#around.set({ guilds: nothingFound(guilds.query) });
    if (guilds.total !== null) void this.list.refresh();
  }

  /** The page of one is shown, or of none any more. */
  open(openGuild: GuildSubject | null): void {
    this.#around.set({ openGuild });
  }

  guild(guild_id: number): Promise<OneGuild> {
    return oneGuild(this.#around.client(), guild_id);
  }

  async #load(
    { text, sort, isDescending }: GuildsQuery,
    offset: number,
    limit: number,
  ): Promise<Page<FoundGuild, null>> {
    const { guilds, total } = await this.#around.client().call('guilds.search', {
      ...(text.trim() !== '' && { text: text.trim() }),
      sort,
      descending: isDescending,
      offset,
      limit,
    });
    return { rows: guilds, total, extra: null };
  }
}
