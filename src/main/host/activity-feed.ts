/** Activity as it happens, for those who follow it: each event once its change set is durable. */
import type { Engine } from '../journal/engine.ts';
import { type ActivityLogEntry, entriesOf } from '../world/activity-entries.ts';

/** Calls `notify` with the entries of each durable change set, while `isWanted` says that somebody listens. */
export function feedActivity(
  engine: Engine,
  isWanted: () => boolean,
  notify: (params: { readonly entries: readonly ActivityLogEntry[] }) => void,
): void {
  engine.onChange((changeSet) => {
    if (changeSet.events.length === 0 || !isWanted()) return;
    engine.durable.whenDurable(changeSet.seq, () => notify({ entries: entriesOf(changeSet) }));
  });
}
