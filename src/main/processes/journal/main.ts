/** Entry of the journal process. */
import { runService } from '../run-service.ts';
import type { JournalCalls, JournalEvents } from './protocol.ts';
import { JournalService } from './service.ts';

runService<JournalCalls, JournalEvents>((host) => new JournalService(host));
