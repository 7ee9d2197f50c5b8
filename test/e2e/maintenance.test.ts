/** The Maintenance page: a vacuum by hand, its failure, and the checks. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/main/storage/sqlite.ts';
import { hasDisplay } from '../support/desktop.ts';
import { RawConnection } from '../support/raw-client.ts';
import { openDesktop } from './open-desktop.ts';

const SOON = { timeout: 40_000 };

describe.skipIf(!hasDisplay)('the page of maintenance', () => {
  it('[U13] says what a vacuum does first, does it, and tells what came of it', async () => {
    const desktop = await openDesktop();
    const { page } = desktop;
    const url = await desktop.url();
    const admin = await RawConnection.open({ url, token: desktop.tokens().admin });
    await page.keyboard.press('Control+8');
    await page
      .getByTestId('vacuum-estimate')
      .getByText(/The database takes/)
      .waitFor(SOON);
    await page
      .getByTestId('vacuum-next')
      .getByText(/Next one in/)
      .waitFor(SOON);

    await page.getByTestId('vacuum-now').click();
    const dialog = page.getByRole('dialog', { name: 'Vacuum the database?' });
    await dialog.getByText(/is written anew without its unused pages/).waitFor(SOON);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ ...SOON, state: 'hidden' });
    const runs = async () =>
      (
        await admin.call<{ maintenance: { vacuum: { runs: { state: string }[] } } }>(
          'admin.maintenance.get',
        )
      ).maintenance.vacuum.runs.map(({ state }) => state);
    expect(await runs()).toEqual([]);

    await page.getByTestId('vacuum-now').click();
    await dialog.getByRole('button', { name: 'Vacuum' }).click();
    await page
      .getByTestId('vacuum-result')
      .getByText(/Vacuum done in/)
      .waitFor(SOON);
    await page.getByTestId('vacuums-table').getByText('Asked for').waitFor(SOON);
    expect(await runs()).toEqual(['done']);

    // Somebody has the file open: it fails, in red, with the reason.
    const reader = openDatabase(join(desktop.dataDir, 'Server_001.db'), { readonly: true });
    await page.getByTestId('vacuum-now').click();
    await dialog.getByRole('button', { name: 'Vacuum' }).click();
    await page.getByText('The vacuum failed', { exact: true }).waitFor(SOON);
    await page.getByTestId('vacuums-table').getByText('Failed', { exact: true }).waitFor(SOON);
    reader.close();
    expect(await runs()).toEqual(['failed', 'done']);
    await admin.close();
  });

  it('[U13] checks file and rules at the press of a button, or from the palette', async () => {
    const desktop = await openDesktop();
    const { page } = desktop;
    await desktop.url();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('check the rules');
    await page.keyboard.press('Enter');
    await page
      .getByTestId('invariants')
      .getByText(/All rules hold for/)
      .waitFor(SOON);
    await page.getByRole('button', { name: 'Check the file' }).click();
    await page
      .getByTestId('integrity')
      .getByText(/The file is whole/)
      .waitFor(SOON);
    await page
      .getByTestId('journal')
      .getByText(/is on disk/)
      .waitFor(SOON);
    await page.getByTestId('disk').getByText('Quarantine').waitFor(SOON);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('vacuum');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Vacuum the database?' }).waitFor(SOON);
  });
});
