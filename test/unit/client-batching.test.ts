/** How requests become frames, and answers find their way back. Rules C1 to C6. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ClientOptions, connect, type ShardClient } from '../../src/client/index.ts';
import { ShardError } from '../../src/shared/errors.ts';
import {
  BATCH_REQUESTS_MAX,
  FRAME_BYTES_MAX,
  OUTSTANDING_REQUESTS_MAX,
} from '../../src/shared/limits.ts';
import { type FakeRequest, FakeShard } from '../support/fake-shard.ts';

let fake: FakeShard;
const clients: ShardClient[] = [];

async function open(options: Partial<ClientOptions> = {}): Promise<ShardClient> {
  const client = await connect({ url: fake.url, token: 'secret', ...options });
  clients.push(client);
  return client;
}

/** Some requests are left unanswered when a test ends. */
function ignore(...promises: Promise<unknown>[]): void {
  for (const promise of promises) promise.catch(() => {});
}

const grant = { character_id: 1, amount: 5, reason: 'test' };
const frameOf = (index: number) => fake.connection.frames[index];
const methodsOf = (index: number) =>
  [frameOf(index) as FakeRequest | FakeRequest[]].flat().map(({ method }) => method);

beforeEach(async () => {
  fake = await FakeShard.start();
});

afterEach(async () => {
  for (const client of clients.splice(0)) await client.close({ abandon: true });
  fake.stop();
});

describe.each(['msgpack', 'json'] as const)('in %s', (encoding) => {
  it('[C1] sends what is asked in one turn as one batch, in order, and a single request plainly', async () => {
    const shard = await open({ encoding });
    fake.respond = ({ params }) => ({ asked: params });

    expect(await shard.call('characters.get', { character_id: 7 })).toEqual({
      asked: { character_id: 7 },
    });
    expect(frameOf(0)).toEqual({
      jsonrpc: '2.0',
      id: 1,
      method: 'characters.get',
      params: { character_id: 7 },
    });

    await Promise.all([
      shard.gold.grant({ ...grant, amount: 1 }),
      shard.items.destroy({ item_id: 'a' }),
      Promise.resolve().then(() => shard.gold.grant({ ...grant, amount: 3 })),
    ]);
    expect(frameOf(1)).toMatchObject([
      { id: 2, method: 'gold.grant', params: { amount: 1 } },
      { id: 3, method: 'items.destroy', params: { item_id: 'a' } },
      { id: 4, method: 'gold.grant', params: { amount: 3 } },
    ]);
    expect(fake.connection.frames).toHaveLength(2);
  });

  it('[C4] leaves out fields that are undefined, and carries all else as it is', async () => {
    const shard = await open({ encoding });
    const properties = {
      text: 'Grüße ✨',
      numbers: [0, -1, 1.5, 2 ** 53 - 1, -(2 ** 40)],
      nothing: null,
      left: undefined,
      deep: { left: undefined, kept: [true, {}] },
    };
    ignore(
      shard.items.create({ character_id: 1, item_type: 'Map', quantity: undefined, properties }),
    );
    await vi.waitFor(() => expect(fake.connection.frames).toHaveLength(1));
    const { params } = frameOf(0) as FakeRequest;
    expect(params).toStrictEqual({
      character_id: 1,
      item_type: 'Map',
      properties: {
        text: 'Grüße ✨',
        numbers: [0, -1, 1.5, 2 ** 53 - 1, -(2 ** 40)],
        nothing: null,
        deep: { kept: [true, {}] },
      },
    });
  });

  it('[C4] refuses what JSON cannot carry with its path, and sends the rest', async () => {
    const shard = await open({ encoding });
    fake.respond = () => ({});
    const create = (properties: Record<string, unknown>) =>
      shard.items.create({ character_id: 1, item_type: 'Map', properties });
    const cycle: Record<string, unknown> = {};
    cycle.again = cycle;
    const refused = {
      'properties.when': create({ when: new Date(0) }),
      'properties.list.1': create({ list: [1, undefined] }),
      'properties.map': create({ map: new Map() }),
      'properties.big': create({ big: 1n }),
      'properties.nan': create({ nan: Number.NaN }),
      'properties.bytes': create({ bytes: new Uint8Array(1) }),
      'properties.half': create({ half: '\ud800' }),
      properties: create(JSON.parse('{"__proto__": 1}')),
    };
    const fine = create({ fine: true });
    for (const [path, promise] of Object.entries(refused)) {
      await expect(promise, path).rejects.toMatchObject({ code: 'InvalidData', details: { path } });
    }
    await expect(create(cycle)).rejects.toMatchObject({ code: 'InvalidData' });
    await fine;
    expect(fake.connection.requests.map(({ params }) => params.properties)).toEqual([
      { fine: true },
    ]);
  });

  it('[C3] cuts a batch below the largest frame, and rejects what no frame can hold as TooLarge', async () => {
    const shard = await open({ encoding });
    fake.respond = ({ params }) => ({
      length: (params.properties as { text: string }).text.length,
    });
    const create = (length: number) =>
      shard.items.create({
        character_id: 1,
        item_type: 'Book',
        properties: { text: 'x'.repeat(length) },
      });
    const third = Math.floor(FRAME_BYTES_MAX / 3);

    await expect(create(FRAME_BYTES_MAX)).rejects.toMatchObject({ code: 'TooLarge' });
    const answers = await Promise.all(Array.from({ length: 5 }, () => create(third)));

    expect(answers).toHaveLength(5);
    expect(fake.connection.frames.map((frame) => [frame].flat().length)).toEqual([2, 2, 1]);
    // The largest request that is accepted makes a frame that is.
    const overhead = 200;
    await create(FRAME_BYTES_MAX - overhead);
  });
});

