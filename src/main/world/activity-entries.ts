/** Events as the activity log has them: each with the number and the moment that its change set gives it. */
import type { LoggedEvent } from '../../shared/events.ts';
import type { ChangeSet } from './change-set.ts';

/** An entry in the document's shape. */
export interface ActivityLogEntry extends LoggedEvent {
  readonly log_id: number;
  readonly timestamp: string;
}

export function entriesOf({ at, firstLogId, events }: ChangeSet): readonly ActivityLogEntry[] {
  const timestamp = new Date(at).toISOString();
  return events.map((event, index) => ({ log_id: firstLogId + index, timestamp, ...event }));
}
