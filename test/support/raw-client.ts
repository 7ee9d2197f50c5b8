/**
 * A JSON-RPC client of the tests' own, on bare WebSocket. It shares no code with `src/client`, so
 * that a bug there cannot hide one of the host's.
 */

import { Packr, Unpackr } from 'msgpackr';
import { type RawData, WebSocket } from 'ws';
import type { ErrorCode } from '../../src/shared/errors.ts';

export type Encoding = 'json' | 'msgpack';
export type RequestId = number | string | null;
export type Result = Readonly<Record<string, unknown>>;

/** An error as it stands in a reply. */
export interface WireError {
  readonly code: number;
  readonly message: string;
  readonly data: { readonly code: ErrorCode } & Readonly<Record<string, unknown>>;
}

export interface Reply {
  readonly jsonrpc: '2.0';
  readonly id: RequestId;
  readonly result?: Result;
  readonly error?: WireError;
}

export interface Notification {
  readonly jsonrpc: '2.0';
  readonly method: string;
  readonly params: Result;
}

export interface ConnectOptions {
  readonly url: string;
  readonly token?: string;
  /** Sends the token as `?token=` and not in the header. */
  readonly tokenInQuery?: boolean;
  readonly session?: { readonly uuid: string; readonly after: number };
  readonly reads?: 'confirmed';
  readonly origin?: string;
  readonly encoding?: Encoding;
}

/** A reply that is an error, for callers that wanted a result. */
class RpcError extends Error {
  readonly reply: WireError;

  constructor(method: string, reply: WireError) {
    super(`${method}: ${reply.data.code}: ${reply.message}`);
    this.name = 'RpcError';
    this.reply = reply;
  }
}

/** The host refused to open a connection, over HTTP. */
export class RefusedError extends Error {
  readonly status: number;
  readonly body: { readonly error: { readonly code: ErrorCode; readonly message: string } };

  constructor(status: number, text: string) {
    super(`${status}: ${text}`);
    this.name = 'RefusedError';
    this.status = status;
    this.body = JSON.parse(text);
  }
}

const packr = new Packr({ useRecords: false, variableMapSize: true });
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true, int64AsType: 'number' });

function encode(encoding: Encoding, message: unknown): string | Buffer {
  return encoding === 'json' ? JSON.stringify(message) : packr.pack(message);
}

function decode(data: RawData, isBinary: boolean): unknown {
  const bytes = data as Buffer;
  return isBinary ? unpackr.unpack(bytes) : JSON.parse(bytes.toString('utf8'));
}

export class RawConnection {
  readonly socket: WebSocket;
  readonly encoding: Encoding;
  /** Resolves when the connection is over, whoever ended it. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  /** Everything the host told by itself, in order. */
  readonly notifications: Notification[] = [];
  onNotification: (notification: Notification) => void = () => {};
  readonly #waiting = new Map<RequestId, (reply: Reply) => void>();
  /** Frames that answer no `request`, until somebody asks for them. */
  readonly #frames: unknown[] = [];
  readonly #receivers: ((frame: unknown) => void)[] = [];
  #nextId = 1;

  private constructor(socket: WebSocket, encoding: Encoding) {
    this.socket = socket;
    this.encoding = encoding;
    socket.on('message', (data, isBinary) => this.#receive(decode(data, isBinary)));
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
  }

  /** Connects. Rejects with `RefusedError` where the host answers and does not let in. */
  static open(options: ConnectOptions): Promise<RawConnection> {
    const url = new URL(options.url);
    const headers: Record<string, string> = {};
    if (options.token !== undefined) {
      if (options.tokenInQuery) url.searchParams.set('token', options.token);
      else headers.authorization = `Bearer ${options.token}`;
    }
    if (options.session !== undefined) {
      url.searchParams.set('session', options.session.uuid);
      url.searchParams.set('after', String(options.session.after));
    }
    if (options.reads !== undefined) url.searchParams.set('reads', options.reads);
    if (options.origin !== undefined) headers.origin = options.origin;
    const socket = new WebSocket(url, { headers, perMessageDeflate: false });
    const connection = new RawConnection(socket, options.encoding ?? 'json');
    return new Promise((resolve, reject) => {
      socket.on('error', reject);
      socket.once('open', () => resolve(connection));
      socket.once('unexpected-response', (_request, response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => {
          reject(new RefusedError(response.statusCode ?? 0, text));
          socket.terminate();
        });
      });
    });
  }

