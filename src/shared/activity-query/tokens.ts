/**
 * Cuts a line of the query language into its terms: `-`, a field's name, values with commas between
 * them, quotes. What the fields mean is the parser's.
 */
import { MistakeFound, type Span } from './mistake.ts';

export interface Value extends Span {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** One term of the line. `name` is what stands before the colon; without one the term is text. */
export interface Token extends Span {
  readonly isNot: boolean;
  readonly name: (Span & { readonly text: string }) | null;
  /** Of text exactly one. */
  readonly values: readonly Value[];
}

const SPACE = /\s/u;
/** A name before a colon, right where a term begins. */
const NAME = /[\p{L}\p{N}_]+(?=:)/uy;

export function isSpace(character: string | undefined): boolean {
  return character !== undefined && SPACE.test(character);
}

/** The terms from left to right. Throws `MistakeFound`. */
export function tokensOf(line: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    while (isSpace(line[at])) at++;
    if (at >= line.length) return tokens;
    const token = readTerm(line, at);
    tokens.push(token);
    at = token.end;
    if (at < line.length && !isSpace(line[at])) {
      throw new MistakeFound(
        'A space is missing here.',
        { start: at, end: at + 1 },
        'Write a space between two terms, and all of a value between quotes.',
      );
    }
  }
}

function readTerm(line: string, start: number): Token {
  const isNot = line[start] === '-';
  const from = isNot ? start + 1 : start;
  if (isNot && (from >= line.length || isSpace(line[from]))) {
    throw new MistakeFound(
      'Nothing stands behind the minus.',
      { start, end: from },
      'Write what must not hold right behind it, as in `-type:PlayerKill`.',
    );
  }
  NAME.lastIndex = from;
  const text = NAME.exec(line)?.[0];
  if (text === undefined) {
    const value = readValue(line, from, false);
    return { start, end: value.end, isNot, name: null, values: [value] };
  }
  const name = { text, start: from, end: from + text.length };
  const values = readValues(line, name.end + 1);
  return { start, end: values.at(-1)!.end, isNot, name, values };
}

/** `A,B,"C"`: at least one, though it may be empty, which the parser objects to. */
function readValues(line: string, from: number): readonly Value[] {
  const values = [readValue(line, from, true)];
  while (line[values.at(-1)!.end] === ',')
    values.push(readValue(line, values.at(-1)!.end + 1, true));
  return values;
}

/** A word or something in quotes. In a list a comma ends it; a word alone may hold commas. */
function readValue(line: string, start: number, isInList: boolean): Value {
  if (line[start] === '"') return readQuoted(line, start);
  let end = start;
  while (
    end < line.length &&
    !isSpace(line[end]) &&
    line[end] !== '"' &&
    !(isInList && line[end] === ',')
  ) {
    end++;
  }
  return { text: line.slice(start, end), isQuoted: false, start, end };
}

/** Within quotes a backslash takes the character behind it as it is. */
function readQuoted(line: string, start: number): Value {
  let text = '';
  for (let at = start + 1; at < line.length; at++) {
    if (line[at] === '"') return { text, isQuoted: true, start, end: at + 1 };
    if (line[at] === '\\' && at + 1 < line.length) at++;
    text += line[at];
  }
  throw new MistakeFound(
    'This quote is never closed.',
    { start, end: line.length },
    'Close it with another `"`. A quote that is meant as such is written `\\"` within quotes.',
  );
}
