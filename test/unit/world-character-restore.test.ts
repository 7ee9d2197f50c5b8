/** One character back: what is laid side by side, what can be chosen of it, and what it does. */
import { beforeEach, describe, expect, it } from 'vitest';
import { characterComparison } from '../../src/shared/character-restore.ts';
import type { WorldMethod } from '../../src/shared/world-methods.ts';
import { Past, TARGET } from '../support/character-restore.ts';
import { digestOf, TestWorld, violationsOf } from '../support/world.ts';

const HERE = { map_id: 'town', position_x: 1, position_y: 2, position_z: 3 };
const code = (expected: string) => expect.objectContaining({ code: expected });

const rules: { bagSlots: number | null; maxCharacters: number } = {
  bagSlots: null,
  maxCharacters: 9,
};
let world: TestWorld;
let anna: number;
let bert: number;
/** Worn on the head, in slot 0, ten of them in slot 1. */
let helmet: string;
let sword: string;
let arrows: string;
let past: Past;

beforeEach(() => {
  Object.assign(rules, { bagSlots: null, maxCharacters: 9 });
  world = new TestWorld(rules);
  anna = world.createCharacter('Anna', { ...HERE, gold: 100, level: 5, str: 12 });
  bert = world.createCharacter('Bert', { ...HERE, gold: 10 });
  helmet = make({ item_type: 'helmet' });
  world.do('items.equip', { item_id: helmet, slot_type: 'head' });
  sword = make({ item_type: 'sword', properties: { durability: 9 } });
  arrows = make({ item_type: 'arrow', quantity: 10 });
  world.do('skills.set', { character_id: anna, skill_name: 'bow', skill_level: 3 });
  world.do('quests.set', { character_id: anna, quest_name: 'dragon', progress: { eggs: 2 } });
  past = new Past(world, anna);
  world.now += 60_000;
});

function make(more: object): string {
  return world.do('items.create', { character_id: anna, item_type: 'thing', ...more }).item.item_id;
}

const get = (item_id: string) => world.read('items.get', { item_id }).item;
const character = () => world.tables.characters.get(anna)!;
const gold = () => world.tables.ledger.get('gold')!.value;
const inPreview = (item_id: string) =>
  past.compare().items.find((item) => item.item_id === item_id)!;
const takeBack = (...ids: string[]) => ({
  items: ids.map((item_id) => ({ item_id, choice: 'take_back' as const })),
});
const makeAnew = (...ids: string[]) => ({
  items: ids.map((item_id) => ({ item_id, choice: 'make_anew' as const })),
});

/** Runs what must work, and leaves a world that keeps its rules. */
function run(...args: Parameters<Past['run']>) {
  const done = past.run(...args);
  expect(violationsOf(world)).toEqual([]);
  return done;
}

/** Runs what must be refused, and sees that it left nothing behind. */
function refused(choices: Parameters<Past['run']>[0], expected: unknown, seen = past.compare()) {
  const before = digestOf(world);
  expect(() => past.run(choices, seen)).toThrow(expected as Error);
  expect(digestOf(world)).toBe(before);
}

