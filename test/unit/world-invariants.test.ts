/** The checker of the rules: a sound world passes, and each kind of broken one is named. */
import { beforeEach, describe, expect, it } from 'vitest';
import { openSession } from '../../src/main/world/client-sessions.ts';
import { VIOLATIONS_MAX, verifyInvariants } from '../../src/main/world/invariants.ts';
import { leave, placeOf } from '../../src/main/world/places.ts';
import { SCHEMA, type TableKey } from '../../src/main/world/schema.ts';
import type { AnyRow, Table } from '../../src/main/world/table.ts';
import { Random } from '../support/random.ts';
import { digestOf, HERE, randomCommand, TestWorld, violationsOf } from '../support/world.ts';

const WHEN = '2026-01-01T00:00:00.000Z';

let world: TestWorld;
/** A world with a row in every table: Anna leads, Bert is a member, one item is in each place. */
beforeEach(() => {
  world = new TestWorld();
  for (const character_name of ['Anna', 'Bert']) {
    world.do('characters.create', { account_id: 1, character_name, gold: 50, ...HERE });
  }
  const character_id = 1;
  for (let i = 0; i < 5; i++) world.do('items.create', { character_id, item_type: 'thing' });
  world.do('items.equip', { item_id: item(2), slot_type: 'head' });
  world.do('items.drop', { item_id: item(3) });
  world.do('guilds.create', { guild_name: 'Order', leader_id: 1 });
  world.do('guilds.create', { guild_name: 'Other', leader_id: 2 });
  world.do('guilds.addMember', { guild_id: 1, character_id: 2 });
  for (const name of ['a', 'b']) {
    world.do('skills.set', { character_id, skill_name: name });
    world.do('quests.set', { character_id, quest_name: name });
    world.transact((transaction) => openSession(transaction, name));
    const request = { sessionUuid: name, requestId: 1 };
    world.mutate('guilds.disband', { guild_id: 99 }, { role: 'game', request });
  }
  for (const id of [1, 2]) world.do('sessions.login', { character_id: id });
  world.transact((transaction) => {
    leave(transaction, placeOf(transaction.tables, item(4)));
    transaction.insert('recovery', { item_id: item(4), quantity: 1, since: transaction.now });
    const { seq, now: at } = transaction;
    const action = { action: 'a', reason: 'r', character_id: 1, writes: '[]', undone_by: null };
    transaction.insert('undo', { seq, at, ...action });
    transaction.insert('bans', { account_id: 9, reason: 'r', since: at, until: null });
    return {};
  });
});

/** The id of the nth item; those of this world lie in bag, equipment, ground, recovery box, bag. */
const item = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

const table = (key: TableKey) => world.tables[key] as unknown as Table<AnyRow>;
const rows = (key: TableKey) => [...table(key).rows()] as AnyRow[];
const rowOf = (key: TableKey, column: string, value: unknown) =>
  rows(key).find((row) => row[column] === value)!;

/** Sets a column as `Transaction` would, but checks nothing. */
const set = (key: TableKey, row: AnyRow, column: string, value: AnyRow[string]) =>
  table(key).set(row, column, value);

function verify(maxCharacters = 10_000) {
  const walk = verifyInvariants(world.tables, maxCharacters);
  for (;;) {
    const next = walk.next();
    if (next.done) return next.value;
  }
}

describe('a sound world', () => {
  it('[W16] passes, and its things are counted', () => {
    expect(verify()).toEqual({
      checked: { characters: 2, items: 5, guilds: 2, gold: 100 },
      violations: [],
    });
    for (const key of Object.keys(SCHEMA)) expect(rows(key as TableKey)).not.toEqual([]);
  });

  it('[W16] is not changed by the check', () => {
    const before = digestOf(world);
    verify();
    expect(digestOf(world)).toBe(before);
  });

  it.each([1, 2, 3])('[W16] passes while it is played on between slices (seed %i)', (seed) => {
    const random = new Random(seed);
    for (let round = 0; round < 10; round++) {
      const walk = verifyInvariants(world.tables, 10_000);
      let slices = 0;
      for (;;) {
        const next = walk.next();
        if (next.done) {
          expect(next.value.violations).toEqual([]);
          break;
        }
        slices++;
        if (!random.chance(0.2)) continue;
        const { method, params } = randomCommand(random, world, true);
        try {
          world.mutate(method, params, { role: 'game' });
        } catch {
          // Refused commands change nothing.
        }
      }
      expect(slices).toBeGreaterThan(10);
    }
  });
});

