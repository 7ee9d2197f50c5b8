/**
 * `npm start`: installs what is missing, builds what is stale, and runs the host until it ends.
 * Standard output belongs to the host; whatever else there is to say goes to standard error.
 *
 * npm stands between the terminal and this process, and this process between npm and the host. A
 * signal for any of them ends the host in order; so does the death of npm or of this process.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build, exitCodeOf, install, node, root, signalAll, windows } from './project.mjs';

const PARENT_POLL_MS = 500;

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

function runHost() {
  return new Promise((resolve, reject) => {
    host = spawn(node, [join(root, 'out/main/headless.js'), ...args], {
      stdio: 'inherit',
      // The host ends in order when the process of this id is no longer its parent.
      env: { ...process.env, SHARDKEEP_PARENT_PID: String(process.pid) },
    });
    host.on('error', reject);
    host.on('exit', (code, signal) => resolve(exitCodeOf(code, signal)));
  });
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
    // Here the window joins: without `--headless` an Electron will be looked for and started, and
    // the headless host will be what is left where there is none.
    if (!args.includes('--headless')) {
      console.error('shardkeep: the window comes with a later version; the host runs headless');
    }
    process.exitCode = await runHost();
  }
} catch (error) {
  console.error(`shardkeep: ${error.message}`);
  process.exitCode = error.exitCode ?? 1;
}
