/** What a real host does as its memory nears a limit, which here is below what any host takes. */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { newConfig, saveConfig } from '../../src/main/host/config.ts';
import type { ServerStatus } from '../../src/shared/host-methods.ts';
import type { Settings } from '../../src/shared/settings.ts';
import { ROOT, startHost } from '../support/host.ts';
import { RawConnection } from '../support/raw-client.ts';
import { HOME } from '../support/shared-host.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { readDatabase } from '../support/world-view.ts';

/** MiB: a host of an empty world takes more. */
const LITTLE = 64;

/** Milliseconds until samples in a row have come to something: generous, for no test is about time. */
const SOON = { timeout: 40_000 };

async function start(settings: Partial<Settings>, dataDir = temporaryDirectory()) {
  const config = newConfig();
  await saveConfig(dataDir, { ...config, settings: { ...config.settings, ...settings } });
  const host = await startHost({ dataDir });
  onTestFinished(async () => {
    await host.stop('SIGKILL');
  });
  const admin = await RawConnection.open({ url: host.url, token: host.tokens.admin });
  onTestFinished(() => admin.socket.terminate());
  const memory = async () =>
    (await admin.call<{ status: ServerStatus }>('server.status')).status.memory;
  return { host, admin, memory };
}

const newCharacter = (character_name: string) => ({ account_id: 1, character_name, ...HOME });

it('[U7] that passes its share is warned of, and is fine again below it', async () => {
  const { host, admin, memory } = await start({
    memoryLimitMib: LITTLE * 10,
    memoryWarnPercent: 10,
  });
  await expect.poll(async () => (await memory()).state, SOON).toBe('warning');
  const { rss_bytes, warn_bytes, limit_bytes } = await memory();
  expect(rss_bytes).toBeGreaterThan(warn_bytes as number);
  expect(limit_bytes).toBe(LITTLE * 10 * 1024 ** 2);
  expect(host.logs()).toMatch(/The host takes \d+ MiB of memory, of a limit of 640\./);
  await admin.call('admin.settings.set', { settings: { memoryWarnPercent: 99 } });
  await expect.poll(async () => (await memory()).state, SOON).toBe('ok');
});

it('[U8] at its limit ends the host in order with 75, and that is logged', async () => {
  const { host, admin } = await start({ memoryLimitMib: LITTLE });
  await admin.call('subscribe', { topics: ['activity', 'status', 'progress'] });
  await admin.call('characters.create', newCharacter('Ada'));
  expect(await host.exited).toBe(75);

  const told = (method: string) =>
    admin.notifications.filter((one) => one.method === method).map(({ params }) => params);
  const entries = told('activity').flatMap(({ entries }) => entries as { event_type: object }[]);
  expect(entries.map(({ event_type }) => event_type)).toContainEqual({
    AdminAction: { action: 'host.restart', role: 'host', reason: expect.stringContaining('MiB') },
  });
  const states = told('status').map(({ status }) => (status as ServerStatus).memory.state);
  expect(states).toContain('restarting');
  const steps = readFileSync(join(host.dataDir, 'logs/host.log'), 'utf8')
    .split('\n')
    .filter((line) => line.includes('"phase":"shutdown"'))
    .map((line) => JSON.parse(line).state);
  expect(steps).toEqual(Array(7).fill('done'));
  const { world, problems } = readDatabase(join(host.dataDir, 'Server_001.db'));
  expect([problems, [...world.keys()]]).toEqual([[], ['character 1']]);
});

it('[U10] at a limit that restarts do not help with goes on, and says so', async () => {
  const { host } = await start({});
  await host.stop('SIGTERM');
  const file = join(host.dataDir, 'history.json');
  const history = JSON.parse(readFileSync(file, 'utf8'));
  const restarts = [30, 20, 10].map((ago) => new Date(Date.now() - ago * 60_000).toISOString());
  writeFileSync(file, JSON.stringify({ ...history, restarts }));

  const next = await start({ memoryLimitMib: LITTLE }, host.dataDir);
  await expect.poll(async () => (await next.memory()).state, SOON).toBe('exhausted');
  expect(next.host.logs()).toContain('3 restarts within an hour have not helped');
  await next.admin.call('characters.create', newCharacter('Ada'));
  // A higher limit puts it right.
  await next.admin.call('admin.settings.set', { settings: { memoryLimitMib: 4_096 } });
  await expect.poll(async () => (await next.memory()).state, SOON).toBe('ok');
  expect(await next.host.stop('SIGTERM')).toBe(0);
});

it('[U11] has no limit below what is taken', async () => {
  const { admin } = await start({});
  const settings = { memoryLimitMib: LITTLE };
  const { error } = await admin.request('admin.settings.set', { settings });
  expect(error?.data).toMatchObject({ code: 'Conflict', path: 'settings.memoryLimitMib' });
  expect(error?.message).toMatch(/The host takes \d+ MiB right now/);
});

it('[U9] is given back by a restart that `npm start` makes, as long as that helps', async () => {
  const { host, admin } = await start({});
  await admin.call('characters.create', newCharacter('Ada'));
  await host.stop('SIGTERM');
  await saveConfig(host.dataDir, {
    ...newConfig(),
    settings: { ...newConfig().settings, memoryLimitMib: LITTLE },
  });
  // So that the history cannot be written, and no host remembers that it was restarted.
  mkdirSync(join(host.dataDir, 'history.json.tmp'));
  const args = ['--headless', '--data', host.dataDir, '--port', '0'];
  const launcher = spawn(process.execPath, [join(ROOT, 'scripts/start.mjs'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void launcher.kill('SIGTERM'));
  const said = { out: '', err: '' };
  launcher.stdout.on('data', (text) => {
    said.out += text;
  });
  launcher.stderr.on('data', (text) => {
    said.err += text;
  });
  const code = await new Promise<number | null>((resolve) => launcher.once('exit', resolve));
  expect(code).toBe(75);
  expect(said.out.match(/"event":"ready"/g)).toHaveLength(4);
  expect(said.err.match(/starting the host again/g)).toHaveLength(3);
  expect(said.err).toContain('started again 3 times within 10 minutes, which did not help');
  const { world, problems } = readDatabase(join(host.dataDir, 'Server_001.db'));
  expect([problems, [...world.keys()]]).toEqual([[], ['character 1']]);
}, 240_000);
