/** Activity as it happens, for those who subscribed: each event once its change set is durable. */
import type { LoggedEvent } from '../../shared/events.ts';
import type { Engine } from '../journal/engine.ts';
import type { ChangeSet } from '../world/change-set.ts';

/** An entry in the document's shape. */
export interface ActivityLogEntry extends LoggedEvent {
  readonly log_id: number;
  readonly timestamp: string;
}

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

function entriesOf({ at, firstLogId, events }: ChangeSet): readonly ActivityLogEntry[] {
  const timestamp = new Date(at).toISOString();
  return events.map((event, index) => ({ log_id: firstLogId + index, timestamp, ...event }));
}
