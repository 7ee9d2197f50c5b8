/** What a developer tries first works as it stands, against a real host. Rules C20 and C21. */
import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect, type ShardClient } from '../../src/client/index.ts';
import { makeTempDir, ROOT, removeTempDir, startHost, type TestHost } from '../support/host.ts';

const PYTHON = '/usr/bin/python3';
const hasPython = spawnSync(PYTHON, ['-c', 'import websockets']).status === 0;

const dataDir = makeTempDir();
let host: TestHost;

/** Runs a program to its end; the host it is to play on is in its environment. */
function run(
  command: string,
  args: readonly string[],
): Promise<{ code: number | null; said: string }> {
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { ...process.env, SHARDKEEP_URL: host.url, SHARDKEEP_TOKEN: host.tokens.game },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, said }));
  });
}

/** The library as it is published; a test run that follows a build finds it there already. */
function buildLibrary(): SpawnSyncReturns<string> | null {
  if (existsSync(join(ROOT, 'out/lib/client/index.js'))) return null;
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  return spawnSync(process.execPath, [compiler, '-p', 'tsconfig.client.json'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
}

beforeAll(async () => {
  const built = buildLibrary();
  if (built !== null && built.status !== 0) throw new Error(built.stdout);
  host = await startHost({ dataDir });
}, 120_000);

afterAll(async () => {
  await host?.stop();
  removeTempDir(dataDir);
});

it('[C20] plays the example for Node.js, twice on the same world', async () => {
  for (let i = 0; i < 2; i++) {
    const { code, said } = await run(process.execPath, ['docs/examples/play.mjs']);
    expect(said).toContain('has the sword and 200 gold left');
    expect(code, said).toBe(0);
  }
});

it.skipIf(!hasPython)('[C20] plays the example for Python (needs python3-websockets)', async () => {
  const { code, said } = await run(PYTHON, ['docs/examples/play.py']);
  expect(said).toContain('has the sword and 200 gold left');
  expect(code, said).toBe(0);
});

it('[C20] ends an example with 1 where the token is wrong', async () => {
  const examples = [[process.execPath, 'docs/examples/play.mjs']];
  if (hasPython) examples.push([PYTHON, 'docs/examples/play.py']);
  for (const [command = '', file = ''] of examples) {
    const { code, said } = await run(command, [file, host.url, 'this-is-not-a-token']);
    expect(code, said).toBe(1);
  }
});

it('[C21] simulates players that hold exactly what they should, and again from where they ended', async () => {
  for (let i = 0; i < 2; i++) {
    const { code, said } = await simulate('--seed', '7', '--seconds', '3', '--rate', '500');
    expect(code, said).toBe(0);
    const report = JSON.parse(said);
    expect(report).toMatchObject({
      ok: true,
      unexpected_errors: { count: 0 },
      mismatches: { count: 0 },
    });
    expect(report.total.count).toBeGreaterThan(0);
  }
}, 60_000);

it('[C21] notices what it has not done itself, and says so with its exit code', async () => {
  const playing = simulate('--seed', '9', '--seconds', '2');
  const watcher = await connect({ url: host.url, token: host.tokens.game });
  const [someone] = await waitUntilOnline(watcher);
  await watcher.gold.grant({ character_id: someone as number, amount: 1, reason: 'a fault' });
  await watcher.close();
  const { code, said } = await playing;
  expect(code, said).toBe(1);
  expect(JSON.parse(said)).toMatchObject({ ok: false, unexpected_errors: { count: 0 } });
});

it('[C21] simulates over a crash of the host: sessions repeat nothing and lose nothing', async () => {
  const playing = simulate('--seed', '8', '--seconds', '5', '--rate', '0', '--connections', '2');
  const watcher = await connect({ url: host.url, token: host.tokens.game });
  await waitUntilOnline(watcher);
  await watcher.close();
  await host.stop('SIGKILL');
  host = await startHost({ dataDir, args: ['--port', new URL(host.url).port] });
  const { code, said } = await playing;
  expect(code, said).toBe(0);
  expect(JSON.parse(said).disconnects).toBeGreaterThan(0);
}, 60_000);

const PLAYERS = 10;

function simulate(...args: readonly string[]): ReturnType<typeof run> {
  const file = 'src/simulate/index.ts';
  return run(process.execPath, [file, '--players', `${PLAYERS}`, '--json', ...args]);
}

/** The characters of the simulator's players, once all of them are online. */
async function waitUntilOnline(shard: ShardClient): Promise<number[]> {
  const online = async () => {
    const { sessions } = await shard.sessions.list();
    return sessions.map(({ character_id }) => character_id);
  };
  await expect.poll(online, { timeout: 20_000 }).toHaveLength(PLAYERS);
  return online();
}
