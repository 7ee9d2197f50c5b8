/** JSON-RPC 2.0 as the host speaks it, in both encodings: frames, batches, ids, and what is refused. */
import { Packr } from 'msgpackr';
import { describe, expect, it } from 'vitest';
import { BATCH_REQUESTS_MAX, JSON_DEPTH_MAX } from '../../src/shared/limits.ts';
import type { Encoding, RawConnection, Reply, WireError } from '../support/raw-client.ts';
import { HOME, sharedHost } from '../support/shared-host.ts';

const shared = sharedHost();

const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;
const METHOD_NOT_FOUND = -32601;
const INVALID_PARAMS = -32602;

const request = (id: unknown, method: string, params: unknown = {}) => ({
  jsonrpc: '2.0',
  id,
  method,
  params,
});
const list = (id: unknown) => request(id, 'guilds.list');

function errorOf(reply: unknown): WireError {
  const { error } = reply as Reply;
  if (error === undefined) throw new Error(`this is no error: ${JSON.stringify(reply)}`);
  return error;
}

describe.each(['json', 'msgpack'] as Encoding[])('JSON-RPC in %s', (encoding) => {
  const connect = () => shared.connect('game', { encoding });

  it('[N1] answers a single request with its id and its result', async () => {
    const game = await connect();
    expect(await game.exchange(list(7))).toEqual({ jsonrpc: '2.0', id: 7, result: { guilds: [] } });
  });

  it.each([0, -1, 1.5, 2 ** 40, 'a', '', 'ümlaut ⚔', '7'])(
    '[N2] gives back the id %j as it is',
    async (id) => {
      const game = await connect();
      expect(await game.exchange(list(id))).toMatchObject({ id, result: {} });
    },
  );

  it('[N2] answers an id of null with null', async () => {
    const game = await connect();
    expect(await game.exchange(list(null))).toMatchObject({ id: null, result: {} });
  });

  it.each([[true], [{}], [[]]])('[N2] refuses the id %j', async (id) => {
    const game = await connect();
    expect(await game.exchange(list(id))).toMatchObject({
      id: null,
      error: { code: INVALID_REQUEST, data: { code: 'InvalidData' } },
    });
  });

  it('[N3] answers a batch with one array, in the order of its requests', async () => {
    const game = await connect();
    const character_id = await shared.newCharacter(game);
    const replies = await game.exchange([
      request(3, 'gold.grant', { character_id, amount: 5, reason: 'first' }),
      request('two', 'characters.get', { character_id }),
      request(1, 'gold.spend', { character_id, amount: 100, reason: 'too much' }),
    ]);
    expect(replies).toMatchObject([
      { id: 3, result: { character: { gold: 5 } } },
      { id: 'two', result: { character: { gold: 5 } } },
      { id: 1, error: { data: { code: 'InsufficientGold' } } },
    ]);
  });

  it('[N4] runs a notification and does not answer it, in a batch or alone', async () => {
    const game = await connect();
    const character_id = await shared.newCharacter(game);
    const params = { character_id, amount: 1, reason: 'notified' };
    const notification = { jsonrpc: '2.0', method: 'gold.grant', params };
    game.send(notification);
    game.send([notification, notification]);
    const replies = await game.exchange([notification, list(1)]);
    expect(replies).toMatchObject([{ id: 1 }]);
    await game.settle();
    expect(game.unasked).toBe(0);
    expect(await game.call('characters.get', { character_id })).toMatchObject({
      character: { gold: 4 },
    });
  });

  it('[N4] answers no notification that fails either', async () => {
    const game = await connect();
    game.send({ jsonrpc: '2.0', method: 'nonsense' });
    game.send({ jsonrpc: '2.0', method: 'characters.get', params: {} });
    await game.settle();
    expect(game.unasked).toBe(0);
  });

  it('[N5] refuses an empty batch', async () => {
    const game = await connect();
    expect(await game.exchange([])).toMatchObject({ id: null, error: { code: INVALID_REQUEST } });
  });

  it('[N5] answers each invalid entry of a batch in its place', async () => {
    const game = await connect();
    const replies = await game.exchange([
      1,
      list(1),
      'x',
      null,
      [],
      { id: 5 },
      { ...list(6), jsonrpc: '1.0' },
    ]);
    const invalid = { error: { code: INVALID_REQUEST, data: { code: 'InvalidData' } } };
    expect(replies).toMatchObject([
      { id: null, ...invalid },
      { id: 1, result: {} },
      { id: null, ...invalid },
      { id: null, ...invalid },
      { id: null, ...invalid },
      { id: 5, ...invalid },
      { id: 6, ...invalid },
    ]);
  });

  it(`[N5] takes ${BATCH_REQUESTS_MAX} requests in a batch and no more`, async () => {
    const game = await connect();
    const requests = Array.from({ length: BATCH_REQUESTS_MAX }, (_, i) => list(i));
    expect(await game.exchange(requests)).toHaveLength(BATCH_REQUESTS_MAX);
    expect(errorOf(await game.exchange([...requests, list(-1)])).data.code).toBe('TooLarge');
  });

  it('[N6] names a method that there is not', async () => {
    const game = await connect();
    for (const method of ['nonsense', 'constructor', '__proto__', 'toString', '', 'items']) {
      expect(await game.exchange(request(1, method))).toMatchObject({
        error: { code: METHOD_NOT_FOUND, data: { code: 'NotFound', method } },
      });
    }
  });

  it.each([
    ['a missing field', 'character_id', 'characters.get', {}],
    ['an unknown field', 'colour', 'characters.get', { character_id: 1, colour: 'red' }],
    ['a field of another type', 'character_id', 'characters.get', { character_id: '1' }],
    ['a fraction', 'amount', 'gold.grant', { character_id: 1, amount: 1.5, reason: 'r' }],
    ['zero', 'amount', 'gold.grant', { character_id: 1, amount: 0, reason: 'r' }],
    ['a negative amount', 'amount', 'gold.grant', { character_id: 1, amount: -1, reason: 'r' }],
    ['2^53', 'amount', 'gold.grant', { character_id: 1, amount: 2 ** 53, reason: 'r' }],
    ['NUL', 'reason', 'gold.grant', { character_id: 1, amount: 1, reason: 'a\0b' }],
    ['an empty text', 'reason', 'gold.grant', { character_id: 1, amount: 1, reason: '' }],
    [
      'a long text',
      'reason',
      'gold.grant',
      { character_id: 1, amount: 1, reason: 'x'.repeat(501) },
    ],
    ['a control character', 'character_name', 'characters.getByName', { character_name: 'a\nb' }],
    ['white space around', 'character_name', 'characters.getByName', { character_name: ' a' }],
    [
      'a list for an object',
      'properties',
      'items.create',
      { character_id: 1, item_type: 'x', properties: [] },
    ],
    [
      '2^53 deep inside',
      'properties.a.0.b',
      'items.create',
      { character_id: 1, item_type: 'x', properties: { a: [{ b: 2 ** 53 }] } },
    ],
    [
      'NUL in a name',
      'properties.a\0',
      'items.create',
      { character_id: 1, item_type: 'x', properties: { 'a\0': 1 } },
    ],
    [
      'an operation',
      'operations.1.params.amount',
      'tx.run',
      {
        operations: [
          { method: 'guilds.list' },
          { method: 'gold.grant', params: { character_id: 1, amount: 0, reason: 'r' } },
        ],
      },
    ],
    [
      'a method of the host in a transaction',
      'operations.0.method',
      'tx.run',
      { operations: [{ method: 'server.status' }] },
    ],
    [
      'a transaction in a transaction',
      'operations.0.method',
      'tx.run',
      { operations: [{ method: 'tx.run', params: { operations: [] } }] },
    ],
    ['a topic that there is not', 'topics.0', 'subscribe', { topics: ['weather'] }],
    ['no object at all', '', 'guilds.list', 5],
    ['parameters by position', '', 'guilds.list', []],
  ])('[N7] refuses %s and names its path %j', async (_, path, method, params) => {
    const game = await connect();
    expect(await game.exchange(request(1, method, params))).toMatchObject({
      error: { code: INVALID_PARAMS, data: { code: 'InvalidData', path } },
    });
  });

  it('[N7] refuses what is nested deeper than JSON values may be', async () => {
    const game = await connect();
    const character_id = await shared.newCharacter(game);
    const create = (levels: number) =>
      game.exchange(
        request(1, 'items.create', { character_id, item_type: 'x', properties: nested(levels) }),
      );
    expect(errorOf(await create(JSON_DEPTH_MAX + 1)).data.code).toBe('InvalidData');
    expect(await create(JSON_DEPTH_MAX)).toMatchObject({ result: { item: { item_type: 'x' } } });
  });
});