describe('the comparison', () => {
  it('[G1] of nothing that changed shows two equal sides and offers nothing', () => {
    const compared = past.compare();
    expect(characterComparison.parse(compared)).toEqual(compared);
    expect(compared).toMatchObject({
      exists: true,
      name: { past: 'Anna', now: 'Anna', taken_by: null },
      gold: { past: 100, now: 100, made: 0 },
      problems: [],
    });
    expect(compared.stats.now).toEqual(compared.stats.past);
    expect(compared.position.now).toEqual(compared.position.past);
    expect(compared.items.map(({ item_id }) => item_id)).toEqual([helmet, sword, arrows]);
    for (const { past: was, now, choices } of compared.items) {
      expect(now?.place).toEqual(was?.place);
      expect(choices).toEqual(['leave']);
    }
  });

  it('[G1] says where each item went and what came, and changes nothing', () => {
    world.do('items.transfer', { item_id: sword, to_character_id: bert });
    world.do('items.drop', { item_id: helmet });
    world.do('items.destroy', { item_id: arrows });
    const fresh = make({ item_type: 'gem', slot: 7 });
    const before = digestOf(world);
    const compared = past.compare();
    expect(characterComparison.parse(compared)).toEqual(compared);
    expect(digestOf(world)).toBe(before);
    expect(compared.items).toMatchObject([
      {
        item_id: helmet,
        past: { place: { kind: 'equipment', slot_type: 'head' }, quantity: 1 },
        now: { place: { kind: 'ground', map_id: 'town' }, holder: { character_id: anna } },
        choices: ['leave', 'take_back'],
      },
      {
        item_id: sword,
        past: { place: { kind: 'bag', slot: 0 } },
        now: { place: { kind: 'bag' }, holder: { character_id: bert, character_name: 'Bert' } },
        choices: ['leave', 'take_back'],
      },
      { item_id: arrows, past: { quantity: 10 }, now: null, choices: ['leave', 'make_anew'] },
      { item_id: fresh, past: null, now: { place: { slot: 7 } }, choices: ['leave'] },
    ]);
  });

  it('[G1] lays stats, place, gold, skills and quests side by side', () => {
    world.do('characters.update', { character_id: anna, level: 6, character_name: 'Anne' });
    world.do('characters.move', { character_id: anna, ...HERE, position_x: 50 });
    world.do('gold.spend', { character_id: anna, amount: 30, reason: 'r' });
    world.do('skills.set', { character_id: anna, skill_name: 'axe' });
    world.do('quests.set', { character_id: anna, quest_name: 'dragon', quest_status: 'failed' });
    expect(past.compare()).toMatchObject({
      name: { past: 'Anna', now: 'Anne', taken_by: null },
      stats: { past: { level: 5 }, now: { level: 6 } },
      position: { past: { position_x: 1 }, now: { position_x: 50 } },
      gold: { past: 100, now: 70, made: 30 },
      skills: [
        { skill_name: 'bow', past: { skill_level: 3 }, now: { skill_level: 3 } },
        { skill_name: 'axe', past: null, now: { skill_level: 0 } },
      ],
      quests: [{ past: { quest_status: 'active' }, now: { quest_status: 'failed' } }],
      problems: [{ kind: 'gold_made' }],
    });
  });

  it('[G10] suggests nothing that takes from others or makes what play used up', () => {
    world.do('items.transfer', { item_id: sword, to_character_id: bert });
    world.do('items.destroy', { item_id: arrows });
    world.do('items.drop', { item_id: helmet });
    expect([sword, arrows, helmet].map((one) => inPreview(one).suggested)).toEqual([
      'leave',
      'leave',
      'take_back',
    ]);
    world.do('characters.delete', { character_id: anna });
    expect([sword, arrows, helmet].map((one) => inPreview(one).suggested)).toEqual([
      'leave',
      'make_anew',
      'make_anew',
    ]);
  });

  it('[G1] tells each problem: name, room, gold, guild, stacks, and that one plays', () => {
    const kinds = () => past.compare().problems.map(({ kind }) => kind);
    world.do('sessions.login', { character_id: anna });
    world.do('items.destroy', { item_id: arrows, quantity: 4 });
    world.do('gold.grant', { character_id: anna, amount: 1, reason: 'r' });
    expect(kinds()).toEqual(['gold_removed', 'quantity_differs', 'online']);
    world.do('characters.delete', { character_id: anna });
    world.createCharacter('Anna');
    rules.maxCharacters = 2;
    expect(kinds()).toEqual(['name_taken', 'shard_full', 'gold_made', 'guilds_left']);
    expect(past.compare().name).toEqual({ past: 'Anna', now: null, taken_by: 3 });
  });
});

