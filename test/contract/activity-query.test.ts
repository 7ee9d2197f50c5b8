/** `activity.query` and `items.history`, by a real host with its activity process. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hostApi } from '../../src/main/host/host-api.ts';
import type { HostResult, ServerStatus } from '../../src/shared/host-methods.ts';
import { startHost } from '../support/host.ts';
import { HostHere } from '../support/host-here.ts';
import { RawConnection } from '../support/raw-client.ts';
import { HOME, sharedHost } from '../support/shared-host.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

type Found = HostResult<'activity.query'>;
type History = HostResult<'items.history'>;

const shared = sharedHost();

async function start(dataDir = temporaryDirectory()) {
  const host = await startHost({ dataDir });
  onTestFinished(async () => {
    await host.stop('SIGKILL');
  });
  const connection = await RawConnection.open({ url: host.url, token: host.tokens.admin });
  onTestFinished(() => connection.socket.terminate());
  const call = <T>(method: string, params: object = {}) => connection.call<T>(method, params);
  const create = async (character_name: string) => {
    const { character } = await call<{ character: { character_id: number } }>('characters.create', {
      account_id: 1,
      character_name,
      ...HOME,
    });
    return character.character_id;
  };
  const query = (params: object) => call<Found>('activity.query', params);
  /** Once the index has all entries of the logs, so many of them of play. */
  const settled = async (played: number) => {
    await expect
      .poll(async () => (await query({ limit: 0, query: IN_PLAY })).total, { timeout: 45_000 })
      .toBe(played);
  };
  return { host, connection, call, create, query, settled, dataDir };
}

/** All that players did, without what the host says of itself. */
const IN_PLAY = 'type:GoldTransaction,ItemCreated,ItemDropped';

function linesIn(dataDir: string): unknown[] {
  const logs = join(dataDir, 'logs');
  return readdirSync(logs)
    .filter((name) => /^activity_\d{8}\.log$/.test(name))
    .sort()
    .flatMap((name) => readFileSync(join(logs, name), 'utf8').split('\n').slice(0, -1))
    .map((line) => JSON.parse(line));
}

describe('activity.query', () => {
  it('[A28] takes fields and a line together, and names of characters as they are today', async () => {
    const { call, create, query, settled } = await start();
    const [ada, ben] = [await create('Ada'), await create('Ben the Bold')];
    const grant = (character_id: number, amount: number, reason: string) =>
      call('gold.grant', { character_id, amount, reason });
    await grant(ada, 10, 'quest reward');
    await grant(ada, 500, 'a bribe');
    await grant(ben, 500, 'a bribe');
    await call('gold.transfer', { from_id: ada, to_id: ben, amount: 20, reason: 'trade' });
    await settled(4);
    const amounts = async (params: object) =>
      (await query(params)).entries.map(({ event_type }) => event_type.GoldTransaction?.amount);
    expect(await amounts({ query: 'char:Ada' })).toEqual([20, 500, 10]);
    expect(await amounts({ query: 'char:"Ben the Bold"', order: 'oldest' })).toEqual([500, 20]);
    expect(await amounts({ query: 'char:Ada', amount_min: 100 })).toEqual([500]);
    expect(await amounts({ query: '-char:Ada', reason: 'a bribe' })).toEqual([500]);
    expect(await amounts({ character_id: ada, query: 'char:"Ben the Bold"' })).toEqual([20]);
    expect(await amounts({ text: 'bribe a' })).toEqual([500, 500]);
    expect(await amounts({ query: '"a bribe" char:Ada' })).toEqual([500]);
    expect(await amounts({ since: '2026-01-01T00:00:00Z', until: '2026-01-02T00:00:00Z' })).toEqual(
      [],
    );
    const found = await query({ limit: 3, query: IN_PLAY });
    expect(found.total).toBe(4);
    expect(found.facets?.character_id).toEqual([
      { value: ada, name: 'Ada', count: 3 },
      { value: ben, name: 'Ben the Bold', count: 2 },
    ]);
    const rest = await query({ limit: 3, query: IN_PLAY, cursor: found.cursor });
    expect(rest).toMatchObject({ total: null, histogram: null, facets: null, cursor: null });
    const ids = [...found.entries, ...rest.entries].map(({ log_id }) => log_id);
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => b - a));
    expect(ids).toHaveLength(4);
  });

  it('[A28] finds who was deleted by the name of then, unless somebody has it today', async () => {
    const { call, create, query, settled } = await start();
    const [first, other] = [await create('Ada'), await create('Ada of the North')];
    await call('gold.grant', { character_id: first, amount: 10, reason: 'quest reward' });
    await call('gold.grant', { character_id: other, amount: 20, reason: 'quest reward' });
    await call('characters.delete', { character_id: first });
    await call('characters.delete', { character_id: other });
    await settled(4);
    const granted = async (name: string) =>
      (await query({ query: `type:GoldTransaction char:${name}`, order: 'oldest' })).entries.map(
        ({ event_type }) => event_type.GoldTransaction?.amount,
      );
    expect(await granted('Ada')).toEqual([10, 10]);
    expect(await granted('"Ada of the North"')).toEqual([20, 20]);
    await expect(granted('North')).rejects.toMatchObject({ reply: { data: { name: 'North' } } });
    await create('Ada');
    expect(await granted('Ada')).toEqual([]);
  });

  it.each([
    [{ query: 'typ:ItemLooted' }, { path: 'query', start: 0, end: 4 }, 'There is no field'],
    [{ query: 'char:Nobody' }, { path: 'query', name: 'Nobody' }, 'no character named "Nobody"'],
    [
      { since: '2026-01-02T00:00:00Z', until: '2026-01-01T00:00:00Z' },
      { path: 'until' },
      'later than since',
    ],
    [{ since: '2026-01-02T00:00:00Z', query: 'until:2026-01-01' }, { path: 'until' }, 'later than'],
    [{ amount_min: 2, amount_max: 1 }, { path: 'amount_max' }, 'not be less'],
    [{ cursor: 'newest-x' }, { path: 'cursor' }, 'cursor'],
    [{ cursor: 'newest-3', order: 'oldest' }, { path: 'cursor' }, 'cursor'],
    [{ text: 'a '.repeat(40) }, { path: 'query' }, '31 terms'],
  ])('[A29] refuses %j with its place', async (params, details, message) => {
    const connection = await shared.connect('gm');
    await expect(connection.call('activity.query', params)).rejects.toMatchObject({
      reply: {
        data: { code: 'InvalidData', ...details },
        message: expect.stringContaining(message),
      },
    });
  });

  it('[A30] gives up a search that a later one of the same asker has taken the place of', async () => {
    const connection = await shared.connect('gm');
    const query = (params: object) => connection.call<Found>('activity.query', params);
    const searches = Array.from({ length: 8 }, () => query({ asker: 'a page' }));
    const answers = await Promise.allSettled(searches);
    const states = answers.map(({ status }) => status);
    expect(states.at(-1)).toBe('fulfilled');
    expect(states).toContain('rejected');
    for (const answer of answers) {
      if (answer.status === 'rejected') {
        expect(answer.reason).toMatchObject({ reply: { data: { code: 'Conflict' } } });
      }
    }
    // Others, and those who do not say who they are, are all answered.
    await Promise.all([query({ asker: 'one' }), query({ asker: 'other' }), query({}), query({})]);
  });
});

