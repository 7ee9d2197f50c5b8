/** Characters: capacity, unique names, columns that may be set, and what goes with a character. */
import { beforeEach, describe, expect, it } from 'vitest';
import { leave, placeOf } from '../../src/main/world/places.ts';
import { SCHEMA } from '../../src/main/world/schema.ts';
import type { WorldMethod } from '../../src/shared/world-methods.ts';
import { BEGINNING, digestOf, TestWorld, violationsOf } from '../support/world.ts';

const HERE = { map_id: 'town', position_x: 1, position_y: 2, position_z: 3 };
const code = (expected: string) => expect.objectContaining({ code: expected });

let world: TestWorld;
beforeEach(() => {
  world = new TestWorld();
});

function create(character_name: string, more: object = {}): number {
  const params = { account_id: 1, character_name, ...HERE, ...more };
  return world.do('characters.create', params).character.character_id;
}

const get = (character_id: number) => world.read('characters.get', { character_id }).character;

describe('characters.create', () => {
  it('[W12] fills what is left out as the schema of the document does', () => {
    const now = new Date(BEGINNING).toISOString();
    expect(get(create('Anna'))).toEqual({
      character_id: 1,
      account_id: 1,
      character_name: 'Anna',
      level: 1,
      experience: 0,
      str: 10,
      dex: 10,
      int: 10,
      con: 10,
      lck: 10,
      cha: 10,
      gold: 0,
      ...HERE,
      last_login: null,
      created_at: now,
      updated_at: now,
    });
  });

  it('[W12] takes what is given', () => {
    const given = { level: 7, experience: 0, str: 0, dex: 1, int: 2, con: 3, lck: 4, cha: 5 };
    expect(get(create('Anna', { ...given, gold: 6 }))).toMatchObject({ ...given, gold: 6 });
  });

  it('[W1] refuses one above the capacity with ServerFull and names the alternatives', () => {
    const alternatives = [{ server_id: '002' }];
    world = new TestWorld({ maxCharacters: 2, alternatives });
    const first = create('Anna');
    create('Bert');
    const before = digestOf(world);
    const details = { alternatives, max_characters: 2 };
    expect(() => create('Clara')).toThrow(expect.objectContaining({ code: 'ServerFull', details }));
    expect(digestOf(world)).toBe(before);
    world.do('characters.delete', { character_id: first });
    create('Clara');
    expect(() => create('Dora')).toThrow(code('ServerFull'));
  });

  it('[W1] obeys a changed capacity at once', () => {
    const rules = { maxCharacters: 1 };
    world = new TestWorld(rules);
    create('Anna');
    rules.maxCharacters = 2;
    create('Bert');
    rules.maxCharacters = 1;
    expect(() => create('Clara')).toThrow(code('ServerFull'));
    expect(world.tables.characters.size).toBe(2);
  });

  it('[W3] never hands out an id twice', () => {
    const first = create('Anna');
    world.do('characters.delete', { character_id: first });
    expect(create('Anna')).toBeGreaterThan(first);
  });
});

describe('names', () => {
  it('[W2] are taken by one character at a time', () => {
    const anna = create('Anna');
    const bert = create('Bert');
    const taken = expect.objectContaining({
      code: 'CharacterNameTaken',
      details: { path: 'character_name', character_id: anna },
    });
    const before = digestOf(world);
    expect(() => create('Anna')).toThrow(taken);
    expect(() =>
      world.do('characters.update', { character_id: bert, character_name: 'Anna', level: 9 }),
    ).toThrow(taken);
    expect(digestOf(world)).toBe(before);
    create('anna');
  });

  it('[W2] may be set to what they are', () => {
    const anna = create('Anna');
    world.do('characters.update', { character_id: anna, character_name: 'Anna' });
    expect(get(anna).character_name).toBe('Anna');
  });

  it('[W2] are free again after a rename or a deletion, and not before', () => {
    const anna = create('Anna');
    world.do('characters.update', { character_id: anna, character_name: 'Hanna' });
    expect(() => world.read('characters.getByName', { character_name: 'Anna' })).toThrow(
      code('NotFound'),
    );
    expect(() => create('Hanna')).toThrow(code('CharacterNameTaken'));
    const next = create('Anna');
    world.do('characters.delete', { character_id: next });
    const last = create('Anna');
    const found = world.read('characters.getByName', { character_name: 'Anna' });
    expect(found.character.character_id).toBe(last);
  });

  it('[W2] can be swapped within a transaction', () => {
    const anna = create('Anna');
    const bert = create('Bert');
    const rename = (character_id: number, character_name: string) => ({
      method: 'characters.update',
      params: { character_id, character_name },
    });
    const operations = [rename(anna, 'Tmp'), rename(bert, 'Anna'), rename(anna, 'Bert')];
    world.do('tx.run', { operations });
    const named = (character_name: string) =>
      world.read('characters.getByName', { character_name }).character.character_id;
    expect([named('Anna'), named('Bert')]).toEqual([bert, anna]);
  });
});

