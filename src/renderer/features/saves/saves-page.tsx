/** Snapshots: what was saved and when, the next run, and one at once. */

import { Title } from '@mantine/core';
import { PageNotices } from '../../app/notices.tsx';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { useAtNow } from '../../ui/clock.ts';
import { DurationChart } from './duration-chart.tsx';
import { RunResult, SnapshotButtons } from './run.tsx';
import classes from './saves.module.css';
import { SnapshotsTable } from './snapshots-table.tsx';
import { nextRunText } from './words.ts';

export function SavesPage() {
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <div>
          <Title order={1}>{text.pages.saves}</Title>
          <NextRun />
          <p className={classes.next}>{text.saves.what}</p>
        </div>
        <SnapshotButtons />
      </div>
      <RunResult />
      <PageNotices />
      <DurationChart />
      <SnapshotsTable />
    </div>
  );
}

function NextRun() {
  const nextAt = useApp(({ status }) => status?.next_snapshot_at ?? null);
  const isKnown = useApp(({ status }) => status !== null);
  const next = useAtNow((now) => nextRunText(nextAt, now));
  return (
    <p className={classes.next} data-testid="next-run">
      {isKnown ? next : ''} {text.saves.leftOut}
    </p>
  );
}
