/**
 * The desktop app: a host, the window that shows it, and what becomes of the one when the other is
 * closed, dies or quits. The host neither needs the window nor knows of it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { app, type BrowserWindow, dialog, powerSaveBlocker, type Tray } from 'electron';
import { ShardError } from '../../shared/errors.ts';
import type { Step } from '../../shared/host-methods.ts';
import type { ShellState } from '../../shared/window.ts';
import { CHANNELS } from '../../shared/window-channels.ts';
import type { AlertNews } from '../host/alerts/announcer.ts';
import { RESTART } from '../host/exit-codes.ts';
import { Host, type HostOptions } from '../host/host.ts';
import { setMenu } from './menu.ts';
import { showAlerts } from './notifications.ts';
import { serveShellCalls } from './shell-calls.ts';
import { shellText } from './text.ts';
import { createTray, hasTray } from './tray.ts';
import { createWindow, showWindow } from './window.ts';
import { serveWindow } from './window-channel.ts';
import { WindowState } from './window-state.ts';

export interface DesktopOptions {
  readonly host: Omit<
    HostOptions,
    'onSteps' | 'onAlertNews' | 'onStopRequested' | 'onRestartRequested'
  >;
  /** The built preload script. */
  readonly preload: string;
  readonly icon: string;
}

export class Desktop {
  readonly #options: DesktopOptions;
  readonly #text = shellText();
  readonly #windowState: WindowState;
  readonly #window: BrowserWindow;
  #tray: Tray | null = null;
  #host: Host | null = null;
  #state: ShellState = { kind: 'starting', steps: [] };
  #isQuitting = false;
  /** The end is no end: whoever quits meanwhile makes it one. */
  #willRestart = false;
  /** The host is gone, in order or not. */
  #hasEnded = false;

