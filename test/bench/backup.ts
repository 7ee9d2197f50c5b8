/**
 * A backup of the full world, from asking to the answer: brought up to date, copied, checked, counted,
 * hashed and synced. Its peer copies the same file and syncs the copy, and knows nothing of what is in
 * it.
 */
import { closeSync, copyFileSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '../../src/client/index.ts';
import { type Effort, spread, takeTurns } from './measure.ts';
import type { Section } from './report.ts';
import { makeDirectory, removeDirectory, startHost } from './servers.ts';
import { databaseIn, makeFullDataDirectory } from './world-file.ts';

/** The document: "Backup creation: < 10 seconds". */
const BACKUP_MS_MAX = 10_000;

export async function benchBackup({ runs }: Effort): Promise<Section> {
  const dataDir = await makeFullDataDirectory();
  const host = await startHost(dataDir);
  const shard = await connect({ url: host.url, token: host.tokens.admin });
  const copy = join(makeDirectory('copy'), 'copy.db');
  const results = await takeTurns(runs, {
    // No character changes: what is measured is the backup, not the snapshot before it.
    backup: async () => {
      const startedAt = performance.now();
      await shard.admin.backups.create({});
      return performance.now() - startedAt;
    },
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
  await host.stop();
  removeDirectory(dataDir);
  const ours = spread(results.backup);
  const peer = spread(results.plain);
  return {
    id: 'backup',
    title: 'Backup of the full world, milliseconds',
    notes: ['From asking to the answer; a backup is read and checked before it counts.'],
    columns: [
      { key: 'median', label: 'ms' },
      { key: 'least', label: 'least' },
      { key: 'most', label: 'most' },
      { key: 'ratio', label: '× plain copy' },
    ],
    rows: [
      {
        id: 'backup.host',
        label: 'Shardkeep, copied and checked',
        cells: { ...ours, ratio: ours.median / peer.median },
      },
      { id: 'backup.plain', label: 'plain copy, synced', cells: { ...peer, ratio: null } },
    ],
    aims: [
      {
        id: 'backup.host',
        label: 'backup of the full world',
        value: ours.median,
        unit: 'ms',
        atMost: BACKUP_MS_MAX,
      },
    ],
  };
}
