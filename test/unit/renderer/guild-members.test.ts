/** The order of a guild’s members. */
import { describe, expect, it } from 'vitest';
import { type MemberSort, sorted } from '../../../src/renderer/features/guilds/members.ts';
import type { GuildMember } from '../../../src/renderer/features/guilds/one-guild.ts';

const member = (member_id: number, character_name: string, rank: string, level: number) =>
  ({
    member: { member_id, rank, joined_at: `2026-01-0${member_id}T00:00:00.000Z` },
    character: { character_name, level, last_login: null },
    isOnline: false,
  }) as GuildMember;

const ALL = [
  member(1, 'bert', 'member', 9),
  member(2, 'Cleo', 'captain', 10),
  member(3, 'Aria', 'leader', 9),
];

describe('the members of a guild', () => {
  it.each<[MemberSort, boolean, string]>([
    ['rank', false, 'Aria Cleo bert'],
    ['name', false, 'Aria bert Cleo'],
    ['name', true, 'Cleo bert Aria'],
    ['level', true, 'Cleo bert Aria'],
    ['joined', true, 'Aria Cleo bert'],
    ['seen', false, 'bert Cleo Aria'],
  ])('[I6] stand in the order of %s, turned round: %s', (by, isDescending, names) => {
    const order = sorted(ALL, { by, isDescending });
    expect(order.map(({ character }) => character.character_name).join(' ')).toBe(names);
  });
});
