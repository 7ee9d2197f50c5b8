/** A disk of its own in memory, for tests of what happens where there is no room. */
import { spawnSync } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { makeTempDir, removeTempDir } from './host.ts';

/** Mounts one of so many MiB until the test is over; null where this user may not, or not on Linux. */
export function mountSmallDisk(mib: number): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null;
  const directory = makeTempDir();
  const { status } = spawnSync('/bin/mount', [
    '-t',
    'tmpfs',
    '-o',
    `size=${mib}m`,
    'tmpfs',
    directory,
  ]);
  onTestFinished(() => {
    if (status === 0) spawnSync('/bin/umount', ['--lazy', directory]);
    removeTempDir(directory);
  });
  return status === 0 ? directory : null;
}
