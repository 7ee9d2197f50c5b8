/** The first glance: is it up, are we safe, who is on, what would be lost if it died now. */

import { Title } from '@mantine/core';
import { BackupNotice, PageNotices } from '../../app/notices.tsx';
import { text } from '../../app/text.ts';
import { ConnectCard } from './connect-card.tsx';
import { EmptyShard } from './empty-shard.tsx';
import { Facts } from './facts.tsx';
import { MetricsChart } from './metrics-chart.tsx';
import classes from './overview.module.css';
import { SafetyLine } from './safety-line.tsx';
import { Tiles } from './tiles.tsx';

export function OverviewPage() {
  return (
    <div className={classes.page}>
      <div>
        <Title order={1}>{text.pages.overview}</Title>
        <Facts />
      </div>
      <SafetyLine />
      <PageNotices />
      <BackupNotice isBrief />
      <EmptyShard />
      <Tiles />
      <MetricsChart />
      <ConnectCard />
    </div>
  );
}