describe('the index', () => {
  it('[A31] is that of the log after a kill in the middle, and after it was removed', async () => {
    const shard = await start();
    const ada = await shard.create('Ada');
    let amount = 0;
    for (let round = 0; round < 4; round++) {
      for (let i = 0; i < 100; i++) {
        await shard.call('gold.grant', { character_id: ada, amount: ++amount, reason: 'r' });
      }
      const { status } = await shard.call<{ status: ServerStatus }>('server.status');
      const { pid } = status.processes.find(({ name }) => name === 'activity') ?? {};
      if (pid) process.kill(pid, 'SIGKILL');
    }
    await shard.settled(amount);
    const found = await shard.query({ limit: 1_000, order: 'oldest' });
    expect(found.entries.map(({ undone: _, ...entry }) => entry)).toEqual(linesIn(shard.dataDir));
    expect(await shard.host.stop('SIGTERM')).toBe(0);
    rmSync(join(shard.dataDir, 'activity.db'));
    const again = await start(shard.dataDir);
    await again.settled(amount);
    const anew = await again.query({ limit: 1_000, order: 'oldest' });
    // Behind them stands what the host did since.
    expect(anew.entries.slice(0, found.entries.length)).toEqual(found.entries);
  });
});

describe('items.history', () => {
  it('[A32] is the whole life of an item, with what was split off it and merged into it', async () => {
    const { call, create, dataDir, host } = await start();
    const [ada, ben] = [await create('Ada'), await create('Ben')];
    const made = async (params: object) =>
      (await call<{ item: { item_id: string } }>('items.create', params)).item.item_id;
    const item_id = await made({ character_id: ada, item_type: 'coin', quantity: 10 });
    await made({ character_id: ben, item_type: 'sword' });
    const { item } = await call<{ item: { item_id: string } }>('items.split', {
      item_id,
      quantity: 4,
    });
    await call('items.merge', { item_id: item.item_id, into_item_id: item_id });
    await call('items.drop', { item_id });
    await call('items.loot', { item_id, character_id: ben });
    await call('items.transfer', { item_id, to_character_id: ada });
    await call('items.destroy', { item_id, quantity: 3 });
    const history = await call<History>('items.history', { item_id });
    expect(history.entries.map(({ event_type }) => Object.keys(event_type)[0])).toEqual([
      'ItemCreated',
      'ItemCreated',
      'ItemDestroyed',
      'ItemDropped',
      'ItemLooted',
      'ItemTransferred',
      'ItemDestroyed',
    ]);
    expect(history.contradictions).toEqual([]);
    await expect(call('items.history', { item_id: 'no such' })).rejects.toMatchObject({
      reply: { data: { code: 'NotFound' } },
    });
    expect(host.logs()).not.toContain('could not be compared');
    expect(dataDir).toBe(host.dataDir);
  });
});

