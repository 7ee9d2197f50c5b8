/**
 * The environment of a process whose every flush takes longer, as on an ordinary disk: the library of
 * slow-flush.c, compiled when it is asked for. One library for all subjects, so that it slows each alike.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { makeDirectory } from './servers.ts';

/** Null where there is no compiler, or no LD_PRELOAD. */
export function slowFlush(milliseconds: number): Record<string, string> | null {
  if (process.platform !== 'linux') return null;
  const library = join(makeDirectory('slow-flush'), 'slow-flush.so');
  const source = join(import.meta.dirname, 'slow-flush.c');
  try {
    execFileSync('gcc', ['-shared', '-fPIC', '-O2', '-o', library, source, '-ldl']);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return { LD_PRELOAD: library, SHARDKEEP_BENCH_FLUSH_US: String(milliseconds * 1000) };
}
