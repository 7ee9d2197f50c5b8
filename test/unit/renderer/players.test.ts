/** The list of players, the page of one, and the cells of what it carries. */
import { describe, expect, test } from 'vitest';
import { ApiError } from '../../../src/renderer/api/errors.ts';
import { cellsOf, nextItem } from '../../../src/renderer/features/players/cells.ts';
import {
  ALL_PLAYERS,
  isNarrowed,
  paramsOf,
  widened,
} from '../../../src/renderer/features/players/list-query.ts';
import {
  NO_PLAYERS,
  Players,
  type PlayersState,
} from '../../../src/renderer/features/players/players.ts';
import { progressText } from '../../../src/renderer/features/players/words.ts';
import { METHODS } from '../../../src/shared/host-methods.ts';
import { itemAt } from './action-samples.ts';

describe('what the list is asked for', () => {
  const whole = {
    ...ALL_PLAYERS,
    text: ' ari ',
    isOnline: true,
    isBanned: true,
    map: 'town',
    guild: { guild_id: 4, guild_name: 'The Wolves' },
    account: '12',
    sort: 'gold',
    isDescending: true,
  } as const;

  test('[P1] is everybody by name at first, and each control narrows it', () => {
    expect(paramsOf(ALL_PLAYERS)).toEqual({ sort: 'name', descending: false });
    expect(paramsOf(whole)).toEqual({
      text: 'ari',
      online: true,
      banned: true,
      map_id: 'town',
      guild_id: 4,
      account_id: 12,
      sort: 'gold',
      descending: true,
    });
    METHODS['characters.search'].params.parse(paramsOf(whole));
  });

  test('[P1] leaves nobody out once it is cleared, and keeps its order', () => {
    expect(isNarrowed(ALL_PLAYERS)).toBe(false);
    expect(isNarrowed({ ...ALL_PLAYERS, text: ' ' })).toBe(false);
    for (const part of ['text', 'isOnline', 'isBanned', 'map', 'guild', 'account'] as const) {
      expect(isNarrowed({ ...ALL_PLAYERS, [part]: whole[part] }), part).toBe(true);
    }
    expect(widened(whole)).toEqual({ ...ALL_PLAYERS, sort: 'gold', isDescending: true });
  });
});

describe('the cells of items', () => {
  const inSlot = (slot: number) =>
    itemAt({ kind: 'bag', slot, quantity: 1 }, { item_id: `item ${slot}` }).item;

  test('[P3] of a bag are its slots up to the last that is used', () => {
    const cells = cellsOf([inSlot(1), inSlot(3)]);
    expect(cells.map(({ place, item }) => [place, item?.item_id ?? null])).toEqual([
      ['0', null],
      ['1', 'item 1'],
      ['2', null],
      ['3', 'item 3'],
    ]);
  });

  test('[P3] of a bag with slots of thousands are those that are used', () => {
    expect(cellsOf([inSlot(1), inSlot(9_000)]).map(({ place }) => place)).toEqual(['1', '9000']);
  });

  test('[P3] of what is worn say where', () => {
    const worn = itemAt({ kind: 'equipment', slot_type: 'hand' }).item;
    expect(cellsOf([worn])).toEqual([{ place: 'hand', item: worn }]);
    const waiting = itemAt({ kind: 'recovery', quantity: 2 }).item;
    expect(cellsOf([waiting])).toEqual([{ place: '', item: waiting }]);
  });

  test('[P3] are gone through by arrows, past those that are empty', () => {
    // Three in a row: 0 1 2 / 3 4 5 / 6
    const cells = cellsOf([inSlot(0), inSlot(2), inSlot(4), inSlot(6)]);
    const from = (slot: number, key: string) => nextItem(cells, `item ${slot}`, key, 3)?.item_id;
    expect(from(0, 'ArrowRight')).toBe('item 2');
    expect(from(2, 'ArrowLeft')).toBe('item 0');
    expect(from(0, 'ArrowDown')).toBe('item 6');
    expect(from(6, 'ArrowUp')).toBe('item 0');
    expect(from(6, 'ArrowRight')).toBeUndefined();
    expect(from(4, 'ArrowUp')).toBeUndefined();
    expect(from(4, 'Home')).toBe('item 0');
    expect(from(4, 'End')).toBe('item 6');
    expect(from(4, 'x')).toBeUndefined();
  });
});

