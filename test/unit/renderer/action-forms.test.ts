/** What a game master can do, from what is typed to what is sent and the sentences about it. */
import { describe, expect, test } from 'vitest';
import {
  characterField,
  chosenText,
  coordinateField,
  countField,
  jsonField,
  keyField,
  optionalCountField,
  optionalJsonField,
  termField,
} from '../../../src/renderer/features/actions/fields.ts';
import { form, initialTexts, type Texts } from '../../../src/renderer/features/actions/form.ts';
import { ACTIONS, actionsFor } from '../../../src/renderer/features/actions/registry.ts';
import {
  hrefOfSubject,
  nameOf,
  type Subject,
} from '../../../src/renderer/features/actions/subjects.ts';
import { METHODS } from '../../../src/shared/host-methods.ts';
import { JSON_LENGTH_MAX } from '../../../src/shared/limits.ts';
import { WORLD_METHODS, worldMethod } from '../../../src/shared/world-methods.ts';
import {
  ARIA,
  BANNED,
  IN_BAG,
  IN_RECOVERY,
  itemAt,
  ON_GROUND,
  WOLVES,
  WORN,
} from './action-samples.ts';

const BERT = chosenText({ character_id: 8, character_name: 'Bert' });
const NOW = Date.parse('2026-11-22T12:00:00.000Z');
const ITEM = itemAt(IN_BAG).item.item_id;

describe('what stands in a field', () => {
  const why = (read: { isGood: boolean }) => ('why' in read ? read.why : null);

  test('a whole number within its bounds', () => {
    const { read } = countField('Amount', { min: 1, max: 1_000 });
    expect(read('1000')).toEqual({ isGood: true, value: 1_000 });
    expect(why(read(''))).toBe('Enter a whole number.');
    expect(why(read('1.5'))).toBe('Enter a whole number.');
    expect(why(read('0'))).toBe('At least 1.');
    expect(why(read('1001'))).toBe('At most 1,000.');
    expect(optionalCountField('Slot', '').read(' ')).toEqual({ isGood: true, value: null });
    expect(why(optionalCountField('Slot', '').read('x'))).toBe('Enter a whole number.');
  });

  test('a coordinate, with its digits', () => {
    expect(coordinateField('x', 1).read('-1.5')).toEqual({ isGood: true, value: -1.5 });
    expect(why(coordinateField('x', 1).read(''))).toBe('Enter a number.');
  });

  test('a word, without the blanks around it', () => {
    expect(keyField('Map').read(' town ')).toEqual({ isGood: true, value: 'town' });
    expect(why(keyField('Map').read('  '))).toBe('Enter something.');
  });

  test('JSON that is an object, and says what is wrong with it', () => {
    const { read, initial } = jsonField('Properties', { a: 1 });
    expect(initial).toBe('{\n  "a": 1\n}');
    expect(read('{"a": [1]}')).toEqual({ isGood: true, value: { a: [1] } });
    expect(why(read('{"a": }'))).toMatch(/^This is not JSON: /);
    expect(why(read('[1]'))).toMatch(/^Enter a JSON object/);
    expect(why(read('null'))).toMatch(/^Enter a JSON object/);
    expect(why(read(JSON.stringify({ a: 'x'.repeat(JSON_LENGTH_MAX) })))).toMatch(/^At most/);
    expect(optionalJsonField('Progress', null, '').read('')).toEqual({ isGood: true, value: null });
  });

  test('a character that was chosen, whatever its name', () => {
    const { read } = characterField('To whom', 7);
    const odd = { character_id: 12, character_name: '12 Apes & a “Bear”' };
    expect(read(chosenText(odd))).toEqual({ isGood: true, value: odd });
    expect(why(read(''))).toMatch(/^Choose a character/);
  });

  test('a term that lies ahead, or none for good', () => {
    const { read, initial } = termField('Until', () => NOW);
    expect(read('')).toEqual({ isGood: true, value: null });
    expect(read(initial)).toEqual({ isGood: true, value: '2026-11-23T12:00:00.000Z' });
    expect(why(read('2026-01-01T00:00'))).toBe('Enter a moment that is still to come.');
    expect(why(read('soon'))).toBe('Enter a date and a time.');
  });

  test('all of them are read, and each that lacks something is named', () => {
    const fields = { a: keyField('A'), b: countField('B', { initial: 3 }), c: keyField('C') };
    const { fill } = form(fields, ({ b }) =>
      b === 3 ? null : { will: '', done: '', call: never },
    );
    expect(fill({})).toMatchObject({ kind: 'lacking', lacks: { a: 'Enter something.' } });
    expect(Object.keys((fill({ b: 'x' }) as { lacks: Texts }).lacks)).toEqual(['a', 'b', 'c']);
    expect(fill({ a: 'x', c: 'y' })).toEqual({ kind: 'nothing' });
    expect(fill({ a: 'x', b: '4', c: 'y' })).toMatchObject({ kind: 'ready' });
  });
});

