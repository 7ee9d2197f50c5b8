/**
 * Every method of the world, once: what it answers fits its schema, and what it did is on record,
 * in the same change set and in the shapes of the document.
 */
import { describe, expect, it } from 'vitest';
import { runAdminAction } from '../../src/main/world/admin-actions/admin-action.ts';
import type { ChangeSet } from '../../src/main/world/change-set.ts';
import { leave, placeOf } from '../../src/main/world/places.ts';
import { TABLES } from '../../src/main/world/schema.ts';
import { EVENT_TYPES, type EventBody, type EventKind } from '../../src/shared/events.ts';
import { WORLD_METHODS, type WorldMethod } from '../../src/shared/world-methods.ts';
import { Random } from '../support/random.ts';
import { randomCommand, TestWorld, violationsOf } from '../support/world.ts';

const HERE = { map_id: 'town', position_x: 1, position_y: 2, position_z: 3 };
const LOCATION = { x: 1, y: 2, z: 3 };
const reason = 'test';

/** Three characters with something of everything. */
class Town {
  readonly world = new TestWorld();
  readonly anna = this.#character('Anna', 100);
  readonly bert = this.#character('Bert', 0);
  /** In no guild, and with nothing. */
  readonly clara = this.#character('Clara', 0);
  readonly sword = this.item('sword', 1);
  readonly arrows = this.item('arrow', 10);
  readonly moreArrows = this.item('arrow', 5);
  readonly ring = this.item('ring', 1);
  readonly shield = this.item('shield', 1);
  readonly guild: number;
  readonly session: string;

  constructor() {
    const { world, anna: character_id } = this;
    world.do('items.equip', { item_id: this.ring, slot_type: 'finger' });
    world.do('items.drop', { item_id: this.shield });
    world.do('skills.set', { character_id, skill_name: 'mining' });
    world.do('quests.set', { character_id, quest_name: 'dragon', progress: { kills: 1 } });
    const order = { guild_name: 'Order', leader_id: character_id };
    this.guild = world.do('guilds.create', order).guild.guild_id;
    world.do('guilds.addMember', { guild_id: this.guild, character_id: this.bert });
    world.do('accounts.ban', { account_id: 3, reason });
    this.#fillRecovery();
    this.session = world.do('sessions.login', { character_id }).session.session_id;
    world.now += 1_000;
  }

  item(item_type: string, quantity: number): string {
    const params = { character_id: this.anna, item_type, quantity, properties: { colour: 'red' } };
    return this.world.do('items.create', params).item.item_id;
  }

  /** An item that found no place to lie: only undoing something leads there. */
  #fillRecovery(): void {
    const item_id = this.item('boots', 1);
    this.world.transact((transaction) => {
      leave(transaction, placeOf(transaction.tables, item_id));
      transaction.insert('recovery', { item_id, quantity: 1, since: transaction.now });
      return {};
    });
  }

  #character(character_name: string, gold: number): number {
    const params = { account_id: 1, character_name, gold, ...HERE };
    return this.world.do('characters.create', params).character.character_id;
  }
}

type Result = ReturnType<TestWorld['do']>;

interface Case {
  readonly params: (town: Town) => object;
  /** What is logged, in order: nothing where it is left out. */
  readonly events?: (town: Town, result: Result) => object[];
}

function event<K extends EventKind>(
  kind: K,
  body: EventBody<K>,
  character_id: number | null,
  target_id: number | string | null = null,
  details: object = {},
) {
  return { event_type: { [kind]: body }, character_id, target_id, details };
}

/** What an administrator did: an item of one character is another's. Returns its change. */
function takeFrom(world: TestWorld, from: number, item_id: string, to: number): number {
  const about = { action: 'test.take', role: 'gm', reason, character_id: to, details: {} } as const;
  return world.transact((transaction) => {
    runAdminAction(transaction, about, () => {
      const { items, inventory } = transaction.tables;
      expect(items.get(item_id)?.character_id).toBe(from);
      transaction.update('inventory', inventory.find('item_id', item_id)!, {
        character_id: to,
        slot: 9,
      });
      transaction.update('items', items.get(item_id)!, { character_id: to });
    });
    return {};
  }).seq;
}

