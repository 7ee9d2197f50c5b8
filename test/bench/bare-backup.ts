/**
 * The peer of a backup's copy, in a process of its own at the priority of the backup process: SQLite's own
 * backup of the same file, all pages in one step, and nothing else.
 */
import { rmSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import Database from 'better-sqlite3';

export interface BareBackupOptions {
  readonly database: string;
  readonly target: string;
}

/** More pages than any file has. */
const ALL_PAGES = 2 ** 31 - 1;

setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
const { database, target } = JSON.parse(process.argv[2] ?? '{}') as BareBackupOptions;

async function copy(): Promise<number> {
  rmSync(target, { force: true });
  const startedAt = performance.now();
  const source = new Database(database, { readonly: true });
  await source.backup(target, { progress: () => ALL_PAGES });
  source.close();
  return performance.now() - startedAt;
}

process.on('message', () => {
  void copy().then((milliseconds) => process.send?.(milliseconds));
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
