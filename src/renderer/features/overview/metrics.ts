/** What the chart can show, and how samples become its points. Pure. */

import type { MetricsSample } from '../../../shared/host-methods.ts';
import { text } from '../../app/text.ts';
import { formatBytes, formatCount, formatDuration, formatFigure } from '../../ui/format.ts';

const { chart } = text.overview;

interface Series {
  readonly key: NumericKey;
  readonly label: string;
}

type NumericKey = {
  [K in keyof MetricsSample]: MetricsSample[K] extends number | null ? K : never;
}[keyof MetricsSample];

interface Metric {
  readonly id: string;
  readonly title: string;
  readonly series: readonly [Series, ...Series[]];
  readonly format: (value: number) => string;
}

export const METRICS = [
  {
    id: 'operations',
    title: chart.metrics.operations,
    series: [{ key: 'operations_per_second', label: chart.series.operations }],
    format: formatFigure,
  },
  {
    id: 'latency',
    title: chart.metrics.latency,
    series: [
      { key: 'durable_p50_ms', label: chart.series.p50 },
      { key: 'durable_p99_ms', label: chart.series.p99 },
    ],
    format: formatDuration,
  },
  {
    id: 'memory',
    title: chart.metrics.memory,
    series: [{ key: 'memory_rss_bytes', label: chart.series.memory }],
    format: formatBytes,
  },
  {
    id: 'delay',
    title: chart.metrics.delay,
    series: [{ key: 'event_loop_delay_p99_ms', label: chart.series.delay }],
    format: formatDuration,
  },
  {
    id: 'players',
    title: chart.metrics.players,
    series: [{ key: 'online', label: chart.series.players }],
    format: formatCount,
  },
] as const satisfies readonly Metric[];

export type MetricId = (typeof METRICS)[number]['id'];

export function metricOf(id: MetricId): Metric {
  return METRICS.find((metric) => metric.id === id) as Metric;
}

/** Samples that are further apart than this many intervals have a gap between them. */
const GAP_INTERVALS = 2.5;

/** A point of the chart; a null breaks the line. */
export type Point = { readonly at: number } & Partial<Record<NumericKey, number | null>>;

/** The points of the samples since `from`, with a break wherever samples are missing. */
export function pointsOf(
  samples: readonly MetricsSample[],
  keys: readonly NumericKey[],
  intervalMs: number,
  from: number,
): Point[] {
  const points: Point[] = [];
  let before = Number.NaN;
  for (const sample of samples) {
    const at = Date.parse(sample.at);
    if (at < from) continue;
    if (at - before > intervalMs * GAP_INTERVALS) {
      points.push({ at: before + intervalMs, ...valuesOf(keys, () => null) });
    }
    points.push({ at, ...valuesOf(keys, (key) => sample[key]) });
    before = at;
  }
  return points;
}

function valuesOf(keys: readonly NumericKey[], value: (key: NumericKey) => number | null) {
  return Object.fromEntries(keys.map((key) => [key, value(key)]));
}

export interface Extent {
  readonly latest: number;
  readonly lowest: number;
  readonly highest: number;
}

/** What the line says in three figures, or null where it has no point. */
export function extentOf(points: readonly Point[], key: NumericKey): Extent | null {
  let extent: Extent | null = null as Extent | null;
  for (const point of points) {
    const value = point[key];
    if (value === null || value === undefined) continue;
    extent = {
      latest: value,
      lowest: Math.min(value, extent?.lowest ?? value),
      highest: Math.max(value, extent?.highest ?? value),
    };
  }
  return extent;
}

/** The chart in words, for those who cannot see it. */
export function chartText(metric: Metric, points: readonly Point[], rangeTitle: string): string {
  const parts = metric.series.map(({ key, label }) => {
    const extent = extentOf(points, key);
    if (extent === null) return chart.lineEmpty(label);
    const { latest, lowest, highest } = extent;
    const { format } = metric;
    return chart.line(label, format(latest), format(lowest), format(highest));
  });
  return chart.inWords(rangeTitle, parts.join(' '));
}

/** Steps of an axis of time that read well, in milliseconds. */
const STEPS = [10, 30, 60, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600].map(
  (seconds) => seconds * 1_000,
);

/** Round local moments between `from` and `to`, at most `most` of them. */
export function timeTicks(from: number, to: number, most: number): number[] {
  const step = STEPS.find((candidate) => (to - from) / candidate <= most) ?? STEPS.at(-1)!;
  // Whole hours of local time are not whole hours of UTC everywhere.
  const shift = new Date(to).getTimezoneOffset() * 60_000;
  const ticks: number[] = [];
  for (let at = Math.ceil((from - shift) / step) * step + shift; at <= to; at += step) {
    ticks.push(at);
  }
  return ticks;
}
