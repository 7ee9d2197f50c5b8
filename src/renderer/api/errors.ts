/** What goes wrong between page and host, as the page shows it: a code, a sentence, what to do next. */

export class ApiError extends Error {
  readonly code: string;
  readonly hint: string | null;
  /** What the host says beside the sentence: which item it is about, what has changed. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    hint: string | null = null,
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.hint = hint;
    this.details = details;
  }

  /** Whatever was thrown. Electron puts its own words before those of a handler that rejected. */
  static from(thrown: unknown): ApiError {
    if (thrown instanceof ApiError) return thrown;
    const text = thrown instanceof Error ? thrown.message : String(thrown);
    const message = text.replace(/^Error invoking remote method '[^']*': (\w*Error: )?/, '');
    return new ApiError('Internal', message);
  }
}

/** The whole of an error as one text, for a report to somebody else. */
export function errorText(error: ApiError): string {
  const hint = error.hint === null ? '' : `\n${error.hint}`;
  return `${error.code}: ${error.message}${hint}`;
}
