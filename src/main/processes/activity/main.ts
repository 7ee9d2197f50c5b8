/** Entry of the activity process. */
import { constants } from 'node:os';
import { setProcessPriority } from '../priority.ts';
import { runService } from '../run-service.ts';
import type { ActivityCalls, ActivityEvents } from './protocol.ts';
import { ActivityService } from './service.ts';

// The log may be a moment late; the game and the journal itself go first.
setProcessPriority(process.pid, constants.priority.PRIORITY_LOW);

runService<ActivityCalls, ActivityEvents>(() => new ActivityService());
