/** What a connection asked last, and what went wrong: for whoever writes the game server at its other end. */
import type { ShardError } from '../../shared/errors.ts';
import type { ConnectionStatus } from '../../shared/host-methods.ts';
import { KEY_LENGTH_MAX, REASON_LENGTH_MAX, REMEMBERED_REQUESTS } from '../../shared/limits.ts';

interface Answered {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly method: string;
  readonly error: { readonly code: string; readonly message: string } | null;
}

type Shown = Pick<ConnectionStatus, 'requests' | 'errors' | 'last_requests' | 'last_errors'>;

export class RequestLog {
  #requests = 0;
  #errors = 0;
  /** Rings: the newest stands before the place where the next one goes. */
  readonly #latest: Answered[] = [];
  readonly #failed: Answered[] = [];

  /** What a client sends may be as long as a frame, and it may send much of it: only a beginning is kept. */
  note(method: string, error: ShardError | null = null): void {
    const answered: Answered = {
      at: Date.now(),
      method: method.slice(0, KEY_LENGTH_MAX),
      error:
        error === null
          ? null
          : { code: error.code, message: error.message.slice(0, REASON_LENGTH_MAX) },
    };
    this.#latest[this.#requests++ % REMEMBERED_REQUESTS] = answered;
    if (error !== null) this.#failed[this.#errors++ % REMEMBERED_REQUESTS] = answered;
  }

  status(): Shown {
    return {
      requests: this.#requests,
      errors: this.#errors,
      last_requests: newestFirst(this.#latest, this.#requests),
      last_errors: newestFirst(this.#failed, this.#errors),
    };
  }
}

function newestFirst(ring: readonly Answered[], count: number): Shown['last_requests'] {
  return Array.from(ring, (_, i) => {
    const { at, method, error } = ring[(count - 1 - i) % REMEMBERED_REQUESTS] as Answered;
    return { at: new Date(at).toISOString(), method, error };
  });
}
