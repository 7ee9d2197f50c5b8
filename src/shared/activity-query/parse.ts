/**
 * The grammar of the query language (docs/ACTIVITY-QUERY.md): from a line to what is looked for, or to
 * the mistake in it. Pure: the clock is handed to it. The window, the network and the command line all
 * read a line through this one.
 */
import type { ActivityFilter, ActivityTerm } from '../activity.ts';
import { INTEGER_MAX } from '../limits.ts';
import { MistakeFound, type QueryMistake } from './mistake.ts';
import { type Clock, momentOf } from './moments.ts';
import { EVENT_KINDS, FIELD_NAMES, FIELDS, isFieldName, OTHER_NAMES, STATES } from './names.ts';
import { nearest } from './nearest.ts';
import { type Token, tokensOf, type Value } from './tokens.ts';

export type ParsedQuery =
  | { readonly isGood: true; readonly filter: ActivityFilter }
  | { readonly isGood: false; readonly mistake: QueryMistake };

/** Characters of an item's id, at most, as `itemId` takes them. */
const ITEM_ID_MAX = 64;

/** Never throws for what a line holds. An empty line looks for everything. */
export function parseQuery(line: string, clock: Clock): ParsedQuery {
  try {
    return { isGood: true, filter: new Reading(clock).read(tokensOf(line)) };
  } catch (thrown) {
    if (thrown instanceof MistakeFound) return { isGood: false, mistake: thrown.mistake };
    throw thrown;
  }
}

/** Fields whose values are alternatives also where the field is named again: an event has one of each. */
type ListField = 'event_type' | 'item_id' | 'guild_id' | 'map_id' | 'reason';

class Reading {
  readonly #clock: Clock;
  readonly #terms: ActivityTerm[] = [];
  #since: number | null = null;
  #until: number | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  read(tokens: readonly Token[]): ActivityFilter {
    for (const token of tokens) this.#take(token);
    return { since: this.#since, until: this.#until, terms: this.#terms };
  }

  #take(token: Token): void {
    const { name, isNot } = token;
    if (name === null) {
      this.#terms.push({ isNot, field: 'text', phrase: phraseOf(token) });
      return;
    }
    const field = name.text.toLowerCase();
    if (!isFieldName(field)) throw unknownField(token, name.text);
    for (const value of token.values) requireText(value, token, field);
    switch (field) {
      case 'type':
        this.#list('event_type', isNot, token.values.map(eventTypeOf));
        break;
      case 'item':
        this.#list('item_id', isNot, token.values.map(itemOf));
        break;
      case 'guild':
        this.#list('guild_id', isNot, token.values.map(guildOf));
        break;
      case 'map':
        this.#list('map_id', isNot, token.values.map(textOf));
        break;
      case 'reason':
        this.#list('reason', isNot, token.values.map(textOf));
        break;
      case 'char':
        this.#terms.push({
          isNot,
          field: 'character_id',
          values: distinct(token.values.map(characterOf)),
        });
        break;
      case 'amount':
        this.#terms.push({ isNot, field: 'amount', ...amountOf(only(token)) });
        break;
      case 'is':
        stateOf(only(token));
        this.#terms.push({ isNot, field: 'undone' });
        break;
      case 'since':
      case 'until':
        this.#bound(field, token);
        break;
    }
  }

  /** Names a field's values, together with those of before: any of them, or none of them. */
  #list<T extends number | string>(field: ListField, isNot: boolean, values: readonly T[]): void {
    const index = this.#terms.findIndex((term) => term.field === field && term.isNot === isNot);
    const known = this.#terms[index] as { readonly values: readonly T[] } | undefined;
    const term = {
      isNot,
      field,
      values: distinct([...(known?.values ?? []), ...values]),
    } as ActivityTerm;
    if (known === undefined) this.#terms.push(term);
    else this.#terms[index] = term;
  }

  #bound(side: 'since' | 'until', token: Token): void {
    if (token.isNot) {
      const other = side === 'since' ? 'until' : 'since';
      throw new MistakeFound(
        `\`${side}:\` cannot be turned round.`,
        token,
        `Did you mean \`${other}:\`?`,
      );
    }
    if ((side === 'since' ? this.#since : this.#until) !== null) {
      throw new MistakeFound(
        `\`${side}:\` stands here a second time.`,
        token,
        'Leave one of them out.',
      );
    }
    const value = only(token);
    const moment = momentOf(value.text, side, this.#clock);
    if (moment === null) {
      throw new MistakeFound(
        `\`${value.text}\` is no time.`,
        value,
        'Write how long ago (`30m`, `2h`, `3d`), a day (`2026-11-21`, `today`, `yesterday`), or a moment (`2026-11-21T14:30`).',
      );
    }
    if (side === 'since') this.#since = moment;
    else this.#until = moment;
    if (this.#since !== null && this.#until !== null && this.#since >= this.#until) {
      throw new MistakeFound(
        'The range ends before it begins.',
        token,
        '`since:` is where it begins, `until:` where it ends.',
      );
    }
  }
}

