/**
 * What an entry of the activity log can be found by: a set of terms, each a value in a field, and an
 * amount. Pure. What the fields of an event stand for is declared in `events-fields.ts`.
 */
import type { FoundEntry } from '../../../shared/activity.ts';
import { EVENT_FIELDS, type EventFields, type FieldRole } from '../../../shared/events-fields.ts';

/** The fields of terms. Their places in this list are on disk. */
export const TERM_FIELDS = [
  'event_type',
  'character_id',
  'item_id',
  'map_id',
  'reason',
  /** Every other text of the entry. */
  'text',
] as const;
export type TermField = (typeof TERM_FIELDS)[number];

/** Those of which a search counts the values: all but the last. */
export const FACET_FIELDS = TERM_FIELDS.slice(0, -1);
/** Those that are found by their words too. An id is found whole, never by a part of it. */
export const WORD_FIELDS: readonly TermField[] = ['event_type', 'map_id', 'reason', 'text'];

/** A line of the log, as it stands there. */
export type LogLine = Omit<FoundEntry, 'undone'>;

export interface Term {
  readonly field: TermField;
  readonly value: string;
}

export interface EntryTerms {
  /** Each once. */
  readonly terms: readonly Term[];
  readonly amount: number | null;
}

const FIELD_OF: Readonly<Record<Exclude<FieldRole, 'amount'>, TermField>> = {
  character: 'character_id',
  item: 'item_id',
  map: 'map_id',
  reason: 'reason',
};

export function termsOf({ event_type, character_id, target_id, details }: LogLine): EntryTerms {
  const terms: Term[] = [];
  let amount: number | null = null;
  const add = (field: TermField, value: string) => {
    if (!terms.some((term) => term.value === value && term.field === field)) {
      terms.push({ field, value });
    }
  };
  const addField = (value: unknown, role: FieldRole | undefined) => {
    if (typeof value === 'number') {
      if (role === 'character') add('character_id', String(value));
      else if (role === 'amount') amount = value;
    } else if (typeof value === 'string') {
      const isNamed = role !== undefined && role !== 'amount' && role !== 'character';
      add(isNamed ? FIELD_OF[role] : 'text', value);
    } else if (typeof value === 'object' && value !== null) {
      for (const inner of Object.values(value)) addField(inner, undefined);
    }
  };
  for (const [kind, body] of Object.entries(event_type)) {
    add('event_type', kind);
    const fields = fieldsOf(kind);
    const roles = fields.body as Readonly<Record<string, FieldRole>> | undefined;
    for (const [name, value] of Object.entries(body)) addField(value, roles?.[name]);
    for (const [name, value] of Object.entries(details)) addField(value, fields.details?.[name]);
  }
  if (character_id !== null) add('character_id', String(character_id));
  if (typeof target_id === 'number') add('character_id', String(target_id));
  // An item that is the target stands in the event as well.
  else if (target_id !== null && !terms.some(({ value }) => value === target_id)) {
    add('text', target_id);
  }
  return { terms, amount };
}

/** A log may hold kinds that this version does not know. */
function fieldsOf(kind: string): EventFields {
  return (EVENT_FIELDS as Readonly<Record<string, EventFields>>)[kind] ?? {};
}
