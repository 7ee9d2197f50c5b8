/** The window whose host starts again, for want of memory or by its settings: it ends, and is there again by itself. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { newConfig, saveConfig } from '../../src/main/host/config.ts';
import { hasDisplay } from '../support/desktop.ts';
import { makeTempDir, ROOT } from '../support/host.ts';
import { RawConnection } from '../support/raw-client.ts';
import { openDesktop } from './open-desktop.ts';

const SOON = { timeout: 60_000 };

/** A data directory with a limit that every window is above. */
async function tight(): Promise<string> {
  const dataDir = makeTempDir();
  const { settings, tokens } = newConfig();
  await saveConfig(dataDir, { settings: { ...settings, memoryLimitMib: 64 }, tokens });
  return dataDir;
}

interface Holder {
  readonly pid: number;
  readonly url: string | null;
}

/** Who holds a data directory, or null where nobody does just now. */
function holderOf(dataDir: string): Holder | null {
  try {
    return JSON.parse(readFileSync(join(dataDir, 'locks/host.json'), 'utf8'));
  } catch {
    return null;
  }
}

/** Raises the limit of the host that comes after `first`; answers its process id. */
async function calm(dataDir: string, first: number): Promise<number> {
  const { admin: token } = JSON.parse(readFileSync(join(dataDir, 'config.json'), 'utf8')).tokens;
  let pid = 0;
  const attempt = async () => {
    const holder = holderOf(dataDir);
    if (holder === null || holder.url === null || holder.pid === first) return false;
    const admin = await RawConnection.open({ url: holder.url, token });
    await admin.call('admin.settings.set', { settings: { memoryLimitMib: 8_192 } });
    const { status } = await admin.call<{ status: { state: string } }>('server.status');
    await admin.close();
    pid = holder.pid;
    return status.state === 'serving';
  };
  await expect.poll(() => attempt().catch(() => false), SOON).toBe(true);
  return pid;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe.skipIf(!hasDisplay)('a window whose settings need a restart', () => {
  it('[T4] starts again at the press of a button, with them', async () => {
    const dataDir = makeTempDir();
    const desktop = await openDesktop({ dataDir });
    const { page } = desktop;
    await desktop.url();
    const elsewhere = join(makeTempDir(), 'copies');
    await page.keyboard.press('Control+9');
    await page.getByLabel('Folder of backups').fill(elsewhere);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'Restart now…' }).click();
    await page.getByRole('button', { name: 'Restart', exact: true }).click();
    expect(await desktop.exited).toBe(75);
    const { admin: token } = desktop.tokens();
    const next = async () => {
      const holder = holderOf(dataDir);
      return holder?.url && holder.pid !== desktop.pid ? holder : null;
    };
    await expect.poll(next, SOON).not.toBeNull();
    const { pid, url } = (await next()) as { pid: number; url: string };
    onTestFinished(() => {
      if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    });
    const admin = await RawConnection.open({ url, token });
    await admin.call('admin.backups.create', {});
    expect(await admin.call('admin.settings.get')).toMatchObject({ restart: [] });
    expect(readdirSync(elsewhere)).not.toEqual([]);
    await admin.close();
    process.kill(pid, 'SIGTERM');
    await expect.poll(() => isAlive(pid), SOON).toBe(false);
  });
});

describe.skipIf(!hasDisplay)('a window at its limit of memory', () => {
  it('[U12] says that it restarts, and does so by itself', async () => {
    const dataDir = await tight();
    const desktop = await openDesktop({ dataDir });
    // Of an empty world the end may be over before anybody has looked.
    const heading = desktop.page.evaluate(
      () =>
        new Promise<string | undefined>((resolve) => {
          const look = () => {
            const text = document.querySelector('h1')?.textContent;
            if (text?.startsWith('Restarting')) resolve(text);
          };
          new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
        }),
    );
    expect(await heading).toBe('Restarting the shard');
    expect(await desktop.exited).toBe(75);
    const pid = await calm(dataDir, desktop.pid);
    onTestFinished(() => {
      if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    });
    process.kill(pid, 'SIGTERM');
    await expect.poll(() => isAlive(pid), SOON).toBe(false);
    // Ended by a person it stays so.
    expect(holderOf(dataDir)?.pid).toBe(pid);
  });

  it('[U9] is started again by `npm start`, once', async () => {
    const dataDir = await tight();
    const args = [join(ROOT, 'scripts/start.mjs'), '--data', dataDir, '--port', '0'];
    const launcher = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    onTestFinished(() => void launcher.kill('SIGTERM'));
    const exited = new Promise<number | null>((resolve) => launcher.once('exit', resolve));
    const said = { out: '', err: '' };
    launcher.stdout.on('data', (text) => {
      said.out += text;
    });
    launcher.stderr.on('data', (text) => {
      said.err += text;
    });
    const ready = () =>
      [...said.out.matchAll(/"event":"ready","pid":(\d+)/g)].map(([, pid]) => Number(pid));
    await expect.poll(ready, { timeout: 120_000 }).toHaveLength(1);
    await calm(dataDir, ready()[0] as number);
    const pids = ready();
    expect(said.err.match(/starting the host again/g)).toHaveLength(pids.length - 1);
    expect(pids.slice(0, -1).filter(isAlive)).toEqual([]);
    launcher.kill('SIGTERM');
    expect(await exited).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
  });
});
