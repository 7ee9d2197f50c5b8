/**
 * What may go wrong for a caller. `ShardError` is what the shard answered. `ConnectionError` is what
 * happened on the way: there is no answer, and its code says what that means.
 */
import { type ErrorCode, type ErrorDetails, ShardError } from '../shared/errors.ts';

/** After a final one nothing more is sent, and the outcome of what was under way is unknown. */
export type ConnectionErrorCode =
  /** Sent, and not answered before the connection was lost: nobody knows whether it was done. */
  | 'OutcomeUnknown'
  /** Another client has taken over this client's session. Final. */
  | 'Fenced'
  /** The client was closed; what was not sent was not done. */
  | 'Closed'
  /** No answer within `requestTimeout`. */
  | 'Timeout'
  /** No connection within `reconnect.giveUpAfterMs`. Final. */
  | 'GaveUp'
  /** The other end speaks another protocol. Final. */
  | 'ProtocolViolated';

export class ConnectionError extends Error {
  readonly code: ConnectionErrorCode;
  /** The method that was asked, where the error is about one. */
  readonly method: string | undefined;

  constructor(
    code: ConnectionErrorCode,
    message: string,
    options: { method?: string; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ConnectionError';
    this.code = code;
    this.method = options.method;
  }
}

export function outcomeUnknown(method: string): ConnectionError {
  return new ConnectionError(
    'OutcomeUnknown',
    `The connection was lost before ${method} was answered: nobody knows whether it was done.`,
    { method },
  );
}

/** The error of a JSON-RPC reply; its `data` holds the code, the hint, and the details beside them. */
export function errorOfReply(error: unknown): ShardError {
  const { message, data } = error as { message?: unknown; data?: unknown };
  const { code, hint, ...details } = (data ?? {}) as {
    code?: ErrorCode;
    hint?: string;
  } & ErrorDetails;
  return new ShardError(code ?? 'Internal', String(message ?? 'The shard gave no reason.'), {
    ...(hint === undefined ? {} : { hint }),
    ...(Object.keys(details).length === 0 ? {} : { details }),
  });
}