it('[C2] puts into one frame only what is answered at the same time, in the order it was asked', async () => {
  const shard = await open();
  fake.respond = () => ({});
  await Promise.all([
    shard.characters.get({ character_id: 1 }),
    shard.characters.move({ character_id: 1, position_x: 0, position_y: 0, position_z: 0 }),
    shard.gold.grant(grant),
    shard.gold.spend(grant),
    shard.admin.snapshot(),
    shard.server.status(),
    shard.items.get({ item_id: 'a' }),
    shard.items.get({ item_id: 'b' }),
  ]);
  expect(fake.connection.frames.map((_, index) => methodsOf(index))).toEqual([
    ['characters.get', 'characters.move'],
    ['gold.grant', 'gold.spend'],
    ['admin.snapshot'],
    ['server.status'],
    ['items.get', 'items.get'],
  ]);
});

it('[C3] has no more requests under way than the host allows; the others wait in order', async () => {
  const shard = await open();
  const count = OUTSTANDING_REQUESTS_MAX + 100;
  const asked = Array.from({ length: count }, () => shard.gold.grant(grant));
  ignore(...asked);
  await vi.waitFor(() => expect(fake.connection.requests).toHaveLength(OUTSTANDING_REQUESTS_MAX));
  expect(
    Math.max(...fake.connection.frames.map((frame) => [frame].flat().length)),
  ).toBeLessThanOrEqual(BATCH_REQUESTS_MAX);

  fake.connection.answer(1, {});
  fake.connection.answer(2, {});
  await vi.waitFor(() =>
    expect(fake.connection.requests).toHaveLength(OUTSTANDING_REQUESTS_MAX + 2),
  );
  fake.respond = () => ({});
  for (const id of fake.connection.ids.slice(2)) fake.connection.answer(id, {});
  await Promise.all(asked);
  expect(fake.connection.ids).toEqual(Array.from({ length: count }, (_, index) => index + 1));
});

it('[C5] gives each request its own answer, in whatever order and frame it comes', async () => {
  const shard = await open();
  const [a, b, c] = [1, 2, 3].map((character_id) => shard.characters.get({ character_id }));
  await vi.waitFor(() => expect(fake.connection.requests).toHaveLength(3));

  fake.connection.send([
    { jsonrpc: '2.0', id: 3, result: { answer: 'c' } },
    { jsonrpc: '2.0', id: 1, result: { answer: 'a' } },
  ]);
  expect(await Promise.all([a, c])).toEqual([{ answer: 'a' }, { answer: 'c' }]);
  // An answer to something that was never asked is nobody's.
  fake.connection.answer(99, {});
  fake.connection.answer(2, { answer: 'b' });
  expect(await b).toEqual({ answer: 'b' });
});

it('[C6] makes of an error reply a ShardError with code, message, hint and details', async () => {
  const shard = await open();
  fake.respond = () =>
    new ShardError('InsufficientGold', 'Mira has 3 gold, not 5.', {
      hint: 'Earn some.',
      details: { gold: 3, amount: 5 },
    });
  const error = await shard.gold.spend(grant).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ShardError);
  expect(error).toMatchObject({
    code: 'InsufficientGold',
    message: 'Mira has 3 gold, not 5.',
    hint: 'Earn some.',
    details: { gold: 3, amount: 5 },
  });
});

it('[C6] types parameters and results by the method, in groups and by name', async () => {
  const shard = await open();
  fake.respond = () => ({ snapshots: [], seq: 1 });
  const { snapshots } = await shard.admin.snapshots.list();
  expect(snapshots satisfies { seq: number }[]).toEqual([]);
  const wrong = () => [
    // @ts-expect-error an id is a number
    shard.items.create({ character_id: '1', item_type: 'Map' }),
    // @ts-expect-error the amount is missing
    shard.call('gold.grant', { character_id: 1, reason: 'test' }),
    // @ts-expect-error there is no such method
    shard.items.conjure({}),
  ];
  expect(wrong).toBeTypeOf('function');
});

it('[C6] types the results of a transaction by its operations', async () => {
  const shard = await open();
  fake.respond = () => ({ results: [{ item: { item_id: 'a' } }, { characters: [] }], seq: 4 });
  const { results, seq } = await shard.transact([
    { method: 'items.transfer', params: { item_id: 'a', to_character_id: 2 } },
    { method: 'gold.transfer', params: { from_id: 2, to_id: 1, amount: 5, reason: 'trade' } },
  ]);
  expect([results[0].item.item_id, results[1].characters, seq]).toEqual(['a', [], 4]);
  expect(methodsOf(0)).toEqual(['tx.run']);
});
