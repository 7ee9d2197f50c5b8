/** The app's one window. A page that dies is loaded again; the shard knows nothing of it. */
import { join } from 'node:path';
import { BrowserWindow } from 'electron';
import type { Logger } from '../../shared/logger.ts';
import { WINDOW_ORIGIN } from '../../shared/window-channels.ts';
import type { WindowState } from './window-state.ts';

const WIDTH = 1280;
const HEIGHT = 820;
const WIDTH_MIN = 900;
const HEIGHT_MIN = 600;

/** Milliseconds before a page that died is loaded again: one that dies at once must not spin. */
const RELOAD_MS = 500;

/** Milliseconds that moving and resizing rest before they are remembered. */
const KEEP_MS = 500;

export interface WindowOptions {
  readonly preload: string;
  readonly icon: string;
  readonly state: WindowState;
  readonly log: () => Logger | null;
}

export function createWindow({ preload, icon, state, log }: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    ...(state.bounds ?? { width: WIDTH, height: HEIGHT }),
    minWidth: WIDTH_MIN,
    minHeight: HEIGHT_MIN,
    show: false,
    title: 'Shardkeep',
    icon,
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  if (state.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());

  let timer: NodeJS.Timeout | undefined;
  const keepSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (!window.isDestroyed()) state.keep(window);
    }, KEEP_MS);
  };
  for (const event of ['resize', 'move', 'maximize', 'unmaximize'] as const) {
    window.on(event as 'resize', keepSoon);
  }

  const { webContents } = window;
  webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    log()?.error({ reason, exitCode }, 'the window’s page died; loading it again');
    setTimeout(() => {
      if (!window.isDestroyed()) void load(window);
    }, RELOAD_MS);
  });
  webContents.on('unresponsive', () => log()?.warn({}, 'the window does not respond'));
  void load(window);
  return window;
}

function load(window: BrowserWindow): Promise<void> {
  return window.loadURL(`${WINDOW_ORIGIN}/`);
}

/** Brings it before the user's eyes. */
export function showWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** Where preload and page were built to, seen from the entry. */
export function builtFolders(entry: string): { preload: string; page: string } {
  return { preload: join(entry, '../preload/index.cjs'), page: join(entry, '../renderer') };
}
