/** What lies where in a data directory (design: "The data directory"). Paths only, no I/O. */
import { join } from 'node:path';

export interface DataDirectory {
  readonly root: string;
  readonly config: string;
  readonly database: string;
  readonly journal: string;
  readonly logs: string;
  /** The index of the logs, which is made anew where it is not there. */
  readonly activityIndex: string;
  readonly hostLog: string;
  /** What charts and lists of the window show, over a restart. */
  readonly history: string;
  /** Who holds the directory, for the sentence that refuses a second host. */
  readonly holder: string;
  /** Operating-system locks, one file for each owner. */
  readonly locks: string;
  readonly hostLock: string;
  readonly journalLock: string;
  readonly snapshotLock: string;
  readonly backupLock: string;
  readonly activityLock: string;
  /** What was found broken; nothing in it is ever deleted by us. */
  readonly quarantine: string;
  /** Worlds that are made to look at or to prove something; nothing in it counts after a start. */
  readonly scratch: string;
}

/** The name of a world that waits to take the place of the database; see `restoredDatabase`. */
export const RESTORED_FILE = /^restored-\d+\.db$/;

/** Where a restore puts the world that takes the database's place once `timeline` is current. */
export function restoredDatabase(root: string, timeline: number): string {
  return join(root, `restored-${timeline}.db`);
}

export function dataDirectory(root: string, serverId: string): DataDirectory {
  const locks = join(root, 'locks');
  return {
    root,
    config: join(root, 'config.json'),
    database: join(root, `Server_${serverId}.db`),
    journal: join(root, 'journal'),
    logs: join(root, 'logs'),
    activityIndex: join(root, 'activity.db'),
    hostLog: join(root, 'logs', 'host.log'),
    history: join(root, 'history.json'),
    holder: join(locks, 'host.json'),
    locks,
    hostLock: join(locks, 'host.lock'),
    journalLock: join(locks, 'journal.lock'),
    snapshotLock: join(locks, 'snapshot.lock'),
    backupLock: join(locks, 'backup.lock'),
    activityLock: join(locks, 'activity.lock'),
    quarantine: join(root, 'quarantine'),
    scratch: join(root, 'scratch'),
  };
}
