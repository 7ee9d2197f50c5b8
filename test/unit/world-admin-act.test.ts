/** Any method as an administrator's action: audited, whole, and with a way back. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { SCHEMA, type TableKey } from '../../src/main/world/schema.ts';
import type { AnyRow, Table } from '../../src/main/world/table.ts';
import type { World } from '../../src/main/world/world.ts';
import {
  type AdminReceipt,
  RECEIPT_LENGTH_MAX,
  RECEIPT_ROWS_MAX,
} from '../../src/shared/admin-actions.ts';
import { ShardError } from '../../src/shared/errors.ts';
import { Random } from '../support/random.ts';
import {
  digestOf,
  type RandomCommand,
  randomCommand,
  TestWorld,
  violationsOf,
} from '../support/world.ts';

const code = (expected: string) => expect.objectContaining({ code: expected });
const reason = 'a complaint';

let world: TestWorld;
let anna: number;
let bert: number;
let sword: string;

beforeEach(() => {
  world = new TestWorld();
  anna = world.createCharacter('Anna', { gold: 100 });
  bert = world.createCharacter('Bert');
  sword = world.do('items.create', { character_id: anna, item_type: 'sword' }).item.item_id;
  world.now += 60_000;
});

function act(...operations: RandomCommand[]) {
  const executed = world.mutate('admin.act', { reason, operations }, { role: 'gm' });
  expect(violationsOf(world)).toEqual([]);
  return executed;
}

function undo(seq: number) {
  const executed = world.mutate('admin.undo', { seq }, { role: 'gm' });
  expect(violationsOf(world)).toEqual([]);
  return executed;
}

const kindsOf = (executed: ReturnType<typeof act>) =>
  executed.changeSet?.events.map(({ event_type }) => Object.keys(event_type)[0]);

/** All that play can see, without the moments of rows and logins, who is online and what can be undone. */
function viewOf(of: World): unknown {
  const hidden: readonly TableKey[] = ['undo', 'sessions'];
  const tables = (Object.keys(SCHEMA) as TableKey[]).filter((key) => !hidden.includes(key));
  return tables.map((key) => {
    const table = of.tables[key] as unknown as Table<AnyRow>;
    const rows = [...table.rows()].map(({ updated_at: _, last_login: __, ...row }) => row);
    const id = ({ [table.definition.primaryKey]: value }: AnyRow) => String(value);
    return [key, rows.sort((a, b) => (id(a) < id(b) ? -1 : 1))];
  });
}

