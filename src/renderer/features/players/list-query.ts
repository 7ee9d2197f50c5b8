/** What the list of players is asked for. Pure. */
import type { Params, Result } from '../../../shared/host-methods.ts';

export type FoundPlayer = Result<'characters.search'>['characters'][number];
export type MapCount = Result<'characters.search'>['maps'][number];
export type PlayerSort = NonNullable<Params<'characters.search'>['sort']>;

export interface PlayerQuery {
  readonly text: string;
  readonly isOnline: boolean;
  readonly isBanned: boolean;
  /** Empty for all of them. */
  readonly map: string;
  readonly guild: { readonly guild_id: number; readonly guild_name: string } | null;
  /** As it was typed. */
  readonly account: string;
  readonly sort: PlayerSort;
  readonly isDescending: boolean;
}

/** Everybody, by name. */
export const ALL_PLAYERS: PlayerQuery = {
  text: '',
  isOnline: false,
  isBanned: false,
  map: '',
  guild: null,
  account: '',
  sort: 'name',
  isDescending: false,
};

/** Whether it leaves anybody out. */
export function isNarrowed(query: PlayerQuery): boolean {
  const { text, isOnline, isBanned, map, guild, account } = query;
  return (
    text.trim() !== '' || isOnline || isBanned || map !== '' || guild !== null || account !== ''
  );
}

/** Everybody again, in the order of before. */
export function widened({ sort, isDescending }: PlayerQuery): PlayerQuery {
  return { ...ALL_PLAYERS, sort, isDescending };
}

/** The params of `characters.search` beside the page. */
export function paramsOf(query: PlayerQuery): Params<'characters.search'> {
  const { text, isOnline, isBanned, map, guild, account, sort, isDescending } = query;
  return {
    ...(text.trim() !== '' && { text: text.trim() }),
    ...(isOnline && { online: true }),
    ...(isBanned && { banned: true }),
    ...(map !== '' && { map_id: map }),
    ...(guild !== null && { guild_id: guild.guild_id }),
    ...(account !== '' && { account_id: Number(account) }),
    sort,
    descending: isDescending,
  };
}
