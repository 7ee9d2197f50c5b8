/**
 * The shard's one port: WebSocket for game servers, and a few pages over HTTP. Lets in who has a
 * token, within limits that protect the host; what a connection says is `connection.ts`.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { type ErrorCode, ShardError } from '../../shared/errors.ts';
import type { ConnectionStatus, Topic } from '../../shared/host-methods.ts';
import { FRAME_BYTES_MAX } from '../../shared/limits.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Role } from '../../shared/method.ts';
import type { Api } from './api.ts';
import { type Channel, webSocketChannel } from './channel.ts';
import { type ClientSession, Connection, type ConnectionOptions } from './connection.ts';
import { describeApi } from './openrpc.ts';
import { TimeSlice } from './time-slice.ts';
import { roleOf } from './tokens.ts';

/** Milliseconds between two pings; a client that answered none since the last one is gone. */
const PING_MS = 30_000;

/** Milliseconds that clients get to close their connections when the host ends. */
const CLOSE_MS = 1_000;

const STATUS: Partial<Record<ErrorCode, number>> = {
  Unauthorized: 401,
  Forbidden: 403,
  NotFound: 404,
  InvalidData: 400,
  RateLimited: 503,
};

export class GatewayServer {
  readonly #api: Api;
  readonly #log: Logger;
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  readonly #connections = new Map<WebSocket, Connection>();
  readonly #attached = new Set<Connection>();
  /** Those that subscribed to anything: each change of the world looks for them. */
  readonly #subscribers = new Set<Connection>();
  readonly #alive = new WeakSet<WebSocket>();
  readonly #slice = new TimeSlice({ monotonic: () => performance.now(), defer: setImmediate });
  #pings: NodeJS.Timeout | null = null;
  #nextId = 1;
  #accepting = true;

