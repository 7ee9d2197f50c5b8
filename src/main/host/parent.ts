/** A host that a launcher started ends in order when the launcher is gone. */

/** Milliseconds between two looks whether it is still there. */
const LOOK_MS = 500;

export function watchParent(onGone: (why: string) => void): void {
  const parent = Number(process.env.SHARDKEEP_PARENT_PID ?? Number.NaN);
  if (Number.isNaN(parent)) return;
  setInterval(() => {
    if (isGone(parent)) onGone('the process that started the host is gone');
  }, LOOK_MS).unref();
}

function isGone(parent: number): boolean {
  if (process.ppid !== parent) return true;
  try {
    // Windows goes on naming a parent that has ended.
    process.kill(parent, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
