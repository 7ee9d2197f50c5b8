/** How a host ends, what its settings do meanwhile, and what of its history the next one has. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { METHODS, type MetricsSample, type Snapshot } from '../../src/shared/host-methods.ts';
import type { Settings } from '../../src/shared/settings.ts';
import { startHost, type TestHost } from '../support/host.ts';
import { RawConnection } from '../support/raw-client.ts';
import { HOME } from '../support/shared-host.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { readDatabase } from '../support/world-view.ts';

async function start(dataDir = temporaryDirectory()) {
  const host = await startHost({ dataDir });
  onTestFinished(async () => {
    await host.stop('SIGKILL');
  });
  return { host, admin: await connect(host) };
}

async function connect({ url, tokens }: TestHost): Promise<RawConnection> {
  const connection = await RawConnection.open({ url, token: tokens.admin });
  onTestFinished(() => connection.socket.terminate());
  return connection;
}

const newCharacter = (character_name: string) => ({ account_id: 1, character_name, ...HOME });

interface Logged {
  readonly phase?: string;
  readonly number: number;
  readonly name: string;
  readonly state: string;
}

/** The steps of shutdown as the log has them. */
function shutdownSteps(dataDir: string): Logged[] {
  return readFileSync(join(dataDir, 'logs', 'host.log'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Logged)
    .filter(({ phase }) => phase === 'shutdown');
}

describe('the end', () => {
  const ways: [string, (host: TestHost, admin: RawConnection) => Promise<unknown>][] = [
    ['SIGINT', (host) => host.stop('SIGINT')],
    ['SIGTERM', (host) => host.stop('SIGTERM')],
    [
      'admin.shutdown',
      async (host, admin) => {
        const result = await admin.call('admin.shutdown');
        expect(METHODS['admin.shutdown'].result.parse(result)).toEqual(result);
        return host.exited;
      },
    ],
  ];

  it.each(ways)('[H10] by %s goes through the seven steps and answers 0', async (_, end) => {
    const { host, admin } = await start();
    await admin.call('characters.create', newCharacter('Ada'));
    expect(await end(host, admin)).toBe(0);
    expect((await admin.closed).code).toBe(1001);
    expect(
      shutdownSteps(host.dataDir).map(({ number, name, state }) => [number, name, state]),
    ).toEqual([
      [1, 'Stop accepting new connections', 'done'],
      [2, 'Wait for active operations to complete', 'done'],
      [3, 'Create the final snapshot', 'done'],
      [4, 'Save all in-memory data to SQLite', 'done'],
      [5, 'Create the final backup', 'done'],
      [6, 'Close the database connection', 'done'],
      [7, 'Shut down the server', 'done'],
    ]);
    const { world, problems } = readDatabase(join(host.dataDir, 'Server_001.db'));
    expect(problems).toEqual([]);
    expect([...world.keys()]).toEqual(['character 1']);
  });

  it('[H10] happens once, however often it is asked for', async () => {
    const { host } = await start();
    host.child.kill('SIGTERM');
    host.child.kill('SIGINT');
    expect(await host.stop('SIGTERM')).toBe(0);
    expect(shutdownSteps(host.dataDir)).toHaveLength(7);
  });

  it('[H11] answers what is under way, and takes no more', async () => {
    const { host, admin } = await start();
    const { character } = await admin.call<{ character: { character_id: number } }>(
      'characters.create',
      newCharacter('Ada'),
    );
    const { character_id } = character;
    const grants = Array.from({ length: 200 }, () =>
      admin.request('gold.grant', { character_id, amount: 1, reason: 'r' }),
    );
    void admin.request('admin.shutdown');
    const replies = await Promise.all(grants);
    expect(replies.filter(({ error }) => error !== undefined)).toEqual([]);
    expect(await host.exited).toBe(0);
    const { world } = readDatabase(join(host.dataDir, 'Server_001.db'));
    expect(world.get(`character ${character_id}`)).toMatchObject({ gold: 200 });
  });

  it('[H12] takes everybody offline, and so does a kill', async () => {
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const { host, admin } = await start();
      await admin.call('characters.create', newCharacter('Ada'));
      const { character } = await admin.call('sessions.login', { character_id: 1 });
      expect((await admin.call<{ sessions: unknown[] }>('sessions.list')).sessions).toHaveLength(1);
      await host.stop(signal);
      const next = await start(host.dataDir);
      expect(await next.admin.call('sessions.list')).toEqual({ sessions: [] });
      expect(await next.admin.call('server.status')).toMatchObject({ status: { online: 0 } });
      // That somebody was there is remembered.
      expect(await next.admin.call('characters.get', { character_id: 1 })).toEqual({ character });
    }
  });
});