describe('characters.update and characters.move', () => {
  it('[W12] sets the columns that are named and no others', () => {
    const anna = create('Anna', { gold: 5 });
    const before = { ...get(anna) };
    world.now += 1000;
    const set = { account_id: 2, experience: 99, str: 11, map_id: 'forest', position_x: -1.5 };
    const { character } = world.do('characters.update', { character_id: anna, ...set });
    const updated_at = new Date(world.now).toISOString();
    expect(character).toEqual({ ...before, ...set, updated_at });
  });

  it.each([
    ['gold', { gold: 1_000 }, 'gold'],
    ['created_at', { created_at: '2020-01-01T00:00:00Z' }, 'created_at'],
    ['last_login', { last_login: null }, 'last_login'],
    ['an unknown column', { wisdom: 3 }, 'wisdom'],
    ['a level of 0', { level: 0 }, 'level'],
    ['a level above 255', { level: 256 }, 'level'],
    ['a negative stat', { str: -1 }, 'str'],
    ['a broken stat', { dex: 1.5 }, 'dex'],
    ['text for a number', { experience: '7' }, 'experience'],
    ['null', { map_id: null }, 'map_id'],
    ['a name with white space at its end', { character_name: 'Anna ' }, 'character_name'],
  ])('[W12] refuses %s and names it', (_, columns, path) => {
    const anna = create('Anna', { gold: 5 });
    const before = digestOf(world);
    expect(() => world.do('characters.update', { character_id: anna, ...columns })).toThrow(
      expect.objectContaining({ code: 'InvalidData', details: { path } }),
    );
    expect(digestOf(world)).toBe(before);
  });

  it.each([
    [1, 2, [{ old_level: 1, new_level: 2 }]],
    [3, 255, [{ old_level: 3, new_level: 255 }]],
    [3, 3, []],
    [3, 2, []],
  ])('[W12] from level %i to %i leaves its LevelUp', (level, next, risen) => {
    const character_id = create('Anna', { level });
    const params = { character_id, level: next };
    world.now++;
    const { changeSet } = world.mutate('characters.update', params, { role: 'game' });
    expect(changeSet?.events).toEqual(
      risen.map((body) => ({
        event_type: { LevelUp: { character_id, ...body } },
        character_id,
        target_id: null,
        details: {},
      })),
    );
  });

  it('[W12] moves on the same map unless another is named', () => {
    const anna = create('Anna');
    const to = { position_x: 9, position_y: 8, position_z: 7 };
    expect(world.do('characters.move', { character_id: anna, ...to }).character).toMatchObject({
      map_id: 'town',
      ...to,
    });
    world.do('characters.move', { character_id: anna, ...to, map_id: 'forest' });
    expect(get(anna).map_id).toBe('forest');
  });

  it('[W17] lists by account and map follow every change', () => {
    const anna = create('Anna');
    const bert = create('Bert', { account_id: 2, map_id: 'forest' });
    const lists = () => ({
      accounts: [1, 2].map((account_id) =>
        world.read('characters.listByAccount', { account_id }).characters.map(idOf),
      ),
      maps: ['town', 'forest'].map((map_id) =>
        world.read('characters.listByMap', { map_id }).characters.map(idOf),
      ),
    });
    expect(lists()).toEqual({ accounts: [[anna], [bert]], maps: [[anna], [bert]] });
    world.do('characters.update', { character_id: anna, account_id: 2 });
    world.do('characters.move', { character_id: bert, ...HERE });
    expect(lists()).toEqual({ accounts: [[], [bert, anna]], maps: [[anna, bert], []] });
    world.do('characters.delete', { character_id: bert });
    expect(lists()).toEqual({ accounts: [[], [anna]], maps: [[anna], []] });
  });
});

const idOf = ({ character_id }: { character_id: number }) => character_id;

