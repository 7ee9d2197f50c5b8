/** The window for everybody: no finding of axe in either theme, and all of it by keyboard alone. */
import { setTimeout as sleep } from 'node:timers/promises';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { hasDisplay } from '../support/desktop.ts';
import { RawConnection } from '../support/raw-client.ts';
import { slideTo } from './keyboard.ts';
import { openDesktop } from './open-desktop.ts';

const SOON = { timeout: 30_000 };
/** Milliseconds between what is to come back and what was done since: more than a step of the slider. */
const APART_MS = 3_000;

async function findings(page: Page): Promise<string[]> {
  // Electron opens no further pages, which axe would use to look into frames; there are none.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

describe.skipIf(!hasDisplay)('the window is for everybody', () => {
  it('[D9] gives axe nothing to find, on each page in each theme', async () => {
    const desktop = await openDesktop();
    const { page } = desktop;
    await desktop.url();
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      for (const name of ['Overview', 'Saves', 'Backups', 'Activity', 'Maintenance', 'Settings']) {
        await page.getByRole('link', { name }).click();
        await page.getByRole('heading', { level: 1, name }).waitFor(SOON);
        expect(await findings(page), `${name} in ${theme}`).toEqual([]);
      }
    }
  });

  it('[D9] gives axe nothing to find in the dialogs of backups and the steps of a restore', async () => {
    const desktop = await openDesktop();
    const { page } = desktop;
    const url = await desktop.url();
    const admin = await RawConnection.open({ url, token: desktop.tokens().admin });
    await admin.call('admin.backups.create', {});
    await admin.call('characters.create', {
      account_id: 1,
      character_name: 'Later',
      map_id: 'town',
      position_x: 1,
      position_y: 2,
      position_z: 3,
    });
    await admin.close();
    const check = async (what: string) => {
      for (const theme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: theme });
        expect(await findings(page), `${what} in ${theme}`).toEqual([]);
      }
    };
    await page.keyboard.press('Control+7');
    await page.getByTestId('backup-now').click();
    await page.getByRole('dialog').getByRole('textbox').waitFor(SOON);
    await check('asking for a backup');
    await page.keyboard.press('Escape');
    const actions = page.getByTestId('backups-table').getByRole('button', { name: /^Actions/ });
    await actions.click();
    await check('the actions for a backup');
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    await page.getByRole('dialog').waitFor(SOON);
    await check('deleting a backup');
    await page.keyboard.press('Escape');

    await page.getByTestId('restore-open').click();
    await page.getByRole('slider').waitFor(SOON);
    await check('choosing a moment');
    await page.getByText('From a backup').click();
    await page.getByLabel('Backup', { exact: true }).waitFor(SOON);
    await check('choosing a backup');
    await page.getByRole('button', { name: 'Look at what it would undo' }).click();
    const name = page.getByLabel(/^Type .* to confirm/);
    await name.waitFor(SOON);
    await name.press('Enter');
    await check('confirming');
    await name.fill('My Shard');
    await name.press('Enter');
    await page.getByTestId('restore-receipt').waitFor(SOON);
    await check('the receipt');
    await page.getByRole('button', { name: 'Back to the backups' }).click();
    await page.getByTestId('restores').waitFor(SOON);
    await check('the page of backups after a restore');
  });

  it('[D9] gives axe nothing to find in the steps of bringing one character back', async () => {
    const desktop = await openDesktop();
    const { page } = desktop;
    const url = await desktop.url();
    const admin = await RawConnection.open({ url, token: desktop.tokens().admin });
    const create = (character_name: string) =>
      admin.call<{ character: { character_id: number } }>('characters.create', {
        account_id: 1,
        character_name,
        gold: 100,
        map_id: 'town',
        position_x: 1,
        position_y: 2,
        position_z: 3,
      });
    const { character } = await create('Aria');
    const { character_id } = character;
    const item = { character_id, item_type: 'sword' };
    const made = await admin.call<{ item: { item_id: string } }>('items.create', item);
    await admin.call('items.create', { character_id, item_type: 'shield' });
    await sleep(APART_MS);
    const wanted = Date.now();
    await sleep(APART_MS);
    const other = await create('Bert');
    const { item_id } = made.item;
    const to_character_id = other.character.character_id;
    await admin.call('items.transfer', { item_id, to_character_id });
    await admin.call('characters.delete', { character_id });
    await create('Aria');
    const check = async (what: string) => {
      for (const theme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: theme });
        expect(await findings(page), `${what} in ${theme}`).toEqual([]);
      }
    };
    await page.keyboard.press('Control+7');
    await page.getByTestId('character-open').click();
    await page.getByRole('slider').waitFor(SOON);
    await page.getByRole('button', { name: 'Compare with today' }).click();
    await check('choosing by name');
    await page.getByTestId('character-name').fill('Nobody');
    await page.getByRole('button', { name: 'Compare with today' }).click();
    await page.getByRole('alert').waitFor(SOON);
    await check('nobody of that name');
    await page.getByText('By number', { exact: true }).click();
    await page.getByLabel(/^Number/).fill(String(character_id));
    await slideTo(page, wanted);
    await page.getByRole('button', { name: 'Compare with today' }).click();
    const will = page.getByTestId('character-will');
    await will.getByText(/^Aria comes back.*1 item is made anew/).waitFor(SOON);
    await page.getByLabel('Show what is the same').check();
    await page.getByTestId('character-run').press('Enter');
    await check('deciding, with all that is missing said');
    const name = page.getByLabel(/^Another name/);
    await expect.poll(() => name.evaluate((one) => one === document.activeElement)).toBe(true);
    await name.fill('Aria the second');
    await page.getByLabel(/^I agree that 100 gold/).check();
    await page.getByRole('textbox', { name: 'Reason' }).fill('deleted by mistake');
    await page.getByTestId('character-run').click();
    await page.getByTestId('character-receipt').waitFor(SOON);
    await check('the receipt');
    await admin.call('gold.spend', { character_id, amount: 1, reason: 'bread' });
    await page.getByTestId('character-undo').click();
    await page
      .getByRole('alert')
      .getByText(/Aria the second’s gold/)
      .waitFor(SOON);
    await check('an undo that was refused');
    await page.getByRole('button', { name: 'Back to the backups' }).click();
    await page.getByTestId('character-last').waitFor(SOON);
    await check('the page of backups after it');
    await admin.close();
  });

  it('[D10] is worked by the keyboard alone', async () => {
    const desktop = await openDesktop();
    const { page } = desktop;
    await desktop.url();

    await page.keyboard.press('Control+6');
    await page.getByRole('heading', { level: 1, name: 'Saves' }).waitFor(SOON);
    await page.keyboard.press('Control+1');
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor(SOON);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('snapshot now');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+6');
    await page.getByTestId('snapshots-table').getByText('Asked for').waitFor(SOON);

    // Tab comes by everything that can be pressed, and where it is can be seen.
    const wanted = await page.evaluate(() => {
      const all = document.querySelectorAll<HTMLElement>(
        'main a[href], main button, header button, nav a',
      );
      return [...all].filter((one) => one.offsetParent !== null && !one.hasAttribute('disabled'))
        .length;
    });
    const reached = new Set<string>();
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    for (let i = 0; i < wanted * 3; i++) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(() => {
        const one = document.activeElement as HTMLElement;
        const isVisible = one.matches(':focus-visible');
        return isVisible && one !== document.body
          ? `${one.tagName} ${one.getAttribute('aria-label') ?? one.textContent} ${one.getBoundingClientRect().top}`
          : '';
      });
      if (at !== '') reached.add(at);
    }
    expect(reached.size).toBeGreaterThanOrEqual(wanted);
  });
});
