/** Guilds: one leader each, who is a member and the only one of that rank. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { WorldMethod } from '../../src/shared/world-methods.ts';
import { digestOf, TestWorld, violationsOf } from '../support/world.ts';

const code = (expected: string) => expect.objectContaining({ code: expected });

let world: TestWorld;
let anna: number;
let bert: number;
let clara: number;
let guild_id: number;
beforeEach(() => {
  world = new TestWorld();
  [anna, bert, clara] = ['Anna', 'Bert', 'Clara'].map((character_name) =>
    world.createCharacter(character_name),
  ) as [number, number, number];
  guild_id = world.do('guilds.create', { guild_name: 'Order', leader_id: anna }).guild.guild_id;
  world.do('guilds.addMember', { guild_id, character_id: bert });
});

const ranks = () =>
  Object.fromEntries(
    world.read('guilds.get', { guild_id }).members.map((m) => [m.character_id, m.rank]),
  );

/** Runs what must be refused, and sees that it left nothing behind. */
function refused(method: WorldMethod, params: object, expected: unknown): void {
  const before = digestOf(world);
  expect(() => world.do(method, params)).toThrow(expected as Error);
  expect(digestOf(world)).toBe(before);
}

describe('guilds', () => {
  it('[W8] begin with their leader as the one member of that rank', () => {
    const { guild, member } = world.do('guilds.create', { guild_name: 'Lone', leader_id: clara });
    expect(guild).toMatchObject({ guild_name: 'Lone', leader_id: clara });
    expect(member).toMatchObject({ character_id: clara, rank: 'leader' });
    const found = world.read('guilds.getByName', { guild_name: 'Lone' });
    expect(found).toEqual({ guild, members: [member] });
  });

  it('[W8] are handed on: the old leader becomes a member', () => {
    expect(ranks()).toEqual({ [anna]: 'leader', [bert]: 'member' });
    const { guild, member } = world.do('guilds.setLeader', { guild_id, character_id: bert });
    expect(guild.leader_id).toBe(bert);
    expect(member).toMatchObject({ character_id: bert, rank: 'leader' });
    expect(ranks()).toEqual({ [anna]: 'member', [bert]: 'leader' });
    expect(violationsOf(world)).toEqual([]);
  });

  it('[W8] handed to whom they belong leave the world as it was', () => {
    const params = { guild_id, character_id: anna };
    expect(world.mutate('guilds.setLeader', params, { role: 'game' }).changeSet).toBeNull();
    expect(ranks()).toEqual({ [anna]: 'leader', [bert]: 'member' });
  });

  it('[W8] are led by members alone', () => {
    refused('guilds.setLeader', { guild_id, character_id: clara }, code('NotFound'));
  });

  it('[W8] give the rank of leader to nobody else', () => {
    const rank = 'leader';
    const invalid = expect.objectContaining({ code: 'InvalidData', details: { path: 'rank' } });
    refused('guilds.addMember', { guild_id, character_id: clara, rank }, invalid);
    refused('guilds.setRank', { guild_id, character_id: bert, rank }, invalid);
  });

  it('[W8] do not demote, remove or lose their leader', () => {
    const leader = { guild_id, character_id: anna };
    refused('guilds.setRank', { ...leader, rank: 'member' }, code('Conflict'));
    refused('guilds.removeMember', leader, code('Conflict'));
    refused('characters.delete', { character_id: anna }, code('Conflict'));
  });

  it('[W2] have a name that no other has, until they are disbanded', () => {
    const namesake = { guild_name: 'Order', leader_id: clara };
    const details = { path: 'guild_name', guild_id };
    refused('guilds.create', namesake, expect.objectContaining({ code: 'Conflict', details }));
    world.do('guilds.disband', { guild_id });
    expect(world.do('guilds.create', namesake).guild.guild_id).toBeGreaterThan(guild_id);
  });

  it('[W2] hold each member once', () => {
    const again = { guild_id, character_id: bert, rank: 'officer' };
    refused('guilds.addMember', again, code('Conflict'));
    refused('guilds.addMember', { guild_id, character_id: anna }, code('Conflict'));
    world.do('guilds.removeMember', { guild_id, character_id: bert });
    world.do('guilds.addMember', again);
    expect(ranks()).toEqual({ [anna]: 'leader', [bert]: 'officer' });
  });

  it('[W2] may share their members', () => {
    const other = world.do('guilds.create', { guild_name: 'Other', leader_id: bert }).guild;
    world.do('guilds.addMember', { guild_id: other.guild_id, character_id: anna });
    expect(world.tables.guildMembers.list('character_id', bert)).toHaveLength(2);
    const names = world.read('guilds.list', {}).guilds.map(({ guild_name }) => guild_name);
    expect(names).toEqual(['Order', 'Other']);
  });

  it('[W3] take their members with them, and no characters', () => {
    world.do('guilds.disband', { guild_id });
    expect(world.tables.guildMembers.size).toBe(0);
    expect(world.tables.characters.size).toBe(3);
    expect(() => world.read('guilds.get', { guild_id })).toThrow(code('NotFound'));
    world.do('characters.delete', { character_id: anna });
  });

  it('[W3] need characters and members that are there', () => {
    const nobody = { guild_id, character_id: 99 };
    refused('guilds.create', { guild_name: 'Ghosts', leader_id: 99 }, code('NotFound'));
    refused('guilds.addMember', nobody, code('NotFound'));
    refused('guilds.removeMember', nobody, code('NotFound'));
    refused('guilds.setRank', { ...nobody, rank: 'officer' }, code('NotFound'));
    refused('guilds.addMember', { guild_id: 99, character_id: bert }, code('NotFound'));
    refused('guilds.disband', { guild_id: 99 }, code('NotFound'));
    expect(() => world.read('guilds.getByName', { guild_name: 'Ghosts' })).toThrow(
      code('NotFound'),
    );
  });

  it('[W4] leave no event where a rank stays as it was', () => {
    const params = { guild_id, character_id: bert, rank: 'member' };
    expect(world.mutate('guilds.setRank', params, { role: 'game' }).changeSet).toBeNull();
  });
});
