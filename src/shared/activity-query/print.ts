/** From what is looked for back to a line that says the same; times are written as moments in UTC. */
import type { ActivityFilter, ActivityTerm } from '../activity.ts';
import type { FieldName } from './names.ts';

/** Words that mean nothing but themselves, as a value and as text alike. */
const PLAIN = /^[\p{L}\p{N}_][\p{L}\p{N}_.'/-]*$/u;
const FIGURES = /^\d+$/;

/** `parseQuery(printQuery(filter))` is the filter again, as long as a parser gave it. */
export function printQuery({ since, until, terms }: ActivityFilter): string {
  return [
    ...terms.map(printTerm),
    ...(since === null ? [] : [`since:${printMoment(since)}`]),
    ...(until === null ? [] : [`until:${printMoment(until)}`]),
  ].join(' ');
}

function printTerm(term: ActivityTerm): string {
  return `${term.isNot ? '-' : ''}${printPositive(term)}`;
}

function printPositive(term: ActivityTerm): string {
  switch (term.field) {
    case 'event_type':
      return printField('type', term.values);
    case 'character_id':
      return printField('char', term.values);
    case 'item_id':
      return printField('item', term.values);
    case 'guild_id':
      return printField('guild', term.values);
    case 'map_id':
      return printField('map', term.values);
    case 'reason':
      return printField('reason', term.values);
    case 'amount':
      return `amount:${printAmount(term)}`;
    case 'text':
      return quote(term.phrase);
    case 'undone':
      return 'is:undone';
  }
}

/** `char:Aria,1001`. A name in figures is quoted, which tells it from an id. */
function printField(field: FieldName, values: readonly (number | string)[]): string {
  return `${field}:${values.map((value) => (typeof value === 'number' ? String(value) : printValue(field, value))).join(',')}`;
}

/** A value as it stands behind its field. */
export function printValue(field: FieldName, value: string): string {
  return field === 'char' && FIGURES.test(value) ? `"${value}"` : quote(value);
}

export function printMoment(moment: number): string {
  return new Date(moment).toISOString();
}

function printAmount({ min, max }: { readonly min: number | null; readonly max: number | null }) {
  if (min !== null && min === max) return String(min);
  return `${min ?? ''}..${max ?? ''}`;
}

function quote(text: string): string {
  return PLAIN.test(text) ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}
