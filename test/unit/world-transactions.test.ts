/** Several operations as one: all of them, or none. */
import { beforeEach, describe, expect, it } from 'vitest';
import { TRANSACTION_OPERATIONS_MAX } from '../../src/shared/limits.ts';
import type { Role } from '../../src/shared/method.ts';
import { digestOf, HERE, TestWorld, violationsOf } from '../support/world.ts';

const reason = 'trade';

let world: TestWorld;
let anna: number;
let bert: number;
let sword: string;
beforeEach(() => {
  world = new TestWorld();
  [anna, bert] = ['Anna', 'Bert'].map(
    (character_name) =>
      world.do('characters.create', { account_id: 1, character_name, gold: 50, ...HERE }).character
        .character_id,
  ) as [number, number];
  sword = world.do('items.create', { character_id: anna, item_type: 'sword' }).item.item_id;
});

const op = (method: string, params?: object) => ({ method, params });
const give = (to_character_id: number) => op('items.transfer', { item_id: sword, to_character_id });
const pay = (from_id: number, to_id: number, amount: number) =>
  op('gold.transfer', { from_id, to_id, amount, reason });
const run = (operations: object[], role: Role = 'game') =>
  world.mutate('tx.run', { operations }, { role });

/** Runs what must be refused, and sees that none of it happened. */
function refused(operations: object[], expected: object, role?: Role): void {
  const before = digestOf(world);
  expect(() => run(operations, role)).toThrow(expect.objectContaining(expected));
  expect(digestOf(world)).toBe(before);
  expect(violationsOf(world)).toEqual([]);
}

