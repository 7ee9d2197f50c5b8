/** One character back as a GM does it, with no hand on the mouse. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { hasDisplay } from '../support/desktop.ts';
import { act, atHeading, SOON, slideTo, tabTo } from './keyboard.ts';
import { openDesktop } from './open-desktop.ts';

/** Milliseconds between what is to come back and what was done since: more than a step of the slider. */
const APART_MS = 3_000;
const TOWN = { map_id: 'town', position_x: 1, position_y: 2, position_z: 3 };

describe.skipIf(!hasDisplay)('one character back in the window', () => {
  it('[D26] brings back a sword given away and gold spent, and undoes it, by the keyboard alone', async () => {
    const desktop = await openDesktop();
    const { page } = desktop;
    const { aria, bert, sword } = await act(desktop, async (game) => {
      const create = async (character_name: string, gold: number) => {
        const params = { account_id: 1, character_name, gold, ...TOWN };
        const made = await game.call<{ character: { character_id: number } }>(
          'characters.create',
          params,
        );
        return made.character.character_id;
      };
      const aria = await create('Aria', 100);
      const bert = await create('Bert', 0);
      const { item } = await game.call<{ item: { item_id: string } }>('items.create', {
        character_id: aria,
        item_type: 'sword',
      });
      return { aria, bert, sword: item.item_id };
    });
    await sleep(APART_MS);
    const wanted = Date.now();
    await sleep(APART_MS);
    await act(desktop, async (game) => {
      await game.call('items.transfer', { item_id: sword, to_character_id: bert });
      await game.call('gold.spend', { character_id: aria, amount: 60, reason: 'a bet' });
    });
    const state = () =>
      act(desktop, async (game) => {
        const { item } = await game.call<{ item: { character_id: number } }>('items.get', {
          item_id: sword,
        });
        const { character } = await game.call<{ character: { gold: number } }>('characters.get', {
          character_id: aria,
        });
        return { holder: item.character_id, gold: character.gold };
      });

    await page.keyboard.press('Control+k');
    await page.keyboard.type('bring one character');
    await page.keyboard.press('Enter');
    await atHeading(page, 'Bring one character back');
    await tabTo(page, /^Name of the character/);
    await page.keyboard.type('Aria');
    await slideTo(page, wanted);
    await tabTo(page, /^Compare with today$/);
    await page.keyboard.press('Enter');

    await atHeading(page, 'Bring Aria back');
    const will = page.getByTestId('character-will');
    await will.getByText(/Nothing is chosen yet/).waitFor(SOON);
    const items = page.getByTestId('character-items');
    await items.getByText(/With Bert: Bag, slot 0/).waitFor(SOON);
    expect(await items.getByRole('link', { name: 'Bert' }).getAttribute('href')).toBe(
      `#players/${bert}`,
    );
    await tabTo(page, /^Bring back the gold of then$/);
    await page.keyboard.press('Space');
    await tabTo(page, /^Choice for sword/);
    await page.keyboard.press('ArrowDown');
    await will.getByText(/1 item is taken back from Bert\. 60 gold comes into/).waitFor(SOON);
    // Who presses on is led to what is missing, one after the other.
    await tabTo(page, /^Bring back what is chosen$/);
    await page.keyboard.press('Enter');
    const agree = page.getByLabel(/^I agree that 60 gold/);
    await expect.poll(() => agree.evaluate((one) => one === document.activeElement)).toBe(true);
    await page.keyboard.press('Space');
    await tabTo(page, /^Reason/);
    await page.keyboard.type('lost in a bad bet');
    expect(await state()).toEqual({ holder: bert, gold: 40 });
    await page.keyboard.press('Enter');

    await atHeading(page, 'Aria is brought back');
    const receipt = page.getByTestId('character-receipt');
    await receipt.getByText(/Aria has the gold of .* and 1 item back\./).waitFor(SOON);
    await receipt.getByText(/taken back, now in: Bag, slot 0/).waitFor(SOON);
    await receipt.getByText('60 gold came into the world.').waitFor(SOON);
    await receipt.getByText('lost in a bad bet').waitFor(SOON);
    expect(await state()).toEqual({ holder: aria, gold: 100 });

    // The receipt stays at hand.
    await tabTo(page, /^Back to the backups$/);
    await page.keyboard.press('Enter');
    await atHeading(page, 'Backups');
    await tabTo(page, /^Receipt and undo/);
    await page.keyboard.press('Enter');
    await atHeading(page, 'Aria is brought back');
    await tabTo(page, /^Undo all of it$/);
    await page.keyboard.press('Enter');
    await atHeading(page, 'It is undone');
    await page
      .getByTestId('character-undone')
      .getByText(/Aria is as before it/)
      .waitFor(SOON);
    expect(await state()).toEqual({ holder: bert, gold: 40 });
    await tabTo(page, /^Back to the backups$/);
    await page.keyboard.press('Enter');
    await atHeading(page, 'Backups');
    // It is among all that was done from here, however many more are brought back.
    await page.keyboard.press('Control+2');
    const kept = page.getByTestId('receipt');
    await kept.getByText(/Aria has the gold of .* and 1 item back\./).waitFor(SOON);
    await kept.getByText(/^Undone, as change/).waitFor(SOON);
  });
});
