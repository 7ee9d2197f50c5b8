/** `npm run activity`: searches the activity logs of a stopped host's directory. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  ACTIVITY_PAGE,
  ACTIVITY_PAGE_MAX,
  type ActivityFilter,
  type FoundEntry,
  type IndexState,
} from '../shared/activity.ts';
import { showMistake } from '../shared/activity-query/mistake.ts';
import { parseQuery } from '../shared/activity-query/parse.ts';
import { ShardError } from '../shared/errors.ts';
import { deletionsOf, idsOfDeleted, withIds } from './host/activity-search.ts';
import { DEFAULT_DIRECTORY } from './host/command-line.ts';
import { loadConfig } from './host/config.ts';
import { DirectoryLock } from './host/directory-lock.ts';
import { type DataDirectory, dataDirectory } from './processes/data-directory.ts';
import { setAside } from './storage/activity-damage.ts';
import { ActivityIndex } from './storage/activity-index/activity-index.ts';
import { ActivityLog } from './storage/activity-log.ts';
import { lockFile } from './storage/file-lock.ts';
import { openDatabase } from './storage/sqlite.ts';

const USAGE = `Usage: npm run activity -- 'QUERY' [--data DIR] [--limit N] [--json]
  QUERY        a line of the query language, as in: type:ItemLooted char:Aria since:2h
               (docs/ACTIVITY-QUERY.md); left out, everything
  --data DIR   the data directory of a host that is stopped (default: ${DEFAULT_DIRECTORY})
  --limit N    entries to show at most, the newest (default: ${ACTIVITY_PAGE})
  --json       the entries as JSON lines, as they stand in the log

Exit codes: 0 answered, 1 not answered (a host runs on the directory, there is none, the disk
fails), 2 a mistake in the query or the arguments.`;

/** Milliseconds that the activity process of a host that was killed gets to end. */
const LOCK_WAIT_MS = 30_000;
/** Milliseconds between two words of progress. */
const PROGRESS_MS = 1_000;

/** What was asked is wrong, and not the directory: exit code 2. */
class UsageError extends Error {}

interface Options {
  readonly line: string;
  readonly dataDir: string;
  readonly limit: number;
  readonly isJson: boolean;
}

function readOptions(args: readonly string[]): Options | null {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${USAGE}`);
  }
  const { values, positionals } = parsed;
  if (values.help) return null;
  const { data = DEFAULT_DIRECTORY, limit = String(ACTIVITY_PAGE), json = false } = values;
  if (!/^[1-9]\d{0,8}$/.test(limit)) {
    throw new UsageError(`--limit ${limit}: must be a number from 1 on`);
  }
  return {
    line: positionals.join(' '),
    dataDir: resolve(data),
    limit: Number(limit),
    isJson: json,
  };
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      limit: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === null) {
    console.log(USAGE);
    return;
  }
  const parsed = parseQuery(options.line, { now: Date.now(), zone: 'local' });
  if (!parsed.isGood) throw new UsageError(showMistake(options.line, parsed.mistake));
  const { dataDir } = options;
  if (!existsSync(dataDirectory(dataDir, '').config)) {
    throw new ShardError('NotFound', `${dataDir} is not the data directory of a shard.`, {
      hint: 'Name it with --data.',
    });
  }
  const lock = await takeDirectory(dataDir);
  try {
    const { settings } = await loadConfig(dataDir);
    await show(options, parsed.filter, dataDirectory(dataDir, settings.serverId));
  } finally {
    lock.release();
  }
}

async function takeDirectory(dataDir: string): Promise<DirectoryLock> {
  try {
    return await DirectoryLock.take(dataDirectory(dataDir, ''));
  } catch (error) {
    if (!(error instanceof ShardError) || error.code !== 'Conflict') throw error;
    throw new ShardError('Conflict', error.message, {
      hint: 'Stop that host first, or ask it with activity.query or on its Activity page.',
    });
  }
}

async function show(options: Options, filter: ActivityFilter, paths: DataDirectory): Promise<void> {
  const lock = await lockFile(paths.activityLock, { waitMs: LOCK_WAIT_MS });
  let toldAt = 0;
  const index = new ActivityIndex({
    file: paths.activityIndex,
    logs: paths.logs,
    setAside: (day) => setAside(paths.logs, paths.quarantine, day),
    say: (sentence) => console.error(sentence),
    onProgress: (state) => {
      if (performance.now() - toldAt < PROGRESS_MS) return;
      toldAt = performance.now();
      tell(state);
    },
  });
  try {
    const log = await ActivityLog.open(paths.logs, paths.quarantine);
    const { mark } = log;
    log.close();
    await index.follow(mark);
    await showPages(
      index,
      options,
      await withIds(filter, async (name) => {
        const id = idIn(paths.database, name);
        if (id !== undefined) return [id];
        return idsOfDeleted((await index.search(deletionsOf(name))).entries, name);
      }),
    );
  } finally {
    await index.close();
    lock.release();
  }
}

function tell({ entries, of }: IndexState): void {
  console.error(`indexing: ${entries} of ${of} entries`);
}

async function showPages(
  index: ActivityIndex,
  { limit, isJson }: Options,
  filter: ActivityFilter,
): Promise<void> {
  let shown = 0;
  let total = 0;
  let isEstimate = false;
  for (let after: number | null = null; ; ) {
    const page = await index.search({
      filter,
      order: 'newest',
      limit: Math.min(limit - shown, ACTIVITY_PAGE_MAX),
      after,
      counts: after === null,
    });
    if (page.counts !== null) ({ total, is_estimate: isEstimate } = page.counts);
    for (const entry of page.entries) console.log(isJson ? jsonOf(entry) : lineOf(entry));
    shown += page.entries.length;
    after = page.after;
    if (after === null || shown >= limit) break;
  }
  const more = shown < total ? ' Show more with --limit.' : '';
  console.error(`${shown} of ${isEstimate ? 'about ' : ''}${total} entries.${more}`);
}

/** As it stands in the log, and whether it was undone. */
function jsonOf({ undone, ...entry }: FoundEntry): string {
  return JSON.stringify(undone ? { ...entry, undone } : entry);
}

function lineOf({ log_id, timestamp, event_type, details, undone }: FoundEntry): string {
  const [[kind, body] = ['', {}]] = Object.entries(event_type);
  const fields = Object.entries({ ...body, ...details }).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return [timestamp, `#${log_id}`, kind, ...fields, ...(undone ? ['(undone)'] : [])].join(' ');
}

/** Of the world as it was last saved. */
function idIn(database: string, name: string): number | undefined {
  if (!existsSync(database)) return undefined;
  const db = openDatabase(database, { readonly: true });
  try {
    return db
      .prepare<[string], number>('SELECT character_id FROM characters WHERE character_name = ?')
      .pluck()
      .get(name);
  } finally {
    db.close();
  }
}

main().catch((error: unknown) => {
  const { message, hint, code } = ShardError.from(error);
  console.error(hint === undefined ? message : `${message} ${hint}`);
  process.exitCode = error instanceof UsageError || code === 'InvalidData' ? 2 : 1;
});