function never(): never {
  throw new Error('nobody calls this');
}

/** What an action comes to with some of its fields filled in. */
function planOf(id: string, subject: Subject, texts: Texts = {}) {
  const action = ACTIONS.find((one) => one.id === id);
  const begun = action?.begin(subject);
  if (begun == null) throw new Error(`${id} cannot be done`);
  const filled = begun.fill({ ...initialTexts(begun), ...texts });
  if (filled.kind !== 'ready') throw new Error(`${id} is ${JSON.stringify(filled)}`);
  return filled.plan;
}

const CASES: readonly (readonly [
  id: string,
  subject: Subject,
  texts: Texts,
  operations: readonly object[],
  will: string,
])[] = [
  [
    'give-item',
    ARIA,
    { item_type: 'sword', quantity: '2', properties: '{"sharp": true}' },
    [
      {
        method: 'items.create',
        params: { character_id: 7, item_type: 'sword', quantity: 2, properties: { sharp: true } },
      },
    ],
    'Aria gets 2 × sword, made anew, into the bag.',
  ],
  [
    'destroy-item',
    itemAt(IN_BAG),
    { quantity: '2' },
    [
      {
        method: 'items.destroy',
        params: { item_id: ITEM, from_character_id: 7, quantity: 2 },
      },
    ],
    '2 × ore is taken from Aria and destroyed.',
  ],
  [
    'destroy-item',
    itemAt(IN_BAG),
    {},
    [{ method: 'items.destroy', params: { item_id: ITEM, from_character_id: 7, quantity: 5 } }],
    '5 × ore …6789abcd is taken from Aria and destroyed.',
  ],
  [
    'destroy-item',
    itemAt(ON_GROUND),
    {},
    [{ method: 'items.destroy', params: { item_id: ITEM, from_character_id: 7, quantity: 1 } }],
    'ore …6789abcd is taken from the ground and destroyed.',
  ],
  [
    'hand-item',
    itemAt(WORN),
    { to: BERT },
    [
      {
        method: 'items.transfer',
        params: { item_id: ITEM, from_character_id: 7, to_character_id: 8 },
      },
    ],
    'ore …6789abcd goes from Aria to Bert.',
  ],
  [
    'hand-item',
    itemAt(IN_RECOVERY),
    { to: BERT },
    [
      { method: 'items.move', params: { item_id: ITEM, from_character_id: 7 } },
      {
        method: 'items.transfer',
        params: { item_id: ITEM, from_character_id: 7, to_character_id: 8 },
      },
    ],
    'ore …6789abcd goes from Aria to Bert.',
  ],
  [
    'hand-item',
    itemAt(ON_GROUND),
    { to: BERT },
    [{ method: 'items.loot', params: { item_id: ITEM, character_id: 8, source: 'admin' } }],
    'ore …6789abcd goes from the ground to Bert.',
  ],
  [
    'move-item',
    itemAt(IN_BAG),
    { slot: '0' },
    [{ method: 'items.move', params: { item_id: ITEM, slot: 0, from_character_id: 7 } }],
    '5 × ore …6789abcd goes to slot 0 of the bag of Aria.',
  ],
  [
    'wear-item',
    itemAt({ ...IN_BAG, quantity: 1 } as typeof IN_BAG),
    { slot_type: 'head' },
    [
      {
        method: 'items.equip',
        params: { item_id: ITEM, slot_type: 'head', from_character_id: 7 },
      },
    ],
    'Aria wears ore …6789abcd (head).',
  ],
  [
    'take-off-item',
    itemAt(WORN),
    { slot: '3' },
    [{ method: 'items.unequip', params: { item_id: ITEM, from_character_id: 7, slot: 3 } }],
    'ore …6789abcd is taken off Aria, into the bag.',
  ],
  [
    'fetch-item',
    itemAt(IN_RECOVERY),
    {},
    [{ method: 'items.move', params: { item_id: ITEM, from_character_id: 7 } }],
    'ore …6789abcd goes from the recovery box to the bag of Aria.',
  ],
  [
    'change-item',
    itemAt(WORN),
    { item_type: 'gold_ore', properties: '{}' },
    [
      {
        method: 'items.update',
        params: { item_id: ITEM, item_type: 'gold_ore', properties: {} },
      },
    ],
    'ore …6789abcd of Aria gets the type gold_ore and other properties.',
  ],
  [
    'grant-gold',
    ARIA,
    { amount: '50' },
    [{ method: 'gold.grant', params: { character_id: 7, amount: 50, reason: 'because' } }],
    'Aria gets 50 gold, made anew, and has 150 then.',
  ],
  [
    'take-gold',
    ARIA,
    { amount: '40' },
    [{ method: 'gold.spend', params: { character_id: 7, amount: 40, reason: 'because' } }],
    '40 gold of Aria goes out of the world, and 60 is left.',
  ],
  [
    'transfer-gold',
    ARIA,
    { to: BERT, amount: '100' },
    [
      {
        method: 'gold.transfer',
        params: { from_id: 7, to_id: 8, amount: 100, reason: 'because' },
      },
    ],
    '100 gold goes from Aria to Bert.',
  ],
  [
    'rename',
    ARIA,
    { name: 'Ariane' },
    [{ method: 'characters.update', params: { character_id: 7, character_name: 'Ariane' } }],
    'Aria is called Ariane from now on.',
  ],
  [
    'move',
    { ...ARIA, online: false },
    { map_id: 'harbor', position_x: '-4.5' },
    [
      {
        method: 'characters.move',
        params: {
          character_id: 7,
          map_id: 'harbor',
          position_x: -4.5,
          position_y: 2,
          position_z: 3,
        },
      },
    ],
    'Aria is put to harbor (-4.5 / 2 / 3).',
  ],
  [
    'set-stats',
    ARIA,
    { level: '6', str: '20' },
    [{ method: 'characters.update', params: { character_id: 7, level: 6, str: 20 } }],
    'Aria gets level 6 (was 5), strength 20 (was 10).',
  ],
  [
    'set-skill',
    ARIA,
    { skill_name: 'Fishing', skill_level: '4', experience: '40' },
    [
      {
        method: 'skills.set',
        params: { character_id: 7, skill_name: 'Fishing', skill_level: 4, experience: 40 },
      },
    ],
    'Aria has Fishing at level 4, 40 experience, and not level 3, 40 experience.',
  ],
  [
    'set-quest',
    ARIA,
    { quest_name: 'The well', quest_status: 'completed' },
    [
      {
        method: 'quests.set',
        params: { character_id: 7, quest_name: 'The well', quest_status: 'completed' },
      },
    ],
    'The quest The well of Aria is completed, and was active.',
  ],
];