describe('characters.delete', () => {
  it('[W3] refuses the leader of a guild until the lead is handed on', () => {
    const leader_id = create('Anna');
    const bert = create('Bert');
    const { guild } = world.do('guilds.create', { guild_name: 'Order', leader_id });
    const { guild_id } = guild;
    const before = digestOf(world);
    expect(() => world.do('characters.delete', { character_id: leader_id })).toThrow(
      expect.objectContaining({ code: 'Conflict', details: { guild_id } }),
    );
    expect(digestOf(world)).toBe(before);
    world.do('guilds.addMember', { guild_id, character_id: bert });
    world.do('guilds.setLeader', { guild_id, character_id: bert });
    world.do('characters.delete', { character_id: leader_id });
    expect(world.read('guilds.get', { guild_id }).members.map(idOf)).toEqual([bert]);
  });

  it('[W3] takes all that the character has, leaves its events and nothing of others', () => {
    const anna = create('Anna', { gold: 40 });
    own(anna);
    const untouched = contentWithoutCounters();
    const bert = create('Bert', { gold: 30 });
    const ids = own(bert);
    const guild_id = world.tables.guilds.rows().next().value?.guild_id;

    const params = { character_id: bert };
    const { changeSet, result } = world.mutate('characters.delete', params, { role: 'game' });
    expect(result).toMatchObject({ character: { character_id: bert, character_name: 'Bert' } });
    expect(contentWithoutCounters()).toEqual(untouched);
    expect(world.read('sessions.list', {}).sessions.map(idOf)).toEqual([anna]);
    expect(violationsOf(world)).toEqual([]);

    const about = { character_id: bert, target_id: null };
    const reason = 'character deleted';
    expect(changeSet?.events).toEqual([
      ...ids.map((item_id, i) => ({
        event_type: { ItemDestroyed: { item_id, character_id: bert, item_type: 'thing' } },
        character_id: bert,
        target_id: item_id,
        // One of them lies on the ground.
        details: {
          quantity: [3, 1, 4, 5][i],
          left: 0,
          ...(i === 2 ? { map_id: 'town' } : {}),
          reason,
        },
      })),
      {
        event_type: { GoldTransaction: { from_id: bert, to_id: null, amount: 30, reason } },
        ...about,
        details: {},
      },
      {
        event_type: { GuildMemberRemoved: { guild_id, character_id: bert } },
        ...about,
        details: { reason },
      },
      {
        event_type: {
          CharacterDeleted: { character_id: bert, character_name: 'Bert', account_id: 1 },
        },
        ...about,
        details: {},
      },
    ]);
    // The change set names each row that the cascade took, for the disk has no cascade.
    const deleted = changeSet?.changes.filter(({ image }) => image === null) ?? [];
    const tables = deleted.map(({ table }) => Object.keys(SCHEMA)[table]).sort();
    expect(tables).toEqual(
      [
        ...['items', 'items', 'items', 'items', 'inventory', 'equipment', 'ground', 'recovery'],
        ...['characters', 'guildMembers', 'quests', 'skills'],
      ].sort(),
    );
  });

  /** One of each thing that a character can have; the items in bag, equipment, ground, recovery. */
  function own(character_id: number): string[] {
    const make = (quantity: number): string =>
      world.do('items.create', { character_id, item_type: 'thing', quantity }).item.item_id;
    const [bag, worn, ground, recovery] = [make(3), make(1), make(4), make(5)] as const;
    world.do('items.equip', { item_id: worn, slot_type: 'head' });
    world.do('items.drop', { item_id: ground });
    world.transact((transaction) => {
      leave(transaction, placeOf(transaction.tables, recovery));
      transaction.insert('recovery', { item_id: recovery, quantity: 5, since: transaction.now });
      return {};
    });
    world.do('skills.set', { character_id, skill_name: 'mining' });
    world.do('quests.set', { character_id, quest_name: 'dragon' });
    world.do('sessions.login', { character_id });
    const guild = world.tables.guilds.rows().next().value;
    if (guild === undefined) {
      world.do('guilds.create', { guild_name: 'Order', leader_id: character_id });
    } else {
      world.do('guilds.addMember', { guild_id: guild.guild_id, character_id });
    }
    return [bag, worn, ground, recovery];
  }

  function contentWithoutCounters() {
    // In any order: a table says nothing of it.
    return Object.values(world.tables).map(
      (table) => new Set([...table.rows()].map((row) => ({ ...row }))),
    );
  }
});

it.each<[WorldMethod, object]>([
  ['characters.get', {}],
  ['characters.update', { level: 2 }],
  ['characters.move', { position_x: 0, position_y: 0, position_z: 0 }],
  ['characters.delete', {}],
  ['sessions.login', {}],
  ['inventory.get', {}],
  ['equipment.get', {}],
  ['items.create', { item_type: 'sword' }],
  ['gold.grant', { amount: 1, reason: 'test' }],
  ['gold.spend', { amount: 1, reason: 'test' }],
  ['skills.list', {}],
  ['skills.set', { skill_name: 'mining' }],
  ['quests.list', {}],
  ['quests.set', { quest_name: 'dragon' }],
])('[W3] %s needs a character that is there', (method, params) => {
  const details = { what: 'character', id: 7 };
  expect(() => world.do(method, { character_id: 7, ...params })).toThrow(
    expect.objectContaining({ code: 'NotFound', details }),
  );
});
