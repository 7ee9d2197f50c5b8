/** The players of a full shard in the real window: found, looked at, acted on, and each act undone. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Result } from '../../src/shared/host-methods.ts';
import { CHARACTERS_MAX, TRANSACTION_OPERATIONS_MAX } from '../../src/shared/limits.ts';
import { type Desktop, hasDisplay, launchDesktop } from '../support/desktop.ts';
import { makeTempDir } from '../support/host.ts';
import { RawConnection } from '../support/raw-client.ts';
import { tabTo } from './keyboard.ts';

const SOON = { timeout: 60_000 };
/** Those with names of their own; the others fill the shard. */
const NAMED = ['Aria', 'Ariane', 'Bert', 'Cleo'] as const;
type Named = (typeof NAMED)[number];
const MAPS = 10;
/** Rows that may be drawn at a time: those in sight, and some above and below. */
const DRAWN_MAX = 80;

let desktop: Desktop;
let admin: RawConnection;
const who = {} as Record<Named, number>;
/** A moment at which Aria was as she was made. */
let before = 0;

const part = (id: string): Locator => desktop.page.getByTestId(id);
const dialog = () => desktop.page.getByRole('dialog');
const heading = (name: string | RegExp) => desktop.page.getByRole('heading', { level: 1, name });
const rows = () => part('players').locator('[data-row]');
const count = (text: string) => part('total').getByText(text, { exact: true });
const cell = (grid: string, item: string) => part(grid).getByRole('button', { name: item });

const create = (character_name: string, account_id: number, rest: object = {}) => ({
  method: 'characters.create',
  params: {
    account_id,
    character_name,
    map_id: 'town',
    position_x: 1,
    position_y: 2,
    position_z: 3,
    ...rest,
  },
});

async function makeWorld(): Promise<void> {
  const operations = [
    create('Aria', 70_001, { gold: 100, level: 5 }),
    create('Ariane', 70_001),
    create('Bert', 70_002, { gold: 5_000_000 }),
    create('Cleo', 70_003),
    ...Array.from({ length: CHARACTERS_MAX - NAMED.length }, (_, i) =>
      create(`Filler ${String(i).padStart(5, '0')}`, i + 1, {
        map_id: `map_${i % MAPS}`,
        gold: i,
        level: (i % 60) + 1,
      }),
    ),
  ];
  for (let i = 0; i < operations.length; i += TRANSACTION_OPERATIONS_MAX) {
    const some = operations.slice(i, i + TRANSACTION_OPERATIONS_MAX);
    await admin.call('tx.run', { operations: some });
  }
  for (const character_name of NAMED) {
    const { character } = await admin.call<Result<'characters.getByName'>>('characters.getByName', {
      character_name,
    });
    who[character_name] = character.character_id;
  }
  const { Aria, Bert } = who;
  await admin.call('guilds.create', { guild_name: 'The Wolves', leader_id: Aria });
  await admin.call('sessions.login', { character_id: Bert });
  await admin.call('accounts.ban', { account_id: 70_003, reason: 'was rude' });
  const ore = { character_id: Aria, item_type: 'Ore_Iron', quantity: 5 };
  await admin.call('items.create', { ...ore, properties: { weight: 2, from: { mine: 'North' } } });
  const helmet = await makeItem('Helmet');
  await admin.call('items.equip', { item_id: helmet, slot_type: 'head' });
  await makeItem('Ring', 3);
  await admin.call('skills.set', { character_id: Aria, skill_name: 'Fishing', skill_level: 3 });
  const quest = { character_id: Aria, quest_name: 'The well', progress: { steps: 2 } };
  await admin.call('quests.set', quest);
}

async function makeItem(item_type: string, slot?: number): Promise<string> {
  const params = { character_id: who.Aria, item_type, ...(slot !== undefined && { slot }) };
  const { item } = await admin.call<Result<'items.create'>>('items.create', params);
  return item.item_id;
}

const sheet = (name: Named) =>
  admin.call<Result<'characters.sheet'>>('characters.sheet', { character_id: who[name] });

/** Everything of a character that an action may change. */
async function stateOf(name: Named) {
  const { character, bag, equipment, recovery, skills, quests, ban } = await sheet(name);
  const { updated_at: _, last_login: __, ...columns } = character;
  const things = [...bag, ...equipment, ...recovery];
  return {
    columns,
    items: things.map(({ item_id, item_type, properties, place }) => ({
      item_id,
      item_type,
      properties,
      place,
    })),
    skills,
    quests,
    ban,
  };
}

