/** An action from its dialog to its receipt and its undo, and what is said where it is refused. */
import { describe, expect, test } from 'vitest';
import { ApiError } from '../../../src/renderer/api/errors.ts';
import {
  Actions,
  type ActionsState,
  NO_ACTIONS,
} from '../../../src/renderer/features/actions/actions.ts';
import { initialTexts } from '../../../src/renderer/features/actions/form.ts';
import {
  notUndoneText,
  notUndoneTitle,
  refusedText,
  refusedTitle,
} from '../../../src/renderer/features/actions/refusal-words.ts';
import { ACTIONS } from '../../../src/renderer/features/actions/registry.ts';
import { rememberedText, undoStateOf } from '../../../src/renderer/features/actions/remembered.ts';
import type { FoundEntry } from '../../../src/shared/activity.ts';
import type { RememberedAction } from '../../../src/shared/admin-actions.ts';
import { en as text } from '../../../src/shared/text/en.ts';
import { WORLD_METHODS } from '../../../src/shared/world-methods.ts';
import { ARIA, IN_BAG, itemAt, WOLVES } from './action-samples.ts';

const GRANT = ACTIONS.find(({ id }) => id === 'grant-gold')!;
const KICK = ACTIONS.find(({ id }) => id === 'kick')!;
const DESTROY = ACTIONS.find(({ id }) => id === 'destroy-item')!;
const REMOVE = ACTIONS.find(({ id }) => id === 'remove-member')!;
const RENAME = ACTIONS.find(({ id }) => id === 'rename')!;
const AT = '2026-11-22T12:00:00.000Z';
const PLAYED = new ApiError('Conflict', 'The world has changed since.', null, {
  reasons: ['Aria has 149 gold now', 'the sword is on the ground in town now'],
});

const ITEM = itemAt(IN_BAG).item.item_id;

/** What waits for an answer has had it. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

/** A window in which each answer is given by hand. */
function open() {
  let state: ActionsState = NO_ACTIONS;
  const asked: { method: string; params: unknown; answer: (of: unknown) => void }[] = [];
  let toldOf = 0;
  const learnt: unknown[] = [];
  const undone: [seq: number, by: number][] = [];
  const actions = new Actions({
    client: () =>
      ({
        call: (method: string, params: unknown) =>
          new Promise((resolve, reject) => {
            const answer = (of: unknown) => (of instanceof Error ? reject(of) : resolve(of));
            asked.push({ method, params, answer });
          }),
      }) as never,
    onActed: () => {
      toldOf += 1;
    },
    onUndone: (...by) => undone.push(by),
    learn: (entries) => learnt.push(...entries),
    get: () => state,
    set: (change) => {
      state = { ...state, ...change };
    },
  });
  const run = (texts: Readonly<Record<string, string>> = {}) => {
    const { form } = state.acting!;
    const filled = form.fill({ ...initialTexts(form), ...texts });
    if (filled.kind !== 'ready') throw new Error('it is not filled in');
    return actions.run(filled.plan, 'because');
  };
  return { actions, asked, run, state: () => state, told: () => toldOf, learnt, undone };
}

/** One that is done, as change 41. */
async function done() {
  const window = open();
  window.actions.open(GRANT, ARIA);
  const run = window.run({ amount: '5' });
  window.asked[0]?.answer({ seq: 41, receipt: { at: AT } });
  await run;
  return window;
}

