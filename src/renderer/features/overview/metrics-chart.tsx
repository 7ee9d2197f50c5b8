/** One chart that switches between the metrics and their ranges. */

import { LineChart } from '@mantine/charts';
import { Group, SegmentedControl, Text } from '@mantine/core';
import { memo, useMemo, useRef } from 'react';
import { useSession } from '../../app/session-context.ts';
import { type Range, useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import { formatClockShort, formatMomentShort, formatUtcClock } from '../../ui/format.ts';
import {
  chartText,
  extentOf,
  METRICS,
  type MetricId,
  metricOf,
  type Point,
  pointsOf,
  timeTicks,
} from './metrics.ts';
import classes from './overview.module.css';

const { chart } = text.overview;

const RANGES: readonly { readonly id: Range; readonly ms: number }[] = [
  { id: '5m', ms: 5 * 60_000 },
  { id: '2h', ms: 2 * 3_600_000 },
  { id: '24h', ms: 24 * 3_600_000 },
];

/** Milliseconds between two drawings of the line: it costs more than all the rest of the window. */
const DRAW_MS = 3_000;

const COLORS = ['var(--keep-chart-1)', 'var(--keep-chart-2)'];
const NOT_LOADED = { samples: [], intervalMs: 1_000 };

export function MetricsChart() {
  return (
    <Card title={chart.title} testId="chart" aside={<Controls />}>
      <Line />
    </Card>
  );
}

/** Apart from the line, which renders with every sample. */
function Controls() {
  const session = useSession();
  const metric = useApp((state) => state.metric);
  const range = useApp((state) => state.range);
  return (
    <Group gap="sm">
      <SegmentedControl
        size="xs"
        aria-label={chart.metric}
        data={METRICS.map(({ id, title }) => ({ value: id, label: title }))}
        value={metric}
        onChange={(value) => useApp.setState({ metric: value })}
      />
      <SegmentedControl
        size="xs"
        aria-label={chart.range}
        data={RANGES.map(({ id }) => ({ value: id, label: chart.ranges[id] }))}
        value={range}
        onChange={(value) => session.showRange(value)}
      />
    </Group>
  );
}

function Line() {
  const metricId = useApp((state) => state.metric);
  const range = useApp((state) => state.range);
  const history = useApp((state) => state.histories[range]);
  const title = chart.ranges[range];
  const { ms } = RANGES.find(({ id }) => id === range)!;
  const { points, from, to } = useMemo(() => {
    const { samples, intervalMs } = history ?? NOT_LOADED;
    const keys = metricOf(metricId).series.map(({ key }) => key);
    const to = Math.max(Date.now(), Date.parse(samples.at(-1)?.at ?? '') || 0);
    const from = to - ms;
    return { points: pointsOf(samples, keys, intervalMs, from), from, to };
  }, [history, ms, metricId]);
  const drawn = useRef<{ readonly what: string; readonly plot: PlotProps } | null>(null);
  const what = `${metricId} ${range} ${history === undefined} ${Math.floor(to / DRAW_MS)}`;
  if (drawn.current?.what !== what) {
    drawn.current = { what, plot: { metricId, points, from, to, rangeTitle: title } };
  }
  return (
    <>
      <Figures metricId={metricId} points={points} />
      {history === undefined || points.length > 0 ? (
        <Plot {...drawn.current.plot} />
      ) : (
        <div className={classes.plotEmpty}>{chart.noSamples(title)}</div>
      )}
    </>
  );
}

/** The tooltip is rendered without a point, too. */
function tooltipTitle(at: number): string {
  return Number.isFinite(at) ? text.shared.withUtc(formatMomentShort(at), formatUtcClock(at)) : '';
}

interface FiguresProps {
  readonly metricId: MetricId;
  readonly points: readonly Point[];
}

/** The legend, with the line's figures. */
function Figures({ metricId, points }: FiguresProps) {
  const { series, format } = metricOf(metricId);
  return (
    <ul className={classes.legend}>
      {series.map(({ key, label }, index) => {
        const extent = extentOf(points, key);
        return (
          <li key={key}>
            <span className={classes.swatch} data-series={index} aria-hidden />
            <Text span size="sm" fw={500}>
              {label}
            </Text>
            {extent !== null && (
              <Text span size="sm" c="dimmed">
                {chart.figures(
                  format(extent.latest),
                  format(extent.lowest),
                  format(extent.highest),
                )}
              </Text>
            )}
          </li>
        );
      })}
    </ul>
  );
}

interface PlotProps extends FiguresProps {
  readonly from: number;
  readonly to: number;
  readonly rangeTitle: string;
}

const Plot = memo(function Plot({ metricId, points, from, to, rangeTitle }: PlotProps) {
  const metric = metricOf(metricId);
  return (
    <div role="img" aria-label={chartText(metric, points, rangeTitle)}>
      <LineChart
        className={classes.plot}
        classNames={{ tooltipLabel: classes.tooltipTitle, tooltipItem: classes.tooltipItem }}
        data={points as Point[]}
        dataKey="at"
        series={metric.series.map(({ key, label }, index) => ({
          name: key,
          label,
          color: COLORS[index] as string,
        }))}
        valueFormatter={metric.format}
        curveType="linear"
        connectNulls={false}
        withDots={false}
        strokeWidth={1.5}
        strokeDasharray="2 4"
        tickLine="none"
        accessibilityLayer={false}
        lineChartProps={{ margin: { top: 8, right: 16, bottom: 0, left: 0 } }}
        xAxisProps={{
          type: 'number',
          scale: 'time',
          domain: [from, to],
          allowDataOverflow: true,
          ticks: timeTicks(from, to, 7),
          interval: 'preserveStartEnd',
          tickFormatter: formatClockShort,
        }}
        yAxisProps={{ width: 76, domain: [0, 'auto'], tickCount: 4 }}
        tooltipProps={{
          labelFormatter: (at) => tooltipTitle(Number(at)),
        }}
      />
    </div>
  );
});
