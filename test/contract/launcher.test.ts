/** `npm start` as a user types it: what it does where there is no window, and how a demo begins. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeTempDir, ROOT, startHost } from '../support/host.ts';

function launch(args: readonly string[]) {
  const { DISPLAY: _x, WAYLAND_DISPLAY: _wayland, ...env } = process.env;
  const child = spawn(process.execPath, [join(ROOT, 'scripts/start.mjs'), ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGTERM'));
  const said = { out: '', err: '' };
  child.stdout.on('data', (text) => {
    said.out += text;
  });
  child.stderr.on('data', (text) => {
    said.err += text;
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { child, said, exited };
}

it.runIf(process.platform === 'linux')(
  '[H41] says in a line that there is no window, and serves without one',
  async () => {
    const { child, said, exited } = launch(['--data', makeTempDir(), '--port', '0']);
    await expect.poll(() => said.out, { timeout: 50_000 }).toContain('"event":"ready"');
    expect(said.err).toContain('shardkeep: no window here (no display); the host runs headless\n');
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
  },
);

it('[H40] makes a demo in a place of its own, and none where a shard lives', async () => {
  const demo = join(makeTempDir(), 'demo');
  const first = await startHost({ dataDir: demo, args: ['--demo'] });
  expect(existsSync(join(demo, 'demo.json'))).toBe(true);
  await first.stop();
  // What is a demo stays one, however it is started.
  const again = await startHost({ dataDir: demo });
  const health = await fetch(`${again.url.replace('ws', 'http')}/healthz`);
  expect(health.status).toBe(200);
  await again.stop();

  const real = await startHost({ dataDir: makeTempDir() });
  await real.stop('SIGKILL');
  const { said, exited } = launch(['--headless', '--demo', '--data', real.dataDir]);
  expect(await exited).toBe(1);
  expect(said.err).toContain('holds a shard of its own, which is no demo');
  expect(existsSync(join(real.dataDir, 'demo.json'))).toBe(false);
});
