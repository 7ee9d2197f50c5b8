/** What the parts of a data directory take of the disk. What is written meanwhile may or may not count. */
import { lstat, readdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { SizesOnDisk } from '../../shared/maintenance.ts';
import type { DataDirectory } from '../processes/data-directory.ts';

export async function sizesOnDisk(
  { root, database, journal, logs, quarantine }: DataDirectory,
  backups: string,
): Promise<SizesOnDisk> {
  const { bavail, bsize } = await statfs(root);
  // The write-ahead log is as much a part of the database as its file.
  const files = await Promise.all([database, `${database}-wal`, `${database}-shm`].map(bytesOf));
  const [journalBytes, backupBytes, logBytes, quarantineBytes] = await Promise.all(
    [journal, backups, logs, quarantine].map(bytesOf),
  );
  return {
    database: files.reduce((sum, bytes) => sum + bytes, 0),
    journal: journalBytes as number,
    backups: backupBytes as number,
    logs: logBytes as number,
    quarantine: quarantineBytes as number,
    free: bavail * bsize,
  };
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
