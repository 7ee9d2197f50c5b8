/**
 * What carries JSON-RPC text frames between the pages and a host. `IpcTransport` reaches the host in
 * this app; a WebSocket to a remote one fits the same shape. Pages never learn which it is, but for
 * what only the machine of the host can do.
 */
export interface Transport {
  /** Whether the host's files lie on this machine. */
  readonly isLocal: boolean;
  /** Resolves once frames can be sent. Rejects with why there is no way to the host. */
  open(): Promise<void>;
  send(frame: string): void;
  /** Hands over every frame that comes. The answer ends it. */
  onFrame(listener: (frame: string) => void): () => void;
}
