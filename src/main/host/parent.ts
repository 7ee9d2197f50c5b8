/** A host that a launcher started ends in order when the launcher is gone. */

/** Milliseconds between two looks whether it is still there. */
const LOOK_MS = 500;

export function watchParent(onGone: (why: string) => void): void {
  const parent = process.env.SHARDKEEP_PARENT_PID;
  if (parent === undefined) return;
  setInterval(() => {
    if (process.ppid !== Number(parent)) onGone('the process that started the host is gone');
  }, LOOK_MS).unref();
}
