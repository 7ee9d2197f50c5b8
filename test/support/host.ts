/**
 * A real headless host as a child process, for tests and benchmarks. Every host that is started
 * here is ended, by its process id, no later than the process that started it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '../../src/shared/method.ts';

export const ROOT = join(import.meta.dirname, '../..');

export interface HostOptions {
  /** Where the world lives; left out, a new directory that `stop` removes. */
  readonly dataDir?: string;
  /** Further arguments, after `--data` and `--port 0`. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface TestHost {
  /** `ws://127.0.0.1:<port>` */
  readonly url: string;
  readonly tokens: Readonly<Record<Role, string>>;
  readonly dataDir: string;
  readonly serverId: string;
  readonly pid: number;
  readonly child: ChildProcess;
  /** Resolves with the exit code once the host has ended; 128 + n where signal n ended it. */
  readonly exited: Promise<number>;
  /** Sends a signal (SIGTERM when left out), waits for the end, and answers the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number>;
  /** All that the host has said so far, on standard output and standard error. */
  logs(): string;
}

/** The one line on standard output that says the host can be used. */
interface ReadyLine {
  readonly event: 'ready';
  readonly pid: number;
  readonly url: string;
  readonly dataDir: string;
  readonly serverId: string;
}

/** Milliseconds until a host that is not ready, or does not end, counts as hung. */
const HUNG_MS = 60_000;

const running = new Set<ChildProcess>();
const directories = new Set<string>();

process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

/** A new empty directory, removed when this process ends if not before. */
export function makeTempDir(): string {
  const directory = mkdtempSync(join(tmpdir(), 'shardkeep-test-'));
  directories.add(directory);
  return directory;
}

export function removeTempDir(directory: string): void {
  rmSync(directory, { recursive: true, force: true, maxRetries: 10 });
  directories.delete(directory);
}

/** Starts a host and waits until it is ready. Rejects with all it said where it ends before that. */
export async function startHost(options: HostOptions = {}): Promise<TestHost> {
  const dataDir = options.dataDir ?? makeTempDir();
  const child = spawn(
    process.execPath,
    ['src/main/headless.ts', '--data', dataDir, '--port', '0', ...(options.args ?? [])],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      // The host ends in order when the process of this id is no longer its parent.
      env: { ...process.env, SHARDKEEP_PARENT_PID: String(process.pid), ...options.env },
    },
  );
  running.add(child);
  const exited = new Promise<number>((resolve) => {
    child.once('exit', (code, signal) => {
      running.delete(child);
      resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal]);
    });
  });
  const said: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));

  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    const hung = setTimeout(() => child.kill('SIGKILL'), HUNG_MS);
    const code = await exited;
    clearTimeout(hung);
    if (options.dataDir === undefined) removeTempDir(dataDir);
    return code;
  };

  try {
    const ready = await waitUntilReady(child, said, exited);
    const config = JSON.parse(readFileSync(join(dataDir, 'config.json'), 'utf8'));
    return {
      url: ready.url.replace(/^http/, 'ws'),
      tokens: config.tokens,
      dataDir,
      serverId: ready.serverId,
      pid: ready.pid,
      child,
      exited,
      stop,
      logs: () => said.join(''),
    };
  } catch (error) {
    await stop('SIGKILL');
    throw error;
  }
}

function waitUntilReady(
  child: ChildProcess,
  said: string[],
  exited: Promise<number>,
): Promise<ReadyLine> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`The host ${why}:\n${said.join('')}`));
    const hung = setTimeout(() => fail(`is not ready after ${HUNG_MS} ms`), HUNG_MS);
    void exited.then((code) => {
      clearTimeout(hung);
      fail(`ended with ${code} before it was ready`);
    });
    let line = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said.push(text);
      line += text;
      for (let end = line.indexOf('\n'); end >= 0; end = line.indexOf('\n')) {
        const ready = parseReady(line.slice(0, end));
        line = line.slice(end + 1);
        if (ready === null) continue;
        clearTimeout(hung);
        resolve(ready);
      }
    });
  });
}

function parseReady(line: string): ReadyLine | null {
  if (!line.startsWith('{')) return null;
  const value = JSON.parse(line) as { event?: unknown };
  return value.event === 'ready' ? (value as ReadyLine) : null;
}
