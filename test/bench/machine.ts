/**
 * The machine's own figures, without which no other figure means anything: what it is, and what its
 * disk takes for the one thing that durability costs, an append of 4 KiB with its fdatasync, on a
 * file that grows and on one that was filled with zeros before.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, fdatasyncSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { percentile } from './measure.ts';
import { makeDirectory } from './servers.ts';

const BLOCK_BYTES = 4096;
const APPENDS = 1000;

export function measureMachine(): Record<string, string | number> {
  const grown = appendLatencies(false);
  const filled = appendLatencies(true);
  const sqlite = new Database(':memory:');
  const version = sqlite.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? '';
  sqlite.close();
  const [cpu] = cpus();
  return {
    '4 KiB append + fdatasync, file grows (ms, p50 / p99)': pair(grown),
    '4 KiB append + fdatasync, file preallocated (ms, p50 / p99)': pair(filled),
    cores: `${cpus().length} × ${cpu?.model.trim() ?? '?'}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${platform()} ${arch()}`,
    Node: process.versions.node,
    SQLite: version,
    Redis: redisVersion() ?? 'not installed',
  };
}

/** Milliseconds of each append. */
function appendLatencies(preallocated: boolean): Float64Array {
  const file = openSync(join(makeDirectory('disk'), 'appends'), 'w');
  const block = Buffer.alloc(BLOCK_BYTES, 1);
  if (preallocated) {
    const zeros = Buffer.alloc(BLOCK_BYTES);
    for (let i = 0; i < APPENDS; i++) writeSync(file, zeros, 0, BLOCK_BYTES, i * BLOCK_BYTES);
    fsyncSync(file);
  }
  const latencies = new Float64Array(APPENDS);
  for (let i = 0; i < APPENDS; i++) {
    const before = performance.now();
    writeSync(file, block, 0, BLOCK_BYTES, i * BLOCK_BYTES);
    fdatasyncSync(file);
    latencies[i] = performance.now() - before;
  }
  closeSync(file);
  return latencies;
}

function pair(latencies: Float64Array): string {
  return `${percentile(latencies, 50).toFixed(3)} / ${percentile(latencies, 99).toFixed(3)}`;
}

function redisVersion(): string | null {
  try {
    const said = execFileSync('redis-server', ['--version'], { encoding: 'utf8' });
    return /v=(\S+)/.exec(said)?.[1] ?? said.trim();
  } catch {
    return null;
  }
}
