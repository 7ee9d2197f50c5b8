/**
 * A window that speaks a pseudo-language: its page is built with a catalogue in brackets, and whatever
 * stands outside of brackets does not come from the catalogue.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import react from '@vitejs/plugin-react';
import type { Locator, Page } from 'playwright';
import { build, type Plugin } from 'vite';
import { describe, expect, it } from 'vitest';
import { type Desktop, hasDisplay } from '../support/desktop.ts';
import { makeTempDir, ROOT } from '../support/host.ts';
import { RawConnection } from '../support/raw-client.ts';
import { openDesktop } from './open-desktop.ts';

const SOON = { timeout: 30_000 };

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

/** In the place of the catalogues by language: the one in brackets. */
const inBrackets: Plugin = {
  name: 'catalogue-in-brackets',
  enforce: 'pre',
  load: (id) =>
    id.replaceAll('\\', '/').endsWith('/src/shared/text/index.ts')
      ? `import { en } from './en.ts';
         import { pseudoOf } from ${JSON.stringify(join(ROOT, 'test/support/pseudo-text.ts'))};
         const text = pseudoOf(en);
         export const catalogueFor = () => text;`
      : null,
};

/** The page's files by the path that they are asked for. */
async function buildPage(): Promise<Record<string, { type: string; content: string }>> {
  const outDir = makeTempDir();
  await build({
    root: join(ROOT, 'src/renderer'),
    configFile: false,
    logLevel: 'error',
    html: { cspNonce: '__NONCE__' },
    plugins: [inBrackets, react()],
    build: { outDir, target: 'chrome130', chunkSizeWarningLimit: 10_000 },
  });
  const paths = readdirSync(outDir, { encoding: 'utf8', recursive: true });
  const files = paths
    .filter((path) => TYPES[extname(path)] !== undefined)
    .map((path) => ({
      path: `/${path.replaceAll('\\', '/')}`.replace(/^\/index\.html$/, '/'),
      type: TYPES[extname(path)] as string,
      content: readFileSync(join(outDir, path), 'utf8'),
    }));
  return Object.fromEntries(files.map(({ path, ...file }) => [path, file]));
}

/** Has the window load another page than the one that the app serves. */
async function showPage({ app, page }: Desktop): Promise<void> {
  await app.evaluate(
    ({ protocol }, files) => {
      protocol.unhandle('app');
      protocol.handle('app', ({ url }) => {
        const file = files[new URL(url).pathname];
        return file === undefined
          ? new Response('', { status: 404 })
          : new Response(file.content, { headers: { 'Content-Type': file.type } });
      });
    },
    await buildPage(),
  );
  await page.reload();
}

/** What is shown or read out, as far as it stands outside of brackets. */
function outside(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found = new Set<string>();
    const keep = (text: string) => {
      if (/\p{L}/u.test(text)) found.add(text.trim());
    };
    // Programs, tokens and moments are no words.
    const silent = 'script, style, code, pre, time, option[value]';
    let depth = 0;
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { parentElement, data } = texts.currentNode as Text;
      let plain = '';
      for (const letter of data) {
        if (letter === '⟦') depth++;
        else if (letter === '⟧') depth--;
        else if (depth === 0) plain += letter;
      }
      if (parentElement?.closest(silent) === null) keep(plain);
    }
    const names = [
      'aria-label',
      'aria-valuetext',
      'aria-description',
      'title',
      'placeholder',
      'alt',
    ];
    // What measures how high a field must be is neither shown nor read out.
    const measuring = 'textarea[aria-hidden="true"]';
    for (const element of document.body.querySelectorAll(`*:not(${measuring})`)) {
      for (const name of names) {
        let value = element.getAttribute(name) ?? '';
        for (let before = ''; before !== value; ) {
          before = value;
          value = value.replace(/⟦[^⟦⟧]*⟧/gu, '');
        }
        keep(value);
      }
    }
    return [...found];
  });
}

/** What a shard is about, in its own words; moments; and what is written the same in every language. */
const DATA = [
  /^(My Shard|· Europe|Aria|Borin|town|kept|game|gm|admin)$/,
  // By the reader's locale, not by the catalogue.
  /^([A-Z][a-z]{2} \d{1,2}, )?(\d{4}, )?\d{1,2}:\d{2}(:\d{2})?\s[AP]M$/,
  // Letters on keys, kinds of events, and files of the shard.
  /^[A-Z]$/,
  /^([A-Z][a-z]+){2,}$/,
  /\.journal$/,
];

