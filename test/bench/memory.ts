/**
 * Memory of the full world, in KB for each of its 10,000 characters: the world's tables with their
 * indexes, beside the same rows as plain objects in arrays without any index, each in a process of
 * its own, after a collection. The peer has the properties of items and the progress of quests as objects, as a
 * game server that keeps its world itself has them; once more it has them as text, as they lie in the file.
 * And what the host takes all told, with its utility processes.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { FULL_WORLD } from '../support/full-world.ts';
import { type Effort, spread, takeTurns } from './measure.ts';
import type { MemoryKind, MemoryResult } from './memory-process.ts';
import type { Row, Section } from './report.ts';
import { runProgram, startHost } from './servers.ts';
import { databaseIn, makeFullDataDirectory } from './world-file.ts';

const KB = 1024;
const MB = 1024 * 1024;
/** The document: "Per character: ~10-50 KB", "Total server memory: ~1-2 GB". */
const CHARACTER_KB_MAX = 50;
const HOST_MB_MAX = 2_048;
const TO_PLAIN_MAX = 0.75;
/** Memory hardly differs between runs, and each of them takes a while. */
const RUNS_MAX = 3;
/** Milliseconds for the host to check the world's invariants, as it does after each start. */
const SETTLE_MS = 3_000;

export async function benchMemory({ runs }: Effort): Promise<Section> {
  const dataDir = await makeFullDataDirectory();
  const measure = async (kind: MemoryKind) => {
    const program = new URL('memory-process.ts', import.meta.url);
    const args = [databaseIn(dataDir), kind];
    return (await runProgram<MemoryResult>(program, args, ['--expose-gc'])).result;
  };
  const { world, plain, parsed } = await takeTurns(Math.min(runs, RUNS_MAX), {
    world: () => measure('world'),
    plain: () => measure('plain'),
    parsed: () => measure('parsed'),
  });
  const host = await startHost(dataDir);
  await sleep(SETTLE_MS);
  const total = residentBytes(host.pid) / MB;
  await host.stop();
  const perCharacter = (results: readonly MemoryResult[], kind: keyof MemoryResult) =>
    spread(results.map((result) => result[kind] / KB / FULL_WORLD.characters));
  const row = (id: string, label: string, kind: keyof MemoryResult): Row => {
    const ours = perCharacter(world, kind);
    const peer = perCharacter(parsed, kind).median;
    const asText = perCharacter(plain, kind).median;
    const ratios = { ratio: ours.median / peer, textRatio: ours.median / asText };
    return { id: `memory.${id}`, label, cells: { ...ours, peer, asText, ...ratios } };
  };
  return {
    id: 'memory',
    title: 'Memory of the full world',
    notes: [
      'A character has 58 items, 16 skills and 10 quests: 143 rows. The peer has no indexes.',
      ...(total === 0 ? ['The host all told is left out: there is no ps here.'] : []),
    ],
    columns: [
      { key: 'median', label: 'Shardkeep' },
      { key: 'least', label: 'least' },
      { key: 'most', label: 'most' },
      { key: 'peer', label: 'plain objects' },
      { key: 'ratio', label: '× plain objects' },
      { key: 'asText', label: 'with their JSON as text' },
      { key: 'textRatio', label: '× those' },
    ],
    rows: [
      row('heap', 'heap, KB per character', 'heap'),
      row('rss', 'resident, KB per character', 'rss'),
      {
        id: 'memory.host',
        label: 'host and its processes, resident, MB',
        cells: { median: total, peer: null, ratio: null, asText: null, textRatio: null },
      },
    ],
    aims: [
      {
        id: 'memory.character',
        label: 'memory of a character',
        value: perCharacter(world, 'heap').median,
        unit: 'KB',
        atMost: CHARACTER_KB_MAX,
      },
      {
        id: 'memory.toPlain',
        label: "memory of the world's tables",
        value: perCharacter(world, 'heap').median / perCharacter(parsed, 'heap').median,
        unit: '× plain objects',
        atMost: TO_PLAIN_MAX,
      },
      {
        id: 'memory.host',
        label: 'host and its processes, resident',
        value: total,
        unit: 'MB',
        atMost: HOST_MB_MAX,
      },
    ],
  };
}

/**
 * Resident bytes of a process and of those it started, or 0 where there is no `ps` to tell. On Linux what they share
 * of their files, the program itself, counts once; elsewhere in each of them.
 */
export function residentBytes(pid: number): number {
  let said: string;
  try {
    said = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,rss='], { encoding: 'utf8' });
  } catch {
    return 0;
  }
  let own = 0;
  let shared = 0;
  for (const line of said.trim().split('\n')) {
    const [id = 0, parent, kilobytes = 0] = line.trim().split(/\s+/).map(Number);
    if (id !== pid && parent !== pid) continue;
    const ofFiles = residentOfFiles(id);
    own += kilobytes - ofFiles;
    shared = Math.max(shared, ofFiles);
  }
  return (own + shared) * KB;
}

/** Kilobytes of a process that lie in files as well; 0 where the system does not tell. */
function residentOfFiles(pid: number): number {
  const file = `/proc/${pid}/status`;
  if (!existsSync(file)) return 0;
  return Number(/^RssFile:\s+(\d+) kB$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? 0);
}
