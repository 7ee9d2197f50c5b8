/**
 * The one error class of the product, and the closed list of its codes.
 *
 * A code is stable and is what a client decides on; the message is a sentence for a person, and
 * `hint` says what to do next. Errors cross processes and the network as plain objects
 * (`PlainError`), since a thrown error's own fields are lost on the way.
 */

export const ERROR_CODES = [
  'ServerFull',
  'CharacterNameTaken',
  'InvalidData',
  'NotFound',
  'InsufficientGold',
  'SlotOccupied',
  'BagFull',
  'NotOwner',
  'Conflict',
  'SessionExpired',
  'PreviewOutdated',
  'Unauthorized',
  'Forbidden',
  'StorageUnavailable',
  'ServerRestoring',
  'TooLarge',
  'RateLimited',
  'Internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** Fields beside the code: the path of an offending field, the alternatives of a full server, … */
export type ErrorDetails = Readonly<Record<string, unknown>>;

export interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
  readonly details?: ErrorDetails;
}

export class ShardError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly details: ErrorDetails | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { hint?: string; details?: ErrorDetails; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ShardError';
    this.code = code;
    this.hint = options.hint;
    this.details = options.details;
  }

  toPlain(): PlainError {
    return {
      code: this.code,
      message: this.message,
      ...(this.hint === undefined ? {} : { hint: this.hint }),
      ...(this.details === undefined ? {} : { details: this.details }),
    };
  }

  static fromPlain(plain: PlainError): ShardError {
    return new ShardError(plain.code, plain.message, {
      ...(plain.hint === undefined ? {} : { hint: plain.hint }),
      ...(plain.details === undefined ? {} : { details: plain.details }),
    });
  }

  /** Whatever was thrown, as one of ours: a stranger becomes `Internal` and keeps its cause. */
  static from(thrown: unknown): ShardError {
    if (thrown instanceof ShardError) return thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return new ShardError('Internal', message, { cause: thrown });
  }
}

/** Refuses input; `path` names the offending field, as `properties.durability` or `operations.2.params`. */
export function invalid(path: string, message: string): ShardError {
  return new ShardError('InvalidData', path === '' ? message : `${path}: ${message}`, {
    details: { path },
  });
}

export function notFound(what: string, id: number | string): ShardError {
  return new ShardError('NotFound', `There is no ${what} ${JSON.stringify(id)}.`, {
    details: { what, id },
  });
}

/**
 * A bug of ours, not the world's: what must hold before a write or after a read did not. On a hot
 * path the message is a function, since a text with values in it costs more than the check.
 */
export function assert(condition: unknown, message: string | (() => string)): asserts condition {
  if (condition) return;
  const text = typeof message === 'string' ? message : message();
  throw new ShardError('Internal', `Assertion failed: ${text}`);
}
