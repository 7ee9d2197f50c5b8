/**
 * A WebSocket that comes back: connects, waits and connects again when it is lost, and tells an end
 * that time may mend from one that it will not. What is said over it is not its business.
 */
import { WebSocket } from 'ws';
import { type ErrorCode, type PlainError, ShardError } from '../shared/errors.ts';
import { ConnectionError } from './errors.ts';
import type { Encoded } from './wire.ts';

export interface ReconnectOptions {
  /** Milliseconds before the first attempt after a loss; each further one waits twice as long. 100. */
  readonly minMs?: number;
  /** The longest wait between two attempts, in milliseconds. 2,000. */
  readonly maxMs?: number;
  /** Milliseconds without a connection after which the client gives up. Never, when left out. */
  readonly giveUpAfterMs?: number;
}

export interface LinkOptions {
  /** Where to connect, asked anew for each attempt. */
  readonly address: () => URL;
  readonly token: string;
  readonly reconnect: ReconnectOptions;
  readonly onOpen: () => void;
  readonly onMessage: (data: Buffer, isBinary: boolean) => void;
  /** The connection, or an attempt at one, has failed; the next attempt comes in `retryInMs`. */
  readonly onLost: (reason: string, retryInMs: number) => void;
  /** There will be no further attempt. */
  readonly onEnd: (error: ShardError | ConnectionError) => void;
}

/** The host's own close code for a connection whose session another one has taken over. */
const CLOSE_FENCED = 4409;

/** Close codes that say we were not understood; the same frames would not be the next time either. */
const PROTOCOL_CLOSES: ReadonlySet<number> = new Set([1002, 1003, 1007, 1009]);

/** Answers to the handshake that another attempt would get again. */
const FINAL_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'InvalidData',
  401: 'Unauthorized',
  403: 'Forbidden',
};

const HANDSHAKE_MS = 10_000;

/** Milliseconds between two pings; a host that answered none since the last one is gone. */
const PING_MS = 15_000;

/** Milliseconds that the host gets to answer our closing handshake. */
const CLOSE_MS = 1_000;

/** Bytes of a refusal's body that are read: the host's own are far shorter. */
const REFUSAL_BYTES_MAX = 64 * 1024;

export class Link {
  readonly #options: LinkOptions;
  #socket: WebSocket | null = null;
  #isOpen = false;
  #hasEnded = false;
  #attempts = 0;
  /** When the connection was lost, or first looked for. */
  #lostAt = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #pings: NodeJS.Timeout | undefined;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Connects; drops the connection that there is, for one with another address. */
  connect(): void {
    if (this.#hasEnded) return;
    this.#drop();
    const url = this.#options.address();
    const socket = new WebSocket(url, {
      headers: { Authorization: `Bearer ${this.#options.token}` },
      perMessageDeflate: false,
      handshakeTimeout: HANDSHAKE_MS,
      ...(isLoopback(url) ? { generateMask: leaveUnmasked } : {}),
    });
    this.#socket = socket;
    let reason = '';
    socket.on('open', () => this.#opened(socket));
    socket.on('message', (data, isBinary) => this.#options.onMessage(data as Buffer, isBinary));
    socket.on('error', (error) => {
      reason = error.message;
    });
    socket.on('close', (code, text) => this.#closed(code, text.toString() || reason));
    socket.on('unexpected-response', (request, response) => {
      const status = response.statusCode ?? 0;
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        if (body.length < REFUSAL_BYTES_MAX) body += chunk;
      });
      response.on('close', () => {
        request.destroy();
        if (this.#socket === socket) this.#refused(status, body);
      });
    });
  }

  send(frame: Encoded): void {
    this.#socket?.send(frame);
  }

  /** Ends for good, without a word to the host. */
  end(): void {
    this.#hasEnded = true;
    this.#drop();
  }

  /** Ends for good, with the closing handshake. */
  async close(): Promise<void> {
    const socket = this.#socket;
    const wasOpen = this.#isOpen;
    this.#hasEnded = true;
    if (socket !== null && wasOpen) {
      socket.removeAllListeners();
      // A failure in the last moment changes nothing any more.
      socket.on('error', () => {});
      await new Promise<void>((resolve) => {
        const late = setTimeout(resolve, CLOSE_MS);
        socket.once('close', () => {
          clearTimeout(late);
          resolve();
        });
        socket.close(1000);
      });
    }
    this.#drop();
  }

  #opened(socket: WebSocket): void {
    this.#isOpen = true;
    this.#attempts = 0;
    let isAlive = true;
    socket.on('pong', () => {
      isAlive = true;
    });
    this.#pings = setInterval(() => {
      if (!isAlive) return socket.terminate();
      isAlive = false;
      socket.ping();
    }, PING_MS);
    this.#options.onOpen();
  }

  #closed(code: number, reason: string): void {
    if (code === CLOSE_FENCED) {
      this.#fail(new ConnectionError('Fenced', 'Another client has taken over this session.'));
    } else if (PROTOCOL_CLOSES.has(code)) {
      this.#fail(
        new ConnectionError('ProtocolViolated', `The connection was closed: ${reason} (${code}).`),
      );
    } else {
      this.#retry(reason || `closed with code ${code}`);
    }
  }

  #refused(status: number, body: string): void {
    const code = FINAL_STATUS[status];
    if (code === undefined) this.#retry(`refused with HTTP status ${status}`);
    else
      this.#fail(
        errorOfRefusal(body) ?? new ShardError(code, `refused with HTTP status ${status}`),
      );
  }

  #retry(reason: string): void {
    const {
      minMs = 100,
      maxMs = 2_000,
      giveUpAfterMs = Number.POSITIVE_INFINITY,
    } = this.#options.reconnect;
    const now = performance.now();
    if (this.#isOpen) this.#lostAt = now;
    this.#drop();
    if (now - this.#lostAt >= giveUpAfterMs) {
      this.#fail(new ConnectionError('GaveUp', `No connection: ${reason}`));
      return;
    }
    // Jitter, so that all game servers do not come back at the same moment.
    const wait = Math.min(maxMs, minMs * 2 ** this.#attempts++) * (0.5 + Math.random() / 2);
    this.#timer = setTimeout(() => this.connect(), wait);
    this.#options.onLost(reason, wait);
  }

  #fail(error: ShardError | ConnectionError): void {
    this.end();
    this.#options.onEnd(error);
  }

  /** Leaves the socket to its fate: nothing of it is heard any more. */
  #drop(): void {
    clearTimeout(this.#timer);
    clearInterval(this.#pings);
    const socket = this.#socket;
    this.#socket = null;
    this.#isOpen = false;
    if (socket === null) return;
    socket.removeAllListeners();
    // One that is still connecting reports being terminated as an error.
    socket.on('error', () => {});
    socket.terminate();
  }
}

function errorOfRefusal(body: string): ShardError | undefined {
  try {
    const { error } = JSON.parse(body) as { error: PlainError };
    return typeof error.code === 'string' ? ShardError.fromPlain(error) : undefined;
  } catch {
    // Something else than a shard answered: its status has to do.
    return undefined;
  }
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}

/**
 * Masking keeps what a web page sends from confusing proxies on the way. There are none on the same
 * machine, where a mask of zeros spares both ends a pass over every byte.
 */
function leaveUnmasked(mask: Buffer): void {
  mask.fill(0);
}