describe('settings', () => {
  it('[H13] that are changed hold at once, and are kept', async () => {
    const { host, admin } = await start();
    const set = (settings: Partial<Settings>) => admin.call('admin.settings.set', { settings });
    await admin.call('characters.create', newCharacter('Ada'));
    expect(await set({ maxCharacters: 1, bagSlots: 1, name: 'Renamed' })).toMatchObject({
      settings: { maxCharacters: 1, bagSlots: 1, name: 'Renamed' },
      restart: [],
    });
    expect(await admin.refusal('characters.create', newCharacter('Bob'))).toBe('ServerFull');
    const item = { character_id: 1, item_type: 'x' };
    await admin.call('items.create', item);
    expect(await admin.refusal('items.create', item)).toBe('BagFull');
    expect(await admin.call('server.status')).toMatchObject({ status: { name: 'Renamed' } });
    await host.stop('SIGKILL');
    const next = await start(host.dataDir);
    expect(await next.admin.call('admin.settings.get')).toMatchObject({
      settings: { maxCharacters: 1, bagSlots: 1, name: 'Renamed' },
    });
    expect(statSync(join(host.dataDir, 'config.json')).mode & 0o777).toBe(0o600);
    expect(next.host.tokens).toEqual(host.tokens);
  });

  it('[H13] that many change at once are all kept', async () => {
    const { host, admin } = await start();
    const patches: Partial<Settings>[] = [
      { name: 'Renamed' },
      { location: 'Elsewhere' },
      { bagSlots: 7 },
      { maxCharacters: 77 },
    ];
    const admins = await Promise.all(patches.map(() => connect(host)));
    await Promise.all(
      patches.map((settings, i) => admins[i]?.call('admin.settings.set', { settings })),
    );
    const all = Object.assign({}, ...patches);
    expect(await admin.call('admin.settings.get')).toMatchObject({ settings: all });
    expect(JSON.parse(readFileSync(join(host.dataDir, 'config.json'), 'utf8'))).toMatchObject(all);
  });

  it('[H13] that need a restart are named', async () => {
    const { admin } = await start();
    expect(
      await admin.call('admin.settings.set', {
        settings: { port: 1234, host: 'localhost', location: 'x' },
      }),
    ).toMatchObject({ restart: expect.arrayContaining(['port', 'host']) });
  });

  it('[H14] that cannot be are refused and change nothing', async () => {
    const { host, admin } = await start();
    await admin.call('characters.create', newCharacter('Ada'));
    await admin.call('characters.create', newCharacter('Bob'));
    const file = join(host.dataDir, 'config.json');
    const before = readFileSync(file, 'utf8');
    const refusals: [object, string][] = [
      [{}, 'InvalidData'],
      [{ colour: 1 }, 'InvalidData'],
      [{ port: -1 }, 'InvalidData'],
      [{ tokens: { game: 'x'.repeat(32) } }, 'InvalidData'],
      [{ maxCharacters: 1 }, 'Conflict'],
      [{ serverId: '002' }, 'Conflict'],
    ];
    for (const [settings, code] of refusals) {
      expect([settings, await admin.refusal('admin.settings.set', { settings })]).toEqual([
        settings,
        code,
      ]);
    }
    expect(readFileSync(file, 'utf8')).toBe(before);
  });
});

describe('history', () => {
  it('[H15] of snapshots and metrics outlives a restart', async () => {
    const { host, admin } = await start();
    await admin.call('characters.create', newCharacter('Ada'));
    await admin.call('admin.snapshot', {});
    await admin.call('admin.snapshot', { full: true });
    await admin.call('subscribe', { topics: ['metrics'] });
    while (admin.notifications.length < 2) await admin.settle();
    const { samples } = await admin.call<{ samples: MetricsSample[] }>('admin.metrics.history');
    await host.stop('SIGTERM');
    const next = await start(host.dataDir);
    const { snapshots } = await next.admin.call<{ snapshots: Snapshot[] }>('admin.snapshots.list');
    expect(snapshots.map(({ kind, cause, state }) => [kind, cause, state])).toEqual([
      ['delta', 'shutdown', 'written'],
      ['full', 'request', 'written'],
      ['delta', 'request', 'written'],
    ]);
    const kept = await next.admin.call<{ samples: MetricsSample[] }>('admin.metrics.history');
    expect(kept.samples).toEqual(expect.arrayContaining(samples));
    expect(await next.admin.call('admin.snapshots.list', { limit: 1 })).toEqual({
      snapshots: snapshots.slice(0, 1),
    });
  });
});
