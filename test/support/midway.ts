/** Catching a process in the middle of what it writes, on purpose rather than by chance. */
import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Operator, ProcessName } from './operator.ts';
import { pauseProcess } from './pause-process.ts';

/** Bytes of properties that an item may have, about, and how many such items make a database large. */
const PROPERTIES_BYTES = 25_000;
export const LARGE_ITEMS = 400;
const AT_ONCE = 50;

/** Makes the world so large that what is written of it takes a while. It has somebody to hold it. */
export async function playLarge({ admin }: Operator): Promise<void> {
  const properties = { text: 'x'.repeat(PROPERTIES_BYTES) };
  const create = { character_id: 1, item_type: 'book', properties };
  for (let made = 0; made < LARGE_ITEMS; made += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, () => admin.call('items.create', create)));
  }
}

/** Bytes of a file; 0 where it is not there. */
export function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

export interface Caught {
  /** Lets the process go on. */
  readonly goOn: () => void;
  readonly pid: number;
  /** Resolves with the reply of what was asked for. */
  readonly answer: ReturnType<Operator['admin']['request']>;
}

/**
 * Has the host do something and stops the process that does it while `file()`, which it writes for that, is
 * there and has grown beyond `above` bytes, but not to its end. Tried again where it was over too soon.
 */
export async function catchMidway(
  shard: Operator,
  name: ProcessName,
  ask: () => Caught['answer'],
  file: () => string | undefined,
  above: () => number = () => 0,
): Promise<Caught> {
  for (let tries = 0; tries < 20; tries++) {
    const pid = (await shard.pids())[name];
    const limit = above();
    let isAnswered = false;
    const answer = ask();
    void answer.finally(() => {
      isAnswered = true;
    });
    const isThere = () => {
      const path = file();
      return path !== undefined && sizeOf(path) > limit;
    };
    while (!isAnswered && !isThere()) await sleep(1);
    const goOn = pauseProcess(pid);
    // It stands still: what is there now stays so.
    await sleep(20);
    if (isThere() && !isAnswered) return { goOn, pid, answer };
    goOn();
    await answer;
  }
  throw new Error('it was always over before it could be caught');
}
