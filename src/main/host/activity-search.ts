/**
 * `activity.query`: from what is asked to a search that the activity process carries out, and back. The
 * names of characters are those that they have in the world right now, or had when they were deleted; of
 * all others the log knows ids alone.
 */
import {
  ACTIVITY_PAGE,
  type ActivityFilter,
  type ActivityTerm,
  type FoundEntry,
} from '../../shared/activity.ts';
import { filterOf } from '../../shared/activity-filter.ts';
import { invalid, ShardError } from '../../shared/errors.ts';
import type { HostParams, HostResult } from '../../shared/host-methods.ts';
import type { Search } from '../storage/activity-index/search.ts';
import type { Tables } from '../world/transaction.ts';
import type { Activity } from './activity.ts';

type Asked = HostParams<'activity.query'>;
type Answer = HostResult<'activity.query'>;

export interface ActivitySearchesOptions {
  readonly activity: Activity;
  readonly tables: () => Tables;
}

export class ActivitySearches {
  readonly #options: ActivitySearchesOptions;

  constructor(options: ActivitySearchesOptions) {
    this.#options = options;
  }

  /** Throws `InvalidData` for a mistake in the line, an unknown name, a range upside down, a bad cursor. */
  async query(asked: Asked): Promise<Answer> {
    const { order = 'newest', limit = ACTIVITY_PAGE, cursor, asker = null } = asked;
    const wanted = filterOf(asked, { now: Date.now(), zone: 'utc' });
    const filter = await withIds(wanted, (name) => this.#idsOf(name));
    const search = {
      filter,
      order,
      limit,
      after: cursor === undefined ? null : afterOf(cursor, order),
      counts: asked.counts ?? cursor === undefined,
    };
    const found = await this.#options.activity.ask((rpc) => rpc.search(search, asker));
    const { entries, after, counts, index } = found;
    return {
      entries: [...entries],
      total: counts?.total ?? null,
      is_estimate: counts?.is_estimate ?? false,
      histogram: counts?.histogram ?? null,
      facets: counts && {
        ...counts.facets,
        character_id: counts.facets.character_id.map(({ value, count }) => {
          const id = Number(value);
          return { value: id, name: this.#nameOf(id), count };
        }),
      },
      cursor: after === null ? null : `${order}-${after}`,
      index,
    };
  }

  #nameOf(character_id: number): string | null {
    return this.#options.tables().characters.get(character_id)?.character_name ?? null;
  }

  async #idsOf(name: string): Promise<readonly number[]> {
    const { tables, activity } = this.#options;
    const found = tables().characters.find('character_name', name);
    if (found !== undefined) return [found.character_id];
    const { entries } = await activity.ask((rpc) => rpc.search(deletionsOf(name), null));
    return idsOfDeleted(entries, name);
  }
}

/**
 * The filter with ids in the place of characters' names. Rejects with `InvalidData` for a name of which
 * `idsOf` knows nobody.
 */
export async function withIds(
  filter: ActivityFilter,
  idsOf: (name: string) => Promise<readonly number[]>,
): Promise<ActivityFilter> {
  const idsOfOne = async (one: number | string) => {
    if (typeof one === 'number') return [one];
    const ids = await idsOf(one);
    if (ids.length === 0) throw unknownName(one);
    return ids;
  };
  const terms = filter.terms.map(async (term): Promise<ActivityTerm> => {
    if (term.field !== 'character_id') return term;
    const ids = await Promise.all(term.values.map(idsOfOne));
    return { ...term, values: ids.flat() };
  });
  return { ...filter, terms: await Promise.all(terms) };
}

/** Finds the deletions of characters with this name, or with one that holds its words. */
export function deletionsOf(name: string): Search {
  const terms = [
    { isNot: false, field: 'event_type', values: ['CharacterDeleted'] },
    { isNot: false, field: 'text', phrase: name },
    { isNot: true, field: 'undone' },
  ] as const;
  const filter = { since: null, until: null, terms };
  return { filter, order: 'newest', limit: ACTIVITY_PAGE, after: null, counts: false };
}

/** Who of the deleted had exactly this name. */
export function idsOfDeleted(entries: readonly FoundEntry[], name: string): readonly number[] {
  return entries.flatMap(({ event_type, character_id }) => {
    const isHim = event_type.CharacterDeleted?.character_name === name;
    return isHim && character_id !== null ? [character_id] : [];
  });
}

function unknownName(name: string): ShardError {
  return new ShardError(
    'InvalidData',
    `query: There is no character named ${JSON.stringify(name)}.`,
    {
      hint: 'Names are those of today or of who was deleted, letter for letter. Everybody is found by id, as in `char:42`.',
      details: { path: 'query', name },
    },
  );
}

function afterOf(cursor: string, order: string): number {
  const [, of, log_id] = /^(newest|oldest)-(\d{1,16})$/.exec(cursor) ?? [];
  if (of === order && Number.isSafeInteger(Number(log_id))) return Number(log_id);
  throw invalid('cursor', 'must be one that was answered to the same search');
}
