/**
 * What a form asks for: how it is asked, what stands there at first, and what the text that was typed
 * means or lacks. Pure. The host has the last word; this says early what it would refuse anyway.
 */
import {
  INTEGER_MAX,
  JSON_LENGTH_MAX,
  KEY_LENGTH_MAX,
  NAME_LENGTH_MAX,
} from '../../../shared/limits.ts';
import { text } from '../../app/text.ts';
import { formatCount } from '../../ui/format.ts';
import { fromField, toField } from '../restore/moments.ts';

/** Keys that are in use in the world, by what they are of; they are asked for where they are needed. */
export type KeysInUse = 'itemTypes' | 'maps';

/** How it is asked. */
export type Input =
  | {
      readonly kind: 'text';
      readonly maxLength: number;
      readonly suggestions: readonly string[] | KeysInUse;
    }
  | { readonly kind: 'number'; readonly isWhole: boolean }
  | { readonly kind: 'json' }
  | {
      readonly kind: 'choice';
      readonly options: readonly { readonly value: string; readonly label: string }[];
    }
  /** A character of the shard, found by name. */
  | { readonly kind: 'character'; readonly except: number }
  /** A moment to come; nothing stands for no end. */
  | { readonly kind: 'term' };

export type Read<T> =
  | { readonly isGood: true; readonly value: T }
  | { readonly isGood: false; readonly why: string };

export interface Field<T> {
  readonly label: string;
  readonly description?: string | undefined;
  readonly input: Input;
  readonly isRequired: boolean;
  /** The text that stands in it at first. */
  readonly initial: string;
  readonly read: (typed: string) => Read<T>;
}

const good = <T>(value: T): Read<T> => ({ isGood: true, value });
const bad = (why: string): Read<never> => ({ isGood: false, why });

interface TextOptions {
  readonly initial?: string;
  readonly description?: string;
  readonly suggestions?: readonly string[] | KeysInUse;
}

/** An identifier that the game chose: a type, a map, a skill. */
export function keyField(label: string, options: TextOptions = {}): Field<string> {
  return textField(label, KEY_LENGTH_MAX, options);
}

export function nameField(label: string, options: TextOptions = {}): Field<string> {
  return textField(label, NAME_LENGTH_MAX, options);
}

function textField(
  label: string,
  maxLength: number,
  { initial = '', description, suggestions = [] }: TextOptions,
): Field<string> {
  return {
    label,
    description,
    input: { kind: 'text', maxLength, suggestions },
    isRequired: true,
    initial,
    read: (typed) => {
      const value = typed.trim();
      return value === '' ? bad(text.actions.lacks.text) : good(value);
    },
  };
}

interface CountOptions {
  readonly initial?: number;
  readonly description?: string;
  readonly min?: number;
  readonly max?: number;
}

/** A whole number. */
export function countField(label: string, options: CountOptions = {}): Field<number> {
  const { initial, description, min = 0, max = INTEGER_MAX } = options;
  return {
    label,
    description,
    input: { kind: 'number', isWhole: true },
    isRequired: true,
    initial: initial === undefined ? '' : String(initial),
    read: (typed) => readCount(typed, min, max),
  };
}

/** A whole number, or nothing. */
export function optionalCountField(label: string, description: string): Field<number | null> {
  return {
    label,
    description,
    input: { kind: 'number', isWhole: true },
    isRequired: false,
    initial: '',
    read: (typed) => (typed.trim() === '' ? good(null) : readCount(typed, 0, INTEGER_MAX)),
  };
}

function readCount(typed: string, min: number, max: number): Read<number> {
  const value = typed.trim() === '' ? Number.NaN : Number(typed);
  if (!Number.isInteger(value)) return bad(text.actions.lacks.whole);
  if (value < min) return bad(text.actions.lacks.least(formatCount(min)));
  if (value > max) return bad(text.actions.lacks.most(formatCount(max)));
  return good(value);
}

