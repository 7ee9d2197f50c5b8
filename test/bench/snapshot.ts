/**
 * Snapshots of the full world. The delta: 5,000 characters and 20,000 rows of their bags are changed
 * over the network, then a snapshot is asked for, and the time is taken until it is answered. The full
 * snapshot writes all 1.43 million rows to a new file. Beside each the same rows written with nothing
 * around it, at the priority that the snapshot process has.
 */
import { join } from 'node:path';
import { connect } from '../../src/client/index.ts';
import { play } from './active.ts';
import type { BareWrite, BareWriterOptions } from './bare-writer.ts';
import { type Effort, spread, takeTurns } from './measure.ts';
import type { Section } from './report.ts';
import { makeDirectory, ROOT, startHost, startWorker } from './servers.ts';
import { fullWorldFile, makeFullDataDirectory } from './world-file.ts';

/** The document: "Snapshot (active players): < 500 milliseconds", "Full snapshot: < 5 seconds". */
const DELTA_MS_MAX = 500;
const FULL_MS_MAX = 5_000;
const TO_BARE_MAX = 1.25;
/** A full snapshot takes seconds, and its peer as many. */
const FULL_RUNS_MAX = 3;

export async function benchSnapshot({ runs }: Effort): Promise<Section> {
  const dataDir = await makeFullDataDirectory();
  const host = await startHost(dataDir);
  const shard = await connect({ url: host.url, token: host.tokens.admin });
  const bare = await startWorker<BareWrite, number>(new URL('bare-writer.ts', import.meta.url), {
    directory: makeDirectory('bare'),
    world: fullWorldFile(),
    migrations: join(ROOT, 'migrations'),
  } satisfies BareWriterOptions);
  const snapshot = async (full: boolean) => {
    const startedAt = performance.now();
    await shard.admin.snapshot({ full });
    return performance.now() - startedAt;
  };
  const deltas = await takeTurns(runs, {
    ours: async (round) => {
      await play(shard, round);
      return snapshot(false);
    },
    bare: (round) => bare.ask({ kind: 'delta', round }),
  });
  const fulls = await takeTurns(Math.min(runs, FULL_RUNS_MAX), {
    ours: () => snapshot(true),
    bare: (round) => bare.ask({ kind: 'full', round }),
  });
  await shard.close();
  await Promise.all([host.stop(), bare.stop()]);
  const delta = spread(deltas.ours);
  const bareDelta = spread(deltas.bare);
  const full = spread(fulls.ours);
  const bareFull = spread(fulls.bare);
  const toBare = delta.median / bareDelta.median;
  return {
    id: 'snapshot',
    title: 'Snapshots, milliseconds',
    notes: [
      'From asking to the answer; a delta is 5,000 characters and 20,000 rows of their bags.',
      'Both sides write at low priority, as the snapshot process does. A full snapshot takes its rows from the live world and checks what it wrote; its peer takes them from another file in key order, without a look at any, and checks nothing.',
    ],
    columns: [
      { key: 'median', label: 'ms' },
      { key: 'least', label: 'least' },
      { key: 'most', label: 'most' },
      { key: 'ratio', label: '× bare' },
    ],
    rows: [
      { id: 'snapshot.delta', label: 'Shardkeep, delta', cells: { ...delta, ratio: toBare } },
      {
        id: 'snapshot.bare',
        label: 'bare upsert in key order',
        cells: { ...bareDelta, ratio: null },
      },
      {
        id: 'snapshot.full',
        label: 'Shardkeep, full',
        cells: { ...full, ratio: full.median / bareFull.median },
      },
      {
        id: 'snapshot.bareFull',
        label: 'bare insert of every row in key order',
        cells: { ...bareFull, ratio: null },
      },
    ],
    aims: [
      {
        id: 'snapshot.toBare',
        label: 'delta snapshot of 5,000 players',
        value: toBare,
        unit: '× bare upsert',
        atMost: TO_BARE_MAX,
      },
      {
        id: 'snapshot.delta',
        label: 'delta snapshot of 5,000 players',
        value: delta.median,
        unit: 'ms',
        atMost: DELTA_MS_MAX,
      },
      {
        id: 'snapshot.full',
        label: 'full snapshot',
        value: full.median,
        unit: 'ms',
        atMost: FULL_MS_MAX,
      },
    ],
  };
}
