/**
 * A data directory of a shard that was played in for a month: characters with names, and the activity
 * logs of what they did. Without an index of them, which the host builds when it starts.
 */
import { join } from 'node:path';
import { readPosition, writePosition } from '../../src/main/storage/meta.ts';
import { migrate, readMigrations } from '../../src/main/storage/migrate.ts';
import { openDatabase } from '../../src/main/storage/sqlite.ts';
import { SqliteStore } from '../../src/main/storage/store.ts';
import { activityEntries, writeActivity } from './activity-lines.ts';
import { FULL_WORLD, fillDatabase } from './full-world.ts';
import { makeTempDir, ROOT } from './host.ts';

const MONTH_MS = 30 * 24 * 3_600_000;
/** Before now, so that what a test does is newer than all of it. */
const REST_MS = 2 * 3_600_000;

/** The directory; `entries` numbers from 1 on are in its logs, and the world goes on behind them. */
export function makeActivityWorld(entries: number, characters = 1_000): string {
  const dataDir = makeTempDir();
  const stepMs = MONTH_MS / entries;
  const begin = Date.now() - REST_MS - entries * stepMs;
  const lines = activityEntries({ seed: 1, characters, begin, stepMs });
  writeActivity(join(dataDir, 'logs'), lines, entries);
  const db = openDatabase(join(dataDir, 'Server_001.db'));
  migrate(db, readMigrations(join(ROOT, 'migrations')));
  const store = new SqliteStore(db);
  store.setServerId('001');
  fillDatabase(db, { ...FULL_WORLD, characters, bagItems: 2, wornItems: 1, quests: 1 });
  const position = readPosition(db);
  db.transaction(() => writePosition(db, position, { ...position, nextLogId: entries + 1 }))();
  store.close();
  return dataDir;
}
