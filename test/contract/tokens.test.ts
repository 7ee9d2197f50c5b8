/** Tokens that are replaced: the new one holds at once, and who came by the old one is served no further. */
import { mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { connect } from '../../src/client/index.ts';
import { ROLES, type Role } from '../../src/shared/method.ts';
import { startHost } from '../support/host.ts';
import { pauseProcess } from '../support/pause-process.ts';
import { RawConnection, RefusedError } from '../support/raw-client.ts';
import { HOME } from '../support/shared-host.ts';

/** Milliseconds until something has come about: generous, for no test is about time. */
const SOON = { timeout: 30_000 };

type Tokens = Readonly<Record<Role, string>>;

async function start() {
  const host = await startHost();
  onTestFinished(async () => {
    await host.stop('SIGKILL');
  });
  const open = async (token: string) => {
    const connection = await RawConnection.open({ url: host.url, token });
    onTestFinished(() => connection.socket.terminate());
    return connection;
  };
  const isTaken = (token: string) =>
    open(token).then(
      () => true,
      (thrown: Error) => {
        expect(thrown).toBeInstanceOf(RefusedError);
        return false;
      },
    );
  return { host, open, isTaken, config: join(host.dataDir, 'config.json') };
}

it('[T1] the tokens are told, and replaced, in `config.json` and at once', async () => {
  const { host, open, isTaken, config } = await start();
  const admin = await open(host.tokens.admin);
  const tokens = async () => (await admin.call<{ tokens: Tokens }>('admin.tokens.get')).tokens;
  expect(await tokens()).toEqual(host.tokens);
  for (const role of ['game', 'gm'] as const) {
    const { token } = await admin.call<{ token: string }>('admin.tokens.rotate', { role });
    expect(Object.values(host.tokens)).not.toContain(token);
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    expect(await isTaken(token)).toBe(true);
    expect(await isTaken(host.tokens[role])).toBe(false);
    expect((await tokens())[role]).toBe(token);
    expect(JSON.parse(readFileSync(config, 'utf8')).tokens[role]).toBe(token);
  }
  expect(statSync(config).mode & 0o777).toBe(0o600);
  expect(await isTaken(host.tokens.admin)).toBe(true);
});

it('[T2] connections by the old token are closed with the reason, and no others', async () => {
  const { host, open } = await start();
  const { game, gm, admin } = host.tokens;
  const [asking, first, second, other] = [
    await open(admin),
    await open(game),
    await open(game),
    await open(gm),
  ];
  const ends = Promise.all([first.closed, second.closed]);
  expect(await asking.call('admin.tokens.rotate', { role: 'game' })).toMatchObject({
    role: 'game',
    closed: 2,
  });
  expect(await ends).toEqual(Array(2).fill({ code: 4401, reason: 'the game token was replaced' }));
  await other.call('server.status');
  await asking.call('server.status');
});

it('[T2] who replaces its own token hears the new one first', async () => {
  const { host, open } = await start();
  const admin = await open(host.tokens.admin);
  const end = admin.closed;
  const { token, closed: number } = await admin.call<{ token: string; closed: number }>(
    'admin.tokens.rotate',
    { role: 'admin' },
  );
  expect(number).toBe(1);
  expect(await end).toEqual({ code: 4401, reason: 'the admin token was replaced' });
  await (await open(token)).call('server.status');
});

it('[T2] what was asked before is answered, nothing after it is run, and nothing more is told', async () => {
  const { host, open } = await start();
  const [admin, game] = [await open(host.tokens.admin), await open(host.tokens.game)];
  await game.call('subscribe', { topics: ['activity'] });
  const { status } = await admin.call<{
    status: { processes: { name: string; pid: number }[] };
  }>('server.status');
  const pid = status.processes.find(({ name }) => name === 'journal')?.pid as number;
  const end = game.closed;
  // Nothing becomes durable, so that what it asks now is answered behind the new token.
  const goOn = pauseProcess(pid);
  const params = (character_name: string) => ({ account_id: 1, character_name, gold: 5, ...HOME });
  const asked = game.call<{ character: object }>('characters.create', params('Before'));
  await game.call('characters.getByName', { character_name: 'Before' });
  await admin.call('admin.tokens.rotate', { role: 'game' });
  game.socket.send(
    JSON.stringify({
      jsonrpc: '2.0',
      id: 99,
      method: 'characters.create',
      params: params('After'),
    }),
  );
  await admin.call('server.status');
  goOn();
  expect((await asked).character).toMatchObject({ character_name: 'Before' });
  expect(await end).toEqual({ code: 4401, reason: 'the game token was replaced' });
  expect(await admin.refusal('characters.getByName', { character_name: 'After' })).toBe('NotFound');
  expect(game.notifications).toEqual([]);
});

it('[T2] a client by the old token ends with what is the matter', async () => {
  const { host, open } = await start();
  const ended = new Promise<unknown>((resolve) => {
    void connect({
      url: host.url,
      token: host.tokens.game,
      onState: (state) => {
        if (state.state === 'closed') resolve(state.error);
      },
    });
  });
  const admin = await open(host.tokens.admin);
  const connections = async () =>
    (await admin.call<{ connections: object[] }>('admin.connections.list')).connections.length;
  await expect.poll(connections, SOON).toBe(2);
  await admin.call('admin.tokens.rotate', { role: 'game' });
  expect(await ended).toMatchObject({ code: 'Unauthorized' });
});

it('[T3] a token is replaced by an administrator, which is on record without the token', async () => {
  const { host, open } = await start();
  for (const role of ROLES.slice(0, -1)) {
    const connection = await open(host.tokens[role]);
    for (const method of ['admin.tokens.get', 'admin.tokens.rotate']) {
      expect(await connection.refusal(method, { role: 'game' })).toBe('Forbidden');
    }
  }
  const admin = await open(host.tokens.admin);
  const { token } = await admin.call<{ token: string }>('admin.tokens.rotate', { role: 'gm' });
  const found = () =>
    admin.call<{ entries: { event_type: object }[] }>('activity.query', {
      query: 'type:AdminAction "tokens rotate"',
    });
  await expect
    .poll(async () => (await found()).entries.map(({ event_type }) => event_type), SOON)
    .toEqual([
      {
        AdminAction: {
          action: 'admin.tokens.rotate',
          role: 'admin',
          reason: 'the gm token was replaced',
        },
      },
    ]);
  const written = [host.logs(), readFileSync(join(host.dataDir, 'logs/host.log'), 'utf8')].join();
  for (const secret of [token, ...Object.values(host.tokens)])
    expect(written).not.toContain(secret);
});

it('[T1] a token that cannot be written is not replaced', async () => {
  const { host, open, isTaken, config: file } = await start();
  const admin = await open(host.tokens.admin);
  // A folder stands where the file is to be renamed to.
  renameSync(file, `${file}.aside`);
  mkdirSync(join(file, 'in the way'), { recursive: true });
  expect(await admin.refusal('admin.tokens.rotate', { role: 'game' })).toBe('StorageUnavailable');
  expect(await isTaken(host.tokens.game)).toBe(true);
  rmSync(file, { recursive: true });
  renameSync(`${file}.aside`, file);
  await admin.call('admin.tokens.rotate', { role: 'game' });
  expect(await isTaken(host.tokens.game)).toBe(false);
});
