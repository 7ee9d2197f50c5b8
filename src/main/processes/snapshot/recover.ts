/**
 * What is done before the database is used: a restore that was decided is completed, and a database that
 * is broken or gone is made anew. Whatever was there before is kept.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { nodeDisk } from '../../journal/disk.ts';
import { JournalDirectory } from '../../journal/journal-directory.ts';
import { refuseForeign } from '../../journal/recovery.ts';
import { asStorageError, StorageError } from '../../storage/errors.ts';
import { findProblems } from '../../storage/integrity.ts';
import { readPosition } from '../../storage/meta.ts';
import type { Migration } from '../../storage/migrate.ts';
import {
  quarantineDatabase,
  removeDatabase,
  replaceDatabase,
} from '../../storage/replace-database.ts';
import { openDatabase } from '../../storage/sqlite.ts';
import { type DataDirectory, RESTORED_FILE, restoredDatabase } from '../data-directory.ts';
import { type BaseBackup, rebuild } from '../rebuild.ts';

/**
 * The timeline that the journal is on; null where there is no journal. Throws `foreign` for that of
 * another shard: a database would otherwise be begun beside it.
 */
export function currentTimeline(paths: DataDirectory, serverId: string): number | null {
  const journal = new JournalDirectory(nodeDisk, paths.journal);
  const timeline = journal.currentTimeline()?.timeline ?? null;
  if (timeline !== null) refuseForeign(journal.list(timeline), serverId);
  return timeline;
}

/**
 * Completes a restore: once its timeline is current, the database that was made for it takes its place.
 * One that was made for a timeline that never became current is removed. Answers what it did or found.
 */
export async function completeRestore(
  paths: DataDirectory,
  { serverId, worldIsLive }: { readonly serverId: string; readonly worldIsLive: boolean },
  timeline: number | null,
): Promise<readonly string[]> {
  const remarks: string[] = [];
  const wanted = timeline === null ? null : restoredDatabase(paths.root, timeline);
  for (const name of readdirSync(paths.root).filter((file) => RESTORED_FILE.test(file))) {
    const file = join(paths.root, name);
    if (file !== wanted) {
      // While the host serves, a restore may be about to decide on it.
      if (!worldIsLive) await removeDatabase(file);
      continue;
    }
    const problem = problemOf(file, serverId, timeline as number);
    if (problem === null) {
      await replaceDatabase(file, paths.database, { quarantine: paths.quarantine });
    } else {
      await quarantineDatabase(file, paths.quarantine);
      remarks.push(`The restored world in ${name} could not be used (${problem}).`);
    }
  }
  return remarks;
}

function problemOf(file: string, serverId: string, timeline: number): string | null {
  try {
    const db = openDatabase(file, { readonly: true });
    try {
      const [problem = null] = findProblems(db);
      if (problem !== null) return problem;
      const position = readPosition(db);
      if (position.serverId !== serverId) return `It is of the shard ${position.serverId}.`;
      return position.timeline === timeline ? null : `It is of timeline ${position.timeline}.`;
    } finally {
      db.close();
    }
  } catch (thrown) {
    return asStorageError(thrown, `Reading ${file}`).message;
  }
}

export interface RecoverOptions {
  readonly serverId: string;
  readonly migrations: readonly Migration[];
  readonly backups: readonly BaseBackup[];
  /** The change that the database stands at, which what takes its place must be above. */
  readonly above: number;
}

/**
 * Makes the database anew from the nearest whole backup, or for the journal alone to fill, and puts the
 * one that is there into quarantine. `problem` is what is wrong with it. Answers what was done, in
 * sentences. Throws as `rebuild` does; nothing has changed then.
 */
export async function recoverDatabase(
  problem: string,
  paths: DataDirectory,
  timeline: number | null,
  { serverId, migrations, backups, above }: RecoverOptions,
): Promise<readonly string[]> {
  const { database, quarantine, journal } = paths;
  const beside = `${database}.recovering`;
  const newest = backups[0];
  // Without a journal there is nothing but the backups, of whatever timeline they are.
  const on = timeline ?? newest?.timeline;
  if (on === undefined) {
    throw new StorageError(
      'corrupt',
      `${database} is broken, and there is nothing to make it from.`,
      {
        hint: 'Put a whole database or a backup in its place; nothing was changed.',
      },
    );
  }
  const { from, passedOver, position } = await rebuild({
    file: beside,
    serverId,
    journal,
    migrations,
    backups,
    timeline: on,
    seq: null,
  });
  if (position.appliedSeq <= above) {
    await removeDatabase(beside);
    return [];
  }
  // Only now: until here a crash leaves everything as it was found.
  const isThere = existsSync(database);
  if (isThere) await quarantineDatabase(database, quarantine);
  await replaceDatabase(beside, database);
  return [
    isThere
      ? `${database} could not be used (${problem}); what was there of it is kept in ${quarantine}.`
      : `${database} could not be used (${problem}).`,
    ...passedOver.map((why) => `A backup was passed over: ${why}`),
    from === null
      ? 'There is no backup that is whole, so it is made anew from the journal alone.'
      : `It is made anew from ${from}, and stands at change ${position.appliedSeq}; the journal has what followed.`,
  ];
}