test('what a game notes of a quest', () => {
  expect(progressText({ kills: 3, of: 'rats', parts: [1] })).toBe('kills 3, of rats, parts [1]');
});

describe('the players of this window', () => {
  /** A window in which each answer is given by hand. */
  function open() {
    let state: PlayersState = NO_PLAYERS;
    const asked: { method: string; params: unknown; answer: (of: unknown) => void }[] = [];
    const client = {
      call: (method: string, params: unknown) =>
        new Promise((resolve, reject) => {
          const answer = (of: unknown) => (of instanceof Error ? reject(of) : resolve(of));
          asked.push({ method, params, answer });
        }),
    };
    const players = new Players({
      client: () => client as never,
      recentOf: async () => [],
      get: () => state,
      set: (change) => {
        state = { ...state, ...change };
      },
    });
    return { players, asked, state: () => state };
  }

  const settled = () => new Promise((resolve) => setTimeout(resolve));

  test('[P2] a list that was left is as it was, and looked at again', async () => {
    const { players, asked, state } = open();
    players.enterList();
    const row = { character: { character_id: 7 } };
    asked[0]?.answer({ characters: [row], total: 1, maps: [] });
    await settled();
    players.search({ text: 'ari', isDescending: true });
    asked[1]?.answer({ characters: [row], total: 1, maps: [] });
    await settled();
    players.place.top = 360;
    players.leaveList();
    void players.openCharacter(7);
    await settled();
    players.closeCharacter();
    players.enterList();
    expect(players.place.top).toBe(360);
    expect(state().playerList).toMatchObject({ query: { text: 'ari' }, rows: [row] });
    expect(asked.at(-1)).toMatchObject({
      method: 'characters.search',
      params: { text: 'ari', descending: true, offset: 0 },
    });
    // Another search begins at its top.
    players.search({ text: '' });
    expect(players.place.top).toBe(0);
  });

  test('[P3] an answer about somebody else than who is looked at is dropped', async () => {
    const { players, asked, state } = open();
    void players.openCharacter(7);
    void players.openCharacter(8);
    const sheets = asked.filter(({ method }) => method === 'characters.sheet');
    sheets[1]?.answer({ character: { character_id: 8 } });
    sheets[0]?.answer({ character: { character_id: 7 } });
    await settled();
    expect(state().openSheet).toMatchObject({
      character_id: 8,
      sheet: { character: { character_id: 8 } },
      recent: { kind: 'loaded' },
    });
  });

  test('[P3] who is gone is said; a connection that is lost leaves what was known', async () => {
    const { players, asked, state } = open();
    const sheet = { character: { character_id: 7 } };
    void players.openCharacter(7);
    asked[0]?.answer(sheet);
    await settled();
    void players.refresh();
    asked[1]?.answer(new ApiError('Closed', 'gone'));
    await settled();
    expect(state().openSheet).toMatchObject({ sheet, error: null });
    void players.refresh();
    asked[2]?.answer(new ApiError('NotFound', 'There is no character 7.'));
    await settled();
    expect(state().openSheet).toMatchObject({ sheet: null, error: { code: 'NotFound' } });
  });

  test('[D23] after a restore nothing of before is shown', async () => {
    const { players, asked, state } = open();
    void players.openCharacter(7);
    asked[0]?.answer({ character: { character_id: 7 } });
    await settled();
    players.restored();
    expect(state().openSheet).toMatchObject({ character_id: 7, sheet: null });
    expect(state().playerList).toMatchObject({ rows: [], total: null });
    expect(asked.at(-1)?.method).toBe('characters.sheet');
  });
});