async function goTo(name: Named): Promise<void> {
  await desktop.page.evaluate((id) => {
    location.hash = `#players/${id}`;
  }, who[name]);
  await heading(name).waitFor(SOON);
}

async function findings(what: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await desktop.page.emulateMedia({ colorScheme: theme });
    const { violations } = await new AxeBuilder({ page: desktop.page }).setLegacyMode().analyze();
    const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
    expect(found, `${what} in ${theme}`).toEqual([]);
  }
}

/** Looks at what a test has come to, where somebody wants to see it. */
async function picture(name: string): Promise<void> {
  const folder = process.env.PICTURES;
  if (folder === undefined) return;
  for (const theme of ['light', 'dark'] as const) {
    await desktop.page.emulateMedia({ colorScheme: theme });
    const path = join(folder, `${name}-${theme}.png`);
    await desktop.page.screenshot({ path, fullPage: true });
  }
}

/** What is filled in, by label; of a choice its text, of a character a part of the name. */
type Filling = Readonly<Record<string, string>>;

async function fillIn(filling: Filling): Promise<void> {
  for (const [label, value] of Object.entries(filling)) {
    const field = dialog().getByLabel(label, { exact: false }).first();
    if (label === 'Status') await field.selectOption({ label: value });
    else await field.fill(value);
    if (label === 'To whom') {
      await dialog()
        .getByRole('option', { name: new RegExp(`^${value}`) })
        .first()
        .click();
    }
  }
}

interface Act {
  readonly open: () => Promise<void>;
  readonly title: string;
  readonly filling?: Filling;
  /** What the dialog says that will happen, and the receipt that happened. */
  readonly will: string | RegExp;
  readonly done: string | RegExp;
  /** Whose state it changes. */
  readonly of?: readonly Named[];
  readonly isForGood?: boolean;
}

/** From the dialog to the receipt, and back by its undo. */
async function actAndUndo(act: Act): Promise<void> {
  const { open, title, filling = {}, will, done, of = ['Aria'], isForGood = false } = act;
  const states = () => Promise.all(of.map(stateOf));
  const first = await states();
  await open();
  await dialog()
    .getByRole('heading', { name: new RegExp(`^${title}: `) })
    .waitFor(SOON);
  await fillIn(filling);
  await dialog()
    .getByLabel(/^Reason/)
    .fill(`a test of ${title}`);
  await part('action-will').getByText(will).waitFor(SOON);
  expect(await part('action-will').textContent()).toMatch(/^On My Shard: /);
  expect(await states(), `${title} before it is done`).toEqual(first);
  await part('action-run').click();
  await dialog().waitFor({ ...SOON, state: 'detached' });
  const receipt = part('receipt').first();
  await receipt.getByText(done).waitFor(SOON);
  await receipt.getByText(`“a test of ${title}”`).waitFor(SOON);
  await receipt.getByText(/Change [\d,]+/).waitFor(SOON);
  if (!isForGood) {
    expect(await states(), title).not.toEqual(first);
    await receipt.getByRole('button', { name: 'Undo this' }).click();
    await receipt.getByText(/^Undone, as change/).waitFor(SOON);
    expect(await states(), `the undo of ${title}`).toEqual(first);
  }
  await receipt.getByRole('button', { name: /^Dismiss:/ }).click();
  await receipt.waitFor({ ...SOON, state: 'detached' });
}

const byMenu = (title: string) => async () => {
  await part('act').click();
  await desktop.page.getByRole('menuitem', { name: `${title}…`, exact: true }).click();
};

const byButton = (card: string, title: string) => () =>
  part(card)
    .getByRole('button', { name: `${title}…`, exact: true })
    .click();

const ofItem = (grid: string, item: string, title: string) => async () => {
  await cell(grid, item).click();
  await part('item-popover')
    .getByRole('button', { name: `${title}…`, exact: true })
    .click();
};

