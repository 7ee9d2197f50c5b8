/** A mistake in a line of the query language: what is wrong, where, and what to do about it. */

export interface QueryMistake {
  /** A sentence. */
  readonly message: string;
  /** From which character of the line to which, the last one not included; equal where something is missing. */
  readonly start: number;
  readonly end: number;
  /** What to write instead, as a sentence, or null. */
  readonly hint: string | null;
}

/** Thrown inside the parser alone; `parseQuery` answers with its mistake. */
export class MistakeFound extends Error {
  readonly mistake: QueryMistake;

  constructor(message: string, { start, end }: Span, hint: string | null = null) {
    super(message);
    this.mistake = { message, start, end, hint };
  }
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The mistake in two lines, as a terminal shows it: the query, and a caret below the place. */
export function showMistake(line: string, { message, start, end, hint }: QueryMistake): string {
  const caret = `${' '.repeat(start)}${'^'.repeat(Math.max(1, end - start))}`;
  return [message, `  ${line}`, `  ${caret}`, ...(hint === null ? [] : [hint])].join('\n');
}