  /** Opens the window; `start` makes it a shard's. Once the app is ready. */
  constructor(options: DesktopOptions) {
    this.#options = options;
    const { preload, icon, host } = options;
    setMenu(() => void this.#askToQuit());
    serveShellCalls({
      state: () => this.#state,
      dataDir: host.dataDir,
      backupDirectory: () => this.#requireHost().parts.backups.directory,
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
      if (this.#hasEnded) return;
      event.preventDefault();
      // The end goes on without being watched.
      if (this.#isQuitting) this.#window.hide();
      else void this.#close();
    });
    this.#window.on('closed', () => {
      if (this.#hasEnded) app.exit(1);
    });
  }

  /** Starts the host; its steps and a failure are shown in the window. Resolves with it, or null. */
  async start(): Promise<Host | null> {
    const canHide = hasTray();
    try {
      this.#host = await Host.start({
        ...this.#options.host,
        onSteps: (steps) => this.#stepped(steps),
        onAlertNews: (news) => this.#notify(news),
        onStopRequested: (why) => setImmediate(() => void this.quit(why, false)),
        onRestartRequested: (why) => setImmediate(() => void this.#restart(why)),
      });
    } catch (thrown) {
      const { message, hint } = ShardError.from(thrown);
      console.error(hint === undefined ? message : `${message} ${hint}`);
      this.#hasEnded = true;
      this.#show({ kind: 'failed', message, hint: hint ?? null });
      return null;
    }
    const host = this.#host;
    // A machine that falls asleep would take the players' world with it.
    powerSaveBlocker.start('prevent-app-suspension');
    if (canHide) {
      this.#tray = createTray(this.#options.icon, {
        title: () => this.#text.tray.title(host.settings.name),
        show: () => this.show(),
        quit: () => void this.#askToQuit(),
      });
    }
    this.#show({ kind: 'serving', url: host.url, dataDir: host.dataDir });
    return host;
  }

  show(): void {
    if (!this.#window.isDestroyed()) showWindow(this.#window);
  }

  /**
   * Ends the host in order, visibly, and the app with it. What could not be done is shown to a user
   * who quits; `isAttended` says whether there is one.
   */
  async quit(why: string, isAttended = true): Promise<void> {
    // Whoever was to see how it ended has seen it.
    if (this.#hasEnded) return app.exit(1);
    this.#willRestart = false;
    if (this.#isQuitting) return;
    this.#isQuitting = true;
    const host = this.#host;
    // Before it serves there is nothing to end in order.
    if (host === null) return app.exit(1);
    host.log.info({ why }, 'stopping');
    if (isAttended) this.show();
    this.#stepped(host.status().steps);
    try {
      await host.stop();
      app.exit(0);
    } catch (thrown) {
      const { message, hint } = ShardError.from(thrown);
      console.error(message);
      this.#hasEnded = true;
      if (!isAttended) return app.exit(1);
      this.#show({
        kind: 'failed',
        message: this.#text.endedBadly(message),
        hint: hint ?? this.#text.endedBadlyHint,
      });
      this.show();
    }
  }

  /** Ends the host in order and has the app started again, whatever did not go well: the log says it. */
  async #restart(why: string): Promise<void> {
    const host = this.#host;
    if (this.#isQuitting || host === null) return;
    this.#isQuitting = true;
    this.#willRestart = true;
    host.log.info({ why }, 'stopping, to be started again');
    this.#stepped(host.status().steps);
    await host.stop().catch((error: unknown) => {
      host.log.error({ err: error }, 'not everything went well before the restart');
    });
    if (this.#willRestart) startAgain();
    else app.exit(0);
  }

  /** The window is closed: the shard goes on where it can be found again, or ends. */
  async #close(): Promise<void> {
    if (this.#host === null) return this.quit('the window was closed');
    if (this.#tray === null) {
      const { response } = await dialog.showMessageBox(this.#window, {
        type: 'question',
        message: this.#text.stop.title,
        detail: this.#text.stop.text(this.#promise()),
        buttons: [this.#text.quit, this.#text.cancel],
        cancelId: 1,
      });
      if (response === 0) await this.quit('the window was closed');
      return;
    }
    if (!this.#windowState.staysInTray) {
      const { response, checkboxChecked } = await dialog.showMessageBox(this.#window, {
        type: 'info',
        message: this.#text.goesOn.title,
        detail: this.#text.goesOn.text,
        buttons: [this.#text.goesOn.keep, this.#text.quit, this.#text.cancel],
        cancelId: 2,
        checkboxLabel: this.#text.goesOn.doNotAsk,
      });
      if (response === 2) return;
      if (response === 1) return this.quit('the window was closed');
      this.#windowState.staysInTray = checkboxChecked;
    }
    this.#window.hide();
  }

  /** Asks, as the window's own button does, before a key or a menu ends everybody's play. */
  async #askToQuit(): Promise<void> {
    if (this.#host !== null && !this.#isQuitting && !this.#hasEnded) {
      this.show();
      const { response } = await dialog.showMessageBox(this.#window, {
        type: 'question',
        message: this.#text.askToQuit,
        detail: this.#promise(),
        buttons: [this.#text.quit, this.#text.cancel],
        cancelId: 1,
      });
      if (response !== 0) return;
    }
    await this.quit('the user quits');
  }

  /** What can be said of an end, by what the disk does right now. */
  #promise(): string {
    const refusing = this.#host?.status().refusing ?? null;
    return refusing === null ? this.#text.saved : this.#text.refusing(refusing);
  }

  #stepped(steps: readonly Step[]): void {
    const of = (wanted: Step['phase']) => steps.filter(({ phase }) => phase === wanted);
    this.#show(
      this.#isQuitting
        ? { kind: 'stopping', steps: of('shutdown'), willRestart: this.#willRestart }
        : { kind: 'starting', steps: of('startup') },
    );
  }

  #notify(news: readonly AlertNews[]): void {
    const shard = this.#host?.settings.name ?? 'Shardkeep';
    showAlerts(shard, news, () => this.show());
  }

  #show(state: ShellState): void {
    this.#state = state;
    if (this.#window.isDestroyed()) return;
    this.#window.webContents.send(CHANNELS.state, state);
  }

  #requireHost(): Host {
    if (this.#host === null) throw new Error(this.#text.notServing);
    return this.#host;
  }
}

/**
 * Ends this app and has another started. Where a launcher started it, that does so, told by the exit
 * code: an app that relaunches itself would not be the launcher's child, and end at once.
 */
function startAgain(): void {
  if (process.env.SHARDKEEP_PARENT_PID === undefined) {
    // By itself Chromium would put all switches before all values: `--data --port /srv/shard 7780`.
    app.relaunch({ args: process.argv.slice(1) });
  }
  app.exit(RESTART);
}

/** Opens a demo world in another app, beside this one. Rejects where that one cannot be started. */
async function openDemo(): Promise<void> {
  // An app that is not packaged is told which one it is.
  const ours = process.defaultApp ? [app.getAppPath()] : [];
  const switches = process.argv.filter((argument) => argument === '--no-sandbox');
  // They are about the launcher of this app, which knows nothing of the other one.
  const { SHARDKEEP_PARENT_PID: _parent, SHARDKEEP_READY_FD: _fd, ...env } = process.env;
  const child = spawn(process.execPath, [...ours, '--demo', ...switches], {
    detached: true,
    stdio: 'ignore',
    env,
  });
  await once(child, 'spawn');
  child.unref();
}
