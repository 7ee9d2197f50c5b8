/**
 * The host's end of the protocol, moved by hand: a test sees every frame that a client sends and
 * decides when, how and in which order it is answered.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pack, Unpackr } from 'msgpackr';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ShardError } from '../../src/shared/errors.ts';

export interface FakeRequest {
  readonly jsonrpc: string;
  readonly id: number;
  readonly method: string;
  readonly params: Record<string, unknown>;
}

/** Answers a request at once: a result, an error, or undefined to leave it unanswered. */
export type Responder = (
  request: FakeRequest,
  connection: FakeConnection,
) => object | ShardError | undefined;

const unpackr = new Unpackr({ mapsAsObjects: true, int64AsType: 'number' });

export class FakeConnection {
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  /** Frames in the order they came: a request, or the requests of a batch. */
  readonly frames: (FakeRequest | FakeRequest[])[] = [];
  readonly #socket: WebSocket;
  #isBinary = false;

  constructor(request: IncomingMessage, socket: WebSocket, responder: () => Responder) {
    this.url = new URL(request.url ?? '/', 'http://shard');
    this.headers = request.headers;
    this.#socket = socket;
    socket.on('message', (data: Buffer, isBinary) => {
      this.#isBinary = isBinary;
      const frame = (isBinary ? unpackr.unpack(data) : JSON.parse(data.toString())) as FakeRequest;
      this.frames.push(frame);
      for (const request of [frame].flat()) {
        const answer = responder()(request, this);
        if (answer instanceof Error) this.refuse(request.id, answer);
        else if (answer !== undefined) this.answer(request.id, answer);
      }
    });
  }

  get session(): string | null {
    return this.url.searchParams.get('session');
  }

  get after(): string | null {
    return this.url.searchParams.get('after');
  }

  /** All that was asked here, in order. */
  get requests(): FakeRequest[] {
    return this.frames.flat();
  }

  get ids(): number[] {
    return this.requests.map(({ id }) => id);
  }

  answer(id: number, result: object): void {
    this.send({ jsonrpc: '2.0', id, result });
  }

  refuse(id: number | null, error: ShardError): void {
    const { code, message, hint, details } = error.toPlain();
    this.send({
      jsonrpc: '2.0',
      id,
      error: { code: -32000, message, data: { ...details, code, hint } },
    });
  }

  send(message: object): void {
    // A round trip through JSON leaves out what is undefined.
    const text = JSON.stringify(message);
    this.#socket.send(this.#isBinary ? pack(JSON.parse(text)) : text);
  }

  /** Loses the connection as a cut cable does, without a closing handshake. */
  drop(): void {
    this.#socket.terminate();
  }

  close(code: number, reason = ''): void {
    this.#socket.close(code, reason);
  }
}

export class FakeShard {
  readonly connections: FakeConnection[] = [];
  respond: Responder = () => undefined;
  /** Where set, connections are refused with this status of HTTP, and the error as a body. */
  refusal: { readonly status: number; readonly error?: ShardError } | null = null;
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({ noServer: true });

  private constructor(http: Server) {
    this.#http = http;
    http.on('upgrade', (request, socket, head) => {
      if (this.refusal !== null) {
        const { status, error } = this.refusal;
        const body = JSON.stringify(error === undefined ? {} : { error: error.toPlain() });
        socket.end(
          `HTTP/1.1 ${status} No\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
        );
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
        this.connections.push(new FakeConnection(request, webSocket, () => this.respond));
      });
    });
  }

  static async start(): Promise<FakeShard> {
    const http = createServer();
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    return new FakeShard(http);
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  /** The latest connection. */
  get connection(): FakeConnection {
    const connection = this.connections.at(-1);
    if (connection === undefined) throw new Error('nobody has connected yet');
    return connection;
  }

  stop(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#http.close();
    this.#http.closeAllConnections();
  }
}
