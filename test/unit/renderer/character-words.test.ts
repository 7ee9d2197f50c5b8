/** One character back in words: what a GM reads before and after, and what is sent of what was chosen. */
import { describe, expect, test } from 'vitest';
import { ApiError } from '../../../src/renderer/api/errors.ts';
import {
  choicesOf,
  type Draft,
  firstDraft,
  isNothingChosen,
  lacksOf,
  renewedDraft,
  withAll,
  withGroup,
} from '../../../src/renderer/features/character-restore/draft.ts';
import {
  differs,
  GROUPS,
  isSame,
  linesOf,
} from '../../../src/renderer/features/character-restore/lines.ts';
import {
  doneGoldText,
  doneItems,
  doneText,
  receiptDetails,
  recoveryText,
  undoneText,
  wayBackText,
  willText,
} from '../../../src/renderer/features/character-restore/outcome-words.ts';
import {
  notComparedTitle,
  notDoneText,
  notDoneTitle,
  notUndoneText,
  notUndoneTitle,
  renewalText,
} from '../../../src/renderer/features/character-restore/refusal-words.ts';
import {
  choiceText,
  headText,
  isUnchanged,
  lackText,
  momentText,
  nowSaid,
  pastText,
  problemText,
  stayText,
} from '../../../src/renderer/features/character-restore/words.ts';
import type { CharacterPreview } from '../../../src/shared/character-restore.ts';
import {
  ARROWS,
  BROUGHT,
  CHANGED,
  GEM,
  GONE,
  HELMET,
  KEY,
  POTION,
  RING,
  SWORD,
} from './character-samples.ts';

const RENAMED: CharacterPreview = {
  ...CHANGED,
  name: { past: 'Aria', now: 'Ariana', taken_by: null },
};
const ALL = [SWORD, POTION, RING, HELMET, ARROWS, KEY, GEM];
const NOTHING: Draft = { ...withAll(firstDraft(CHANGED), CHANGED, 'leave'), reason: 'a bad trade' };