describe('stats, place, gold, skills and quests', () => {
  beforeEach(() => {
    world.do('characters.update', { character_id: anna, level: 2, str: 1 });
    world.do('characters.move', { character_id: anna, ...HERE, map_id: 'cave' });
    world.do('skills.set', { character_id: anna, skill_name: 'bow', skill_level: 9 });
    world.do('skills.set', { character_id: anna, skill_name: 'axe' });
    world.do('quests.set', { character_id: anna, quest_name: 'wolf' });
    world.do('gold.transfer', { from_id: anna, to_id: bert, amount: 60, reason: 'r' });
  });

  it('[G2] [G9] come back one by one, and what is not chosen stays', () => {
    expect(run({ groups: ['stats'] }).events.map(({ event_type }) => event_type)).toEqual([
      { AdminAction: { action: 'admin.restore.runCharacter', role: 'gm', reason: 'a test' } },
      { LevelUp: { character_id: anna, old_level: 2, new_level: 5 } },
    ]);
    expect(character()).toMatchObject({ level: 5, str: 12, gold: 40, map_id: 'cave' });
    run({ groups: ['position'] });
    expect(character()).toMatchObject(HERE);
    run({ groups: ['skills'] });
    expect(past.compare().skills).toMatchObject([
      { skill_name: 'bow', past: { skill_level: 3 }, now: { skill_level: 3 } },
    ]);
    expect(past.compare().quests).toHaveLength(2);
    run({ groups: ['quests'] });
    expect(past.compare().quests).toMatchObject([
      { quest_name: 'dragon', now: { progress: { eggs: 2 } } },
    ]);
    expect(character().updated_at).toBe(new Date(world.now).toISOString());
  });

  it('[G2] leave the world alone where nothing is to be done', () => {
    refused({}, code('Conflict'));
    run({ groups: ['stats', 'stats'] });
    refused({ groups: ['stats'] }, code('Conflict'));
  });

  it('[G7] make gold only where it was accepted to the number, and count it', () => {
    expect(gold()).toBe(110);
    refused({ groups: ['gold'] }, code('InvalidData'));
    refused({ groups: ['gold'], accept_gold: 61 }, code('InvalidData'));
    const { receipt, events } = run({ groups: ['gold'], accept_gold: 60 });
    expect(receipt.gold_made).toBe(60);
    expect([character().gold, gold()]).toEqual([100, 170]);
    expect(events.slice(1).map(({ event_type }) => event_type)).toEqual([
      { GoldTransaction: { from_id: null, to_id: anna, amount: 60, reason: 'a test' } },
    ]);
  });

  it('[G7] take gold that is more today out of the world', () => {
    world.do('gold.grant', { character_id: anna, amount: 500, reason: 'r' });
    const { receipt, events } = run({ groups: ['gold'] });
    expect(receipt.gold_made).toBe(-440);
    expect([character().gold, gold()]).toEqual([100, 170]);
    expect(events[1]?.event_type).toMatchObject({
      GoldTransaction: { from_id: anna, to_id: null, amount: 440 },
    });
  });

  it('[G7] leave gold alone that is not chosen', () => {
    expect(run({ groups: ['stats'] }).receipt.gold_made).toBe(0);
    expect([character().gold, gold()]).toEqual([40, 110]);
  });

  it('[G8] are refused where the gold that was shown is another by now', () => {
    const seen = past.compare();
    world.do('gold.spend', { character_id: anna, amount: 1, reason: 'r' });
    refused({ groups: ['gold'], accept_gold: 60 }, code('PreviewOutdated'), seen);
    expect(run({ groups: ['stats'] }, seen).receipt.gold_made).toBe(0);
  });
});

