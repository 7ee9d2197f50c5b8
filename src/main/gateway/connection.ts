/**
 * One client's connection: runs its requests in the order they come and sends each frame's replies
 * once everything in them is durable. Replies are encoded at once, since results are live rows.
 */
import { invalid, ShardError } from '../../shared/errors.ts';
import {
  type ConnectionStatus,
  HOST_METHODS,
  isHostMethod,
  type Topic,
} from '../../shared/host-methods.ts';
import {
  BATCH_REQUESTS_MAX,
  NOTIFICATION_BYTES_MAX,
  OUTSTANDING_REQUESTS_MAX,
  UNREAD_BYTES_MAX,
} from '../../shared/limits.ts';
import type { Logger } from '../../shared/logger.ts';
import { type Role, roleAllows } from '../../shared/method.ts';
import { parseParams } from '../../shared/validation.ts';
import { WORLD_METHODS, type WorldMethod, worldMethod } from '../../shared/world-methods.ts';
import type { Caller } from '../world/world.ts';
import type { Api } from './api.ts';
import type { Channel, Frame } from './channel.ts';
import {
  decodeFrame,
  type Encoded,
  type Encoding,
  encodeError,
  encodeInvalidRequest,
  encodeJsonResult,
  encodeNotification,
  encodeParseError,
  encodeResult,
  joinBatch,
  METHOD_NOT_FOUND,
  type Request,
  type RequestId,
  readRequest,
} from './json-rpc.ts';
import { RequestLog } from './request-log.ts';

/** Close codes of ours; the standard leaves 4000 to 4999 to applications. */
const CLOSE_TOKEN_REPLACED = 4401;
const CLOSE_FENCED = 4409;

/** A session that a client resumes or begins (design: "Once, and only once"). */
export interface ClientSession {
  readonly uuid: string;
  /** The id of the last mutation whose answer the client has; 0 for none. */
  readonly after: number;
}

export interface ConnectionOptions {
  readonly id: number;
  readonly channel: Channel;
  /** Where it comes from. */
  readonly address: string;
  readonly api: Api;
  readonly log: Logger;
  readonly role: Role;
  readonly session: ClientSession | null;
  /** Reads answer only what is durable. */
  readonly confirmedReads: boolean;
  /** It wants to be told of something from now on. */
  readonly onSubscribed: () => void;
}

