/** Starts utility processes under plain Node, as child processes with a structured-clone channel. */
import { fork } from 'node:child_process';
import type { Child, Fork, ProcessName } from './port.ts';

/** `entry` says which module a process runs. */
export function nodeFork(entry: (name: ProcessName) => URL): Fork {
  return (name, { args = [], env = {} } = {}): Child => {
    const child = fork(entry(name), args, {
      env: { ...process.env, ...env },
      serialization: 'advanced',
      // Standard output carries the host's one line of JSON, so a child's goes to standard error.
      stdio: ['ignore', 2, 2, 'ipc'],
    });
    return {
      pid: child.pid,
      port: {
        post: (message) => {
          if (child.connected) child.send(message as object, () => {});
        },
        onMessage: (listener) => child.on('message', listener),
        onClose: (listener) => child.once('disconnect', listener),
      },
      kill: () => child.kill('SIGKILL'),
      onExit: (listener) => {
        child.once('error', (error) => listener(error.message));
        child.once('exit', (code, signal) => {
          listener(signal === null ? `exit code ${code}` : `signal ${signal}`);
        });
      },
    };
  };
}
