/** What the parts of a data directory take of the disk. What is written meanwhile may or may not count. */
import { lstat, readdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { SizesOnDisk } from '../../shared/maintenance.ts';
import type { DataDirectory } from '../processes/data-directory.ts';

export async function sizesOnDisk(
  { root, database, journal, logs, activityIndex, quarantine, scratch }: DataDirectory,
  backups: string,
): Promise<SizesOnDisk> {
  const { bavail, bsize } = await statfs(root);
  return {
    database: await bytesOfDatabase(database),
    journal: await bytesOf(journal),
    backups: await bytesOf(backups),
    logs: await bytesOf(logs),
    activity_index: await bytesOfDatabase(activityIndex),
    scratch: await bytesOf(scratch),
    quarantine: await bytesOf(quarantine),
    free: bavail * bsize,
  };
}

/** With its write-ahead log, which is as much a part of a database as its file. */
async function bytesOfDatabase(file: string): Promise<number> {
  const files = await Promise.all([file, `${file}-wal`, `${file}-shm`].map(bytesOf));
  return files.reduce((sum, bytes) => sum + bytes, 0);
}

/** Bytes of a file, or of all files of a folder; 0 for what is not there, or gone by now. */
async function bytesOf(path: string): Promise<number> {
  try {
    const stat = await lstat(path);
    if (!stat.isDirectory()) return stat.size;
    let bytes = 0;
    for (const name of await readdir(path)) bytes += await bytesOf(join(path, name));
    return bytes;
  } catch (error) {
    // A file may stand where a folder should be.
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return 0;
    throw error;
  }
}
