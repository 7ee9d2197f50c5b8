/** What a refused undo says of the things that are not any more as the action left them. */
import { beforeEach, expect, it } from 'vitest';
import { ShardError } from '../../src/shared/errors.ts';
import type { WorldMethod } from '../../src/shared/world-methods.ts';
import { HERE, TestWorld } from '../support/world.ts';

const reason = 'a complaint';

let world: TestWorld;
let anna: number;
let bert: number;
let sword: string;
let guild_id: number;

beforeEach(() => {
  world = new TestWorld();
  anna = world.createCharacter('Anna', { gold: 100, account_id: 7 });
  bert = world.createCharacter('Bert');
  sword = world.do('items.create', { character_id: anna, item_type: 'sword' }).item.item_id;
  const order = { guild_name: 'Order', leader_id: world.createCharacter('Cleo') };
  guild_id = world.do('guilds.create', order).guild.guild_id;
});

type Step = readonly [WorldMethod, object];

function act(...steps: readonly Step[]): number {
  const operations = steps.map(([method, params]) => ({ method, params }));
  return world.mutate('admin.act', { reason, operations }, { role: 'gm' }).seq;
}

function refusal(seq: number): ShardError {
  try {
    world.mutate('admin.undo', { seq }, { role: 'gm' });
  } catch (error) {
    if (error instanceof ShardError && error.code === 'Conflict') return error;
    throw error;
  }
  throw new Error('it was undone');
}

const gold: Step = ['gold.grant', { character_id: 1, amount: 1, reason }];
const nova = { account_id: 9, character_name: 'Nova', ...HERE };

const CASES: readonly [string, () => Step, () => Step, string][] = [
  [
    'a character',
    () => gold,
    () => ['characters.delete', { character_id: anna }],
    'character 1 is gone',
  ],
  [
    'a character that the action made',
    () => ['characters.create', nova],
    () => ['characters.delete', { character_id: 4 }],
    'Nova is gone',
  ],
  [
    'what such a character got',
    () => ['characters.create', nova],
    () => ['items.create', { character_id: 4, item_type: 'ring' }],
    'the ring is in the bag of Nova, slot 0, now',
  ],
  [
    'an item that the action made',
    () => ['items.create', { character_id: anna, item_type: 'ring' }],
    () => ['items.destroy', { item_id: [...world.tables.items.rows()].at(-1)!.item_id }],
    'the ring 00000000-0000-4000-8000-000000000002 is gone',
  ],
  [
    'an item that it moved within a bag',
    () => ['items.move', { item_id: sword, slot: 3 }],
    () => ['items.drop', { item_id: sword }],
    'the sword is on the ground in town now',
  ],
  [
    'a skill',
    () => ['skills.set', { character_id: anna, skill_name: 'bow' }],
    () => ['characters.delete', { character_id: anna }],
    'the skill bow of character 1 is gone',
  ],
  [
    'a guild',
    () => ['guilds.create', { guild_name: 'Wolves', leader_id: anna }],
    () => ['guilds.disband', { guild_id: 2 }],
    'the guild Wolves is disbanded',
  ],
  [
    'a member',
    () => ['guilds.addMember', { guild_id, character_id: bert }],
    () => ['guilds.removeMember', { guild_id, character_id: bert }],
    'Bert is not in the guild Order any more',
  ],
  [
    'who joined a guild',
    () => ['guilds.create', { guild_name: 'Wolves', leader_id: anna }],
    () => ['guilds.addMember', { guild_id: 2, character_id: bert }],
    'Bert is member in the guild Wolves now',
  ],
  [
    'a stat',
    () => ['characters.update', { character_id: anna, str: 20 }],
    () => ['characters.update', { character_id: anna, str: 30 }],
    'the str of Anna is 30 now',
  ],
];

it.each(CASES)('[E10] tells of %s', (_what, action, since, sentence) => {
  const seq = act(action());
  world.do(...since());
  const { message, details, hint } = refusal(seq);
  expect(details?.reasons).toContain(sentence);
  expect(message).toContain(sentence);
  expect(hint).toContain('by hand');
});

it('[E10] tells of an item that it counted on the ground', () => {
  const coins = { character_id: anna, item_type: 'coin', quantity: 5 };
  const { item_id } = world.do('items.create', coins).item;
  world.do('items.drop', { item_id });
  const seq = act(['items.destroy', { item_id, quantity: 2 }]);
  world.do('items.loot', { item_id, character_id: bert });
  expect(refusal(seq).details?.reasons).toEqual(['the coin is in the bag of Bert, slot 0, now']);
});

it('[E10] tells of a ban that was lifted', () => {
  const ban = world.mutate('accounts.ban', { account_id: 7, reason }, { role: 'gm' });
  world.mutate('accounts.unban', { account_id: 7, reason }, { role: 'gm' });
  expect(refusal(ban.seq).message).toContain('account 7 is not banned any more');
});

it('[E10] names a few of many things, each once, and counts the others', () => {
  const quests = ['a', 'b', 'c', 'd', 'e'];
  const set = (more: object) =>
    quests.map((quest_name): Step => ['quests.set', { character_id: anna, quest_name, ...more }]);
  const seq = act(['items.transfer', { item_id: sword, to_character_id: bert }], ...set({}));
  world.do('items.drop', { item_id: sword });
  for (const step of set({ quest_status: 'completed', progress: { n: 1 } })) world.do(...step);
  const { message, details } = refusal(seq);
  expect(details?.reasons).toHaveLength(6);
  expect(details?.reasons).toContain('the sword is on the ground in town now');
  expect(message).toMatch(/, and 3 more\.$/);
});
