/** A restore as an operator does it, with no hand on the mouse; and backups that go wrong, as they see it. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { newConfig, saveConfig } from '../../src/main/host/config.ts';
import { type Desktop, hasDisplay } from '../support/desktop.ts';
import { makeTempDir } from '../support/host.ts';
import { hasSmallDisks, mountSmallDisk } from '../support/small-disk.ts';
import { act, atHeading, SOON, slideTo, tabTo } from './keyboard.ts';
import { openDesktop } from './open-desktop.ts';

/** Milliseconds between what is to stay and what is to be undone: more than a step of the slider. */
const APART_MS = 3_000;

function create(desktop: Desktop, character_name: string) {
  const place = { map_id: 'town', position_x: 1, position_y: 2, position_z: 3 };
  return act(desktop, (game) =>
    game.call('characters.create', { account_id: 1, character_name, ...place }),
  );
}

async function names(desktop: Desktop): Promise<string[]> {
  const { characters } = await act(desktop, (game) =>
    game.call<{ characters: { character_name: string }[] }>('characters.listByAccount', {
      account_id: 1,
    }),
  );
  return characters.map(({ character_name }) => character_name).sort();
}

async function begin(page: Page): Promise<void> {
  await page.getByTestId('restore-run').waitFor(SOON);
  await atHeading(page, /My Shard/);
  await tabTo(page, /^Type My Shard/);
  await page.keyboard.type('My Shard');
  await page.keyboard.press('Enter');
}

async function confirm(page: Page): Promise<void> {
  await begin(page);
  await page.getByTestId('restore-receipt').waitFor(SOON);
}

describe.skipIf(!hasDisplay)('a restore in the window', () => {
  it('[D20] goes to a moment and is undone by the keyboard alone', async () => {
    const desktop = await openDesktop();
    const { page } = desktop;
    await desktop.url();
    await create(desktop, 'Stays');
    await sleep(APART_MS);
    const wanted = Date.now();
    await sleep(APART_MS);
    await create(desktop, 'Mistake');

    await page.keyboard.press('Control+k');
    await page.keyboard.type('restore to a moment');
    await page.keyboard.press('Enter');
    await atHeading(page, 'Restore My Shard');
    await slideTo(page, wanted);
    await tabTo(page, /^Look at what it would undo$/);
    await page.keyboard.press('Enter');

    await page
      .getByTestId('restore-undone')
      .getByText(/My Shard goes back .*1 vanishes/)
      .waitFor(SOON);
    await page.getByTestId('restore-affected').getByText('Mistake').waitFor(SOON);
    expect(await names(desktop)).toEqual(['Mistake', 'Stays']);
    await confirm(page);
    await atHeading(page, 'My Shard is restored');
    expect(await names(desktop)).toEqual(['Stays']);

    // What was shown of before is gone from every page.
    await page.keyboard.press('Control+1');
    await page.getByTestId('tile-characters').getByText('1', { exact: true }).waitFor(SOON);
    await page.keyboard.press('Control+7');

    await page.getByTestId('restore-undo').waitFor(SOON);
    await tabTo(page, /^Undo this restore/);
    await page.keyboard.press('Enter');
    await page
      .getByTestId('restore-undone')
      .getByText(/1 comes back/)
      .waitFor(SOON);
    await confirm(page);
    await atHeading(page, 'The restore is undone');
    expect(await names(desktop)).toEqual(['Mistake', 'Stays']);

    // The receipt stays, and so do the safety backups.
    await tabTo(page, /^Back to the backups$/);
    await page.keyboard.press('Enter');
    await atHeading(page, 'Backups');
    await page
      .getByTestId('restores')
      .getByText(/The restore was undone/)
      .waitFor(SOON);
    await expect
      .poll(() => page.getByTestId('backups-table').getByText('Before restore').count(), SOON)
      .toBe(2);
  });

  it.each([0, 300])(
    '[D30] that is killed %i ms into its phases opens again with the old world or the restored one',
    async (milliseconds) => {
      const desktop = await openDesktop();
      const { page, dataDir } = desktop;
      await desktop.url();
      await create(desktop, 'Stays');
      await act(desktop, (game) => game.call('admin.backups.create', {}));
      await create(desktop, 'Mistake');
      await page.keyboard.press('Control+k');
      await page.keyboard.type('restore from a backup');
      await page.keyboard.press('Enter');
      await atHeading(page, 'Restore My Shard');
      await tabTo(page, /^Look at what it would undo$/);
      await page.keyboard.press('Enter');
      await begin(page);
      await page.getByTestId('restore-phases').waitFor(SOON);
      await sleep(milliseconds);
      desktop.kill();
      await desktop.exited;

      const again = await openDesktop({ dataDir });
      await again.url();
      expect([['Stays'], ['Mistake', 'Stays']]).toContainEqual(await names(again));
      const { ok } = await act(again, (game) =>
        game.call<{ ok: boolean }>('admin.verifyInvariants', {}),
      );
      expect(ok).toBe(true);
      await create(again, 'Plays on');
    },
  );

  it.runIf(hasSmallDisks)(
    '[D21] says that a backup failed for want of space, what that leaves and what to do',
    async () => {
      const dataDir = makeTempDir();
      const backupDirectory = join(mountSmallDisk(64 / 1024) as string, 'backups');
      const { settings, tokens } = newConfig();
      await saveConfig(dataDir, { settings: { ...settings, backupDirectory }, tokens });
      const desktop = await openDesktop({ dataDir });
      const { page } = desktop;
      await desktop.url();
      await create(desktop, 'Kept');
      await page.keyboard.press('Control+7');
      await page.getByTestId('backup-now').focus();
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').getByRole('textbox').waitFor(SOON);
      await page.keyboard.press('Enter');

      const failed = page.getByRole('alert').filter({ hasText: 'The backup failed' });
      await failed
        .getByText(/There are \d+ MiB free in .*, and a backup needs \d+\./)
        .waitFor(SOON);
      const notice = page.getByTestId('notice-backup');
      await notice.getByText(/There is no backup yet\. The next run tries again\./).waitFor(SOON);
      // Wherever one looks: the Overview says it as well, and that nothing is lost.
      await page.keyboard.press('Control+1');
      const safety = page.getByTestId('safety');
      await safety.getByText(/the latest attempt at one failed/).waitFor(SOON);
      await safety.getByText(/nothing acknowledged would be lost/).waitFor(SOON);
      expect(await names(desktop)).toEqual(['Kept']);
    },
  );

  it('[D25] shows the file of a backup in its folder', async () => {
    const desktop = await openDesktop();
    const { app, page } = desktop;
    await desktop.url();
    const { backup } = await act(desktop, (admin) =>
      admin.call<{ backup: { name: string } }>('admin.backups.create', {}),
    );
    await app.evaluate(({ shell }) => {
      shell.showItemInFolder = (path) => Object.assign(globalThis, { shown: path });
    });
    await page.keyboard.press('Control+7');
    await page
      .getByTestId('backups-table')
      .getByRole('button', { name: /^Actions/ })
      .click();
    await page.getByRole('menuitem', { name: 'Show in folder' }).click();
    await expect
      .poll(() => app.evaluate(() => (globalThis as { shown?: string }).shown), SOON)
      .toBe(join(desktop.dataDir, 'backups', `${backup.name}.db`));
  });
});
