/** Watches what happens for the queries of the settings: an alert of one lasts as long as entries that match come. */
import type { ActivityFilter } from '../../../shared/activity.ts';
import { parseQuery } from '../../../shared/activity-query/parse.ts';
import type { AlertQuery } from '../../../shared/alerts.ts';
import { assert } from '../../../shared/errors.ts';
import { matchesEntry } from '../../storage/activity-index/match-entry.ts';
import type { ActivityLogEntry } from '../../world/activity-entries.ts';
import type { Condition } from './conditions.ts';
import { SAYINGS } from './sentences.ts';

/** Milliseconds without a further match after which it is over. */
const LASTS_MS = 600_000;

export interface QueryWatchOptions {
  readonly queries: () => readonly AlertQuery[];
  readonly monotonic: () => number;
  /** The character that has this name today, or undefined. */
  readonly idOf: (name: string) => number | undefined;
  readonly nameOf: (character_id: number) => string | undefined;
}

/** Queries of the settings with what they look for. */
interface Compiled {
  readonly of: readonly AlertQuery[];
  readonly filters: readonly (AlertQuery & { readonly filter: ActivityFilter })[];
}

interface Matches {
  /** The line that they match: by the same name there may be another one later. */
  readonly query: string;
  readonly count: number;
  readonly latest: string;
  readonly at: number;
}

export class QueryWatch {
  readonly #options: QueryWatchOptions;
  #compiled: Compiled = { of: [], filters: [] };
  readonly #matches = new Map<string, Matches>();

  constructor(options: QueryWatchOptions) {
    this.#options = options;
  }

  /** Whether anything is watched for: entries need not be made for nobody. */
  get isWatching(): boolean {
    return this.#options.queries().length > 0;
  }

  /** Entries that have become durable. */
  take(entries: readonly ActivityLogEntry[]): void {
    const { queries, monotonic, idOf } = this.#options;
    if (this.#compiled.of !== queries()) this.#compiled = compile(queries());
    for (const { name, query, filter } of this.#compiled.filters) {
      for (const entry of entries) {
        if (!matchesEntry(filter, entry, idOf)) continue;
        const before = this.#matches.get(name);
        const count = before?.query === query ? before.count + 1 : 1;
        this.#matches.set(name, { query, count, latest: this.#told(entry), at: monotonic() });
      }
    }
  }

  conditions(): readonly Condition[] {
    const now = this.#options.monotonic();
    const found: Condition[] = [];
    const queries = this.#options.queries();
    for (const [name, { query, count, latest, at }] of this.#matches) {
      const isWanted = queries.some((one) => one.name === name && one.query === query);
      if (!isWanted || now - at >= LASTS_MS) this.#matches.delete(name);
      else {
        const saying = SAYINGS.query(name, query, count, latest);
        found.push({ id: `query:${name}`, rule: 'query', ...saying });
      }
    }
    return found;
  }

  /** An entry in a few words. */
  #told({ log_id, event_type, character_id }: ActivityLogEntry): string {
    const [kind = ''] = Object.keys(event_type);
    if (character_id === null) return `${kind} (entry ${log_id}).`;
    const name = this.#options.nameOf(character_id);
    const who = name === undefined ? `character ${character_id}` : `${name} (${character_id})`;
    return `${kind} of ${who}, entry ${log_id}.`;
  }
}

function compile(queries: readonly AlertQuery[]): Compiled {
  const filters = queries.map(({ name, query }) => {
    const parsed = parseQuery(query, { now: 0, zone: 'utc' });
    assert(parsed.isGood, 'the settings take no line with a mistake in it');
    return { name, query, filter: parsed.filter };
  });
  return { of: queries, filters };
}