describe('an item', () => {
  const elsewhere: [string, () => void, (events: unknown[]) => void][] = [
    [
      'with another',
      () => world.do('items.transfer', { item_id: sword, to_character_id: bert }),
      ([event]) =>
        expect(event).toMatchObject({
          event_type: {
            ItemTransferred: { item_id: sword, from_character_id: bert, to_character_id: anna },
          },
        }),
    ],
    [
      'worn by another',
      () => {
        world.do('items.transfer', { item_id: sword, to_character_id: bert });
        world.do('items.equip', { item_id: sword, slot_type: 'hand' });
      },
      ([event]) => expect(event).toMatchObject({ event_type: { ItemTransferred: {} } }),
    ],
    [
      'on the ground',
      () => world.do('items.drop', { item_id: sword }),
      ([event]) =>
        expect(event).toMatchObject({
          event_type: { ItemLooted: { item_id: sword, character_id: anna, source: 'ground' } },
          details: { dropped_by: anna, map_id: 'town' },
        }),
    ],
    [
      'on the ground where another dropped it',
      () => {
        world.do('items.transfer', { item_id: sword, to_character_id: bert });
        world.do('items.drop', { item_id: sword });
      },
      ([event]) => expect(event).toMatchObject({ details: { dropped_by: bert } }),
    ],
    [
      'in another slot',
      () => world.do('items.move', { item_id: sword, slot: 5 }),
      (events) => expect(events).toEqual([]),
    ],
  ];

  it.each(elsewhere)('[G3] [G5] [G9] %s is taken back to its slot', (_where, play, told) => {
    play();
    const { receipt, events } = run(takeBack(sword));
    const place = { kind: 'bag', slot: 0, quantity: 1 };
    expect(get(sword)).toMatchObject({ character_id: anna, place });
    expect(receipt.items).toEqual([{ item_id: sword, choice: 'take_back', place }]);
    expect(events[0]).toMatchObject({
      event_type: { AdminAction: { action: 'admin.restore.runCharacter' } },
      target_id: anna,
      details: { target: TARGET, items: 1 },
    });
    told(events.slice(1));
  });

  it('[G4] [G9] that is gone is made anew as it was, under its id', () => {
    world.do('items.destroy', { item_id: arrows });
    const { created_at } = past.state.items.find(({ item }) => item.item_id === arrows)!.item;
    const { events } = run(makeAnew(arrows));
    expect(get(arrows)).toMatchObject({
      item_type: 'arrow',
      created_at,
      place: { kind: 'bag', slot: 1, quantity: 10 },
    });
    expect(events[1]).toMatchObject({
      event_type: { ItemCreated: { item_id: arrows, character_id: anna, item_type: 'arrow' } },
      details: { quantity: 10, by: { action: 'admin.restore.runCharacter', role: 'gm' } },
    });
  });

  it('[G4] that exists anywhere cannot be made anew, nor one be taken back that is gone', () => {
    world.do('items.drop', { item_id: sword });
    world.do('items.destroy', { item_id: arrows });
    refused(makeAnew(sword), code('InvalidData'));
    refused(makeAnew(helmet), code('InvalidData'));
    refused(takeBack(arrows), code('InvalidData'));
  });

  it.each<[string, object[]]>([
    ['that the preview does not show', [{ item_id: 'another', choice: 'leave' }]],
    ['that is named twice', Array(2).fill({ item_id: 'sword', choice: 'take_back' })],
  ])('[G8] %s is refused with its path', (_what, items) => {
    world.do('items.drop', { item_id: sword });
    const named = items.map((item) => ({
      ...item,
      ...('item_id' in item && item.item_id === 'sword' ? { item_id: sword } : {}),
    }));
    refused(
      { items: named as never },
      expect.objectContaining({
        code: 'InvalidData',
        details: { path: `items.${items.length - 1}.item_id` },
      }),
    );
  });

  it('[G3] is taken back as it is today: a smaller stack stays small, and is told of', () => {
    world.do('items.destroy', { item_id: arrows, quantity: 6 });
    world.do('items.update', { item_id: arrows, properties: { wet: true } });
    world.do('items.transfer', { item_id: arrows, to_character_id: bert });
    expect(inPreview(arrows)).toMatchObject({
      past: { quantity: 10 },
      now: { quantity: 4 },
      altered: true,
    });
    run(takeBack(arrows));
    expect(get(arrows)).toMatchObject({
      character_id: anna,
      properties: { wet: true },
      place: { slot: 1, quantity: 4 },
    });
  });

  it('[G3] of another that is more than it was cannot be taken back, and why is said', () => {
    world.do('items.transfer', { item_id: arrows, to_character_id: bert });
    const { item } = world.do('items.create', {
      character_id: bert,
      item_type: 'arrow',
      quantity: 2,
    });
    world.do('items.merge', { item_id: item.item_id, into_item_id: arrows });
    expect(inPreview(arrows)).toMatchObject({
      now: { quantity: 12 },
      choices: ['leave'],
      obstacle: expect.stringContaining('items.split'),
    });
    refused(takeBack(arrows), code('InvalidData'));
    world.do('items.split', { item_id: arrows, quantity: 2 });
    run(takeBack(arrows));
    expect(get(arrows).place).toMatchObject({ slot: 1, quantity: 10 });
  });

  it('[G5] whose slot is taken goes to the first free one', () => {
    world.do('items.transfer', { item_id: sword, to_character_id: bert });
    const fresh = make({ slot: 0 });
    run(takeBack(sword));
    expect(get(sword).place).toMatchObject({ kind: 'bag', slot: 2 });
    expect(get(fresh).place).toMatchObject({ slot: 0 });
  });

  it('[G5] whose place on the body is taken goes to the bag', () => {
    world.do('items.drop', { item_id: helmet });
    const crown = make({ item_type: 'crown' });
    world.do('items.equip', { item_id: crown, slot_type: 'head' });
    run(takeBack(helmet));
    expect(get(helmet).place).toEqual({ kind: 'bag', slot: 2, quantity: 1 });
    expect(get(crown).place).toEqual({ kind: 'equipment', slot_type: 'head' });
  });

  it('[G5] that has become a stack goes to the bag rather than onto the body', () => {
    world.do('items.unequip', { item_id: helmet, slot: 5 });
    const other = make({ item_type: 'helmet' });
    world.do('items.merge', { item_id: other, into_item_id: helmet });
    run(takeBack(helmet));
    expect(get(helmet).place).toMatchObject({ kind: 'bag', quantity: 2 });
  });

  it('[G5] comes back onto the body', () => {
    world.do('items.transfer', { item_id: helmet, to_character_id: bert });
    run(takeBack(helmet));
    expect(get(helmet)).toMatchObject({
      character_id: anna,
      place: { kind: 'equipment', slot_type: 'head' },
    });
  });

  it('[G5] that no slot is free for goes to the recovery box, and out of it by choice', () => {
    world.do('items.transfer', { item_id: sword, to_character_id: bert });
    world.do('items.destroy', { item_id: arrows });
    rules.bagSlots = 2;
    for (const slot of [0, 1]) make({ slot });
    const { receipt } = run({ items: past.choose('take_back', 'make_anew') });
    expect(receipt.items.map(({ place }) => place)).toEqual([
      { kind: 'recovery', quantity: 1 },
      { kind: 'recovery', quantity: 10 },
    ]);
    expect(inPreview(sword)).toMatchObject({
      now: { place: { kind: 'recovery' } },
      suggested: 'take_back',
    });
    rules.bagSlots = 4;
    run(takeBack(arrows, sword));
    expect([arrows, sword].map((one) => get(one).place)).toMatchObject([{ slot: 2 }, { slot: 3 }]);
  });

  it('[G5] of a slot that bags have no more goes to one that they have', () => {
    const far = make({ slot: 40 });
    past = new Past(world, anna);
    world.do('items.drop', { item_id: far });
    rules.bagSlots = 8;
    run(takeBack(far));
    expect(get(far).place).toMatchObject({ kind: 'bag', slot: 2 });
  });

  it('[G5] and others trade places without being in each other’s way', () => {
    world.do('items.move', { item_id: sword, slot: 9 });
    world.do('items.move', { item_id: arrows, slot: 0 });
    world.do('items.move', { item_id: sword, slot: 1 });
    run(takeBack(sword, arrows));
    expect([sword, arrows].map((one) => get(one).place)).toMatchObject([{ slot: 0 }, { slot: 1 }]);
  });

  const moves: [string, WorldMethod, () => object][] = [
    ['handed on', 'items.transfer', () => ({ to_character_id: 3 })],
    ['dropped', 'items.drop', () => ({})],
    ['destroyed', 'items.destroy', () => ({})],
    ['halved', 'items.destroy', () => ({ quantity: 5 })],
  ];
  it.each(moves)('[G8] that was %s since the preview is named, and nothing changes', (...move) => {
    world.createCharacter('Clara');
    world.do('items.transfer', { item_id: arrows, to_character_id: bert });
    world.do('items.transfer', { item_id: sword, to_character_id: bert });
    const seen = past.compare();
    const [, method, params] = move;
    world.do(method, { item_id: arrows, ...params() });
    refused(
      { ...takeBack(sword, arrows), groups: ['stats'] },
      expect.objectContaining({ code: 'PreviewOutdated', details: { item_id: arrows } }),
      seen,
    );
    run(takeBack(sword), seen);
  });

  it('[G8] that was made since the preview showed it gone is not made twice', () => {
    world.do('items.destroy', { item_id: sword });
    const seen = past.compare();
    run(makeAnew(sword), seen);
    refused(makeAnew(sword), code('PreviewOutdated'), seen);
  });
});

