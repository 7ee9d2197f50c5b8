/**
 * Whether the window grows: what its page takes of memory before and after it was shown while players played,
 * an hour of them, or a minute for a look; a test does less than that. The lists go with play all the time: it
 * stands on the Activity page.
 */
import { launchDesktop, quitDesktop } from '../support/desktop.ts';
import { memoryOf } from '../support/page-memory.ts';
import { ownDisplay } from './display.ts';
import { type Effort, FULL_EFFORT } from './measure.ts';
import type { Section } from './report.ts';
import { makeDirectory, removeDirectory, runProgram } from './servers.ts';

const FULL_SECONDS = 3_600;
const SHORT_SECONDS = 60;
/** Before the first look: what is loaded once is loaded by then. */
const WARM_UP_SECONDS = 20;
const PLAYERS = 100;
/** MiB that the page may grow by in an hour. */
const GROWTH_MIB_MAX = 32;

export async function benchWindowHour(effort: Effort): Promise<Section> {
  const seconds = effort.runs === FULL_EFFORT.runs ? FULL_SECONDS : SHORT_SECONDS;
  const display = await ownDisplay();
  const dataDir = makeDirectory('window-hour');
  const desktop = await launchDesktop({
    dataDir,
    ...(display === null ? {} : { env: { DISPLAY: `:${display.line}` } }),
  });
  const shard = { url: await desktop.url(), token: desktop.tokens().game };
  await desktop.page.evaluate(() => {
    window.location.hash = 'activity';
  });
  await desktop.page.getByTestId('entries').waitFor();
  await play(shard, WARM_UP_SECONDS);
  const before = await memoryOf(desktop);
  await play(shard, seconds);
  const after = await memoryOf(desktop);
  await quitDesktop(desktop);
  await display?.stop();
  removeDirectory(dataDir);
  return {
    id: 'windowHour',
    title: `The memory of the page, MiB, over ${seconds / 60} min of ${PLAYERS} players`,
    notes: [
      'On the Activity page, which follows play. The heap is taken after a collection; resident is what the system counts for its process.',
    ],
    columns: [
      { key: 'heap', label: 'heap' },
      { key: 'resident', label: 'resident' },
    ],
    rows: [
      { id: 'windowHour.before', label: 'before', cells: { ...before } },
      { id: 'windowHour.after', label: 'after', cells: { ...after } },
    ],
    aims: [
      {
        id: 'windowHour.heap',
        label: 'the heap of the page after play, to before',
        value: after.heap - before.heap,
        unit: 'MiB',
        atMost: GROWTH_MIB_MAX,
      },
    ],
  };
}

interface Shard {
  readonly url: string;
  readonly token: string;
}

async function play({ url, token }: Shard, seconds: number): Promise<void> {
  const args = ['--url', url, '--token', token, '--players', String(PLAYERS)];
  args.push('--seconds', String(seconds));
  await runProgram(new URL('../../src/simulate/index.ts', import.meta.url), [...args, '--json']);
}
