/** Alerts of a real host, as its network and a webhook on this machine hear of them. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { newConfig, saveConfig } from '../../src/main/host/config.ts';
import { type Alert, type AlertSettings, DEFAULT_ALERTS } from '../../src/shared/alerts.ts';
import type { HostResult } from '../../src/shared/host-methods.ts';
import { startHost } from '../support/host.ts';
import { RawConnection } from '../support/raw-client.ts';
import { HOME } from '../support/shared-host.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { webhookServer } from '../support/webhook-server.ts';

/** Milliseconds until something has come about: generous, for no test is about time. */
const SOON = { timeout: 40_000 };

type Listed = HostResult<'admin.alerts.list'>;

/** Rules that depend on the machine are off, but for those that a test turns on. */
async function start(alerts: Partial<AlertSettings> = {}) {
  const dataDir = temporaryDirectory();
  const config = newConfig();
  const rules = { ...DEFAULT_ALERTS.rules, diskSpace: { on: false, mib: 16 } };
  await saveConfig(dataDir, {
    ...config,
    settings: {
      ...config.settings,
      name: 'Northwind',
      alerts: { ...DEFAULT_ALERTS, rules, ...alerts },
    },
  });
  const host = await startHost({ dataDir });
  onTestFinished(async () => {
    await host.stop('SIGKILL');
  });
  const admin = await RawConnection.open({ url: host.url, token: host.tokens.admin });
  onTestFinished(() => admin.socket.terminate());
  const list = () => admin.call<Listed>('admin.alerts.list');
  return {
    host,
    admin,
    list,
    rules: async () => (await list()).alerts.map(({ rule }) => rule),
    set: (patch: Partial<AlertSettings>) =>
      admin.call('admin.settings.set', {
        settings: { alerts: { ...DEFAULT_ALERTS, rules, ...alerts, ...patch } },
      }),
  };
}

/** Something stands where backups are to lie, until it is taken away. */
function blockBackups(dataDir: string): () => void {
  const folder = join(dataDir, 'backups');
  // It is made with the first backup.
  mkdirSync(folder, { recursive: true });
  renameSync(folder, `${folder}.aside`);
  writeFileSync(folder, 'in the way');
  return () => {
    rmSync(folder);
    renameSync(`${folder}.aside`, folder);
  };
}

it('[T10] a fault and its end reach the webhook, the list and who subscribed, once each', async () => {
  const webhook = await webhookServer();
  const { host, admin, list, rules } = await start({ webhookUrl: webhook.url });
  await admin.call('subscribe', { topics: ['alerts'] });
  await admin.call('admin.backups.create', {});
  const unblock = blockBackups(host.dataDir);
  expect(await admin.refusal('admin.backups.create', {})).toBe('StorageUnavailable');
  await expect.poll(rules, SOON).toEqual(['backupFailed']);
  await expect.poll(() => webhook.messages.length, SOON).toBe(1);
  const [message] = webhook.messages;
  expect(message).toMatchObject({
    username: 'Shardkeep',
    content: expect.stringMatching(/^\*\*Northwind\*\*: The last backup failed: .*\.$/),
    embeds: [{ description: expect.stringContaining('Look at the directory of backups') }],
  });
  unblock();
  await admin.call('admin.backups.create', {});
  await expect.poll(rules, SOON).toEqual([]);
  await expect.poll(() => webhook.messages.length, SOON).toBe(2);
  expect(webhook.messages[1]?.content).toMatch(
    /^\*\*Northwind\*\*: It is over: The last backup failed/,
  );
  const told = admin.notifications.map(({ params }) =>
    (params as unknown as { alerts: Alert[] }).alerts.map(({ rule }) => rule),
  );
  expect(told).toEqual([['backupFailed'], []]);
  const { webhook: status, rules: known } = await list();
  expect(status).toMatchObject({ waiting: 0, failure: null });
  expect(known.find(({ rule }) => rule === 'backupFailed')?.last_at).toMatch(/^20/);
});

it('[T10] a webhook that asks for a pause is asked again after it, and gets all that came meanwhile', async () => {
  const webhook = await webhookServer();
  webhook.answer((response) => void response.writeHead(429, { 'Retry-After': '3' }).end('{}'));
  const { admin, set, list } = await start({ webhookUrl: webhook.url });
  await admin.call('characters.create', { account_id: 1, character_name: 'Aria', ...HOME });
  await admin.call('admin.settings.set', { settings: { maxCharacters: 1 } });
  await expect.poll(() => webhook.messages.length, SOON).toBe(1);
  await set({
    webhookUrl: webhook.url,
    queries: [{ name: 'Gold', query: 'type:GoldTransaction' }],
  });
  await admin.call('gold.grant', { character_id: 1, amount: 5, reason: 'luck' });
  await expect.poll(async () => (await list()).webhook?.waiting, SOON).toBe(2);
  expect(webhook.messages).toHaveLength(1);
  await expect.poll(() => webhook.messages.length, SOON).toBe(2);
  const [first, second] = webhook.messages;
  expect(second?.embeds[0]?.title).toBe(first?.embeds[0]?.title);
  expect(second?.embeds[1]?.title).toMatch(
    /^“Gold” matches an entry .* GoldTransaction of Aria \(1\), entry \d+\.$/,
  );
});

