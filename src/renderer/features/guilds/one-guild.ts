/** One guild with its members, as the host tells of them. */
import { SEARCH_PAGE_MAX } from '../../../shared/limits.ts';
import type { Character, Guild, Member } from '../../../shared/rows.ts';
import type { ApiClient } from '../../api/client.ts';
import type { GuildSubject } from '../actions/subjects.ts';

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

type Client = Pick<ApiClient, 'call'>;

export async function oneGuild(client: Client, guild_id: number): Promise<OneGuild> {
  const [{ guild, members }, characters] = await Promise.all([
    client.call('guilds.get', { guild_id }),
    charactersOf(client, guild_id),
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

async function charactersOf(client: Client, guild_id: number) {
  const all = new Map<number, { readonly character: Character; readonly online: boolean }>();
  for (let offset = 0; ; offset += SEARCH_PAGE_MAX) {
    const params = { guild_id, sort: 'id', offset, limit: SEARCH_PAGE_MAX } as const;
    const { characters, total } = await client.call('characters.search', params);
    for (const one of characters) all.set(one.character.character_id, one);
    if (offset + SEARCH_PAGE_MAX >= total) return all;
  }
}

/** What its page hands to the actions on it. */
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
