/**
 * What the window costs: how soon it shows something, what it takes from the host while it draws, and
 * what all of it takes while nothing happens. Each round starts a headless host and a desktop app anew,
 * one after the other, so that neither runs while the other is measured.
 *
 * The headless host runs on Node, the desktop on Electron: the ratio holds both differences, that of the
 * runtimes and that of the window.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '../../src/client/index.ts';
import type { Role } from '../../src/shared/method.ts';
import { launchDesktop, quitDesktop } from '../support/desktop.ts';
import type { Loop, LoopResult } from './closed-loop.ts';
import type { CreateOptions } from './create-client.ts';
import { ownDisplay } from './display.ts';
import { type Effort, median, takeTurns } from './measure.ts';
import type { Section } from './report.ts';
import { makeDirectory, type Running, removeDirectory, startHost, startWorker } from './servers.ts';

const IN_FLIGHT = 64;
const CHARACTERS = 200;
/** Milliseconds at rest before its cost is looked at, and of the look. */
const SETTLE_MS = 3_000;
const REST_MS = 10_000;
/** A window of load lasts several samples of the event loop's delay. */
const LOAD_WINDOWS = 8;

interface Subject {
  readonly url: string;
  readonly tokens: Readonly<Record<Role, string>>;
  /** Process ids by what they are. */
  readonly pids: Readonly<Record<string, number>>;
  readonly firstPaintMs: number | null;
  stop(): Promise<unknown>;
}

interface Measured {
  readonly perSecond: number;
  readonly delayMs: number;
  readonly firstPaintMs: number | null;
  /** Percent of one core at rest, of main, of the page, and of all processes. */
  readonly main: number;
  readonly page: number | null;
  readonly all: number;
}

export async function benchWindow(effort: Effort): Promise<Section> {
  const display = await ownDisplay();
  const results = await takeTurns(effort.runs, {
    headless: () => measure(startHeadless, effort),
    desktop: () => measure((dataDir) => startDesktop(dataDir, display), effort),
  });
  await display?.stop();
  return sectionOf(results);
}

async function startHeadless(dataDir: string): Promise<Subject> {
  const { url, tokens, pid, stop } = await startHost(dataDir);
  return { url, tokens, pids: { main: pid }, firstPaintMs: null, stop };
}

async function startDesktop(dataDir: string, display: Running | null): Promise<Subject> {
  const desktop = await launchDesktop({
    dataDir,
    ...(display === null ? {} : { env: { DISPLAY: `:${display.line}` } }),
  });
  const { app, page, pid } = desktop;
  const url = await desktop.url();
  const paintedAt = await page.evaluate(() => {
    const [entry] = performance.getEntriesByName('first-contentful-paint');
    return performance.timeOrigin + (entry?.startTime ?? Number.NaN);
  });
  const begunAt = await app.evaluate(() => process.getCreationTime() ?? Number.NaN);
  const metrics = await app.evaluate(({ app: electron }) =>
    electron.getAppMetrics().map(({ type, pid }) => [type, pid] as const),
  );
  return {
    url,
    tokens: desktop.tokens(),
    pids: { main: pid, page: metrics.find(([type]) => type === 'Tab')?.[1] as number },
    firstPaintMs: paintedAt - begunAt,
    stop: () => quitDesktop(desktop),
  };
}

async function measure(
  begin: (dataDir: string) => Promise<Subject>,
  effort: Effort,
): Promise<Measured> {
  const dataDir = makeDirectory('window');
  const subject = await begin(dataDir);
  const { url, tokens, pids, firstPaintMs } = subject;
  await sleep(SETTLE_MS);
  const rest = await costOf(pids, REST_MS);

  const control = await connect({ url, token: tokens.admin });
  await Promise.all(
    Array.from({ length: CHARACTERS }, (_, i) =>
      control.characters.create({
        account_id: i + 1,
        character_name: `Hero ${i + 1}`,
        map_id: 'Town_01',
        position_x: 0,
        position_y: 0,
        position_z: 0,
      }),
    ),
  );
  const options: CreateOptions = { url, token: tokens.game, characters: CHARACTERS };
  const client = await startWorker<Loop, LoopResult>(
    new URL('create-client.ts', import.meta.url),
    options,
  );
  await client.ask({ inFlight: IN_FLIGHT, milliseconds: effort.warmUpMs });
  const milliseconds = effort.windowMs * LOAD_WINDOWS;
  const { perSecond } = await client.ask({ inFlight: IN_FLIGHT, milliseconds });
  const { samples } = await control.admin.metrics.history({ range: '5m' });
  const during = samples.slice(-Math.max(1, Math.floor(milliseconds / 1_000)));
  await control.close();
  await client.stop();
  await subject.stop();
  removeDirectory(dataDir);
  return {
    perSecond,
    delayMs: median(during.map((sample) => sample.event_loop_delay_p99_ms)),
    firstPaintMs,
    ...rest,
  };
}

async function costOf(pids: Readonly<Record<string, number>>, milliseconds: number) {
  const tree = descendants(pids.main as number);
  const before = new Map(tree.map((pid) => [pid, cpuMs(pid)]));
  await sleep(milliseconds);
  const percent = (pid: number) => ((cpuMs(pid) - (before.get(pid) ?? 0)) / milliseconds) * 100;
  return {
    main: percent(pids.main as number),
    page: pids.page === undefined ? null : percent(pids.page),
    all: tree.reduce((sum, pid) => sum + percent(pid), 0),
  };
}

/** A clock tick of Linux, in milliseconds. */
const TICK_MS = 10;

/** Where the fields of /proc/PID/stat stand behind the name, which may hold anything. */
function statOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
}

function cpuMs(pid: number): number {
  const fields = statOf(pid);
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

function descendants(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  const direct = children === '' ? [] : children.split(' ').map(Number);
  return [pid, ...direct.flatMap(descendants)];
}

function sectionOf(
  results: Readonly<Record<'headless' | 'desktop', readonly Measured[]>>,
): Section {
  const middle = (name: 'headless' | 'desktop', key: keyof Measured) => {
    const values = results[name].map((measured) => measured[key]);
    return values.some((value) => value === null) ? null : median(values as number[]);
  };
  const row = (name: 'headless' | 'desktop', label: string) => ({
    id: `window.${name}`,
    label,
    cells: {
      perSecond: middle(name, 'perSecond'),
      delayMs: middle(name, 'delayMs'),
      firstPaintMs: middle(name, 'firstPaintMs'),
      main: middle(name, 'main'),
      page: middle(name, 'page'),
      all: middle(name, 'all'),
    },
  });
  return {
    id: 'window',
    title: 'The window',
    notes: [
      `Durable items.create with ${IN_FLIGHT} in flight while the Overview is shown and drawn; processor time at rest in percent of one core; first paint counted from the start of the process.`,
    ],
    columns: [
      { key: 'perSecond', label: 'ops/s' },
      { key: 'delayMs', label: 'event loop p99 ms' },
      { key: 'firstPaintMs', label: 'first paint ms' },
      { key: 'main', label: 'main at rest %' },
      { key: 'page', label: 'page at rest %' },
      { key: 'all', label: 'all at rest %' },
    ],
    rows: [row('headless', 'headless, on Node'), row('desktop', 'with the window, on Electron')],
    aims: [
      {
        id: 'window.throughput',
        label: 'durable items.create with the window drawing',
        value: (middle('desktop', 'perSecond') ?? 0) / (middle('headless', 'perSecond') ?? 1),
        unit: '× headless',
        atLeast: 0.9,
      },
    ],
  };
}
