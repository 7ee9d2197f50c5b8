/** The pages Items and Guilds over one small world, in the real window. */
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/main/storage/sqlite.ts';
import type { ActivityFound } from '../../src/shared/activity.ts';
import type { Guild, Item, Member } from '../../src/shared/rows.ts';
import { type Desktop, hasDisplay, launchDesktop, quitDesktop } from '../support/desktop.ts';
import { makeTempDir } from '../support/host.ts';
import { RawConnection } from '../support/raw-client.ts';
import { tabTo } from './keyboard.ts';

const SOON = { timeout: 60_000 };
/** More than are loaded at a time, and than are drawn. */
const ARROWS = 450;

let desktop: Desktop;
let admin: RawConnection;

const who: Record<'Aria' | 'Bert' | 'Cleo', number> = { Aria: 0, Bert: 0, Cleo: 0 };
/** Ids of items by what a test calls them. */
const made: Record<'sword' | 'potion' | 'shield', string> = { sword: '', potion: '', shield: '' };
let watch = 0;

const part = (id: string): Locator => desktop.page.getByTestId(id);
const rows = (grid: string) => part(grid).locator('[data-row]');
const heading = (name: string | RegExp) => desktop.page.getByRole('heading', { level: 1, name });

async function connect(): Promise<void> {
  const url = await desktop.url();
  admin = await RawConnection.open({ url, token: desktop.tokens().admin });
}

async function makeItem(character_id: number, item_type: string, rest: object = {}) {
  const { item } = await admin.call<{ item: Item }>('items.create', {
    character_id,
    item_type,
    ...rest,
  });
  return item.item_id;
}

async function makeWorld(): Promise<void> {
  for (const character_name of Object.keys(who) as (keyof typeof who)[]) {
    const { character } = await admin.call<{ character: { character_id: number } }>(
      'characters.create',
      {
        account_id: 1,
        character_name,
        map_id: 'town',
        position_x: 1,
        position_y: 2,
        position_z: 3,
      },
    );
    who[character_name] = character.character_id;
  }
  const { Aria, Bert, Cleo } = who;
  made.sword = await makeItem(Aria, 'Flaming Sword', {
    properties: { durability: 40, owner: 'x' },
  });
  const { sword } = made;
  await admin.call('items.transfer', { item_id: sword, to_character_id: Bert });
  await admin.call('items.update', { item_id: sword, properties: { durability: 39, owner: 'x' } });
  await admin.call('items.drop', { item_id: sword });
  await admin.call('items.loot', { item_id: sword, character_id: Cleo });
  made.potion = await makeItem(Aria, 'Potion', { quantity: 5 });
  await admin.call('items.destroy', { item_id: made.potion });
  made.shield = await makeItem(Aria, 'Shield');
  for (let i = 0; i < ARROWS; i++) await makeItem(Cleo, 'Arrow', { properties: { nr: i } });
  const { guild } = await admin.call<{ guild: Guild }>('guilds.create', {
    guild_name: 'The Watch',
    leader_id: Aria,
  });
  watch = guild.guild_id;
  await admin.call('guilds.addMember', { guild_id: watch, character_id: Bert, rank: 'captain' });
  await admin.call('guilds.create', { guild_name: 'Red Hand', leader_id: Cleo });
}

/** Somebody edits the database while the host is down: Aria's shield is Bert's from then on. */
async function giveShieldByHand(): Promise<void> {
  await admin.close();
  await quitDesktop(desktop);
  const { dataDir } = desktop;
  const db = openDatabase(join(dataDir, 'Server_001.db'));
  const by = [who.Bert, made.shield];
  db.prepare('UPDATE items SET character_id = ? WHERE item_id = ?').run(...by);
  db.prepare('UPDATE inventory SET character_id = ?, slot = 50 WHERE item_id = ?').run(...by);
  db.close();
  desktop = await launchDesktop({ dataDir });
  await connect();
}

