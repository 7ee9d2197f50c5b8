/** How long the latest snapshots took, oldest to newest, failed ones in a colour of their own. */

import { BarChart } from '@mantine/charts';
import { memo, useMemo } from 'react';
import type { Snapshot } from '../../../shared/host-methods.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import { formatClockShort, formatDuration, formatMoment } from '../../ui/format.ts';
import classes from './saves.module.css';

const { chart } = text.saves;

const SHOWN_MAX = 120;

export const DurationChart = memo(function DurationChart() {
  const snapshots = useApp((state) => state.snapshots);
  const data = useMemo(() => barsOf(snapshots ?? []), [snapshots]);
  if (data.length === 0) return null;
  return (
    <Card title={chart.title}>
      <div role="img" aria-label={inWords(data)}>
        <BarChart
          className={classes.chart}
          classNames={{ tooltipLabel: classes.tooltipTitle, tooltipItem: classes.tooltipItem }}
          data={data}
          dataKey="id"
          type="stacked"
          series={[
            { name: 'written', label: chart.written, color: 'var(--keep-chart-1)' },
            { name: 'failed', label: chart.failed, color: 'var(--keep-bad)' },
          ]}
          valueFormatter={formatDuration}
          accessibilityLayer={false}
          tickLine="none"
          strokeDasharray="2 4"
          maxBarWidth={18}
          barProps={{ isAnimationActive: false }}
          barChartProps={{ margin: { top: 8, right: 16, bottom: 0, left: 0 } }}
          xAxisProps={{
            minTickGap: 48,
            tickFormatter: (id: number) => formatClockShort(data[id]?.at ?? 0),
          }}
          yAxisProps={{ width: 64, tickCount: 4 }}
          tooltipProps={{ labelFormatter: (id) => formatMoment(data[Number(id)]?.at ?? 0) }}
        />
      </div>
    </Card>
  );
});

interface Bar {
  readonly id: number;
  readonly at: number;
  readonly written?: number;
  readonly failed?: number;
}

function barsOf(snapshots: readonly Snapshot[]): Bar[] {
  return snapshots
    .slice(0, SHOWN_MAX)
    .reverse()
    .map(({ at, state, duration_ms }, id) => ({ id, at: Date.parse(at), [state]: duration_ms }));
}

function inWords(bars: readonly Bar[]): string {
  const written = bars.flatMap(({ written: ms }) => ms ?? []);
  const failed = bars.length - written.length;
  const latest = written.at(-1);
  if (latest === undefined) return chart.inWordsAllFailed(bars.length, failed);
  const figures = chart.figures(
    formatDuration(latest),
    formatDuration(Math.min(...written)),
    formatDuration(Math.max(...written)),
  );
  return chart.inWords(bars.length, figures, failed);
}
