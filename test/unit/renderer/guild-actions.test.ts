/** What a game master does to a guild: what is offered, and what the form of each comes to. */
import { describe, expect, it } from 'vitest';
import type { Filled } from '../../../src/renderer/features/actions/form.ts';
import { guildActions } from '../../../src/renderer/features/actions/guild-actions.ts';
import type { GuildSubject } from '../../../src/renderer/features/actions/subjects.ts';

const member = (character_id: number, character_name: string, rank: string) => ({
  character_id,
  character_name,
  rank,
});
const WATCH: GuildSubject = {
  kind: 'guild',
  guild: { guild_id: 7, guild_name: 'The Watch', leader_id: 1, created_at: null },
  members: [member(1, 'Aria', 'leader'), member(3, 'Cleo', 'member'), member(2, 'Bert', 'captain')],
};
const ALONE = { ...WATCH, members: WATCH.members.slice(0, 1) };

function fill(id: string, texts: Readonly<Record<string, string>>, subject = WATCH): Filled {
  const form = guildActions.find((one) => one.id === id)?.begin(subject);
  if (form == null) throw new Error(`${id} is not offered`);
  return form.fill(texts);
}

/** The operations of it, and what it says first. */
function done(id: string, texts: Readonly<Record<string, string>>) {
  const filled = fill(id, texts);
  if (filled.kind !== 'ready') throw new Error(`${id} is ${filled.kind}`);
  const { method, params } = filled.plan.call('a reason');
  return { will: filled.plan.will, method, params };
}

const action = (character_id: number, method: string, params: object) => ({
  method: 'admin.act',
  params: { reason: 'a reason', character_id, operations: [{ method, params }] },
});

describe('the actions on a guild', () => {
  it('[I7] are those that can be done to it', () => {
    const offered = (subject: GuildSubject) =>
      guildActions.filter((one) => one.begin(subject) !== null).map(({ id }) => id);
    expect(offered(WATCH)).toEqual([
      'add-member',
      'set-rank',
      'set-leader',
      'remove-member',
      'disband',
    ]);
    expect(offered(ALONE)).toEqual(['add-member', 'disband']);
  });

  it('[I7] say what happens, and do that', () => {
    expect(done('set-leader', { member: '2' })).toEqual({
      will: 'Bert leads The Watch from now on, in the place of Aria, who stays a member.',
      ...action(2, 'guilds.setLeader', { guild_id: 7, character_id: 2 }),
    });
    expect(done('set-rank', { member: '2', rank: 'sergeant' })).toEqual({
      will: 'Bert is sergeant of The Watch from now on, and not captain.',
      ...action(2, 'guilds.setRank', { guild_id: 7, character_id: 2, rank: 'sergeant' }),
    });
    expect(done('add-member', { who: '9 Dora' })).toEqual({
      will: 'Dora joins The Watch as member.',
      ...action(9, 'guilds.addMember', { guild_id: 7, character_id: 9, rank: 'member' }),
    });
    expect(done('remove-member', { member: '3' })).toEqual({
      will: 'Cleo is taken out of The Watch.',
      ...action(3, 'guilds.removeMember', { guild_id: 7, character_id: 3 }),
    });
    expect(done('disband', {})).toEqual({
      will: 'The Watch ends, and its 3 members belong to it no more.',
      ...action(1, 'guilds.disband', { guild_id: 7 }),
    });
  });

  it('[I7] are done to nobody before somebody is chosen', () => {
    for (const id of ['set-leader', 'set-rank', 'remove-member']) {
      expect(fill(id, { rank: 'sergeant' })).toEqual({
        kind: 'lacking',
        lacks: { member: 'Choose one from the list.' },
      });
    }
  });

  it('[I7] are not done to who belongs to it no more', () => {
    for (const id of ['set-leader', 'set-rank', 'remove-member']) {
      expect(fill(id, { member: '9', rank: 'sergeant' }).kind).toBe('lacking');
    }
  });

  it('[I7] are nothing where nothing would change', () => {
    expect(fill('set-rank', { member: '2', rank: 'captain' }).kind).toBe('nothing');
    expect(fill('add-member', { who: '3 Cleo' }).kind).toBe('nothing');
    expect(fill('set-rank', { member: '2' }).kind).toBe('lacking');
  });
});
