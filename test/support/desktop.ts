/**
 * The desktop app in a real Electron, driven by Playwright: for tests, pictures and benchmarks. Every
 * app that is started here is ended no later than the process that started it.
 */
import { type ChildProcess, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import type { Role } from '../../src/shared/method.ts';
import { makeTempDir, ROOT } from './host.ts';

/** How to run the Electron of this checkout: what scripts/electron.mjs says. */
interface Electron {
  readonly executable: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly about: string;
}

let electron: Electron | undefined;

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

const pages = new Set<Page>();

/** The windows of the apps that run. */
export function openPages(): readonly Page[] {
  return [...pages];
}

function findElectron(): Electron {
  const script = join(ROOT, 'scripts/electron.mjs');
  electron ??= JSON.parse(execFileSync(process.execPath, [script], { encoding: 'utf8' }));
  return electron as Electron;
}

/** Chromium's sandbox refuses to work for root. */
const SWITCHES = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** Whether a window can be had here; without one the tests of it are skipped, which CI refuses. */
export const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);

export interface Desktop {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly dataDir: string;
  /** The process id of main. */
  readonly pid: number;
  /** Where the shard serves, once the window says so. */
  url(): Promise<string>;
  tokens(): Readonly<Record<Role, string>>;
  /** Resolves with the exit code of main. */
  readonly exited: Promise<number | null>;
  /** What main has written to standard error so far. */
  log(): string;
  kill(): void;
}

export interface DesktopOptions {
  readonly dataDir?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** What a process of this checkout's Electron is started with. */
export function desktopCommand(dataDir: string, args: readonly string[] = []) {
  const { executable, args: first, env } = findElectron();
  return {
    executable,
    args: [...first, '--data', dataDir, '--port', '0', ...args, ...SWITCHES],
    env: { ...process.env, ...env } as Record<string, string>,
  };
}

/** Starts it, and resolves once its window is there. */
export async function launchDesktop(options: DesktopOptions = {}): Promise<Desktop> {
  const { dataDir = makeTempDir(), args, env } = options;
  const command = desktopCommand(dataDir, args);
  const app = await _electron.launch({
    executablePath: command.executable,
    args: command.args,
    env: { ...command.env, ...env },
  });
  const child = app.process();
  const said: string[] = [];
  child.stderr?.on('data', (text) => said.push(String(text)));
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  running.add(child);
  child.once('exit', () => running.delete(child));
  const page = await app.firstWindow();
  pages.add(page);
  child.once('exit', () => pages.delete(page));
  let url: string | undefined;
  return {
    app,
    page,
    dataDir,
    pid: child.pid as number,
    url: async () => {
      // It stays the same, and the page that is waited for is not the only one.
      if (url !== undefined) return url;
      await page.getByTestId('safety').waitFor();
      const state = await page.evaluate(() => window.shardkeep!.call('state'));
      if (state.kind !== 'serving') throw new Error(`the shard is ${state.kind}`);
      url = state.url;
      return url;
    },
    tokens: () => JSON.parse(readFileSync(join(dataDir, 'config.json'), 'utf8')).tokens,
    exited,
    log: () => said.join(''),
    kill: () => child.kill('SIGKILL'),
  };
}

/** Quits as a user does, and waits for the end. */
export async function quitDesktop({ page, exited }: Desktop): Promise<number | null> {
  // The page may be gone before it has answered.
  await page.evaluate(() => void window.shardkeep!.call('quit')).catch(() => {});
  return exited;
}