describe('an action', () => {
  test.each(CASES)(
    '[P4] %s says what it does, and does that',
    (id, subject, texts, operations, will) => {
      const plan = planOf(id, subject, texts);
      expect(plan.will).toBe(will);
      const { method, params } = plan.call('because');
      expect(method).toBe('admin.act');
      expect(params).toMatchObject({ reason: 'because', operations });
    },
  );

  test('[P4] of an account is one of its own', () => {
    expect(planOf('kick', ARIA).call('why')).toEqual({
      method: 'sessions.kick',
      params: { character_id: 7, reason: 'why' },
    });
    const ban = planOf('ban', ARIA, { until: '' });
    expect(ban.will).toContain('Account 3 of Aria is banned for good');
    expect(ban.call('why')).toEqual({
      method: 'accounts.ban',
      params: { account_id: 3, until: null, reason: 'why' },
    });
    expect(planOf('ban', BANNED).will).toMatch(/^Account 3 of Aria stays banned, now until /);
    expect(planOf('unban', BANNED).call('why')).toEqual({
      method: 'accounts.unban',
      params: { account_id: 3, reason: 'why' },
    });
  });

  test('[P4] sends nothing that the host does not take', () => {
    const plans = [
      ...CASES.map(([id, subject, texts]) => planOf(id, subject, texts)),
      planOf('kick', ARIA),
      planOf('ban', ARIA),
      planOf('unban', BANNED),
    ];
    for (const plan of plans) {
      const { method, params } = plan.call('because');
      METHODS[method].params.parse(params);
      for (const one of 'operations' in params ? params.operations : []) {
        const known = worldMethod(one.method);
        expect(known, one.method).toBeDefined();
        WORLD_METHODS[known!].params.parse(one.params);
      }
    }
  });

  test('[P4] is offered where it can be done, and would not be done for nothing', () => {
    const ids = (subject: Subject) => actionsFor(subject).map(({ id }) => id);
    expect(ids(ARIA)).not.toContain('unban');
    expect(ids(BANNED)).toContain('unban');
    expect(ids(BANNED)).not.toContain('kick');
    const poor = { ...ARIA, character: { ...ARIA.character, gold: 0 } };
    expect(ids(poor)).toContain('grant-gold');
    expect(ids(poor)).not.toContain('take-gold');
    expect(ids(itemAt(WORN))).toEqual([
      'hand-item',
      'take-off-item',
      'change-item',
      'destroy-item',
    ]);
    expect(ids(itemAt(IN_RECOVERY))).toContain('fetch-item');
    expect(ids(itemAt(ON_GROUND))).toEqual(['hand-item', 'change-item', 'destroy-item']);
    // A stack cannot be worn.
    expect(ids(itemAt(IN_BAG))).toEqual(['hand-item', 'move-item', 'change-item', 'destroy-item']);
    const asItIs: readonly (readonly [string, Subject, Texts])[] = [
      ['rename', ARIA, {}],
      ['move', ARIA, {}],
      ['set-stats', ARIA, {}],
      ['change-item', itemAt(WORN), {}],
      ['move-item', itemAt(IN_BAG), { slot: '2' }],
      ['set-skill', ARIA, { skill_name: 'Fishing', skill_level: '3', experience: '40' }],
      ['set-quest', ARIA, { quest_name: 'The well' }],
    ];
    for (const [id, subject, texts] of asItIs) {
      const begun = ACTIONS.find((one) => one.id === id)?.begin(subject);
      expect(begun?.fill({ ...initialTexts(begun), ...texts }), id).toEqual({ kind: 'nothing' });
    }
  });

  test('[P4] that destroys says so and is listed last', () => {
    const menus = [itemAt(IN_BAG), itemAt(ON_GROUND), WOLVES, ARIA].map(actionsFor);
    const destroying = menus.map((menu) => menu.filter(({ destroys }) => destroys));
    expect(destroying.map((some) => some.map(({ title }) => title))).toEqual([
      ['Destroy it'],
      ['Destroy it'],
      ['Disband the guild'],
      [],
    ]);
    expect(menus.slice(0, 3).every((menu) => menu.at(-1)?.destroys)).toBe(true);
    const { done } = planOf('destroy-item', itemAt(WORN));
    expect(done).toBe('ore …6789abcd was taken from Aria and destroyed.');
  });

  test('names what it is done to, and leads there', () => {
    expect([ARIA, itemAt(IN_BAG), WOLVES].map(nameOf)).toEqual([
      'Aria',
      'ore …6789abcd of Aria',
      'The Wolves',
    ]);
    expect([ARIA, itemAt(IN_BAG), WOLVES].map(hrefOfSubject)).toEqual([
      '#players/7',
      `#items/${ITEM}`,
      '#guilds/4',
    ]);
  });
});
