/**
 * The requests of a client: which wait, which are under way, what goes into the next frame, and what
 * a lost connection means for each. Knows no socket and no clock.
 *
 * Requests are sent in the order they were asked, and their ids rise in that order. Those that a
 * lost connection left unanswered go back to the front of the queue, in order.
 */
import { type ErrorCode, ShardError } from '../shared/errors.ts';
import { BATCH_REQUESTS_MAX, FRAME_BYTES_MAX, OUTSTANDING_REQUESTS_MAX } from '../shared/limits.ts';
import { ConnectionError, errorOfReply, outcomeUnknown } from './errors.ts';
import { type MethodTraits, traitsOf } from './methods.ts';
import { Session, type SessionPosition } from './session.ts';
import { BATCH_BYTES, type Encoded, type EncodedRequest, type Wire } from './wire.ts';

/** What a caller asked for: encoded, and waiting to be settled. */
interface Ask {
  readonly traits: MethodTraits;
  readonly params: Encoded;
  /** The most bytes that it takes in a frame. */
  readonly bytes: number;
  /** Milliseconds of the caller's clock. */
  readonly askedAt: number;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  /** How often it was refused as unavailable. */
  readonly refusals: number;
}

/** One attempt to have it done, under one id. */
class Request implements EncodedRequest {
  readonly id: number;
  readonly ask: Ask;
  /** The connection that it was first sent on in its session; 0 while it was not. */
  sentOn = 0;
  isAnswered = false;
  /** Its caller waits no longer. */
  isAbandoned = false;

  constructor(id: number, ask: Ask) {
    this.id = id;
    this.ask = ask;
  }

  get method(): string {
    return this.ask.traits.name;
  }

  get params(): Encoded {
    return this.ask.params;
  }
}

export interface RequestsOptions {
  readonly wire: Wire;
  /** Null for none: then the outcome of a mutation that was not answered stays unknown. */
  readonly session: SessionPosition | null;
  /** Makes the uuid of the session that follows an expired one. */
  readonly newUuid: () => string;
  /** Tells that something can be sent. */
  readonly onReady: () => void;
  /** Tells that the session has expired and its successor needs a new connection. */
  readonly onNewSession: (session: Session) => void;
  /**
   * Called for an answer that a later attempt may not get, the `refusals`th to the same request:
   * calls back when to ask again. Left out, such answers are errors like any other.
   */
  readonly retryLater?: (refusals: number, again: () => void) => void;
}

/** Refusals before anything was done, by the state that the host is in right now. */
const UNAVAILABLE: ReadonlySet<string> = new Set([
  'StorageUnavailable',
  'ServerRestoring',
  'RateLimited',
] satisfies ErrorCode[]);

export class Requests {
  readonly #options: RequestsOptions;
  #session: Session | null;
  /** The refusal that told of the session's end, until its successor takes over. */
  #expired: ShardError | null = null;
  #nextId: number;
  #connection = 1;
  /** Those before `#head` are taken; the rest waits to be sent, in the order of ids. */
  #queue: Request[] = [];
  #head = 0;
  /** On the wire, in the order of ids. */
  readonly #underway = new Map<number, Request>();
  /** Requests that wait to be asked again. */
  readonly #retrying = new Set<Ask>();
  #whenIdle: (() => void)[] = [];

  constructor(options: RequestsOptions) {
    this.#options = options;
    this.#session = options.session === null ? null : new Session(options.session);
    this.#nextId = (options.session?.after ?? 0) + 1;
  }

  get session(): Session | null {
    return this.#session;
  }

  /** How many wait to be sent. */
  get waiting(): number {
    return this.#queue.length - this.#head;
  }

