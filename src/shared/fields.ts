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
export function isStorable(text: string): boolean {
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

/** Moments are ISO 8601 in UTC. */
export const moment = z.iso.datetime();

/**
 * The path of the first thing in `value` that JSON text cannot carry, or undefined where all of it
 * can. MessagePack brings what JSON has no word for: dates, maps, big integers, binary, undefined.
 */
export function findUnstorable(
  value: unknown,
  path: (string | number)[],
  depth = 0,
): string | undefined {
  switch (typeof value) {
    case 'string':
      return isStorable(value) ? undefined : UNSTORABLE;
    case 'boolean':
      return undefined;
    case 'number':
      if (!Number.isFinite(value)) return 'must be a finite number';
      if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
        return 'must not be an integer beyond 2^53 - 1';
      }
      return undefined;
    case 'object': {
      if (value === null) return undefined;
      if (depth >= JSON_DEPTH_MAX) return `must not be nested deeper than ${JSON_DEPTH_MAX}`;
      if (Array.isArray(value)) {
        for (let i = 0; i < value.length; i++) {
          path.push(i);
          const found = findUnstorable(value[i], path, depth + 1);
          if (found !== undefined) return found;
          path.pop();
        }
        return undefined;
      }
      const prototype = Object.getPrototypeOf(value);
      if (prototype !== Object.prototype && prototype !== null) return 'must be plain JSON';
      for (const field of Object.keys(value)) {
        path.push(field);
        if (!isStorable(field)) return UNSTORABLE;
        // MessagePack and object spreads each treat this name in a way of their own.
        if (field === '__proto__') return 'must not be named __proto__';
        const found = findUnstorable((value as Record<string, unknown>)[field], path, depth + 1);
        if (found !== undefined) return found;
        path.pop();
      }
      return undefined;
    }
    default:
      return 'must be plain JSON';
  }
}

/** A JSON object of a game's own, stored as its text; how long that may be is asked when it is made. */
export const jsonObject = z
  .custom<Record<string, unknown>>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'must be a JSON object',
  )
  .superRefine((value, context) => {
    const path: (string | number)[] = [];
    const found = findUnstorable(value, path);
    if (found !== undefined) context.addIssue({ code: 'custom', message: found, path });
  })
  .meta({ type: 'object' });

/** The text of a JSON object as it is stored. Throws `InvalidData` naming `path` where it is too long. */
export function jsonText(value: Readonly<Record<string, unknown>>, path: string): string {
  const text = JSON.stringify(value);
  if (text.length <= JSON_LENGTH_MAX) return text;
  throw invalid(path, `must not be longer than ${JSON_LENGTH_MAX} characters of JSON`);
}
