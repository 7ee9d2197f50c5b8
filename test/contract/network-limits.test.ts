/** The limits that protect the host: who exceeds one is told so, and nobody else notices. */
import { connect as connectTcp } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  FRAME_BYTES_MAX,
  JSON_LENGTH_MAX,
  OUTSTANDING_REQUESTS_MAX,
  TRANSACTION_OPERATIONS_MAX,
} from '../../src/shared/limits.ts';
import type { RawConnection, Reply } from '../support/raw-client.ts';
import { RefusedError } from '../support/raw-client.ts';
import { sharedHost } from '../support/shared-host.ts';

const shared = sharedHost();

const TOO_LARGE_A_FRAME = 1009;

async function expectServed(connection: RawConnection): Promise<void> {
  expect(await connection.call('guilds.list')).toEqual({ guilds: [] });
}

describe('limits', () => {
  it(`[N30] no more than ${OUTSTANDING_REQUESTS_MAX} requests of a connection are under way`, async () => {
    const [busy, other] = [await shared.connect('game'), await shared.connect('game')];
    const character_id = await shared.newCharacter(other);
    const grant = { character_id, amount: 1, reason: 'r' };
    const answers: Promise<Reply>[] = [];
    await shared.whileNothingIsDurable(async () => {
      for (let i = 0; i < OUTSTANDING_REQUESTS_MAX; i++) {
        answers.push(busy.request('gold.grant', grant));
      }
      expect(await busy.refusal('gold.grant', grant)).toBe('RateLimited');
      expect(await busy.refusal('guilds.list')).toBe('RateLimited');
      await expectServed(other);
    });
    const replies = await Promise.all(answers);
    expect(replies.filter(({ error }) => error !== undefined)).toEqual([]);
    // Once they are answered there is room again.
    await expectServed(busy);
    expect(await other.call('characters.get', { character_id })).toMatchObject({
      character: { gold: OUTSTANDING_REQUESTS_MAX },
    });
  });

  it('[N35] a burst of many connections is answered whole, each in the order it asked', async () => {
    const first = await shared.connect('game');
    const character_id = await shared.newCharacter(first);
    const connections = [first, await shared.connect('game'), await shared.connect('game')];
    const BATCHES = 40;
    const batch = Array.from({ length: 10 }, () => ({
      method: 'gold.grant',
      params: { character_id, amount: 1, reason: 'r' },
    }));
    const answers = await Promise.all(
      connections.map((connection) =>
        Promise.all(Array.from({ length: BATCHES }, () => connection.batch(batch))),
      ),
    );
    const seqs = answers.map((batches) =>
      batches.flat().map(({ result }) => (result as { seq: number }).seq),
    );
    for (const own of seqs) expect(own).toEqual(own.toSorted((a, b) => a - b));
    const granted = connections.length * BATCHES * batch.length;
    expect(new Set(seqs.flat()).size).toBe(granted);
    expect(await first.call('characters.get', { character_id })).toMatchObject({
      character: { gold: granted },
    });
  });

  it('[N30] a batch counts by its requests, and is refused whole where it does not fit', async () => {
    const [busy, other] = [await shared.connect('game'), await shared.connect('game')];
    const character_id = await shared.newCharacter(other);
    const request = { method: 'gold.grant', params: { character_id, amount: 1, reason: 'r' } };
    const requests = (count: number) => Array.from({ length: count }, () => request);
    const codes = (replies: readonly Reply[]) =>
      new Set(replies.map(({ error }) => error?.data.code));
    const first = await shared.whileNothingIsDurable(async () => {
      const answer = busy.batch(requests(OUTSTANDING_REQUESTS_MAX - 10));
      expect(codes(await busy.batch(requests(11)))).toEqual(new Set(['RateLimited']));
      return { answer };
    });
    expect(codes(await first.answer)).toEqual(new Set([undefined]));
    expect(codes(await busy.batch(requests(OUTSTANDING_REQUESTS_MAX)))).toEqual(
      new Set([undefined]),
    );
    expect(await other.call('characters.get', { character_id })).toMatchObject({
      character: { gold: 2 * OUTSTANDING_REQUESTS_MAX - 10 },
    });
  });

  it('[N31] a frame that is too large closes its own connection alone', async () => {
    const other = await shared.connect('game');
    for (const frame of [' '.repeat(FRAME_BYTES_MAX + 1), Buffer.alloc(FRAME_BYTES_MAX + 1)]) {
      const large = await shared.connect('game');
      large.socket.on('error', () => {});
      large.sendFrame(frame);
      expect((await large.closed).code).toBe(TOO_LARGE_A_FRAME);
      await expectServed(other);
    }
    const whole = await shared.connect('game');
    const request = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'guilds.list' });
    whole.sendFrame(request.padEnd(FRAME_BYTES_MAX));
    expect(await whole.receive()).toMatchObject({ id: 1, result: {} });
  });

  it('[N31] text that is no UTF-8 closes its own connection alone', async () => {
    const [broken, other] = [await shared.connect('game'), await shared.connect('game')];
    broken.socket.on('error', () => {});
    broken.socket.send(Buffer.of(0xff, 0xfe, 0xfd), { binary: false });
    expect((await broken.closed).code).toBe(1007);
    await expectServed(other);
  });

  it('[N32] properties and transactions have an end', async () => {
    const game = await shared.connect('game');
    const character_id = await shared.newCharacter(game);
    const create = (length: number) => {
      const properties = { text: 'x'.repeat(length - '{"text":""}'.length) };
      return game.request('items.create', { character_id, item_type: 'x', properties });
    };
    expect((await create(JSON_LENGTH_MAX)).result).toBeDefined();
    expect((await create(JSON_LENGTH_MAX + 1)).error?.data).toMatchObject({
      code: 'InvalidData',
      path: 'properties',
    });
    const run = (count: number) =>
      game.request('tx.run', {
        operations: Array.from({ length: count }, () => ({ method: 'guilds.list' })),
      });
    expect((await run(TRANSACTION_OPERATIONS_MAX)).result).toBeDefined();
    expect((await run(TRANSACTION_OPERATIONS_MAX + 1)).error?.data).toMatchObject({
      code: 'InvalidData',
      path: 'operations',
    });
  });

  it('[N33] connections beyond the setting are refused, and taken again when one ends', async () => {
    const admin = await shared.connect();
    const { status } = await admin.call<{ status: { connections: number } }>('server.status');
    const set = (connectionsMax: number) =>
      admin.call('admin.settings.set', { settings: { connectionsMax } });
    await set(status.connections + 1);
    const last = await shared.connect('game');
    const refused = await shared.connect('game').catch((thrown: unknown) => thrown);
    expect(refused).toBeInstanceOf(RefusedError);
    expect(refused).toMatchObject({ status: 503, body: { error: { code: 'RateLimited' } } });
    await last.close();
    await expectServed(await shared.connect('game'));
    await set(512);
  });
});

