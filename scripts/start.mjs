/**
 * `npm start`: installs what is missing, builds what is stale, and runs the host until it ends: in its
 * window where one can be had, else headless, and then it says why. Standard output belongs to the
 * host; whatever else there is to say goes to standard error.
 *
 * npm stands between the terminal and this process, and this process between npm and the host. A
 * signal for any of them ends the host in order; so does the death of npm or of this process.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findElectron } from './electron.mjs';
import { build, exitCodeOf, install, node, root, signalAll, windows } from './project.mjs';

const PARENT_POLL_MS = 500;

/** Where the window's process says that it could open one. */
const READY_FD = 3;

/** The exit code of a host that was told something it does not understand. */
const WRONG_ARGUMENTS = 2;

/** That of a window that failed by a fault which it has told. */
const FAILED = 70;

/** That of a host that has saved everything and is to be started again. */
const RESTART = 75;

/** So often, within so many milliseconds, a host is started again; more often would not help it either. */
const RESTARTS_MAX = 3;
const RESTARTS_MS = 10 * 60_000;

const args = process.argv.slice(2);
const parent = process.ppid;

/** @type {import('node:child_process').ChildProcess | undefined} */
let host;
/** @type {NodeJS.Signals | undefined} */
let stopping;

/**
 * The first signal is passed on and later ones are not: a Ctrl-C reaches this process twice, from
 * the terminal and from npm. (The host has its own from the terminal, and takes two for one.)
 */
function stop(signal) {
  if (stopping !== undefined) return;
  stopping = signal;
  if (host !== undefined) host.kill(signal);
  else if (!signalAll(signal)) process.exit(exitCodeOf(null, signal));
}

/** Runs the host to its end; resolves with its exit code, and whether it said that it is ready. */
function runHost(command, hostArgs, { env = {}, stdio = [], detached = false } = {}) {
  return new Promise((resolve, reject) => {
    host = spawn(command, hostArgs, {
      stdio: ['inherit', 'inherit', 'inherit', ...stdio],
      detached,
      // The host ends in order when the process of this id is no longer its parent.
      env: { ...process.env, ...env, SHARDKEEP_PARENT_PID: String(process.pid) },
    });
    let isReady = false;
    host.stdio[READY_FD]?.on('data', () => {
      isReady = true;
    });
    host.on('error', reject);
    host.on('exit', (code, signal) => {
      host = undefined;
      resolve({ code: exitCodeOf(code, signal), isReady });
    });
  });
}

function runHeadless() {
  return runHost(node, [join(root, 'out/main/headless.js'), ...args]);
}

/** Runs the window to its end; resolves with its exit code, or null where there can be no window. */
async function runWindow() {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) return goHeadless('no display');
  let electron;
  try {
    electron = await findElectron();
  } catch (error) {
    if (stopping !== undefined) return exitCodeOf(null, stopping);
    return goHeadless(error.message);
  }
  if (stopping !== undefined) return exitCodeOf(null, stopping);
  console.error(`shardkeep: the window runs on ${electron.about}`);
  // Chromium's sandbox refuses to work for root.
  const switches = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const { code, isReady } = await runHost(
    electron.executable,
    [...electron.args, ...args, ...switches],
    {
      env: { ...electron.env, SHARDKEEP_READY_FD: String(READY_FD) },
      stdio: ['pipe'],
      // A Ctrl-C would end Chromium's processes, and with them the main one, before anything is saved.
      // Apart from the terminal's group it reaches the main process alone, by way of this one.
      detached: !windows,
    },
  );
  // Zero and what follows are our own: it ran, and would end so again without a window.
  const isOurs = code === 0 || code === WRONG_ARGUMENTS || code === FAILED;
  if (isReady || stopping !== undefined || isOurs) return code;
  const why = isSandboxForbidden()
    ? 'this system forbids its sandbox'
    : 'its libraries may be missing';
  return goHeadless(`Electron could not open one: ${why}`);
}

/** Runs the host to its end, and again as often as it asks for it; resolves with its last exit code. */
async function runToTheEnd() {
  const restarts = [];
  for (;;) {
    const windowed = args.includes('--headless') ? null : await runWindow();
    const code = windowed ?? (await runHeadless()).code;
    // Whoever ends it while it is about to start again means it.
    if (code !== RESTART || stopping !== undefined) return code;
    const now = performance.now();
    if (restarts.filter((at) => now - at < RESTARTS_MS).length === RESTARTS_MAX) {
      const minutes = RESTARTS_MS / 60_000;
      console.error(
        `shardkeep: the host was started again ${RESTARTS_MAX} times within ${minutes} minutes, which did not help; its log says why it asks for it`,
      );
      return code;
    }
    restarts.push(now);
    console.error('shardkeep: starting the host again, as it asked for');
  }
}

/** Ubuntu lets programs have Chromium's sandbox only where somebody has allowed it by name. */
function isSandboxForbidden() {
  try {
    const setting = '/proc/sys/kernel/apparmor_restrict_unprivileged_userns';
    return readFileSync(setting, 'utf8').trim() === '1';
  } catch {
    return false;
  }
}

function goHeadless(why) {
  console.error(`shardkeep: no window here (${why}); the host runs headless`);
  return null;
}

function isParentGone() {
  if (process.ppid !== parent) return true;
  try {
    // Windows goes on naming a parent that has ended.
    process.kill(parent, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    // Windows tells every process of a console about Ctrl-C, and has no signal that a host could
    // answer to: there it is enough to outlive the host.
    if (windows && host !== undefined) return;
    stop(signal === 'SIGHUP' ? 'SIGTERM' : signal);
  });
}

// npm may be killed without a word. Started by anything else, this process may well be meant to
// outlive what started it.
if (process.env.npm_lifecycle_event !== undefined) {
  setInterval(() => {
    if (!isParentGone()) return;
    if (windows) process.exit(1);
    stop('SIGTERM');
  }, PARENT_POLL_MS).unref();
}

try {
  await install();
  await build();
  if (stopping !== undefined) {
    process.exitCode = exitCodeOf(null, stopping);
  } else {
    process.exitCode = await runToTheEnd();
  }
} catch (error) {
  console.error(`shardkeep: ${error.message}`);
  process.exitCode = error.exitCode ?? 1;
}
