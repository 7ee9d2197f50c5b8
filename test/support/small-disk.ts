/** A disk of its own in memory, for tests of what happens where there is no room. */
import { spawnSync } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { makeTempDir, removeTempDir } from './host.ts';

/** Only root can mount one, and only on Linux. */
export const hasSmallDisks = process.platform === 'linux' && process.getuid?.() === 0;

/** Mounts one of so many MiB until the test is over; null where this user may not, or not on Linux. */
export function mountSmallDisk(mib: number): string | null {
  if (!hasSmallDisks) return null;
  const directory = makeTempDir();
  const { status } = spawnSync('/bin/mount', [
    '-t',
    'tmpfs',
    '-o',
    `size=${mib * 1024}k`,
    'tmpfs',
    directory,
  ]);
  onTestFinished(() => {
    if (status === 0) spawnSync('/bin/umount', ['--lazy', directory]);
    removeTempDir(directory);
  });
  return status === 0 ? directory : null;
}