describe('an action', () => {
  test('[P5] ends in a receipt that says what, as which change, when and why', async () => {
    const { asked, state, told } = await done();
    expect(asked[0]).toMatchObject({ method: 'admin.act', params: { reason: 'because' } });
    expect(state()).toMatchObject({
      acting: null,
      freshReceipt: 41,
      acted: 1,
      receipts: [
        {
          seq: 41,
          at: AT,
          href: '#players/7',
          done: 'Aria got 5 gold.',
          reason: 'because',
          undo: { kind: 'possible' },
        },
      ],
    });
    expect(told()).toBe(1);
  });

  test('[P5] is undone once, by its change, and its receipt says so', async () => {
    const { actions, asked, state, undone } = await done();
    const undoing = actions.undo(41);
    expect(state().receipts[0]?.undo).toEqual({ kind: 'running' });
    await actions.undo(41);
    asked[1]?.answer({ seq: 42 });
    await undoing;
    expect(undone).toEqual([[41, 42]]);
    expect(asked.slice(1)).toMatchObject([{ method: 'admin.undo', params: { seq: 41 } }]);
    expect(state().receipts[0]?.undo).toEqual({ kind: 'done', seq: 42 });
    expect(state().acted).toBe(2);
    await actions.undo(41);
    expect(asked).toHaveLength(2);
  });

  test('[P6] whose undo is refused keeps its receipt, and can be tried again', async () => {
    const { actions, asked, state } = await done();
    const refused = actions.undo(41);
    asked[1]?.answer(PLAYED);
    await refused;
    expect(state().receipts[0]?.undo).toEqual({ kind: 'refused', error: PLAYED });
    const again = actions.undo(41);
    asked[2]?.answer({ seq: 50 });
    await again;
    expect(state().receipts[0]?.undo).toEqual({ kind: 'done', seq: 50 });
  });

  test('[P6] that is refused stays in its dialog with why', async () => {
    const { actions, asked, run, state } = open();
    actions.open(RENAME, ARIA);
    const { form } = state().acting!;
    const taken = new ApiError('CharacterNameTaken', 'The name "Bert" is taken.');
    const running = run({ name: 'Bert' });
    asked[0]?.answer(taken);
    await running;
    expect(state().acting).toMatchObject({ action: RENAME, isRunning: false, error: taken });
    // The same form, in which everything stands that was typed.
    expect(state().acting?.form).toBe(form);
    expect(state().receipts).toEqual([]);
  });

  test('[P6] that is refused has a form of what there is by then', async () => {
    const { actions, asked, run, state } = open();
    actions.open(DESTROY, itemAt(IN_BAG));
    const running = run();
    asked[0]?.answer(new ApiError('Conflict', 'There are 3 of item 1, not 5.'));
    await running;
    expect(asked[1]).toMatchObject({ method: 'items.get', params: { item_id: ITEM } });
    asked[1]?.answer({ item: itemAt({ ...IN_BAG, quantity: 3 } as typeof IN_BAG).item });
    await settled();
    expect(state().acting?.error?.message).toBe('There are 3 of item 1, not 5.');
    expect(state().acting?.form.fields.quantity).toMatchObject({
      initial: '3',
      description: 'There are 3 in the stack.',
    });
  });

  test('[P6] on a guild that is refused offers the members that there are by then', async () => {
    const { actions, asked, run, state } = open();
    actions.open(REMOVE, WOLVES);
    const running = run({ member: '8' });
    asked[0]?.answer(new ApiError('NotInGuild', 'Character 8 is in no guild.'));
    await running;
    expect(asked.slice(1)).toMatchObject([
      { method: 'guilds.get', params: { guild_id: 4 } },
      { method: 'characters.search', params: { guild_id: 4 } },
    ]);
    const { guild } = WOLVES;
    const member = (character_id: number, rank: string) => ({ character_id, rank });
    const character = (character_id: number, character_name: string) => ({
      character: { character_id, character_name },
      online: false,
    });
    asked[1]?.answer({ guild, members: [member(7, 'leader'), member(9, 'scout')] });
    asked[2]?.answer({ characters: [character(7, 'Aria'), character(9, 'Cleo')], total: 2 });
    await settled();
    expect(state().acting?.error?.code).toBe('NotInGuild');
    expect(state().acting?.form.fields.member?.input).toMatchObject({
      options: [{ value: '' }, { value: '9', label: expect.stringContaining('Cleo') }],
    });
  });

  test('[P6] that is refused keeps its form where somebody else has it, or nothing is known', async () => {
    for (const answer of [
      { item: itemAt(IN_BAG, { character_id: 8 }).item },
      new ApiError('NotFound', 'It is gone.'),
    ]) {
      const { actions, asked, run, state } = open();
      actions.open(DESTROY, itemAt(IN_BAG));
      const running = run();
      asked[0]?.answer(new ApiError('NotOwner', 'Another one has it.'));
      await running;
      asked[1]?.answer(answer);
      await settled();
      expect(state().acting?.subject).toEqual(itemAt(IN_BAG));
    }
  });

  test('[P6] that is given up after a refusal does not open again', async () => {
    const { actions, asked, run, state } = open();
    actions.open(DESTROY, itemAt(IN_BAG));
    const running = run();
    asked[0]?.answer(new ApiError('Conflict', 'There are 3 of item 1, not 5.'));
    await running;
    actions.close();
    asked[1]?.answer(itemAt(IN_BAG));
    await settled();
    expect(state().acting).toBeNull();
  });

  test('that is under way is neither left nor doubled', async () => {
    const { actions, asked, run, state } = open();
    actions.open(GRANT, ARIA);
    const first = run({ amount: '5' });
    await run({ amount: '5' });
    actions.close();
    actions.open(RENAME, ARIA);
    expect(asked).toHaveLength(1);
    expect(state().acting).toMatchObject({ action: GRANT, isRunning: true });
    asked[0]?.answer({ seq: 41, receipt: { at: AT } });
    await first;
    expect(state().receipts).toHaveLength(1);
  });

  test('[P4] suggests the types of items and the maps that are in use', async () => {
    const { actions, asked } = open();
    const types = actions.keysInUse('itemTypes');
    asked[0]?.answer({ types: [{ item_type: 'ore' }, { item_type: 'sword' }] });
    expect(await types).toEqual(['ore', 'sword']);
    const maps = actions.keysInUse('maps');
    asked[1]?.answer({ maps: [{ map_id: 'town' }] });
    expect(await maps).toEqual(['town']);
    expect(asked.map(({ method }) => method)).toEqual(['items.search', 'characters.search']);
  });

  test('that cannot be done to somebody does not open', () => {
    const { actions, state } = open();
    actions.open(KICK, { ...ARIA, online: false });
    expect(state().acting).toBeNull();
  });

  test('that only ends a session has no undo', async () => {
    const { actions, asked, run, state } = open();
    actions.open(KICK, ARIA);
    const running = run();
    asked[0]?.answer({ seq: 9, receipt: { at: AT } });
    await running;
    expect(state().receipts[0]?.undo).toEqual({ kind: 'none' });
    await actions.undo(9);
    expect(asked).toHaveLength(1);
  });

  test('[P5] stays at hand until its receipt is dismissed, or another world is restored', async () => {
    const { actions, asked, run, state } = await done();
    actions.open(GRANT, ARIA);
    const second = run({ amount: '6' });
    asked[1]?.answer({ seq: 43, receipt: { at: AT } });
    await second;
    expect(state().receipts.map(({ seq }) => seq)).toEqual([43, 41]);
    actions.dismiss(41);
    expect(state().receipts.map(({ seq }) => seq)).toEqual([43]);
    actions.restored();
    expect(state().receipts).toEqual([]);
  });
});

