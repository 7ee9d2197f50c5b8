/**
 * The desktop app: a host, the window that shows it, and what becomes of the one when the other is
 * closed, dies or quits. The host neither needs the window nor knows of it.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { app, type BrowserWindow, dialog, powerSaveBlocker, type Tray } from 'electron';
import { ShardError } from '../../shared/errors.ts';
import type { Step } from '../../shared/host-methods.ts';
import type { ShellState } from '../../shared/window.ts';
import { CHANNELS } from '../../shared/window-channels.ts';
import { Host, type HostOptions } from '../host/host.ts';
import { setMenu } from './menu.ts';
import { serveShellCalls } from './shell-calls.ts';
import { createTray } from './tray.ts';
import { createWindow, showWindow } from './window.ts';
import { serveWindow } from './window-channel.ts';
import { WindowState } from './window-state.ts';

export interface DesktopOptions {
  readonly host: Omit<HostOptions, 'onSteps' | 'onStopRequested'>;
  /** The built preload script. */
  readonly preload: string;
  readonly icon: string;
}

export class Desktop {
  readonly #options: DesktopOptions;
  readonly #windowState: WindowState;
  readonly #window: BrowserWindow;
  #tray: Tray | null = null;
  #host: Host | null = null;
  #state: ShellState = { kind: 'starting', steps: [] };
  #isQuitting = false;

  /** Opens the window; `start` makes it a shard's. Once the app is ready. */
  constructor(options: DesktopOptions) {
    this.#options = options;
    const { preload, icon, host } = options;
    setMenu(() => void this.quit('the user quits'));
    serveShellCalls({
      state: () => this.#state,
      token: (role) => this.#requireHost().token(role),
      dataDir: host.dataDir,
      openDemo,
      quit: () => void this.quit('the user quits'),
    });
    serveWindow(() => {
      const running = this.#host;
      return running === null ? null : (channel, address) => running.attach(channel, address);
    });
    this.#windowState = new WindowState(join(host.dataDir, 'window'));
    this.#window = createWindow({
      preload,
      icon,
      state: this.#windowState,
      log: () => this.#host?.log ?? null,
    });
    this.#window.on('close', (event) => {
      if (this.#isQuitting) return;
      event.preventDefault();
      void this.#close();
    });
  }

  /** Starts the host; its steps and a failure are shown in the window. Resolves with it, or null. */
  async start(): Promise<Host | null> {
    try {
      this.#host = await Host.start({
        ...this.#options.host,
        onSteps: (steps) => this.#stepped(steps),
        onStopRequested: (why) => setImmediate(() => void this.quit(why)),
      });
    } catch (thrown) {
      const { message, hint } = ShardError.from(thrown);
      console.error(hint === undefined ? message : `${message} ${hint}`);
      this.#show({ kind: 'failed', message, hint: hint ?? null });
      return null;
    }
    const host = this.#host;
    // A machine that falls asleep would take the players' world with it.
    powerSaveBlocker.start('prevent-app-suspension');
    this.#tray = createTray(this.#options.icon, {
      title: () => `Shardkeep: ${host.settings.name}`,
      show: () => showWindow(this.#window),
      quit: () => void this.quit('the user quits'),
    });
    this.#show({ kind: 'serving', url: host.url, dataDir: host.dataDir });
    return host;
  }

  show(): void {
    showWindow(this.#window);
  }

  /**
   * Ends the host in order, visibly, and the app with it. What could not be done is shown to a user
   * who quits; `isAttended` says whether there is one.
   */
  async quit(why: string, isAttended = true): Promise<void> {
    if (this.#isQuitting) return;
    this.#isQuitting = true;
    const host = this.#host;
    // Before it serves there is nothing to end in order.
    if (host === null) return app.exit(1);
    host.log.info({ why }, 'stopping');
    if (isAttended) this.show();
    this.#show({ kind: 'stopping', steps: shutdownSteps(host.status().steps) });
    try {
      await host.stop();
      app.exit(0);
    } catch (thrown) {
      const { message, hint } = ShardError.from(thrown);
      console.error(message);
      if (!isAttended) return app.exit(1);
      this.#show({
        kind: 'failed',
        message: `The shard has ended, but not everything went well: ${message}`,
        hint: hint ?? 'What was acknowledged is on disk. The log in logs/host.log says more.',
      });
      this.#window.once('closed', () => app.exit(1));
    }
  }

  /** The window is closed: the shard goes on where it can be found again, or ends. */
  async #close(): Promise<void> {
    if (this.#host === null) return this.quit('the window was closed');
    if (this.#tray === null) {
      const { response } = await dialog.showMessageBox(this.#window, {
        type: 'question',
        message: 'Stop the shard?',
        detail:
          'This desktop has no tray, so the shard ends with its window. Everything is saved first; players are disconnected.',
        buttons: ['Stop the shard and quit', 'Cancel'],
        cancelId: 1,
      });
      if (response === 0) await this.quit('the window was closed');
      return;
    }
    if (!this.#windowState.staysInTray) {
      const { response, checkboxChecked } = await dialog.showMessageBox(this.#window, {
        type: 'info',
        message: 'The shard goes on in the tray',
        detail: 'Players stay connected. The icon in the tray opens this window again.',
        buttons: ['Keep it running', 'Stop the shard and quit', 'Cancel'],
        cancelId: 2,
        checkboxLabel: 'Do not ask again',
      });
      if (response === 2) return;
      if (response === 1) return this.quit('the window was closed');
      this.#windowState.staysInTray = checkboxChecked;
    }
    this.#window.hide();
  }

  #stepped(steps: readonly Step[]): void {
    if (this.#isQuitting) this.#show({ kind: 'stopping', steps: shutdownSteps(steps) });
    else this.#show({ kind: 'starting', steps: steps.filter(({ phase }) => phase === 'startup') });
  }

  #show(state: ShellState): void {
    this.#state = state;
    const { webContents } = this.#window;
    if (!webContents.isDestroyed()) webContents.send(CHANNELS.state, state);
  }

  #requireHost(): Host {
    if (this.#host === null) throw new Error('The shard does not serve yet.');
    return this.#host;
  }
}

function shutdownSteps(steps: readonly Step[]): Step[] {
  return steps.filter(({ phase }) => phase === 'shutdown');
}

/** Opens a demo world in another app, beside this one. */
function openDemo(): void {
  // An app that is not packaged is told which one it is.
  const ours = process.defaultApp ? process.argv.slice(1, 2) : [];
  const switches = process.argv.filter((argument) => argument === '--no-sandbox');
  // They are about the launcher of this app, which knows nothing of the other one.
  const { SHARDKEEP_PARENT_PID: _parent, SHARDKEEP_READY_FD: _fd, ...env } = process.env;
  spawn(process.execPath, [...ours, '--demo', ...switches], {
    detached: true,
    stdio: 'ignore',
    env,
  }).unref();
}