/** An object of so many levels. */
function nested(levels: number): object {
  let value = {};
  for (let level = 1; level < levels; level++) value = { inner: value };
  return value;
}

describe('what only text can carry', () => {
  it.each(['', '{', 'nonsense', '{"jsonrpc":"2.0",}', '[1,', 'NaN', "{'a':1}", '\u{feff}{}'])(
    '[N8] answers the text %j with a parse error and goes on',
    async (text) => {
      const game = await shared.connect('game');
      game.sendFrame(text);
      expect(await game.receive()).toMatchObject({
        id: null,
        error: { code: PARSE_ERROR, data: { code: 'InvalidData' } },
      });
      expect(await game.exchange(list(1))).toMatchObject({ id: 1 });
    },
  );

  it('[N7] refuses half of a surrogate pair, as a value and in a name', async () => {
    const game = await shared.connect('game');
    const create = (properties: string) =>
      `{"jsonrpc":"2.0","id":1,"method":"items.create","params":{"character_id":1,"item_type":"x","properties":${properties}}}`;
    for (const properties of ['{"a":"\\ud800"}', '{"\\udfff":1}', '{"a":["\\ud83d x"]}']) {
      game.sendFrame(create(properties));
      expect(errorOf(await game.receive()).data).toMatchObject({ code: 'InvalidData' });
    }
    game.sendFrame(create('{}').replace('"x"', '"\\ud800"'));
    expect(errorOf(await game.receive()).data).toMatchObject({ path: 'item_type' });
  });

  it('[N7] refuses numbers that overflow to infinity', async () => {
    const game = await shared.connect('game');
    const params = '{"character_id":1,"position_x":1e999,"position_y":0,"position_z":0}';
    game.sendFrame(`{"jsonrpc":"2.0","id":1,"method":"characters.move","params":${params}}`);
    expect(errorOf(await game.receive()).data).toMatchObject({
      code: 'InvalidData',
      path: 'position_x',
    });
  });

  it('[N7] refuses __proto__ as a name, wherever it stands', async () => {
    const game = await shared.connect('game');
    const send = (params: string) =>
      game.sendFrame(`{"jsonrpc":"2.0","id":1,"method":"items.create","params":${params}}`);
    send('{"character_id":1,"item_type":"x","__proto__":{}}');
    expect(errorOf(await game.receive()).data.code).toBe('InvalidData');
    send('{"character_id":1,"item_type":"x","properties":{"a":{"__proto__":1}}}');
    expect(errorOf(await game.receive()).data.code).toBe('InvalidData');
  });

  it('[N8] reads a frame that is nested without an end', async () => {
    const game = await shared.connect('game');
    game.sendFrame('['.repeat(500_000));
    expect(errorOf(await game.receive()).code).toBe(PARSE_ERROR);
    game.sendFrame('['.repeat(200_000) + ']'.repeat(200_000));
    expect(await game.receive()).toMatchObject([{ id: null, error: { code: INVALID_REQUEST } }]);
    const deep = ['{"a":'.repeat(100_000), 1, '}'.repeat(100_000)].join('');
    game.sendFrame(`{"jsonrpc":"2.0","id":1,"method":"guilds.list","params":${deep}}`);
    expect(errorOf(await game.receive()).data.code).toBe('InvalidData');
    expect(await game.exchange(list(2))).toMatchObject({ id: 2 });
  });
});