describe('clients that behave badly', () => {
  it('[N34] one that does not read is closed, and the others are served on', async () => {
    const [slow, other] = [await shared.connect('game'), await shared.connect('game')];
    const character_id = await shared.newCharacter(other);
    const properties = { text: 'x'.repeat(60_000) };
    for (let i = 0; i < 20; i++) {
      await other.call('items.create', { character_id, item_type: 'x', properties });
    }
    slow.socket.on('error', () => {});
    slow.socket.pause();
    // Each answer is more than a MiB, and none of them is read.
    while (!shared.host.logs().includes('client does not read')) {
      slow.send({ jsonrpc: '2.0', id: 1, method: 'inventory.get', params: { character_id } });
      await expectServed(other);
    }
    await expectServed(other);
  });

  it('[N34] one that says nothing, or nonsense, over the bare socket harms nobody', async () => {
    const other = await shared.connect('game');
    const { hostname, port } = new URL(shared.host.url);
    const openings = [
      '',
      'GET',
      'GET / HTTP/1.1\r\n',
      'nonsense\r\n\r\n',
      '\0\0\0\0',
      `GET / HTTP/1.1\r\nHost: x\r\n${'A: b\r\n'.repeat(5_000)}\r\n`,
      'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
      `GET /?token=${shared.host.tokens.game} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 99\r\nSec-WebSocket-Key: x\r\n\r\n`,
    ];
    for (const opening of openings) {
      const socket = connectTcp(Number(port), hostname);
      onTestFinished(() => {
        socket.destroy();
      });
      socket.on('error', () => {});
      await new Promise<void>((resolve) => socket.write(opening || '\n', () => resolve()));
      await expectServed(other);
    }
  });
});
