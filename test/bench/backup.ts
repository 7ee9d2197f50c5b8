/**
 * A backup of the full world, from asking to the answer: brought up to date, copied, checked, counted,
 * hashed and synced. Its peer copies the same file and syncs the copy, and knows nothing of what is in
 * it; that of the copy alone is SQLite's own backup. And what the main thread has to do for it.
 */
import { closeSync, copyFileSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type ShardClient } from '../../src/client/index.ts';
import type { BareBackupOptions } from './bare-backup.ts';
import { mainThreadDuring } from './main-cpu.ts';
import { type Effort, spread, takeTurns } from './measure.ts';
import type { Section } from './report.ts';
import { makeDirectory, removeDirectory, startHost, startWorker } from './servers.ts';
import { databaseIn, makeFullDataDirectory } from './world-file.ts';

/** The document: "Backup creation: < 10 seconds". */
const BACKUP_MS_MAX = 10_000;
const COPY_TO_SQLITE_MAX = 1.3;
/** The document: "Backup: ~5% (hourly)", of the main thread's time. */
const SHARE_MAX = 0.05;
const HOUR_MS = 3_600_000;
/** Milliseconds between two looks whether a backup is proven. */
const PROOF_LOOK_MS = 250;

export async function benchBackup({ runs }: Effort): Promise<Section> {
  const dataDir = await makeFullDataDirectory();
  const host = await startHost(dataDir);
  const shard = await connect({ url: host.url, token: host.tokens.admin });
  const copy = join(makeDirectory('copy'), 'copy.db');
  const sqlite = await startWorker<object, number>(new URL('bare-backup.ts', import.meta.url), {
    database: databaseIn(dataDir),
    target: join(makeDirectory('sqlite'), 'copy.db'),
  } satisfies BareBackupOptions);
  await shard.subscribe({ topics: ['progress'] });
  const copies: number[] = [];
  const worked: number[] = [];
  const results = await takeTurns(runs, {
    // No character changes: what is measured is the backup, not the snapshot before it.
    backup: async () => {
      const startedAt = performance.now();
      const copied = timeOfCopy(shard);
      worked.push(await mainThreadDuring(host.pid, () => shard.admin.backups.create({})));
      copies.push(await copied);
      const tookMs = performance.now() - startedAt;
      await lastProven(shard);
      return tookMs;
    },
    sqlite: () => sqlite.ask({}),
    plain: () => {
      rmSync(copy, { force: true });
      const startedAt = performance.now();
      copyFileSync(databaseIn(dataDir), copy);
      const file = openSync(copy, 'r+');
      fsyncSync(file);
      closeSync(file);
      return performance.now() - startedAt;
    },
  });
  await shard.close();
  await Promise.all([host.stop(), sqlite.stop()]);
  removeDirectory(dataDir);
  const ours = spread(results.backup);
  const peer = spread(results.plain);
  const copied = spread(copies);
  const bySqlite = spread(results.sqlite);
  const main = spread(worked);
  return {
    id: 'backup',
    title: 'Backup of the full world, milliseconds',
    notes: [
      "From asking to the answer; a backup is read and checked before it counts. Its copy is a part of that, beside SQLite's own backup of the same file.",
      `What the main thread works for a backup is its time on a core, with what a host does at rest; of an hour it is ${((main.median / HOUR_MS) * 100).toPrecision(2)} %.`,
    ],
    columns: [
      { key: 'median', label: 'ms' },
      { key: 'least', label: 'least' },
      { key: 'most', label: 'most' },
      { key: 'ratio', label: '× its peer' },
    ],
    rows: [
      {
        id: 'backup.host',
        label: 'Shardkeep, copied and checked',
        cells: { ...ours, ratio: ours.median / peer.median },
      },
      { id: 'backup.plain', label: 'plain copy, synced', cells: { ...peer, ratio: null } },
      {
        id: 'backup.copy',
        label: 'the copy in that',
        cells: { ...copied, ratio: copied.median / bySqlite.median },
      },
      { id: 'backup.sqlite', label: "SQLite's backup", cells: { ...bySqlite, ratio: null } },
      { id: 'backup.main', label: 'work of the main thread', cells: { ...main, ratio: null } },
    ],
    aims: [
      {
        id: 'backup.host',
        label: 'backup of the full world',
        value: ours.median,
        unit: 'ms',
        atMost: BACKUP_MS_MAX,
      },
      {
        id: 'backup.copy',
        label: 'the copy of a backup',
        value: copied.median / bySqlite.median,
        unit: "× SQLite's backup",
        atMost: COPY_TO_SQLITE_MAX,
      },
      {
        id: 'backup.share',
        label: "a backup an hour, of the main thread's time",
        value: main.median / HOUR_MS,
        unit: 'of 1',
        atMost: SHARE_MAX,
      },
    ],
  };
}

/** Waits for the proof of the newest backup, which would go on beside what is measured next. */
async function lastProven(shard: ShardClient): Promise<void> {
  for (;;) {
    const { backups } = await shard.admin.backups.list();
    if (backups[0]?.proven_at !== null) return;
    await sleep(PROOF_LOOK_MS);
  }
}

/** Milliseconds from the first page of the next backup to the last one. */
function timeOfCopy(shard: ShardClient): Promise<number> {
  return new Promise((resolve) => {
    let begunAt: number | null = null;
    const end = shard.on('progress', (params) => {
      const { backup } = params as { backup?: { phase: string } };
      if (backup?.phase === 'copying') begunAt ??= performance.now();
      if (backup?.phase !== 'checking' || begunAt === null) return;
      end();
      resolve(performance.now() - begunAt);
    });
  });
}