describe('what only MessagePack can carry', () => {
  const packr = new Packr({ useRecords: false, variableMapSize: true });
  const connect = () => shared.connect('game', { encoding: 'msgpack' });
  const createWith = (game: RawConnection, value: unknown) => {
    const params = { character_id: 1, item_type: 'x', properties: { a: value } };
    game.sendFrame(packr.pack(request(1, 'items.create', params)));
    return game.receive();
  };

  it.each([
    ['a date', new Date(0)],
    ['binary', Buffer.from('abc')],
    ['undefined', undefined],
    ['a map with numbers as keys', new Map([[1, 2]])],
    ['an error', new Error('x')],
    ['a typed array', new Uint32Array(2)],
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['2^53', 2n ** 53n],
    ['2^63', 2n ** 63n],
    ['a negative of many bits', -(2n ** 63n)],
  ])('[N7] refuses %s', async (_, value) => {
    const game = await connect();
    expect(errorOf(await createWith(game, value)).data.code).toBe('InvalidData');
    expect(await game.exchange(list(2))).toMatchObject({ id: 2 });
  });

  it.each([
    ['nothing', []],
    ['a type that there is not', [0xc1]],
    ['a text that ends before its length', [0xdb, 0xff, 0xff, 0xff, 0xff]],
    ['a list that claims billions', [0xdd, 0xff, 0xff, 0xff, 0xff]],
    ['a map that claims billions', [0xdf, 0xff, 0xff, 0xff, 0xff]],
    ['two values', [0x90, 0x90]],
    ['an extension', [0xd4, 0x01, 0x00]],
    ['lists without an end', Array.from({ length: 100_000 }, () => 0x91)],
  ])('[N8] answers %s with a parse error and goes on', async (_, bytes) => {
    const game = await connect();
    game.sendFrame(Uint8Array.from(bytes));
    expect(errorOf(await game.receive()).code).toBe(PARSE_ERROR);
    expect(await game.exchange(list(2))).toMatchObject({ id: 2 });
  });
});

