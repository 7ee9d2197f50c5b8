/**
 * What the launcher and the test runner share: installing what is missing, building what is stale,
 * and running commands. It runs on Node 20 and imports nothing that would have to be installed.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const root = join(import.meta.dirname, '..');

export const windows = process.platform === 'win32';

/** The Node 24 that the project brings: the machine's own may be older than the host can run on. */
export const node = join(root, 'node_modules/node/bin', windows ? 'node.exe' : 'node');

/** Commands that are started from here find the project's tools, and its Node, before others. */
const env = {
  ...process.env,
  PATH: join(root, 'node_modules/.bin') + delimiter + process.env.PATH,
  // Some of them paint even what goes into a file.
  ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }),
};

const INSTALL_STAMP = join(root, 'node_modules/.shardkeep-install');
const BUILD_STAMP = join(root, 'out/.shardkeep-build');
const BUILD_INPUTS = [
  'src',
  'migrations',
  'electron.vite.config.ts',
  'package-lock.json',
  'package.json',
  'tsconfig.client.json',
  'tsconfig.json',
];

/** A step of installing or building that did not succeed, with its exit code. */
class StepError extends Error {
  constructor(message, exitCode) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/** Passes a signal on to every command that runs now, and tells whether there was one. */
export function signalAll(signal) {
  for (const child of running) child.kill(signal);
  return running.size > 0;
}

export function exitCodeOf(code, signal) {
  return signal === null ? code : 128 + constants.signals[signal];
}

/**
 * Runs a command to its end and answers its exit code and what it said. Its output is kept with the
 * sink `pipe`, and otherwise shown as it comes: on standard error, since standard output is the
 * host's, unless the sink says 1. After `timeoutMs` it is ended. It has our environment and `variables`.
 */
export function run(command, args, { sink = 2, timeoutMs, variables = {} } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = ['ignore', sink, sink];
    const child = spawn(command, args, {
      cwd: root,
      env: { ...env, ...variables },
      stdio,
      timeout: timeoutMs,
    });
    const chunks = [];
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));
    running.add(child);
    child.on('error', (error) => {
      running.delete(child);
      reject(error);
    });
    child.on('close', (code, signal) => {
      running.delete(child);
      resolve({ code: exitCodeOf(code, signal), output: Buffer.concat(chunks).toString() });
    });
  });
}

export async function runStep(name, [command, args]) {
  const { code } = await run(command, args);
  if (code !== 0) throw new StepError(`${name} ended with code ${code}`, code);
}

/** The arguments of `run` for one of the project's own tools, named by its file. */
export function tool(file, ...args) {
  return [node, [join('node_modules', file), ...args]];
}

export function npm(...args) {
  const { npm_execpath: cli, npm_node_execpath: runtime } = process.env;
  if (cli !== undefined && runtime !== undefined) return [runtime, [cli, ...args]];
  // Windows has npm as a batch file, which only its shell can run.
  return windows ? ['cmd.exe', ['/d', '/s', '/c', 'npm', ...args]] : ['npm', args];
}

function filesIn(path) {
  if (!existsSync(join(root, path))) return [];
  if (!statSync(join(root, path)).isDirectory()) return [path];
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => filesIn(`${path}/${name}`));
}

function hashOf(inputs) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`);
  for (const file of inputs.flatMap(filesIn)) {
    const content = readFileSync(join(root, file));
    hash.update(`${file} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

function stampIs(stamp, hash) {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
}

/** Whether the process that wrote this lock has ended without taking it away. */
function isAbandoned(lock) {
  if (!existsSync(lock)) return false;
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** Two shards may be started from one checkout at the same moment: only one of them prepares it. */
export async function alone(action) {
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16);
  const lock = join(tmpdir(), `shardkeep-${name}.lock`);
  for (let tries = 0; ; tries += 1) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isAbandoned(lock)) rmSync(lock, { force: true });
    else await sleep(100);
    if (tries === 10) console.error(`shardkeep: waiting for another start, which holds ${lock}`);
  }
  try {
    return await action();
  } finally {
    rmSync(lock, { force: true });
  }
}

/**
 * Installs the packages of the lockfile unless that was done before. Two commands, since npm would
 * else compile better-sqlite3, which brings its binaries along, and needs Python for it: no
 * package's install script runs but that of `node`, which fetches the runtime.
 */
export async function install() {
  const hash = hashOf(['package-lock.json']);
  const isDone = () => stampIs(INSTALL_STAMP, hash) && existsSync(node);
  if (isDone()) return;
  await alone(async () => {
    if (isDone()) return;
    console.error('shardkeep: installing packages');
    rmSync(INSTALL_STAMP, { force: true });
    // Installing never changes the lockfile, and says only what went wrong.
    const flags = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
    await runStep('npm install', npm('install', '--include=dev', '--ignore-scripts', ...flags));
    await runStep('npm rebuild', npm('rebuild', 'node', '--ignore-scripts=false', ...flags));
    writeFileSync(INSTALL_STAMP, hash);
  });
}

/** Builds the host and the client library unless `out` was built from these very sources. */
export async function build({ force = false } = {}) {
  const hash = hashOf(BUILD_INPUTS);
  const isDone = () => !force && stampIs(BUILD_STAMP, hash);
  if (isDone()) return;
  await alone(async () => {
    if (isDone()) return;
    console.error('shardkeep: building');
    rmSync(BUILD_STAMP, { force: true });
    rmSync(join(root, 'out/lib'), { recursive: true, force: true });
    const vite = tool(
      'electron-vite/bin/electron-vite.js',
      'build',
      '--logLevel',
      'warn',
      '--ignoreConfigWarning',
    );
    const client = tool('typescript/bin/tsc', '-p', 'tsconfig.client.json');
    const steps = [runStep('electron-vite', vite), runStep('tsc of the client', client)];
    for (const result of await Promise.allSettled(steps)) {
      if (result.status === 'rejected') throw result.reason;
    }
    writeFileSync(BUILD_STAMP, hash);
  });
}
