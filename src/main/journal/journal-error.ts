/**
 * What the journal says when the world (a disk, a file, another program) is not as it must be.
 * Bugs of ours are assertions (`src/shared/errors.ts`), not these.
 */

/**
 * - `damaged`: bytes that were once durable, or may have been, cannot be read back.
 * - `gap`: the journal does not hold a sequence that was asked for: it was removed by retention, or
 *   skipped on purpose because the store was written anew.
 * - `write-failed`, `read-failed`: the operating system refused; `systemCode` says why.
 * - `newer-format`: written by a newer version of the product.
 * - `foreign`: the journal of another server.
 */
export type JournalErrorCode =
  | 'damaged'
  | 'gap'
  | 'write-failed'
  | 'read-failed'
  | 'newer-format'
  | 'foreign';

export interface JournalErrorDetails {
  /** Path of the file, as the disk was asked for it. */
  readonly file?: string;
  /** Bytes from the beginning of the file. */
  readonly offset?: number;
  /** The first and last sequence concerned; a last one of null is not known. */
  readonly firstSeq?: number;
  readonly lastSeq?: number | null;
  /** `ENOSPC`, `EIO` and their like. */
  readonly systemCode?: string;
}

const HINTS: Readonly<Record<JournalErrorCode, string>> = {
  damaged:
    'Nothing was changed. Check the disk and keep a copy of the journal directory; what lies ' +
    'above the damage can be had from a snapshot or a backup that is newer than it.',
  gap: 'The change sets named are not in this journal; start from a snapshot that holds them.',
  'write-failed': 'Make sure that the disk is healthy and has free space; writing is tried again.',
  'read-failed': 'Make sure that the disk is healthy and the files may be read by this user.',
  'newer-format': 'Start the version of Shardkeep that wrote this journal, or a newer one.',
  foreign: 'This journal directory belongs to another server; check the data directory.',
};

export class JournalError extends Error {
  readonly code: JournalErrorCode;
  readonly details: JournalErrorDetails;
  /** A sentence for the operator: what to do next. */
  readonly hint: string;

  constructor(
    code: JournalErrorCode,
    message: string,
    details: JournalErrorDetails = {},
    options: { cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'JournalError';
    this.code = code;
    this.details = details;
    this.hint = HINTS[code];
  }
}

/** The code of an error of the operating system (`ENOSPC`), or undefined for any other thing. */
export function systemCodeOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' && /^E[A-Z0-9]+$/.test(thrown.code)
    ? thrown.code
    : undefined;
}

/**
 * An error of the operating system as `write-failed` or `read-failed`; anything else (a bug, a
 * simulated crash) comes back as it was.
 */
export function wrapSystemError(
  code: 'write-failed' | 'read-failed',
  thrown: unknown,
  file: string,
  details: JournalErrorDetails = {},
): unknown {
  const systemCode = systemCodeOf(thrown);
  if (systemCode === undefined) return thrown;
  const verb = code === 'write-failed' ? 'written' : 'read';
  return new JournalError(
    code,
    `The journal file ${file} could not be ${verb}: ${systemCode}.`,
    { file, systemCode, ...details },
    { cause: thrown },
  );
}
