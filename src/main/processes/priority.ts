/** How the system shares its cores between our processes. */
import { existsSync, readdirSync } from 'node:fs';
import { setPriority } from 'node:os';

/**
 * Sets the priority of a process with all its threads: those that collect its garbage take as much of a core as the
 * one that makes it. Throws where the process is gone or may not be touched.
 */
export function setProcessPriority(pid: number, priority: number): void {
  for (const thread of threadsOf(pid)) {
    try {
      setPriority(thread, priority);
    } catch (error) {
      // Other threads than the first come and go.
      if (thread === pid || systemCode(error) !== 'ESRCH') throw error;
    }
  }
}

/** Linux sets a priority for each thread; those that begin later have that of the one that began them. */
function threadsOf(pid: number): number[] {
  const tasks = `/proc/${pid}/task`;
  return existsSync(tasks) ? readdirSync(tasks).map(Number) : [pid];
}

/** Node's own calls of the system, as this one, have the code in `info`. */
function systemCode(error: unknown): string | undefined {
  return (error as { info?: { code?: string } }).info?.code;
}
