/** `activity.db`: what a search finds is what a walk through the logs finds, whatever befell the file. */
import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { setAside } from '../../src/main/storage/activity-damage.ts';
import {
  ActivityIndex,
  type LogEnd,
} from '../../src/main/storage/activity-index/activity-index.ts';
import type { LogLine } from '../../src/main/storage/activity-index/entry-terms.ts';
import type { Found, Search } from '../../src/main/storage/activity-index/search.ts';
import { openDatabase } from '../../src/main/storage/sqlite.ts';
import type { ActivityFilter, ActivityTerm } from '../../src/shared/activity.ts';
import { activityEntries, appendActivity, writeActivity } from '../support/activity-lines.ts';
import { makeTempDir, removeTempDir } from '../support/host.ts';
import { matches, valuesOf } from '../support/naive-activity.ts';
import { Random } from '../support/random.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const BEGIN = Date.UTC(2026, 0, 1, 22);
/** More than two blocks, over midnight. */
const COUNT = 9_000;
const SEED = 7;
const MADE = { seed: SEED, characters: 40, begin: BEGIN, stepMs: 2_000 };

const everything: ActivityFilter = { since: null, until: null, terms: [] };
const ask = (filter: ActivityFilter, more: Partial<Search> = {}): Search => ({
  filter,
  order: 'newest',
  limit: 50,
  after: null,
  counts: true,
  ...more,
});

function openIndex(directory: string, said: string[] = []): ActivityIndex {
  const index = new ActivityIndex({
    file: join(directory, 'activity.db'),
    logs: directory,
    setAside: (day) => setAside(directory, join(directory, 'quarantine'), day),
    say: (sentence) => said.push(sentence),
  });
  onTestFinished(() => index.close());
  return index;
}

function linesIn(directory: string): LogLine[] {
  return readdirSync(directory)
    .filter((name) => /^activity_\d{8}\.log$/.test(name))
    .sort()
    .flatMap((name) => readFileSync(join(directory, name), 'utf8').split('\n').slice(0, -1))
    .map((line) => JSON.parse(line) as LogLine);
}

/** Every entry, page by page. */
async function all(index: ActivityIndex): Promise<Found['entries'][number][]> {
  const entries: Found['entries'][number][] = [];
  for (let after: number | null = null; ; ) {
    const page = await index.search(
      ask(everything, { after, limit: 1_000, order: 'oldest', counts: false }),
    );
    entries.push(...page.entries);
    if (page.after === null) return entries;
    after = page.after;
  }
}

const withoutUndone = (entries: Found['entries']) =>
  entries.map(({ undone: _, ...entry }) => entry);

