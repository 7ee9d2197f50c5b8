/** The page does not grow with play. `windowHour` of the benchmarks is the long form of this. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { hasDisplay } from '../support/desktop.ts';
import { ROOT } from '../support/host.ts';
import { memoryOf } from '../support/page-memory.ts';
import { openDesktop } from './open-desktop.ts';

/** What is loaded once is loaded by then, and the lists have as many entries as they keep. */
const WARM_UP_SECONDS = 15;
const SECONDS = 30;
const PLAYERS = 100;
/** What arrives in these seconds takes three times as much, were it kept. */
const GROWTH_MIB_MAX = 3;

describe.skipIf(!hasDisplay)('the memory of the page', () => {
  it('[D31] does not grow with play that it shows', async () => {
    const desktop = await openDesktop();
    const shard = ['--url', await desktop.url(), '--token', desktop.tokens().game];
    const play = (seconds: number) =>
      promisify(execFile)(process.execPath, [
        join(ROOT, 'src/simulate/index.ts'),
        ...[...shard, '--players', `${PLAYERS}`, '--seconds', `${seconds}`],
      ]);
    await desktop.page.evaluate(() => {
      window.location.hash = 'activity';
    });
    await desktop.page.getByTestId('entries').waitFor();
    await play(WARM_UP_SECONDS);
    const before = await memoryOf(desktop);
    await play(SECONDS);
    const after = await memoryOf(desktop);
    expect(after.heap - before.heap).toBeLessThan(GROWTH_MIB_MAX);
  });
});