async function axeFinds(): Promise<string[]> {
  const found: string[] = [];
  for (const theme of ['light', 'dark'] as const) {
    await desktop.page.emulateMedia({ colorScheme: theme });
    const { violations } = await new AxeBuilder({ page: desktop.page }).setLegacyMode().analyze();
    found.push(
      ...violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${theme} ${id}: ${html}`)),
    );
  }
  return found;
}

/** Looks at what a test has come to, where somebody wants to see it. */
async function picture(name: string): Promise<void> {
  const folder = process.env.PICTURES;
  if (folder === undefined) return;
  for (const theme of ['light', 'dark'] as const) {
    await desktop.page.emulateMedia({ colorScheme: theme });
    await desktop.page.screenshot({ path: join(folder, `${name}-${theme}.png`) });
  }
}

describe.skipIf(!hasDisplay)('the pages of items and guilds', () => {
  beforeAll(async () => {
    desktop = await launchDesktop({ dataDir: makeTempDir() });
    await connect();
    await makeWorld();
    await giveShieldByHand();
  }, 120_000);

  afterAll(async () => {
    await admin?.close();
    desktop?.kill();
  });

  it('[I2] finds items by a part of anything, and draws only those in sight', async () => {
    const { page } = desktop;
    await page.keyboard.press('Control+3');
    await heading('Items').waitFor(SOON);
    await part('total')
      .getByText(`${ARROWS + 2} items`)
      .waitFor(SOON);
    await picture('items');
    expect(await axeFinds()).toEqual([]);
    expect(await rows('items').count()).toBeLessThan(80);
    await part('items').focus();
    await page.keyboard.press('End');
    await page.keyboard.press('End');
    await page.keyboard.press('End');
    await expect
      .poll(async () => {
        await page.keyboard.press('End');
        return part('items').locator('[aria-selected="true"]').getAttribute('aria-rowindex');
      }, SOON)
      .toBe(String(ARROWS + 3));

    await part('items-text').fill('flaming');
    await part('total').getByText('1 item', { exact: true }).waitFor(SOON);
    await rows('items').getByText('Cleo').waitFor(SOON);
    await part('items-text').fill(`…${made.sword.slice(-8)}`);
    await part('total').getByText('1 item', { exact: true }).waitFor(SOON);
    await rows('items').getByText('Cleo').waitFor(SOON);
    await part('items-text').fill('');
    await part('items-property').fill('nr');
    await part('total').getByText(`${ARROWS} items`, { exact: true }).waitFor(SOON);
    await part('items-value').fill('17');
    await expect.poll(() => rows('items').count(), SOON).toBeLessThan(20);
    await part('items-property').fill('');
    await part('items-value').fill('');
    await page.getByRole('radiogroup', { name: 'Place' }).getByText('Ground').click();
    await page.getByText('No item is like this').waitFor(SOON);
    await page.getByRole('button', { name: 'Show all items' }).click();
    await part('item-types')
      .getByRole('button', { name: /^Shield/ })
      .click();
    await part('total').getByText('1 item', { exact: true }).waitFor(SOON);
    await rows('items').getByText('Bert').waitFor(SOON);
    await part('item-types')
      .getByRole('button', { name: /^Shield/ })
      .click();
    await part('items').getByRole('button', { name: 'Type' }).click();
    await rows('items').first().getByText('Arrow').waitFor(SOON);
    await part('items').getByRole('button', { name: 'Type' }).click();
    await rows('items').first().getByText('Shield').waitFor(SOON);
  });

  it('[I3] opens an item by its id, and shows its life as a line through its owners', async () => {
    const { page } = desktop;
    await part('items-text').fill(made.sword.toUpperCase());
    await page.keyboard.press('Enter');
    await heading(/^Flaming Sword/).waitFor(SOON);
    await part('item-properties').getByText('durability').waitFor(SOON);
    await part('item-properties').getByText('39').waitFor(SOON);
    await part('item-today').getByRole('link', { name: 'Cleo' }).waitFor(SOON);
    const stations = part('item-life').locator('ol > li > p');
    await expect
      .poll(async () =>
        (await stations.allTextContents()).map((text) => text.replace(/ ?for .*$/, '')),
      )
      .toEqual(['With Aria', 'With Bert', 'On the ground in town', 'With Cleo']);
    await part('item-life')
      .getByText(/durability 40 → 39/)
      .waitFor(SOON);
    await picture('item');
    expect(await axeFinds()).toEqual([]);
    expect(await part('contradictions').count()).toBe(0);
    await part('item-life').getByRole('link', { name: 'Bert' }).first().click();
    expect(await page.evaluate(() => window.location.hash)).toBe(`#players/${who.Bert}`);
    await page.goBack();
    await heading(/^Flaming Sword/).waitFor(SOON);
    await part('item-life')
      .getByRole('link', { name: /^Open entry/ })
      .last()
      .press('Enter');
    await heading('Activity').waitFor(SOON);
    await part('beside').getByRole('heading', { name: 'ItemLooted' }).waitFor(SOON);
    await page.keyboard.press('Escape');
    await page.goBack();
    await heading(/^Flaming Sword/).waitFor(SOON);
  });

  it('[I3] shows the life of an item that is no more', async () => {
    const { page } = desktop;
    await page.keyboard.press('Control+3');
    await part('items-text').fill(made.potion);
    await page.keyboard.press('Enter');
    await heading(/^Potion/).waitFor(SOON);
    await page.getByText('There is no such item today. Its life is below.').waitFor(SOON);
    await part('item-life').getByText('Gone').waitFor(SOON);
    const today = part('item-today');
    await today.getByRole('button', { name: 'Search the activity for this item' }).waitFor(SOON);
    await today.getByRole('button', { name: 'Aria before it was gone…' }).waitFor(SOON);
    expect(await axeFinds()).toEqual([]);
  });

  it('[I4] flags an item that contradicts its history, and finds it among all', async () => {
    const { page } = desktop;
    await page.keyboard.press('Control+3');
    await part('items-text').fill('');
    await page.getByRole('button', { name: 'Look at all items' }).click();
    const found = part('item-contradictions');
    await found.getByText(/^\s*1 item contradicts the log, of/).waitFor(SOON);
    expect(await axeFinds()).toEqual([]);
    await picture('contradictions');
    await found.getByRole('link').click();
    await heading(/^Shield/).waitFor(SOON);
    await part('contradictions')
      .getByText(/but it is with character/)
      .waitFor(SOON);
    await part('life-contradiction')
      .getByText(/But today: Bag, slot 50 of Bert/)
      .waitFor(SOON);
    await picture('contradiction');
    expect(await axeFinds()).toEqual([]);
  });

  it('[I5] lets a game master act on an item, and undo it', async () => {
    const { page } = desktop;
    await page.goto(`${page.url().split('#')[0]}#items/${made.sword}`);
    await heading(/^Flaming Sword/).waitFor(SOON);
    await part('act').click();
    await page.getByRole('menuitem', { name: /^Destroy it/ }).click();
    await page.getByRole('dialog').getByLabel('Reason').fill('a test');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Destroy it/ })
      .click();
    await page.getByText('There is no such item today. Its life is below.').waitFor(SOON);
    await part('receipts').getByRole('button', { name: 'Undo this' }).click();
    await part('item-today').getByRole('link', { name: 'Cleo' }).waitFor(SOON);
    const { item } = await admin.call<{ item: Item }>('items.get', { item_id: made.sword });
    expect(item.character_id).toBe(who.Cleo);
  });

  it('[I6] finds guilds, and opens one with its members and its activity', async () => {
    const { page } = desktop;
    await page.keyboard.press('Control+4');
    await heading('Guilds').waitFor(SOON);
    await part('total').getByText('2 guilds').waitFor(SOON);
    await picture('guilds');
    expect(await axeFinds()).toEqual([]);
    await part('guilds-text').fill('aria');
    await part('total').getByText('1 guild', { exact: true }).waitFor(SOON);
    await tabTo(page, /^Guilds that were found$/);
    await page.keyboard.press('Enter');
    await heading('The Watch').waitFor(SOON);
    const names = await rows('guild-members').allTextContents();
    expect(names.map((text) => text.replace(/(leader|captain).*$/, ' $1'))).toEqual([
      'Aria leader',
      'Bert captain',
    ]);
    await part('guild-recent')
      .getByText(/founded the guild The Watch/)
      .waitFor(SOON);
    expect(
      await part('guild-recent')
        .getByText(/Red Hand/)
        .count(),
    ).toBe(0);
    await picture('guild');
    expect(await axeFinds()).toEqual([]);
    const { total } = await admin.call<ActivityFound>('activity.query', { guild_id: watch });
    expect(total).toBe(2);
    await part('guild-recent')
      .getByRole('button', { name: /^Search the activity/ })
      .click();
    await expect.poll(() => part('query').inputValue(), SOON).toBe(`guild:${watch}`);
    await page.goBack();
    await heading('The Watch').waitFor(SOON);
  });

  it('[I7] lets a game master hand over a guild, change its members and end it, and undo each', async () => {
    const { page } = desktop;
    const members = async () => {
      const { members: all } = await admin.call<{ members: Member[] }>('guilds.get', {
        guild_id: watch,
      });
      return all.map(({ character_id, rank }) => `${character_id} ${rank}`).sort();
    };
    const { Aria, Bert, Cleo } = who;
    const before = await members();
    const act = async (title: string, fill: () => Promise<unknown> = async () => {}) => {
      await part('act').click();
      await page.getByRole('menuitem', { name: title }).click();
      const dialog = page.getByRole('dialog');
      await fill();
      await dialog.getByLabel('Reason').fill('a test');
      if (title === 'Hand over the lead') {
        await picture('guild-action');
        expect(await axeFinds()).toEqual([]);
      }
      await dialog.getByRole('button', { name: title }).click();
      await dialog.waitFor({ ...SOON, state: 'hidden' });
    };
    const undo = async () => {
      await part('receipts').getByRole('button', { name: 'Undo this' }).first().click();
      await expect.poll(members, SOON).toEqual(before);
      await part('receipts')
        .getByText(/^Undone, as change/)
        .first()
        .waitFor(SOON);
      // What is opened next is of what the page shows.
      await rows('guild-members')
        .filter({ hasText: 'Bert' })
        .getByText('captain', { exact: true })
        .waitFor(SOON);
    };
    const chooseBert = () =>
      page
        .getByRole('dialog')
        .getByRole('combobox', { name: 'Member' })
        .selectOption({ label: 'Bert, captain' });
    await act('Hand over the lead', chooseBert);
    await part('guild-about').getByRole('link', { name: 'Bert' }).waitFor(SOON);
    expect(await members()).toEqual([`${Aria} member`, `${Bert} leader`].sort());
    await undo();
    await act('Set a rank', async () => {
      await chooseBert();
      await page.getByRole('dialog').getByRole('combobox', { name: 'Rank' }).fill('sergeant');
    });
    expect(await members()).toEqual([`${Aria} leader`, `${Bert} sergeant`].sort());
    await undo();
    await act('Add a member', async () => {
      await page.getByRole('dialog').getByRole('combobox', { name: 'Who joins' }).fill('Cleo');
      await page.getByRole('option', { name: /^Cleo/ }).click();
    });
    expect(await members()).toContain(`${Cleo} member`);
    await rows('guild-members').getByText('Cleo').waitFor(SOON);
    await undo();
    await act('Remove a member', chooseBert);
    expect(await members()).toEqual([`${Aria} leader`]);
    await undo();
    await act('Disband the guild');
    await part('guild-gone').waitFor(SOON);
    await part('guild-recent')
      .getByText(/was disbanded/)
      .waitFor(SOON);
    expect(await axeFinds()).toEqual([]);
    await undo();
    await heading('The Watch').waitFor(SOON);
  });

  it('[Y1] finds pages, actions, players, items and guilds in the palette, by the keyboard alone', async () => {
    const { page } = desktop;
    const group = (id: string) => part('palette').locator(`[data-group="${id}"]`);
    const look = async (typed: string) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type(typed);
    };
    const address = () => page.evaluate(() => window.location.hash);
    await page.keyboard.press('Control+1');
    await heading('Overview').waitFor(SOON);
    await look('r');
    await group('players').getByRole('option', { name: /^Aria/ }).waitFor(SOON);
    await group('guilds')
      .getByRole('option', { name: /^Red Hand/ })
      .waitFor(SOON);
    await group('pages')
      .getByRole('option', { name: /^Go to Players/ })
      .waitFor(SOON);
    await group('commands').getByRole('option', { name: 'Snapshot now' }).waitFor(SOON);
    // Arrows go through all groups, and round: what begins with it stands before what has it within.
    await page.keyboard.press('ArrowUp');
    await group('players').getByRole('option', { selected: true }).waitFor(SOON);
    await page.keyboard.press('ArrowDown');
    await group('pages').getByRole('option', { selected: true }).waitFor(SOON);
    await picture('palette');
    expect(await axeFinds()).toEqual([]);
    await page.keyboard.type('ed');
    await group('players').waitFor({ ...SOON, state: 'hidden' });
    await part('palette')
      .getByRole('option', { selected: true, name: /^Red Hand/ })
      .waitFor(SOON);
    await page.keyboard.press('Enter');
    await heading('Red Hand').waitFor(SOON);

    await look('flaming');
    await group('items')
      .getByRole('option', { name: /^Flaming Sword/ })
      .waitFor(SOON);
    await picture('palette-items');
    await page.keyboard.press('Enter');
    await expect.poll(address, SOON).toBe(`#items/${made.sword}`);

    await look(made.potion);
    await group('items')
      .getByRole('option', { name: /^Open item/ })
      .waitFor(SOON);
    await page.keyboard.press('Enter');
    await heading(/^Potion/).waitFor(SOON);

    await look('bert');
    await group('players').getByRole('option', { name: /^Bert/ }).waitFor(SOON);
    await page.keyboard.press('Enter');
    await expect.poll(address, SOON).toBe(`#players/${who.Bert}`);

    await look('no such thing');
    await page.getByText('Nothing is called that.').waitFor(SOON);
    await page.keyboard.press('Escape');
    await part('palette').waitFor({ ...SOON, state: 'hidden' });
  });

  it('[Y3] opens what is done to the open page’s item, guild or player from the palette, and does nothing', async () => {
    const { page } = desktop;
    const dialog = page.getByRole('dialog');
    const seq = async () =>
      (await admin.call<{ status: { seq: number } }>('server.status')).status.seq;
    const open = async (typed: string, title: RegExp) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type(typed);
      await part('palette').getByRole('option', { selected: true, name: title }).waitFor(SOON);
      await page.keyboard.press('Enter');
      await page.getByRole('dialog', { name: title }).waitFor(SOON);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ ...SOON, state: 'hidden' });
    };
    const before = await seq();
    await page.goto(`${page.url().split('#')[0]}#players/${who.Bert}`);
    await part('act').waitFor(SOON);
    await open('grant gold', /^Grant gold/);
    await page.goto(`${page.url().split('#')[0]}#items/${made.sword}`);
    await heading(/^Flaming Sword/).waitFor(SOON);
    await part('act').waitFor(SOON);
    await open('destroy it', /^Destroy it/);
    await page.goto(`${page.url().split('#')[0]}#guilds/${watch}`);
    await heading('The Watch').waitFor(SOON);
    await part('act').waitFor(SOON);
    await page.keyboard.press('Control+k');
    await part('palette').getByText('Act on The Watch').waitFor(SOON);
    await picture('palette-guild');
    await page.keyboard.press('Escape');
    await open('disband', /^Disband the guild/);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('vacuum the');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Vacuum the database?' }).waitFor(SOON);
    await page.keyboard.press('Escape');
    // On another page there is nothing open to act on.
    await page.keyboard.press('Control+k');
    await page.keyboard.type('disband');
    await page.getByText('Nothing is called that.').waitFor(SOON);
    await page.keyboard.press('Escape');
    expect(await seq()).toBe(before);
  });
});
