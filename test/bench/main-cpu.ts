/**
 * What the main thread of a process has worked, as the system counts it: its own time on a core, without
 * that of the helper threads.
 */
import { existsSync, readFileSync } from 'node:fs';

/** Milliseconds on a core since the process began; NaN where the system does not tell. */
export function mainThreadMs(pid: number): number {
  const file = `/proc/${pid}/task/${pid}/schedstat`;
  if (!existsSync(file)) return Number.NaN;
  return Number(readFileSync(file, 'latin1').split(' ')[0]) / 1e6;
}

/** Milliseconds that the main thread of `pid` works while `work` goes on. */
export async function mainThreadDuring(pid: number, work: () => Promise<unknown>): Promise<number> {
  const before = mainThreadMs(pid);
  await work();
  return mainThreadMs(pid) - before;
}