const CASES: Readonly<Record<WorldMethod, Case>> = {
  'characters.create': {
    params: () => ({ account_id: 1, character_name: 'Dora', level: 5, gold: 9, ...HERE }),
    events: (_, { character: { character_id: to_id } }) => [
      event(
        'GoldTransaction',
        { from_id: null, to_id, amount: 9, reason: 'character created' },
        to_id,
      ),
    ],
  },
  'characters.get': { params: ({ anna }) => ({ character_id: anna }) },
  'characters.getByName': { params: () => ({ character_name: 'Anna' }) },
  'characters.listByAccount': { params: () => ({ account_id: 1 }) },
  'characters.listByMap': { params: () => ({ map_id: 'town' }) },
  'characters.search': { params: () => ({ text: 'anna' }) },
  'characters.sheet': { params: ({ anna }) => ({ character_id: anna }) },
  'characters.update': {
    params: ({ anna }) => ({ character_id: anna, level: 3, str: 20 }),
    events: ({ anna }) => [
      event('LevelUp', { character_id: anna, old_level: 1, new_level: 3 }, anna),
    ],
  },
  'characters.move': { params: ({ anna }) => ({ character_id: anna, ...HERE }) },
  'characters.delete': {
    params: ({ bert }) => ({ character_id: bert }),
    events: ({ bert, guild }) => [
      event('GuildMemberRemoved', { guild_id: guild, character_id: bert }, bert, null, {
        reason: 'character deleted',
      }),
      event(
        'CharacterDeleted',
        { character_id: bert, character_name: 'Bert', account_id: 1 },
        bert,
      ),
    ],
  },

  'sessions.login': { params: ({ bert }) => ({ character_id: bert }) },
  'sessions.logout': { params: ({ session }) => ({ session_id: session }) },
  'sessions.list': { params: () => ({}) },
  'sessions.kick': {
    params: ({ anna }) => ({ character_id: anna, reason }),
    events: ({ anna }) => [
      event('AdminAction', { action: 'sessions.kick', role: 'gm', reason }, null, anna),
    ],
  },

  'inventory.get': { params: ({ anna }) => ({ character_id: anna }) },
  'equipment.get': { params: ({ anna }) => ({ character_id: anna }) },

  'items.create': {
    params: ({ anna }) => ({ character_id: anna, item_type: 'gem', quantity: 3 }),
    events: ({ anna }, { item: { item_id } }) => [
      event('ItemCreated', { item_id, character_id: anna, item_type: 'gem' }, anna, item_id, {
        quantity: 3,
      }),
    ],
  },
  'items.get': { params: ({ shield }) => ({ item_id: shield }) },
  'items.update': {
    params: ({ sword }) => ({
      item_id: sword,
      item_type: 'blade',
      properties: { colour: 'blue', sharp: true },
    }),
    events: ({ anna, sword }) => [
      event(
        'ItemChanged',
        { item_id: sword, character_id: anna, item_type: 'blade' },
        anna,
        sword,
        {
          type_before: 'sword',
          changed: { colour: ['red', 'blue'], sharp: [null, true] },
        },
      ),
    ],
  },
  'items.transfer': {
    params: ({ arrows, bert }) => ({ item_id: arrows, to_character_id: bert }),
    events: ({ anna, bert, arrows }) => [
      event(
        'ItemTransferred',
        { item_id: arrows, from_character_id: anna, to_character_id: bert },
        anna,
        bert,
        { item_type: 'arrow', quantity: 10 },
      ),
    ],
  },
  'items.drop': {
    params: ({ arrows }) => ({ item_id: arrows }),
    events: ({ anna, arrows }) => [
      event(
        'ItemDropped',
        { item_id: arrows, character_id: anna, location: LOCATION },
        anna,
        arrows,
        { item_type: 'arrow', quantity: 10, map_id: 'town' },
      ),
    ],
  },
  'items.loot': {
    params: ({ shield, bert }) => ({ item_id: shield, character_id: bert, source: 'player' }),
    events: ({ anna, bert, shield }) => [
      event('ItemLooted', { item_id: shield, character_id: bert, source: 'player' }, bert, shield, {
        item_type: 'shield',
        quantity: 1,
        map_id: 'town',
        dropped_by: anna,
      }),
    ],
  },
  'items.destroy': {
    params: ({ arrows }) => ({ item_id: arrows, quantity: 4 }),
    events: ({ anna, arrows }) => [
      event(
        'ItemDestroyed',
        { item_id: arrows, character_id: anna, item_type: 'arrow' },
        anna,
        arrows,
        { quantity: 4, left: 6 },
      ),
    ],
  },
  'items.equip': { params: ({ sword }) => ({ item_id: sword, slot_type: 'hand' }) },
  'items.unequip': { params: ({ ring }) => ({ item_id: ring }) },
  'items.move': { params: ({ sword }) => ({ item_id: sword, slot: 9 }) },
  'items.split': {
    params: ({ arrows }) => ({ item_id: arrows, quantity: 4 }),
    events: ({ anna, arrows }, { item: { item_id } }) => [
      event('ItemCreated', { item_id, character_id: anna, item_type: 'arrow' }, anna, item_id, {
        quantity: 4,
        split_from: arrows,
      }),
    ],
  },
  'items.merge': {
    params: ({ arrows, moreArrows }) => ({ item_id: moreArrows, into_item_id: arrows }),
    events: ({ anna, arrows, moreArrows }) => [
      event(
        'ItemDestroyed',
        { item_id: moreArrows, character_id: anna, item_type: 'arrow' },
        anna,
        moreArrows,
        { quantity: 5, merged_into: arrows },
      ),
    ],
  },

  'gold.transfer': {
    params: ({ anna, bert }) => ({ from_id: anna, to_id: bert, amount: 30, reason }),
    events: ({ anna, bert }) => [
      event('GoldTransaction', { from_id: anna, to_id: bert, amount: 30, reason }, anna, bert),
    ],
  },
  'gold.grant': {
    params: ({ anna }) => ({ character_id: anna, amount: 30, reason }),
    events: ({ anna }) => [
      event('GoldTransaction', { from_id: null, to_id: anna, amount: 30, reason }, anna),
    ],
  },
  'gold.spend': {
    params: ({ anna }) => ({ character_id: anna, amount: 30, reason }),
    events: ({ anna }) => [
      event('GoldTransaction', { from_id: anna, to_id: null, amount: 30, reason }, anna),
    ],
  },

  'skills.list': { params: ({ anna }) => ({ character_id: anna }) },
  'skills.set': { params: ({ bert }) => ({ character_id: bert, skill_name: 'magic' }) },
  'quests.list': { params: ({ anna }) => ({ character_id: anna }) },
  'quests.set': { params: ({ bert }) => ({ character_id: bert, quest_name: 'cave' }) },

  'guilds.create': {
    params: ({ clara }) => ({ guild_name: 'Lone', leader_id: clara }),
    events: ({ clara }, { guild: { guild_id } }) => [
      event('GuildCreated', { guild_id, guild_name: 'Lone', leader_id: clara }, clara),
    ],
  },
  'guilds.get': { params: ({ guild }) => ({ guild_id: guild }) },
  'guilds.getByName': { params: () => ({ guild_name: 'Order' }) },
  'guilds.list': { params: () => ({}) },
  'guilds.search': { params: () => ({ sort: 'members' }) },
  'guilds.addMember': {
    params: ({ guild, clara }) => ({ guild_id: guild, character_id: clara, rank: 'officer' }),
    events: ({ guild: guild_id, clara: character_id }) => [
      event('GuildMemberAdded', { guild_id, character_id, rank: 'officer' }, character_id),
    ],
  },
  'guilds.removeMember': {
    params: ({ guild, bert }) => ({ guild_id: guild, character_id: bert }),
    events: ({ guild: guild_id, bert: character_id }) => [
      event('GuildMemberRemoved', { guild_id, character_id }, character_id),
    ],
  },
  'guilds.setRank': {
    params: ({ guild, bert }) => ({ guild_id: guild, character_id: bert, rank: 'officer' }),
    events: ({ guild, bert }) => [rankChanged(guild, bert, 'member', 'officer')],
  },
  'guilds.setLeader': {
    params: ({ guild, bert }) => ({ guild_id: guild, character_id: bert }),
    events: ({ guild, anna, bert }) => [
      event(
        'GuildLeaderChanged',
        { guild_id: guild, old_leader_id: anna, new_leader_id: bert },
        bert,
        anna,
      ),
      rankChanged(guild, anna, 'leader', 'member'),
      rankChanged(guild, bert, 'member', 'leader'),
    ],
  },
  'guilds.disband': {
    params: ({ guild }) => ({ guild_id: guild }),
    events: ({ guild: guild_id, anna, bert }) => [
      ...[anna, bert].map((character_id) =>
        event('GuildMemberRemoved', { guild_id, character_id }, character_id, null, {
          reason: 'guild disbanded',
        }),
      ),
      event('GuildDisbanded', { guild_id, guild_name: 'Order' }, anna),
    ],
  },

  'activity.log': {
    params: ({ anna }) => ({ event_type: { PlayerKill: kill(anna) }, details: { zone: 'red' } }),
    events: ({ anna }) => [
      event('PlayerKill', kill(anna), anna, 'wolf', { map_id: 'town', zone: 'red' }),
    ],
  },

  'accounts.ban': {
    params: () => ({ account_id: 2, reason }),
    events: () => [
      event('AdminAction', { action: 'accounts.ban', role: 'gm', reason }, null, null, {
        account_id: 2,
        until: null,
      }),
    ],
  },
  'accounts.unban': {
    params: () => ({ account_id: 3, reason }),
    events: () => [
      event('AdminAction', { action: 'accounts.unban', role: 'gm', reason }, null, null, {
        account_id: 3,
      }),
    ],
  },
  'accounts.listBans': { params: () => ({}) },

  'admin.act': {
    params: ({ anna }) => ({
      reason,
      operations: [{ method: 'gold.spend', params: { character_id: anna, amount: 5, reason } }],
    }),
    events: ({ anna: character_id }) => [
      event('AdminAction', { action: 'gold.spend', role: 'gm', reason }, null, null, {
        operations: [{ method: 'gold.spend', params: { character_id, amount: 5, reason } }],
      }),
      event(
        'GoldTransaction',
        { from_id: character_id, to_id: null, amount: 5, reason },
        character_id,
        null,
        { by: { action: 'gold.spend', role: 'gm', reason } },
      ),
    ],
  },
  'admin.undo': {
    params: ({ world, anna, arrows, bert }) => ({
      seq: takeFrom(world, anna, arrows, bert),
      reason,
    }),
    events: ({ world, anna, bert, arrows }) => [
      event('AdminAction', { action: 'admin.undo', role: 'gm', reason }, null, bert, {
        seq: world.seq - 1,
        action: 'test.take',
      }),
      event(
        'ItemTransferred',
        { item_id: arrows, from_character_id: bert, to_character_id: anna },
        bert,
        anna,
        { item_type: 'arrow', quantity: 10, by: { action: 'admin.undo', role: 'gm', reason } },
      ),
    ],
  },

  'admin.actions.list': { params: () => ({ limit: 5 }) },

  'tx.run': {
    params: ({ anna, bert, sword }) => ({
      operations: [
        { method: 'items.transfer', params: { item_id: sword, to_character_id: bert } },
        { method: 'gold.transfer', params: { from_id: anna, to_id: bert, amount: 1, reason } },
        { method: 'characters.get', params: { character_id: bert } },
      ],
    }),
    events: ({ anna, bert, sword }) => [
      event(
        'ItemTransferred',
        { item_id: sword, from_character_id: anna, to_character_id: bert },
        anna,
        bert,
        { item_type: 'sword', quantity: 1 },
      ),
      event('GoldTransaction', { from_id: anna, to_id: bert, amount: 1, reason }, anna, bert),
    ],
  },
};

