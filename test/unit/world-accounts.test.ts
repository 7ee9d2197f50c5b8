/** Bans: who may not log in, until when, and why. */
import { beforeEach, expect, it } from 'vitest';
import { ShardError } from '../../src/shared/errors.ts';
import { digestOf, TestWorld, violationsOf } from '../support/world.ts';

const reason = 'sold gold';
const HOUR = 3_600_000;

let world: TestWorld;
let anna: number;
let alt: number;
let bert: number;

beforeEach(() => {
  world = new TestWorld();
  anna = world.createCharacter('Anna', { account_id: 7 });
  alt = world.createCharacter('Alt of Anna', { account_id: 7 });
  bert = world.createCharacter('Bert', { account_id: 8 });
});

const gm = (method: 'accounts.ban' | 'accounts.unban' | 'admin.undo', params: object) =>
  world.mutate(method, params, { role: 'gm' });
const login = (character_id: number) => world.do('sessions.login', { character_id });
const inHours = (hours: number) => new Date(world.now + hours * HOUR).toISOString();
const refused = (until: string | null) =>
  expect.objectContaining({
    code: 'Forbidden',
    message: expect.stringContaining(reason),
    details: { account_id: 7, reason, until },
  });
const listed = () => world.read('accounts.listBans', {}).bans;

it('[W31] a ban takes the characters of an account offline and keeps them there', () => {
  login(anna);
  login(bert);
  const { result, changeSet } = gm('accounts.ban', { account_id: 7, reason });
  const ban = { account_id: 7, reason, since: new Date(world.now).toISOString(), until: null };
  expect(result).toMatchObject({ ban });
  expect(changeSet?.events).toEqual([
    {
      event_type: { AdminAction: { action: 'accounts.ban', role: 'gm', reason } },
      character_id: null,
      target_id: null,
      details: { account_id: 7, until: null },
    },
  ]);
  expect(listed()).toEqual([ban]);
  expect(world.read('sessions.list', {}).sessions).toEqual([
    expect.objectContaining({ character_id: bert }),
  ]);
  for (const one of [anna, alt]) expect(() => login(one)).toThrow(refused(null));
  login(bert);
  expect(violationsOf(world)).toEqual([]);
});

it('[W31] a ban is over with its term, in whatever zone that was said', () => {
  const until = inHours(2);
  gm('accounts.ban', { account_id: 7, reason, until: until.replace('Z', '+00:00') });
  world.now += 2 * HOUR - 1;
  expect(() => login(anna)).toThrow(refused(until));
  world.now += 1;
  expect(listed()).toEqual([]);
  login(anna);
});

it('[W31] a later ban takes the place of an earlier one', () => {
  gm('accounts.ban', { account_id: 7, reason: 'first' });
  const until = inHours(1);
  gm('accounts.ban', { account_id: 7, reason, until });
  expect(listed()).toEqual([expect.objectContaining({ reason, until })]);
});

it('[W31] an account is let in again, and the log says why', () => {
  gm('accounts.ban', { account_id: 7, reason });
  const { changeSet } = gm('accounts.unban', { account_id: 7, reason: 'a mistake' });
  expect(changeSet?.events[0]?.event_type).toEqual({
    AdminAction: { action: 'accounts.unban', role: 'gm', reason: 'a mistake' },
  });
  expect(listed()).toEqual([]);
  login(anna);
});

it('[W31] what makes no sense is refused and changes nothing', () => {
  const before = digestOf(world);
  expect(() => gm('accounts.ban', { account_id: 7, reason, until: inHours(0) })).toThrow(
    expect.objectContaining({ code: 'InvalidData', details: { path: 'until' } }),
  );
  expect(() => gm('accounts.unban', { account_id: 7, reason })).toThrow(
    expect.objectContaining({ code: 'NotFound' }),
  );
  expect(() => gm('accounts.ban', { account_id: 7 })).toThrow(ShardError);
  expect(digestOf(world)).toBe(before);
});

it('[G11] bans and their end can be undone', () => {
  const { seq: banned } = gm('accounts.ban', { account_id: 7, reason });
  gm('admin.undo', { seq: banned });
  login(anna);
  gm('accounts.ban', { account_id: 7, reason });
  const { seq: unbanned } = gm('accounts.unban', { account_id: 7, reason: 'a mistake' });
  gm('admin.undo', { seq: unbanned });
  expect(() => login(anna)).toThrow(refused(null));
});

it('[E12] what befell an account is told of each of its characters, and of nobody else', () => {
  const gift = { method: 'items.create', params: { character_id: anna, item_type: 'crown' } };
  const give = { reason, character_id: anna, operations: [gift] };
  const { seq: given } = world.mutate('admin.act', give, { role: 'gm' });
  const { seq: banned } = gm('accounts.ban', { account_id: 7, reason });
  const { seq: lifted } = gm('admin.undo', { seq: banned });
  const { seq: other } = gm('accounts.ban', { account_id: 8, reason });
  const told = (params: object) =>
    world.read('admin.actions.list', params).actions.map(({ seq }) => seq);
  expect(told({ character_id: anna })).toEqual([lifted, banned, given]);
  expect(told({ character_id: alt })).toEqual([lifted, banned]);
  expect(told({ character_id: bert })).toEqual([other]);
  expect(told({})).toEqual([other, lifted, banned, given]);
  expect(told({ character_id: 999 })).toEqual([]);
});

it('[G12] a ban that was changed since stays', () => {
  const { seq } = gm('accounts.ban', { account_id: 7, reason });
  gm('accounts.ban', { account_id: 7, reason, until: inHours(1) });
  expect(() => gm('admin.undo', { seq })).toThrow(expect.objectContaining({ code: 'Conflict' }));
});