  constructor(api: Api, log: Logger) {
    this.#api = api;
    this.#log = log;
    this.#http = createServer((request, response) => void this.#respond(request, response));
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    this.#sockets = new WebSocketServer({
      noServer: true,
      maxPayload: FRAME_BYTES_MAX,
      perMessageDeflate: false,
    });
  }

  /** Connections over the network. */
  get connections(): number {
    return this.#connections.size;
  }

  connectionStatus(): ConnectionStatus[] {
    return [...this.#connections.values()].map((connection) => connection.status());
  }

  /**
   * Serves one who needs no network: the window of this app, whose owner may do everything. What is
   * returned ends it.
   */
  attach(channel: Channel, address: string): () => void {
    const connection = new Connection({
      id: this.#nextId++,
      channel,
      address,
      api: this.#api,
      log: this.#log,
      role: 'admin',
      session: null,
      confirmedReads: false,
      onSubscribed: () => this.#subscribers.add(connection),
    });
    this.#attached.add(connection);
    return () => {
      this.#attached.delete(connection);
      this.#subscribers.delete(connection);
    };
  }

  /** The sessions that a connection is open for. */
  sessionsInUse(): ReadonlySet<string> {
    const uuids = [...this.#connections.values()].map((connection) => connection.session?.uuid);
    return new Set(uuids.filter((uuid) => uuid !== undefined));
  }

  /** What the shard knew of sessions is gone: those that are open have expired. */
  expireSessions(): void {
    for (const connection of this.#connections.values()) connection.expire();
  }

  /** The token of `role` is another one by now. Answers how many connections came by the old one. */
  retire(role: Role): number {
    const retired = [...this.#connections.values()].filter((one) => one.role === role);
    for (const connection of retired) connection.retire(`the ${role} token was replaced`);
    return retired.length;
  }

  /** Listens; port 0 picks a free one. Resolves with the address, rejects with a sentence. */
  async listen(host: string, port: number): Promise<AddressInfo> {
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', (error: NodeJS.ErrnoException) =>
        reject(cannotListen(error, host, port)),
      );
      this.#http.listen(port, host, resolve);
    });
    this.#http.on('error', (error) => this.#log.error({ err: error }, 'the server failed'));
    this.#pings = setInterval(() => this.#ping(), PING_MS);
    return this.#http.address() as AddressInfo;
  }

  /** Whether anybody subscribed to `topic`. */
  isWanted(topic: Topic): boolean {
    for (const connection of this.#subscribers) {
      if (connection.isSubscribed(topic)) return true;
    }
    return false;
  }

  /** Tells every connection that subscribed to `topic`. */
  notify(topic: Topic, params: unknown): void {
    for (const connection of this.#subscribers) connection.notify(topic, params);
  }

  /** Takes no new connections; those that are open go on. */
  stopAccepting(): void {
    this.#accepting = false;
    this.#http.close();
    if (this.#pings !== null) clearInterval(this.#pings);
  }

  /** Closes what is open: in order, and after a while anyhow. */
  async close(reason: string): Promise<void> {
    this.stopAccepting();
    for (const connection of this.#all()) connection.close(reason);
    const deadline = performance.now() + CLOSE_MS;
    while (this.#connections.size > 0 && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    for (const socket of this.#connections.keys()) socket.terminate();
    this.#http.closeAllConnections();
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // A peer that resets the connection while it is refused is its own trouble.
    socket.on('error', () => socket.destroy());
    try {
      const url = urlOf(request);
      const role = this.#admit(request, url);
      const session = sessionOf(url);
      this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
        const { remoteAddress = '', remotePort = 0 } = request.socket;
        const address = `${remoteAddress}:${remotePort}`;
        const confirmedReads = url.searchParams.get('reads') === 'confirmed';
        this.#connect(webSocket, socket, { address, role, session, confirmedReads });
      });
    } catch (thrown) {
      const error = ShardError.from(thrown);
      const body = JSON.stringify({ error: error.toPlain() });
      socket.end(
        `HTTP/1.1 ${STATUS[error.code] ?? 500} ${error.code}\r\nContent-Type: application/json\r\n` +
          `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
      );
    }
  }

  #admit(request: IncomingMessage, url: URL): Role {
    const { origin } = request.headers;
    if (origin !== undefined && !this.#api.allowedOrigins().includes(origin)) {
      throw new ShardError('Forbidden', `Web pages from ${origin} may not connect.`, {
        hint: 'Add the origin to allowedOrigins in the settings.',
      });
    }
    const role = roleOf(request, url, this.#api.tokens());
    if (role === null) throw unauthorized();
    if (!this.#accepting || this.#connections.size >= this.#api.connectionsMax()) {
      throw new ShardError('RateLimited', 'The host takes no more connections.');
    }
    return role;
  }

  *#all(): Generator<Connection> {
    yield* this.#connections.values();
    yield* this.#attached;
  }

  #connect(
    socket: WebSocket,
    stream: Duplex,
    who: Pick<ConnectionOptions, 'address' | 'role' | 'session' | 'confirmedReads'>,
  ): void {
    const { role, session } = who;
    if (session !== null) {
      for (const other of this.#connections.values()) {
        if (other.session?.uuid === session.uuid) other.fence();
      }
    }
    const connection = new Connection({
      id: this.#nextId++,
      channel: webSocketChannel(socket, stream, this.#slice),
      api: this.#api,
      log: this.#log,
      onSubscribed: () => this.#subscribers.add(connection),
      ...who,
    });
    this.#connections.set(socket, connection);
    this.#alive.add(socket);
    socket.on('pong', () => this.#alive.add(socket));
    socket.on('close', () => {
      this.#connections.delete(socket);
      this.#subscribers.delete(connection);
    });
    socket.on('error', (error) => {
      this.#log.warn({ connection: connection.id, err: error.message }, 'connection failed');
    });
    this.#log.info({ connection: connection.id, role }, 'client connected');
  }

  #ping(): void {
    for (const socket of this.#connections.keys()) {
      if (!this.#alive.has(socket)) {
        socket.terminate();
        continue;
      }
      this.#alive.delete(socket);
      socket.ping();
    }
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const url = urlOf(request);
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        throw new ShardError('InvalidData', 'Only GET is answered here; play over WebSocket.');
      }
      switch (url.pathname) {
        case '/healthz': {
          const health = this.#api.health();
          return reply(response, health.ok ? 200 : 503, 'application/json', JSON.stringify(health));
        }
        case '/openrpc.json': {
          const description = JSON.stringify(describeApi(this.#api.version), null, 2);
          return reply(response, 200, 'application/json', description);
        }
        case '/metrics': {
          if (roleOf(request, url, this.#api.tokens()) === null) throw unauthorized();
          return reply(response, 200, 'text/plain; version=0.0.4', await this.#api.metrics());
        }
        default:
          throw new ShardError('NotFound', `There is nothing at ${url.pathname}.`, {
            hint: 'Here are /healthz, /metrics and /openrpc.json, and the game over WebSocket.',
          });
      }
    } catch (thrown) {
      const error = ShardError.from(thrown);
      if (error.code === 'Internal') this.#log.error({ err: error }, 'a page failed');
      const body = JSON.stringify({ error: error.toPlain() });
      reply(response, STATUS[error.code] ?? 500, 'application/json', body);
    }
  }
}

function reply(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store' });
  response.end(body);
}

/** Only path and query of what a client sends are used, against a base of our own. */
function urlOf(request: IncomingMessage): URL {
  try {
    return new URL(request.url ?? '/', 'http://shard');
  } catch (cause) {
    throw new ShardError('InvalidData', 'The address cannot be read.', { cause });
  }
}

function sessionOf(url: URL): ClientSession | null {
  const uuid = url.searchParams.get('session');
  if (uuid === null) return null;
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(uuid)) {
    throw new ShardError('InvalidData', 'session: must be a UUID', {
      details: { path: 'session' },
    });
  }
  const after = Number(url.searchParams.get('after') ?? '0');
  if (!Number.isSafeInteger(after) || after < 0) {
    throw new ShardError('InvalidData', 'after: must be the id of a request, or 0', {
      details: { path: 'after' },
    });
  }
  return { uuid: uuid.toLowerCase(), after };
}

function unauthorized(): ShardError {
  return new ShardError('Unauthorized', 'A token is needed, and this is none of ours.', {
    hint: 'The tokens are in config.json: send one as "Authorization: Bearer …" or "?token=…".',
  });
}

function cannotListen(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new Error(
      `Port ${port} on ${host} is in use by another program. Choose another one with --port, or 0 for any.`,
    );
  }
  return new Error(`Cannot listen on ${host}:${port}: ${error.message}`, { cause: error });
}
