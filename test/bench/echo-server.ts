/**
 * A bare WebSocket server that answers a MessagePack frame of so many requests by a frame of as many
 * replies, which it has encoded before: the least that any server of this framing can do. Its argument
 * is a reply in JSON.
 */
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { encodeMessagePack } from '../../src/main/gateway/message-pack.ts';

/** More than any client of the benchmark puts into a frame. */
const BATCH_MAX = 64;
/** What begins an array in our client's frames; another frame is one request. */
const ARRAY_16 = 0xdc;

const reply = JSON.parse(process.argv[2] ?? '{}') as object;
const one = encodeMessagePack(reply);
const batches = Array.from({ length: BATCH_MAX + 1 }, (_, count) =>
  encodeMessagePack(Array.from({ length: count }, () => reply)),
);

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
server.on('connection', (socket) => {
  socket.on('message', (frame: Buffer) => {
    socket.send(frame[0] === ARRAY_16 ? batches[frame.readUInt16BE(1)]! : one);
  });
});
server.on('listening', () => {
  process.stdout.write(`ws://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
