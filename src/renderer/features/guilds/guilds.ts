/** The search of the page Guilds, and one guild with its members. */
import type { GuildsFound, GuildsSearch } from '../../../shared/desk.ts';
import { SEARCH_PAGE_MAX } from '../../../shared/limits.ts';
import type { Character, Guild, Member } from '../../../shared/rows.ts';
import type { ApiClient } from '../../api/client.ts';
import { nothingFound, type Page, PagedSearch, type PagedView } from '../../api/paged-search.ts';
import type { ListPlace } from '../../ui/row-grid.tsx';
import type { GuildSubject } from '../actions/subjects.ts';

export type FoundGuild = GuildsFound['guilds'][number];
export type GuildSort = NonNullable<GuildsSearch['sort']>;

export interface GuildsQuery {
  readonly text: string;
  readonly sort: GuildSort;
  readonly isDescending: boolean;
}

export const ALL_GUILDS: GuildsQuery = { text: '', sort: 'name', isDescending: false };

export type GuildsView = PagedView<GuildsQuery, FoundGuild, null>;

/** A member as the page of its guild shows it. */
export interface GuildMember {
  readonly member: Member;
  readonly character: Character;
  readonly isOnline: boolean;
}

export interface OneGuild {
  readonly guild: Guild;
  readonly members: readonly GuildMember[];
}

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

  async guild(guild_id: number): Promise<OneGuild> {
    const [{ guild, members }, characters] = await Promise.all([
      this.#around.client().call('guilds.get', { guild_id }),
      this.#charactersOf(guild_id),
    ]);
    return {
      guild,
      members: members.flatMap((member) => {
        const found = characters.get(member.character_id);
        // Between the two answers somebody may have come.
        if (found === undefined) return [];
        return [{ member, character: found.character, isOnline: found.online }];
      }),
    };
  }

  async #charactersOf(guild_id: number) {
    const client = this.#around.client();
    const all = new Map<number, { readonly character: Character; readonly online: boolean }>();
    for (let offset = 0; ; offset += SEARCH_PAGE_MAX) {
      const params = { guild_id, sort: 'id', offset, limit: SEARCH_PAGE_MAX } as const;
      const { characters, total } = await client.call('characters.search', params);
      for (const one of characters) all.set(one.character.character_id, one);
      if (offset + SEARCH_PAGE_MAX >= total) return all;
    }
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

export function subjectOf({ guild, members }: OneGuild): GuildSubject {
  return {
    kind: 'guild',
    guild,
    members: members.map(({ member: { character_id, rank }, character: { character_name } }) => ({
      character_id,
      rank,
      character_name,
    })),
  };
}