describe('an action', () => {
  it('[G17] is named with its reason before its deeds, which are told as in play', () => {
    const { changeSet, result } = act({
      method: 'items.transfer',
      params: { item_id: sword, to_character_id: bert },
    });
    expect(changeSet?.events).toEqual([
      {
        event_type: { AdminAction: { action: 'items.transfer', role: 'gm', reason } },
        character_id: null,
        target_id: null,
        details: {
          operations: [
            { method: 'items.transfer', params: { item_id: sword, to_character_id: bert } },
          ],
        },
      },
      expect.objectContaining({
        event_type: {
          ItemTransferred: { item_id: sword, from_character_id: anna, to_character_id: bert },
        },
      }),
    ]);
    expect(result?.results).toEqual([{ item: expect.objectContaining({ character_id: bert }) }]);
    expect(world.tables.undo.get(world.seq)).toMatchObject({ action: 'items.transfer', reason });
  });

  it('[G17] of several operations is one, and says whom it is about', () => {
    const operations = [
      { method: 'gold.spend', params: { character_id: anna, amount: 30, reason } },
      { method: 'characters.update', params: { character_id: anna, character_name: 'Anne' } },
    ];
    const params = { reason, character_id: anna, operations };
    const { changeSet, seq } = world.mutate('admin.act', params, { role: 'admin' });
    expect(changeSet?.events[0]).toMatchObject({
      event_type: { AdminAction: { action: 'admin.act', role: 'admin', reason } },
      target_id: anna,
    });
    expect(world.tables.undo.get(seq)).toMatchObject({ action: 'admin.act', character_id: anna });
    undo(seq);
    expect(world.tables.characters.get(anna)).toMatchObject({ gold: 100, character_name: 'Anna' });
  });

  it('[G17] happens whole, or not at all', () => {
    const before = digestOf(world);
    const give = {
      method: 'items.create',
      params: { character_id: anna, item_type: 'axe' },
    } as const;
    const steal = {
      method: 'gold.spend',
      params: { character_id: bert, amount: 1, reason },
    } as const;
    expect(() => act(give, steal)).toThrow(
      expect.objectContaining({
        code: 'InsufficientGold',
        details: expect.objectContaining({ operation: 1 }),
      }),
    );
    expect(() => act({ method: 'characters.get', params: { character_id: anna } })).toThrow(
      code('Conflict'),
    );
    for (const method of ['admin.act', 'admin.undo', 'tx.run', 'accounts.ban'] as const) {
      expect(() => act({ method, params: {} })).toThrow(code('InvalidData'));
    }
    expect(digestOf(world)).toBe(before);
  });

  it('[G17] that changes nothing but when a row was touched is refused', () => {
    const { position_x, position_y, position_z } = world.tables.characters.get(anna)!;
    const still = { character_id: anna, position_x, position_y, position_z };
    const same = { item_id: sword, item_type: 'sword', properties: {} };
    const before = digestOf(world);
    expect(() => act({ method: 'characters.move', params: still })).toThrow(code('Conflict'));
    expect(() => act({ method: 'items.update', params: same })).toThrow(code('Conflict'));
    expect(digestOf(world)).toBe(before);
  });

  it('[E9] has a receipt that a person can read, however much it changes', () => {
    const receiptOf = (...operations: RandomCommand[]) =>
      act(...operations).result?.receipt as AdminReceipt;
    const give = (properties: object): RandomCommand => ({
      method: 'items.create',
      params: { character_id: anna, item_type: 'book', properties },
    });
    const many = receiptOf(...Array.from({ length: 256 }, () => give({})));
    expect(many.changes).toHaveLength(RECEIPT_ROWS_MAX);
    expect(many.entries).toHaveLength(RECEIPT_ROWS_MAX);
    expect(many.changed_rows).toBe(512);
    const pages = 'x'.repeat(60_000);
    const heavy = receiptOf(...Array.from({ length: 9 }, () => give({ pages })));
    expect(heavy.changed_rows).toBe(18);
    expect(JSON.stringify(heavy.changes).length).toBeLessThan(RECEIPT_LENGTH_MAX + 1_000);
    expect(heavy.changes.length).toBeGreaterThan(1);
    // What was asked for is said in any case.
    expect(heavy.entries).toHaveLength(1);
  });

  it('[G11] on a guild is undone with the events of guilds', () => {
    const { guild } = world.do('guilds.create', { guild_name: 'Order', leader_id: anna });
    const { guild_id } = guild;
    world.do('guilds.addMember', { guild_id, character_id: bert });
    const before = viewOf(world);
    const handed = act({ method: 'guilds.setLeader', params: { guild_id, character_id: bert } });
    expect(kindsOf(undo(handed.seq))?.sort()).toEqual([
      'AdminAction',
      'GuildLeaderChanged',
      'GuildRankChanged',
      'GuildRankChanged',
    ]);
    expect(viewOf(world)).toEqual(before);
    const disbanded = act({ method: 'guilds.disband', params: { guild_id } });
    const back = undo(disbanded.seq);
    expect(kindsOf(back)).toEqual(['AdminAction', 'GuildCreated', 'GuildMemberAdded']);
    expect(viewOf(world)).toEqual(before);
    expect(kindsOf(undo(back.seq))).toEqual([
      'AdminAction',
      'GuildMemberRemoved',
      'GuildMemberRemoved',
      'GuildDisbanded',
    ]);
  });

  it('[G12] on a guild is not undone once play has gone on with it', () => {
    const founded = act({
      method: 'guilds.create',
      params: { guild_name: 'Order', leader_id: anna },
    });
    const guild_id = world.tables.guilds.find('guild_name', 'Order')?.guild_id;
    world.do('guilds.addMember', { guild_id, character_id: bert });
    expect(() => undo(founded.seq)).toThrow(code('Conflict'));
  });
});

it('[G11] [G17] any action is undone whole, and leaves gold counted', () => {
  const undone = new Map<string, number>();
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 3 }), (seed, length) => {
      const random = new Random(seed);
      world = new TestWorld({ bagSlots: 5, maxCharacters: 6 });
      for (let i = 0; i < 60; i++) attempt(() => world.do(...commandOf(random)));
      const before = viewOf(world);
      for (let tries = 0; tries < 20; tries++) {
        const operations = Array.from({ length }, () => randomCommand(random, world, false));
        const acted = attempt(() => act(...operations));
        if (acted === null) continue;
        // A login alone leaves nothing to undo.
        if (JSON.stringify(viewOf(world)) !== JSON.stringify(before)) undo(acted.seq);
        expect(viewOf(world)).toEqual(before);
        for (const { method } of operations) undone.set(method, (undone.get(method) ?? 0) + 1);
        return;
      }
    }),
    { numRuns: 300 },
  );
  const rare = ['guilds.disband', 'guilds.setLeader', 'characters.delete', 'gold.transfer'];
  expect(rare.filter((method) => !undone.has(method))).toEqual([]);
});

function commandOf(random: Random): [RandomCommand['method'], object] {
  const { method, params } = randomCommand(random, world, false);
  world.now += 1_000;
  return [method, params];
}

/** Null where it was refused, which changes nothing. */
function attempt<T>(change: () => T): T | null {
  const before = digestOf(world);
  try {
    return change();
  } catch (error) {
    if (!(error instanceof ShardError) || error.code === 'Internal') throw error;
    expect(digestOf(world)).toBe(before);
    return null;
  }
}
