/** How much is free on the disks that a shard lies on. A disk that does not answer holds nobody up. */
import { stat, statfs } from 'node:fs/promises';
import type { Clock } from './clock.ts';

/** Milliseconds between two looks. */
const LOOK_MS = 10_000;

interface Disk {
  readonly path: string;
  readonly freeBytes: number;
}

export class DiskWatch {
  readonly #paths: () => readonly string[];
  readonly #clock: Pick<Clock, 'monotonic'>;
  #disks: readonly Disk[] = [];
  #lookedAt = Number.NEGATIVE_INFINITY;
  #isLooking = false;

  constructor(paths: () => readonly string[], clock: Pick<Clock, 'monotonic'>) {
    this.#paths = paths;
    this.#clock = clock;
  }

  /** As it was at the last look; the next one is made where it is due. */
  get disks(): readonly Disk[] {
    const now = this.#clock.monotonic();
    if (!this.#isLooking && now - this.#lookedAt >= LOOK_MS) {
      this.#lookedAt = now;
      this.#isLooking = true;
      void this.#look().finally(() => {
        this.#isLooking = false;
      });
    }
    return this.#disks;
  }

  async #look(): Promise<void> {
    const disks = new Map<number, Disk>();
    for (const path of this.#paths()) {
      try {
        const [{ dev }, { bavail, bsize }] = await Promise.all([stat(path), statfs(path)]);
        // Two folders on one disk are short of the same space.
        if (!disks.has(dev)) disks.set(dev, { path, freeBytes: bavail * bsize });
      } catch {
        // What is not there has no space to be short of; whoever needs it says that it is missing.
      }
    }
    this.#disks = [...disks.values()];
  }
}
