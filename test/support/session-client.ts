/**
 * A game server's client with a session, as the crash tests need it: it reconnects by itself, sends
 * again what was not answered, and now and then what was, to see that the answer stays the same.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { ErrorCode } from '../../src/shared/errors.ts';
import {
  type Encoding,
  RawConnection,
  type Reply,
  type Result,
  type WireError,
} from './raw-client.ts';

export interface Mutation {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export type Outcome =
  | { readonly kind: 'result'; readonly result: Result & { readonly seq: number } }
  | { readonly kind: 'error'; readonly error: WireError };

/** A request of the session; `outcome` is there once it was answered. */
export interface SessionEntry extends Mutation {
  readonly id: number;
  outcome?: Outcome;
}

interface Pending {
  readonly entry: SessionEntry;
  readonly resolve: (entry: SessionEntry) => void;
}

/** Errors given before a command runs, or in its place: a session does not remember them. */
const NOT_REMEMBERED: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'Internal',
  'StorageUnavailable',
  'RateLimited',
  'SessionExpired',
]);

export function isRemembered(outcome: Outcome): boolean {
  return outcome.kind === 'result' || !NOT_REMEMBERED.has(outcome.error.data.code);
}

export interface SessionClientOptions {
  /** Where the host is; asked before each attempt, and awaited. */
  readonly address: () => Promise<string>;
  readonly token: string;
  readonly encoding: Encoding;
  /** How many requests that were answered are sent again at each reconnect: one at least. */
  readonly repeats: number;
}

const RETRY_MS = 20;

export class SessionClient {
  readonly uuid = crypto.randomUUID();
  /** What went wrong with the session itself: repeats that were answered in another way. */
  readonly failures: string[] = [];
  readonly #options: SessionClientOptions;
  readonly #pending = new Map<number, Pending>();
  #answered: SessionEntry[] = [];
  #lastId = 0;
  #connection: RawConnection | null = null;
  #ended = false;
  readonly #loop: Promise<void>;
  #listeners: (() => void)[] = [];

  constructor(options: SessionClientOptions) {
    this.#options = options;
    this.#loop = this.#stayConnected();
  }

  /** How many requests wait for their answer. */
  get inFlight(): number {
    return this.#pending.size;
  }

  /** Sends mutations in one frame; each promise resolves with the answer, however long that takes. */
  ask(mutations: readonly Mutation[]): Promise<SessionEntry>[] {
    const entries = mutations.map((mutation) => ({ id: ++this.#lastId, ...mutation }));
    const answers = entries.map(
      (entry) =>
        new Promise<SessionEntry>((resolve) => this.#pending.set(entry.id, { entry, resolve })),
    );
    this.#send(entries);
    return answers;
  }

  /** Resolves with the next answer that comes, whatever it answers. */
  answered(): Promise<void> {
    return new Promise((resolve) => this.#listeners.push(resolve));
  }

  /** Resolves once nothing waits for an answer. */
  async idle(): Promise<void> {
    while (this.#pending.size > 0) await this.answered();
  }

  async close(): Promise<void> {
    this.#ended = true;
    this.#connection?.socket.close();
    await this.#loop;
  }

  async #stayConnected(): Promise<void> {
    while (!this.#ended) {
      const url = await this.#options.address();
      const again = [...this.#answered, ...[...this.#pending.values()].map(({ entry }) => entry)];
      again.sort((a, b) => a.id - b.id);
      const after = (again[0]?.id ?? this.#lastId + 1) - 1;
      const { token, encoding } = this.#options;
      try {
        const session = { uuid: this.uuid, after };
        this.#connection = await RawConnection.open({ url, token, encoding, session });
      } catch {
        // The host is gone, or not there yet.
        await sleep(RETRY_MS);
        continue;
      }
      // What was asked while the connection was being made is among the pending, and comes last.
      const late = [...this.#pending.values()].filter(({ entry }) => !again.includes(entry));
      for (const entry of again) this.#send([entry]);
      this.#send(late.map(({ entry }) => entry));
      await this.#connection.closed;
      this.#connection = null;
    }
  }

  #send(entries: readonly SessionEntry[]): void {
    const connection = this.#connection;
    if (connection === null || connection.socket.readyState !== connection.socket.OPEN) return;
    const [first] = entries;
    if (first === undefined) return;
    if (entries.length === 1) {
      const { id, method, params } = first;
      void connection.request(method, params, id).then((reply) => this.#receive(first, reply));
      return;
    }
    const requests = entries.map(({ id, method, params }) => ({ id, method, params }));
    void connection.batch(requests).then((replies) => {
      replies.forEach((reply, i) => {
        this.#receive(entries[i] as SessionEntry, reply);
      });
    });
  }

  #receive(entry: SessionEntry, reply: Reply): void {
    const outcome = outcomeOf(reply);
    if (entry.outcome !== undefined) {
      if (isDeepStrictEqual(entry.outcome, outcome)) return;
      this.failures.push(
        `request ${entry.id} ${entry.method} was answered ${JSON.stringify(entry.outcome)}, and ` +
          `when it was repeated ${JSON.stringify(outcome)}`,
      );
      return;
    }
    entry.outcome = outcome;
    if (isRemembered(outcome)) {
      this.#answered = [...this.#answered, entry].slice(-this.#options.repeats);
    }
    const pending = this.#pending.get(entry.id);
    this.#pending.delete(entry.id);
    pending?.resolve(entry);
    for (const resolve of this.#listeners.splice(0)) resolve();
  }
}

function outcomeOf({ result, error }: Reply): Outcome {
  if (error !== undefined) return { kind: 'error', error };
  return { kind: 'result', result: result as Result & { readonly seq: number } };
}