describe('the check of all items', () => {
  /** Every item where the log says, after what befell it. */
  async function play({ call, create }: Awaited<ReturnType<typeof start>>) {
    const [ada, ben] = [await create('Ada'), await create('Ben')];
    const made = async () => {
      const params = { character_id: ada, item_type: 'coin', quantity: 5 };
      return (await call<{ item: { item_id: string }; seq: number }>('items.create', params)).item;
    };
    const { item_id } = await made();
    await made();
    return { item_id, ada, ben };
  }

  it('[A33] follows a restore, and finds each item where what was not undone left it', async () => {
    const shard = await start();
    const { item_id, ben } = await play(shard);
    const { seq } = await shard.call<{ seq: number }>('items.drop', { item_id });
    await shard.call('items.loot', { item_id, character_id: ben });
    const { preview } = await shard.call<{ preview: { token: string } }>('admin.restore.preview', {
      seq,
    });
    await shard.call('admin.restore.run', { token: preview.token, reason: 'r' });
    await expect
      .poll(() => shard.host.logs(), { timeout: 45_000 })
      .toContain('every item is where the activity log says it should be');
    const history = await shard.call<History>('items.history', { item_id });
    expect(history.contradictions).toEqual([]);
    expect(history.entries.map(({ undone }) => undone)).toEqual([false, false, true]);
    const { status } = await shard.call<{ status: ServerStatus }>('server.status');
    expect(status.recovery.sentences).toEqual([]);
  }, 120_000);

  it('[A33] [E6] names an item that is not where the log says', async () => {
    const dataDir = temporaryDirectory();
    const here = await HostHere.start(dataDir);
    onTestFinished(() => here.stop());
    const change = here.change.bind(here);
    await change('characters.create', { account_id: 1, character_name: 'Ada', ...HOME });
    await change('characters.create', { account_id: 1, character_name: 'Ben', ...HOME });
    const { item } = await change('items.create', { character_id: 1, item_type: 'sword' });
    const { item_id } = item;
    const { engine, itemHistories } = here.host.parts;
    expect(await itemHistories.check()).toMatchObject({ checked: 1, items: [] });
    // A move that leaves no event: what a fault of ours would do.
    engine.transact((transaction) => {
      const row = transaction.tables.items.get(item_id)!;
      const bag = transaction.tables.inventory.find('item_id', item_id)!;
      transaction.update('items', row, { character_id: 2 });
      transaction.update('inventory', bag, { character_id: 2 });
      return {};
    });
    const sentence = `By the log item ${item_id} is with character 1, but it is with character 2.`;
    // The process that knows the log can fold for one at a time.
    const checks = await Promise.all([itemHistories.check(), itemHistories.check()]);
    for (const check of checks) {
      expect(check).toMatchObject({
        checked: 1,
        is_complete: true,
        items: [{ item_id, problem: sentence }],
      });
    }
    expect((await itemHistories.of(item_id)).contradictions).toEqual([sentence]);
  }, 120_000);

  it('[E6] by hand is what an alert goes by, which is one as long as there is something', async () => {
    const here = await HostHere.start(temporaryDirectory());
    onTestFinished(() => here.stop());
    const change = here.change.bind(here);
    await change('characters.create', { account_id: 1, character_name: 'Ada', ...HOME });
    const { item } = await change('items.create', {
      character_id: 1,
      item_type: 'ore',
      quantity: 5,
    });
    const { item_id } = item;
    const { engine, alerts } = here.host.parts;
    // Nothing tells of it.
    const setQuantity = (quantity: number) =>
      engine.transact((transaction) => {
        const bag = transaction.tables.inventory.find('item_id', item_id)!;
        transaction.update('inventory', bag, { quantity });
        return {};
      });
    const check = () => hostApi(here.host)['items.contradictions']({}, 'gm');
    const told = () => {
      alerts.look();
      return alerts.list().alerts.filter(({ rule }) => rule === 'itemContradiction');
    };
    setQuantity(50);
    expect((await check()).items).toHaveLength(1);
    const [first, ...others] = told();
    expect(first?.message).toMatch(/^An item is not where the activity log says: .*50/);
    expect(others).toEqual([]);
    await check();
    expect(told()).toEqual([first]);
    setQuantity(5);
    expect((await check()).items).toEqual([]);
    await expect.poll(told, { timeout: 45_000 }).toEqual([]);
  }, 120_000);
});
