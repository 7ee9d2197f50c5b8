/** What the window asks of the app around the host: each call by its name, its sender and input checked. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BrowserWindow, clipboard, dialog, ipcMain, shell, type WebContents } from 'electron';
import {
  SHELL_CALLS,
  type ShellCall,
  type ShellInput,
  type ShellState,
} from '../../shared/window.ts';
import { CHANNELS } from '../../shared/window-channels.ts';
import { Exports } from './exports.ts';
import { isOwnPage } from './guard.ts';
import { shellText } from './text.ts';

export interface ShellActions {
  readonly state: () => ShellState;
  readonly dataDir: string;
  /** Where backups lie. */
  readonly backupDirectory: () => string;
  readonly openDemo: () => Promise<void>;
  readonly quit: () => void;
}

type Handlers = { readonly [C in ShellCall]: (input: ShellInput<C>, page: WebContents) => unknown };

export function serveShellCalls(actions: ShellActions): void {
  const exports = new Exports();
  const ended = new WeakSet<WebContents>();
  const handlers: Handlers = {
    state: () => actions.state(),
    copy: (text) => clipboard.writeText(text),
    openDataFolder: async () => {
      const failure = await shell.openPath(actions.dataDir);
      if (failure !== '') throw new Error(shellText().folderNotOpened(actions.dataDir, failure));
    },
    showBackup: ({ name }) => {
      const file = join(actions.backupDirectory(), `${name}.db`);
      // The system says nothing of a file that it does not find.
      if (!existsSync(file)) throw new Error(shellText().noFile(file));
      shell.showItemInFolder(file);
    },
    exportBegin: async ({ name }, page) => {
      const path = await chooseFile(page, name);
      if (path === null) return null;
      // Once for each page: one that is loaded anew or dies has nobody left who ends its files.
      if (!ended.has(page)) {
        ended.add(page);
        for (const event of ['destroyed', 'render-process-gone', 'did-navigate'] as const) {
          page.on(event as 'destroyed', () => void exports.cancelAll());
        }
      }
      return { id: await exports.begin(path), path };
    },
    exportWrite: ({ id, text }) => exports.write(id, text),
    exportEnd: ({ id }) => exports.end(id),
    exportCancel: ({ id }) => exports.cancel(id),
    openDemo: () => actions.openDemo(),
    quit: () => actions.quit(),
  };
  ipcMain.handle(CHANNELS.call, (event, name: unknown, input: unknown) => {
    if (!isOwnPage(event)) throw new Error('This page may not ask for anything.');
    if (typeof name !== 'string' || !Object.hasOwn(SHELL_CALLS, name)) {
      throw new Error(`There is no call ${JSON.stringify(name)}.`);
    }
    const call = name as ShellCall;
    const parsed = SHELL_CALLS[call].input.safeParse(input);
    if (!parsed.success) throw new Error(`${call}: ${parsed.error.issues[0]?.message}`);
    return handlers[call](parsed.data as never, event.sender);
  });
}

/** Where the user wants a file of this name, or null. */
async function chooseFile(page: WebContents, name: string): Promise<string | null> {
  const window = BrowserWindow.fromWebContents(page);
  const options = { defaultPath: name };
  const { canceled, filePath } = await (window === null
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(window, options));
  return canceled || filePath === '' ? null : filePath;
}