describe('a character who was deleted', () => {
  beforeEach(() => {
    const { guild } = world.do('guilds.create', { guild_name: 'Order', leader_id: bert });
    world.do('guilds.addMember', { guild_id: guild.guild_id, character_id: anna });
    world.do('items.transfer', { item_id: sword, to_character_id: bert });
    world.do('characters.delete', { character_id: anna });
  });

  it('[G6] comes back under the same id, with what was chosen and no guild', () => {
    const { receipt } = run({
      groups: ['gold', 'skills', 'quests'],
      accept_gold: 100,
      items: past.choose('make_anew', 'take_back'),
    });
    expect(receipt).toMatchObject({ character_id: anna, character_name: 'Anna', gold_made: 100 });
    const { updated_at: _, ...columns } = past.state.character;
    expect(character()).toMatchObject(columns);
    const { skills, quests, items } = past.compare();
    for (const { past: was, now } of [...skills, ...quests]) expect(now).toEqual(was);
    for (const { past: was, now } of items) expect(now?.place).toEqual(was?.place);
    expect(world.tables.guildMembers.list('character_id', anna)).toEqual([]);
    expect(gold()).toBe(110);
  });

  it('[G6] comes back with stats and place, and with nothing that was not chosen', () => {
    run({});
    expect(character()).toMatchObject({ level: 5, str: 12, gold: 0, ...HERE });
    expect(past.compare().items.map(({ now }) => now?.holder.character_id)).toEqual([
      undefined,
      bert,
      undefined,
    ]);
    expect(past.compare().skills).toMatchObject([{ now: null }]);
  });

  it('[G6] gets another name where somebody else has the old one', () => {
    world.createCharacter('Anna');
    refused({}, code('CharacterNameTaken'));
    refused({ character_name: 'Bert' }, code('CharacterNameTaken'));
    expect(run({ character_name: 'Anna the Second' }).receipt).toMatchObject({
      character_name: 'Anna the Second',
    });
  });

  it('[G6] finds no room on a full shard', () => {
    rules.maxCharacters = 1;
    refused({}, code('ServerFull'));
    rules.maxCharacters = 2;
    run({});
  });

  it('[G8] must not have come back since the preview, nor be gone since', () => {
    const gone = past.compare();
    run({});
    refused({ groups: ['gold'], accept_gold: 100 }, code('PreviewOutdated'), gone);
    const there = past.compare();
    world.do('characters.delete', { character_id: anna });
    refused({ groups: ['stats'] }, code('PreviewOutdated'), there);
  });
});

it('[G6] one who was renamed gets his name back by choice, unless it is taken', () => {
  world.do('characters.update', { character_id: anna, character_name: 'Anne' });
  run({ character_name: 'Anna' });
  expect(character().character_name).toBe('Anna');
  world.do('characters.update', { character_id: anna, character_name: 'Anne' });
  world.createCharacter('Anna');
  refused({ character_name: 'Anna' }, code('CharacterNameTaken'));
});
