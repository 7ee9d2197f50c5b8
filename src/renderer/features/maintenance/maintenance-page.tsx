/** Maintenance: vacuums with their estimate and schedule, checks, the journal, sizes on disk. */

import { Button, Title } from '@mantine/core';
import { useEffect } from 'react';
import { PageNotices } from '../../app/notices.tsx';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { IntegrityCard, InvariantsCard } from './checks.tsx';
import { DiskCard } from './disk-card.tsx';
import { JournalCard } from './journal-card.tsx';
import classes from './maintenance.module.css';
import { VacuumCard } from './vacuum-card.tsx';
import { VacuumDialog } from './vacuum-dialog.tsx';
import { VacuumsTable } from './vacuums-table.tsx';

export function MaintenancePage() {
  const session = useSession();

  useEffect(() => void session.maintenance.load(), [session]);

  return (
    <div className={classes.page}>
      <Title order={1}>{text.pages.maintenance}</Title>
      <PageNotices />
      <LoadNotice />
      <VacuumCard />
      <div className={classes.pair}>
        <IntegrityCard />
        <InvariantsCard />
      </div>
      <div className={classes.pair}>
        <JournalCard />
        <DiskCard />
      </div>
      <VacuumsTable />
      <VacuumDialog />
    </div>
  );
}

function LoadNotice() {
  const session = useSession();
  const error = useApp((state) => state.maintenanceError);
  // Without a connection there is a notice of that already, with a way to try again.
  const isLost = useApp(({ linkError }) => linkError !== null);
  if (error === null || isLost) return null;
  return (
    <div>
      <ErrorNotice title={text.maintenance.failed} error={error} />
      <Button mt="xs" variant="default" size="xs" onClick={() => void session.maintenance.load()}>
        {text.shared.tryAgain}
      </Button>
    </div>
  );
}