describe('a search', () => {
  let directory = '';
  let end: LogEnd;
  let lines: LogLine[];
  beforeAll(() => {
    directory = makeTempDir();
    end = writeActivity(directory, activityEntries(MADE), COUNT);
    // A restore went back behind some hundred entries.
    const mark = {
      log_id: COUNT + 1,
      timestamp: lastOf(directory).timestamp,
      event_type: {
        TimelineBegan: {
          timeline: 2,
          first_log_id: COUNT + 1,
          parent: 1,
          parent_last_log_id: COUNT - 300,
          cause: 'restore',
        },
      },
      character_id: null,
      target_id: null,
      details: {},
    };
    end = appendActivity(directory, end, [mark].values(), 1);
    lines = linesIn(directory);
    return () => removeTempDir(directory);
  });
  const isUndone = (log_id: number) => log_id > COUNT - 300 && log_id <= COUNT;

  /** One that a person may ask, of values that there are and some that there are not. */
  function randomFilter(random: Random): ActivityFilter {
    const values = () => valuesOf(random.pick(lines));
    const one = (set: ReadonlySet<string>, other: string) => [...set][0] ?? other;
    const term = (): ActivityTerm => {
      const isNot = random.chance(0.25);
      switch (random.int(0, 7)) {
        case 0:
          return { isNot, field: 'event_type', values: [one(values().event_type, 'LevelUp')] };
        case 1:
          return { isNot, field: 'character_id', values: [random.int(1, 41), random.int(1, 41)] };
        case 2:
          return { isNot, field: 'item_id', values: [one(values().item_id, 'no-such-item')] };
        case 3:
          return { isNot, field: 'map_id', values: [one(values().map_id, 'nowhere')] };
        case 4:
          return { isNot, field: 'reason', values: [one(values().reason, 'trade')] };
        case 5:
          return {
            isNot,
            field: 'amount',
            min: random.chance(0.7) ? random.int(0, 40) : null,
            max: random.chance(0.5) ? random.int(20, 400) : null,
          };
        case 6: {
          const words = random.pick(values().texts).split(' ');
          const from = random.int(0, words.length - 1);
          return { isNot, field: 'text', phrase: words.slice(from, from + 2).join(' ') };
        }
        default:
          return { isNot, field: 'undone' };
      }
    };
    const span = COUNT * MADE.stepMs;
    const since = random.chance(0.3) ? BEGIN + random.int(0, span) : null;
    return {
      since,
      until: random.chance(0.3) ? (since ?? BEGIN) + random.int(1, span) : null,
      terms: Array.from({ length: random.int(0, 3) }, term),
    };
  }

  it('[A20] finds what a walk through the logs finds, whatever is asked, and counts it', async () => {
    const index = openIndex(directory);
    await index.follow(end);
    for (let seed = 1; seed <= 80; seed++) {
      const random = new Random(seed);
      const filter = randomFilter(random);
      const order = random.chance(0.5) ? 'newest' : 'oldest';
      const expected = lines.filter((line) => matches(line, filter, isUndone));
      if (order === 'newest') expected.reverse();
      const found = await index.search(ask(filter, { order, limit: 20 }));
      const about = `seed ${seed}: ${JSON.stringify(filter)}`;
      expect(withoutUndone(found.entries), about).toEqual(expected.slice(0, 20));
      expect(
        found.entries.map(({ undone }) => undone),
        about,
      ).toEqual(expected.slice(0, 20).map(({ log_id }) => isUndone(log_id)));
      const { counts } = found;
      expect(counts?.total, about).toBe(expected.length);
      expect(counts?.is_estimate).toBe(false);
      for (const field of ['event_type', 'character_id', 'item_id', 'map_id', 'reason'] as const) {
        const times = new Map<string, number>();
        for (const line of expected) {
          for (const value of valuesOf(line)[field]) times.set(value, (times.get(value) ?? 0) + 1);
        }
        const facet = counts?.facets[field] ?? [];
        const most = [...times.values()].sort((a, b) => b - a).slice(0, 20);
        expect(
          facet.map(({ count }) => count),
          about,
        ).toEqual(most);
        for (const { value, count } of facet) expect(count, about).toBe(times.get(value));
      }
      const { bars = [], interval_ms = 0 } = counts?.histogram ?? {};
      const times = new Map<number, number>();
      for (const { timestamp } of expected) {
        const bar = Math.floor(Date.parse(timestamp) / interval_ms) * interval_ms;
        times.set(bar, (times.get(bar) ?? 0) + 1);
      }
      expect(
        bars.filter(({ count }) => count > 0).map(({ at, count }) => [Date.parse(at), count]),
        about,
      ).toEqual([...times].sort(([a], [b]) => a - b));
      bars.forEach(({ at }, i) => {
        expect(Date.parse(at)).toBe(Date.parse(bars[0]?.at ?? '') + i * interval_ms);
      });
    }
  }, 180_000);

  it('[A21] shows each entry once over its pages, while entries come', async () => {
    const here = temporaryDirectory();
    const made = activityEntries(MADE);
    let last = writeActivity(here, made, 2_000);
    const index = openIndex(here);
    await index.follow(last);
    const filter = everything;
    const seen: number[] = [];
    for (let after: number | null = null; ; ) {
      const page = await index.search(ask(filter, { after, limit: 150, counts: after === null }));
      seen.push(...page.entries.map(({ log_id }) => log_id));
      expect(page.counts === null).toBe(after !== null);
      if (page.after === null) break;
      after = page.after;
      last = appendActivity(here, last, made, 1);
      await index.follow(last);
    }
    expect(seen).toEqual(Array.from({ length: 2_000 }, (_, i) => 2_000 - i));
    expect((await index.search(ask(filter))).counts?.total).toBe(2_000 + 13);
  });
});