  /**
   * Asks for a method; it is encoded at once and goes out with a later frame. Rejects with
   * `InvalidData` or `TooLarge` without sending where it cannot be sent.
   *
   * @param askedAt milliseconds of any clock; what `rejectAskedBefore` compares
   */
  ask(method: string, params: unknown, askedAt: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      // What is thrown in here rejects the promise.
      const encoded = this.#options.wire.encodeParams(params ?? {});
      const bytes = this.#options.wire.sizeOf(method, encoded);
      if (bytes > FRAME_BYTES_MAX) {
        throw new ShardError('TooLarge', `${method} takes ${bytes} bytes of ${FRAME_BYTES_MAX}.`);
      }
      const traits = traitsOf(method);
      this.#enqueue({ traits, params: encoded, bytes, askedAt, resolve, reject, refusals: 0 });
    });
  }

  #enqueue(ask: Ask): void {
    this.#queue.push(new Request(this.#nextId++, ask));
    this.#options.onReady();
  }

  /** True where `nextFrame` has one, given a connection. */
  get canSend(): boolean {
    // An expired session runs nothing: its successor takes over when all it was asked is answered.
    return (
      this.waiting > 0 && this.#underway.size < OUTSTANDING_REQUESTS_MAX && this.#expired === null
    );
  }

  /** The next frame to send on this connection, or undefined where nothing may be sent now. */
  nextFrame(): Encoded | undefined {
    if (!this.canSend) return undefined;
    const requests: Request[] = [];
    const { answered } = (this.#queue[this.#head] as Request).ask.traits;
    const most =
      answered === 'once done'
        ? 1
        : Math.min(
            BATCH_REQUESTS_MAX,
            OUTSTANDING_REQUESTS_MAX - this.#underway.size,
            this.waiting,
          );
    let bytes = BATCH_BYTES;
    while (requests.length < most) {
      const request = this.#queue[this.#head] as Request;
      bytes += request.ask.bytes;
      const fits = requests.length === 0 || bytes <= FRAME_BYTES_MAX;
      if (!fits || request.ask.traits.answered !== answered) break;
      this.#head++;
      this.#noteSent(request);
      requests.push(request);
    }
    // What is taken is cut off when it is the larger part, so that this costs little for each.
    if (this.#head * 2 >= this.#queue.length) {
      this.#queue.splice(0, this.#head);
      this.#head = 0;
    }
    return this.#options.wire.frame(requests);
  }

  #noteSent(request: Request): void {
    this.#underway.set(request.id, request);
    if (request.sentOn !== 0) return;
    request.sentOn = this.#connection;
    if (request.ask.traits.isRemembered) this.#session?.noteSent(request);
  }

  /** Takes one reply of the host's: settles the request that it answers. */
  settle(reply: {
    readonly id?: unknown;
    readonly result?: unknown;
    readonly error?: unknown;
  }): void {
    const request = this.#underway.get(reply.id as number);
    // One that was answered on an earlier connection as well is settled already.
    if (request === undefined) return;
    this.#underway.delete(request.id);
    if (reply.error === undefined) {
      this.#noteAnswered(request, true);
      request.ask.resolve(reply.result);
    } else {
      this.#fail(request, errorOfReply(reply.error));
    }
    if (this.#expired !== null && this.#underway.size === 0) this.#renewSession();
    if (this.#whenIdle.length > 0) this.#checkIdle();
  }

  #fail(request: Request, error: ShardError): void {
    if (error.code === 'SessionExpired' && this.#session !== null) {
      this.#expired = error;
      // The host ran nothing of what it first heard of on this connection: the next session can.
      const canRepeat = request.sentOn === this.#connection || request.ask.traits.isRepeatable;
      if (canRepeat && !request.isAbandoned) this.#returnToQueue([request]);
      else request.ask.reject(error);
      return;
    }
    this.#noteAnswered(request, false);
    const { retryLater } = this.#options;
    if (retryLater === undefined || !UNAVAILABLE.has(error.code) || request.isAbandoned) {
      request.ask.reject(error);
      return;
    }
    const ask = { ...request.ask, refusals: request.ask.refusals + 1 };
    this.#retrying.add(ask);
    retryLater(ask.refusals, () => {
      if (this.#retrying.delete(ask)) this.#enqueue(ask);
    });
  }

  #noteAnswered(request: Request, hasSucceeded: boolean): void {
    if (request.ask.traits.isRemembered) this.#session?.noteAnswered(request, hasSucceeded);
  }

  #renewSession(): void {
    this.#expired = null;
    this.#session = new Session({ uuid: this.#options.newUuid(), after: 0 });
    this.#queue = this.#queue.slice(this.#head).filter(({ isAbandoned }) => !isAbandoned);
    this.#head = 0;
    for (const request of this.#queue) request.sentOn = 0;
    this.#options.onNewSession(this.#session);
  }

  /** Puts requests before those that wait, in the order of their ids. */
  #returnToQueue(requests: readonly Request[]): void {
    this.#queue = [...requests, ...this.#queue.slice(this.#head)].sort((a, b) => a.id - b.id);
    this.#head = 0;
  }

  /** What is under way will get no answer on this connection; the next one sends it again. */
  connectionLost(): void {
    this.#connection++;
    const lost = [...this.#underway.values()];
    this.#underway.clear();
    const again: Request[] = [];
    for (const request of lost) {
      const { isRepeatable, isRemembered } = request.ask.traits;
      if (isRepeatable) again.push(request);
      else if (isRemembered && this.#session !== null && this.#expired === null)
        again.push(request);
      else request.ask.reject((isRemembered && this.#expired) || outcomeUnknown(request.method));
    }
    this.#returnToQueue(again);
    if (this.#expired !== null) this.#renewSession();
    this.#checkIdle();
  }

  /**
   * Rejects what was asked before a moment. What was sent may be done nevertheless, and still counts
   * as under way until it is answered.
   */
  rejectAskedBefore(moment: number): void {
    const waiting = this.#queue.slice(this.#head);
    for (const request of [...this.#underway.values(), ...waiting]) {
      if (request.ask.askedAt >= moment || request.isAbandoned) continue;
      const { method } = request;
      request.isAbandoned = true;
      request.ask.reject(
        new ConnectionError('Timeout', `${method} was not answered in time.`, { method }),
      );
    }
    this.#queue = waiting.filter(({ isAbandoned, sentOn }) => !isAbandoned || sentOn !== 0);
    this.#head = 0;
    this.#checkIdle();
  }

  /** Rejects all there is: with `error`, or as unknown where `areUnknown` and it may have been done. */
  rejectAll(error: Error, areUnknown: boolean): void {
    const all = [...this.#underway.values(), ...this.#queue.slice(this.#head)];
    this.#underway.clear();
    this.#queue = [];
    this.#head = 0;
    for (const ask of this.#retrying) ask.reject(error);
    this.#retrying.clear();
    for (const request of all) {
      const isUnknown = areUnknown && request.sentOn !== 0 && !request.ask.traits.isRepeatable;
      request.ask.reject(isUnknown ? outcomeUnknown(request.method) : error);
    }
    this.#checkIdle();
  }

  /** Resolves once nothing waits for an answer. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenIdle.push(resolve);
      this.#checkIdle();
    });
  }

  #checkIdle(): void {
    if (this.#underway.size > 0 || this.waiting > 0 || this.#retrying.size > 0) return;
    const { length } = this.#whenIdle;
    for (const resolve of this.#whenIdle.splice(0, length)) resolve();
  }
}