function rankChanged(guild_id: number, character_id: number, old_rank: string, new_rank: string) {
  const body = { guild_id, character_id, old_rank, new_rank };
  return event('GuildRankChanged', body, character_id);
}

function kill(killer_id: number): EventBody<'PlayerKill'> {
  return { killer_id, victim_id: 'wolf', location: LOCATION };
}

const all = Object.entries(CASES) as [WorldMethod, Case][];
const reads = all.filter(([method]) => WORLD_METHODS[method].kind === 'read');
const mutations = all.filter(([method]) => WORLD_METHODS[method].kind !== 'read');

function run([method, { params }]: [WorldMethod, Case], town: Town) {
  const executed = town.world.mutate(method, params(town), { role: 'gm' });
  return { ...executed, result: executed.result as Result };
}

describe('every method', () => {
  it.each(all)('[W18] %s answers what its schema says, and nothing beside', (method, one) => {
    const town = new Town();
    const { result } =
      WORLD_METHODS[method].kind === 'read'
        ? { result: town.world.read(method, one.params(town)) }
        : run([method, one], town);
    expect(WORLD_METHODS[method].result.parse(result)).toStrictEqual(result);
    // An empty list would hide the schema of its rows.
    expect(JSON.stringify(result)).not.toContain('[]');
    expect(JSON.parse(JSON.stringify(result))).toStrictEqual(result);
  });

  it.each(all)('[W15] %s refuses a parameter that it does not know', (method, { params }) => {
    const town = new Town();
    const more = { ...params(town), surprise: 1 };
    expect(() => town.world.mutate(method, more, { role: 'gm' })).toThrow(
      expect.objectContaining({ code: 'InvalidData', details: { path: 'surprise' } }),
    );
  });
});

