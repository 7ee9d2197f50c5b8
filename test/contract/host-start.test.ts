/** How a host starts: what it makes, what it tells, and what it refuses without changing anything. */
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Step } from '../../src/shared/host-methods.ts';
import { ROOT, startHost, type TestHost } from '../support/host.ts';
import { RawConnection } from '../support/raw-client.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

async function start(dataDir: string, args: readonly string[] = []): Promise<TestHost> {
  const host = await startHost({ dataDir, args });
  onTestFinished(async () => {
    await host.stop('SIGKILL');
  });
  return host;
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a host that does not get as far as to serve. */
function runHost(...args: string[]): Promise<Ended> {
  const child = spawn(process.execPath, ['src/main/headless.ts', ...args], { cwd: ROOT });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve) => {
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

async function admin({ url, tokens }: TestHost): Promise<RawConnection> {
  const connection = await RawConnection.open({ url, token: tokens.admin });
  onTestFinished(() => connection.socket.terminate());
  return connection;
}

const readConfig = (dataDir: string) => readFileSync(join(dataDir, 'config.json'), 'utf8');

/** The last thing that was said to a person: what is no line of the log. */
function sentence(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('{"level"'));
  return lines.at(-1) ?? '';
}

describe('the first start', () => {
  it('[H1] says in one line on standard output that it serves, and where', async () => {
    const dataDir = temporaryDirectory();
    const host = await start(dataDir);
    const lines = host
      .logs()
      .split('\n')
      .filter((line) => line.startsWith('{"event"'));
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { event: 'ready', pid: host.child.pid, url: host.url, dataDir, serverId: '001' },
    ]);
    expect(host.url).toMatch(/^ws:\/\/127\.0\.0\.1:[1-9]\d*$/);
  });

  it('[H2] makes a configuration with random tokens that its owner alone may read', async () => {
    const [one, two] = [temporaryDirectory(), temporaryDirectory()];
    const hosts = [await start(one), await start(two)];
    expect(statSync(join(one, 'config.json')).mode & 0o777).toBe(0o600);
    expect(Object.keys(JSON.parse(readConfig(one)).tokens)).toEqual(['game', 'gm', 'admin']);
    const tokens = hosts.flatMap((host) => Object.values(host.tokens));
    expect(new Set(tokens).size).toBe(6);
    for (const token of tokens) expect(token).toMatch(/^[0-9a-f]{64}$/);
  });

  it('[H3] goes through the nine steps, in the log and over the network', async () => {
    const host = await start(temporaryDirectory());
    const { status } = await (await admin(host)).call<{ status: { steps: Step[]; state: string } }>(
      'server.status',
    );
    expect(status.state).toBe('serving');
    const startup = status.steps.filter(({ phase }) => phase === 'startup');
    expect(startup.map(({ number, name, state }) => [number, name, state])).toEqual([
      [1, 'Connect to the database', 'done'],
      [2, 'Load characters', 'done'],
      [3, 'Load inventories', 'done'],
      [4, 'Load equipment', 'done'],
      [5, 'Load skills', 'done'],
      [6, 'Load quests', 'done'],
      [7, 'Load guilds', 'done'],
      [8, 'Start the periodic snapshot', 'done'],
      [9, 'Accept connections', 'done'],
    ]);
    const shutdown = status.steps.filter(({ phase }) => phase === 'shutdown');
    expect(shutdown.map(({ number, state }) => [number, state])).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((number) => [number, 'waiting']),
    );
    const logged = readFileSync(join(host.dataDir, 'logs', 'host.log'), 'utf8')
      .split('\n')
      .filter((line) => line.includes('"phase":"startup"'))
      .map((line) => JSON.parse(line).number);
    expect(logged).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('[H4] keeps to what the configuration and the command line say', async () => {
    const dataDir = temporaryDirectory();
    const first = await start(dataDir);
    const { port } = new URL(first.url);
    await first.stop();
    const config = JSON.parse(readConfig(dataDir));
    writeFileSync(
      join(dataDir, 'config.json'),
      JSON.stringify({ ...config, name: 'Renamed', port: 1 }),
    );
    const second = await start(dataDir, ['--port', port]);
    expect(new URL(second.url).port).toBe(port);
    expect(second.tokens).toEqual(first.tokens);
    const { status } = await (await admin(second)).call<{ status: object }>('server.status');
    expect(status).toMatchObject({ name: 'Renamed' });
    // The command line is for this run alone.
    expect(JSON.parse(readConfig(dataDir)).port).toBe(1);
  });
});

