/** The app's one window. A page that dies is loaded again; the shard knows nothing of it. */
import { constants } from 'node:os';
import { join } from 'node:path';
import { app, BrowserWindow } from 'electron';
import type { Logger } from '../../shared/logger.ts';
import { WINDOW_ORIGIN } from '../../shared/window-channels.ts';
import { setProcessPriority } from '../processes/priority.ts';
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
      if (window.isDestroyed()) return;
      try {
        state.keep(window);
      } catch (error) {
        // A full disk must not cost more than the window's place.
        log()?.warn({ err: error }, 'where the window stands could not be kept');
      }
    }, KEEP_MS);
  };
  for (const event of ['resize', 'move', 'maximize', 'unmaximize'] as const) {
    window.on(event as 'resize', keepSoon);
  }

  const { webContents } = window;
  webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    log()?.error({ reason, exitCode }, 'the window’s page died; loading it again');
    setTimeout(() => load(window, log), RELOAD_MS);
  });
  webContents.on('did-finish-load', () => yieldToPlay(window, log));
  webContents.on('unresponsive', () => log()?.warn({}, 'the window does not respond'));
  load(window, log);
  return window;
}

/** Where the processor is short, the players' requests come before the drawing of charts. */
function yieldToPlay({ webContents }: BrowserWindow, log: () => Logger | null): void {
  const drawing = app.getAppMetrics().filter(({ type }) => type === 'GPU');
  for (const pid of [webContents.getOSProcessId(), ...drawing.map(({ pid }) => pid)]) {
    try {
      setProcessPriority(pid, constants.priority.PRIORITY_LOW);
    } catch (error) {
      // It has just ended, or may not be touched: it then draws at the priority of everybody.
      log()?.warn({ err: error, pid }, 'the priority of drawing stays as it is');
    }
  }
}

/** Loads the page; one that does not load is tried again, for there is nobody else to do it. */
function load(window: BrowserWindow, log: () => Logger | null): void {
  if (window.isDestroyed()) return;
  window.loadURL(`${WINDOW_ORIGIN}/`).catch((error: unknown) => {
    log()?.error({ err: error }, 'the window’s page did not load; loading it again');
    setTimeout(() => load(window, log), RELOAD_MS);
  });
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