describe('every read', () => {
  it.each(reads)('[W4] %s changes nothing and logs nothing', (method, one) => {
    const town = new Town();
    const { seq, nextLogId } = town.world;
    expect(run([method, one], town)).toMatchObject({ changeSet: null, seq });
    expect([town.world.seq, town.world.nextLogId]).toEqual([seq, nextLogId]);
  });
});

describe('every mutation', () => {
  it.each(mutations)('[W4] %s leaves its events in its change set', (method, one) => {
    const town = new Town();
    const { changeSet, result } = run([method, one], town);
    expect(changeSet?.events ?? []).toEqual(one.events?.(town, result) ?? []);
    for (const { event_type } of changeSet?.events ?? []) {
      const [[kind, body], ...others] = Object.entries(event_type) as [[EventKind, object]];
      expect(others).toEqual([]);
      expect(EVENT_TYPES[kind].parse(body)).toStrictEqual(body);
    }
    expect(violationsOf(town.world)).toEqual([]);
  });

  it.each(mutations)(
    '[W3] %s leaves rows that fit their columns, each named once',
    (method, one) => {
      const town = new Town();
      const { changes } = run([method, one], town).changeSet ?? { changes: [] };
      const names = changes.map(({ table, key }) => `${table} ${key}`);
      expect(new Set(names).size).toBe(names.length);
      for (const { table, key, image } of changes) {
        const { columnNames, columns, primaryKey, volatile } = TABLES[table]!;
        expect(volatile).toBe(false);
        if (image === null) continue;
        expect(image).toHaveLength(columnNames.length);
        expect(image[columnNames.indexOf(primaryKey)]).toBe(key);
        for (const [i, name] of columnNames.entries()) {
          const { type, nullable } = columns[name]!;
          const value = image[i];
          if (value === null) expect(nullable, name).toBe(true);
          else if (type === 'integer') expect(value, name).toSatisfy(Number.isSafeInteger);
          else expect(typeof value, name).toBe(type === 'real' ? 'number' : 'string');
        }
      }
    },
  );
});

it.each([1, 2, 3])('[W4] change sets and events are numbered without a gap (seed %i)', (seed) => {
  const random = new Random(seed);
  const world = new TestWorld({ bagSlots: 8, maxCharacters: 9 });
  let events = 0;
  for (let i = 0; i < 300; i++) {
    const { seq, nextLogId } = world;
    const { method, params } = randomCommand(random, world, true);
    let changeSet: ChangeSet | null = null;
    try {
      changeSet = world.mutate(method, params, { role: 'game' }).changeSet;
    } catch {
      // What is refused takes no number.
    }
    if (changeSet === null) {
      expect([world.seq, world.nextLogId]).toEqual([seq, nextLogId]);
    } else {
      events += changeSet.events.length;
      expect(changeSet).toMatchObject({ seq: seq + 1, firstLogId: nextLogId, at: world.now });
      expect([world.seq, world.nextLogId]).toEqual([seq + 1, events + 1]);
    }
  }
  expect(events).toBeGreaterThan(50);
});
