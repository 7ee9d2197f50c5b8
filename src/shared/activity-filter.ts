/** From what `activity.query` is asked, by fields and by a line, to the one filter that is carried out. Pure. */
import type { ActivityFilter, ActivitySearch, ActivityTerm } from './activity.ts';
import type { Clock } from './activity-query/moments.ts';
import { parseQuery } from './activity-query/parse.ts';
import { invalid, ShardError } from './errors.ts';

/**
 * Throws `InvalidData`: a mistake in the line with its place (`start`, `end`) and a hint, or a range that
 * ends before it begins.
 */
export function filterOf(search: ActivitySearch, clock: Clock): ActivityFilter {
  const line = lineOf(search.query ?? '', clock);
  const since = later(momentOf(search.since), line.since);
  const until = earlier(momentOf(search.until), line.until);
  if (since !== null && until !== null && since >= until) {
    throw invalid('until', 'must be later than since');
  }
  return { since, until, terms: [...termsOf(search), ...line.terms] };
}

function lineOf(query: string, clock: Clock): ActivityFilter {
  const parsed = parseQuery(query, clock);
  if (parsed.isGood) return parsed.filter;
  const { message, start, end, hint } = parsed.mistake;
  throw new ShardError('InvalidData', `query: ${message}`, {
    ...(hint === null ? {} : { hint }),
    details: { path: 'query', start, end },
  });
}

function termsOf(search: ActivitySearch): ActivityTerm[] {
  const { event_types, character_id, item_id, guild_id, map_id, reason } = search;
  const { amount_min, amount_max } = search;
  const terms: ActivityTerm[] = [];
  if (event_types !== undefined) {
    terms.push({ isNot: false, field: 'event_type', values: event_types });
  }
  if (character_id !== undefined) {
    terms.push({ isNot: false, field: 'character_id', values: [character_id] });
  }
  if (item_id !== undefined) terms.push({ isNot: false, field: 'item_id', values: [item_id] });
  if (guild_id !== undefined) terms.push({ isNot: false, field: 'guild_id', values: [guild_id] });
  if (map_id !== undefined) terms.push({ isNot: false, field: 'map_id', values: [map_id] });
  if (reason !== undefined) terms.push({ isNot: false, field: 'reason', values: [reason] });
  if (amount_min !== undefined || amount_max !== undefined) {
    const [min, max] = [amount_min ?? null, amount_max ?? null];
    if (min !== null && max !== null && min > max) {
      throw invalid('amount_max', 'must not be less than amount_min');
    }
    terms.push({ isNot: false, field: 'amount', min, max });
  }
  for (const phrase of search.text?.split(/\s+/).filter((word) => word !== '') ?? []) {
    terms.push({ isNot: false, field: 'text', phrase });
  }
  return terms;
}

function momentOf(moment: string | undefined): number | null {
  return moment === undefined ? null : Date.parse(moment);
}

function later(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

function earlier(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}
