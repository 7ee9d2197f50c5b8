/** A disk that is soon full: a few bytes in memory. Only root can mount one, and only on Linux. */
import { spawnSync } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { makeTempDir } from './host.ts';

export const hasSmallDisks = process.platform === 'linux' && process.getuid?.() === 0;

/** Its directory; it ends with the test. */
export function mountSmallDisk(kibibytes: number): string {
  const directory = makeTempDir();
  const options = ['-t', 'tmpfs', '-o', `size=${kibibytes}k`, 'tmpfs', directory];
  const { status, stderr } = spawnSync('mount', options, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`no disk was mounted: ${stderr}`);
  onTestFinished(() => void spawnSync('umount', ['--lazy', directory]));
  return directory;
}
