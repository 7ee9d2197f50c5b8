/** "Once, and only once": what a session does with requests that are sent again. */
import { describe, expect, it } from 'vitest';
import { OUTSTANDING_REQUESTS_MAX } from '../../src/shared/limits.ts';
import type { Encoding, RawConnection, Reply } from '../support/raw-client.ts';
import { RefusedError } from '../support/raw-client.ts';
import { HOME, sharedHost } from '../support/shared-host.ts';

const shared = sharedHost();

const FENCED = 4409;

/** A session of its own for each test: connections to it, from any id on. */
function newSession() {
  const uuid = crypto.randomUUID();
  return (after = 0, encoding: Encoding = 'json') =>
    shared.connect('game', { session: { uuid, after }, encoding });
}

async function goldOf(connection: RawConnection, character_id: number): Promise<number> {
  const { character } = await connection.call<{ character: { gold: number } }>('characters.get', {
    character_id,
  });
  return character.gold;
}

describe('a session', () => {
  it.each(['json', 'msgpack'] as Encoding[])(
    '[N20] answers a repeat as it did and does not do it twice, in %s',
    async (encoding) => {
      const connect = newSession();
      const observer = await shared.connect('game');
      const character_id = await shared.newCharacter(observer);
      const repeat = async (connection: RawConnection): Promise<Reply[]> => [
        await connection.request('gold.grant', { character_id, amount: 7, reason: 'once' }, 1),
        await connection.request('items.create', { character_id, item_type: 'once' }, 2),
        await connection.request('gold.spend', { character_id, amount: 8, reason: 'too much' }, 3),
        await connection.request('gold.grant', { character_id, amount: 1, reason: 'once' }, 4),
      ];
      const first = await repeat(await connect(0, encoding));
      expect(first.map(({ error }) => error?.data.code)).toEqual([
        undefined,
        undefined,
        'InsufficientGold',
        undefined,
      ]);
      // Enough for the one that was refused, which stays refused all the same.
      expect(await repeat(await connect(0, encoding))).toEqual(first);
      expect(await repeat(await connect(0, encoding === 'json' ? 'msgpack' : 'json'))).toEqual(
        first,
      );
      expect(await goldOf(observer, character_id)).toBe(8);
      const { items } = await observer.call<{ items: unknown[] }>('inventory.get', {
        character_id,
      });
      expect(items).toHaveLength(1);
    },
  );

  it('[N20] answers a repeat on the same connection as well, and within one batch', async () => {
    const connection = await newSession()();
    const character_id = await shared.newCharacter(await shared.connect('game'));
    const grant = {
      jsonrpc: '2.0',
      id: 5,
      method: 'gold.grant',
      params: { character_id, amount: 3, reason: 'r' },
    };
    const [first, second] = (await connection.exchange([grant, grant])) as Reply[];
    expect(first).toMatchObject({ result: { character: { gold: 3 } } });
    expect(second).toEqual(first);
    expect(await connection.exchange(grant)).toEqual(first);
  });

  it('[N20] keeps the errors of a transaction, and runs it no more', async () => {
    const connect = newSession();
    const observer = await shared.connect('game');
    const character_id = await shared.newCharacter(observer);
    const buy = {
      operations: [
        { method: 'gold.spend', params: { character_id, amount: 50, reason: 'a horse' } },
        { method: 'items.create', params: { character_id, item_type: 'horse' } },
      ],
    };
    const first = await (await connect()).request('tx.run', buy, 1);
    expect(first.error?.data).toMatchObject({ code: 'InsufficientGold', operation: 0 });
    await observer.call('gold.grant', { character_id, amount: 50, reason: 'r' });
    expect(await (await connect()).request('tx.run', buy, 1)).toEqual(first);
    expect(await goldOf(observer, character_id)).toBe(50);
  });

  it('[N20] does not keep what was wrong with the request itself', async () => {
    const connection = await newSession()();
    const character_id = await shared.newCharacter(await shared.connect('game'));
    const grant = (amount: number) =>
      connection.request('gold.grant', { character_id, amount, reason: 'r' }, 1);
    expect((await grant(-1)).error?.data.code).toBe('InvalidData');
    expect((await grant(1)).result).toMatchObject({ character: { gold: 1 } });
  });

  it('[N21] lets a repeat join what is still under way', async () => {
    const connect = newSession();
    const observer = await shared.connect('game');
    const character_id = await shared.newCharacter(observer);
    const grant = { character_id, amount: 7, reason: 'joined' };
    const before = await connect();
    const { after, answer } = await shared.whileNothingIsDurable(async () => {
      void before.request('gold.grant', grant, 1);
      await before.settle();
      const after = await connect();
      const answer = after.request('gold.grant', grant, 1);
      await after.settle();
      // It was done, and answered nowhere yet.
      expect(await goldOf(observer, character_id)).toBe(7);
      expect(before.unasked + after.unasked).toBe(0);
      return { after, answer: { promise: answer } };
    });
    expect((await answer.promise).result).toMatchObject({ character: { gold: 7 } });
    expect(await goldOf(after, character_id)).toBe(7);
  });

  it('[N22] belongs to its last connection: the one before is closed and answers nothing more', async () => {
    const connect = newSession();
    const before = await connect();
    const character_id = await shared.newCharacter(await shared.connect('game'));
    const grant = { character_id, amount: 1, reason: 'r' };
    let answered = false;
    await shared.whileNothingIsDurable(async () => {
      void before.request('gold.grant', grant, 1).then(() => {
        answered = true;
      });
      await before.settle();
      const after = await connect();
      expect((await before.closed).code).toBe(FENCED);
      void after.request('guilds.list', {}, 2);
    });
    const after = await connect();
    expect((await after.request('gold.grant', grant, 1)).result).toMatchObject({
      character: { gold: 1 },
    });
    expect(answered).toBe(false);
  });

  it('[N22] leaves the connections of other sessions alone', async () => {
    const [mine, other] = [newSession(), newSession()];
    const [one, two] = [await mine(), await other()];
    await mine();
    await one.closed;
    expect(await two.call('guilds.list')).toEqual({ guilds: [] });
  });

  it('[N23] that the shard does not know runs nothing if it had answers before', async () => {
    const connection = await newSession()(41);
    const character_id = await shared.newCharacter(await shared.connect('game'));
    const params = { character_id, amount: 1, reason: 'r' };
    const { error } = await connection.request('gold.grant', params, 42);
    expect(error?.data.code).toBe('SessionExpired');
    expect((await connection.request('guilds.list', {}, 43)).error?.data.code).toBe(
      'SessionExpired',
    );
    expect(await goldOf(await shared.connect('game'), character_id)).toBe(0);
  });

  it('[N23] that had no answers yet begins anew', async () => {
    const connection = await newSession()(0);
    const character_id = await shared.newCharacter(await shared.connect('game'));
    const params = { character_id, amount: 1, reason: 'r' };
    expect((await connection.request('gold.grant', params, 42)).result).toBeDefined();
  });

  it('[N24] refuses ids of changes that are no increasing integers', async () => {
    const connect = newSession();
    const character_id = await shared.newCharacter(await shared.connect('game'));
    const params = { character_id, amount: 1, reason: 'r' };
    expect((await (await connect()).request('gold.grant', params, 10)).result).toBeDefined();
    const later = await connect(10);
    for (const id of [10, 9, 0, -1, 10.5, 2 ** 53, '11', null]) {
      const { error } = await later.request('gold.grant', params, id);
      expect([id, error?.data]).toMatchObject([id, { code: 'InvalidData', path: 'id' }]);
    }
    later.send({ jsonrpc: '2.0', method: 'gold.grant', params });
    await later.settle();
    expect((await later.request('gold.grant', params, 11)).result).toMatchObject({
      character: { gold: 2 },
    });
    // Reads may have any id.
    expect((await later.request('guilds.list', {}, 'x')).result).toBeDefined();
  });

  it('[N25] says of an outcome that it has forgotten that nobody can tell any more', async () => {
    const connect = newSession();
    const connection = await connect();
    const character_id = await shared.newCharacter(await shared.connect('game'));
    const grant = (id: number, on: RawConnection) =>
      on.request('gold.grant', { character_id, amount: 1, reason: 'r' }, id);
    const half = OUTSTANDING_REQUESTS_MAX / 2;
    for (const from of [1, 1 + half, 1 + 2 * half]) {
      await Promise.all(Array.from({ length: half }, (_, i) => grant(from + i, connection)));
    }
    const last = await grant(2_000, connection);
    expect(last.result).toMatchObject({ character: {} });
    const again = await connect();
    expect((await grant(1, again)).error?.data.code).toBe('SessionExpired');
    expect(await grant(2_000, again)).toEqual(last);
    expect(await goldOf(again, character_id)).toBe(
      (last.result as { character: { gold: number } }).character.gold,
    );
  });

  it('[N25] remembers as many outcomes as may be unanswered, however they were sent', async () => {
    const connect = newSession();
    const character_id = await shared.newCharacter(await shared.connect('game'));
    const requests = (from: number, count: number) =>
      Array.from({ length: count }, (_, i) => ({
        jsonrpc: '2.0',
        id: from + i,
        method: 'gold.grant',
        params: { character_id, amount: 1, reason: 'r' },
      }));
    const connection = await connect();
    await shared.whileNothingIsDurable(async () => {
      connection.send(requests(1, OUTSTANDING_REQUESTS_MAX - 1));
      connection.send(requests(OUTSTANDING_REQUESTS_MAX, OUTSTANDING_REQUESTS_MAX));
      await connection.settle();
    });
    const again = await connect();
    const replies = (await again.exchange(requests(1, OUTSTANDING_REQUESTS_MAX))) as Reply[];
    expect(
      replies.map(({ error }) => error?.data.code).filter((code) => code !== undefined),
    ).toEqual([]);
  });

  it('[N26] is named by a UUID, and resumed after an id', async () => {
    const { url, tokens } = shared.host;
    for (const query of [
      'session=x',
      'session=',
      `session=${crypto.randomUUID()}&after=-1`,
      `session=${crypto.randomUUID()}&after=x`,
    ]) {
      const error = await shared
        .connect('game', { url: `${url}/?${query}`, token: tokens.game })
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(RefusedError);
      expect(error).toMatchObject({ status: 400, body: { error: { code: 'InvalidData' } } });
    }
  });

  it('[N20] outlives the host, with its outcomes', async () => {
    // The crash tests kill it; here it is the number of places where an outcome may be that counts.
    const connect = newSession();
    const connection = await connect();
    const observer = await shared.connect();
    const create = (name: string, id: number) =>
      connection.request('characters.create', { account_id: 1, character_name: name, ...HOME }, id);
    const first = await create('Remembered', 1);
    await observer.call('admin.snapshot', {});
    await observer.call('admin.snapshot', { full: true });
    expect(await create('Remembered', 1)).toEqual(first);
    expect((await create('Remembered', 2)).error?.data.code).toBe('CharacterNameTaken');
  });
});
