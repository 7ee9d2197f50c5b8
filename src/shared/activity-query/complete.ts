/** What can be written at a place of a line: names of fields, event types, and values that the caller knows. */
import {
  EVENT_KINDS,
  EVENT_NAMES,
  FIELD_NAMES,
  FIELDS,
  type FieldName,
  isFieldName,
} from './names.ts';
import { printValue } from './print.ts';
import { isSpace } from './tokens.ts';

/** Candidates, at most: a list that is read and not searched. */
const CANDIDATES_MAX = 12;

export interface Candidate {
  /** What takes the place of what stands there. */
  readonly text: string;
  /** What it is, for people; empty where the text says all. */
  readonly what: string;
}

export interface Completion {
  /** The part of the line that a candidate replaces, the last character not included. */
  readonly from: number;
  readonly to: number;
  /** The likeliest first; none where nothing is known. */
  readonly candidates: readonly Candidate[];
}

/** Values that are known of a field: those of the facets, of who is on. */
export type KnownValues = Partial<
  Readonly<Record<FieldName, readonly { readonly value: number | string; readonly what: string }[]>>
>;

const FIXED: Partial<Readonly<Record<FieldName, readonly Candidate[]>>> = {
  amount: [
    { text: '>100', what: 'more than 100' },
    { text: '<=50', what: '50 at most' },
    { text: '10..50', what: 'from 10 to 50' },
  ],
  since: [
    { text: '1h', what: 'an hour ago' },
    { text: '1d', what: 'a day ago' },
    { text: '7d', what: 'seven days ago' },
    { text: 'today', what: 'since midnight' },
    { text: 'yesterday', what: 'since midnight before' },
  ],
  until: [
    { text: '1h', what: 'an hour ago' },
    { text: 'yesterday', what: 'to its end' },
    { text: 'today', what: 'to its end' },
  ],
  is: [{ text: 'undone', what: 'a restore went back behind it' }],
};

/** `caret` lies between the characters of the line, from 0 on. */
export function complete(line: string, caret: number, known: KnownValues = {}): Completion {
  const at = Math.max(0, Math.min(caret, line.length));
  const word = wordAround(line, at);
  const begin = line[word.start] === '-' ? word.start + 1 : word.start;
  const colon = word.colons.find((place) => place >= begin && place < at);
  const name = colon === undefined ? undefined : line.slice(begin, colon).toLowerCase();
  if (colon === undefined || name === undefined) {
    if (line[begin] === '"' || at < begin) return { from: at, to: at, candidates: [] };
    // Where the name of a field stands already, its colon stays.
    const to = word.colons[0] ?? word.end;
    return {
      from: begin,
      to,
      candidates: fieldsLike(line.slice(begin, at), word.colons.length > 0),
    };
  }
  if (!isFieldName(name)) return { from: at, to: at, candidates: [] };
  const from = (word.commas.findLast((comma) => comma > colon && comma < at) ?? colon) + 1;
  const to = word.commas.find((comma) => comma >= at) ?? word.end;
  const written = line.slice(from, at).replaceAll('"', '');
  return { from, to, candidates: valuesLike(name, written, known) };
}

interface Word {
  readonly start: number;
  readonly end: number;
  /** Places of colons and commas that stand in no quotes. */
  readonly colons: readonly number[];
  readonly commas: readonly number[];
}

/** The term that the caret stands in or behind; a quote that is not closed yet goes on to the end. */
function wordAround(line: string, caret: number): Word {
  let start = 0;
  let end = 0;
  let colons: number[] = [];
  let commas: number[] = [];
  let isQuoted = false;
  for (; end < line.length; end++) {
    const character = line[end];
    if (isQuoted) {
      if (character === '\\') end = Math.min(end + 1, line.length - 1);
      else if (character === '"') isQuoted = false;
    } else if (character === '"') isQuoted = true;
    else if (character === ':') colons.push(end);
    else if (character === ',') commas.push(end);
    else if (isSpace(character)) {
      if (end >= caret) break;
      start = end + 1;
      colons = [];
      commas = [];
    }
  }
  return { start, end, colons, commas };
}

/** Fields that begin so, then event types that hold it: who writes `loot` means `type:ItemLooted`. */
function fieldsLike(written: string, hasColon: boolean): readonly Candidate[] {
  const sought = written.toLowerCase();
  const fields = FIELD_NAMES.filter((name) => name.startsWith(sought)).map((name) => ({
    text: hasColon ? name : `${name}:`,
    what: FIELDS[name].what,
  }));
  if (hasColon || sought.length < 2) return fields;
  const types = typesLike(sought).map(({ text, what }) => ({ text: `type:${text}`, what }));
  return [...fields, ...types].slice(0, CANDIDATES_MAX);
}

function typesLike(sought: string): readonly Candidate[] {
  const names = EVENT_KINDS.filter((kind) => beginsWord(kind, sought));
  const isFirst = (kind: string) => kind.toLowerCase().startsWith(sought);
  return [...names.filter(isFirst), ...names.filter((kind) => !isFirst(kind))].map((kind) => ({
    text: kind,
    what: EVENT_NAMES[kind],
  }));
}

/** `loot` begins a word of `ItemLooted`, and `tem` none. */
function beginsWord(kind: string, sought: string): boolean {
  const tails = [...kind.matchAll(/[A-Z]/g)].map(({ index }) => kind.slice(index));
  return tails.some((tail) => tail.toLowerCase().startsWith(sought));
}

function valuesLike(field: FieldName, written: string, known: KnownValues): readonly Candidate[] {
  const sought = written.toLowerCase();
  if (field === 'type') return typesLike(sought);
  const given = (known[field] ?? []).map(({ value, what }) => ({
    text: typeof value === 'number' ? String(value) : printValue(field, value),
    what,
    words: `${value} ${what}`.toLowerCase(),
  }));
  return [
    ...(FIXED[field] ?? []).filter(({ text }) => text.startsWith(sought)),
    ...given
      .filter(({ words }) => words.includes(sought))
      .map(({ text, what }) => ({ text, what })),
  ].slice(0, CANDIDATES_MAX);
}
