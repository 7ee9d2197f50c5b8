/** What the host tells of who is connected, for whoever writes the game server at the other end. */
import { expect, it } from 'vitest';
import type { ConnectionStatus } from '../../src/shared/host-methods.ts';
import { REMEMBERED_REQUESTS } from '../../src/shared/limits.ts';
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
  expect(status.last_errors.map(({ method, error }) => [method, error?.code])).toEqual([
    ['', 'InvalidData'],
    ['no.such.method', 'NotFound'],
    ['characters.get', 'NotFound'],
  ]);
});
