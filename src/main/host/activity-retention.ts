/**
 * Days of the activity log that have had their time: they are compressed, and where an operator wants it
 * deleted. A deletion is told by an event before anything goes.
 */
import type { Logger } from '../../shared/logger.ts';
import type { Settings } from '../../shared/settings.ts';
import type { ClockWatch } from '../processes/clock-watch.ts';
import type { Activity } from './activity.ts';
import type { HostEvents } from './host-events.ts';

export interface ActivityRetentionParts {
  readonly log: Logger;
  readonly settings: Settings;
  /** Since the start of the host. */
  readonly clock: ClockWatch;
  readonly activity: Activity;
  readonly events: HostEvents;
}

export async function keepActivity(parts: ActivityRetentionParts): Promise<void> {
  const { log, settings, clock, activity, events } = parts;
  const { activityCompressDays: compressDays, activityDeleteDays: deleteDays } = settings;
  const now = clock.now();
  // While nobody knows what day it is, nothing is old.
  if (now === null) return;
  if (deleteDays !== null) {
    const days = await activity.ask((rpc) => rpc.daysOlderThan(deleteDays, now));
    if (days.length > 0) {
      log.warn(
        { days, deleteDays },
        'days of the activity log are deleted, as the settings want it',
      );
      await events.activityDeleted(days);
      await activity.ask((rpc) => rpc.deleteDays(days));
    }
  }
  for (const done of await activity.ask((rpc) => rpc.keepHouse({ compressDays, now }))) {
    log.info({}, done);
  }
}
