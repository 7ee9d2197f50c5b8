/** Entry of the activity process. */
import { constants, setPriority } from 'node:os';
import { runService } from '../run-service.ts';
import type { ActivityCalls, ActivityEvents } from './protocol.ts';
import { ActivityService } from './service.ts';

// The log may be a moment late; the game and the journal itself go first.
setPriority(constants.priority.PRIORITY_LOW);

runService<ActivityCalls, ActivityEvents>(() => new ActivityService());
