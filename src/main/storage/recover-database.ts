/**
 * A new beginning for a database that is broken or gone: the newest backup that is whole takes its place,
 * and the broken file is kept. What happened since the backup is folded from the journal by the caller.
 */
import { existsSync } from 'node:fs';
import { copyFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { asStorageError, StorageError } from './errors.ts';
import { requireSpace } from './free-space.ts';
import { findProblems } from './integrity.ts';
import { readPosition } from './meta.ts';
import { quarantineDatabase, removeDatabase, replaceDatabase } from './replace-database.ts';
import { openDatabase } from './sqlite.ts';

export interface Recovery {
  /** The backup that was taken, or null where the journal alone has to do. */
  readonly from: string | null;
  /** Backups that were passed over, and why. */
  readonly passedOver: readonly string[];
}

/**
 * Puts `database`, where it is, into `quarantine` and the first whole one of `backups` (files, newest
 * first) in its place; without any there is no database then, which `canDoWithout` must allow. Throws
 * StorageError `corrupt`, `disk-full`, `io`; nothing has changed then.
 */
export async function recoverDatabase(
  database: string,
  quarantine: string,
  backups: readonly string[],
  { serverId, canDoWithout }: { readonly serverId: string; readonly canDoWithout: boolean },
): Promise<Recovery> {
  const beside = `${database}.recovering`;
  const passedOver: string[] = [];
  let from: string | null = null;
  for (const backup of backups) {
    try {
      await removeDatabase(beside);
      await requireSpace(dirname(database), (await stat(backup)).size, backup);
      await copyFile(backup, beside);
      const problem = problemOf(beside, serverId);
      if (problem === null) {
        from = backup;
        break;
      }
      passedOver.push(`${backup}: ${problem}`);
    } catch (thrown) {
      const error = asStorageError(thrown, `Copying ${backup}`);
      if (error.code === 'disk-full') throw error;
      passedOver.push(`${backup}: ${error.message}`);
    }
  }
  if (from === null && !canDoWithout) {
    await removeDatabase(beside);
    throw new StorageError(
      'corrupt',
      `${database} is broken, there is no backup that is whole, and the journal does not reach back to the beginning.`,
      { hint: 'Put a whole database or a backup in its place; nothing was changed.' },
    );
  }
  // Only now: until here a crash leaves everything as it was found.
  if (existsSync(database)) await quarantineDatabase(database, quarantine);
  if (from !== null) await replaceDatabase(beside, database);
  else await removeDatabase(beside);
  return { from, passedOver };
}

function problemOf(file: string, serverId: string): string | null {
  const db = openDatabase(file);
  try {
    const [problem = null] = findProblems(db);
    if (problem !== null) return problem;
    const owner = readPosition(db).serverId;
    if (owner !== serverId) return `It is of the shard ${owner}, not ${serverId}.`;
    db.pragma('journal_mode = DELETE');
    return null;
  } finally {
    db.close();
  }
}
