/**
 * The host's utility processes within the process of a test: the same services behind the same calls, so
 * that a start takes milliseconds. They die in order only; what a kill leaves behind the crash tests show.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { ActivityService } from '../../src/main/processes/activity/service.ts';
import { BackupService } from '../../src/main/processes/backup/service.ts';
import { JournalService } from '../../src/main/processes/journal/service.ts';
import type { Child, Fork, Port, ProcessName } from '../../src/main/processes/port.ts';
import { createRpc, type Functions } from '../../src/main/processes/rpc.ts';
import type { Service } from '../../src/main/processes/run-service.ts';
import { SnapshotService } from '../../src/main/processes/snapshot/service.ts';

type Local = Service & { readonly functions: { close(): Promise<void> } };

function create(name: ProcessName, host: () => never): Local {
  if (name === 'journal') return new JournalService(host);
  if (name === 'snapshot') return new SnapshotService(host);
  if (name === 'backup') return new BackupService(host);
  if (name === 'activity') return new ActivityService();
  throw new Error(`there is no ${name} here`);
}

/** Two ends that pass copies of messages, as between processes, in later turns of the event loop. */
function pipe(): readonly [Port, Port] {
  const listeners: [((message: unknown) => void)[], ((message: unknown) => void)[]] = [[], []];
  const end = (mine: 0 | 1): Port => ({
    post: (message) => {
      const copy = structuredClone(message);
      setImmediate(() => {
        for (const listener of listeners[mine === 0 ? 1 : 0]) listener(copy);
      });
    },
    onMessage: (listener) => listeners[mine].push(listener),
    onClose: () => {},
  });
  return [end(0), end(1)];
}

export const forkHere: Fork = (name) => {
  const [port, remote] = pipe();
  let rpc: unknown;
  const service = create(name, () => rpc as never);
  const listeners: ((how: string) => void)[] = [];
  let isOver = false;
  const end = async () => {
    if (isOver) return;
    isOver = true;
    await service.orphaned();
    // The answer to the call that ended it goes out first.
    await turn();
    await turn();
    for (const listener of listeners) listener('exit code 0');
  };
  const functions = {
    ...service.functions,
    close: async () => {
      setImmediate(() => void end());
    },
  };
  rpc = createRpc<Functions<unknown>, Functions<unknown>>(remote, functions as Functions<unknown>);
  const child: Child = {
    pid: process.pid,
    port,
    kill: () => void end(),
    onExit: (listener) => listeners.push(listener),
  };
  return child;
};
