/** The order of a guild's members. Pure. */
import type { Sorting } from '../../ui/row-grid.tsx';
import type { GuildMember } from './one-guild.ts';

export type MemberSort = 'name' | 'rank' | 'level' | 'joined' | 'seen';

/** Who leads stands before all other ranks; of equals the one who joined first. */
export function sorted(
  members: readonly GuildMember[],
  { by, isDescending }: Sorting<MemberSort>,
): readonly GuildMember[] {
  const key = KEYS[by];
  const sign = isDescending ? -1 : 1;
  return members.toSorted((a, b) => {
    const [one, other] = [key(a), key(b)];
    if (one === other) return a.member.member_id - b.member.member_id;
    return (one < other ? -1 : 1) * sign;
  });
}

const KEYS: Readonly<Record<MemberSort, (member: GuildMember) => string | number>> = {
  name: ({ character }) => character.character_name.toLowerCase(),
  rank: ({ member: { rank } }) => (rank === 'leader' ? '' : rank.toLowerCase()),
  level: ({ character }) => character.level,
  joined: ({ member }) => member.joined_at ?? '',
  seen: ({ character }) => character.last_login ?? '',
};
