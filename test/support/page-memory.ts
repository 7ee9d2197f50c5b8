/** What the page of a window takes of memory. */
import type { Desktop } from './desktop.ts';

const MIB = 1024 ** 2;

export interface PageMemory {
  /** MiB of the JavaScript heap, after a collection. */
  readonly heap: number;
  /** MiB that the system counts for the process. */
  readonly resident: number;
}

export async function memoryOf({ app, page }: Desktop): Promise<PageMemory> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  const resident = await app.evaluate(({ app: electron }) => {
    const tab = electron.getAppMetrics().find(({ type }) => type === 'Tab');
    return (tab?.memory.workingSetSize ?? 0) * 1024;
  });
  return { heap: usedSize / MIB, resident: resident / MIB };
}