const BREAKS: [rule: string, says: string, break_: () => void][] = [
  ['W2', 'characters 2: character_name Anna is taken', () => alias('characters')],
  ['W2', 'guilds 2: guild_name Order is taken', () => alias('guilds')],
  ['W2', 'inventory 5: slot 0 is taken', () => alias('inventory', 'slot')],
  ['W2', 'skills 2: skill_name a is taken', () => alias('skills')],
  ['W2', 'quests 2: quest_name a is taken', () => alias('quests')],
  [
    'W2',
    'guild_members 3: character_id 1 is taken',
    () => {
      rowOf('guildMembers', 'member_id', 3).character_id = 1;
    },
  ],
  ['W2', 'shardkeep_client_sessions 2: session_uuid a is taken', () => alias('clientSessions')],
  [
    'W3',
    'characters 1: Assertion failed: characters.level cannot hold 1.5',
    () => set('characters', rows('characters')[0]!, 'level', 1.5),
  ],
  [
    'W3',
    'characters.account_id cannot hold 9007199254740992',
    () => set('characters', rows('characters')[0]!, 'account_id', 2 ** 53),
  ],
  [
    'W3',
    'characters.position_y cannot hold NaN',
    () => set('characters', rows('characters')[0]!, 'position_y', Number.NaN),
  ],
  [
    'W3',
    'items.item_type cannot hold null',
    () => set('items', rows('items')[0]!, 'item_type', null),
  ],
  [
    'W3',
    'quests.quest_status cannot hold 7',
    () => set('quests', rows('quests')[0]!, 'quest_status', 7),
  ],
  ['W5', `Item ${item(1)} is in 0 places.`, () => table('inventory').remove(rows('inventory')[0]!)],
  [
    'W5',
    `Item ${item(1)} is in 2 places.`,
    () => table('recovery').add({ item_id: item(1), quantity: 1, since: WHEN }),
  ],
  [
    'W5',
    `Item ${item(3)} is in 2 places.`,
    () => table('inventory').add(slot({ item_id: item(3), slot: 9 })),
  ],
  [
    'W5',
    `Item ${item(1)} is held by character 1 but lies with 2.`,
    () => set('inventory', rows('inventory')[0]!, 'character_id', 2),
  ],
  [
    'W5',
    `Item ${item(2)} is held by character 2 but lies with 1.`,
    () => set('items', rowOf('items', 'item_id', item(2)), 'character_id', 2),
  ],
  [
    'W5',
    `Item ${item(1)} has the quantity 0.`,
    () => set('inventory', rows('inventory')[0]!, 'quantity', 0),
  ],
  [
    'W5',
    `Item ${item(3)} has the quantity -1.`,
    () => set('ground', rows('ground')[0]!, 'quantity', -1),
  ],
  [
    'W5',
    `Item ${item(4)} has the quantity 0.`,
    () => set('recovery', rows('recovery')[0]!, 'quantity', 0),
  ],
  [
    'W5',
    `Item ${item(1)} is in slot -1.`,
    () => set('inventory', rows('inventory')[0]!, 'slot', -1),
  ],
  [
    'W6',
    'Character 1 has -1 gold.',
    () => {
      set('characters', rows('characters')[0]!, 'gold', -1);
      set('characters', rows('characters')[1]!, 'gold', 101);
    },
  ],
  [
    'W6',
    'The characters hold 101 gold, but 100 were granted and not spent.',
    () => set('characters', rows('characters')[0]!, 'gold', 51),
  ],
  [
    'W6',
    'The characters hold 100 gold, but 0 were granted and not spent.',
    () => table('ledger').remove(rows('ledger')[0]!),
  ],
  [
    'W8',
    'Order is led by 2, but its leaders are [1].',
    () => set('guilds', rows('guilds')[0]!, 'leader_id', 2),
  ],
  [
    'W8',
    'Order is led by 1, but its leaders are [1,2].',
    () => set('guildMembers', rowOf('guildMembers', 'member_id', 3), 'rank', 'leader'),
  ],
  [
    'W8',
    'Order is led by 1, but its leaders are [].',
    () => set('guildMembers', rows('guildMembers')[0]!, 'rank', 'member'),
  ],
  [
    'W8',
    'Other is led by 2, but its leaders are [].',
    () => table('guildMembers').remove(rowOf('guildMembers', 'guild_id', 2)),
  ],
];

/** Gives the last row of a table the unique value of the first behind the back of the index. */
function alias(key: TableKey, column = SCHEMA[key].unique[0] ?? SCHEMA[key].ordered[0]?.by): void {
  const all = rows(key);
  all.at(-1)![column as string] = all[0]![column as string]!;
}

function slot(more: object): AnyRow {
  return { inventory_id: 77, character_id: 1, slot: 8, quantity: 1, properties: null, ...more };
}

describe('a broken world', () => {
  it.each(BREAKS)('[W16] [%s] %s', (rule, says, break_) => {
    break_();
    const found = verify().violations.filter((violation) => violation.rule === rule);
    expect(found.map(({ message }) => message).join('\n')).toContain(says);
  });

  it('[W16] [W1] too many characters', () => {
    expect(verify(1).violations).toEqual([
      { rule: 'W1', message: '2 characters are more than 1.' },
    ]);
  });

  const references = (Object.keys(SCHEMA) as TableKey[]).flatMap((key) =>
    SCHEMA[key].foreignKeys.map(({ column, table: parent }) => ({ key, column, parent })),
  );
  it.each(references)('[W16] [W3] $key.$column without its row in $parent', (reference) => {
    const { key, column, parent } = reference;
    const [row] = rows(key);
    const parentKey = (Object.keys(SCHEMA) as TableKey[]).find((k) => SCHEMA[k].name === parent)!;
    table(parentKey).remove(table(parentKey).get(row![column] as number) as AnyRow);
    const { name, primaryKey } = SCHEMA[key];
    expect(verify().violations).toContainEqual({
      rule: 'W3',
      message: `${name} ${row![primaryKey]} refers to ${parent} ${row![column]}, which is not there.`,
    });
  });

  it('[W16] is not reported without end', () => {
    for (let i = 1; i <= VIOLATIONS_MAX + 10; i++) {
      table('skills').add({
        ...{ skill_id: 100 + i, character_id: 99, skill_name: `s${i}` },
        ...{ skill_level: 0, experience: 0 },
      });
    }
    expect(verify().violations).toHaveLength(VIOLATIONS_MAX);
    expect(violationsOf(world)).toHaveLength(VIOLATIONS_MAX);
  });
});
