/** What every utility process does around its service: a port, a low profile, an orderly end. */

import { portToHost } from './port.ts';
import { createRpc, type Functions, type Rpc } from './rpc.ts';

export interface Service {
  /** The host is gone without a word: finish what was begun, and give up what is locked. */
  orphaned(): Promise<void>;
}

/**
 * Runs a service until the host closes it or is gone. `create` gets the way to call the host;
 * `functions` says what the host may call.
 */
export function runService<Local extends Functions<Local>, Remote extends Functions<Remote>>(
  create: (host: () => Rpc<Remote, Local>) => Service & { readonly functions: Local },
): void {
  // Ctrl-C in a terminal reaches every process of the group; a child waits for the host's word.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  // Newer Electrons only warn: but a process with a fault of ours must not go on, and is started anew.
  process.on('unhandledRejection', (error) => {
    throw error;
  });
  const port = portToHost();
  let rpc: Rpc<Remote, Local> | undefined;
  const service = create(() => rpc as Rpc<Remote, Local>);
  rpc = createRpc<Remote, Local>(port, service.functions);
  port.onClose(() => {
    service.orphaned().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
}

/** Ends the process once the answer to the call that ends it has gone out. */
export function exitSoon(): void {
  setTimeout(() => process.exit(0), 20);
}
