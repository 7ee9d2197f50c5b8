/** The client: brings together the requests, the wire and the link, and tells its user of events. */
import type { ShardError } from '../shared/errors.ts';
import type { Method, Params, Result, Topic } from '../shared/host-methods.ts';
import { ConnectionError } from './errors.ts';
import { Link, type ReconnectOptions } from './link.ts';
import type { Operation, OperationResults } from './methods.ts';
import { Requests } from './requests.ts';
import type { SessionPosition } from './session.ts';
import { createWire, decodeFrame, type Encoding } from './wire.ts';

export interface ClientOptions {
  /** `ws://127.0.0.1:7780` when left out. */
  readonly url?: string;
  /** One of the tokens in the shard's `config.json`; its role decides what may be called. */
  readonly token: string;
  /**
   * How frames are written: `json` when left out, which V8 reads and writes faster than any encoding
   * in JavaScript; `msgpack` takes fewer bytes on a network.
   */
  readonly encoding?: Encoding;
  /**
   * With a session, the default, a mutation that a lost connection left unanswered is sent again and
   * done once. `false` goes without: such a mutation is rejected with `OutcomeUnknown`. A position
   * resumes the session of an earlier client: ask again, in the same order, all that it asked after
   * `after`, before anything else, since the host answers those ids as it did then.
   */
  readonly session?: boolean | SessionPosition;
  /** `confirmed`: reads, too, answer only what is durable. `memory` when left out. */
  readonly reads?: 'memory' | 'confirmed';
  readonly reconnect?: ReconnectOptions;
  /** Milliseconds until an unanswered request is rejected with `Timeout`. None when left out. */
  readonly requestTimeout?: number;
  /**
   * Asks again, until it succeeds, what was refused with `StorageUnavailable`, `ServerRestoring` or
   * `RateLimited`. When left out these reach the caller, as all errors do.
   */
  readonly retryUnavailable?: boolean;
  readonly onState?: (change: StateChange) => void;
}

export type StateChange =
  | { readonly state: 'connected' }
  /** The connection, or an attempt at one, has failed; the next attempt comes in `retryInMs`. */
  | { readonly state: 'disconnected'; readonly reason: string; readonly retryInMs: number }
  /** The shard has forgotten the session; the one of `uuid` has taken its place. */
  | { readonly state: 'session-renewed'; readonly uuid: string }
  /** There is no further attempt; `error` is null after `close`. */
  | { readonly state: 'closed'; readonly error: ShardError | ConnectionError | null };

/** What the shard tells of by itself; `skipped` counts what a slow client was not told. */
export type NotificationName = Topic | 'skipped';

/**
 * Requests that are sent as a frame before the turn ends. A frame is answered as a whole, so all of
 * a large one would be encoded, run, synced and answered one after the other, with client, host and
 * disk waiting for each other; smaller ones keep all three busy at the same time.
 */
const FULL_FRAME_REQUESTS = 16;

export const DEFAULT_URL = 'ws://127.0.0.1:7780';

/** Milliseconds until what was refused as unavailable is asked again, at first and at most. */
const UNAVAILABLE_RETRY_MIN_MS = 50;
const UNAVAILABLE_RETRY_MAX_MS = 2_000;

export class Client {
  readonly #options: ClientOptions;
  readonly #requests: Requests;
  readonly #link: Link;
  readonly #listeners = new Map<string, Set<(params: unknown) => void>>();
  #topics: readonly Topic[] = [];
  #isFlushing = false;
  #timeouts: NodeJS.Timeout | undefined;
  /** Why nothing more can be asked. */
  #ended: ShardError | ConnectionError | null = null;
  #closing: Promise<void> | null = null;
  #opening: { resolve: () => void; reject: (error: Error) => void } | null = null;