describe('the two encodings', () => {
  it('[N9] carry the same objects, each frame answered in its own', async () => {
    const text = await shared.connect('game');
    const binary = await shared.connect('game', { encoding: 'msgpack' });
    const character_id = await shared.newCharacter(text, 2 ** 40);
    const item = {
      character_id,
      item_type: 'sword',
      properties: { 'ümlaut ⚔': [1, -1.5, null, true, '', { deep: {} }], big: 2 ** 53 - 1 },
    };
    await text.call('items.create', item);
    await binary.call('items.create', item);
    for (const method of ['characters.get', 'inventory.get', 'equipment.get', 'skills.list']) {
      const results = await Promise.all(
        [text, binary].map((one) => one.call(method, { character_id })),
      );
      expect(results[0]).toEqual(results[1]);
    }
    const refused = await Promise.all(
      [text, binary].map((one) =>
        one.request('characters.create', { account_id: 1, character_name: 'Character 1', ...HOME }),
      ),
    );
    expect(refused[0]?.error).toEqual(refused[1]?.error);
    expect(refused[0]?.error?.data.code).toBe('CharacterNameTaken');

    // One connection may speak both.
    text.sendFrame(new Packr({ useRecords: false, variableMapSize: true }).pack(list(9)));
    expect(await text.receive()).toMatchObject({ id: 9 });
  });
});
