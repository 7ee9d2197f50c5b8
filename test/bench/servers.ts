/**
 * The processes and directories that a benchmark needs, all of them ended and removed, by process id
 * and by name, no later than the benchmark's own process. Everything lies in one temporary
 * directory, so that all subjects share a disk.
 */
import { type ChildProcess, execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Role } from '../../src/shared/method.ts';

export const ROOT = join(import.meta.dirname, '../..');

/** Milliseconds after which a process that is not ready, or does not end, counts as hung. */
const HUNG_MS = 120_000;

const running = new Set<ChildProcess>();
let base: string | undefined;
let directories = 0;

process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  if (base !== undefined) rmSync(base, { recursive: true, force: true, maxRetries: 3 });
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

export function makeDirectory(name: string): string {
  base ??= mkdtempSync(join(tmpdir(), 'shardkeep-bench-'));
  const directory = join(base, `${name}-${++directories}`);
  mkdirSync(directory);
  return directory;
}

export function removeDirectory(directory: string): void {
  rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
}

export interface Running {
  readonly pid: number;
  /** The line that said it is ready. */
  readonly line: string;
  /** Milliseconds from its start to that line. */
  readonly readyMs: number;
  stop(): Promise<void>;
  /** As a loss of power ends it. */
  kill(): Promise<void>;
}

/**
 * Waits until the disk has all that was written so far: what making a world leaves to be written would
 * stand in the way of every sync that is measured after it.
 */
export function settleDisk(): void {
  if (process.platform !== 'win32') execFileSync('sync');
}

/** What a process finds in its environment beside what we find in ours. */
export type Variables = Readonly<Record<string, string>>;

/** Starts a program, and resolves with the first line of its standard output that matches `ready`. */
export async function start(
  command: string,
  args: readonly string[],
  ready: RegExp,
  variables: Variables = {},
): Promise<Running> {
  const startedAt = performance.now();
  const child = spawn(command, args, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...variables, SHARDKEEP_PARENT_PID: String(process.pid) },
  });
  const ended = keep(child);
  const said: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));
  const hung = setTimeout(() => child.kill('SIGKILL'), HUNG_MS);
  const line = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (text) => {
      said.push(`${text}\n`);
      if (ready.test(text)) resolve(text);
    });
    child.once('error', reject);
    void ended.then(() => reject(new Error(`${command} is not ready:\n${said.join('')}`)));
  });
  clearTimeout(hung);
  const readyMs = performance.now() - startedAt;
  // What it says later is of no interest, and its memory is needed.
  child.stderr.removeAllListeners('data').resume();
  return {
    pid: child.pid!,
    line,
    readyMs,
    stop: () => end(child, ended),
    kill: async () => {
      // Its standard error closes with the last process that it has started, which still writes what it was sent.
      const closed = once(child, 'close');
      child.kill('SIGKILL');
      await closed;
    },
  };
}

/** Runs one of our programs to its end; answers what it printed, and how long it took. */
export async function runProgram<Result>(
  program: URL,
  args: readonly string[],
  nodeFlags: readonly string[] = [],
): Promise<{ result: Result; totalMs: number }> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...nodeFlags, fileURLToPath(program), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = keep(child);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const code = await ended;
  const totalMs = performance.now() - startedAt;
  if (code !== 0) throw new Error(`${program.pathname} ended with code ${code}`);
  return { result: JSON.parse(output) as Result, totalMs };
}

/** A program of this folder that answers one message with one message, one after the other. */
export interface Worker<Question, Answer> {
  ask(question: Question): Promise<Answer>;
  stop(): Promise<void>;
}

/** Starts it; its first message says that it is ready. */
export async function startWorker<Question extends object, Answer>(
  program: URL,
  options: object,
  variables: Variables = {},
): Promise<Worker<Question, Answer>> {
  const child = fork(program, [JSON.stringify(options)], {
    serialization: 'advanced',
    env: { ...process.env, ...variables },
  });
  const ended = keep(child);
  const next = () =>
    new Promise<unknown>((resolve, reject) => {
      child.once('message', resolve);
      void ended.then((code) => reject(new Error(`${program.pathname} ended with code ${code}`)));
    });
  await next();
  return {
    ask: async (question) => {
      const answer = next();
      child.send(question);
      return (await answer) as Answer;
    },
    stop: () => end(child, ended),
  };
}

export interface Host extends Running {
  readonly url: string;
  readonly tokens: Readonly<Record<Role, string>>;
}

/** The host as it is shipped: built, under plain Node, on a port that it picks. */
export async function startHost(
  dataDir: string,
  nodeFlags: readonly string[] = [],
  variables: Variables = {},
): Promise<Host> {
  const program = join(ROOT, 'out/main/headless.js');
  const args = [...nodeFlags, program, '--data', dataDir, '--port', '0'];
  const host = await start(process.execPath, args, /"event":"ready"/, variables);
  const { url } = JSON.parse(host.line) as { url: string };
  const config = JSON.parse(readFileSync(join(dataDir, 'config.json'), 'utf8'));
  return { ...host, url, tokens: (config as Pick<Host, 'tokens'>).tokens };
}

/** Redis with every command on disk before its answer; null where it is not installed. */
export async function startRedis(
  variables: Variables = {},
): Promise<(Running & { readonly port: number }) | null> {
  const port = await freePort();
  const settings = {
    port,
    bind: '127.0.0.1',
    dir: makeDirectory('redis'),
    save: '',
    appendonly: 'yes',
    appendfsync: 'always',
    // It would rewrite its log in the background, in a window of another subject.
    'auto-aof-rewrite-percentage': 0,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  try {
    const redis = await start('redis-server', args, /Ready to accept connections/, variables);
    return { ...redis, port };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Notes a child, so that it is ended with us; resolves with its exit code. */
function keep(child: ChildProcess): Promise<number | null> {
  running.add(child);
  return new Promise((resolve) => {
    const gone = (code: number | null) => {
      running.delete(child);
      resolve(code);
    };
    child.once('exit', gone);
    child.once('error', () => gone(null));
  });
}

async function end(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill('SIGTERM');
  const hung = setTimeout(() => child.kill('SIGKILL'), HUNG_MS);
  await ended;
  clearTimeout(hung);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address!.port : 0));
    });
  });
}
