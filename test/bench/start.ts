/**
 * A start with the full world of 1.43 million rows: from the start of the host's process to the line
 * that says it serves, beside a process that only runs the integrity check and iterates over the same
 * tables. Both find the file in the system's cache. Ready after at most twice that time is wanted.
 */
import { type Effort, spread, takeTurns } from './measure.ts';
import type { Section } from './report.ts';
import { runProgram, startHost } from './servers.ts';
import { databaseIn, makeFullDataDirectory } from './world-file.ts';

export async function benchStart({ runs }: Effort): Promise<Section> {
  const dataDir = await makeFullDataDirectory();
  const results = await takeTurns(runs, {
    host: async () => {
      const host = await startHost(dataDir);
      await host.stop();
      return host.readyMs;
    },
    plain: async () => {
      const program = new URL('plain-read.ts', import.meta.url);
      return (await runProgram(program, [databaseIn(dataDir)])).totalMs;
    },
  });
  const ours = spread(results.host);
  const peer = spread(results.plain);
  const ratio = ours.median / peer.median;
  return {
    id: 'start',
    title: 'Start of the full world, milliseconds',
    notes: ['From the start of the process, with 1.43 million rows in the database.'],
    columns: [
      { key: 'median', label: 'ms' },
      { key: 'least', label: 'least' },
      { key: 'most', label: 'most' },
      { key: 'ratio', label: '× plain read' },
    ],
    rows: [
      { id: 'start.host', label: 'Shardkeep, until it serves', cells: { ...ours, ratio } },
      { id: 'start.plain', label: 'integrity check + iterate', cells: { ...peer, ratio: null } },
    ],
    aims: [
      {
        id: 'start.toPlain',
        label: 'start of the full world',
        value: ratio,
        unit: '× plain read',
        atMost: 2,
      },
    ],
  };
}