describe('tx.run', () => {
  it('[W11] does a trade whole, as one change set', () => {
    const { seq } = world;
    const { changeSet, result } = run([give(bert), pay(bert, anna, 30)]);
    expect(result).toMatchObject({
      results: [
        { item: { item_id: sword, character_id: bert } },
        { characters: [{ gold: 20 }, { gold: 80 }] },
      ],
      seq: seq + 1,
    });
    expect(changeSet?.seq).toBe(seq + 1);
    const kinds = changeSet?.events.flatMap(({ event_type }) => Object.keys(event_type));
    expect(kinds).toEqual(['ItemTransferred', 'GoldTransaction']);
  });

  it('[W11] does nothing where one operation is refused, and says which', () => {
    const details = { character_id: bert, gold: 50, amount: 51, operation: 1 };
    refused([give(bert), pay(bert, anna, 51)], { code: 'InsufficientGold', details });
    refused([pay(bert, anna, 50), pay(bert, anna, 1), give(bert)], { code: 'InsufficientGold' });
    const last = [give(bert), pay(bert, anna, 1), op('characters.delete', { character_id: 99 })];
    refused(last, { code: 'NotFound', details: { what: 'character', id: 99, operation: 2 } });
  });

  it('[W11] takes back all kinds of changes: rows, deletions, names, keys, sessions, events', () => {
    world.do('guilds.create', { guild_name: 'Order', leader_id: anna });
    world.do('sessions.login', { character_id: bert });
    const online = world.read('sessions.list', {}).sessions;
    refused(
      [
        op('sessions.login', { character_id: anna }),
        op('characters.delete', { character_id: bert }),
        op('characters.create', { account_id: 1, character_name: 'Bert', gold: 3, ...HERE }),
        op('characters.update', { character_id: anna, character_name: 'Hanna', level: 9 }),
        op('items.destroy', { item_id: sword }),
        op('items.create', { character_id: anna, item_type: 'axe', quantity: 4 }),
        op('guilds.disband', { guild_id: 1 }),
        op('skills.set', { character_id: anna, skill_name: 'magic' }),
        op('items.get', { item_id: sword }),
      ],
      { code: 'NotFound' },
    );
    expect(world.read('sessions.list', {}).sessions).toEqual(online);
    expect(world.read('characters.getByName', { character_name: 'Bert' })).toBeDefined();
  });

  it('[W11] answers in order, and each as it was at its operation', () => {
    const grant = op('gold.grant', { character_id: anna, amount: 1, reason });
    const { result } = run([
      op('characters.get', { character_id: anna }),
      grant,
      grant,
      op('characters.listByAccount', { account_id: 1 }),
      op('characters.delete', { character_id: bert }),
      op('characters.listByAccount', { account_id: 1 }),
      grant,
    ]);
    expect(result?.results).toMatchObject([
      { character: { gold: 50 } },
      { character: { gold: 51 } },
      { character: { gold: 52 } },
      { characters: [{ gold: 52 }, { gold: 50 }] },
      { character: { character_id: bert } },
      { characters: [{ gold: 52 }] },
      { character: { gold: 53 } },
    ]);
  });

  it('[W11] lets an operation see what those before it did', () => {
    const leader_id = 3;
    const { result } = run([
      op('characters.create', { account_id: 2, character_name: 'Clara', ...HERE }),
      op('guilds.create', { guild_name: 'Order', leader_id }),
      op('guilds.getByName', { guild_name: 'Order' }),
    ]);
    expect(result?.results).toMatchObject([
      { character: { character_id: leader_id } },
      { guild: { leader_id } },
      { members: [{ character_id: leader_id, rank: 'leader' }] },
    ]);
  });

  it('[W11] that only reads has no sequence number of its own', () => {
    const { seq } = world;
    const reads = [op('guilds.list'), op('characters.get', { character_id: anna })];
    expect(run(reads)).toMatchObject({ changeSet: null, seq, result: { seq } });
  });

  it.each<Role>(['gm', 'admin'])('[W11] runs what its caller may, as %s', (role) => {
    const bans = op('accounts.listBans', {});
    const login = op('sessions.login', { character_id: anna });
    refused([login, bans], { code: 'Forbidden', details: { operation: 1 } }, 'game');
    expect(run([login, bans], role).result?.results).toMatchObject([{ session: {} }, { bans: [] }]);
  });

  it.each(['tx.run', 'server.status', 'characters.steal', 'toString', '__proto__', ''])(
    '[W11] runs no operation named %j',
    (method) => {
      refused([give(bert), op(method, { operations: [] })], {
        code: 'InvalidData',
        details: { path: 'operations.1.method', operation: 1 },
      });
    },
  );

  it.each<[string, object[], string]>([
    ['a wrong type', [{ method: 'items.get', params: { item_id: 5 } }], '0.params.item_id'],
    ['a missing field', [{ method: 'items.get' }], '0.params.item_id'],
    [
      'an unknown field',
      [op('guilds.list'), op('items.get', { item_id: 'x', a: 1 })],
      '1.params.a',
    ],
    ['what is nested', [op('activity.log', { event_type: {} })], '0.params.event_type.PlayerKill'],
    ['params of no object', [{ method: 'guilds.list', params: [1] }], '0.params'],
    ['no method', [{ params: {} }], '0.method'],
    ['a field beside params', [{ method: 'guilds.list', id: 7 }], '0.id'],
  ])('[W11] names the path of %s', (_, operations, path) => {
    const before = digestOf(world);
    expect(() => run(operations)).toThrow(
      expect.objectContaining({
        code: 'InvalidData',
        details: expect.objectContaining({ path: `operations.${path}` }),
      }),
    );
    expect(digestOf(world)).toBe(before);
  });

  it('[W11] names the path as well of what only the command can tell', () => {
    refused([give(bert), pay(anna, anna, 1)], {
      code: 'InvalidData',
      details: { path: 'operations.1.params.to_id', operation: 1 },
    });
  });

  it('[W11] takes one operation at least, and no more than its limit', () => {
    refused([], { code: 'InvalidData', details: { path: 'operations' } });
    const read = op('characters.get', { character_id: anna });
    run(Array.from({ length: TRANSACTION_OPERATIONS_MAX }, () => read));
    const tooMany = Array.from({ length: TRANSACTION_OPERATIONS_MAX + 1 }, () => read);
    refused(tooMany, { code: 'InvalidData', details: { path: 'operations' } });
  });
});
