/** Entry of the snapshot process. */
import { constants } from 'node:os';
import { setProcessPriority } from '../priority.ts';
import { runService } from '../run-service.ts';
import type { SnapshotCalls, SnapshotEvents } from './protocol.ts';
import { SnapshotService } from './service.ts';

// Following the journal can wait; the game and the journal itself go first.
setProcessPriority(process.pid, constants.priority.PRIORITY_LOW);

runService<SnapshotCalls, SnapshotEvents>((host) => new SnapshotService(host));
