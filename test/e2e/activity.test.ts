/** The Activity page over the logs of a month and a million events, in the real window. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ActivityFound } from '../../src/shared/activity.ts';
import { CHARACTERS_MAX } from '../../src/shared/limits.ts';
import { makeActivityWorld } from '../support/activity-world.ts';
import { type Desktop, hasDisplay, launchDesktop } from '../support/desktop.ts';
import { makeTempDir } from '../support/host.ts';
import { RawConnection } from '../support/raw-client.ts';
import { tabTo } from './keyboard.ts';

const ENTRIES = 1_000_000;
/** As many as a shard has, but for those that come in here. */
const CHARACTERS = CHARACTERS_MAX - 10;
/** The index of them is built when the host starts. */
const BUILT = { timeout: 400_000, interval: 500 };
const SOON = { timeout: 60_000 };

/** Rows that are drawn, however many there are. */
const ROWS_MAX = 80;

let desktop: Desktop;
let admin: RawConnection;

/** What the host itself says to a line. */
function ask(query: string, rest: object = {}): Promise<ActivityFound> {
  return admin.call<ActivityFound>('activity.query', { ...(query && { query }), ...rest });
}

const part = (id: string): Locator => desktop.page.getByTestId(id);
const line = () => part('query').inputValue();

async function total(): Promise<number> {
  const text = (await part('total').textContent()) ?? '';
  return Number(text.replace(/\D/g, ''));
}

/** Searches as somebody at the keyboard does, and waits for as many as the host says. */
async function search(query: string): Promise<void> {
  const { page } = desktop;
  // Whatever has the focus: the key leads to the line from everywhere but a field.
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('/');
  await page.keyboard.type(query);
  if (query === '') await page.keyboard.press('Delete');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
  await sameTotal(query);
}

/** The page comes to say as many as the host, which goes on to log what it does itself. */
async function sameTotal(query: string): Promise<void> {
  const differ = async () => {
    const { total: wanted } = await ask(query, { limit: 0, counts: true });
    return (await total()) - (wanted as number);
  };
  await expect.poll(differ, SOON).toBe(0);
}

interface Made {
  readonly character: { readonly character_id: number };
  readonly item: { readonly item_id: string };
}

function create(character_name: string): Promise<Made> {
  const place = { map_id: 'town', position_x: 1, position_y: 2, position_z: 3 };
  return admin.call<Made>('characters.create', { account_id: 1, character_name, ...place });
}

