/**
 * Searching the activity: made-up logs of a month, the index of them built anew, the first page with its
 * counts, free text, one item's life, and how far the index is behind play at 5,000 entries a second while
 * it is asked. The peer walks through the same files: ripgrep where it is installed, else grep.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ActivityIndex } from '../../src/main/storage/activity-index/activity-index.ts';
import { foldItem } from '../../src/main/storage/activity-index/fold-items.ts';
import { parseQuery } from '../../src/shared/activity-query/parse.ts';
import { activityEntries, appendActivity, writeActivity } from '../support/activity-lines.ts';
import { type Effort, FULL_EFFORT, spread } from './measure.ts';
import type { Row, Section } from './report.ts';
import { makeDirectory, removeDirectory } from './servers.ts';

const FULL_ENTRIES = 5_000_000;
const SHORT_ENTRIES = 200_000;
const CHARACTERS = 10_000;
const MONTH_MS = 30 * 86_400_000;
/** Each figure is the median of so many. */
const RUNS = 5;
/** Of the host: how often the logs are told how far they are to go. */
const TICK_MS = 250;
const PER_SECOND = 5_000;
const TICKS = 40;

/** What is looked for, and the pattern by which the peer counts the same lines, or nearly. */
const SEARCHES = [
  { id: 'all', label: 'everything', query: '', pattern: '' },
  {
    id: 'type',
    label: 'one event type',
    query: 'type:GoldTransaction',
    pattern: '"GoldTransaction":',
  },
  {
    id: 'character',
    label: 'one character',
    query: 'char:77',
    pattern: '_id":77[,}]',
  },
  {
    id: 'amount',
    label: 'amounts above 200',
    query: 'amount:>200',
    pattern: '"amount":[2-9][0-9]{2,}|"amount":[0-9]{4,}',
  },
  { id: 'word', label: 'a word in free text', query: 'stolen', pattern: 'stolen' },
  {
    id: 'phrase',
    label: 'a phrase in free text',
    query: '"stolen from the camp"',
    pattern: 'stolen from the camp',
  },
] as const;

