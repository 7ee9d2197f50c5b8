/** The flow of bringing one character back, against a host that answers as each test wants. */
import { describe, expect, test } from 'vitest';
import { ApiError } from '../../../src/renderer/api/errors.ts';
import type { Receipt } from '../../../src/renderer/features/actions/actions.ts';
import {
  CharacterRestores,
  type CharacterRestoresState,
  NO_CHARACTER,
} from '../../../src/renderer/features/character-restore/character-restores.ts';
import { next, type Wanted } from '../../../src/renderer/features/character-restore/flow.ts';
import { BROUGHT, CHANGED } from './character-samples.ts';
import { later } from './restore-samples.ts';

const WANTED: Wanted = { who: { kind: 'name', name: 'Aria' }, at: later(0) };
const BY_ID: Wanted = { who: { kind: 'id', id: 7 }, at: later(0) };

type Answers = Record<string, (params: never) => unknown>;

function opened(answers: Answers = {}) {
  let state: CharacterRestoresState = NO_CHARACTER;
  const calls: [string, unknown][] = [];
  const receipts: Receipt[] = [];
  const undos: [seq: number, by: number][] = [];
  const all: Answers = {
    'characters.getByName': () => ({ character: { character_id: 7 } }),
    'admin.restore.previewCharacter': () => ({ preview: CHANGED }),
    'admin.restore.runCharacter': () => ({ restored: BROUGHT }),
    'admin.undo': () => ({ undone: {}, seq: 2_400 }),
    ...answers,
  };
  const call = async (method: string, params: unknown) => {
    calls.push([method, params]);
    return all[method]!(params as never);
  };
  let isConnected = true;
  const restores = new CharacterRestores({
    client: () => (isConnected ? { call: call as never } : null),
    now: () => Date.parse(later(1)),
    loadMoments: async () => {},
    onDone: (receipt) => receipts.push(receipt),
    onUndone: (...undone) => undos.push(undone),
    get: () => state,
    set: (change) => {
      state = { ...state, ...change };
    },
  });
  const flow = () => state.characterFlow;
  return {
    restores,
    all,
    flow,
    receipts,
    undos,
    state: () => state,
    paramsOf: (wanted: string) => calls.filter(([name]) => name === wanted).map(([, it]) => it),
    disconnect: () => {
      isConnected = false;
    },
    /** Chooses the stats, which is enough to be done. */
    choose: () => {
      const now = flow();
      if (now.step !== 'deciding') throw new Error(`it is ${now.step}`);
      restores.edit({ ...now.draft, groups: ['stats'], reason: 'a bad trade' });
    },
  };
}

const refusal =
  (code: string, details = {}) =>
  () => {
    throw new ApiError(code, `It says ${code}.`, null, details);
  };

describe('[D26] the flow of one character back', () => {
  test('goes from a name and a moment over the comparison to the receipt and its undo', async () => {
    const { restores, flow, state, paramsOf, choose } = opened();
    restores.open();
    expect(flow()).toEqual({ step: 'choosing', wanted: null, error: null });
    await restores.compare(WANTED);
    expect(flow()).toMatchObject({ step: 'deciding', preview: CHANGED, renewal: null });
    choose();
    await restores.run();
    expect(flow()).toMatchObject({ step: 'done', receipt: BROUGHT, reason: 'a bad trade' });
    expect(paramsOf('admin.restore.previewCharacter')).toEqual([{ character_id: 7, at: later(0) }]);
    expect(paramsOf('admin.restore.runCharacter')).toMatchObject([
      { token: 'first', groups: ['stats'], reason: 'a bad trade' },
    ]);

    restores.close();
    expect(state()).toMatchObject({
      characterFlow: { step: 'closed' },
      characterEnded: { step: 'done' },
    });
    restores.reopen();
    await restores.undo(' ');
    expect(flow()).toMatchObject({ step: 'undone', seq: 2_400, undoReason: '' });
    expect(paramsOf('admin.undo')).toEqual([{ seq: BROUGHT.seq }]);
    restores.close();
    expect(state().characterEnded).toMatchObject({ step: 'undone' });
  });

  test('gives the reason of an undo where there is one', async () => {
    const { restores, paramsOf, choose } = opened();
    await restores.compare(BY_ID);
    choose();
    await restores.run();
    await restores.undo('wrong one');
    expect(paramsOf('admin.undo')).toEqual([{ seq: BROUGHT.seq, reason: 'wrong one' }]);
    expect(paramsOf('characters.getByName')).toEqual([]);
  });

  test('each of two has a receipt that stays at hand, and says that it was undone', async () => {
    const { restores, receipts, undos, all, choose } = opened();
    for (const seq of [BROUGHT.seq, 2_346]) {
      all['admin.restore.runCharacter'] = () => ({ restored: { ...BROUGHT, seq } });
      await restores.compare(BY_ID);
      choose();
      await restores.run();
    }
    const told = {
      at: later(1),
      href: '#players/7',
      done: expect.stringMatching(/^Aria has the .* back\.$/),
      reason: 'a bad trade',
      undo: { kind: 'possible' },
    };
    expect(receipts).toEqual([
      { seq: BROUGHT.seq, ...told },
      { seq: 2_346, ...told },
    ]);
    await restores.undo('');
    expect(undos).toEqual([[2_346, 2_400]]);
  });

  test('one that is undone among all that was done is undone here too, open or left', async () => {
    for (const isLeft of [false, true]) {
      const { restores, flow, state, choose } = opened();
      await restores.compare(BY_ID);
      choose();
      await restores.run();
      if (isLeft) restores.close();
      restores.undone(1, 2_399);
      expect(isLeft ? state().characterEnded : flow()).toMatchObject({ step: 'done' });
      restores.undone(BROUGHT.seq, 2_400);
      const undone = { step: 'undone', receipt: BROUGHT, seq: 2_400, undoReason: '' };
      expect(state()).toMatchObject({
        characterFlow: isLeft ? { step: 'closed' } : undone,
        characterEnded: undone,
      });
    }
  });

  test('an answer that nobody waits for any more changes nothing', async () => {
    const { restores, flow } = opened();
    const late = restores.compare(WANTED);
    restores.close();
    await late;
    expect(flow()).toEqual({ step: 'closed' });
  });

  test('while it runs it can neither be left nor begun anew', async () => {
    const { restores, flow, choose } = opened();
    await restores.compare(WANTED);
    choose();
    const running = restores.run();
    const now = flow();
    expect(now.step).toBe('running');
    expect(next(now, { kind: 'close' })).toBe(now);
    expect(next(now, { kind: 'open' })).toBe(now);
    expect(next(now, { kind: 'compare', wanted: BY_ID })).toBe(now);
    await running;
  });
});

