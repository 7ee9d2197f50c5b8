/** Whether a disk has room for what is about to be written: asked first, so that nothing is begun in vain. */
import { statfs } from 'node:fs/promises';
import { StorageError } from './errors.ts';

const MIB = 1024 ** 2;

/** Throws StorageError `disk-full` where `directory` has not so many bytes free; `what` needs them. */
export async function requireSpace(directory: string, bytes: number, what: string): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  const free = bavail * bsize;
  if (free >= bytes) return;
  throw new StorageError(
    'disk-full',
    `There are ${Math.floor(free / MIB)} MiB free in ${directory}, and ${what} needs ${Math.ceil(bytes / MIB)}.`,
  );
}
