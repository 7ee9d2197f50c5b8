/** A disk of its own in memory, which gets full soon. Only root on Linux may mount one. */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { makeTempDir, removeTempDir } from './host.ts';

const MIB = 1024 * 1024;

export const hasSmallDisks = process.platform === 'linux' && process.getuid?.() === 0;

/** Where it is mounted, until the end of the test; null where this user may not. */
export function mountSmallDisk(mib: number): string | null {
  if (!hasSmallDisks) return null;
  const directory = makeTempDir();
  const mounted = spawnSync('/bin/mount', [
    ...['-t', 'tmpfs', '-o', `size=${mib * 1024}k`, 'tmpfs', directory],
  ]);
  onTestFinished(() => {
    if (mounted.status === 0) spawnSync('/bin/umount', ['--lazy', directory]);
    removeTempDir(directory);
  });
  return mounted.status === 0 ? directory : null;
}

/** A file that takes the room of others. */
export class Filler {
  readonly #disk: string;
  readonly #file: string;

  constructor(disk: string) {
    this.#disk = disk;
    this.#file = join(disk, 'filler');
  }

  /** Writes until so many bytes are free, or nothing goes on the disk any more. Again for what was given back. */
  fill(leave = 0): void {
    const descriptor = openSync(this.#file, 'a');
    try {
      for (let size = MIB; size >= 1; size = Math.floor(size / 2)) {
        while (this.#free() - size >= leave && wrote(descriptor, size));
      }
    } finally {
      closeSync(descriptor);
    }
  }

  empty(): void {
    rmSync(this.#file);
  }

  #free(): number {
    const { bavail, bsize } = statfsSync(this.#disk);
    return bavail * bsize;
  }
}

function wrote(descriptor: number, bytes: number): boolean {
  try {
    return writeSync(descriptor, Buffer.alloc(bytes, 1)) > 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    return false;
  }
}