export function coordinateField(label: string, initial: number): Field<number> {
  return {
    label,
    input: { kind: 'number', isWhole: false },
    isRequired: true,
    initial: String(initial),
    read: (typed) => {
      const value = typed.trim() === '' ? Number.NaN : Number(typed);
      return Number.isFinite(value) ? good(value) : bad(text.actions.lacks.number);
    },
  };
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** A JSON object, indented as one writes it. */
export function jsonField(
  label: string,
  initial: JsonObject,
  description?: string,
): Field<JsonObject> {
  return {
    label,
    description,
    input: { kind: 'json' },
    isRequired: true,
    initial: Object.keys(initial).length === 0 ? '{}' : JSON.stringify(initial, null, 2),
    read: readJson,
  };
}

/** A JSON object, or nothing. */
export function optionalJsonField(
  label: string,
  initial: JsonObject | null,
  description: string,
): Field<JsonObject | null> {
  return {
    label,
    description,
    input: { kind: 'json' },
    isRequired: false,
    initial: initial === null ? '' : JSON.stringify(initial, null, 2),
    read: (typed) => (typed.trim() === '' ? good(null) : readJson(typed)),
  };
}

function readJson(typed: string): Read<JsonObject> {
  let value: unknown;
  try {
    value = JSON.parse(typed);
  } catch (thrown) {
    return bad(text.actions.lacks.json((thrown as SyntaxError).message));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return bad(text.actions.lacks.object);
  }
  const { length } = JSON.stringify(value);
  if (length > JSON_LENGTH_MAX) return bad(text.actions.lacks.long(formatCount(JSON_LENGTH_MAX)));
  return good(value as JsonObject);
}

export function choiceField<V extends string>(
  label: string,
  options: readonly { readonly value: V; readonly label: string }[],
  initial: V,
): Field<V> {
  return {
    label,
    input: { kind: 'choice', options },
    isRequired: true,
    initial,
    read: (typed) => good(typed as V),
  };
}

/**
 * One of several, and none of them before somebody chooses: what is done to the wrong one is done. Who is
 * chosen may be gone from a form that was made anew.
 */
export function openChoiceField(
  label: string,
  prompt: string,
  options: readonly { readonly value: string; readonly label: string }[],
): Field<string> {
  return {
    ...choiceField(label, [{ value: '', label: prompt }, ...options], ''),
    read: (typed) =>
      options.some(({ value }) => value === typed) ? good(typed) : bad(text.actions.lacks.choice),
  };
}

export interface ChosenCharacter {
  readonly character_id: number;
  readonly character_name: string;
}

/** What the field of a character holds: its number, then its name. */
export function chosenText({ character_id, character_name }: ChosenCharacter): string {
  return `${character_id} ${character_name}`;
}

export function characterField(label: string, except: number): Field<ChosenCharacter> {
  return {
    label,
    description: text.actions.characterHint,
    input: { kind: 'character', except },
    isRequired: true,
    initial: '',
    read: (typed) => {
      const [, id, character_name] = /^(\d+) (.+)$/s.exec(typed) ?? [];
      if (id === undefined || character_name === undefined)
        return bad(text.actions.lacks.character);
      return good({ character_id: Number(id), character_name });
    },
  };
}

const HOUR = 3_600_000;
/** Terms that one often wants, in milliseconds; the first of those named is where the field begins. */
export const TERMS = [HOUR, 24 * HOUR, 7 * 24 * HOUR, 30 * 24 * HOUR] as const;

/** When something ends, as ISO 8601; null for never. */
export function termField(label: string, now: () => number): Field<string | null> {
  return {
    label,
    description: text.actions.termHint,
    input: { kind: 'term' },
    isRequired: false,
    initial: toField(now() + TERMS[1]),
    read: (typed) => {
      if (typed === '') return good(null);
      const at = fromField(typed);
      if (at === null) return bad(text.actions.lacks.moment);
      return at > now() ? good(new Date(at).toISOString()) : bad(text.actions.lacks.past);
    },
  };
}
