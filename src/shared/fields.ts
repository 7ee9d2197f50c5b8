/**
 * The vocabulary of parameters: one schema for each kind of field, so that a name or an amount
 * obeys the same rule wherever it comes in. Refuses what SQLite or JSON cannot carry back: lone
 * surrogates, NUL, NaN, infinities, integers beyond 2^53 − 1 (W15).
 */
import { z } from 'zod';
import { invalid } from './errors.ts';
import {
  INTEGER_MAX,
  JSON_DEPTH_MAX,
  JSON_LENGTH_MAX,
  KEY_LENGTH_MAX,
  LEVEL_MAX,
  NAME_LENGTH_MAX,
  REASON_LENGTH_MAX,
} from './limits.ts';

/** True where a string survives UTF-8, SQLite and JSON unchanged. */
function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

const UNSTORABLE = 'must not hold NUL or half of a surrogate pair';

function text(min: number, max: number) {
  return z.string().min(min).max(max).refine(isStorable, UNSTORABLE);
}

/** SQLite and JSON know no negative zero. */
const withoutNegativeZero = (value: number) => (value === 0 ? 0 : value);

/** Whole numbers that SQLite and JSON carry alike. */
export const natural = z.int().min(0).max(INTEGER_MAX).overwrite(withoutNegativeZero);
export const positive = z.int().min(1).max(INTEGER_MAX);

export const id = positive;
export const amount = positive;
export const quantity = positive;
export const slot = natural;
export const level = z.int().min(1).max(LEVEL_MAX);
export const coordinate = z.number().overwrite(withoutNegativeZero);

/** Item ids are UUIDs; any text of that length finds nothing rather than being malformed. */
export const itemId = text(1, 64);
export const sessionId = text(1, 64);

/** A name that people read: no control characters, no white space at its ends. */
export const name = text(1, NAME_LENGTH_MAX)
  .regex(/^\P{Cc}*$/u, 'must not hold control characters')
  .refine((value) => value.trim() === value, 'must not begin or end with white space');

/** An identifier that a game chooses: a map, an item type, a skill, a slot, a rank. */
export const key = text(1, KEY_LENGTH_MAX);
export const reason = text(1, REASON_LENGTH_MAX);

/** A character's id, or a game's own name for a creature or a thing. */
export const entityId = z.union([id, key]);

export const position = z.strictObject({ x: coordinate, y: coordinate, z: coordinate });

/** What is wrong with a value, and the path to it from the value on. */
interface Fault {
  readonly path: (string | number)[];
  readonly why: string;
}

/**
 * The first thing in `value` that JSON text cannot carry, or undefined where all of it can.
 * MessagePack brings what JSON has no word for: dates, maps, big integers, binary, undefined. The path
 * is put together on the way back, so that sound values cost nothing for it.
 */
export function findUnstorable(value: unknown, depth = 0): Fault | undefined {
  switch (typeof value) {
    case 'string':
      return isStorable(value) ? undefined : fault(UNSTORABLE);
    case 'boolean':
      return undefined;
    case 'number':
      if (!Number.isFinite(value)) return fault('must be a finite number');
      if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
        return fault('must not be an integer beyond 2^53 - 1');
      }
      return undefined;
    case 'object':
      if (value === null) return undefined;
      if (depth >= JSON_DEPTH_MAX) return fault(`must not be nested deeper than ${JSON_DEPTH_MAX}`);
      return Array.isArray(value)
        ? findUnstorableElement(value, depth)
        : findUnstorableField(value as Readonly<Record<string, unknown>>, depth);
    default:
      return fault('must be plain JSON');
  }
}

function findUnstorableElement(values: readonly unknown[], depth: number): Fault | undefined {
  for (let i = 0; i < values.length; i++) {
    const found = findUnstorable(values[i], depth + 1);
    if (found !== undefined) return within(i, found);
  }
  return undefined;
}

function findUnstorableField(
  value: Readonly<Record<string, unknown>>,
  depth: number,
): Fault | undefined {
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return fault('must be plain JSON');
  for (const field in value) {
    if (!isStorable(field)) return within(field, fault(UNSTORABLE));
    // MessagePack and object spreads each treat this name in a way of their own.
    if (field === '__proto__') return within(field, fault('must not be named __proto__'));
    const found = findUnstorable(value[field], depth + 1);
    if (found !== undefined) return within(field, found);
  }
  return undefined;
}

function fault(why: string): Fault {
  return { path: [], why };
}

function within(field: string | number, { path, why }: Fault): Fault {
  return { path: [field, ...path], why };
}

/** A JSON object of a game's own, stored as its text; how long that may be is asked when it is made. */
export const jsonObject = z
  .custom<Record<string, unknown>>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'must be a JSON object',
  )
  .superRefine((value, context) => {
    const found = findUnstorable(value);
    if (found === undefined) return;
    context.addIssue({ code: 'custom', message: found.why, path: found.path });
  })
  .meta({ type: 'object' });

/** The text of a JSON object as it is stored. Throws `InvalidData` naming `path` where it is too long. */
export function jsonText(value: Readonly<Record<string, unknown>>, path: string): string {
  const text = JSON.stringify(value);
  if (text.length <= JSON_LENGTH_MAX) return text;
  throw invalid(path, `must not be longer than ${JSON_LENGTH_MAX} characters of JSON`);
}
