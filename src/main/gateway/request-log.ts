/** What a connection asked last, and what went wrong: for whoever writes the game server at its other end. */
import type { PlainError } from '../../shared/errors.ts';
import type { ConnectionStatus } from '../../shared/host-methods.ts';
import { REMEMBERED_REQUESTS } from '../../shared/limits.ts';

interface Answered {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly method: string;
  readonly error: Pick<PlainError, 'code' | 'message'> | null;
}

type Shown = Pick<ConnectionStatus, 'requests' | 'errors' | 'last_requests' | 'last_errors'>;

export class RequestLog {
  #requests = 0;
  #errors = 0;
  /** Rings: the newest stands before the place where the next one goes. */
  readonly #latest: Answered[] = [];
  readonly #failed: Answered[] = [];

  note(method: string, error: Answered['error'] = null): void {
    const answered = { at: Date.now(), method, error };
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