it('[T10] a webhook that is dead holds nothing up, and that is seen', async () => {
  const webhook = await webhookServer();
  // It takes what it is sent and never says a word.
  webhook.answer(...Array(9).fill(() => {}));
  const { host, admin, set, rules, list } = await start({ webhookUrl: webhook.url });
  const create = (character_name: string) =>
    admin.call('characters.create', { account_id: 1, character_name, ...HOME });
  await create('Aria');
  await admin.call('admin.settings.set', { settings: { maxCharacters: 10, name: 'Northwind' } });
  const unblock = blockBackups(host.dataDir);
  expect(await admin.refusal('admin.backups.create', {})).toBe('StorageUnavailable');
  await expect.poll(() => webhook.messages.length, SOON).toBe(1);
  await create('Borin');
  await admin.call('admin.snapshot');
  unblock();
  await expect.poll(rules, SOON).toContain('webhook');
  expect((await list()).webhook?.failure?.message).toMatch(/^There was no answer within/);

  // Nobody is there at all.
  await set({ webhookUrl: 'http://127.0.0.1:9/gone' });
  expect(await admin.call('admin.alerts.test')).toMatchObject({ ok: false, status: null });
  await create('Cyra');
  await set({ webhookUrl: null });
  await expect.poll(rules, SOON).not.toContain('webhook');
  await set({ webhookUrl: webhook.url });
  const asked = admin.call('admin.alerts.test').catch(() => {});
  await expect.poll(() => webhook.messages.at(-1)?.content, SOON).toMatch(/This is a test/);
  expect(await host.stop()).toBe(0);
  await asked;
});

it('[T11] a test says what the webhook said', async () => {
  const webhook = await webhookServer();
  const { admin, set } = await start();
  expect(await admin.refusal('admin.alerts.test')).toBe('Conflict');
  await set({ webhookUrl: webhook.url });
  expect(await admin.call('admin.alerts.test')).toEqual({
    ok: true,
    status: 204,
    answer: 'It took the test (204).',
  });
  expect(webhook.messages[0]?.content).toMatch(/^\*\*Northwind\*\*: This is a test/);
  webhook.answer(
    (response) => void response.writeHead(404).end('{"message": "Unknown Webhook"}'),
    (response) => void response.writeHead(302, { Location: '/elsewhere' }).end(),
    (response) => {
      response.writeHead(500);
      // An answer without end is not waited for.
      const more = setInterval(() => response.write('x'.repeat(10_000)), 1);
      response.on('close', () => clearInterval(more));
    },
  );
  expect(await admin.call('admin.alerts.test')).toEqual({
    ok: false,
    status: 404,
    answer: 'It answered 404: {"message": "Unknown Webhook"}',
  });
  expect(await admin.call('admin.alerts.test')).toMatchObject({ ok: false, status: 302 });
  expect(webhook.messages).toHaveLength(3);
  expect(await admin.call('admin.alerts.test')).toMatchObject({ ok: false, status: 500 });
});

it('[T11] the address of the webhook is told to administrators alone, and stands in no log', async () => {
  const secret = 'https://127.0.0.1:9/api/webhooks/7/TopSecret';
  const { host, admin, set, rules } = await start();
  await set({ webhookUrl: secret });
  await admin.call('admin.alerts.test');
  const unblock = blockBackups(host.dataDir);
  await admin.refusal('admin.backups.create', {});
  await expect.poll(rules, SOON).toContain('webhook');
  unblock();
  const { settings } = await admin.call<{ settings: { alerts: AlertSettings } }>(
    'admin.settings.get',
  );
  expect(settings.alerts.webhookUrl).toBe(secret);
  const gm = await RawConnection.open({ url: host.url, token: host.tokens.gm });
  onTestFinished(() => gm.socket.terminate());
  for (const method of ['admin.settings.get', 'admin.alerts.list', 'admin.alerts.test']) {
    expect(await gm.refusal(method, {})).toBe('Forbidden');
  }
  const told = JSON.stringify([
    await gm.call('server.status'),
    await gm.call('activity.query', {}),
    await admin.call('admin.alerts.list'),
  ]);
  expect(await host.stop()).toBe(0);
  const logs = readFileSync(join(host.dataDir, 'logs/host.log'), 'utf8');
  expect(told + logs + host.logs()).not.toContain('TopSecret');
});

it('[T6] a process that died is an alert, and so is one that stays away', async () => {
  const rules = {
    ...DEFAULT_ALERTS.rules,
    diskSpace: { on: false, mib: 16 },
    processGone: { on: true, seconds: 5 },
  };
  const { host, admin, rules: ongoing } = await start({ rules });
  const backup = async () => {
    const { status } = await admin.call<{ status: HostResult<'server.status'>['status'] }>(
      'server.status',
    );
    return status.processes.find(({ name }) => name === 'backup');
  };
  process.kill((await backup())?.pid as number, 'SIGKILL');
  await expect.poll(ongoing, SOON).toEqual(['processEnded']);
  // Its successor finds no place to work in.
  const unblock = blockBackups(host.dataDir);
  const pid = async () => (await backup())?.pid ?? null;
  await expect.poll(pid, SOON).not.toBeNull();
  process.kill((await backup())?.pid as number, 'SIGKILL');
  await expect.poll(ongoing, SOON).toContain('processGone');
  unblock();
  await expect.poll(ongoing, SOON).not.toContain('processGone');
});

it('[T6] a disk with little room is an alert', async () => {
  const rules = { ...DEFAULT_ALERTS.rules, diskSpace: { on: true, mib: 1024 * 1024 } };
  const { rules: ongoing, list } = await start({ rules });
  await expect.poll(ongoing, SOON).toEqual(['diskSpace']);
  expect((await list()).alerts[0]?.message).toMatch(/^The disk of .* has [\d,]+ MiB free\.$/);
});