describe.skipIf(!hasDisplay)('the page of activity', () => {
  beforeAll(async () => {
    desktop = await launchDesktop({ dataDir: makeActivityWorld(ENTRIES, CHARACTERS) });
    const url = await desktop.url();
    admin = await RawConnection.open({ url, token: desktop.tokens().admin });
  }, BUILT.timeout);

  afterAll(async () => {
    await admin?.close();
    desktop?.kill();
  });

  it(
    '[A45] says how far the index is, and finds all once it is built',
    async () => {
      await desktop.page.keyboard.press('Control+5');
      await desktop.page.getByRole('heading', { level: 1, name: 'Activity' }).waitFor(SOON);
      await part('index-building')
        .getByText(/entries are in it so far/)
        .waitFor(SOON);
      // Who writes meanwhile is not disturbed.
      await desktop.page.keyboard.press('/');
      await desktop.page.keyboard.type('loot');
      await desktop.page.getByRole('option', { name: /^type:ItemLooted/ }).waitFor(SOON);
      await desktop.page.keyboard.press('Escape');
      await desktop.page.keyboard.press('Control+a');
      await desktop.page.keyboard.press('Delete');
      await part('query').blur();
      await part('index-building').waitFor({ ...BUILT, state: 'hidden' });
      // With what the host has logged of itself since.
      await expect
        .poll(() => part('total').textContent(), SOON)
        .toMatch(/^about 1,000,0\d\d entries$/);
    },
    BUILT.timeout,
  );

  it('[A45] is searched by a line, with completion and a caret at a mistake', async () => {
    const { page } = desktop;
    await page.keyboard.press('/');
    await page.keyboard.type('loot');
    await page.getByRole('option', { name: /^type:ItemLooted/ }).waitFor(SOON);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await line()).toBe('type:ItemLooted ');
    await page.keyboard.type('mop:forest');
    await page.keyboard.press('Enter');
    const mistake = part('mistake');
    await mistake.getByText('Did you mean').waitFor(SOON);
    expect(await mistake.locator('pre').textContent()).toBe(
      'type:ItemLooted mop:forest\n                ^^^^',
    );
    expect(await part('query').evaluate((one: HTMLInputElement) => one.selectionStart)).toBe(16);
    for (let i = 0; i < 3; i++) await page.keyboard.press('Delete');
    await page.keyboard.type('map');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await mistake.waitFor({ ...SOON, state: 'hidden' });
    const { total: wanted } = await ask('type:ItemLooted map:forest', { limit: 0, counts: true });
    expect(wanted).toBeGreaterThan(1_000);
    await expect.poll(total, SOON).toBe(wanted);
    const rows = await part('entries').getByRole('option').allTextContents();
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) expect(row).toMatch(/ItemLooted.* looted .* from ground in forest$/);
  });

  it('[A45] is narrowed by facets, and widened again', async () => {
    await search('');
    const facets = part('facets');
    const narrow = async (act: () => Promise<void>, wanted: string) => {
      await act();
      await expect.poll(line, SOON).toBe(wanted);
      await sameTotal(wanted);
    };
    const level = facets.getByRole('button', { name: /^LevelUp/ });
    await narrow(() => level.click(), 'type:LevelUp');
    expect(await level.getAttribute('aria-pressed')).toBe('true');
    await narrow(() => level.press('Enter'), '');
    await narrow(() => level.press('-'), '-type:LevelUp');
    await narrow(
      () => facets.getByRole('button', { name: 'All but PlayerKill' }).click(),
      '-type:LevelUp -type:PlayerKill',
    );
    await search('');
    const mines = facets.getByRole('button', { name: /^mines/ });
    await narrow(() => mines.click({ modifiers: ['Alt'] }), '-map:mines');
  });

  it('[A41] lets a time be chosen on the histogram by the keyboard alone, and by drag', async () => {
    const { page } = desktop;
    await search('type:LevelUp');
    const { histogram } = await ask('type:LevelUp', { limit: 0, counts: true });
    const { bars, interval_ms } = histogram!;
    await part('query').focus();
    await tabTo(page, /^When:/);
    await page.keyboard.press('Home');
    for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowRight');
    for (let i = 0; i < 4; i++) await page.keyboard.press('Shift+ArrowRight');
    const counted = bars.slice(10, 15).reduce((sum, { count }) => sum + count, 0);
    await part('bar-text').getByText(`: ${counted.toLocaleString()} entries`).waitFor(SOON);
    await page.keyboard.press('Enter');
    const until = new Date(Date.parse(bars[14]!.at) + interval_ms).toISOString();
    await expect
      .poll(line, SOON)
      .toBe(`type:LevelUp since:${new Date(bars[10]!.at).toISOString()} until:${until}`);
    await expect.poll(total, SOON).toBe(counted);
    await part('time-range')
      .getByText(/^from .* to /)
      .waitFor(SOON);

    const box = (await part('histogram').boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.5, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.75, box.y + 20, { steps: 4 });
    await page.mouse.up();
    await expect.poll(total, SOON).toBeLessThan(counted);
    const dragged = await line();
    expect((await ask(dragged, { limit: 0, counts: true })).total).toBe(await total());
    await page.getByRole('button', { name: 'All time' }).click();
    await expect.poll(line, SOON).toBe('type:LevelUp');
  });

  it('[A40] goes far down the list by the keyboard, and draws only what is in sight', async () => {
    const { page } = desktop;
    await search('');
    const list = part('entries');
    await list.focus();
    for (let i = 0; i < 12; i++) {
      await page.keyboard.press('End');
      await expect
        .poll(
          () => list.evaluate((one) => one.scrollHeight - one.scrollTop - one.clientHeight),
          SOON,
        )
        .toBeGreaterThan(500);
    }
    expect(await list.evaluate((one) => one.scrollHeight)).toBeGreaterThan(2_000 * 34);
    expect(await list.getByRole('option').count()).toBeLessThan(ROWS_MAX);
    const active = await list.getByRole('option', { selected: true }).getAttribute('aria-posinset');
    expect(Number(active)).toBeGreaterThan(2_000);
    await page.keyboard.press('k');
    await page.keyboard.press('j');
    await page.keyboard.press('Home');
    await expect.poll(() => list.evaluate((one) => one.scrollTop), SOON).toBe(0);
  });

  it('[A42] lets what happens come by itself, and wait while somebody reads further down', async () => {
    const { page } = desktop;
    // Not what the host does of itself meanwhile.
    await search('type:ItemCreated');
    const list = part('entries');
    const { character } = await create('Newcomer');
    const { character_id } = character;
    const make = (item_type: string) =>
      admin.call<Made>('items.create', { character_id, item_type });
    await make('Flaming Sword');
    await list.getByRole('option', { name: /Newcomer got a new Flaming Sword/ }).waitFor(SOON);

    await list.hover();
    await page.mouse.wheel(0, 3_000);
    await part('live').getByText('Paused by scrolling').waitFor(SOON);
    const read = await list.getByRole('option').first().textContent();
    await make('Axe');
    await make('Bow');
    await part('waiting').getByText('2 new').waitFor(SOON);
    expect(await list.getByRole('option').first().textContent()).toBe(read);
    expect(await list.getByText('Axe').count()).toBe(0);
    await part('waiting').click();
    await list.getByRole('option', { name: /got a new Bow/ }).waitFor(SOON);
    await list.getByRole('option', { name: /got a new Axe/ }).waitFor(SOON);
    await part('live').getByText('Live', { exact: true }).waitFor(SOON);

    await part('live').click();
    await make('Club');
    await part('waiting').getByText('1 new').waitFor(SOON);
    await part('live').click();
    await list.getByRole('option', { name: /got a new Club/ }).waitFor(SOON);
  });

  it('[A43] leads from a line to what is around it, to its character, and to an item’s life', async () => {
    const { page } = desktop;
    const taker = (await create('Taker')).character.character_id;
    const giver = (await create('Giver')).character.character_id;
    const made = await admin.call<Made>('items.create', {
      character_id: giver,
      item_type: 'Relic',
    });
    const { item_id } = made.item;
    await admin.call('items.transfer', { item_id, to_character_id: taker });
    await expect
      .poll(async () => (await ask(`item:${item_id}`, { counts: false })).entries.length, SOON)
      .toBe(2);
    await search(`item:${item_id}`);
    await page.keyboard.press('Tab');
    await part('entries').focus();
    await page.keyboard.press('Enter');
    const beside = part('beside');
    await beside.getByRole('heading', { name: 'ItemTransferred' }).waitFor(SOON);
    const around = beside.getByRole('list', { name: 'What happened around it' });
    await around.getByText(/Giver/).first().waitFor(SOON);
    expect(await around.getByRole('listitem').count()).toBeGreaterThan(5);
    for (const name of ['Giver before this…', 'Taker before this…']) {
      await beside.getByRole('button', { name }).waitFor(SOON);
    }
    await tabTo(page, /^Giver$/);
    await page.keyboard.press('Enter');
    await beside.getByRole('heading', { name: 'Giver' }).waitFor(SOON);
    await beside.getByRole('list', { name: 'What happened recently' }).waitFor(SOON);
    await page.keyboard.press('Escape');
    await beside.waitFor({ ...SOON, state: 'hidden' });
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('role')), SOON)
      .toBe('listbox');

    await page.keyboard.press('i');
    const life = part('item-life').getByRole('listitem');
    await expect.poll(() => life.count(), SOON).toBe(2);
    expect(await life.allTextContents()).toEqual([
      expect.stringMatching(/Giver got a new Relic/),
      expect.stringMatching(/Giver gave Relic .* to Taker/),
    ]);
    await beside.getByText(/^Bag, slot \d+$/).waitFor(SOON);
    expect(await part('contradictions').count()).toBe(0);
    // It is left with the page, by the way back too, and opens by no address.
    await page.keyboard.press('Control+1');
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor(SOON);
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'Activity' }).waitFor(SOON);
    await part('entries').waitFor(SOON);
    expect(await beside.count()).toBe(0);
    await part('entries').focus();
    await page.keyboard.press('i');
    await beside.getByRole('button', { name: 'Taker' }).first().press('Enter');
    await beside.getByRole('button', { name: 'Search for this character' }).press('Enter');
    await expect.poll(line, SOON).toBe(`char:${taker}`);
    await expect.poll(total, SOON).toBe(1);
  });

  it('[A44] exports what it finds, and leaves nothing of an export that is cancelled', async () => {
    const { page, app } = desktop;
    const directory = makeTempDir();
    const saveAs = (file: string) =>
      app.evaluate(
        ({ dialog }, filePath) => {
          dialog.showSaveDialog = (async () => ({ canceled: false, filePath })) as never;
        },
        join(directory, file),
      );
    const run = async (file: string, format: RegExp) => {
      await saveAs(file);
      await page.getByRole('button', { name: 'Export…' }).press('Enter');
      await page.getByRole('menuitem', { name: format }).press('Enter');
    };
    await search('type:LevelUp map:none');
    await search('type:ItemDropped map:forest since:20d until:10d');
    const wanted = await total();
    expect(wanted).toBeGreaterThan(1_000);
    await run('found.jsonl', /JSON lines/);
    await part('exported')
      .getByText(/found\.jsonl/)
      .waitFor(SOON);
    const lines = readFileSync(join(directory, 'found.jsonl'), 'utf8').trim().split('\n');
    expect(lines).toHaveLength(wanted);
    const ids = lines.map((text) => JSON.parse(text).log_id);
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => b - a));

    // The button keeps the focus where it is scrolled out of sight, and its menu comes into sight with it.
    const resize = (height: number) =>
      app.evaluate(({ BrowserWindow }, to) => {
        BrowserWindow.getAllWindows()[0]?.setSize(1_200, to);
      }, height);
    await resize(600);
    await page.evaluate(() => document.scrollingElement?.scrollTo(0, 0));
    const isInSight = () =>
      page.getByRole('button', { name: 'Export…' }).evaluate((button) => {
        const { top, bottom } = button.getBoundingClientRect();
        return bottom > 0 && top < window.innerHeight;
      });
    await expect.poll(isInSight, SOON).toBe(false);
    await run('found.csv', /CSV/);
    await resize(900);
    await part('exported')
      .getByText(/found\.csv/)
      .waitFor(SOON);
    const rows = readFileSync(join(directory, 'found.csv'), 'utf8').trim().split('\r\n');
    expect(rows).toHaveLength(wanted + 1);
    expect(rows[1]?.split(',')[0]).toBe(String(ids[0]));

    // A million take their time: enough to change one's mind.
    await search('');
    await run('all.jsonl', /JSON lines/);
    await part('export')
      .getByText(/^Exporting: [1-9]/)
      .waitFor(SOON);
    expect(readdirSync(directory).some((name) => /^all\.jsonl\..*\.part$/.test(name))).toBe(true);
    expect(existsSync(join(directory, 'all.jsonl'))).toBe(false);
    await part('export').getByRole('button', { name: 'Cancel' }).press('Enter');
    await part('export').waitFor({ ...SOON, state: 'hidden' });
    await expect
      .poll(() => readdirSync(directory).sort(), SOON)
      .toEqual(['found.csv', 'found.jsonl']);
  });

  it('[A45] gives axe nothing to find, in either theme', async () => {
    const { page } = desktop;
    const check = async (what: string) => {
      for (const theme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: theme });
        const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
        const found = violations.flatMap(({ id, nodes }) =>
          nodes.map(({ html }) => `${id}: ${html}`),
        );
        expect(found, `${what} in ${theme}`).toEqual([]);
      }
    };
    await search('');
    await part('entries').focus();
    await page.keyboard.press('j');
    await check('the list');
    await page.keyboard.press('Enter');
    await part('beside').getByRole('list', { name: 'What happened around it' }).waitFor(SOON);
    await check('an entry');
    await page.keyboard.press('Escape');
    await part('beside').waitFor({ ...SOON, state: 'hidden' });
    await search('type:ItemLooted');
    await part('entries').focus();
    await page.keyboard.press('i');
    await part('item-life').getByRole('list').waitFor(SOON);
    await check('an item');
    await page.keyboard.press('Escape');
    await part('beside').waitFor({ ...SOON, state: 'hidden' });
    await page.keyboard.press('/');
    await page.keyboard.type('type:Gild');
    await page.keyboard.press('Enter');
    await part('mistake').waitFor(SOON);
    await check('a mistake');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('s');
    await page.keyboard.press('ArrowDown');
    await page.getByRole('listbox', { name: 'What can be written here' }).waitFor(SOON);
    await check('completion');
    await search('nobodyeversaidthis');
    await part('nothing').waitFor(SOON);
    await check('nothing found');
  });
});