const LATER = '2026-11-22T12:00:01.000Z';
const BERTS: RememberedAction = {
  seq: 30,
  action: 'items.destroy',
  reason: 'stolen',
  at: AT,
  character_id: 7,
  undone_by: null,
  can_be_undone: true,
};
const UNDONE: RememberedAction = { ...BERTS, seq: 31, at: LATER, undone_by: 33 };
const KICKED = { ...BERTS, seq: 32, action: 'sessions.kick', at: LATER, can_be_undone: false };

const logged = (timestamp: string, reason: string, role = 'gm'): FoundEntry => ({
  log_id: 1,
  timestamp,
  event_type: { AdminAction: { action: 'items.destroy', role, reason } },
  character_id: null,
  target_id: 7,
  details: {},
  undone: false,
});

test('[P5] what was done by other means of the window has a receipt like all others', async () => {
  const { actions, asked, state } = open();
  const kept = { at: AT, href: '#players/7', done: 'Aria is back.', reason: 'asked for' };
  actions.keep({ seq: 50, ...kept, undo: { kind: 'possible' } });
  actions.keep({ seq: 51, ...kept, undo: { kind: 'possible' } });
  actions.undone(51, 52);
  await actions.undo(51);
  const undone = actions.undo(50);
  asked[0]?.answer({ seq: 53 });
  await undone;
  expect(asked).toHaveLength(1);
  expect(state().receipts).toMatchObject([
    { seq: 51, undo: { kind: 'done', seq: 52 } },
    { seq: 50, undo: { kind: 'done', seq: 53 } },
  ]);
});

