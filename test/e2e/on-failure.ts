/**
 * What a window showed when a test of it failed, in words: a run elsewhere leaves its printed lines, and
 * a test that waited in vain for something says nothing of what was there instead.
 */
import { afterEach } from 'vitest';
import { openPages } from '../support/desktop.ts';

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  for (const page of openPages()) {
    const shown = await page
      .locator('body')
      .ariaSnapshot({ timeout: 5_000 })
      .catch((error: unknown) => `nothing that could be read: ${String(error)}`);
    const focused = await page
      .evaluate(() => document.activeElement?.outerHTML.slice(0, 300))
      .catch(() => undefined);
    console.error(`When "${task.name}" failed the window showed:\n${shown}`);
    console.error(`and the focus was on: ${focused ?? 'nothing'}`);
  }
});
