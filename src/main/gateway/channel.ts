/** What a connection speaks over: frames in both directions. A socket of the network, or the window. */
import type { WebSocket } from 'ws';
import type { Encoded } from './json-rpc.ts';

export type Frame = Buffer | string;

export interface Channel {
  /** Frames can be sent. */
  readonly isOpen: boolean;
  /** Bytes that wait for the other side to read. */
  readonly bufferedAmount: number;
  onFrame(listener: (frame: Frame, isBinary: boolean) => void): void;
  send(encoded: Encoded): void;
  /** Ends it in order; the other side is told why. */
  close(code: number, reason: string): void;
  /** Ends it at once. */
  terminate(): void;
}

export function webSocketChannel(socket: WebSocket): Channel {
  return {
    get isOpen() {
      return socket.readyState === socket.OPEN;
    },
    get bufferedAmount() {
      return socket.bufferedAmount;
    },
    onFrame: (listener) =>
      socket.on('message', (data, isBinary) => listener(data as Buffer, isBinary)),
    send: (encoded) => socket.send(encoded),
    close: (code, reason) => socket.close(code, reason),
    terminate: () => socket.terminate(),
  };
}