describe('the file', () => {
  const setUp = () => {
    const directory = temporaryDirectory();
    const end = writeActivity(directory, activityEntries(MADE), 5_000);
    return { directory, end, file: join(directory, 'activity.db') };
  };
  const build = async ({ directory, end }: { directory: string; end: LogEnd }) => {
    const index = openIndex(directory);
    await index.follow(end);
    await index.close();
  };

  it('[A22] goes on where it was left, with the block that was not full', async () => {
    const directory = temporaryDirectory();
    const made = activityEntries(MADE);
    const said: string[] = [];
    let end = writeActivity(directory, made, 1);
    for (const count of [1, 130, 700, 5_000, 3]) {
      const index = openIndex(directory, said);
      await index.follow(end);
      end = appendActivity(directory, end, made, count);
      await index.follow(end);
      expect(withoutUndone(await all(index))).toEqual(linesIn(directory));
      await index.close();
    }
    expect(said).toEqual([]);
  });

  it.each([
    ['is missing', (file: string) => rmSync(file)],
    ['is no database', (file: string) => writeFileSync(file, 'x'.repeat(50_000))],
    ['is cut off', (file: string) => truncateSync(file, 100_000)],
    [
      'is of another version',
      (file: string) => {
        const db = openDatabase(file);
        db.pragma('user_version = 99');
        db.close();
      },
    ],
    [
      'holds blocks that are none',
      (file: string) => {
        const db = openDatabase(file);
        db.exec("UPDATE block_columns SET columns = x'0102'");
        db.close();
      },
    ],
  ])('[A23] is made anew where it %s', async (_, spoil) => {
    const made = setUp();
    await build(made);
    spoil(made.file);
    const said: string[] = [];
    const index = openIndex(made.directory, said);
    await index.follow(made.end);
    expect(withoutUndone(await all(index))).toEqual(linesIn(made.directory));
    // A block in the middle is looked at when it is asked for, and the file is made anew then.
    await index.follow(made.end);
    expect(withoutUndone(await all(index))).toEqual(linesIn(made.directory));
    if (existsSync(made.file) && said.length === 0) expect(_).toBe('is missing');
  });

  it('[A23] is looked through where it was not closed, and made anew where it is torn', async () => {
    const made = setUp();
    await build(made);
    const db = openDatabase(made.file);
    db.exec("UPDATE meta SET value = 0 WHERE name = 'closed'");
    const root = db
      .prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'posting'")
      .pluck()
      .get();
    const size = Number(db.pragma('page_size', { simple: true }));
    db.close();
    const bytes = readFileSync(made.file);
    bytes.fill(0, (Number(root) - 1) * size, Number(root) * size);
    writeFileSync(made.file, bytes);
    const said: string[] = [];
    const index = openIndex(made.directory, said);
    await index.follow(made.end);
    expect(said).toHaveLength(1);
    const term: ActivityTerm = { isNot: false, field: 'event_type', values: ['LevelUp'] };
    const found = await index.search(ask({ ...everything, terms: [term] }));
    const levels = linesIn(made.directory).filter(({ event_type }) => 'LevelUp' in event_type);
    expect(found.counts?.total).toBe(levels.length);
  });

  it.each([
    ['was cut', (lines: string[]) => lines.slice(0, -5)],
    ['is another', (lines: string[]) => lines.map((line) => line.replace('{', '{ '))],
  ])('[A23] is made anew where the log %s', async (_, change) => {
    const made = setUp();
    await build(made);
    const [last = ''] = readdirSync(made.directory)
      .filter((name) => name.endsWith('.log'))
      .sort()
      .slice(-1);
    const log = join(made.directory, last);
    const text = `${change(readFileSync(log, 'utf8').trimEnd().split('\n')).join('\n')}\n`;
    writeFileSync(log, text);
    const lines = linesIn(made.directory);
    const said: string[] = [];
    const index = openIndex(made.directory, said);
    await index.follow({ ...made.end, bytes: text.length, log_id: lines.length });
    expect(said).toHaveLength(1);
    expect(withoutUndone(await all(index))).toEqual(lines);
  });

  it('[A25] answers from what is there while it is made, and says how far it is', async () => {
    const made = setUp();
    const index = openIndex(made.directory);
    const built = index.follow(made.end);
    expect(index.state().state).toBe('building');
    const during = await index.search(ask(everything, { order: 'oldest' }));
    expect(withoutUndone(during.entries)).toEqual(
      linesIn(made.directory).slice(0, during.entries.length),
    );
    await built;
    expect(index.state()).toEqual({ state: 'ready', entries: 5_000, of: 5_000 });
  });

  it('[A26] holds days that are compressed, and follows where days are deleted', async () => {
    const directory = temporaryDirectory();
    const end = writeActivity(directory, activityEntries({ ...MADE, stepMs: 20_000 }), 9_000);
    const lines = linesIn(directory);
    const days = readdirSync(directory)
      .filter((name) => name.endsWith('.log'))
      .sort();
    for (const day of days.slice(0, 2)) {
      writeFileSync(join(directory, `${day}.gz`), gzipSync(readFileSync(join(directory, day))));
      rmSync(join(directory, day));
    }
    const index = openIndex(directory);
    await index.follow(end);
    expect(withoutUndone(await all(index))).toEqual(lines);
    for (const day of days.slice(0, 2)) rmSync(join(directory, `${day}.gz`));
    await index.follow({ ...end });
    const left = lines.filter(
      ({ timestamp }) => timestamp.slice(0, 10).replaceAll('-', '') > days[1]!.slice(9, 17),
    );
    expect(withoutUndone(await all(index))).toEqual(left);
    expect((await index.search(ask(everything))).counts?.total).toBe(left.length);
    // What is found no more takes no room either, block by block.
    expect(index.state().entries).toBeLessThan(lines.length);
  });

  it('[A26] names what a compressed day that is damaged had as lost, and has every other', async () => {
    const directory = temporaryDirectory();
    const end = writeActivity(directory, activityEntries({ ...MADE, stepMs: 20_000 }), 9_000);
    const lines = linesIn(directory);
    const [day = ''] = readdirSync(directory)
      .filter((name) => name.endsWith('.log'))
      .sort()
      .slice(1);
    const bytes = gzipSync(readFileSync(join(directory, day)));
    writeFileSync(join(directory, `${day}.gz`), bytes.subarray(0, bytes.length - 20));
    rmSync(join(directory, day));
    const index = openIndex(directory);
    await index.follow(end);
    const left = lines.filter(
      ({ timestamp }) => timestamp.slice(0, 10).replaceAll('-', '') !== day.slice(9, 17),
    );
    const found = withoutUndone(await all(index));
    const isLost = ({ event_type }: LogLine) => 'EventsLost' in event_type;
    expect(found.filter((line) => !isLost(line))).toEqual(left);
    const [first, last] = lostOf(lines, left);
    expect(found.filter(isLost)).toMatchObject([
      { log_id: first, event_type: { EventsLost: { last_log_id: last } } },
    ]);
  });
});