function phraseOf({ values, start, end }: Token): string {
  const [value] = values as readonly [Value];
  if (value.text.trim() === '') {
    throw new MistakeFound(
      'There is nothing between these quotes.',
      { start, end },
      'Write the words to look for.',
    );
  }
  return value.text;
}

function unknownField({ name, values }: Token, text: string): MistakeFound {
  const { start, end } = name!;
  const meant = OTHER_NAMES[text.toLowerCase()] ?? nearest(text, FIELD_NAMES);
  const asText = `To look for it as text, put it between quotes: \`"${text}:${values[0]!.text}"\`.`;
  return new MistakeFound(
    `There is no field \`${text}:\`.`,
    { start, end: end + 1 },
    meant === null
      ? `The fields are ${FIELD_NAMES.map((field) => `\`${field}:\``).join(', ')}. ${asText}`
      : `Did you mean \`${meant}:\`?`,
  );
}

function requireText(value: Value, token: Token, field: keyof typeof FIELDS): void {
  if (value.text.trim() !== '') return;
  throw new MistakeFound(
    `A value is missing for \`${field}:\`.`,
    value.isQuoted ? value : { start: Math.min(token.name!.start, value.start), end: value.end },
    `Write it without a space before it, as in \`${FIELDS[field].example}\`.`,
  );
}

/** The value of a field that takes one alone. */
function only({ values, name }: Token): Value {
  const [first, second] = values as readonly [Value, Value?];
  if (second === undefined) return first;
  throw new MistakeFound(
    `\`${name!.text}:\` takes one value.`,
    { start: first.end, end: values.at(-1)!.end },
    'Leave out what stands behind the comma.',
  );
}

function textOf({ text }: Value): string {
  return text;
}

function itemOf(value: Value): string {
  if (value.text.length <= ITEM_ID_MAX) return value.text;
  throw new MistakeFound('That is longer than the id of an item.', value);
}

function eventTypeOf(value: Value): string {
  const sought = value.text.toLowerCase();
  const kind = EVENT_KINDS.find((name) => name.toLowerCase() === sought);
  if (kind !== undefined) return kind;
  const meant = nearest(value.text, EVENT_KINDS);
  throw new MistakeFound(
    `There is no event type \`${value.text}\`.`,
    value,
    meant === null
      ? `The event types are ${EVENT_KINDS.join(', ')}.`
      : `Did you mean \`${meant}\`?`,
  );
}

function guildOf({ text, ...place }: Value): number {
  const id = idIn(text);
  if (id !== null) return id;
  throw new MistakeFound(
    'That is no id of a guild.',
    place,
    'It is a number, which the page of the guild tells: `guild:7`.',
  );
}

/** An id where it is written in figures without quotes, else a name. */
function characterOf(value: Value): number | string {
  if (value.isQuoted || !/^\d+$/.test(value.text)) return value.text;
  const id = idIn(value.text);
  if (id !== null) return id;
  throw new MistakeFound(
    'That is no id of a character.',
    value,
    `If it is a name, put it between quotes: \`char:"${value.text}"\`.`,
  );
}

function idIn(text: string): number | null {
  const id = /^\d+$/.test(text) ? Number(text) : 0;
  return id >= 1 && id <= INTEGER_MAX ? id : null;
}

function stateOf(value: Value): void {
  if ((STATES as readonly string[]).includes(value.text.toLowerCase())) return;
  throw new MistakeFound(
    `Nothing can be \`${value.text}\`.`,
    value,
    'There is `is:undone`, for what a restore went back behind, and `-is:undone` for all else.',
  );
}

const COMPARED = /^(>=|<=|>|<|)(\d+)$/;
const RANGE = /^(\d*)\.\.(\d*)$/;

function amountOf(value: Value): { readonly min: number | null; readonly max: number | null } {
  const number = (digits: string) => {
    const parsed = Number(digits);
    if (parsed <= INTEGER_MAX) return parsed;
    throw new MistakeFound('There is no amount as large as that.', value);
  };
  const compared = COMPARED.exec(value.text);
  if (compared !== null) {
    const [, sign, digits] = compared as unknown as [string, string, string];
    const bound = number(digits);
    if (sign === '>') return { min: bound + 1, max: null };
    if (sign === '>=') return { min: bound, max: null };
    if (sign === '<=') return { min: null, max: bound };
    if (sign === '') return { min: bound, max: bound };
    if (bound > 0) return { min: null, max: bound - 1 };
    throw new MistakeFound('No amount is below zero.', value);
  }
  const range = RANGE.exec(value.text);
  if (range !== null && value.text !== '..') {
    const [, from, to] = range as unknown as [string, string, string];
    const min = from === '' ? null : number(from);
    const max = to === '' ? null : number(to);
    if (min === null || max === null || min <= max) return { min, max };
    throw new MistakeFound(
      'The range ends before it begins.',
      value,
      `Did you mean \`${max}..${min}\`?`,
    );
  }
  throw new MistakeFound(
    `\`${value.text}\` is no amount.`,
    value,
    'Write a whole number (`100`), a bound (`>100`, `<=50`) or a range (`10..50`).',
  );
}

function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}