describe('what game masters did', () => {
  test('[P10] is told with what and why, and as whom where the log knows', async () => {
    const { actions, asked, learnt } = open();
    const remembered = actions.remembered(7, 10);
    asked[0]?.answer({ actions: [KICKED, BERTS], total: 12 });
    await Promise.resolve();
    const entries = [logged(AT, 'another'), logged(AT, 'stolen')];
    asked[1]?.answer({ entries });
    const { done, total } = await remembered;
    expect(done.map(rememberedText)).toEqual([
      'Somebody kicked a player',
      'A game master destroyed an item',
    ]);
    expect(total).toBe(12);
    expect(asked).toMatchObject([
      { method: 'admin.actions.list', params: { character_id: 7, limit: 10 } },
      {
        method: 'activity.query',
        params: { character_id: 7, since: AT, until: '2026-11-22T12:00:01.001Z' },
      },
    ]);
    expect(learnt).toEqual(entries);
  });

  test('[P10] is told of an account too, whose ban the log knows by its moment', async () => {
    const { actions, asked } = open();
    const ban = { ...BERTS, seq: 33, action: 'accounts.ban', at: LATER, character_id: null };
    const remembered = actions.remembered(7, 10);
    asked[0]?.answer({ actions: [ban, BERTS], total: 2 });
    await Promise.resolve();
    const until = '2026-11-22T12:00:01.001Z';
    expect(asked.slice(1)).toMatchObject([
      { method: 'activity.query', params: { character_id: 7, since: AT, until } },
      { method: 'activity.query', params: { since: LATER, until } },
    ]);
    expect(asked[2]?.params).not.toHaveProperty('character_id');
    const entry = logged(LATER, 'stolen', 'admin');
    const banned = { ...entry.event_type.AdminAction!, action: 'accounts.ban' };
    asked[1]?.answer({ entries: [logged(AT, 'stolen')] });
    asked[2]?.answer({ entries: [{ ...entry, event_type: { AdminAction: banned } }] });
    expect((await remembered).done.map(rememberedText)).toEqual([
      'An administrator banned an account',
      'A game master destroyed an item',
    ]);
  });

  test('[P10] is there to be undone where the log cannot be had', async () => {
    const { actions, asked } = open();
    const remembered = actions.remembered(7, 10);
    asked[0]?.answer({ actions: [BERTS], total: 1 });
    await Promise.resolve();
    asked[1]?.answer(new ApiError('StorageUnavailable', 'The disk is gone.'));
    expect(await remembered).toEqual({ done: [{ ...BERTS, role: null }], total: 1 });
  });

  test('[P10] is about all characters where none is named', async () => {
    const { actions, asked } = open();
    const remembered = actions.remembered(null, 10);
    asked[0]?.answer({ actions: [], total: 0 });
    expect(await remembered).toEqual({ done: [], total: 0 });
    expect(asked).toMatchObject([{ params: { limit: 10 } }]);
  });

  test('[P10] says whether it is undone, can be, or needs none', () => {
    expect(undoStateOf(BERTS, undefined)).toEqual({ kind: 'possible' });
    expect(undoStateOf(BERTS, { kind: 'running' })).toEqual({ kind: 'running' });
    expect(undoStateOf(UNDONE, { kind: 'possible' })).toEqual({ kind: 'done', seq: 33 });
    expect(undoStateOf(KICKED, undefined)).toEqual({ kind: 'none' });
  });

  test('[P10] is undone by a receipt of this window, also one that was dismissed', async () => {
    const { actions, asked, state } = open();
    const undone = actions.undoRemembered({ ...BERTS, role: 'gm' });
    expect(state()).toMatchObject({
      freshReceipt: 30,
      receipts: [
        { seq: 30, at: AT, href: '#players/7', reason: 'stolen', undo: { kind: 'running' } },
      ],
    });
    expect(state().receipts[0]?.done).toBe('A game master destroyed an item');
    asked[0]?.answer(PLAYED);
    await undone;
    expect(asked).toMatchObject([{ method: 'admin.undo', params: { seq: 30 } }]);
    expect(state().receipts[0]?.undo).toEqual({ kind: 'refused', error: PLAYED });
    const again = actions.undoRemembered({ ...BERTS, role: 'gm' });
    asked[1]?.answer({ seq: 44 });
    await again;
    expect(state().receipts).toHaveLength(1);
    expect(state().receipts[0]?.undo).toEqual({ kind: 'done', seq: 44 });
  });

  test('[P10] has words for whatever can be done', () => {
    const changes = Object.entries(WORLD_METHODS)
      .filter(([method, { kind }]) => kind !== 'read' && method !== 'tx.run')
      .map(([method]) => method);
    const known = [...changes, 'admin.restore.runCharacter'].sort();
    expect(Object.keys(text.actions.remembered.what).sort()).toEqual(known);
  });
});

describe('a refusal', () => {
  test('[P6] of an action says why, and what that leaves', () => {
    const full = new ApiError('BagFull', 'The bag is full.', 'Empty a slot.');
    expect(refusedTitle('BagFull')).toBe('The bag is full');
    expect(refusedText(full)).toBe('The bag is full. Empty a slot. Nothing has been changed.');
    expect(refusedTitle('Surprise')).toBe('It was not done');
    expect(refusedTitle('toString')).toBe('It was not done');
    expect(refusedText(new ApiError('Closed', 'It is gone.'))).toMatch(
      /^It is gone\. Whether it was done is not known/,
    );
  });

  test('[P6] of an undo names each thing that stands in the way', () => {
    expect(notUndoneTitle(PLAYED)).toBe('It cannot be undone any more as a whole');
    expect(notUndoneText(PLAYED)).toBe(
      'The world has gone on since then: Aria has 149 gold now and the sword is on the ground in town now. Nothing has been undone. Undo what came after it first, or put it right by another action.',
    );
    const other = new ApiError('Conflict', 'It is undone already.');
    expect(notUndoneText(other)).toBe('It is undone already. Nothing has been changed.');
    expect(notUndoneText(new ApiError('Closed', 'gone'))).toMatch(/^Whether it was undone/);
  });
});
