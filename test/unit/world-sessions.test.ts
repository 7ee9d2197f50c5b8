/** Who is playing: in memory alone, one session for each character. */
import { beforeEach, describe, expect, it } from 'vitest';
import { SCHEMA } from '../../src/main/world/schema.ts';
import type { Role } from '../../src/shared/method.ts';
import { HERE, TestWorld } from '../support/world.ts';

const GAME = { role: 'game' } as const;
const code = (expected: string) => expect.objectContaining({ code: expected });

let world: TestWorld;
let anna: number;
beforeEach(() => {
  world = new TestWorld();
  const params = { account_id: 1, character_name: 'Anna', ...HERE };
  anna = world.do('characters.create', params).character.character_id;
});

const login = () => world.do('sessions.login', { character_id: anna });
const online = () => world.read('sessions.list', {}).sessions.map((s) => s.session_id);

describe('sessions', () => {
  it('[W13] begin with a login, which is noted with the character', () => {
    world.now += 5_000;
    const logged_in_at = new Date(world.now).toISOString();
    const { session, character } = login();
    expect(session).toEqual({ session_id: online()[0], character_id: anna, logged_in_at });
    expect(character.last_login).toBe(logged_in_at);
  });

  it('[W13] are replaced by the latest login', () => {
    const first = login().session;
    const second = login().session;
    expect(second.session_id).not.toBe(first.session_id);
    expect(online()).toEqual([second.session_id]);
    const old = { session_id: first.session_id };
    expect(() => world.do('sessions.logout', old)).toThrow(code('NotFound'));
    expect(online()).toEqual([second.session_id]);
  });

  it('[W13] end with a logout, once', () => {
    const { session_id } = login().session;
    expect(world.do('sessions.logout', { session_id }).session).toMatchObject({ session_id });
    expect(online()).toEqual([]);
    expect(() => world.do('sessions.logout', { session_id })).toThrow(code('NotFound'));
  });

  it.each<Role>(['gm', 'admin'])('[W13] end with a kick, which is on record as of %s', (role) => {
    login();
    const params = { character_id: anna, reason: 'shouting' };
    const { changeSet } = world.mutate('sessions.kick', params, { role });
    expect(online()).toEqual([]);
    const tables = changeSet?.changes.map(({ table }) => Object.keys(SCHEMA)[table]);
    expect(tables).toEqual(['undo']);
    expect(changeSet?.events).toEqual([
      {
        event_type: { AdminAction: { action: 'sessions.kick', role, reason: 'shouting' } },
        character_id: null,
        target_id: anna,
        details: {},
      },
    ]);
    expect(() => world.mutate('sessions.kick', params, { role })).toThrow(code('NotFound'));
  });

  it('[W13] are no concern of the disk', () => {
    const { changeSet } = world.mutate('sessions.login', { character_id: anna }, GAME);
    const tables = changeSet?.changes.map(({ table }) => Object.keys(SCHEMA)[table]);
    expect(tables).toEqual(['characters']);
    const { seq } = world;
    const logout = world.mutate('sessions.logout', { session_id: online()[0] }, GAME);
    expect(logout).toMatchObject({ changeSet: null, seq, result: { seq } });
    expect(world.seq).toBe(seq);
  });

  it('[W13] come back where the transaction that ended them is refused', () => {
    const { session_id } = login().session;
    const operations = [
      { method: 'sessions.logout', params: { session_id } },
      { method: 'sessions.logout', params: { session_id } },
    ];
    expect(() => world.do('tx.run', { operations })).toThrow(code('NotFound'));
    expect(online()).toEqual([session_id]);
  });
});
