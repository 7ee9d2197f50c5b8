/** The window's JSON-RPC client over a transport that is a list of frames. */
import { describe, expect, test } from 'vitest';
import { ApiClient, type Notification } from '../../../src/renderer/api/client.ts';
import { ApiError, errorText } from '../../../src/renderer/api/errors.ts';
import type { Transport } from '../../../src/renderer/api/transport.ts';

class FakeTransport implements Transport {
  readonly isLocal = true;
  readonly sent: { id: number; method: string; params: unknown }[] = [];
  fails: Error | null = null;
  #listener: ((frame: string) => void) | null = null;

  open(): Promise<void> {
    return this.fails === null ? Promise.resolve() : Promise.reject(this.fails);
  }

  send(frame: string): void {
    this.sent.push(JSON.parse(frame));
  }

  onFrame(listener: (frame: string) => void): () => void {
    this.#listener = listener;
    return () => {
      this.#listener = null;
    };
  }

  get isHeard(): boolean {
    return this.#listener !== null;
  }

  receive(message: object): void {
    this.#listener?.(JSON.stringify(message));
  }
}

async function opened() {
  const transport = new FakeTransport();
  const notifications: Notification[] = [];
  const client = new ApiClient(transport, (notification) => notifications.push(notification));
  await client.open();
  return { transport, client, notifications };
}

describe('the client of the window', () => {
  test('matches answers to requests, in whatever order they come', async () => {
    const { transport, client } = await opened();
    const first = client.call('subscribe', { topics: ['status'] });
    const second = client.call('subscribe', { topics: ['metrics'] });
    expect(transport.sent.map(({ method }) => method)).toEqual(['subscribe', 'subscribe']);
    const [a, b] = transport.sent;
    transport.receive([
      { jsonrpc: '2.0', id: b!.id, result: { topics: ['metrics'] } },
      { jsonrpc: '2.0', id: a!.id, result: { topics: ['status'] } },
    ]);
    expect(await first).toEqual({ topics: ['status'] });
    expect(await second).toEqual({ topics: ['metrics'] });
  });

  test('an error has its code, its sentence, its hint and what else the host says', async () => {
    const { transport, client } = await opened();
    const asked = client.call('admin.snapshot', {});
    transport.receive({
      jsonrpc: '2.0',
      id: transport.sent[0]!.id,
      error: {
        code: -32000,
        message: 'The disk is full.',
        data: { code: 'StorageUnavailable', hint: 'Make room.', bytes_free: 7 },
      },
    });
    const error = await asked.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'StorageUnavailable',
      message: 'The disk is full.',
      hint: 'Make room.',
      details: { bytes_free: 7 },
    });
    expect(errorText(error as ApiError)).toBe('StorageUnavailable: The disk is full.\nMake room.');
  });

  test('notifications are handed out, and answers to nobody are not taken for one', async () => {
    const { transport, notifications } = await opened();
    transport.receive({ jsonrpc: '2.0', id: 77, result: {} });
    transport.receive({ jsonrpc: '2.0', id: null, error: { code: -32700, message: 'no JSON' } });
    transport.receive({
      jsonrpc: '2.0',
      method: 'progress',
      params: { snapshot: { rows: 1, of: 2 } },
    });
    expect(notifications).toEqual([
      { topic: 'progress', params: { snapshot: { rows: 1, of: 2 } } },
    ]);
  });

  test('closing tells all who wait, and those who ask later', async () => {
    const { transport, client } = await opened();
    const asked = client.call('server.status', {});
    client.close(new ApiError('Closed', 'The shard is not serving.'));
    await expect(asked).rejects.toMatchObject({ code: 'Closed' });
    await expect(client.call('server.status', {})).rejects.toMatchObject({ code: 'Closed' });
    expect(transport.isHeard).toBe(false);
  });

  test('a transport that does not open says why, without the words of Electron', async () => {
    const transport = new FakeTransport();
    transport.fails = new Error("Error invoking remote method 'host:connect': Error: Not yet.");
    const client = new ApiClient(transport, () => {});
    await expect(client.open()).rejects.toMatchObject({ code: 'Internal', message: 'Not yet.' });
    expect(transport.isHeard).toBe(false);
  });
});
