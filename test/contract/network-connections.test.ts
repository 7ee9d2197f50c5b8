/** What the host tells of who is connected, for whoever writes the game server at the other end. */
import { expect, it } from 'vitest';
import type { ConnectionStatus } from '../../src/shared/host-methods.ts';
import { KEY_LENGTH_MAX, REASON_LENGTH_MAX, REMEMBERED_REQUESTS } from '../../src/shared/limits.ts';
import type { RawConnection } from '../support/raw-client.ts';
import { sharedHost } from '../support/shared-host.ts';

const shared = sharedHost();

async function statusOf(admin: RawConnection, role: string): Promise<ConnectionStatus> {
  const { connections } = await admin.call<{ connections: ConnectionStatus[] }>(
    'admin.connections.list',
  );
  return connections.find((connection) => connection.role === role) as ConnectionStatus;
}

it('[N48] tells of each connection its last requests, and its errors for longer', async () => {
  const admin = await shared.connect('admin');
  const session = { uuid: '8a6e1c1e-6f4b-4f0e-9d0e-0d3c7c1b2a11', after: 0 };
  const game = await shared.connect('game', { session });
  await game.request('characters.get', { character_id: 999 });
  await game.request('no.such.method', {});
  for (let i = 0; i < REMEMBERED_REQUESTS + 2; i++) await game.call('sessions.list');
  game.socket.send('{"jsonrpc":');
  await expect.poll(async () => (await statusOf(admin, 'game')).errors).toBe(3);

  const status = await statusOf(admin, 'game');
  expect(status).toMatchObject({ session: session.uuid, requests: REMEMBERED_REQUESTS + 5 });
  expect(status.address).toMatch(/^127\.0\.0\.1:\d+$/);
  expect(status.last_requests.map(({ method }) => method)).toEqual([
    '',
    ...Array.from({ length: REMEMBERED_REQUESTS - 1 }, () => 'sessions.list'),
  ]);
  expect(status.last_errors.map(({ method, error }) => [method, error])).toEqual([
    ['', { code: 'InvalidData', message: expect.stringContaining('not valid JSON') }],
    ['no.such.method', { code: 'NotFound', message: 'There is no method "no.such.method".' }],
    ['characters.get', { code: 'NotFound', message: expect.stringContaining('999') }],
  ]);

  // A name as long as a frame is told of by its beginning, so that it costs nobody anything.
  await game.request('x'.repeat(100_000), {});
  const [latest] = (await statusOf(admin, 'game')).last_errors;
  expect(latest?.method).toHaveLength(KEY_LENGTH_MAX);
  expect(latest?.error?.message.length).toBeLessThanOrEqual(REASON_LENGTH_MAX);
});