export async function benchActivity(effort: Effort): Promise<Section> {
  const count = effort.runs === FULL_EFFORT.runs ? FULL_ENTRIES : SHORT_ENTRIES;
  const directory = makeDirectory('activity');
  const made = activityEntries({
    seed: 1,
    characters: CHARACTERS,
    begin: Date.UTC(2026, 0, 1),
    stepMs: MONTH_MS / count,
  });
  let end = writeActivity(directory, made, count);
  const index = new ActivityIndex({
    file: join(directory, 'activity.db'),
    logs: directory,
    setAside: async () => {},
    say: (sentence) => console.error(sentence),
  });
  const builtAt = performance.now();
  await index.follow(end);
  const buildMs = performance.now() - builtAt;
  const rows: Row[] = [];
  const pages: number[] = [];
  const texts: number[] = [];
  const peer = peerOf();
  for (const { id, label, query, pattern } of SEARCHES) {
    const times = await timesOf(() => search(index, query));
    const { total } = (await search(index, query)).counts!;
    const ours = spread(times);
    (id === 'word' || id === 'phrase' ? texts : pages).push(ours.median);
    const theirs = spread(await timesOf(() => peer.count(directory, pattern)));
    rows.push({ id: `activity.${id}`, label, cells: { ...ours, total, peer: theirs.median } });
  }
  const item = (await search(index, 'type:ItemTransferred')).counts!.facets.item_id[0]!.value;
  const history = () =>
    index.read((db, standing) => foldItem(db, standing, item, Number.MAX_SAFE_INTEGER - 1));
  const life = spread(await timesOf(history));
  rows.push({
    id: 'activity.item',
    label: 'the life of one item',
    cells: {
      ...life,
      total: (await history()).entries.length,
      peer: spread(await timesOf(() => peer.count(directory, item))).median,
    },
  });

  const lags: number[] = [];
  let isOver = false;
  const asking = (async () => {
    while (!isOver) {
      await search(index, 'type:GoldTransaction');
      await sleep(500);
    }
  })();
  for (let tick = 0; tick < TICKS; tick++) {
    const tickAt = performance.now();
    end = appendActivity(directory, end, made, (PER_SECOND * TICK_MS) / 1000);
    await index.follow(end);
    lags.push(performance.now() - tickAt);
    await sleep(Math.max(0, TICK_MS - (performance.now() - tickAt)));
  }
  isOver = true;
  await asking;
  // The host says every quarter of a second how far the logs are: what had just missed it waits.
  const lag = spread(lags.map((milliseconds) => milliseconds + TICK_MS));
  rows.push({
    id: 'activity.lag',
    label: `behind play, at ${PER_SECOND} entries a second while it is asked`,
    cells: { ...lag, total: TICKS, peer: null },
  });
  await index.close();
  const sizes = sizesIn(directory);
  removeDirectory(directory);
  const mib = (bytes: number) => Math.round(bytes / 1024 ** 2);
  return {
    id: 'activity',
    title: `Searching ${count.toLocaleString('en-US')} entries of activity, milliseconds`,
    notes: [
      'The first page of 100 entries with total, histogram and facets; medians of five. The peer counts matching lines of the same files, and neither sorts them nor counts anything else.',
      `The index was built at ${Math.round((count / buildMs) * 1000)} entries a second; the logs have ${mib(sizes.logs)} MiB, the index ${mib(sizes.index)} MiB.`,
    ],
    columns: [
      { key: 'median', label: 'ms' },
      { key: 'least', label: 'least' },
      { key: 'most', label: 'most' },
      { key: 'total', label: 'found' },
      { key: 'peer', label: `${peer.name}, ms` },
    ],
    rows,
    aims: [
      aim('page', 'the first page with its counts, the slowest', Math.max(...pages), 200),
      aim('text', 'free text, the slowest', Math.max(...texts), 500),
      aim('lag', 'the index behind play', lag.median, 1_000),
      {
        id: 'activity.size',
        label: 'the index, to the logs',
        value: sizes.index / sizes.logs,
        unit: '×',
        atMost: 1,
      },
    ],
  };
}

function aim(id: string, label: string, value: number, atMost: number) {
  return { id: `activity.${id}`, label, value, unit: 'ms', atMost };
}

function search(index: ActivityIndex, query: string) {
  const parsed = parseQuery(query, { now: Date.now(), zone: 'utc' });
  if (!parsed.isGood) throw new Error(parsed.mistake.message);
  const { filter } = parsed;
  return index.search({ filter, order: 'newest', limit: 100, after: null, counts: true });
}

async function timesOf(work: () => unknown): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    const startedAt = performance.now();
    await work();
    times.push(performance.now() - startedAt);
  }
  return times;
}

/** Walks through the files and counts lines. */
function peerOf() {
  const name = spawnSync('rg', ['--version']).status === 0 ? 'ripgrep' : 'grep';
  const command = name === 'ripgrep' ? 'rg' : 'grep';
  const options = name === 'ripgrep' ? ['-c', '--no-filename', '-e'] : ['-c', '-h', '-E', '-e'];
  return {
    name,
    count(directory: string, pattern: string): void {
      const files = logsIn(directory);
      const { status, error } = spawnSync(command, [...options, pattern, '--', ...files]);
      // 1 says that a file had no such line.
      if (status === null || status > 1)
        throw error ?? new Error(`${command} ended with ${status}`);
    },
  };
}

function logsIn(directory: string): string[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.log'))
    .map((name) => join(directory, name));
}

function sizesIn(directory: string): { logs: number; index: number } {
  const logs = logsIn(directory).reduce((sum, file) => sum + statSync(file).size, 0);
  return { logs, index: statSync(join(directory, 'activity.db')).size };
}
