/** Which events each command leaves, cascades included: every mutation has its line here. */
import { beforeEach, describe, expect, it } from 'vitest';
import { EVENT_TYPES, type EventKind } from '../../src/shared/events.ts';
import { WORLD_METHODS, type WorldMethod } from '../../src/shared/world-methods.ts';
import { HERE, TestWorld } from '../support/world.ts';

let world: TestWorld;
let anna: number;
let bert: number;
/** Anna's sword and her five arrows; a club that lies on the ground; a ring that Anna wears. */
let sword: string;
let arrows: string;
let club: string;
let ring: string;
/** Of Anna, with Bert as a member. */
let guild_id: number;

const make = (item_type: string, quantity = 1) =>
  world.do('items.create', { character_id: anna, item_type, quantity }).item.item_id as string;

beforeEach(() => {
  world = new TestWorld();
  anna = world.createCharacter('Anna', { gold: 100 });
  bert = world.createCharacter('Bert');
  [sword, arrows, club, ring] = [make('sword'), make('arrow', 5), make('club'), make('ring')] as [
    string,
    string,
    string,
    string,
  ];
  world.do('items.drop', { item_id: club });
  world.do('items.equip', { item_id: ring, slot_type: 'finger' });
  guild_id = world.do('guilds.create', { guild_name: 'Watch', leader_id: anna }).guild.guild_id;
  world.do('guilds.addMember', { guild_id, character_id: bert });
});

/** What is done, and the events that it leaves, in order. None for what the document does not log. */
type Case = [params: () => object, ...kinds: EventKind[]];

const location = { x: 1, y: 2, z: 3 };
const reason = 'r';

/** `admin.undo` and `tx.run` leave the events of what they consist of, and have tests of their own. */
const CASES: Partial<Record<WorldMethod, readonly Case[]>> = {
  'characters.create': [
    [() => ({ account_id: 1, character_name: 'Carl', ...HERE })],
    [() => ({ account_id: 1, character_name: 'Carl', gold: 5, ...HERE }), 'GoldTransaction'],
  ],
  'characters.update': [
    [() => ({ character_id: anna, level: 9 }), 'LevelUp'],
    [() => ({ character_id: anna, str: 12 })],
  ],
  'characters.move': [[() => ({ character_id: anna, ...HERE, position_x: 7 })]],
  'characters.delete': [[() => ({ character_id: bert }), 'GuildMemberRemoved']],
  'sessions.login': [[() => ({ character_id: anna })]],
  'sessions.logout': [
    [() => ({ session_id: world.do('sessions.login', { character_id: anna }).session.session_id })],
  ],
  'sessions.kick': [
    [
      () => {
        world.do('sessions.login', { character_id: anna });
        return { character_id: anna, reason };
      },
      'AdminAction',
    ],
  ],
  'items.create': [[() => ({ character_id: anna, item_type: 'bow' }), 'ItemCreated']],
  'items.update': [[() => ({ item_id: sword, properties: { sharp: true } })]],
  'items.transfer': [
    [() => ({ item_id: sword, to_character_id: bert }), 'ItemTransferred'],
    [() => ({ item_id: ring, to_character_id: bert }), 'ItemTransferred'],
  ],
  'items.drop': [[() => ({ item_id: sword }), 'ItemDropped']],
  'items.loot': [[() => ({ item_id: club, character_id: bert }), 'ItemLooted']],
  'items.destroy': [
    [() => ({ item_id: sword }), 'ItemDestroyed'],
    [() => ({ item_id: arrows, quantity: 2 }), 'ItemDestroyed'],
    [() => ({ item_id: club }), 'ItemDestroyed'],
  ],
  'items.equip': [[() => ({ item_id: sword, slot_type: 'hand' })]],
  'items.unequip': [[() => ({ item_id: ring })]],
  'items.move': [[() => ({ item_id: sword, slot: 30 })]],
  'items.split': [[() => ({ item_id: arrows, quantity: 2 }), 'ItemCreated']],
  'items.merge': [[() => ({ item_id: make('arrow', 3), into_item_id: arrows }), 'ItemDestroyed']],
  'gold.transfer': [[() => ({ from_id: anna, to_id: bert, amount: 1, reason }), 'GoldTransaction']],
  'gold.grant': [[() => ({ character_id: anna, amount: 1, reason }), 'GoldTransaction']],
  'gold.spend': [[() => ({ character_id: anna, amount: 1, reason }), 'GoldTransaction']],
  'skills.set': [[() => ({ character_id: anna, skill_name: 'mining', skill_level: 2 })]],
  'quests.set': [[() => ({ character_id: anna, quest_name: 'rats' })]],
  'guilds.create': [[() => ({ guild_name: 'Other', leader_id: bert }), 'GuildCreated']],
  'guilds.addMember': [
    [() => ({ guild_id, character_id: world.createCharacter('Dora') }), 'GuildMemberAdded'],
  ],
  'guilds.removeMember': [[() => ({ guild_id, character_id: bert }), 'GuildMemberRemoved']],
  'guilds.setRank': [
    [() => ({ guild_id, character_id: bert, rank: 'officer' }), 'GuildRankChanged'],
  ],
  'guilds.setLeader': [
    [
      () => ({ guild_id, character_id: bert }),
      'GuildLeaderChanged',
      'GuildRankChanged',
      'GuildRankChanged',
    ],
  ],
  'guilds.disband': [
    [() => ({ guild_id }), 'GuildMemberRemoved', 'GuildMemberRemoved', 'GuildDisbanded'],
  ],
  'activity.log': [
    [
      () => ({ event_type: { PlayerKill: { killer_id: anna, victim_id: 'wolf', location } } }),
      'PlayerKill',
    ],
  ],
};

/** The kinds of what a command leaves, each in the shape that is declared. */
function kindsOf(method: WorldMethod, params: object): EventKind[] {
  const { changeSet } = world.mutate(method, params, { role: 'admin' });
  return (changeSet?.events ?? []).map(({ event_type }) => {
    const [[kind, body]] = Object.entries(event_type) as [[EventKind, unknown]];
    expect(EVENT_TYPES[kind].parse(body)).toEqual(body);
    return kind;
  });
}

describe('the events', () => {
  const mutations = (Object.keys(WORLD_METHODS) as WorldMethod[]).filter(
    (method) => WORLD_METHODS[method].kind !== 'read',
  );

  it('[W4] are said here of every mutation', () => {
    const others = ['admin.undo', 'tx.run'];
    expect([...Object.keys(CASES), ...others].sort()).toEqual([...mutations].sort());
  });

  for (const [method, cases] of Object.entries(CASES) as [WorldMethod, readonly Case[]][]) {
    for (const [i, [params, ...kinds]] of cases.entries()) {
      it(`[W4] of ${method} are ${kinds.join(', ') || 'none'} (case ${i + 1})`, () => {
        expect(kindsOf(method, params())).toEqual(kinds);
      });
    }
  }

  it('[W4] of a character that is deleted are of all that goes with it', () => {
    world.do('guilds.setLeader', { guild_id, character_id: bert });
    const kinds = kindsOf('characters.delete', { character_id: anna });
    // Sword, arrows, ring, and the club on the ground that was hers.
    expect(kinds).toEqual([
      'ItemDestroyed',
      'ItemDestroyed',
      'ItemDestroyed',
      'ItemDestroyed',
      'GoldTransaction',
      'GuildMemberRemoved',
    ]);
  });
});
