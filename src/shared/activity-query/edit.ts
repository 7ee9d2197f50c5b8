/**
 * Changes of a line by what is clicked: a value wanted or unwanted, another range of time. All else of
 * the line stays as it was written, so `since:2h` stays two hours and does not become a moment.
 */
import { MistakeFound } from './mistake.ts';
import type { FieldName } from './names.ts';
import { printMoment, printValue } from './print.ts';
import { type Token, tokensOf, type Value } from './tokens.ts';

type ValueField = 'type' | 'char' | 'item' | 'guild' | 'map' | 'reason';

/** How a value stands in a line: asked for, ruled out, or not at all. */
export type Standing = 'wanted' | 'unwanted' | 'none';

/** The terms of a line, or none where it has a mistake. */
function termsOf(line: string): readonly Token[] {
  try {
    return tokensOf(line);
  } catch (thrown) {
    if (thrown instanceof MistakeFound) return [];
    throw thrown;
  }
}

function isOf(token: Token, field: FieldName): boolean {
  return token.name?.text.toLowerCase() === field;
}

/** A character's id is told from a name in figures by the quotes. */
function keyOf(field: ValueField, value: number | string): string {
  if (field === 'type') return String(value).toLowerCase();
  return typeof value === 'number' ? `#${value}` : `"${value}`;
}

function keyOfWritten(field: ValueField, { text, isQuoted }: Value): string {
  return keyOf(field, field === 'char' && !isQuoted && /^\d+$/.test(text) ? Number(text) : text);
}

/** How a value stands in the line. A character that is asked for by name is none that is by id. */
export function standingOf(line: string, field: ValueField, value: number | string): Standing {
  const key = keyOf(field, value);
  for (const token of termsOf(line)) {
    if (!isOf(token, field) || !token.values.some((one) => keyOfWritten(field, one) === key))
      continue;
    return token.isNot ? 'unwanted' : 'wanted';
  }
  return 'none';
}

/** The line with the value standing in it as wanted. The line must have no mistake. */
export function withValue(
  line: string,
  field: ValueField,
  value: number | string,
  standing: Standing,
): string {
  const key = keyOf(field, value);
  const pieces = termsOf(line).map((token) => {
    const whole = line.slice(token.start, token.end);
    if (!isOf(token, field)) return whole;
    const kept = token.values.filter((one) => keyOfWritten(field, one) !== key);
    if (kept.length === token.values.length) return whole;
    if (kept.length === 0) return '';
    const values = kept.map(({ start, end }) => line.slice(start, end)).join(',');
    return `${line.slice(token.start, token.name!.end + 1)}${values}`;
  });
  if (standing !== 'none') {
    const written = typeof value === 'number' ? String(value) : printValue(field, value);
    pieces.push(`${standing === 'unwanted' ? '-' : ''}${field}:${written}`);
  }
  return joined(pieces);
}

/** The line with another range of time, in milliseconds since 1970, or with none. */
export function withRange(line: string, since: number | null, until: number | null): string {
  return joined([
    ...withoutTime(line),
    since === null ? '' : `since:${printMoment(since)}`,
    until === null ? '' : `until:${printMoment(until)}`,
  ]);
}

/** The line from this long ago on: `withLast(line, '1h')`. */
export function withLast(line: string, duration: string): string {
  return joined([...withoutTime(line), `since:${duration}`]);
}

function withoutTime(line: string): readonly string[] {
  return termsOf(line)
    .filter((token) => !isOf(token, 'since') && !isOf(token, 'until'))
    .map(({ start, end }) => line.slice(start, end));
}

function joined(pieces: readonly string[]): string {
  return pieces.filter((piece) => piece !== '').join(' ');
}

/** A line of one term: what a link to a search leads to. */
export function lineFor(field: ValueField, value: number | string): string {
  return withValue('', field, value, 'wanted');
}

/** What stands in the line for its time as it is written: `2h` for `since:2h`, or null. */
export function timeIn(line: string, side: 'since' | 'until'): string | null {
  return termsOf(line).find((token) => isOf(token, side))?.values[0]?.text ?? null;
}