  constructor(options: ClientOptions) {
    this.#options = options;
    const { session = true, retryUnavailable = false } = options;
    const newUuid = () => crypto.randomUUID();
    this.#requests = new Requests({
      wire: createWire(options.encoding ?? 'json'),
      session: session === true ? { uuid: newUuid(), after: 0 } : session || null,
      newUuid,
      onReady: () => this.#requestReady(),
      onNewSession: ({ uuid }) => {
        options.onState?.({ state: 'session-renewed', uuid });
        // Within a lost connection this changes nothing: the next attempt is on its way.
        if (this.#link.isOpen) this.#link.connect();
      },
      ...(retryUnavailable ? { retryLater } : {}),
    });
    this.#link = new Link({
      address: () => this.#address(),
      token: options.token,
      reconnect: options.reconnect ?? {},
      onOpen: () => this.#opened(),
      onMessage: (data, isBinary) => this.#receive(data, isBinary),
      onLost: (reason, retryInMs) => {
        this.#requests.connectionLost();
        options.onState?.({ state: 'disconnected', reason, retryInMs });
      },
      onEnd: (error) => this.#end(error),
    });
  }

  /** Resolves once connected. Rejects with `Unauthorized` and its kind, or when it gave up. */
  async open(): Promise<void> {
    const opened = new Promise<void>((resolve, reject) => {
      this.#opening = { resolve, reject };
    });
    // Throws where the address is none.
    this.#link.connect();
    const { requestTimeout } = this.#options;
    if (requestTimeout !== undefined) {
      // One timer for all of them: a request may wait a quarter longer than it must.
      this.#timeouts = setInterval(
        () => this.#requests.rejectAskedBefore(performance.now() - requestTimeout),
        requestTimeout / 4,
      );
    }
    return opened;
  }

  /** Where the session is, to be resumed by a later client; null without a session. */
  get session(): SessionPosition | null {
    const { session } = this.#requests;
    return session === null ? null : { uuid: session.uuid, after: session.after };
  }

  /**
   * Calls a method of the shard. What is called in one turn of the event loop is sent as one batch,
   * in the order of the calls; parameters are taken as they are at the call.
   *
   * Rejects with `ShardError` (an answer of the shard's) or `ConnectionError` (none came).
   */
  call<M extends Method>(
    method: M,
    ...[params]: Record<never, never> extends Params<M> ? [params?: Params<M>] : [params: Params<M>]
  ): Promise<Result<M>> {
    if (this.#ended !== null) return Promise.reject(this.#ended);
    const askedAt = this.#timeouts === undefined ? 0 : performance.now();
    const result = this.#requests.ask(method, params, askedAt) as Promise<Result<M>>;
    return method === 'subscribe' ? this.#noteTopics(result) : result;
  }

  /** Runs operations as one: all of them, or none. As `tx.run`, with the results typed. */
  async transact<const Operations extends readonly Operation[]>(
    operations: Operations,
  ): Promise<{ results: OperationResults<Operations>; seq: number }> {
    const { results, seq } = await this.call('tx.run', { operations: [...operations] });
    return { results: results as unknown as OperationResults<Operations>, seq };
  }

  /**
   * Listens to notifications; call `subscribe` for the topics as well, once: it is renewed with each
   * connection. Returns the function that ends listening.
   */
  on(name: NotificationName, listener: (params: unknown) => void): () => void {
    let listeners = this.#listeners.get(name);
    if (listeners === undefined) {
      listeners = new Set();
      this.#listeners.set(name, listeners);
    }
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /**
   * Ends the connection once all that was asked is answered. With `abandon` at once: what was not
   * answered is rejected, as `OutcomeUnknown` where it may have been done.
   */
  close({ abandon = false }: { abandon?: boolean } = {}): Promise<void> {
    const closed = new ConnectionError('Closed', 'The client is closed.');
    if (abandon) this.#requests.rejectAll(closed, true);
    this.#closing ??= this.#close(closed);
    return this.#closing;
  }

  async #close(closed: ConnectionError): Promise<void> {
    if (this.#ended !== null) return;
    this.#ended = closed;
    await this.#requests.idle();
    // The link may have ended by itself while its last answers were waited for.
    if (this.#ended !== closed) return;
    await this.#link.close();
    this.#end(closed);
  }

  #end(error: ShardError | ConnectionError): void {
    this.#ended = error;
    clearInterval(this.#timeouts);
    this.#requests.rejectAll(error, false);
    this.#opening?.reject(error);
    this.#opening = null;
    this.#options.onState?.({ state: 'closed', error: error.code === 'Closed' ? null : error });
  }

  #address(): URL {
    const url = new URL(this.#options.url ?? DEFAULT_URL);
    const { session } = this;
    if (session !== null) {
      url.searchParams.set('session', session.uuid);
      url.searchParams.set('after', String(session.after));
    }
    if (this.#options.reads === 'confirmed') url.searchParams.set('reads', 'confirmed');
    return url;
  }

  #opened(): void {
    if (this.#topics.length > 0) {
      const topics = [...this.#topics];
      // Where this fails, the connection has failed as well, and the next one tries again.
      this.#requests.ask('subscribe', { topics }, Number.POSITIVE_INFINITY).catch(() => {});
    }
    this.#flushSoon();
    this.#options.onState?.({ state: 'connected' });
    this.#opening?.resolve();
    this.#opening = null;
  }

  async #noteTopics<R>(result: Promise<R>): Promise<R> {
    const answer = await result;
    this.#topics = (answer as { topics: Topic[] }).topics;
    return answer;
  }

  #requestReady(): void {
    if (this.#requests.waiting >= FULL_FRAME_REQUESTS) this.#flush();
    else this.#flushSoon();
  }

  /** Sends at the end of this turn of the event loop, so that what it asks goes out together. */
  #flushSoon(): void {
    if (this.#isFlushing || !this.#link.isOpen) return;
    this.#isFlushing = true;
    setImmediate(() => {
      this.#isFlushing = false;
      this.#flush();
    });
  }

  #flush(): void {
    while (this.#link.isOpen) {
      const frame = this.#requests.nextFrame();
      if (frame === undefined) break;
      this.#link.send(frame);
    }
  }

  #receive(data: Buffer, isBinary: boolean): void {
    let frame: unknown;
    try {
      frame = decodeFrame(data, isBinary);
    } catch (cause) {
      this.#violated('The host sent what cannot be decoded.', cause);
      return;
    }
    if (Array.isArray(frame)) {
      for (const reply of frame) this.#take(reply);
    } else {
      this.#take(frame as Message);
    }
    if (this.#requests.canSend) this.#flushSoon();
  }

  #take(message: Message): void {
    if (typeof message.id === 'number') {
      this.#requests.settle(message);
    } else if (typeof message.method === 'string') {
      for (const listener of this.#listeners.get(message.method) ?? []) listener(message.params);
    } else {
      // A refusal of a whole frame answers none of its requests, and would come again.
      this.#violated(`The host did not understand: ${JSON.stringify(message.error)}`);
    }
  }

  #violated(message: string, cause?: unknown): void {
    this.#link.end();
    this.#end(new ConnectionError('ProtocolViolated', message, { cause }));
  }
}

function retryLater(refusals: number, again: () => void): void {
  const most = Math.min(UNAVAILABLE_RETRY_MAX_MS, UNAVAILABLE_RETRY_MIN_MS * 2 ** refusals);
  setTimeout(again, most * (0.5 + Math.random() / 2));
}

/** A reply, or a notification of the host's. */
interface Message {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}