describe.skipIf(!hasDisplay)('a window in another language', () => {
  it('[V2] says everything in it, on each page, in its dialogs and in the steps of a restore', async () => {
    const desktop = await openDesktop();
    const { page } = desktop;
    const admin = await RawConnection.open({
      url: await desktop.url(),
      token: desktop.tokens().admin,
    });
    const create = (character_name: string) =>
      admin.call('characters.create', {
        account_id: 1,
        character_name,
        map_id: 'town',
        position_x: 1,
        position_y: 2,
        position_z: 3,
      });
    await create('Aria');
    await admin.call('admin.backups.create', { label: 'kept' });
    await create('Borin');
    await admin.close();
    await showPage(desktop);

    const check = (what: string) =>
      expect
        .poll(
          async () =>
            (await outside(page)).filter((text) => !DATA.some((pattern) => pattern.test(text))),
          { message: what, ...SOON },
        )
        .toEqual([]);
    /** Once what stands for the whole of it is there. */
    const look = async (what: string, sign: Locator) => {
      await sign.first().waitFor(SOON);
      await check(what);
    };
    const open = (name: string) =>
      page.evaluate((hash) => {
        window.location.hash = hash;
      }, name);
    const step = (flow: string, name: string) =>
      look(`${flow}, ${name}`, page.locator(`[data-testid="${flow}"][data-step="${name}"]`));
    const submit = () => page.locator('form button[type="submit"]').click();

    const signs: Readonly<Record<string, Locator>> = {
      overview: page.getByTestId('connect'),
      players: page.getByText('Borin'),
      items: page.getByRole('heading', { level: 1 }),
      guilds: page.getByRole('heading', { level: 1 }),
      activity: page.locator('[data-row="0"]'),
      saves: page.getByTestId('snapshots-table'),
      maintenance: page.getByTestId('disk'),
      settings: page.getByRole('heading', { level: 1 }),
      backups: page.getByTestId('backups-table'),
    };
    for (const [name, sign] of Object.entries(signs)) {
      await open(name);
      await look(name, sign);
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(/^⟦/);
    }

    await page.getByTestId('backup-now').click();
    await look('asking for a backup', page.getByRole('dialog'));
    await page.keyboard.press('Escape');
    await page.getByTestId('backups-table').getByRole('button').last().click();
    await look('what can be done with a backup', page.getByRole('menu'));
    await page.keyboard.press('Escape');

    await page.getByTestId('character-open').click();
    await step('character', 'choosing');
    await page.getByTestId('character-name').fill('Aria');
    await page.getByRole('slider').press('End');
    await submit();
    await step('character', 'deciding');
    await open('maintenance');
    await page.getByTestId('vacuum-now').click();
    await look('asking for a vacuum', page.getByRole('dialog'));
    await page.keyboard.press('Escape');

    await open('activity');
    await page.locator('[data-row="0"]').first().click();
    await look('an entry', page.getByTestId('beside'));
    await page.keyboard.press('Escape');

    await page.keyboard.press('Control+k');
    await look('the palette', page.getByRole('option'));
    await page.keyboard.type('quit');
    await page.keyboard.press('Enter');
    await look('asking to quit', page.getByRole('dialog').getByRole('button').nth(1));
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await look('the shortcuts', page.getByRole('dialog').locator('kbd'));
    await page.keyboard.press('Escape');

    await open('backups');
    await page.getByTestId('character').getByRole('button').first().waitFor(SOON);
    await page.reload();
    await page.getByTestId('restore-open').click();
    await step('restore', 'choosing');
    // From the backup, which lies before Borin: a choice of time has whole seconds, and all this may be one.
    const ways = page.getByTestId('restore').getByRole('radio');
    await ways.first().focus();
    await page.keyboard.press('ArrowRight');
    await look('choosing a backup', page.getByTestId('restore').getByRole('combobox'));
    await submit();
    await step('restore', 'confirming');
    await page.getByTestId('restore-name').fill('My Shard');
    await page.getByTestId('restore-run').click();
    await step('restore', 'done');
  });
});
