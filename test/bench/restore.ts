/**
 * Going back to a moment one hour of play after the backup: the preview (the backup copied and checked,
 * the hour folded over it, the outcome compared with the present) and then the restore itself, from
 * asking to the answer, in which play stands still. The peer is what no restore can go without: a plain
 * copy of the file, and its check and every row read once.
 *
 * An hour is 5,000 players who change something of theirs 40 times each: 200,000 changes.
 */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '../../src/client/index.ts';
import { play } from './active.ts';
import { type Effort, spread, takeTurns } from './measure.ts';
import type { Section } from './report.ts';
import { makeDirectory, removeDirectory, runProgram, startHost } from './servers.ts';
import { fullWorldFile, makeFullDataDirectory } from './world-file.ts';

/** Of 25,000 changes each. */
const ROUNDS_OF_PLAY = 8;
/** Each takes a while, and leaves two backups behind. */
const RUNS_MAX = 3;

interface Times {
  readonly preview: number;
  readonly run: number;
}

export async function benchRestore({ runs }: Effort): Promise<Section> {
  const dataDir = await makeFullDataDirectory();
  const host = await startHost(dataDir);
  const shard = await connect({ url: host.url, token: host.tokens.admin });
  const { backup } = await shard.admin.backups.create({});
  await shard.admin.backups.protect({ name: backup.name, protected: true });
  for (let round = 0; round < ROUNDS_OF_PLAY; round++) await play(shard, round);
  const { journal } = await shard.admin.journal.status();
  const copy = join(makeDirectory('copy'), 'copy.db');
  const results = await takeTurns<'restore' | 'plain', Times>(Math.min(runs, RUNS_MAX), {
    restore: async (round) => {
      // Play went on: the moment is not the present, and the present not the moment's backup.
      await play(shard, ROUNDS_OF_PLAY + round);
      const startedAt = performance.now();
      const { preview } = await shard.admin.restore.preview({ seq: journal.seq });
      const previewedAt = performance.now();
      await shard.admin.restore.run({ token: preview.token });
      return { preview: previewedAt - startedAt, run: performance.now() - previewedAt };
    },
    plain: async () => {
      const startedAt = performance.now();
      copyFileSync(fullWorldFile(), copy);
      await runProgram(new URL('plain-read.ts', import.meta.url), [copy]);
      return { preview: 0, run: performance.now() - startedAt };
    },
  });
  await shard.close();
  await host.stop();
  removeDirectory(dataDir);
  const peer = spread(results.plain.map(({ run }) => run));
  const row = (id: string, label: string, times: readonly number[]) => {
    const ours = spread(times);
    return { id: `restore.${id}`, label, cells: { ...ours, ratio: ours.median / peer.median } };
  };
  return {
    id: 'restore',
    title: 'Restore to a moment one hour of play after the backup, milliseconds',
    notes: [
      'The full world; an hour is 200,000 changes, 25,000 rows of which are left in the end.',
    ],
    columns: [
      { key: 'median', label: 'ms' },
      { key: 'least', label: 'least' },
      { key: 'most', label: 'most' },
      { key: 'ratio', label: '× plain copy and read' },
    ],
    rows: [
      row(
        'preview',
        'Shardkeep, the preview, while play goes on',
        results.restore.map(({ preview }) => preview),
      ),
      row(
        'run',
        'Shardkeep, the restore, with its two backups',
        results.restore.map(({ run }) => run),
      ),
      {
        id: 'restore.plain',
        label: 'plain copy, integrity check and every row read',
        cells: { ...peer, ratio: null },
      },
    ],
    aims: [],
  };
}
