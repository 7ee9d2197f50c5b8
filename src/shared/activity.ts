/**
 * Searching the activity logs: what `activity.query` and `items.history` take and answer, for the network,
 * the window and the command line alike.
 */
import { z } from 'zod';
import { entityId, id, itemId, key, natural, reason } from './fields.ts';

const count = z.int().min(0);
const moment = z.iso.datetime({ offset: true });

/** Entries of one page, at most and where none is asked for. */
export const ACTIVITY_PAGE_MAX = 1_000;
export const ACTIVITY_PAGE = 100;
/** Bars of a histogram, at most. */
export const HISTOGRAM_BARS_MAX = 240;
/** Values of one facet, those with the most entries first. */
export const FACET_VALUES_MAX = 20;
/** Up to here a count is exact; beyond, it may be an estimate that says so. */
export const EXACT_COUNT_MAX = 100_000;

/** An entry of the log, as it is found. */
export const foundEntry = z.object({
  log_id: natural,
  timestamp: z.string(),
  /** `{"PlayerKill": {…}}` and its like. */
  event_type: z.record(z.string(), z.record(z.string(), z.unknown())),
  character_id: id.nullable(),
  target_id: entityId.nullable(),
  details: z.record(z.string(), z.unknown()),
  /** A restore went back behind it: it happened, and does not hold. */
  undone: z.boolean(),
});

/** What is looked for: every field narrows, and several values of one field are alternatives. */
export const activitySearch = {
  /** A line of the query language, which narrows further. */
  query: z.string().max(2_000).optional(),
  since: moment.optional(),
  /** Up to here, and not this moment itself. */
  until: moment.optional(),
  event_types: z.array(key).max(50).optional(),
  /** On either side of an event. */
  character_id: id.optional(),
  item_id: itemId.optional(),
  guild_id: id.optional(),
  map_id: key.optional(),
  reason: reason.optional(),
  amount_min: natural.optional(),
  amount_max: natural.optional(),
  /** Words that stand anywhere in the texts of an entry, all of them; an item's id is one word. */
  text: z.string().max(200).optional(),
} as const;

export const activityPage = {
  order: z.enum(['newest', 'oldest']).optional(),
  limit: z.int().min(0).max(ACTIVITY_PAGE_MAX).optional(),
  /** As the page before answered it. The rest of the search must be the same. */
  cursor: z.string().max(200).optional(),
  /** Whether to count as well; left out, the first page does and the ones that follow do not. */
  counts: z.boolean().optional(),
  /**
   * Who asks, in a word of one's own: a later search by the same word takes the place of one that is not
   * done yet, which is refused with `Conflict` then.
   */
  asker: z.string().min(1).max(64).optional(),
} as const;

/** How far the index is. While it is `building`, what is not in it yet is not found. */
export const indexState = z.object({
  state: z.enum(['ready', 'building']),
  /** Entries that are in it, and those of the logs. */
  entries: count,
  of: count,
});

function facet<T extends z.ZodType>(value: T) {
  return z.array(z.object({ value, count }));
}

export const activityFacets = z.object({
  event_type: facet(z.string()),
  /** Either side of an event; with the name of one that there is. */
  character_id: z.array(z.object({ value: id, name: z.string().nullable(), count })),
  item_id: facet(z.string()),
  map_id: facet(z.string()),
  reason: facet(z.string()),
});

export const activityFound = {
  entries: z.array(foundEntry),
  /** Entries that match; null where it was not asked to count. */
  total: count.nullable(),
  /** `total`, the histogram and the facets are estimates beyond 100,000 matches. */
  is_estimate: z.boolean(),
  /**
   * Bars without a gap over the range that was asked for, its open ends being those of the logs; null like
   * `total`. Without any entry there are no bars, and the interval is 0.
   */
  histogram: z
    .object({ interval_ms: count, bars: z.array(z.object({ at: z.string(), count })) })
    .nullable(),
  facets: activityFacets.nullable(),
  /** Of the next page; null where this is the last. */
  cursor: z.string().nullable(),
  index: indexState,
} as const;

export const itemHistory = {
  /** Oldest first: the whole life of an item, as far as the logs go back. Of very many the latest. */
  entries: z.array(foundEntry),
  /** Where its history and its place do not agree, in sentences. */
  contradictions: z.array(z.string()),
  index: indexState,
} as const;

/** Entries of one item that are answered: of more the latest. */
export const ITEM_ENTRIES_MAX = 10_000;

export type FoundEntry = z.output<typeof foundEntry>;
export type ActivitySearch = z.output<z.ZodObject<typeof activitySearch>>;
export type ActivityFound = z.output<z.ZodObject<typeof activityFound>>;
export type ActivityFacets = z.output<typeof activityFacets>;
export type IndexState = z.output<typeof indexState>;

/**
 * A search as it is carried out: every term must hold, and of a term any value. Made of the fields of
 * `activitySearch` and of a line of the query language, where `-` makes a term one that must not hold.
 */
export interface ActivityFilter {
  /** Milliseconds since 1970; from here on, and up to and without here. */
  readonly since: number | null;
  readonly until: number | null;
  readonly terms: readonly ActivityTerm[];
}

export type ActivityTerm = { readonly isNot: boolean } & (
  | { readonly field: 'event_type'; readonly values: readonly string[] }
  /** A character by id, or by the name that one has today. */
  | { readonly field: 'character_id'; readonly values: readonly (number | string)[] }
  | { readonly field: 'item_id'; readonly values: readonly string[] }
  | { readonly field: 'guild_id'; readonly values: readonly number[] }
  | { readonly field: 'map_id'; readonly values: readonly string[] }
  | { readonly field: 'reason'; readonly values: readonly string[] }
  | { readonly field: 'amount'; readonly min: number | null; readonly max: number | null }
  /** A phrase: its words stand one after the other. */
  | { readonly field: 'text'; readonly phrase: string }
  | { readonly field: 'undone' }
);
