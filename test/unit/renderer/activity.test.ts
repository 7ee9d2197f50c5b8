/** The search of the activity page against a host that answers as it is told. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ApiError } from '../../../src/renderer/api/errors.ts';
import {
  Activity,
  type ActivityState,
  NO_ACTIVITY,
} from '../../../src/renderer/features/activity/activity.ts';
import { type KnownNames, Names, NO_NAMES } from '../../../src/renderer/features/activity/names.ts';
import type { ActivityFound } from '../../../src/shared/activity.ts';
import { AT, answer, entries, entry, SWORD } from './activity-samples.ts';

type Query = Record<string, unknown>;
type Answer = (params: Query) => ActivityFound | Promise<ActivityFound>;

function open(first: Answer = () => answer(entries(3, 1))) {
  let state: ActivityState = NO_ACTIVITY;
  let reply = first;
  const asked: Query[] = [];
  const call = vi.fn(async (method: string, params: Query) => {
    if (method !== 'activity.query') throw new Error(`no answer to ${method}`);
    asked.push(params);
    return reply(params);
  });
  const follow = vi.fn();
  const learn = vi.fn(async () => {});
  const activity = new Activity({
    client: () => ({ call }) as never,
    now: Date.now,
    names: { learn },
    follow,
    get: () => state,
    set: (change) => {
      state = { ...state, ...change };
    },
  });
  return {
    activity,
    asked,
    follow,
    learn,
    view: () => state.activity,
    ids: () => state.activity.found?.entries.map(({ log_id }) => log_id),
    reply: (next: Answer) => {
      reply = next;
    },
    settle: () => vi.advanceTimersByTimeAsync(0),
  };
}

beforeEach(() => void vi.useFakeTimers({ now: AT }));
afterEach(() => void vi.useRealTimers());

describe('a search [A40]', () => {
  test('is asked with its times as moments, so that each page is of the same one', async () => {
    const { activity, asked, view, settle } = open(() => answer(entries(3, 1), { cursor: 'c' }));
    expect(activity.search('type:LevelUp since:2h', 'oldest')).toBeNull();
    await settle();
    await activity.more();
    const query = 'type:LevelUp since:2026-11-23T10:00:00.000Z';
    expect(asked[0]).toMatchObject({ query, order: 'oldest' });
    expect(asked[1]).toMatchObject({ query, order: 'oldest', cursor: 'c' });
    expect(view().search).toMatchObject({ line: 'type:LevelUp since:2h', since: AT - 7_200_000 });
  });

  test('with a mistake asks nothing and changes nothing', async () => {
    const { activity, asked, view } = open();
    expect(activity.search('tpye:LevelUp')).toMatchObject({ start: 0, end: 5 });
    expect(asked).toEqual([]);
    expect(view()).toBe(NO_ACTIVITY.activity);
  });

  test('drops the answer to the one before, whichever comes first', async () => {
    const waiting: ((found: ActivityFound) => void)[] = [];
    const { activity, ids, settle } = open(() => new Promise((resolve) => waiting.push(resolve)));
    activity.search('a');
    activity.search('b');
    waiting[1]?.(answer(entries(9, 9)));
    await settle();
    waiting[0]?.(answer(entries(1, 1)));
    await settle();
    expect(ids()).toEqual([9]);
  });

  test('that fails says so, and can be done again', async () => {
    const { activity, view, ids, reply, settle } = open(() => {
      throw new ApiError('Unavailable', 'Not now.');
    });
    activity.search('a');
    await settle();
    expect(view()).toMatchObject({
      found: null,
      isSearching: false,
      error: { code: 'Unavailable' },
    });
    reply(() => answer(entries(2, 1)));
    await activity.again();
    expect(ids()).toEqual([2, 1]);
    expect(view().error).toBeNull();
  });

  test('asks for a page at a time, and for none behind the last', async () => {
    const { activity, asked, reply, settle } = open(() => answer(entries(9, 5), { cursor: 'c' }));
    activity.search('');
    await settle();
    reply(() => answer(entries(4, 1), { cursor: null }));
    await Promise.all([activity.more(), activity.more()]);
    await activity.more();
    expect(asked).toHaveLength(2);
  });

  test('keeps what it has where the next page fails', async () => {
    const { activity, ids, view, reply, settle } = open(() =>
      answer(entries(9, 5), { cursor: 'c' }),
    );
    activity.search('');
    await settle();
    reply(() => {
      throw new ApiError('Unavailable', 'Not now.');
    });
    await activity.more();
    expect(ids()).toEqual([9, 8, 7, 6, 5]);
    expect(view()).toMatchObject({ moreError: { code: 'Unavailable' }, isLoadingMore: false });
  });
});

describe('the live tail [A42]', () => {
  test('follows while the page is open, a few looks after the last thing that happened', async () => {
    const { activity, asked, ids, follow, reply, settle } = open();
    activity.enter();
    await settle();
    expect(follow).toHaveBeenLastCalledWith(true);
    reply(() => answer(entries(5, 3), { cursor: 'x', total: null }));
    activity.told();
    activity.told();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ids()).toEqual([5, 4, 3, 2, 1]);
    const looks = asked.length;
    expect(looks).toBeGreaterThan(3);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked.length).toBe(looks);
    activity.leave();
    activity.told();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked.length).toBe(looks);
    expect(follow).toHaveBeenLastCalledWith(false);
  });

  test('waits while somebody reads further down, and shows all at the top', async () => {
    const { activity, ids, view, reply, settle } = open();
    activity.enter();
    await settle();
    activity.away(true);
    reply(() => answer(entries(5, 2), { total: 5 }));
    activity.told();
    await vi.advanceTimersByTimeAsync(1_500);
    expect(ids()).toEqual([3, 2, 1]);
    expect(view().waiting).toHaveLength(2);
    activity.away(false);
    expect(ids()).toEqual([5, 4, 3, 2, 1]);
    expect(view().waiting).toEqual([]);
  });

  test('stays paused at the top until it is asked for', async () => {
    const { activity, ids, view, reply, settle } = open();
    activity.enter();
    await settle();
    activity.pause(true);
    activity.away(true);
    reply(() => answer(entries(4, 2), { total: 4 }));
    activity.told();
    await vi.advanceTimersByTimeAsync(1_500);
    activity.away(false);
    expect(ids()).toEqual([3, 2, 1]);
    activity.pause(false);
    expect(ids()).toEqual([4, 3, 2, 1]);
    expect(view().isPaused).toBe(false);
  });

  test('has nothing to follow where the range has ended', async () => {
    const { activity, asked, settle } = open();
    activity.enter();
    await settle();
    activity.search('until:1h');
    await settle();
    const before = asked.length;
    activity.told();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked.length).toBe(before);
  });

  test('an index that is being built is looked at until it is whole', async () => {
    const building = { state: 'building', entries: 1, of: 9 } as const;
    const { activity, ids, view, reply, settle } = open(() =>
      answer(entries(1, 1), { index: building }),
    );
    activity.enter();
    await settle();
    activity.search('until:1h');
    await settle();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(view().found?.index.state).toBe('building');
    reply(() => answer(entries(9, 1)));
    await vi.advanceTimersByTimeAsync(3_000);
    expect(ids()).toHaveLength(9);
    expect(view().found?.index.state).toBe('ready');
  });

  test('after a restore all is asked anew', async () => {
    const { activity, ids, reply, settle } = open();
    activity.enter();
    await settle();
    reply(() => answer([entry(3, undefined, { undone: true })]));
    activity.restored();
    await settle();
    expect(ids()).toEqual([3]);
  });
});

describe('what is opened beside the list [A43]', () => {
  test('as many lines before and after one, whoever shares its millisecond', async () => {
    const all = entries(50, 1);
    const { activity, asked } = open(({ order, since, until, limit }) => {
      const within = all.filter(
        ({ timestamp }) =>
          (since === undefined || timestamp >= (since as string)) &&
          (until === undefined || timestamp < (until as string)),
      );
      const ordered = order === 'oldest' ? [...within].reverse() : within;
      return answer(ordered.slice(0, limit as number));
    });
    const around = await activity.around(entry(20), 2, 10, 1001);
    expect(around.map(({ log_id }) => log_id)).toEqual([18, 19, 20, 21, 22]);
    expect(
      asked.every(({ character_id, counts }) => character_id === 1001 && counts === false),
    ).toBe(true);
  });
});

describe('names [A43]', () => {
  function names(answers: Record<string, () => unknown>) {
    let known: KnownNames = NO_NAMES;
    const call = vi.fn(
      async (method: string, params: { character_id?: number; item_id?: string }) => {
        const reply = answers[`${method} ${params.character_id ?? params.item_id}`];
        if (reply === undefined) throw new ApiError('NotFound', 'It is no more.');
        return reply();
      },
    );
    const one = new Names({
      client: () => ({ call }) as never,
      get: () => known,
      set: (next) => {
        known = next;
      },
    });
    return { one, call, known: () => known };
  }

  test('are asked for once, and who is no more stays a number', async () => {
    const { one, call, known } = names({
      'characters.get 1001': () => ({ character: { character_name: 'Aria' } }),
      [`items.get ${SWORD}`]: () => ({ item: { item_type: 'Flaming Sword' } }),
    });
    const given = { from_character_id: 1001, to_character_id: 1002, item_id: SWORD };
    await one.learn([entry(1, { ItemTransferred: given })]);
    await one.learn([entry(2, { ItemTransferred: given })]);
    expect(call).toHaveBeenCalledTimes(3);
    expect([...known().characters]).toEqual([
      [1001, 'Aria'],
      [1002, null],
    ]);
    expect(known().items.get(SWORD)).toBe('Flaming Sword');
    one.forget();
    await one.learn([entry(1, { ItemTransferred: given })]);
    expect(call).toHaveBeenCalledTimes(6);
  });

  test('that fail for another reason are asked for again', async () => {
    let isUp = false;
    const { one, known } = names({
      'characters.get 1001': () => {
        if (!isUp) throw new ApiError('Unavailable', 'Not now.');
        return { character: { character_name: 'Aria' } };
      },
    });
    await one.learn([entry(1)]);
    expect(known().characters.has(1001)).toBe(false);
    isUp = true;
    await one.learn([entry(1)]);
    expect(known().characters.get(1001)).toBe('Aria');
  });
});
