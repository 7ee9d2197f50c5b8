/** Entry of the backup process. */
import { constants } from 'node:os';
import { setProcessPriority } from '../priority.ts';
import { runService } from '../run-service.ts';
import type { BackupCalls, BackupEvents } from './protocol.ts';
import { BackupService } from './service.ts';

// It reads and hashes whole worlds for seconds, and the game and the journal go first. But not to the
// very last: in a restore everybody waits for it.
setProcessPriority(process.pid, constants.priority.PRIORITY_BELOW_NORMAL);

runService<BackupCalls, BackupEvents>((host) => new BackupService(host));