describe.skipIf(!hasDisplay)('the page of players', () => {
  beforeAll(async () => {
    desktop = await launchDesktop({ dataDir: makeTempDir() });
    const url = await desktop.url();
    admin = await RawConnection.open({ url, token: desktop.tokens().admin });
    await makeWorld();
    await sleep(2_000);
    before = Date.now();
    await sleep(2_000);
  }, 180_000);

  afterAll(async () => {
    await admin?.close();
    desktop?.kill();
  });

  it('[P1] finds, narrows and sorts 10,000 characters, of which those in sight are drawn', async () => {
    const { page } = desktop;
    await page.keyboard.press('Control+2');
    await heading('Players').waitFor(SOON);
    await count('10,000 players, 1 online').waitFor(SOON);
    expect(await rows().count()).toBeLessThan(DRAWN_MAX);
    await picture('players');
    await findings('the list of players');

    const names = async () =>
      (await rows().locator('[role="gridcell"]:first-child').allTextContents()).slice(0, 3);
    await part('players').getByRole('button', { name: 'Gold' }).click();
    await part('players').getByRole('button', { name: 'Gold' }).click();
    await expect.poll(names, SOON).toEqual(['Bert', 'Filler 09995', 'Filler 09994']);
    const gold = part('players').getByRole('columnheader', { name: 'Gold' });
    expect(await gold.getAttribute('aria-sort')).toBe('descending');
    await part('players').getByRole('button', { name: 'Name' }).click();
    await expect.poll(names, SOON).toEqual(['Aria', 'Ariane', 'Bert']);

    const search = part('players-search');
    const found = async (text: string, players: string) => {
      await search.fill(text);
      await count(players).waitFor(SOON);
    };
    await found('aria', '2 players');
    await found('wolv', '1 player');
    await found('map_3', '1,000 players');
    await found('70001', '2 players');
    await found(String(who.Cleo), '2 players');
    await found('nobody at all', '0 players');
    await part('nothing').getByText('Nobody like that').waitFor(SOON);
    await findings('a list without anybody');
    await part('nothing').getByRole('button', { name: 'Show everybody' }).click();
    await count('10,000 players, 1 online').waitFor(SOON);

    await page.getByLabel('Online', { exact: true }).check();
    await count('1 player').waitFor(SOON);
    expect(await names()).toEqual(['Bert']);
    await page.getByLabel('Online', { exact: true }).uncheck();
    await page.getByLabel('Banned', { exact: true }).check();
    await expect.poll(names, SOON).toEqual(['Cleo']);
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await page.getByLabel('Map', { exact: true }).selectOption('map_4');
    await count('1,000 players').waitFor(SOON);
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await page.getByRole('combobox', { name: 'Guild' }).fill('wol');
    await page.getByRole('option', { name: 'The Wolves' }).click();
    await count('1 player').waitFor(SOON);
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await page.getByLabel('Account', { exact: true }).fill('70002');
    await expect.poll(names, SOON).toEqual(['Bert']);
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await count('10,000 players, 1 online').waitFor(SOON);

    // Page by page, as one goes down.
    await part('players').focus();
    const last = async () => Number(await rows().last().getAttribute('aria-rowindex'));
    await expect
      .poll(async () => {
        await page.keyboard.press('End');
        return last();
      }, SOON)
      .toBe(CHARACTERS_MAX + 1);
    expect(await rows().count()).toBeLessThan(DRAWN_MAX);
  });

  it('[P2] is worked by the keyboard, and is as it was left when one comes back', async () => {
    const { page } = desktop;
    await page.keyboard.press('Control+1');
    await page.keyboard.press('Control+2');
    await heading('Players').waitFor(SOON);
    await part('players').getByRole('button', { name: 'Level' }).click();
    await part('players').getByRole('button', { name: 'Level' }).click();
    await page.keyboard.press('/');
    expect(await part('players-search').evaluate((one) => one === document.activeElement)).toBe(
      true,
    );
    await page.keyboard.type('map_7');
    await count('999 players').waitFor(SOON);
    await page.keyboard.press('Enter');
    for (let i = 0; i < 150; i++) await page.keyboard.press('j');
    await page.keyboard.press('k');
    const chosen = part('players').locator('[aria-selected="true"]');
    const index = await chosen.getAttribute('aria-rowindex');
    const name = await chosen.locator('[role="gridcell"]').first().textContent();
    const scrolled = () => part('players').evaluate(({ scrollTop }) => scrollTop);
    const top = await scrolled();
    expect(top).toBeGreaterThan(0);
    await page.keyboard.press('Enter');
    await heading(name as string).waitFor(SOON);
    await page.getByRole('link', { name: 'All players' }).click();
    await heading('Players').waitFor(SOON);
    expect(await part('players-search').inputValue()).toBe('map_7');
    const level = part('players').getByRole('columnheader', { name: 'Level' });
    expect(await level.getAttribute('aria-sort')).toBe('descending');
    await expect.poll(scrolled, SOON).toBe(top);
    await expect.poll(() => chosen.getAttribute('aria-rowindex'), SOON).toBe(index);
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await part('players').getByRole('button', { name: 'Name' }).click();
  });

  it('[P3] shows all of one character, and what each item is', async () => {
    const { page } = desktop;
    await goTo('Aria');
    const header = part('character-header');
    await header.getByRole('link', { name: 'Ariane' }).waitFor(SOON);
    await header.getByRole('link', { name: 'The Wolves' }).waitFor(SOON);
    expect(await part('character-online').textContent()).toBe('Offline');
    await part('character-place').getByText('1 / 2 / 3').waitFor(SOON);
    await part('skills').getByText('Fishing').waitFor(SOON);
    await part('quests').getByText('steps 2').waitFor(SOON);
    await part('recent')
      .getByText(/got 100 gold/)
      .waitFor(SOON);
    await picture('character');
    await findings('the page of a character');

    const details = part('item-popover');
    await cell('bag', 'Ore_Iron').hover();
    await details.getByText('"mine":"North"').waitFor(SOON);
    // It is to be read, and in the way of nothing under it.
    expect(await details.getByRole('button').count()).toBe(0);
    expect(await details.evaluate((one) => getComputedStyle(one).pointerEvents)).toBe('none');
    await picture('item-pointed-at');
    await findings('an item that is pointed at');
    await page.mouse.move(0, 0);
    await details.waitFor({ ...SOON, state: 'detached' });
    await tabTo(page, /Helmet/);
    await details.getByText('Worn (head)').waitFor(SOON);
    await tabTo(page, /Ore_Iron/);
    // Past the empty slots to the other one.
    await page.keyboard.press('ArrowRight');
    await details.getByText('Bag, slot 3').waitFor(SOON);
    await page.keyboard.press('Enter');
    await findings('what an item is');
    const link = details.getByRole('link', { name: 'Open the page of the item' });
    const isAtLink = () => link.evaluate((one) => one === document.activeElement);
    await expect.poll(isAtLink, SOON).toBe(true);
    await page.keyboard.press('Escape');
    await details.waitFor({ ...SOON, state: 'detached' });
    const ring = cell('bag', 'Ring');
    await expect
      .poll(() => ring.evaluate((one) => one === document.activeElement), SOON)
      .toBe(true);
    await page.keyboard.press('Enter');
    await expect.poll(isAtLink, SOON).toBe(true);
    await page.keyboard.press('Enter');
    await heading(/^Ring/).waitFor(SOON);

    await goTo('Bert');
    expect(await part('character-online').textContent()).toBe('Online');
    await part('character-session').getByText('Online since').waitFor(SOON);
    await goTo('Cleo');
    await part('character-ban').getByText('Banned for good').waitFor(SOON);
    await page.locator('#main').getByText('Banned because: was rude').waitFor(SOON);
    await page.evaluate(() => {
      location.hash = '#players/99999';
    });
    await heading('Nobody there').waitFor(SOON);
    await page.getByRole('link', { name: 'To the backups' }).waitFor(SOON);
  });

  it('[P9] shows what is on record of who was deleted, and leads on to bringing it back', async () => {
    const { page } = desktop;
    const { character } = await admin.call<Result<'characters.getByName'>>('characters.getByName', {
      character_name: 'Filler 00001',
    });
    const { character_id } = character;
    await admin.call('gold.grant', { character_id, amount: 7, reason: 'found' });
    await admin.call('characters.delete', { character_id });
    await page.evaluate((id) => {
      location.hash = `#players/${id}`;
    }, character_id);
    await heading('Nobody there').waitFor(SOON);
    await part('recent')
      .getByText(/got 7 gold/)
      .waitFor(SOON);
    await picture('deleted');
    await findings('the page of who was deleted');
    await page.getByRole('button', { name: 'As it was before the last that happened…' }).click();
    await heading('Bring Filler 00001 back').waitFor(SOON);
    await page.getByRole('button', { name: 'Cancel' }).click();
  });

  it('[P4] suggests types of items that are in use', async () => {
    await goTo('Aria');
    await byButton('bag', 'Give an item')();
    const type = dialog().getByRole('combobox', { name: 'Type of the item' });
    await type.fill('ore');
    const suggested = dialog().getByRole('option', { name: 'Ore_Iron' });
    await suggested.waitFor(SOON);
    await picture('suggestions');
    await findings('suggestions');
    await suggested.click();
    expect(await type.inputValue()).toBe('Ore_Iron');
    await desktop.page.keyboard.press('Escape');
    await dialog().waitFor({ ...SOON, state: 'detached' });
  });

  it('[P5] does each action to a character with a receipt, and undoes it', async () => {
    await goTo('Aria');
    await actAndUndo({
      open: byButton('bag', 'Give an item'),
      title: 'Give an item',
      filling: { 'Type of the item': 'Sword', Quantity: '2', Properties: '{"sharp": true}' },
      will: 'Aria gets 2 × Sword, made anew, into the bag.',
      done: 'Aria got 2 × Sword.',
    });
    await actAndUndo({
      open: byButton('character-gold', 'Grant gold'),
      title: 'Grant gold',
      filling: { 'Amount of gold': '50' },
      will: 'Aria gets 50 gold, made anew, and has 150 then.',
      done: 'Aria got 50 gold.',
    });
    await actAndUndo({
      open: byButton('character-gold', 'Take gold'),
      title: 'Take gold',
      filling: { 'Amount of gold': '40' },
      will: '40 gold of Aria goes out of the world, and 60 is left.',
      done: '40 gold was taken from Aria.',
    });
    await actAndUndo({
      open: byMenu('Transfer gold'),
      title: 'Transfer gold',
      filling: { 'To whom': 'Bert', 'Amount of gold': '30' },
      will: '30 gold goes from Aria to Bert.',
      done: '30 gold went from Aria to Bert.',
      of: ['Aria', 'Bert'],
    });
    await actAndUndo({
      open: byMenu('Rename'),
      title: 'Rename',
      filling: { 'New name': 'Arianne' },
      will: 'Aria is called Arianne from now on.',
      done: 'Aria is called Arianne now.',
    });
    await actAndUndo({
      open: byButton('character-place', 'Move to another place'),
      title: 'Move to another place',
      filling: { Map: 'harbor', x: '-4.5' },
      will: 'Aria is put to harbor (-4.5 / 2 / 3).',
      done: 'Aria was put to harbor (-4.5 / 2 / 3).',
    });
    await actAndUndo({
      open: byButton('character-stats', 'Set level and stats'),
      title: 'Set level and stats',
      filling: { Level: '9', Strength: '20' },
      will: 'Aria gets level 9 (was 5), strength 20 (was 10).',
      done: 'Aria got level 9 (was 5), strength 20 (was 10).',
    });
    await actAndUndo({
      open: byButton('skills', 'Set a skill'),
      title: 'Set a skill',
      filling: { Skill: 'Cooking', Level: '2' },
      will: 'Aria learns Cooking: level 2, 0 experience.',
      done: 'Aria has Cooking at level 2, 0 experience now.',
    });
    await actAndUndo({
      open: byButton('quests', 'Set a quest'),
      title: 'Set a quest',
      filling: { Quest: 'The well', Status: 'completed' },
      will: 'The quest The well of Aria is completed, and was active.',
      done: 'The quest The well of Aria is completed now.',
    });
    await actAndUndo({
      open: byButton('character-session', 'Ban the account'),
      title: 'Ban the account',
      will: /Account 70001 of Aria is banned until .*, and all its characters are taken offline\./,
      done: /^Account 70001 of Aria is banned until/,
    });
    await goTo('Cleo');
    await actAndUndo({
      open: byMenu('Lift the ban'),
      title: 'Lift the ban',
      will: 'Account 70003 of Cleo may log in again.',
      done: 'The ban of account 70003 of Cleo is lifted.',
      of: ['Cleo'],
    });
    await goTo('Bert');
    await actAndUndo({
      open: byMenu('Kick'),
      title: 'Kick',
      will: 'Bert is taken offline, and may log in again at once.',
      done: 'Bert was taken offline.',
      of: ['Bert'],
      isForGood: true,
    });
    expect((await sheet('Bert')).online).toBe(false);
    await expect.poll(() => part('character-online').textContent(), SOON).toBe('Offline');
  });

  it('[P5] does each action to an item with a receipt, and undoes it', async () => {
    await goTo('Aria');
    await actAndUndo({
      open: ofItem('bag', 'Ore_Iron', 'Destroy it'),
      title: 'Destroy it',
      filling: { Quantity: '2' },
      will: '2 × Ore_Iron is taken from Aria and destroyed.',
      done: '2 × Ore_Iron was taken from Aria and destroyed.',
    });
    await actAndUndo({
      open: ofItem('bag', 'Ore_Iron', 'Destroy it'),
      title: 'Destroy it',
      will: /5 × Ore_Iron .* is taken from Aria and destroyed\./,
      done: /^5 × Ore_Iron .* was taken from Aria and destroyed\./,
    });
    await actAndUndo({
      open: ofItem('equipment', 'Helmet', 'Give it to somebody else'),
      title: 'Give it to somebody else',
      filling: { 'To whom': 'Bert' },
      will: /Helmet .* goes from Aria to Bert\./,
      done: /^Helmet .* went from Aria to Bert\./,
      of: ['Aria', 'Bert'],
    });
    await actAndUndo({
      open: ofItem('bag', 'Ring', 'Move it to another slot'),
      title: 'Move it to another slot',
      filling: { 'Slot of the bag': '1' },
      will: /Ring .* goes to slot 1 of the bag of Aria\./,
      done: /^Ring .* went to slot 1/,
    });
    await actAndUndo({
      open: ofItem('bag', 'Ring', 'Put it on'),
      title: 'Put it on',
      filling: { 'Where it is worn': 'finger' },
      will: /Aria wears Ring .* \(finger\)\./,
      done: /^Aria put Ring .* on \(finger\)\./,
    });
    await actAndUndo({
      open: ofItem('equipment', 'Helmet', 'Take it off'),
      title: 'Take it off',
      will: /Helmet .* is taken off Aria, into the bag\./,
      done: /^Helmet .* was taken off Aria/,
    });
    await actAndUndo({
      open: ofItem('bag', 'Ring', 'Change it'),
      title: 'Change it',
      filling: { 'Type of the item': 'Ring_Gold', Properties: '{"shine": 3}' },
      will: /Ring .* of Aria gets the type Ring_Gold and other properties\./,
      done: /^Ring .* of Aria got the type Ring_Gold and other properties\./,
    });

    // What finds no room comes to the recovery box, and back from it.
    await byButton('bag', 'Give an item')();
    await fillIn({ 'Type of the item': 'Lamp', Reason: 'for the dark' });
    await part('action-run').click();
    await cell('bag', 'Lamp').waitFor(SOON);
    await ofItem('bag', 'Lamp', 'Destroy it')();
    await fillIn({ Reason: 'a mistake' });
    await part('action-run').click();
    await cell('bag', 'Lamp').waitFor({ ...SOON, state: 'detached' });
    const { bag } = await sheet('Aria');
    const used = bag.flatMap(({ place }) => (place.kind === 'bag' ? [place.slot] : []));
    for (const slot of [0, 1, 2, 3]) if (!used.includes(slot)) await makeItem('Rock', slot);
    await admin.call('admin.settings.set', { settings: { bagSlots: 4 } });
    await part('receipt').first().getByRole('button', { name: 'Undo this' }).click();
    await cell('recovery', 'Lamp').waitFor(SOON);
    await admin.call('admin.settings.set', { settings: { bagSlots: null } });
    await findings('a recovery box and receipts');
    await part('receipts').getByRole('button', { name: 'Dismiss all' }).click();
    await actAndUndo({
      open: ofItem('recovery', 'Lamp', 'Fetch it from the recovery box'),
      title: 'Fetch it from the recovery box',
      will: /Lamp .* goes from the recovery box to the bag of Aria\./,
      done: /^Lamp .* went from the recovery box/,
    });
  });

  it('[P6] says in words what is refused, and what stands in the way of an undo', async () => {
    await goTo('Aria');
    await byMenu('Rename')();
    await fillIn({ 'New name': 'Bert', Reason: 'as asked' });
    await part('action-run').click();
    await dialog().getByText('Somebody else has that name', { exact: true }).waitFor(SOON);
    await dialog()
      .getByText(/Nothing has been changed\./)
      .waitFor(SOON);
    expect(await dialog().getByLabel('New name').inputValue()).toBe('Bert');
    await picture('action-refused');
    await findings('an action that was refused');
    await desktop.page.keyboard.press('Escape');

    // A whole stack is as large as it was when the dialog was opened, and the next try goes by today's.
    await ofItem('bag', 'Ore_Iron', 'Destroy it')();
    await fillIn({ Reason: 'stolen' });
    await part('action-will')
      .getByText(/5 × Ore_Iron/)
      .waitFor(SOON);
    const ore = (await sheet('Aria')).bag.find(({ item_type }) => item_type === 'Ore_Iron');
    await admin.call('items.destroy', { item_id: ore?.item_id, quantity: 1 });
    await part('action-run').click();
    await dialog().getByText('It is not any more as you saw it', { exact: true }).waitFor(SOON);
    await dialog().getByText('There are 4 in the stack.').waitFor(SOON);
    await part('action-will')
      .getByText(/4 × Ore_Iron/)
      .waitFor(SOON);
    expect(
      await dialog()
        .getByLabel(/^Reason/)
        .inputValue(),
    ).toBe('stolen');
    await desktop.page.keyboard.press('Escape');

    await byMenu('Give an item')();
    await fillIn({ Properties: '{"sharp": }' });
    // Who presses on is led to what is missing.
    await part('action-run').press('Enter');
    await dialog()
      .getByText(/^This is not JSON/)
      .waitFor(SOON);
    await dialog().getByText('Enter something.').waitFor(SOON);
    await dialog()
      .getByText(/^Say why/)
      .waitFor(SOON);
    const type = dialog().getByRole('combobox', { name: 'Type of the item' });
    expect(await type.evaluate((one) => one === document.activeElement)).toBe(true);
    await findings('an action that lacks something');
    await desktop.page.keyboard.press('Escape');

    await byMenu('Grant gold')();
    await fillIn({ 'Amount of gold': '50', Reason: 'a prize' });
    await part('action-run').click();
    const receipt = part('receipt').first();
    await receipt.waitFor(SOON);
    await findings('a receipt');
    const spent = { character_id: who.Aria, amount: 1, reason: 'bread' };
    await admin.call('gold.spend', spent);
    await receipt.getByRole('button', { name: 'Undo this' }).click();
    await receipt.getByText(/since then: Aria has 149 gold now\./).waitFor(SOON);
    await picture('undo-refused');
    await findings('an undo that was refused');
    const { character } = await sheet('Aria');
    expect(character.gold).toBe(149);
    await receipt.getByRole('button', { name: /^Dismiss:/ }).click();
  });

  it('[P10] lists what game masters did, and undoes what another one did', async () => {
    const { page } = desktop;
    await goTo('Ariane');
    const remembered = part('remembered');
    const all = remembered.getByTestId('remembered-action');
    // It befalls all characters of the account.
    const ban = { account_id: 70_001, reason: 'a quarrel' };
    const { seq } = await admin.call<{ seq: number }>('accounts.ban', ban);
    await all
      .filter({ hasText: 'a quarrel' })
      .getByText('An administrator banned an account')
      .waitFor(SOON);
    await admin.call('admin.undo', { seq });

    const state = await stateOf('Ariane');
    await admin.call('admin.act', {
      reason: 'won a duel',
      character_id: who.Ariane,
      operations: [
        {
          method: 'gold.grant',
          params: { character_id: who.Ariane, amount: 25, reason: 'won a duel' },
        },
      ],
    });
    const action = all.filter({ hasText: 'won a duel' });
    await action.getByText('An administrator granted gold').waitFor(SOON);
    await action.getByText('“won a duel”').waitFor(SOON);
    await action.getByRole('button', { name: 'What happened' }).click();
    await action
      .getByRole('list', { name: 'What happened' })
      .getByText(/got 25 gold/)
      .waitFor(SOON);
    await picture('remembered');
    await findings('what game masters did to a character');

    // Who was at it elsewhere, or has closed the window since, has no receipt.
    await page.reload();
    await heading('Ariane').waitFor(SOON);
    expect(await part('receipt').count()).toBe(0);
    await action.getByRole('button', { name: 'Undo this' }).click();
    const receipt = part('receipt').first();
    await receipt.getByText(/^Undone, as change/).waitFor(SOON);
    await expect
      .poll(() => receipt.evaluate((one) => one === document.activeElement), SOON)
      .toBe(true);
    expect(await stateOf('Ariane')).toEqual(state);
    await receipt.getByRole('button', { name: /^Dismiss:/ }).click();
    await action
      .getByText(/^Undone, as change/)
      .first()
      .waitFor(SOON);

    await page.getByRole('link', { name: 'All players' }).click();
    await page.getByRole('link', { name: 'What game masters did' }).click();
    await heading('What game masters did on this shard').waitFor(SOON);
    await part('total')
      .getByText(/^\d+ actions$/)
      .waitFor(SOON);
    const newest = all.first();
    await newest.getByText('An administrator undid an action').waitFor(SOON);
    await newest.getByRole('link', { name: 'Ariane' }).waitFor(SOON);
    await newest.getByRole('button', { name: 'Undo this' }).waitFor(SOON);
    await picture('remembered-of-all');
    await findings('what game masters did on the shard');
  });

  it('[P7] lays a character of a moment beside today, and leads on to bringing it back', async () => {
    const { page } = desktop;
    await goTo('Aria');
    await part('as-it-was-open').click();
    const moment = page.getByLabel('Date and time, local');
    const local = await page.evaluate((at) => {
      const zone = new Date(at).getTimezoneOffset() * 60_000;
      return new Date(at - zone).toISOString().slice(0, 19);
    }, before);
    await moment.fill(local);
    await page.getByRole('button', { name: 'Lay it beside today' }).click();
    const table = part('then-and-today');
    await table.getByRole('row', { name: /^Gold 100 149/ }).waitFor(SOON);
    expect(await table.getByRole('row', { name: /^Level/ }).count()).toBe(0);
    await page.getByLabel('Show what is the same, too').check();
    await table.getByRole('row', { name: /^Level 5 5/ }).waitFor(SOON);
    const ring = await cell('bag', 'Ring').getAttribute('data-item');
    expect(await table.getByRole('link', { name: /^Ring/ }).getAttribute('href')).toBe(
      `#items/${ring}`,
    );
    await picture('as-it-was');
    await findings('a character as it was');
    await page.getByRole('button', { name: 'Bring something of it back…' }).click();
    await heading('Bring Aria back').waitFor(SOON);
    await page.getByRole('button', { name: 'Cancel' }).click();
  });

  it('[P8] is done and undone by the keyboard alone, the focus following each step', async () => {
    const { page } = desktop;
    await page.keyboard.press('Control+2');
    await heading('Players').waitFor(SOON);
    await page.keyboard.press('/');
    await page.keyboard.type('aria');
    await count('2 players').waitFor(SOON);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await heading('Aria').waitFor(SOON);
    const state = await stateOf('Aria');
    await tabTo(page, /^Act on Aria$/);
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem').first().waitFor(SOON);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await dialog().getByRole('heading', { name: 'Grant gold: Aria' }).waitFor(SOON);
    const isAt = (label: string | RegExp) => () =>
      dialog()
        .getByLabel(label)
        .evaluate((one) => one === document.activeElement);
    await expect.poll(isAt('Amount of gold'), SOON).toBe(true);
    await page.keyboard.type('7');
    await page.keyboard.press('Enter');
    await expect.poll(isAt(/^Reason/), SOON).toBe(true);
    await page.keyboard.type('found on the street');
    await page.keyboard.press('Enter');
    const receipt = part('receipt').first();
    await receipt.getByText('Aria got 7 gold.').waitFor(SOON);
    await expect
      .poll(() => receipt.evaluate((one) => one === document.activeElement), SOON)
      .toBe(true);
    await tabTo(page, /^Undo this$/);
    await page.keyboard.press('Enter');
    await receipt.getByText(/^Undone, as change/).waitFor(SOON);
    expect(await stateOf('Aria')).toEqual(state);
  });
});
