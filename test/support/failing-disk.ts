/** A disk that fails to write what one process hands it: the system's limit on the size of its files. */
import { spawnSync } from 'node:child_process';

/** Bytes of a file that still go: less than what any of ours has before something is written to it. */
const LIMIT = 1024;

export function canFailWrites(): boolean {
  return process.platform === 'linux' && spawnSync('prlimit', ['--version']).status === 0;
}

/**
 * Every write of the process beyond so many bytes of a file fails (EFBIG, which SQLite calls an I/O error),
 * until `letWrite`.
 */
export function failWrites(pid: number, from = LIMIT): void {
  limit(pid, String(from));
}

export function letWrite(pid: number): void {
  limit(pid, 'unlimited');
}

function limit(pid: number, bytes: string): void {
  // The soft limit alone, which may be raised again.
  const { status, stderr } = spawnSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`]);
  if (status !== 0) throw new Error(`prlimit: ${stderr}`);
}