/** The reply to one request: encoded, or on its way. Undefined answers a notification. */
type Reply = Encoded | undefined | Promise<Encoded | undefined>;

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #api: Api;
  #topics: ReadonlySet<Topic> = new Set();
  #notificationEncoding: Encoding = 'json';
  #skipped = 0;
  #outstanding = 0;
  #fenced = false;
  /** Why it is served no further, once what it has asked is answered; null where it goes on. */
  #retiring: string | null = null;
  readonly #connectedAt = Date.now();
  readonly #requestLog = new RequestLog();
  /** A session that the shard does not know any more, though its client had answers: it may run nothing. */
  #expired: boolean;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#api = options.api;
    const { session } = options;
    this.#expired =
      session !== null && session.after > 0 && !this.#api.engine.knowsSession(session.uuid);
    options.channel.onFrame((frame, isBinary) => this.#receive(frame, isBinary));
  }

  get id(): number {
    return this.#options.id;
  }

  get session(): ClientSession | null {
    return this.#options.session;
  }

  /** Another connection has taken over this one's session: nothing more is run or answered here. */
  fence(): void {
    this.#fenced = true;
    this.#options.channel.close(CLOSE_FENCED, 'another connection has taken over this session');
  }

  get role(): Role {
    return this.#options.role;
  }

  /**
   * The token that it came with holds no more: nothing further is taken from it or told to it. What it has
   * asked before is answered, and then it is closed.
   */
  retire(reason: string): void {
    this.#topics = new Set();
    this.#retiring = reason;
    this.#closeRetired();
  }

  /** What the shard knew of its session is gone with the timeline it was of. */
  expire(): void {
    this.#expired = this.#options.session !== null;
  }

  close(reason: string): void {
    this.#options.channel.close(1001, reason);
  }

  isSubscribed(topic: Topic): boolean {
    return this.#topics.has(topic);
  }

  /** Tells a subscriber; one that does not keep up is told later how much it missed. */
  notify(topic: Topic, params: unknown): void {
    if (!this.#topics.has(topic)) return;
    if (this.#options.channel.bufferedAmount > NOTIFICATION_BYTES_MAX) {
      this.#skipped++;
      return;
    }
    if (this.#skipped > 0) {
      this.#send(
        encodeNotification(this.#notificationEncoding, 'skipped', { count: this.#skipped }),
      );
      this.#skipped = 0;
    }
    this.#send(encodeNotification(this.#notificationEncoding, topic, params));
  }

  status(): ConnectionStatus {
    const { id, role, address, session } = this.#options;
    return {
      id,
      role,
      address,
      session: session?.uuid ?? null,
      connected_at: new Date(this.#connectedAt).toISOString(),
      ...this.#requestLog.status(),
    };
  }

  #receive(data: Frame, isBinary: boolean): void {
    if (this.#fenced || this.#retiring !== null) return;
    const encoding: Encoding = isBinary ? 'msgpack' : 'json';
    this.#notificationEncoding = encoding;
    let frame: unknown;
    try {
      frame = decodeFrame(data, isBinary);
    } catch (thrown) {
      const error = ShardError.from(thrown);
      this.#requestLog.note('', error);
      this.#send(encodeParseError(encoding, error));
      return;
    }
    if (!Array.isArray(frame)) {
      this.#answer(encoding, [frame], ([reply]) => reply);
    } else if (frame.length === 0) {
      this.#send(encodeInvalidRequest(encoding, null, 'A batch must hold a request.'));
    } else if (frame.length > BATCH_REQUESTS_MAX) {
      const error = new ShardError(
        'TooLarge',
        `A batch may hold ${BATCH_REQUESTS_MAX} requests, not ${frame.length}.`,
      );
      this.#send(encodeError(encoding, null, error));
    } else {
      this.#answer(encoding, frame, (replies) =>
        replies.length === 0 ? undefined : joinBatch(encoding, replies),
      );
    }
  }

  /** Runs what a frame holds, and sends what `join` makes of the replies once all are durable. */
  #answer(
    encoding: Encoding,
    requests: readonly unknown[],
    join: (replies: readonly Encoded[]) => Encoded | undefined,
  ): void {
    const { durable } = this.#api.engine;
    const wait = { seq: 0 };
    // Counted before they run, so that a frame cannot hold more than the limit leaves.
    this.#outstanding += requests.length;
    const replies: Reply[] = requests.map((request) => this.#run(encoding, request, wait));
    const send = () => {
      this.#outstanding -= replies.length;
      const encoded = join((replies as Encoded[]).filter((reply) => reply !== undefined));
      if (encoded !== undefined && !this.#fenced) this.#send(encoded);
      this.#closeRetired();
    };
    if (!replies.some((reply) => reply instanceof Promise)) {
      durable.whenDurable(wait.seq, send);
      return;
    }
    void Promise.all(replies).then((settled) => {
      replies.splice(0, replies.length, ...settled);
      durable.whenDurable(wait.seq, send);
    });
  }

  #run(encoding: Encoding, value: unknown, wait: { seq: number }): Reply {
    const request = readRequest(value);
    if ('why' in request) {
      this.#requestLog.note('', invalid('', request.why));
      return encodeInvalidRequest(encoding, request.id, request.why);
    }
    try {
      if (this.#outstanding > OUTSTANDING_REQUESTS_MAX) {
        throw new ShardError(
          'RateLimited',
          `There are ${OUTSTANDING_REQUESTS_MAX} requests of this connection not answered yet.`,
          { hint: 'Wait for answers before sending more.' },
        );
      }
      if (this.#expired) {
        throw new ShardError('SessionExpired', 'This session is not known any more.', {
          hint: 'What was not answered may have been done or not: look, then begin a new session.',
        });
      }
      const reply = this.#dispatch(encoding, request, wait);
      if (!(reply instanceof Promise)) {
        this.#requestLog.note(request.method);
        return request.id === undefined ? undefined : reply;
      }
      return reply.then(
        (encoded) => {
          this.#requestLog.note(request.method);
          return request.id === undefined ? undefined : encoded;
        },
        (thrown: unknown) => this.#refuse(encoding, request, ShardError.from(thrown)),
      );
    } catch (thrown) {
      return this.#refuse(encoding, request, ShardError.from(thrown));
    }
  }

  #refuse(encoding: Encoding, request: Request, error: ShardError): Encoded | undefined {
    this.#requestLog.note(request.method, error);
    if (error.code === 'Internal') {
      this.#options.log.error({ err: error, method: request.method }, 'request failed');
    }
    if (request.id === undefined) return undefined;
    const unknown = error.details?.method === request.method ? METHOD_NOT_FOUND : undefined;
    return encodeError(encoding, request.id, error, unknown);
  }

  #dispatch(
    encoding: Encoding,
    { id = null, method, params }: Request,
    wait: { seq: number },
  ): Encoded | Promise<Encoded> {
    const { engine } = this.#api;
    const known = worldMethod(method);
    if (known !== undefined) {
      const { role, kind } = WORLD_METHODS[known];
      this.#requireRole(known, role);
      if (kind === 'read') {
        if (this.#options.confirmedReads) wait.seq = engine.world.seq;
        return encodeResult(encoding, id, engine.read(known, params));
      }
      if (kind === 'mutation' && this.#options.session !== null) {
        return this.#once(encoding, this.#options.session, { id, method: known, params }, wait);
      }
      if (this.#options.confirmedReads) {
        // An error tells of the world as well; a refusal for want of a disk must not wait for it.
        engine.assertTaking();
        wait.seq = engine.world.seq;
      }
      const { result, seq } = engine.mutate(known, params, { role: this.#options.role });
      if (kind === 'mutation' || this.#options.confirmedReads) wait.seq = seq;
      return encodeResult(encoding, id, result);
    }
    if (isHostMethod(method)) {
      this.#requireRole(method, HOST_METHODS[method].role);
      if (method === 'subscribe') {
        const { topics } = parseParams(HOST_METHODS.subscribe.params, params);
        this.#topics = new Set(topics);
        this.#options.onSubscribed();
        return encodeResult(encoding, id, { topics: [...this.#topics] });
      }
      const parsed = parseParams(HOST_METHODS[method].params, params);
      return Promise.resolve(this.#api.host[method](parsed as never, this.#options.role)).then(
        (result) => encodeResult(encoding, id, result),
      );
    }
    throw new ShardError('NotFound', `There is no method ${JSON.stringify(method)}.`, {
      hint: 'GET /openrpc.json lists them all.',
      details: { method },
    });
  }

  /** Runs a session's mutation, unless it was run before: then it is answered as it was. */
  #once(
    encoding: Encoding,
    session: ClientSession,
    { id, method, params }: { id: RequestId; method: WorldMethod; params: unknown },
    wait: { seq: number },
  ): Encoded {
    const { engine } = this.#api;
    if (typeof id !== 'number' || !Number.isSafeInteger(id) || id <= session.after) {
      throw invalid('id', `must be an integer above ${session.after} in this session`);
    }
    const request = { sessionUuid: session.uuid, requestId: id };
    const before = engine.findOutcome(request);
    if (before !== undefined) {
      // It may still be under way to the disk: then this answer joins the wait.
      wait.seq = engine.world.seq;
      if (before.kind === 'error') throw before.error;
      return encodeJsonResult(encoding, id, before.json);
    }
    // A refusal changes nothing, so it waits for nothing: least of all for a disk that stands still.
    engine.assertTaking();
    engine.openSession(session.uuid);
    // Whatever the answer is, it makes `after` rise at the client: the session must be on disk by then.
    wait.seq = engine.world.seq;
    const caller: Caller = { role: this.#options.role, request };
    const { result, error, seq } = engine.mutate(method, params, caller);
    wait.seq = seq;
    if (error !== undefined) throw error;
    return encodeResult(encoding, id, result);
  }

  #closeRetired(): void {
    if (this.#retiring === null || this.#outstanding > 0) return;
    this.#options.channel.close(CLOSE_TOKEN_REPLACED, this.#retiring);
  }

  #requireRole(method: string, needed: Role): void {
    const { role } = this.#options;
    if (roleAllows(role, needed)) return;
    throw new ShardError(
      'Forbidden',
      `${method} needs the role ${needed}; this token has ${role}.`,
    );
  }

  #send(encoded: Encoded): void {
    const { channel, log } = this.#options;
    if (channel.bufferedAmount > UNREAD_BYTES_MAX) {
      log.warn(
        { connection: this.id, bytes: channel.bufferedAmount },
        'client does not read; closing',
      );
      // It would not read the word of an orderly close either.
      channel.terminate();
      return;
    }
    if (channel.isOpen) channel.send(encoded);
  }
}
