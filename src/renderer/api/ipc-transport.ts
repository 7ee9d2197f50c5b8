/** The way to the host in this app: through the bridge that preload gives the page. */
import type { WindowBridge } from '../../shared/window.ts';
import type { Transport } from './transport.ts';

export class IpcTransport implements Transport {
  readonly isLocal = true;
  readonly #bridge: WindowBridge;

  constructor(bridge: WindowBridge) {
    this.#bridge = bridge;
  }

  open(): Promise<void> {
    return this.#bridge.connect();
  }

  send(frame: string): void {
    this.#bridge.send(frame);
  }

  onFrame(listener: (frame: string) => void): () => void {
    return this.#bridge.onFrame(listener);
  }
}
