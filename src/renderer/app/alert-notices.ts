/** Which alerts are shown as such: those that no other notice of the page says already. Pure. */
import type { Alert, AlertRule } from '../../shared/alerts.ts';
import type { ServerStatus } from '../../shared/host-methods.ts';
import type { Page } from './pages.ts';
import { processNotice } from './process-notice.ts';

interface Shown {
  readonly alerts: readonly Alert[];
  readonly status: ServerStatus | null;
  readonly page: Page;
}

/** They have a notice on every page, made of the status. */
const SAID_EVERYWHERE: ReadonlySet<AlertRule> = new Set([
  'snapshotFailed',
  'journalRefuses',
  'memory',
  'processGone',
  'itemContradiction',
]);
/** The pages that say that a backup failed. */
const SAYS_BACKUPS: ReadonlySet<Page> = new Set(['overview', 'backups']);

export function alertsToShow({ alerts, status, page }: Shown): readonly Alert[] {
  return alerts.filter(({ rule }) => {
    if (rule === 'backupFailed') return !SAYS_BACKUPS.has(page);
    // As long as it is away, that is said; then that it was.
    if (rule === 'processEnded') return processNotice(status) === null;
    return !SAID_EVERYWHERE.has(rule);
  });
}