describe('a search that is many', () => {
  it('[A27] is an estimate that says so beyond 100,000 entries, and close to what there is', async () => {
    const directory = temporaryDirectory();
    const count = 140_000;
    const end = writeActivity(directory, activityEntries({ ...MADE, stepMs: 500 }), count);
    const index = openIndex(directory);
    await index.follow(end);
    const { counts } = await index.search(ask(everything));
    expect(counts).toMatchObject({ total: count, is_estimate: true });
    const types = new Map<string, number>();
    for (const { event_type } of linesIn(directory)) {
      const [kind = ''] = Object.keys(event_type);
      types.set(kind, (types.get(kind) ?? 0) + 1);
    }
    for (const { value, count } of counts?.facets.event_type ?? []) {
      expect(Math.abs(count / (types.get(value) as number) - 1)).toBeLessThan(0.15);
    }
    const bars = counts?.histogram.bars ?? [];
    expect(bars.reduce((sum, bar) => sum + bar.count, 0) / count).toBeCloseTo(1, 2);
    // Fewer than that are counted all, however many entries are looked through for it.
    const terms: ActivityTerm[] = [{ isNot: true, field: 'event_type', values: ['ItemCreated'] }];
    const some = await index.search(ask({ ...everything, terms }));
    expect(some.counts?.is_estimate).toBe(false);
    expect(some.counts?.total).toBe(count - (types.get('ItemCreated') as number));
  });
});

/** The first and the last entry that are not left. */
function lostOf(lines: readonly LogLine[], left: readonly LogLine[]): [number?, number?] {
  const ids = new Set(left.map(({ log_id }) => log_id));
  const lost = lines.map(({ log_id }) => log_id).filter((log_id) => !ids.has(log_id));
  return [lost[0], lost.at(-1)];
}

function lastOf(directory: string): LogLine {
  return linesIn(directory).at(-1) as LogLine;
}
