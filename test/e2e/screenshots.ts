/** Pictures of each page in both themes, of a demo world that has been played in for a while. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { launchDesktop, quitDesktop } from '../support/desktop.ts';
import { makeTempDir, ROOT } from '../support/host.ts';

const FOLDER = join(ROOT, 'docs/screenshots');
const PAGES = [
  'Overview',
  'Players',
  'Items',
  'Guilds',
  'Saves',
  'Backups',
  'Activity',
  'Maintenance',
  'Settings',
] as const;

/** Milliseconds of play before the pictures, so that the charts have something to show. */
const PLAY_MS = 75_000;
/** Milliseconds between snapshots meanwhile. */
const SNAPSHOT_MS = 12_000;

const desktop = await launchDesktop({ dataDir: join(makeTempDir(), 'demo'), args: ['--demo'] });
const { app, page } = desktop;
await app.evaluate(({ BrowserWindow }) => {
  BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 860);
});
await page.getByTestId('tile-characters').getByText('1,000', { exact: true }).waitFor();
const end = performance.now() + PLAY_MS;
await page.getByRole('link', { name: 'Saves' }).click();
while (performance.now() < end) {
  await sleep(SNAPSHOT_MS);
  await page.getByTestId('snapshot-now').click();
}
await page.getByRole('link', { name: 'Backups' }).click();
for (const label of ['Before the season begins', 'Before the dragon', 'After the dragon']) {
  await page.getByTestId('backup-now').click();
  await page.getByRole('dialog').getByRole('textbox').fill(label);
  await page.keyboard.press('Enter');
  await page.getByTestId('backups-table').getByText(label).waitFor();
}

async function take(name: string): Promise<void> {
  const path = join(FOLDER, `${name}.png`);
  await page.screenshot({ path });
  console.log(path);
}

await page.getByRole('link', { name: 'Maintenance' }).click();
await page.getByTestId('vacuum-now').click();
await page.getByRole('dialog').getByRole('button', { name: 'Vacuum' }).click();
await page
  .getByTestId('vacuum-result')
  .getByText(/Vacuum done/)
  .waitFor();
await page.getByRole('button', { name: 'Check the file' }).click();
await page.getByRole('button', { name: 'Check the rules' }).click();
await page
  .getByTestId('invariants')
  .getByText(/All rules hold/)
  .waitFor();
mkdirSync(FOLDER, { recursive: true });
for (const theme of ['light', 'dark'] as const) {
  await page.emulateMedia({ colorScheme: theme });
  for (const name of PAGES) {
    await page.getByRole('link', { name }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await sleep(2_000);
    await take(`${name.toLowerCase()}-${theme}`);
  }
  // One who plays, with an item to look at.
  await page.getByRole('link', { name: 'Players', exact: true }).click();
  await page.getByLabel('Online', { exact: true }).check();
  await page
    .getByTestId('total')
    .getByText(/^\d+ players?$/)
    .waitFor();
  await page.getByTestId('players').focus();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.getByTestId('bag').getByRole('button').nth(2).hover();
  await page.getByTestId('item-popover').waitFor();
  await sleep(1_000);
  await take(`player-${theme}`);
  await page.getByRole('link', { name: 'Players', exact: true }).click();
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  // An item, from a line of the log to its whole life.
  await page.getByRole('link', { name: 'Activity' }).click();
  await page.getByTestId('query').fill('type:ItemTransferred');
  await page.keyboard.press('Enter');
  await page
    .getByTestId('entries')
    .getByText(/ gave /)
    .first()
    .waitFor();
  await page.getByTestId('entries').focus();
  await page.keyboard.press('i');
  await page.getByRole('link', { name: 'Open the item’s page' }).click();
  await page.getByTestId('item-life').getByRole('list').first().waitFor();
  await sleep(1_000);
  await take(`item-${theme}`);
  // The largest guild, and the palette over it.
  await page.getByRole('link', { name: 'Guilds' }).click();
  await page.getByTestId('guilds').getByRole('button', { name: 'Members' }).click();
  await page.getByTestId('guilds').getByRole('button', { name: 'Members' }).click();
  await sleep(1_000);
  await page.getByTestId('guilds').locator('[data-row="0"] a').first().click();
  await page.getByTestId('guild-recent').getByRole('list').waitFor();
  await sleep(1_000);
  await take(`guild-${theme}`);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('re');
  await sleep(1_000);
  await take(`palette-${theme}`);
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Activity' }).click();
  await page.getByTestId('query').fill('');
  await page.keyboard.press('Enter');
  // What going back by a minute would undo.
  await page.getByRole('link', { name: 'Backups' }).click();
  await page.getByTestId('restore-open').click();
  await page.getByRole('button', { name: '1 min back' }).click();
  await sleep(1_000);
  await page.getByRole('button', { name: 'Look at what it would undo' }).click();
  await page.getByTestId('restore-run').waitFor();
  await take(`restore-${theme}`);
  // The first of those that it would hit, and only that one.
  await page
    .getByRole('button', { name: /^Bring only/ })
    .first()
    .click();
  await page.getByTestId('character-run').waitFor();
  await page.getByTestId('character-will').scrollIntoViewIfNeeded();
  await take(`character-${theme}`);
  await page.getByRole('button', { name: 'Cancel' }).click();
}
await quitDesktop(desktop);
