/** Electron entry: the shard host in its desktop window. Wires; nothing else. */
import { mkdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, crashReporter } from 'electron';
import {
  type CommandLine,
  processEntry,
  projectFile,
  readCommandLine,
  USAGE,
  withoutSwitches,
} from './host/command-line.ts';
import { isDirectoryFree } from './host/directory-lock.ts';
import { tuneGarbageCollection } from './host/garbage.ts';
import { watchParent } from './host/parent.ts';
import { Desktop } from './shell/desktop.ts';
import { utilityFork } from './shell/fork-utility.ts';
import { guardPages } from './shell/guard.ts';
import { registerPageScheme, servePage } from './shell/page-protocol.ts';
import { builtFolders } from './shell/window.ts';

/** Before the app's own arguments stands the path of the app, unless it is packaged; switches anywhere. */
const args = withoutSwitches(process.argv.slice(1)).slice(process.defaultApp ? 1 : 0);

/** The launcher knows by it that another way of starting would not help. */
const WRONG_ARGUMENTS = 2;

/** Of a fault that is told here and would be there without a window, too. */
const FAILED = 70;

/** Tells the launcher that there is a display and all that a window needs. */
function tellReady(): void {
  const fd = process.env.SHARDKEEP_READY_FD;
  if (fd !== undefined) writeSync(Number(fd), 'ready\n');
}

/**
 * A fault that nobody foresaw ends the app, as it ends the headless host: the journal makes that safe,
 * and going on would not be. Electron would show a box and let the shard stand still behind it.
 */
function endOnFaults(): void {
  const end = (error: unknown) => {
    console.error(error);
    app.exit(FAILED);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
  // Whoever read our words may be gone; the log has them as well.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}

async function main(): Promise<void> {
  endOnFaults();
  tuneGarbageCollection();
  let commandLine: CommandLine;
  try {
    commandLine = readCommandLine(args);
  } catch (error) {
    console.error(`${USAGE}\n${(error as Error).message}`);
    return app.exit(WRONG_ARGUMENTS);
  }
  const { help, ...options } = commandLine;
  if (help) {
    console.error(USAGE);
    return app.exit(0);
  }
  // Chromium's own files and the lock that knows a second start belong to the data directory.
  const files = join(options.dataDir, 'window');
  mkdirSync(files, { recursive: true });
  app.setPath('userData', files);
  // Reports of crashes stay on this machine.
  crashReporter.start({ uploadToServer: false });
  // Drawing may die as often as it likes: the shard outlives it.
  app.commandLine.appendSwitch('disable-gpu-process-crash-limit');
  registerPageScheme();
  await app.whenReady();
  tellReady();

  if (!(await isOnlyWindow(options.dataDir, files))) {
    console.error(`Shardkeep runs on ${options.dataDir} already; its window was brought to front.`);
    return app.exit(0);
  }
  guardPages();
  const entry = fileURLToPath(import.meta.url);
  const { preload, page } = builtFolders(join(entry, '..'));
  servePage(page);
  const { version } = JSON.parse(
    readFileSync(projectFile(import.meta.url, 'package.json'), 'utf8'),
  );
  const desktop = new Desktop({
    preload,
    icon: projectFile(import.meta.url, 'resources/icon.png'),
    host: {
      ...options,
      fork: utilityFork(processEntry(import.meta.url)),
      migrations: projectFile(import.meta.url, 'migrations'),
      version,
    },
  });
  app.on('second-instance', () => desktop.show());
  app.on('activate', () => desktop.show());
  app.on('window-all-closed', () => {});
  app.on('before-quit', (event) => {
    event.preventDefault();
    void desktop.quit('the user quits');
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => void desktop.quit(signal, false));
  }
  watchParent((why) => void desktop.quit(why, false));
  const host = await desktop.start();
  if (host !== null) process.stdout.write(`${JSON.stringify(host.ready())}\n`);
}

/**
 * Chromium's lock names a host and a process. Where the data directory was copied to another machine, or
 * the machine was renamed, it is nobody's and would stay for ever: the shard's own lock knows.
 */
async function isOnlyWindow(dataDir: string, files: string): Promise<boolean> {
  if (app.requestSingleInstanceLock()) return true;
  if (!(await isDirectoryFree(dataDir))) return false;
  for (const name of ['SingletonLock', 'SingletonSocket', 'SingletonCookie']) {
    rmSync(join(files, name), { force: true });
  }
  return app.requestSingleInstanceLock();
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  app.exit(FAILED);
});
