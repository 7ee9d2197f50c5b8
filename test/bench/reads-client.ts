/**
 * The client process of the benchmark of reads. The client of the bare echo does the
 * least that any client of this framing can: it puts requests into frames as ours does, decodes what comes
 * back, and takes answers in the order of its requests.
 */
import { Redis } from 'ioredis';
import { WebSocket } from 'ws';
import { connect, type Encoding } from '../../src/client/index.ts';
import { createWire, decodeFrame, type EncodedRequest } from '../../src/client/wire.ts';
import { type Ask, optionsOf, serveLoops } from './closed-loop.ts';

export type ReadsOptions = { readonly characters: number } & (
  | {
      readonly url: string;
      readonly token: string;
      readonly encoding: Encoding;
      /** Each lane of the loop goes over its own. */
      readonly connections: number;
    }
  | { readonly redis: number }
  | { readonly echo: string }
);

/** As our client's. */
const FULL_FRAME_REQUESTS = 16;

async function readBy(options: ReadsOptions): Promise<Ask> {
  const idOf = (n: number) => 1 + ((n * 7919) % options.characters);
  if ('redis' in options) {
    const redis = new Redis(options.redis, '127.0.0.1', { enableAutoPipelining: true });
    return (n) => redis.get(`character:${idOf(n)}`);
  }
  if ('echo' in options) {
    const ask = await connectToEcho(options.echo);
    return (n) => ask({ character_id: idOf(n) });
  }
  const { url, token, encoding, connections } = options;
  const shards = await Promise.all(
    Array.from({ length: connections }, () => connect({ url, token, encoding, session: false })),
  );
  return (n, lane) => shards[lane % shards.length]!.characters.get({ character_id: idOf(n) });
}

async function connectToEcho(url: string): Promise<(params: object) => Promise<unknown>> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const wire = createWire('msgpack');
  const unanswered: ((reply: unknown) => void)[] = [];
  let waiting: EncodedRequest[] = [];
  let asked = 0;
  const flush = () => {
    if (waiting.length === 0) return;
    socket.send(wire.frame(waiting));
    waiting = [];
  };
  socket.on('message', (data: Buffer) => {
    const frame = decodeFrame(data, true);
    const replies = Array.isArray(frame) ? frame : [frame];
    for (const [i, settle] of unanswered.splice(0, replies.length).entries()) settle(replies[i]);
  });
  return (params) =>
    new Promise((resolve) => {
      unanswered.push(resolve);
      const encoded = wire.encodeParams(params);
      waiting.push({ id: ++asked, method: 'characters.get', params: encoded });
      if (waiting.length === FULL_FRAME_REQUESTS) flush();
      else if (waiting.length === 1) setImmediate(flush);
    });
}

serveLoops(await readBy(optionsOf<ReadsOptions>()));
