/**
 * `activity.query`: from what is asked to a search that the activity process carries out, and back. The
 * names of characters are those that they have in the world right now; the log knows ids alone.
 */
import { ACTIVITY_PAGE, type ActivityFilter, type ActivityTerm } from '../../shared/activity.ts';
import { filterOf } from '../../shared/activity-filter.ts';
import { invalid, ShardError } from '../../shared/errors.ts';
import type { HostParams, HostResult } from '../../shared/host-methods.ts';
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
    const filter = withIds(wanted, (name) => this.#idOf(name));
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

  #idOf(name: string): number {
    const found = this.#options.tables().characters.find('character_name', name);
    if (found === undefined) throw unknownName(name);
    return found.character_id;
  }
}

/** The filter with ids in the place of characters' names, which `idOf` knows or throws. */
export function withIds(filter: ActivityFilter, idOf: (name: string) => number): ActivityFilter {
  const terms = filter.terms.map((term): ActivityTerm => {
    if (term.field !== 'character_id') return term;
    return {
      ...term,
      values: term.values.map((one) => (typeof one === 'number' ? one : idOf(one))),
    };
  });
  return { ...filter, terms };
}

export function unknownName(name: string): ShardError {
  return new ShardError(
    'InvalidData',
    `query: There is no character named ${JSON.stringify(name)}.`,
    {
      hint: 'Names are those of today, letter for letter. Who was deleted is found by id, as in `char:42`.',
      details: { path: 'query', name },
    },
  );
}

function afterOf(cursor: string, order: string): number {
  const [, of, log_id] = /^(newest|oldest)-(\d{1,16})$/.exec(cursor) ?? [];
  if (of === order && Number.isSafeInteger(Number(log_id))) return Number(log_id);
  throw invalid('cursor', 'must be one that was answered to the same search');
}
