/** Starts utility processes under Electron. */
import { fileURLToPath } from 'node:url';
import { utilityProcess } from 'electron';
import type { Child, Fork, ProcessName } from '../processes/port.ts';

/** `entry` says which module a process runs. To be used once the app is ready. */
export function utilityFork(entry: (name: ProcessName) => URL): Fork {
  return (name, { args = [], env = {} } = {}): Child => {
    const child = utilityProcess.fork(fileURLToPath(entry(name)), [...args], {
      serviceName: `Shardkeep ${name}`,
      env: { ...process.env, ...env } as Record<string, string>,
      stdio: 'pipe',
    });
    // Standard output carries the host's one line of JSON, so a child's goes to standard error.
    child.stdout?.pipe(process.stderr, { end: false });
    child.stderr?.pipe(process.stderr, { end: false });
    return {
      get pid() {
        return child.pid;
      },
      port: {
        post: (message) => child.postMessage(message),
        onMessage: (listener) => child.on('message', listener),
        onClose: (listener) => child.once('exit', listener),
      },
      kill: () => {
        if (child.pid === undefined) child.once('spawn', () => killNow(child.pid));
        else killNow(child.pid);
      },
      onExit: (listener) => child.once('exit', (code) => listener(`exit code ${code}`)),
    };
  };
}

/** `UtilityProcess.kill` sends a SIGTERM, which our processes leave to the host's word. */
function killNow(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It has gone by itself, and its exit has not been told yet.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
