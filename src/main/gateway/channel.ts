/** What a connection speaks over: frames in both directions. A socket of the network, or the window. */
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Encoded } from './json-rpc.ts';
import type { TimeSlice } from './time-slice.ts';

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

/**
 * Frames over a WebSocket, whose bytes go over `stream`; they are taken within a slice of each turn. All that is
 * sent in one turn goes out by one call of the system, which costs as much as the work of several requests: one
 * word from the disk answers many frames.
 */
export function webSocketChannel(socket: WebSocket, stream: Duplex, slice: TimeSlice): Channel {
  let isGathering = false;
  const gather = () => {
    if (isGathering) return;
    isGathering = true;
    stream.cork();
    process.nextTick(() => {
      isGathering = false;
      stream.uncork();
    });
  };
  return {
    get isOpen() {
      return socket.readyState === socket.OPEN;
    },
    get bufferedAmount() {
      return socket.bufferedAmount;
    },
    onFrame: (listener) =>
      socket.on('message', (data, isBinary) =>
        slice.run(socket, () => listener(data as Buffer, isBinary)),
      ),
    send: (encoded) => {
      gather();
      socket.send(encoded);
    },
    close: (code, reason) => socket.close(code, reason),
    terminate: () => socket.terminate(),
  };
}
