/**
 * What the page of activity shows of a search, and what an answer makes of it. Pure. Entries are in the
 * order of the search; `log_id` tells which are there already.
 */
import type {
  ActivityFacets,
  ActivityFilter,
  ActivityFound,
  FoundEntry,
  IndexState,
} from '../../../shared/activity.ts';
import { printQuery } from '../../../shared/activity-query/print.ts';
import type { ApiError } from '../../api/errors.ts';

export type Order = 'newest' | 'oldest';

/** A search as it is carried out: its times are moments, so that every page of it is of the same one. */
export interface Search {
  /** As it was written. */
  readonly line: string;
  readonly order: Order;
  /** The line with its times as moments. */
  readonly query: string;
  /** Milliseconds since 1970, as asked for. */
  readonly since: number | null;
  readonly until: number | null;
}

type Histogram = NonNullable<ActivityFound['histogram']>;

/** What was found. Counts stay as they were where an answer brings none. */
export interface Found {
  readonly entries: readonly FoundEntry[];
  readonly cursor: string | null;
  readonly total: number;
  readonly isEstimate: boolean;
  readonly histogram: Histogram | null;
  readonly facets: ActivityFacets | null;
  readonly index: IndexState;
}

export interface ActivityView {
  readonly search: Search;
  /** Null until the first answer. */
  readonly found: Found | null;
  /** An answer to another search is waited for: what is shown is of the one before. */
  readonly isSearching: boolean;
  readonly isLoadingMore: boolean;
  /** Why the search, or the next page of it, could not be had, or null. */
  readonly error: ApiError | null;
  readonly moreError: ApiError | null;
  /** New entries wait to be asked for: by the button, or because somebody reads further down. */
  readonly isPaused: boolean;
  readonly isAway: boolean;
  /** They came since, newest first. */
  readonly waiting: readonly FoundEntry[];
  /** More came than are kept. */
  readonly hasMissed: boolean;
}

/** Entries in the list, at most: those behind them are reached by narrowing the time. */
export const ENTRIES_MAX = 20_000;
/** Entries that wait at the top, at most. */
export const WAITING_MAX = 1_000;

export function searchOf(line: string, order: Order, filter: ActivityFilter): Search {
  return { line, order, query: printQuery(filter), since: filter.since, until: filter.until };
}

export const NO_SEARCH: Search = { line: '', order: 'newest', query: '', since: null, until: null };

export const NO_VIEW: ActivityView = {
  search: NO_SEARCH,
  found: null,
  isSearching: false,
  isLoadingMore: false,
  error: null,
  moreError: null,
  isPaused: false,
  isAway: false,
  waiting: [],
  hasMissed: false,
};

/** Only the newest first, with no end in the past, has something to wait for. */
export function isFollowed({ search }: ActivityView, now: number): boolean {
  return search.order === 'newest' && (search.until === null || search.until > now);
}

export function isLive(view: ActivityView, now: number): boolean {
  return isFollowed(view, now) && !view.isPaused && !view.isAway;
}

/** The first page of a search takes the place of all there was. */
export function withFirst(view: ActivityView, answer: ActivityFound): ActivityView {
  return {
    ...view,
    found: { ...countsOf(view.found, answer), entries: answer.entries, cursor: answer.cursor },
    isSearching: false,
    isLoadingMore: false,
    error: null,
    moreError: null,
    isAway: false,
    waiting: [],
    hasMissed: false,
  };
}

export function withMore(view: ActivityView, answer: ActivityFound): ActivityView {
  if (view.found === null) return view;
  const known = new Set(view.found.entries.map(({ log_id }) => log_id));
  const added = answer.entries.filter(({ log_id }) => !known.has(log_id));
  return {
    ...view,
    found: {
      ...view.found,
      entries: [...view.found.entries, ...added],
      cursor: answer.cursor,
      index: answer.index,
    },
    isLoadingMore: false,
    moreError: null,
  };
}

/**
 * The newest page again, as the log goes on. Where it is followed, what is new comes on top; elsewhere it
 * waits. Where more came than a page holds, there is a gap below it: then it takes the place of all.
 */
export function withNewest(view: ActivityView, answer: ActivityFound, now: number): ActivityView {
  const { found } = view;
  if (found === null) return withFirst(view, answer);
  const counted = countsOf(found, answer);
  const newest = view.waiting[0]?.log_id ?? found.entries[0]?.log_id ?? 0;
  const added = answer.entries.filter(({ log_id }) => log_id > newest);
  const isGap = added.length === answer.entries.length && answer.cursor !== null && newest > 0;
  if (isLive(view, now)) {
    if (isGap || newest === 0) return withFirst(view, answer);
    const entries = [...added, ...view.waiting, ...found.entries];
    const isFull = entries.length > ENTRIES_MAX;
    return {
      ...view,
      error: null,
      // Those at the end are dropped, and its cursor is of the last of them no more.
      ...(isFull ? {} : { waiting: [] }),
      found: isFull
        ? { ...counted, entries: answer.entries, cursor: answer.cursor }
        : { ...counted, entries, cursor: found.cursor },
    };
  }
  const waiting = [...added, ...view.waiting];
  return {
    ...view,
    error: null,
    found: { ...counted, entries: found.entries, cursor: found.cursor },
    waiting: waiting.slice(0, WAITING_MAX),
    hasMissed: view.hasMissed || isGap || waiting.length > WAITING_MAX,
  };
}

/** What waited comes on top; null where some of it was not kept, and all has to be asked anew. */
export function withWaiting(view: ActivityView): ActivityView | null {
  const { found, waiting } = view;
  if (view.hasMissed || found === null) return null;
  return {
    ...view,
    found: { ...found, entries: [...waiting, ...found.entries] },
    waiting: [],
    isPaused: false,
    isAway: false,
  };
}

function countsOf(before: Found | null, answer: ActivityFound): Omit<Found, 'entries' | 'cursor'> {
  const { total, is_estimate, histogram, facets, index } = answer;
  if (total === null) {
    return {
      total: before?.total ?? 0,
      isEstimate: before?.isEstimate ?? false,
      histogram: before?.histogram ?? null,
      facets: before?.facets ?? null,
      index,
    };
  }
  return { total, isEstimate: is_estimate, histogram, facets, index };
}
