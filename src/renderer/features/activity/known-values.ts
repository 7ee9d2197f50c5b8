/** The values that the facets of a search hold, for the completion of its line. Pure. */

import type { ActivityFacets } from '../../../shared/activity.ts';
import type { KnownValues } from '../../../shared/activity-query/complete.ts';
import { text } from '../../app/text.ts';

const { query } = text.activity;

export function knownValues(facets: ActivityFacets | null): KnownValues {
  if (facets === null) return {};
  const counted = ({ value, count }: { readonly value: string; readonly count: number }) => ({
    value,
    what: query.valueCount(count),
  });
  return {
    char: facets.character_id.map(({ value, name, count }) => ({
      // By name, which says more than its number, as long as there is one.
      value: name ?? value,
      what: query.characterCount(String(value), count),
    })),
    item: facets.item_id.map(counted),
    map: facets.map_id.map(counted),
    reason: facets.reason.map(counted),
  };
}
