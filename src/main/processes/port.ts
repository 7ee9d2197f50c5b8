/**
 * The one thing that a utility process knows of its surroundings: a port to the host. Under Electron
 * it is `process.parentPort`, under plain Node the channel of a child process; neither is named
 * anywhere else.
 */

export interface Port {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** The other side is gone. */
  onClose(listener: () => void): void;
}

/** `simulate` is no part of the host: it plays in a demo, and is told nothing over its port. */
export type ProcessName = 'journal' | 'snapshot' | 'backup' | 'activity' | 'simulate';

/** A utility process as its parent sees it. */
export interface Child {
  readonly pid: number | undefined;
  readonly port: Port;
  kill(): void;
  onExit(listener: (how: string) => void): void;
}

export interface ForkOptions {
  readonly args?: readonly string[];
  /** What is added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** How the surroundings start a utility process: given to the host by whoever runs it. */
export type Fork = (name: ProcessName, options?: ForkOptions) => Child;

interface ElectronParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

/** The port of this process to the host that forked it. */
export function portToHost(): Port {
  const parentPort = (process as { parentPort?: ElectronParentPort }).parentPort;
  if (parentPort !== undefined) {
    return {
      post: (message) => parentPort.postMessage(message),
      onMessage: (listener) => parentPort.on('message', (event) => listener(event.data)),
      // Electron ends a utility process with its parent's port; there is no event for it.
      onClose: () => {},
    };
  }
  if (process.send === undefined) {
    throw new Error('This is a part of Shardkeep that the host starts; run the host instead.');
  }
  return {
    post: (message) => {
      if (process.connected) process.send?.(message);
    },
    onMessage: (listener) => process.on('message', listener),
    onClose: (listener) => process.once('disconnect', listener),
  };
}