test('[D28] nothing is run that lacks something', async () => {
  const { restores, flow, paramsOf } = opened();
  await restores.run();
  await restores.undo('');
  await restores.compare(WANTED);
  await restores.run();
  expect(flow().step).toBe('deciding');
  expect([...paramsOf('admin.restore.runCharacter'), ...paramsOf('admin.undo')]).toEqual([]);
});

describe('[D29] a refusal', () => {
  test('of a name says how else to find somebody', async () => {
    const { restores, flow } = opened({ 'characters.getByName': refusal('NotFound') });
    await restores.compare(WANTED);
    expect(flow()).toMatchObject({
      step: 'choosing',
      wanted: WANTED,
      error: {
        message: 'Nobody on the shard is called “Aria” today.',
        hint: expect.stringContaining('by number'),
      },
    });
  });

  test('of a moment says which moments there are, or what the host says', async () => {
    const { restores, flow, all } = opened({
      'admin.restore.previewCharacter': refusal('NotFound', { what: 'character' }),
    });
    await restores.compare(BY_ID);
    expect(flow()).toMatchObject({
      error: { message: 'There was no character 7 at that moment.' },
    });
    all['admin.restore.previewCharacter'] = refusal('NotFound', { what: 'moment' });
    await restores.compare(WANTED);
    expect(flow()).toMatchObject({ step: 'choosing', error: { message: 'It says NotFound.' } });
    all['characters.getByName'] = refusal('Internal');
    await restores.compare(WANTED);
    expect(flow()).toMatchObject({ error: { code: 'Internal' } });
  });

  test('of what changed meanwhile compares anew, by number, and keeps what was chosen', async () => {
    const { restores, flow, all, choose, paramsOf } = opened({
      'admin.restore.runCharacter': refusal('PreviewOutdated', { item_id: 'x' }),
    });
    await restores.compare(WANTED);
    choose();
    all['admin.restore.previewCharacter'] = () => ({ preview: { ...CHANGED, token: 'second' } });
    await restores.run();
    expect(flow()).toMatchObject({
      step: 'deciding',
      preview: { token: 'second' },
      renewal: { why: 'outdated', error: { details: { item_id: 'x' } } },
      draft: { groups: ['stats'], reason: 'a bad trade' },
    });
    expect(paramsOf('characters.getByName')).toHaveLength(1);
    await restores.compareAgain();
    expect(flow()).toMatchObject({ renewal: { why: 'asked' }, draft: { groups: ['stats'] } });
    restores.back();
    expect(flow()).toMatchObject({ step: 'choosing', wanted: BY_ID });
  });

  test('of any other kind leaves the choice as it was', async () => {
    const { restores, flow, choose } = opened({
      'admin.restore.runCharacter': refusal('ServerFull'),
    });
    await restores.compare(WANTED);
    choose();
    await restores.run();
    expect(flow()).toMatchObject({
      step: 'deciding',
      error: { code: 'ServerFull' },
      draft: { groups: ['stats'] },
    });
  });

  test('of an undo leaves the receipt, with why', async () => {
    const { restores, flow, choose } = opened({ 'admin.undo': refusal('Conflict') });
    await restores.compare(WANTED);
    choose();
    await restores.run();
    await restores.undo('');
    expect(flow()).toMatchObject({ step: 'done', receipt: BROUGHT, error: { code: 'Conflict' } });
  });

  test('without a connection is one, too', async () => {
    const { restores, flow, disconnect } = opened();
    disconnect();
    await restores.compare(WANTED);
    expect(flow()).toMatchObject({ step: 'choosing', error: { code: 'Closed' } });
  });
});

test('[D23] after a restore of the world it is compared anew, and receipts of before are gone', async () => {
  const { restores, flow, state, choose, paramsOf } = opened();
  await restores.compare(WANTED);
  choose();
  await restores.restored();
  expect(flow()).toMatchObject({
    step: 'deciding',
    renewal: { why: 'restored elsewhere' },
    draft: { groups: ['stats'] },
  });
  expect(paramsOf('admin.restore.previewCharacter')).toHaveLength(2);
  await restores.run();
  restores.close();
  await restores.restored();
  expect(state().characterEnded).toBeNull();
  restores.reopen();
  expect(flow()).toEqual({ step: 'closed' });
});
