/**
 * How the window feels over a world of 10,000 characters and the logs of a month: frames while the lists of
 * players and of activity are scrolled, and the time from a key press to what the palette finds.
 */
import type { Page } from 'playwright';
import { makeActivityWorld } from '../support/activity-world.ts';
import { type Desktop, launchDesktop, quitDesktop } from '../support/desktop.ts';
import { RawConnection } from '../support/raw-client.ts';
import { ownDisplay } from './display.ts';
import { type Effort, FULL_EFFORT, percentile } from './measure.ts';
import type { Row, Section } from './report.ts';
import { removeDirectory } from './servers.ts';

const CHARACTERS = 10_000;
const FULL_ENTRIES = 1_000_000;
const SHORT_ENTRIES = 200_000;
/** Milliseconds of scrolling, and CSS pixels from one frame to the next: a hasty hand on the wheel. */
const SCROLL_MS = 4_000;
const SCROLL_PX = 240;
const SEARCHES = 20;
/** Milliseconds until the index of the logs is built. */
const BUILT_MS = 400_000;
/** A frame of a display that draws 60 a second is this much later at most where one is left out. */
const FRAME_MS = 1_000 / 60;
const FOUND_MS_MAX = 200;

export async function benchDesk(effort: Effort): Promise<Section> {
  const display = await ownDisplay();
  const entries = effort.runs === FULL_EFFORT.runs ? FULL_ENTRIES : SHORT_ENTRIES;
  const dataDir = makeActivityWorld(entries, CHARACTERS);
  const desktop = await launchDesktop({
    dataDir,
    ...(display === null ? {} : { env: { DISPLAY: `:${display.line}` } }),
  });
  await untilIndexed(desktop);
  const { page } = desktop;
  const idle = await framesOf(page, null);
  const players = await scrolled(page, 'players', 'players');
  const activity = await scrolled(page, 'activity', 'entries');
  const found = await timesOfPalette(page);
  await quitDesktop(desktop);
  await display?.stop();
  removeDirectory(dataDir);
  const longest = Math.max(...players, ...activity);
  return {
    id: 'desk',
    title: `The window over ${CHARACTERS.toLocaleString('en-US')} characters and ${entries.toLocaleString('en-US')} entries, milliseconds`,
    notes: [
      `From frame to frame while a list is scrolled by ${SCROLL_PX} pixels with each, for ${SCROLL_MS / 1_000} s; at rest as much as the display gives. Without a graphics card every frame is drawn by the processor.`,
      `From the press of the last key of a player's name to the frame that shows him in the palette, ${SEARCHES} times.`,
    ],
    columns: [
      { key: 'median', label: 'median' },
      { key: 'p95', label: 'p95' },
      { key: 'most', label: 'longest' },
      { key: 'count', label: 'measured' },
    ],
    rows: [
      row('desk.rest', 'frames at rest', idle),
      row('desk.players', 'frames while players are scrolled', players),
      row('desk.activity', 'frames while activity is scrolled', activity),
      row('desk.palette', 'a player in the palette', found),
    ],
    aims: [
      {
        id: 'desk.frame',
        label: 'the longest frame while a list is scrolled',
        value: longest,
        unit: 'ms',
        atMost: 3 * FRAME_MS,
      },
      {
        id: 'desk.palette',
        label: 'from a key to what the palette finds, p95',
        value: percentile(found, 95),
        unit: 'ms',
        atMost: FOUND_MS_MAX,
      },
    ],
  };
}

function row(id: string, label: string, times: readonly number[]): Row {
  const cells = {
    median: percentile(times, 50),
    p95: percentile(times, 95),
    most: Math.max(...times),
    count: times.length,
  };
  return { id, label, cells };
}

async function untilIndexed(desktop: Desktop): Promise<void> {
  const admin = await RawConnection.open({
    url: await desktop.url(),
    token: desktop.tokens().admin,
  });
  const endAt = performance.now() + BUILT_MS;
  for (;;) {
    const { index } = await admin.call<{ index: { state: string } }>('activity.query', {
      limit: 0,
    });
    if (index.state === 'ready') break;
    if (performance.now() > endAt) throw new Error('the index of the activity is not built');
    await desktop.page.waitForTimeout(500);
  }
  await admin.close();
}

/** Opens a page, waits for its list, and scrolls that. */
async function scrolled(page: Page, name: string, testId: string): Promise<number[]> {
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, name);
  // Rows of a grid, or options of a list.
  await page.getByTestId(testId).locator('[role="row"], [role="option"]').nth(5).waitFor();
  return framesOf(page, testId);
}

/** Milliseconds from each frame to the next, while the list is scrolled, or null for none. */
function framesOf(page: Page, testId: string | null): Promise<number[]> {
  return page.evaluate(
    ({ testId, milliseconds, pixels }) => {
      const list = testId === null ? null : document.querySelector(`[data-testid="${testId}"]`);
      if (testId !== null && list === null) throw new Error(`there is no ${testId}`);
      return new Promise<number[]>((resolve) => {
        const times: number[] = [];
        let step = pixels;
        const begunAt = performance.now();
        let before = begunAt;
        const frame = () => {
          const now = performance.now();
          if (now > begunAt) times.push(now - before);
          before = now;
          if (now - begunAt > milliseconds) {
            resolve(times.slice(1));
            return;
          }
          if (list !== null) {
            const end = list.scrollHeight - list.clientHeight;
            if (list.scrollTop + step > end || list.scrollTop + step < 0) step = -step;
            list.scrollTop += step;
          }
          requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
      });
    },
    { testId, milliseconds: SCROLL_MS, pixels: SCROLL_PX },
  );
}

/** Milliseconds from the last key of a player's name until the palette shows that player. */
async function timesOfPalette(page: Page): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < SEARCHES; i++) {
    // Of ten with the same beginning the palette shows the first five: this one comes with its last key.
    const name = `Hero ${1_009 + i * 390}`;
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('combobox').fill(name.slice(0, -1));
    await page.getByTestId('palette').getByRole('option').first().waitFor();
    await watchPalette(page, name);
    await page.keyboard.press(name.slice(-1));
    times.push(await page.evaluate(() => window.foundInPalette));
    await page.keyboard.press('Escape');
    await page.getByTestId('palette').waitFor({ state: 'detached' });
  }
  return times;
}

declare global {
  interface Window {
    /** Milliseconds from the key that was awaited until the palette showed what was looked for. */
    foundInPalette: Promise<number>;
  }
}

/** From the next key on, looks in every frame whether the palette shows `name`. */
function watchPalette(page: Page, name: string): Promise<void> {
  return page.evaluate(
    ({ name, atMostMs }) => {
      const shows = () =>
        [...document.querySelectorAll('[data-testid="palette"] [role="option"]')].some((one) =>
          one.textContent?.includes(name),
        );
      window.foundInPalette = new Promise((resolve, reject) => {
        const watch = () => {
          const pressedAt = performance.now();
          const look = () => {
            const milliseconds = performance.now() - pressedAt;
            if (shows()) resolve(milliseconds);
            else if (milliseconds > atMostMs) reject(new Error(`the palette shows no ${name}`));
            else requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        };
        window.addEventListener('keydown', watch, { once: true, capture: true });
      });
    },
    { name, atMostMs: FOUND_MS_MAX * 50 },
  );
}