describe('[D27] a character beside today’s', () => {
  test('is said to be whom, of when', () => {
    expect(headText(CHANGED)).toMatch(/^Aria, character 7, after change 1,000 of .*2026.*, beside/);
    expect(headText(RENAMED)).toMatch(/^Ariana, character 7, then called Aria, after/);
    expect(headText(GONE)).toMatch(/^Aria, character 7, .* There is no such character today\.$/);
    expect(momentText({ timeline: 1, seq: 5, at: null })).toBe('change 5');
  });

  test('differs line by line', () => {
    const of = (group: (typeof GROUPS)[number], preview = CHANGED) =>
      linesOf(preview, group)
        .filter((line) => !isSame(line))
        .map(({ label, past, now }) => [label, past, now]);
    expect(of('stats')).toEqual([['Level', '12', '11']]);
    expect(of('position')).toEqual([]);
    expect(of('position', GONE)).toEqual([['Place', 'town (1.5 / 2 / 3)', '–']]);
    expect(of('gold')).toEqual([['Gold', '1,000', '400']]);
    expect(of('skills')).toEqual([['bow', 'level 3, 10 experience', '–']]);
    expect(of('quests')).toEqual([['dragon', 'active, eggs 2, lair north', 'failed']]);
    expect(GROUPS.filter((group) => differs(CHANGED, group))).toEqual([
      'stats',
      'gold',
      'skills',
      'quests',
    ]);
    expect(GROUPS.filter((group) => differs(GONE, group))).toEqual([
      'stats',
      'position',
      'gold',
      'skills',
    ]);
  });

  test('says of each item where it was and where it went', () => {
    expect(ALL.map(pastText)).toEqual([
      'Bag, slot 0',
      'Bag, slot 0',
      'Bag, slot 0',
      'Worn (head)',
      'Bag, slot 4 (× 10)',
      'Not there',
      'Bag, slot 0',
    ]);
    const said = ALL.map((item) => nowSaid(item, 7));
    expect(said.map((parts) => parts.map(({ text }) => text).join(''))).toEqual([
      'With Bert: Bag, slot 3',
      'On the ground in town, dropped by Aria',
      'Exists nowhere any more',
      'Recovery box',
      'With Bert: Bag, slot 0 (× 30)',
      'Bag, slot 6',
      'Bag, slot 0',
    ]);
    expect(said[0]).toContainEqual({ text: 'Bert', character_id: SWORD.now?.holder.character_id });
    expect(ALL.filter(isUnchanged)).toEqual([GEM]);
    expect(isUnchanged({ ...GEM, altered: true })).toBe(false);
  });

  test('says what can become of each item, or why nothing can', () => {
    const choices = [SWORD, POTION, RING, HELMET].map((item) =>
      item.choices.map((choice) => choiceText(item, choice, 7)),
    );
    expect(choices).toEqual([
      ['Leave it there', 'Take back'],
      ['Leave it there', 'Take back'],
      ['Leave it gone', 'Make anew'],
      ['Leave it there', 'Put back where it was'],
    ]);
    const fewer = { ...GEM, past: { place: GEM.past!.place, quantity: 2 } };
    const other = expect.stringMatching(/^Is where it was, but changed;/);
    expect([SWORD, ARROWS, KEY, GEM, { ...GEM, altered: true }, fewer].map(stayText)).toEqual([
      null,
      expect.stringMatching(/^Is in a larger stack today, so it stays\./),
      'New since then; stays',
      'Is where it was; stays',
      other,
      other,
    ]);
  });

  test('says each problem with what can be done about it', () => {
    const say = (kind: CharacterPreview['problems'][number]['kind'], preview = CHANGED) =>
      problemText({ kind, message: 'The shard holds all 9.' }, preview);
    expect(say('name_taken', GONE)).toContain('(character 12), who keeps it. Choose another one');
    const taken = { ...RENAMED, name: { ...RENAMED.name, taken_by: 12 } };
    expect(say('name_taken', taken)).toContain('This one stays Ariana.');
    expect(say('shard_full')).toMatch(/^The shard holds all 9\. Delete a character first/);
    expect(say('gold_made')).toContain('600 gold is made');
    const rich = { ...CHANGED, gold: { past: 1, now: 6, made: -5 } };
    expect(say('gold_removed', rich)).toContain('5 gold of today goes out of the world');
    expect(say('guilds_left', GONE)).toBe('Aria comes back as a member of no guild.');
    expect(say('quantity_differs')).toMatch(/^1 stack holds more or less/);
    expect(say('online')).toContain('Better let the player log out first.');
  });

  test('begins with what the host suggests, and takes nothing else for wanted', () => {
    expect(firstDraft(CHANGED)).toMatchObject({
      groups: [],
      items: { [SWORD.item_id]: 'leave', [POTION.item_id]: 'take_back', [RING.item_id]: 'leave' },
      name: null,
      acceptedGold: null,
    });
    expect(firstDraft(GONE)).toMatchObject({
      groups: ['stats', 'position', 'gold', 'skills'],
      items: { [RING.item_id]: 'make_anew', [SWORD.item_id]: 'leave' },
      name: '',
    });
  });
});

