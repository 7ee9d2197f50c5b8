/** Settings that hold from the next start on, and the way to one. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { HostResult } from '../../src/shared/host-methods.ts';
import { startHost } from '../support/host.ts';
import { RawConnection } from '../support/raw-client.ts';

async function start() {
  const host = await startHost();
  onTestFinished(async () => {
    await host.stop('SIGKILL');
  });
  const admin = await RawConnection.open({ url: host.url, token: host.tokens.admin });
  onTestFinished(() => admin.socket.terminate());
  return { host, admin };
}

it('[T4] those that hold from the next start on are named as long as they differ', async () => {
  const { admin } = await start();
  const waiting = async () =>
    (await admin.call<HostResult<'admin.settings.get'>>('admin.settings.get')).restart;
  const set = (settings: object) => admin.call('admin.settings.set', { settings });
  expect(await waiting()).toEqual([]);
  await set({ port: 4_000, location: 'Oslo' });
  await set({ host: 'localhost' });
  expect(await waiting()).toEqual(['host', 'port']);
  await set({ port: 7_780 });
  expect(await waiting()).toEqual(['host']);
});

it('[T4] the end that asks for a new start says so by its exit code', async () => {
  const { host, admin } = await start();
  expect(await admin.call('admin.shutdown', { restart: true })).toEqual({ stopping: true });
  expect(await host.exited).toBe(75);
  const log = readFileSync(join(host.dataDir, 'logs/host.log'), 'utf8');
  expect(log.match(/"phase":"shutdown".*"state":"done"/g)).toHaveLength(7);
  // What memory has to do with restarts is counted apart.
  const history = JSON.parse(readFileSync(join(host.dataDir, 'history.json'), 'utf8'));
  expect(history.restarts).toEqual([]);
});