describe('a second host on the same directory', () => {
  it('[H5] is refused with a sentence that names the first, which goes on unharmed', async () => {
    const dataDir = temporaryDirectory();
    const first = await start(dataDir);
    const connection = await admin(first);
    for (let i = 0; i < 2; i++) {
      const { code, stdout, stderr } = await runHost('--data', dataDir, '--port', '0');
      expect(code).toBe(1);
      expect(stdout).toBe('');
      expect(sentence(stderr)).toContain(`process id ${first.pid}, which serves ${first.url}`);
      expect(sentence(stderr)).toContain('--data');
    }
    expect(await connection.call('guilds.list')).toEqual({ guilds: [] });
    expect(await first.stop()).toBe(0);
    await start(dataDir);
  });
});

describe('what cannot be', () => {
  /** Starts a host on a directory with this configuration, and expects nothing there to change. */
  async function refuse(text: string): Promise<string> {
    const dataDir = temporaryDirectory();
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(join(dataDir, 'config.json'), text);
    const { code, stdout, stderr } = await runHost('--data', dataDir, '--port', '0');
    expect([code, stdout]).toEqual([1, '']);
    expect(readConfig(dataDir)).toBe(text);
    expect(readdirSync(dataDir).filter((name) => name !== 'locks')).toEqual(['config.json']);
    expect(sentence(stderr)).toContain(join(dataDir, 'config.json'));
    return sentence(stderr);
  }

  const tokens = { game: 'g'.repeat(32), gm: 'm'.repeat(32), admin: 'a'.repeat(32) };

  it.each([
    ['an unknown field', { tokens, colour: 'red' }, 'colour'],
    ['a port beyond 65535', { tokens, port: 65_536 }, 'port: '],
    ['a port that is text', { tokens, port: '7780' }, 'port: '],
    ['a token that is missing', { tokens: { game: tokens.game, gm: tokens.gm } }, 'tokens.admin: '],
    ['a token that is short', { tokens: { ...tokens, gm: 'short' } }, 'tokens.gm: '],
    ['a region that there is not', { tokens, region: 'Moon' }, 'region: '],
    ['a server id that would be a path', { tokens, serverId: '../x' }, 'serverId: '],
    ['more characters than there may be', { tokens, maxCharacters: 10_001 }, 'maxCharacters: '],
    [
      'an origin deep inside',
      { tokens, allowedOrigins: ['https://a.example', 'x'] },
      'allowedOrigins.1: ',
    ],
  ])('[H6] refuses %s in the configuration and names its place', async (_, config, path) => {
    expect(await refuse(JSON.stringify(config))).toContain(path);
  });

  it.each(['', '{', '[]', 'null', '"x"'])('[H6] refuses the configuration %j', async (text) => {
    await refuse(text);
  });

  it('[H7] refuses a port that is in use, and names it', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => {
      other.close();
    });
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    const { code, stdout, stderr } = await runHost(
      '--data',
      temporaryDirectory(),
      '--port',
      `${port}`,
    );
    expect([code, stdout]).toEqual([1, '']);
    expect(sentence(stderr)).toContain(`Port ${port} on 127.0.0.1 is in use`);
  });

  it.each([
    [['--port', 'x'], '--port x'],
    [['--port', '70000'], '--port 70000'],
    [['--colour'], '--colour'],
  ])('[H7] refuses the arguments %j and says how it is used', async (args, named) => {
    const { code, stdout, stderr } = await runHost(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Usage:');
    expect(stderr).toContain(named);
  });
});