  /** Sends any value in the connection's encoding. */
  send(message: unknown): void {
    this.socket.send(encode(this.encoding, message));
  }

  /** Sends a frame as it is: text for a string, binary for bytes. */
  sendFrame(frame: string | Uint8Array): void {
    this.socket.send(frame);
  }

  /** The next frame that answers no `request` and is no notification. */
  receive(): Promise<unknown> {
    if (this.#frames.length > 0) return Promise.resolve(this.#frames.shift());
    return new Promise((resolve) => this.#receivers.push(resolve));
  }

  /** How many frames came that nobody asked for. */
  get unasked(): number {
    return this.#frames.length;
  }

  /** Sends one frame and waits for the next that comes. */
  exchange(message: unknown): Promise<unknown> {
    this.send(message);
    return this.receive();
  }

  /** Asks, and resolves with the reply, be it a result or an error. */
  request(method: string, params?: unknown, id: RequestId = this.#nextId++): Promise<Reply> {
    const reply = new Promise<Reply>((resolve) => this.#waiting.set(id, resolve));
    this.send({ jsonrpc: '2.0', id, method, ...(params === undefined ? {} : { params }) });
    return reply;
  }

  /** Asks, and resolves with the result. Rejects with `RpcError`. */
  async call<T = Result>(method: string, params?: unknown): Promise<T> {
    const { result, error } = await this.request(method, params);
    if (error !== undefined) throw new RpcError(method, error);
    return result as T;
  }

  /** Asks, and resolves with the code of the error that must come. */
  async refusal(method: string, params?: unknown): Promise<ErrorCode> {
    const { result, error } = await this.request(method, params);
    if (error !== undefined) return error.data.code;
    throw new Error(`${method} was not refused: ${JSON.stringify(result)}`);
  }

  /** Several requests in one frame, whose replies come in one frame. */
  batch(requests: readonly { method: string; params?: unknown }[]): Promise<readonly Reply[]> {
    const messages = requests.map((request) => ({
      jsonrpc: '2.0',
      id: this.#nextId++,
      ...request,
    }));
    const replies = messages.map(
      ({ id }) => new Promise<Reply>((resolve) => this.#waiting.set(id, resolve)),
    );
    this.send(messages);
    return Promise.all(replies);
  }

  /**
   * Resolves once the host has read all that was sent before and has answered what it answers at
   * once: a pong comes in the order of everything else. It shows that a reply does *not* come yet
   * without waiting for a time.
   */
  settle(): Promise<void> {
    const pong = new Promise<void>((resolve, reject) => {
      const lost = () => reject(new Error('the connection was closed'));
      this.socket.once('close', lost);
      this.socket.once('pong', () => {
        this.socket.off('close', lost);
        resolve();
      });
    });
    this.socket.ping();
    return pong;
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
  }

  #receive(frame: unknown): void {
    const messages = Array.isArray(frame) ? frame : [frame];
    if (messages.length > 0 && messages.every((message) => this.#waiting.has(message.id))) {
      for (const message of messages as Reply[]) {
        const resolve = this.#waiting.get(message.id);
        this.#waiting.delete(message.id);
        resolve?.(message);
      }
    } else if (isNotification(frame)) {
      this.notifications.push(frame);
      this.onNotification(frame);
    } else {
      const receiver = this.#receivers.shift();
      if (receiver !== undefined) receiver(frame);
      else this.#frames.push(frame);
    }
  }
}

function isNotification(frame: unknown): frame is Notification {
  return typeof frame === 'object' && frame !== null && 'method' in frame;
}