describe('[D28] what is chosen', () => {
  test('says in a sentence what will happen', () => {
    expect(willText(CHANGED, NOTHING)).toBe('Nothing is chosen yet, so nothing would change.');
    expect(isNothingChosen(CHANGED, NOTHING)).toBe(true);
    const all = withGroup(
      withGroup(withAll(NOTHING, CHANGED, 'back'), 'gold', true),
      'stats',
      true,
    );
    expect(willText(CHANGED, all)).toMatch(
      /^Aria gets the stats and gold of .*2026.*\. 1 item is taken back from Bert and 1 from the ground; 1 item is put back in place; 1 item is made anew\. 600 gold comes into the world\. Everything else stays as it is\.$/,
    );
    expect(willText(RENAMED, { ...NOTHING, name: 'Aria' })).toBe(
      'Ariana is called Aria again. Everything else stays as it is.',
    );
    const rich = { ...CHANGED, gold: { past: 1, now: 6, made: -5 } };
    expect(willText(rich, withGroup(NOTHING, 'gold', true))).toContain('5 gold goes out of');
    expect(willText(GONE, { ...firstDraft(GONE), name: 'Aria II' })).toMatch(
      /^Aria comes back as Aria II, as character 7, with the stats, position, gold and skills of .*\. 1 item is made anew\. 1,000 gold comes into/,
    );
  });

  test('lacks what nobody may be made to have meant', () => {
    const lacks = (draft: Partial<Draft>, preview = CHANGED) =>
      lacksOf(preview, { ...NOTHING, ...draft });
    expect(lacks({})).toEqual(['choice']);
    expect(lacks({ groups: ['stats'] })).toEqual([]);
    expect(lacks({ groups: ['stats'], reason: ' ' })).toEqual(['reason']);
    expect(lacks({ groups: ['gold'] })).toEqual(['gold']);
    expect(lacks({ groups: ['gold'], acceptedGold: 599 })).toEqual(['gold']);
    expect(lacks({ groups: ['gold'], acceptedGold: 600 })).toEqual([]);
    expect(lacksOf(GONE, firstDraft(GONE))).toEqual(['name', 'gold', 'reason']);
    expect(lacks({ name: 'Aria' }, GONE)).toEqual(['name']);
    expect(lacks({ name: 'Aria II' }, GONE)).toEqual([]);
    const full = { ...GONE, problems: [{ kind: 'shard_full', message: '' }] as const };
    expect(lacks({ name: 'Aria II' }, { ...full, problems: [...full.problems] })).toEqual(['room']);
    for (const lack of ['choice', 'room', 'name', 'gold', 'reason'] as const) {
      expect(lackText(lack, GONE)).toMatch(/\.$/);
    }
  });

  test('is sent as such, and nothing that is left', () => {
    const draft = { ...firstDraft(CHANGED), groups: ['stats'] as const, reason: ' a bad trade ' };
    expect(choicesOf(CHANGED, draft)).toEqual({
      groups: ['stats'],
      items: [
        { item_id: POTION.item_id, choice: 'take_back' },
        { item_id: HELMET.item_id, choice: 'take_back' },
      ],
      reason: 'a bad trade',
    });
    const named = { ...NOTHING, groups: ['gold'] as const, name: ' Aria II ', acceptedGold: 1_000 };
    expect(choicesOf(GONE, named)).toMatchObject({
      character_name: 'Aria II',
      accept_gold: 1_000,
    });
    // What was agreed to and then not wanted is not sent.
    expect(choicesOf(GONE, { ...named, groups: [] })).not.toHaveProperty('accept_gold');
  });

  test('is told of in the receipt, with where each item is now', () => {
    expect(doneText(BROUGHT, CHANGED)).toMatch(
      /^Aria has the stats and gold of .* and 2 items back\.$/,
    );
    expect(doneText(BROUGHT, GONE)).toMatch(/^Aria is back with the stats, position and gold of/);
    const named = { ...BROUGHT, groups: [], items: [], gold_made: 0 };
    expect(doneText(named, RENAMED)).toMatch(/^Aria has the name of .* again\.$/);
    expect(doneItems(BROUGHT, CHANGED).map(({ text }) => text)).toEqual([
      'sword …ord-0000: taken back, now in: Bag, slot 0',
      'ring …ing-0000: made anew, now in: Recovery box',
    ]);
    expect(recoveryText(BROUGHT)).toContain('1 item did not fit and waits in the recovery box');
    expect(recoveryText(named)).toBeNull();
    expect([BROUGHT, named, { ...BROUGHT, gold_made: -5 }].map(doneGoldText)).toEqual([
      '600 gold came into the world.',
      'No gold came into the world or went out of it.',
      '5 gold went out of the world.',
    ]);
    expect(wayBackText(BROUGHT)).toContain('change 2,345');
    expect(undoneText(BROUGHT, CHANGED)).toContain('Aria is as before it');
    expect(undoneText(BROUGHT, GONE)).toContain('Aria is gone again');
    expect(receiptDetails(BROUGHT, CHANGED, 'a bad trade').split('\n')).toEqual([
      'Character brought back: Aria (7)',
      'Change: 2345',
      'Reason: a bad trade',
      `State of: change 1000 on timeline 1 of ${CHANGED.target.at}`,
      'Brought back as a whole: gold, stats',
      'Gold that came into the world: 600',
      `Item ${SWORD.item_id} (sword): taken back`,
      `Item ${RING.item_id} (ring): made anew`,
    ]);
  });
});

