/** The priority of a process and of its threads, as Linux tells it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { expect, it } from 'vitest';
import { setProcessPriority } from '../../src/main/processes/priority.ts';

/** Where the nice value stands behind the name of a thread. */
const NICE = 16;

function niceOfThreads(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).map((thread) => {
    const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[NICE]);
  });
}

it.runIf(process.platform === 'linux')('[H44] holds for all threads of a process', async () => {
  const program = 'console.log("up"); setInterval(() => {}, 1_000);';
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await once(child.stdout, 'data');
    const pid = child.pid as number;
    expect(niceOfThreads(pid).length).toBeGreaterThan(1);
    setProcessPriority(pid, constants.priority.PRIORITY_LOW);
    expect(new Set(niceOfThreads(pid))).toEqual(new Set([constants.priority.PRIORITY_LOW]));
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});

it('[H44] is refused for a process that is gone', () => {
  expect(() => setProcessPriority(2 ** 22 + 1, constants.priority.PRIORITY_LOW)).toThrow();
});
