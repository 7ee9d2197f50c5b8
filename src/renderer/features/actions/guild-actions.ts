/** Guilds: who leads, who belongs to them with which rank, and their end. Pure. */
import { text } from '../../app/text.ts';
import { actionOn, actionThatDestroys } from './action.ts';
import { characterField, type Field, keyField, openChoiceField } from './fields.ts';
import { act, form, operation } from './form.ts';
import type { GuildSubject } from './subjects.ts';

const words = text.actions;

type GuildMember = GuildSubject['members'][number];

export const guildActions = [
  actionOn('guild', 'add-member', words.addMember.title, (subject) => {
    const { guild_id, guild_name } = subject.guild;
    const fields = {
      who: characterField(words.fields.newMember, 0),
      rank: rankField(subject, MEMBER),
    };
    return form(fields, ({ who: { character_id, character_name }, rank }) => {
      // The host would refuse it; here it is known already.
      if (subject.members.some((member) => member.character_id === character_id)) return null;
      return {
        will: words.addMember.will(character_name, guild_name, rank),
        done: words.addMember.done(character_name, guild_name, rank),
        call: act(character_id, () => [
          operation('guilds.addMember', { guild_id, character_id, rank }),
        ]),
      };
    });
  }),

  actionOn('guild', 'set-rank', words.setRank.title, (subject) => {
    const { guild_id, guild_name } = subject.guild;
    const member = memberField(subject);
    if (member === null) return null;
    return form({ member, rank: rankField(subject) }, ({ member: id, rank }) => {
      const { character_id, character_name, rank: was } = memberOf(subject, id);
      if (rank === was) return null;
      return {
        will: words.setRank.will(character_name, guild_name, rank, was),
        done: words.setRank.done(character_name, guild_name, rank),
        call: act(character_id, () => [
          operation('guilds.setRank', { guild_id, character_id, rank }),
        ]),
      };
    });
  }),

  actionOn('guild', 'set-leader', words.setLeader.title, (subject) => {
    const { guild_id, guild_name, leader_id } = subject.guild;
    const member = memberField(subject);
    if (member === null) return null;
    const leader = subject.members.find(({ character_id }) => character_id === leader_id);
    return form({ member }, ({ member: id }) => {
      const { character_id, character_name } = memberOf(subject, id);
      return {
        will: words.setLeader.will(character_name, guild_name, leader?.character_name ?? null),
        done: words.setLeader.done(character_name, guild_name),
        call: act(character_id, () => [operation('guilds.setLeader', { guild_id, character_id })]),
      };
    });
  }),

  actionOn('guild', 'remove-member', words.removeMember.title, (subject) => {
    const { guild_id, guild_name } = subject.guild;
    const member = memberField(subject);
    if (member === null) return null;
    return form({ member }, ({ member: id }) => {
      const { character_id, character_name } = memberOf(subject, id);
      return {
        will: words.removeMember.will(character_name, guild_name),
        done: words.removeMember.done(character_name, guild_name),
        call: act(character_id, () => [
          operation('guilds.removeMember', { guild_id, character_id }),
        ]),
      };
    });
  }),

  actionThatDestroys('guild', 'disband', words.disband.title, ({ guild, members }) => {
    const { guild_id, guild_name, leader_id } = guild;
    const count = words.disband.members(members.length);
    return form({}, () => ({
      will: words.disband.will(guild_name, count),
      done: words.disband.done(guild_name, count),
      call: act(leader_id, () => [operation('guilds.disband', { guild_id })]),
    }));
  }),
];

/** As the world names those without a rank of their own. */
const MEMBER = 'member';

/** Ranks that are there; the leader's is given by handing over the lead alone. */
function rankField({ guild, members }: GuildSubject, initial = ''): Field<string> {
  const ranks = members
    .filter(({ character_id }) => character_id !== guild.leader_id)
    .map(({ rank }) => rank);
  return keyField(words.fields.rank, {
    initial,
    suggestions: [...new Set([MEMBER, ...ranks])].sort(),
  });
}

/** One of those who do not lead; null where there is nobody else. */
function memberField({ guild, members }: GuildSubject): Field<string> | null {
  const others = members
    .filter(({ character_id }) => character_id !== guild.leader_id)
    .toSorted((a, b) => a.character_name.localeCompare(b.character_name));
  if (others.length === 0) return null;
  const options = others.map(({ character_id, character_name, rank }) => ({
    value: String(character_id),
    label: words.memberWith(character_name, rank),
  }));
  return openChoiceField(words.fields.member, words.whichMember, options);
}

function memberOf({ members }: GuildSubject, id: string): GuildMember {
  const member = members.find(({ character_id }) => String(character_id) === id);
  if (member === undefined) throw new Error(`character ${id} is none of the choice`);
  return member;
}