describe('[D29] what was refused', () => {
  const outdated = new ApiError('PreviewOutdated', 'Item x is not where it was.', null, {
    item_id: SWORD.item_id,
  });

  test('names the item that changed, and keeps what can still be chosen', () => {
    const renewal = { why: 'outdated', error: outdated } as const;
    expect(renewalText(renewal, CHANGED, 'Aldermoor')).toMatch(
      /^The sword …ord-0000 is not any more where you saw it\. Nothing has been changed/,
    );
    const gold = new ApiError('PreviewOutdated', 'The gold is another by now.');
    expect(renewalText({ why: 'outdated', error: gold }, CHANGED, 'A')).toContain('The gold is');
    expect(renewalText({ why: 'restored elsewhere' }, CHANGED, 'Aldermoor')).toContain('Aldermoor');
    expect(renewalText({ why: 'asked' }, CHANGED, 'A')).toMatch(/^This is how it is now\./);

    const draft: Draft = {
      groups: ['gold', 'stats'],
      items: { [SWORD.item_id]: 'take_back', [RING.item_id]: 'make_anew' },
      name: null,
      acceptedGold: 600,
      reason: 'kept',
    };
    const found = { ...RING, now: SWORD.now, choices: ['leave', 'take_back'] as const };
    const today: CharacterPreview = {
      ...CHANGED,
      stats: { past: CHANGED.stats.past, now: CHANGED.stats.past },
      gold: { past: 1_000, now: 300, made: 700 },
      items: [SWORD, { ...found, choices: [...found.choices] }],
    };
    expect(renewedDraft(draft, today)).toEqual({
      groups: ['gold'],
      items: { [SWORD.item_id]: 'take_back', [RING.item_id]: 'leave' },
      name: null,
      acceptedGold: null,
      reason: 'kept',
    });
    expect(renewedDraft(draft, CHANGED).acceptedGold).toBe(600);
    expect(renewedDraft({ ...draft, name: 'Aria II' }, GONE).name).toBe('Aria II');
    expect(renewedDraft(draft, GONE).name).toBe('');
    expect(renewedDraft({ ...draft, name: 'Aria' }, RENAMED).name).toBe('Aria');
  });

  test('has a title by its code, and says what it leaves', () => {
    expect(['NotFound', 'Internal'].map(notComparedTitle)).toEqual([
      'There is no such character',
      'The two could not be compared',
    ]);
    const codes = ['CharacterNameTaken', 'ServerFull', 'StorageUnavailable', 'Closed', 'Internal'];
    expect(new Set(codes.map(notDoneTitle)).size).toBe(codes.length);
    expect(notDoneText('ServerFull')).toContain('Nothing has been changed.');
    expect(notDoneText('Closed')).toContain('not known from here');
  });

  test('an undo names what changed, as people know it', () => {
    const conflict = new ApiError('Conflict', 'It cannot be undone.', null, {
      changed: [
        { table: 'inventory', key: 22, column: null },
        { table: 'items', key: SWORD.item_id, column: 'character_id' },
        { table: 'shardkeep_ground', key: 'unknown', column: null },
        { table: 'characters', key: 7, column: 'gold' },
        { table: 'characters', key: 7, column: 'character_name' },
        { table: 'characters', key: 8, column: null },
      ],
    });
    expect(notUndoneText(conflict, CHANGED, 'Aria')).toContain(
      'as it was left: what lies in a bag, the sword …ord-0000, the item unknown, Aria’s gold, Aria’s name, character 8. Nothing has been changed. Compare Aria',
    );
    const gone = new ApiError('NotFound', 'It cannot be undone any more.');
    expect(notUndoneText(gone, CHANGED, 'Aria')).toMatch(/^It cannot be undone any more\. Nothing/);
    const lost = new ApiError('Closed', 'Gone.');
    expect(notUndoneText(lost, CHANGED, 'Aria')).toContain('not known from here');
    const titles = ['Conflict', 'NotFound', 'Internal'].map(notUndoneTitle);
    expect(new Set(titles).size).toBe(3);
  });
});
