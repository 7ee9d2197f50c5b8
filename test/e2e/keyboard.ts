/** A hand on the keyboard alone, and a game server beside it. */
import type { Page } from 'playwright';
import { expect } from 'vitest';
import type { Desktop } from '../support/desktop.ts';
import { RawConnection } from '../support/raw-client.ts';

export const SOON = { timeout: 60_000 };

/** Does something over the network, as an administrator. */
export async function act<T>(
  desktop: Desktop,
  work: (game: RawConnection) => Promise<T>,
): Promise<T> {
  const url = await desktop.url();
  const connection = await RawConnection.open({ url, token: desktop.tokens().admin });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

/** Goes on by Tab to what is called so. */
export async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 200; presses++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const one = document.activeElement as HTMLElement;
      const labels = (one as HTMLInputElement).labels;
      return one.getAttribute('aria-label') ?? labels?.[0]?.textContent ?? one.textContent ?? '';
    });
    if (name.test(focused)) return;
  }
  throw new Error(`Tab never came to ${name}`);
}

/** The focus follows the steps: each begins at its heading. */
export async function atHeading(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole('heading', { level: 1, name }).waitFor(SOON);
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName), SOON).toBe('H1');
}

/** Chooses the first moment of the slider that is not before `wanted`. */
export async function slideTo(page: Page, wanted: number): Promise<void> {
  const slider = page.getByRole('slider');
  await slider.waitFor(SOON);
  await tabTo(page, /^Moment to go back to$/);
  await page.keyboard.press('Home');
  const chosen = async () => Number(await slider.getAttribute('aria-valuenow'));
  while ((await chosen()) < wanted) await page.keyboard.press('ArrowRight');
}
