/** Entry of the backup process. */
import { runService } from '../run-service.ts';
import type { BackupCalls, BackupEvents } from './protocol.ts';
import { BackupService } from './service.ts';

runService<BackupCalls, BackupEvents>((host) => new BackupService(host));
