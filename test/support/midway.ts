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

/** When a file was last written, in nanoseconds; undefined where it is not there. */
export function writtenAt(file: string): bigint | undefined {
  return statSync(file, { bigint: true, throwIfNoEntry: false })?.mtimeNs;
}

export interface Caught {
  /** Lets the process go on. */
  readonly goOn: () => void;
  readonly pid: number;
  /** Resolves with the reply of what was asked for. */
  readonly answer: ReturnType<Operator['admin']['request']>;
}

export interface Scene {
  readonly process: ProcessName;
  /** Makes that there is something to do; done before each try. */
  readonly prepare: () => Promise<void>;
  readonly ask: () => Caught['answer'];
  /** Called before it is asked for: what is returned says whether its writing has begun since. */
  readonly watch: () => () => boolean;
}

/**
 * Has the host do something and stops the process that does it once its writing has begun and before it is
 * answered. Tried again where it was over too soon.
 */
export async function catchMidway(shard: Operator, scene: Scene): Promise<Caught> {
  for (let tries = 0; tries < 20; tries++) {
    await scene.prepare();
    const pid = (await shard.pids())[scene.process];
    const isBegun = scene.watch();
    let isAnswered = false;
    const answer = scene.ask();
    void answer.finally(() => {
      isAnswered = true;
    });
    while (!isAnswered && !isBegun()) await sleep(1);
    const goOn = pauseProcess(pid);
    // It stands still: what is there now stays so.
    await sleep(20);
    if (isBegun() && !isAnswered) return { goOn, pid, answer };
    goOn();
    await answer;
  }
  throw new Error('it was always over before it could be caught');
}
