/**
 * JSON-RPC 2.0 over a transport: matches answers to requests, turns errors into `ApiError`, and hands
 * out notifications. It times nothing out: a full snapshot takes as long as it takes, and the host
 * answers everything or is gone, which `close` is told of.
 */
import type { Alert } from '../../shared/alerts.ts';
import type {
  Backup,
  Method,
  MetricsSample,
  Params,
  Progress,
  Result,
  ServerStatus,
  Snapshot,
} from '../../shared/host-methods.ts';
import { ApiError } from './errors.ts';
import type { Transport } from './transport.ts';

/** What the host tells without being asked, by topic. */
export interface Notifications {
  readonly status: { readonly status: ServerStatus };
  readonly metrics: { readonly sample: MetricsSample };
  readonly snapshots: { readonly snapshot: Snapshot };
  /** A new or changed one, or the name of one that is gone. */
  readonly backups: { readonly backup: Backup } | { readonly deleted: string };
  /** What happened in the world, once it is durable. */
  readonly activity: object;
  readonly progress: Progress;
  /** All of now, after every change. */
  readonly alerts: { readonly alerts: readonly Alert[] };
}

export type Notification = {
  [T in keyof Notifications]: { readonly topic: T; readonly params: Notifications[T] };
}[keyof Notifications];

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: ApiError) => void;
}

/** A frame as the host sends it. The host validates what it takes; what it says is taken as its types. */
interface Incoming {
  readonly id?: number | null;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: {
    readonly message: string;
    readonly data?: { readonly code?: string; readonly hint?: string } & Record<string, unknown>;
  };
}

export class ApiClient {
  readonly #transport: Transport;
  readonly #onNotification: (notification: Notification) => void;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #endFrames: (() => void) | null = null;
  #closed: ApiError | null = null;

  constructor(transport: Transport, onNotification: (notification: Notification) => void) {
    this.#transport = transport;
    this.#onNotification = onNotification;
  }

  async open(): Promise<void> {
    this.#endFrames = this.#transport.onFrame((frame) => this.#receive(frame));
    try {
      await this.#transport.open();
    } catch (thrown) {
      const error = ApiError.from(thrown);
      this.close(error);
      throw error;
    }
  }

  call<M extends Method>(method: M, params: Params<M>): Promise<Result<M>> {
    if (this.#closed !== null) return Promise.reject(this.#closed);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: (result) => resolve(result as Result<M>), reject });
      this.#transport.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    });
  }

  /** Nothing comes any more; what waits for an answer is told why. */
  close(reason: ApiError): void {
    this.#closed = reason;
    this.#endFrames?.();
    this.#endFrames = null;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(reason);
  }

  #receive(frame: string): void {
    const message: Incoming | Incoming[] = JSON.parse(frame);
    if (Array.isArray(message)) for (const one of message) this.#take(one);
    else this.#take(message);
  }

  #take({ id, method, params, result, error }: Incoming): void {
    if (method !== undefined) {
      this.#onNotification({ topic: method, params } as Notification);
      return;
    }
    const waiting = id === undefined || id === null ? undefined : this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id as number);
    if (error === undefined) waiting.resolve(result);
    else {
      const { code = 'Internal', hint = null, ...details } = error.data ?? {};
      waiting.reject(new ApiError(code, error.message, hint, details));
    }
  }
}
