/** Entries and answers as the host gives them, for the tests of the activity page. */
import type { ActivityFound, FoundEntry } from '../../../src/shared/activity.ts';

export const AT = Date.parse('2026-11-23T12:00:00.000Z');
export const SWORD = '0198c0de-0000-7000-8000-00003f2a9c01';

export function entry(
  log_id: number,
  event_type: FoundEntry['event_type'] = {
    LevelUp: { character_id: 1001, old_level: 4, new_level: 5 },
  },
  rest: Partial<FoundEntry> = {},
): FoundEntry {
  return {
    log_id,
    timestamp: new Date(AT + log_id * 1_000).toISOString(),
    event_type,
    character_id: null,
    target_id: null,
    details: {},
    undone: false,
    ...rest,
  };
}

/** Entries from one number down to another: a page, newest first. */
export function entries(from: number, to: number): readonly FoundEntry[] {
  return Array.from({ length: Math.max(0, from - to + 1) }, (_, index) => entry(from - index));
}

export function answer(
  found: readonly FoundEntry[],
  rest: Partial<ActivityFound> = {},
): ActivityFound {
  return {
    entries: [...found],
    total: found.length,
    is_estimate: false,
    histogram: { interval_ms: 1_000, bars: [] },
    facets: { event_type: [], character_id: [], item_id: [], map_id: [], reason: [] },
    cursor: null,
    index: { state: 'ready', entries: 1, of: 1 },
    ...rest,
  };
}
