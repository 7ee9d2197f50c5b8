/** The page of settings: what is typed, what becomes of it, tokens, and alerts to wherever they go. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { type AlertSettings, DEFAULT_ALERTS } from '../../src/shared/alerts.ts';
import type { HostResult } from '../../src/shared/host-methods.ts';
import type { Settings } from '../../src/shared/settings.ts';
import { hasDisplay } from '../support/desktop.ts';
import { RawConnection, RefusedError } from '../support/raw-client.ts';
import { HOME } from '../support/shared-host.ts';
import { webhookServer } from '../support/webhook-server.ts';
import { SOON, tabTo } from './keyboard.ts';
import { openDesktop } from './open-desktop.ts';

async function open() {
  const desktop = await openDesktop();
  const { page } = desktop;
  const url = await desktop.url();
  const admin = await RawConnection.open({ url, token: desktop.tokens().admin });
  await page.keyboard.press('Control+9');
  await page.getByTestId('settings-shard').waitFor(SOON);
  const settings = async () =>
    (await admin.call<HostResult<'admin.settings.get'>>('admin.settings.get')).settings;
  const bar = page.getByTestId('save-bar');
  return { desktop, page, url, admin, settings, bar };
}

const field = (page: Page, section: string, label: string) =>
  page.getByTestId(`settings-${section}`).getByRole('textbox', { name: label, exact: true });

const create = (admin: RawConnection, character_name: string) =>
  admin.call('characters.create', { account_id: 1, character_name, ...HOME });

describe.skipIf(!hasDisplay)('the page of settings', () => {
  it('[T12] changes what holds at once, and says that it did', async () => {
    const { page, settings, bar } = await open();
    await field(page, 'shard', 'Name').fill('Northwind');
    await field(page, 'saves', 'Snapshot every').fill('300');
    await page.getByLabel('Slots of a bag: No limit').uncheck();
    await field(page, 'shard', 'Slots of a bag').fill('40');
    await page.getByLabel('Vacuum at').selectOption('');
    await bar.getByText('Unsaved: Name, Snapshot every, Slots of a bag, Vacuum at').waitFor(SOON);
    await bar.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The settings are saved.').waitFor(SOON);
    await page.getByTestId('shard-name').getByText('Northwind').waitFor(SOON);
    expect(await bar.count()).toBe(0);
    expect(await settings()).toMatchObject({
      name: 'Northwind',
      snapshotSeconds: 300,
      bagSlots: 40,
      vacuumHour: null,
    });
    await page.getByRole('button', { name: 'Back to the default of Snapshot every' }).click();
    await bar.getByRole('button', { name: 'Save' }).click();
    await expect.poll(async () => (await settings()).snapshotSeconds, SOON).toBe(120);
  });

  it('[T13] shows what is wrong at its field and sends nothing; what is typed stays over pages', async () => {
    const { page, settings, bar, admin } = await open();
    const before = await settings();
    const port = field(page, 'network', 'Port');
    await field(page, 'shard', 'Location').fill('Oslo');
    await port.fill('99999');
    await page.getByText('At most 65,535.').waitFor(SOON);
    expect(await port.getAttribute('aria-invalid')).toBe('true');
    await bar.getByRole('button', { name: 'Save' }).click();
    await bar.getByText('1 field is not as it can be; nothing was saved.').waitFor(SOON);
    await expect
      .poll(() => port.evaluate((one) => one === document.activeElement), SOON)
      .toBe(true);
    expect(await settings()).toEqual(before);

    await page.keyboard.press('Control+1');
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor(SOON);
    await page.keyboard.press('Control+9');
    expect(await port.inputValue()).toBe('99999');
    await bar.getByRole('button', { name: 'Discard' }).click();
    await expect.poll(() => port.inputValue(), SOON).toBe('7780');

    // What the shard as it is does not allow is said there as well.
    await create(admin, 'Aria');
    await create(admin, 'Borin');
    await field(page, 'shard', 'Characters at most').fill('1');
    await bar.getByRole('button', { name: 'Save' }).click();
    await page
      .getByTestId('settings-shard')
      .getByText('The shard has 2 characters already.')
      .waitFor(SOON);
    await bar.getByRole('button', { name: 'Discard' }).click();
    expect(await settings()).toEqual(before);
  });

  it('[T19] saves by a key, and marks what is not saved, from other pages too', async () => {
    const { page, settings, bar } = await open();
    const marked = page.locator('[data-unsaved="true"]');
    const waiting = page.getByTestId('unsaved');
    const name = field(page, 'shard', 'Name');
    await name.fill('Northwind');
    await page.getByLabel('Show alerts on the desktop').uncheck();
    expect(await marked.count()).toBe(2);
    await page.keyboard.press('Control+1');
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor(SOON);
    await waiting.waitFor(SOON);
    // There the key is nobody's.
    await page.keyboard.press('Control+s');
    await page.keyboard.press('?');
    await page.getByText('Settings: save what was changed').waitFor(SOON);
    await page.keyboard.press('Escape');
    await waiting.click();
    await bar.getByText('Unsaved: Name, Alerts').waitFor(SOON);
    await name.focus();
    await page.keyboard.press('Control+s');
    await page.getByText('The settings are saved.').waitFor(SOON);
    await bar.waitFor({ ...SOON, state: 'hidden' });
    await waiting.waitFor({ ...SOON, state: 'hidden' });
    expect(await marked.count()).toBe(0);
    expect(await settings()).toMatchObject({ name: 'Northwind', alerts: { desktop: false } });

    // What is wrong is led to, as by the button.
    const port = field(page, 'network', 'Port');
    await port.fill('99999');
    await page.getByLabel('Show alerts on the desktop').focus();
    await page.keyboard.press('Control+s');
    await expect
      .poll(() => port.evaluate((one) => one === document.activeElement), SOON)
      .toBe(true);
  });

  it('[T14] notices what was changed elsewhere, and lets theirs stand', async () => {
    const { page, admin, bar } = await open();
    const name = field(page, 'shard', 'Name');
    await name.fill('Mine');
    await admin.call('admin.settings.set', { settings: { name: 'Theirs', location: 'Oslo' } });
    await page.getByText('Changed elsewhere meanwhile.').waitFor(SOON);
    await expect.poll(() => field(page, 'shard', 'Location').inputValue(), SOON).toBe('Oslo');
    expect(await name.inputValue()).toBe('Mine');
    await page.getByRole('button', { name: 'Take theirs for Name' }).click();
    await expect.poll(() => name.inputValue(), SOON).toBe('Theirs');
    expect(await bar.count()).toBe(0);
  });

  it('[T4] says what needs a restart until that is so no more', async () => {
    const { page, bar, settings } = await open();
    const port = field(page, 'network', 'Port');
    const notice = page.getByTestId('notice-restart');
    const save = async (value: string) => {
      await port.fill(value);
      await bar.getByRole('button', { name: 'Save' }).click();
      await expect.poll(async () => String((await settings()).port), SOON).toBe(value);
    };
    await page
      .getByText('0 picks a free one at each start. Holds from the next start on.')
      .waitFor(SOON);
    await save('4321');
    await notice.getByText('Port: saved, and in use from the next start on.').waitFor(SOON);
    await page.keyboard.press('Control+1');
    await page.keyboard.press('Control+9');
    await notice.getByRole('button', { name: 'Restart now…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Restart the shard?' });
    await dialog.getByText(/this window closes and comes back/).waitFor(SOON);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ ...SOON, state: 'hidden' });
    await save('7780');
    await notice.waitFor({ ...SOON, state: 'hidden' });
  });

  it('[T15] replaces a token, saying first who is cut off', async () => {
    const { desktop, page, url, admin } = await open();
    const old = desktop.tokens();
    const game = await RawConnection.open({ url, token: old.game });
    const card = page.getByTestId('settings-tokens');
    await card.getByRole('button', { name: 'Show the game token' }).click();
    await card.getByText(old.game).waitFor(SOON);
    await card.getByRole('button', { name: 'Replace the game token…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Replace the game token?' });
    await dialog.getByText(/^1 connection is closed at once: 127\.0\.0\.1:\d+\./).waitFor(SOON);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(desktop.tokens()).toEqual(old);

    await card.getByRole('button', { name: 'Replace the game token…' }).click();
    await dialog.getByText(/^1 connection is closed/).waitFor(SOON);
    await dialog.getByRole('button', { name: 'Replace the token' }).click();
    await page
      .getByTestId('token-replaced')
      .getByText('The game token is a new one. 1 connection was closed.')
      .waitFor(SOON);
    await page.getByTestId('token-replaced').locator('time').waitFor(SOON);
    expect(await game.closed).toMatchObject({ code: 4401 });
    const { game: token } = desktop.tokens();
    expect(token).not.toBe(old.game);
    // The old one is shown no more.
    expect(await card.getByText(old.game).count()).toBe(0);
    await card.getByRole('button', { name: 'Show the game token' }).click();
    await card.getByText(token).waitFor(SOON);
    await expect(RawConnection.open({ url, token: old.game })).rejects.toThrow(RefusedError);
    await (await RawConnection.open({ url, token })).close();

    // The window itself needs none, and goes on.
    await card.getByRole('button', { name: 'Replace the admin token…' }).click();
    await page.getByRole('button', { name: 'Replace the token' }).click();
    await page
      .getByTestId('token-replaced')
      .getByText(/^The admin token is a new one/)
      .waitFor(SOON);
    expect(await admin.closed).toMatchObject({ code: 4401 });
    await page.keyboard.press('Control+1');
    await page.getByTestId('safety').getByText('Running.').waitFor(SOON);
  });

  it('[T16] tests the webhook, and shows an alert there, on the desktop and here until it is over', async () => {
    const webhook = await webhookServer();
    const { desktop, page, admin, bar, settings } = await open();
    // What the desktop would show; here is none.
    await desktop.app.evaluate(({ Notification }) => {
      const shown: string[] = [];
      Object.assign(globalThis, { shownByTest: shown });
      Notification.isSupported = () => true;
      Notification.prototype.show = function show() {
        shown.push(`${this.title}|${this.body}`);
      };
    });
    const shown = () =>
      desktop.app.evaluate(() => (globalThis as unknown as { shownByTest: string[] }).shownByTest);
    const card = page.getByTestId('settings-alerts');
    const test = card.getByRole('button', { name: 'Send a test' });
    await card.getByText('There is no address to send a test to.').waitFor(SOON);
    const address = card.getByLabel('Webhook', { exact: true });
    expect(await address.getAttribute('type')).toBe('password');
    await address.fill(webhook.url);
    await card.getByText(/^Save the address first/).waitFor(SOON);
    // It is off, and says why; who presses it all the same gets nothing.
    await test.click({ force: true });
    await bar.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The settings are saved.').waitFor(SOON);
    expect(webhook.messages).toEqual([]);
    webhook.answer((response) => void response.writeHead(404).end('Unknown Webhook'));
    await test.click();
    await page
      .getByText('The test has not arrived: It answered 404: Unknown Webhook')
      .waitFor(SOON);
    await test.click();
    await page.getByText('The test has arrived: It took the test (204).').waitFor(SOON);
    await page.getByTestId('webhook-test').locator('time').waitFor(SOON);
    expect(webhook.messages).toHaveLength(2);

    await create(admin, 'Aria');
    await page.getByLabel('Characters at most').fill('1');
    await bar.getByRole('button', { name: 'Save' }).click();
    const notice = page.getByTestId('alert-capacity');
    await notice.getByText('1 of 1 characters are taken.').waitFor(SOON);
    await page.keyboard.press('Control+1');
    await notice.waitFor(SOON);
    await expect.poll(() => webhook.messages.length, SOON).toBe(3);
    expect(webhook.messages[2]?.content).toBe('**My Shard**: 1 of 1 characters are taken.');
    await expect.poll(shown, SOON).toHaveLength(1);
    expect((await shown())[0]).toMatch(/^My Shard: alert\|1 of 1 characters are taken\. Raise/);

    await admin.call('admin.settings.set', { settings: { maxCharacters: 10 } });
    await notice.waitFor({ ...SOON, state: 'hidden' });
    await expect.poll(() => webhook.messages.length, SOON).toBe(4);
    await expect.poll(async () => (await shown())[1], SOON).toMatch(/^My Shard: it is over\|It is/);

    // One's own query, with a mistake first.
    await page.keyboard.press('Control+9');
    await card.getByRole('button', { name: 'Watch for something' }).click();
    await card.getByRole('textbox', { name: 'Name' }).fill('Gold');
    const query = card.getByRole('textbox', { name: 'Query' });
    await query.fill('type:GoldTransacton');
    await card.getByText('Did you mean `GoldTransaction`?').waitFor(SOON);
    await query.fill('type:GoldTransaction');
    await bar.getByRole('button', { name: 'Save' }).click();
    await expect
      .poll(async () => (await settings()).alerts.queries, SOON)
      .toEqual([{ name: 'Gold', query: 'type:GoldTransaction' }]);
    await admin.call('gold.grant', { character_id: 1, amount: 5, reason: 'luck' });
    await page
      .getByTestId('alert-query')
      .getByText(/^“Gold” matches an entry/)
      .waitFor(SOON);
  });

  it('[T17] is worked by the keyboard alone', async () => {
    const { page, settings } = await open();
    await tabTo(page, /^Alerts$/);
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.id), SOON)
      .toBe('section-alerts');
    await tabTo(page, /^Show alerts on the desktop$/);
    await page.keyboard.press('Space');
    await tabTo(page, /^Watch for something$/);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    // The row is gone, and the focus is at what made it.
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.textContent), SOON)
      .toBe('Watch for something');
    await tabTo(page, /^Save$/);
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await settings()).alerts.desktop, SOON).toBe(false);
    expect((await settings()).alerts.queries).toEqual([]);
  });

  it('[T17] gives axe nothing to find, in either theme, whatever is typed', async () => {
    const { page, admin } = await open();
    // From the page's first moment on: schemas are made as it is loaded.
    await page.addInitScript(() => {
      const seen: string[] = [];
      Object.assign(window, { violationsSeen: seen });
      document.addEventListener('securitypolicyviolation', (event) =>
        seen.push(event.violatedDirective),
      );
    });
    await page.reload();
    await page.getByTestId('settings-shard').waitFor(SOON);
    const alerts: AlertSettings = {
      ...DEFAULT_ALERTS,
      webhookUrl: 'http://127.0.0.1:9/gone',
      queries: [{ name: 'Gold', query: 'type:GoldTransaction' }],
    };
    const change: Partial<Settings> = { alerts, port: 4321, maxCharacters: 1 };
    await create(admin, 'Aria');
    await admin.call('admin.settings.set', { settings: change });
    await page.getByTestId('alert-capacity').waitFor(SOON);
    await page.getByTestId('notice-restart').waitFor(SOON);
    const check = async (what: string) => {
      for (const theme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: theme });
        const { violations: found } = await new AxeBuilder({ page }).setLegacyMode().analyze();
        const all = found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
        expect(all, `${what} in ${theme}`).toEqual([]);
      }
    };
    await check('as it is');
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByText(/^The test has not arrived/).waitFor(SOON);
    await page.getByLabel('Name', { exact: true }).first().fill('');
    await page.getByRole('button', { name: 'Add a server' }).click();
    await page.getByRole('button', { name: 'Watch for something' }).click();
    await admin.call('admin.settings.set', { settings: { name: 'Theirs' } });
    await page.getByText('Changed elsewhere meanwhile.').waitFor(SOON);
    await page.getByTestId('save-bar').getByRole('button', { name: 'Save' }).click();
    await check('with much that is wrong');
    await page.getByRole('button', { name: 'Replace the gm token…' }).click();
    await page
      .getByRole('dialog')
      .getByText(/^Nobody is connected/)
      .waitFor(SOON);
    await check('asking about a token');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Restart now…' }).click();
    await check('asking about a restart');
    const seen = () => (window as unknown as { violationsSeen: string[] }).violationsSeen;
    expect(await page.evaluate(seen)).toEqual([]);
  });
});
