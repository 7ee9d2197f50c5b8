/** The window around a running shard: what a user sees of what happens to it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { desktopCommand, hasDisplay, quitDesktop } from '../support/desktop.ts';
import { makeTempDir, ROOT, startHost } from '../support/host.ts';
import { RawConnection } from '../support/raw-client.ts';
import { openDesktop } from './open-desktop.ts';

const HOME = { map_id: 'town', position_x: 1, position_y: 2, position_z: 3 };

/** Milliseconds that the window gets to show what happened: generous, for no test is about time. */
const SOON = { timeout: 30_000 };

function create(connection: RawConnection, character_name: string) {
  return connection.call<{ character: { character_id: number } }>('characters.create', {
    account_id: 1,
    character_name,
    ...HOME,
  });
}

describe.skipIf(!hasDisplay)('the window', () => {
  it('[D1] shows what a client of another language does, as it happens', async () => {
    const desktop = await openDesktop();
    const { page } = desktop;
    const url = await desktop.url();
    const { game } = desktop.tokens();
    await page.getByText(/This shard is empty/).waitFor(SOON);

    const example = join(ROOT, 'docs/examples/play.py');
    execFileSync('/usr/bin/python3', [example], {
      env: { ...process.env, SHARDKEEP_URL: url, SHARDKEEP_TOKEN: game },
      stdio: 'pipe',
    });
    await page.getByTestId('tile-characters').getByText('2', { exact: true }).waitFor(SOON);

    const client = await RawConnection.open({ url, token: game });
    const shown = page.getByTestId('connect');
    await shown.getByText('127.0.0.1:', { exact: false }).first().waitFor(SOON);
    await client.request('characters.get', { character_id: 999 });
    await create(client, 'Third');
    await page.getByTestId('tile-characters').getByText('3', { exact: true }).waitFor(SOON);
    await client.close();
  });

  it('[D2] writes a snapshot at the press of a button, and keeps the history', async () => {
    const desktop = await openDesktop();
    const { page } = desktop;
    const client = await RawConnection.open({
      url: await desktop.url(),
      token: desktop.tokens().game,
    });
    await create(client, 'Saved');
    await page.getByRole('link', { name: 'Saves' }).click();
    await page.getByTestId('snapshot-now').click();
    const row = page.getByTestId('snapshots-table').getByRole('row').nth(1);
    await row.getByText('1', { exact: true }).first().waitFor(SOON);

    // The page and the bounds come back with the next start.
    await desktop.app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 30, width: 1010, height: 707 });
    });
    await expect
      .poll(() => page.evaluate(() => [window.innerWidth > 0, window.outerWidth]), SOON)
      .toEqual([true, 1010]);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await quitDesktop(desktop)).toBe(0);

    const again = await openDesktop({ dataDir: desktop.dataDir });
    await again.page
      .getByTestId('snapshots-table')
      .getByText('1', { exact: true })
      .first()
      .waitFor(SOON);
    expect(await again.page.evaluate(() => [window.outerWidth, window.outerHeight])).toEqual([
      1010, 707,
    ]);
  });

  it('[D19] makes a backup at the press of a button, and tells of one that fails', async () => {
    const desktop = await openDesktop();
    const { page } = desktop;
    const url = await desktop.url();
    const admin = await RawConnection.open({ url, token: desktop.tokens().admin });
    await create(admin, 'Kept');
    await page.getByRole('link', { name: 'Backups' }).click();
    await page.getByTestId('backup-now').click();
    await page.getByRole('dialog').getByRole('textbox').fill('before the dragon');
    await page.keyboard.press('Enter');
    const table = page.getByTestId('backups-table');
    await table.getByText('before the dragon').waitFor(SOON);
    const { backups } = await admin.call<{ backups: { label: string; name: string }[] }>(
      'admin.backups.list',
    );
    expect(backups).toMatchObject([{ label: 'before the dragon' }]);

    // The directory cannot be written any more: a file lies where it was.
    const directory = join(desktop.dataDir, 'backups');
    rmSync(directory, { recursive: true });
    writeFileSync(directory, '');
    await admin.request('admin.backups.create', {});
    await page.getByTestId('notice-backup').waitFor(SOON);
    await admin.close();
  });

  it('[D3] tells of a journal process that died and is back, and nothing is lost', async () => {
    const desktop = await openDesktop();
    const { page } = desktop;
    const url = await desktop.url();
    const admin = await RawConnection.open({ url, token: desktop.tokens().admin });
    const { status } = await admin.call<{ status: { processes: { name: string; pid: number }[] } }>(
      'server.status',
    );
    const journal = status.processes.find(({ name }) => name === 'journal');
    process.kill(journal?.pid as number, 'SIGKILL');
    await page
      .getByText(/restarted 1 time|journal.*started again/i)
      .first()
      .waitFor(SOON);
    await create(admin, 'After the death');
    await page.getByTestId('tile-characters').getByText('1', { exact: true }).waitFor(SOON);
    await admin.close();
  });

  it('[D4] may die, and so may what draws it: the shard serves, and the page comes back', async () => {
    const desktop = await openDesktop();
    const { app } = desktop;
    const client = await RawConnection.open({
      url: await desktop.url(),
      token: desktop.tokens().game,
    });
    const { character } = (await create(client, 'Survivor')) as never as {
      character: { character_id: number };
    };
    const pageProcess = () =>
      app.evaluate(({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents;
        return contents?.isLoading() ? 0 : (contents?.getOSProcessId() ?? 0);
      });
    const first = await pageProcess();
    process.kill(first, 'SIGKILL');
    const gpu = await app.evaluate(({ app: electron }) => {
      const drawing = electron.getAppMetrics().find(({ type }) => type === 'GPU');
      return drawing?.pid ?? null;
    });
    if (gpu !== null) process.kill(gpu, 'SIGKILL');
    await client.call('characters.get', { character_id: character.character_id });
    await create(client, 'Born meanwhile');
    await expect.poll(async () => ![0, first].includes(await pageProcess()), SOON).toBe(true);
    // Playwright has lost the page with its process; main knows what the new one shows.
    await expect
      .poll(
        () =>
          app.evaluate(({ BrowserWindow }) =>
            BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
              'document.querySelector("[data-testid=tile-characters]")?.textContent ?? ""',
            ),
          ),
        SOON,
      )
      .toContain('2');
    await client.close();
    const { exited } = desktop;
    await app.evaluate(({ app: electron }) => electron.quit());
    expect(await exited).toBe(0);
  });

  it('[D5] shows the steps of the end, and leaves whole data behind', async () => {
    const desktop = await openDesktop();
    const client = await RawConnection.open({
      url: await desktop.url(),
      token: desktop.tokens().game,
    });
    const { character } = (await create(client, 'Kept')) as never as {
      character: { character_id: number };
    };
    await client.call('items.create', {
      character_id: character.character_id,
      item_type: 'Sword',
    });
    const seen = desktop.page.evaluate(
      () =>
        new Promise<string[]>((resolve) => {
          window.shardkeep!.onState((state) => {
            if (state.kind !== 'stopping') return;
            const done = state.steps.filter((step) => step.state === 'done');
            if (done.some(({ number }) => number === 4)) resolve(done.map(({ name }) => name));
          });
        }),
    );
    const code = quitDesktop(desktop);
    // Somebody who does not want to watch closes the window; the end goes on.
    await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    expect(await seen).toContain('Create the final snapshot');
    expect(await code).toBe(0);

    const host = await startHost({ dataDir: desktop.dataDir });
    const reader = await RawConnection.open({ url: host.url, token: host.tokens.game });
    const { items } = await reader.call<{ items: unknown[] }>('inventory.get', {
      character_id: character.character_id,
    });
    expect(items).toHaveLength(1);
    await reader.close();
    await host.stop();
  });

  it('[D6] is focused by a second start on its data; other data opens beside it', async () => {
    const desktop = await openDesktop();
    await desktop.url();
    const isVisible = () =>
      desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());
    await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
    expect(await isVisible()).toBe(false);
    const { executable, args, env } = desktopCommand(desktop.dataDir);
    const second = spawnSync(executable, args, { env, encoding: 'utf8' });
    expect(second.status).toBe(0);
    expect(second.stderr).toContain('runs on');
    await expect.poll(isVisible, SOON).toBe(true);
    const other = await openDesktop();
    await other.url();
  });

  it('[D7] says why a shard could not start, and ends with an error', async () => {
    const host = await startHost();
    const desktop = await openDesktop({ dataDir: host.dataDir });
    await desktop.page.getByText(/is in use by the Shardkeep host/).waitFor(SOON);
    expect(await quitDesktop(desktop)).toBe(1);
    await host.stop();
  });

  it('[D8] opens a demo world in a place of its own, under a banner, and plays in it', async () => {
    const home = makeTempDir();
    const desktop = await openDesktop({
      dataDir: join(home, 'demo'),
      args: ['--demo'],
    });
    const { page } = desktop;
    await page.getByTestId('banner-demo').waitFor(SOON);
    await page.getByTestId('tile-characters').getByText('1,000', { exact: true }).waitFor({
      timeout: 120_000,
    });
    await page
      .getByTestId('tile-characters')
      .getByText(/200 online|1\d\d online/)
      .waitFor(SOON);
    expect(await quitDesktop(desktop)).toBe(0);

    // A real shard is never made one.
    const host = await startHost({ dataDir: makeTempDir() });
    await host.stop('SIGKILL');
    const refused = await openDesktop({ dataDir: host.dataDir, args: ['--demo'] });
    await refused.page.getByText(/holds a shard of its own/).waitFor(SOON);
  });

  it.runIf(process.platform === 'linux')(
    '[D17] asks before its closing ends a shard that could not be found again',
    async () => {
      // Without a session bus there is no tray.
      const desktop = await openDesktop({ env: { DBUS_SESSION_BUS_ADDRESS: '' } });
      await desktop.url();
      const { app } = desktop;
      // A test cannot press the buttons of the system's own dialogs.
      const answer = (response: number) =>
        app.evaluate(({ dialog }, wanted) => {
          const asked: string[] = [];
          dialog.showMessageBox = (async (_window: unknown, options: { message: string }) => {
            asked.push(options.message);
            return { response: wanted, checkboxChecked: false };
          }) as never;
          (globalThis as never as { asked: string[] }).asked = asked;
        }, response);
      const close = () =>
        app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
      await answer(1);
      await close();
      await expect
        .poll(() => app.evaluate(() => (globalThis as never as { asked: string[] }).asked), SOON)
        .toEqual(['Stop the shard?']);
      await desktop.url();
      await answer(0);
      await close();
      expect(await desktop.exited).toBe(0);
    },
  );

  it.runIf(process.platform === 'linux')(
    '[D18] opens the demo beside an empty shard at a click',
    async () => {
      const home = makeTempDir();
      const desktop = await openDesktop({ env: { XDG_DATA_HOME: home } });
      await desktop.page
        .getByTestId('empty')
        .getByRole('button', { name: 'Open a demo world' })
        .click();
      const holder = join(home, 'Shardkeep-demo/locks/host.json');
      const demo = () =>
        JSON.parse(readFileSync(holder, 'utf8')) as { pid: number; url: string | null };
      onTestFinished(() => {
        if (existsSync(holder)) process.kill(demo().pid, 'SIGKILL');
      });
      await expect
        .poll(() => existsSync(holder) && demo().url !== null, { timeout: 60_000 })
        .toBe(true);
      expect(await quitDesktop(desktop)).toBe(0);
    },
  );
});
