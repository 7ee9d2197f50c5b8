/** Points, figures and ticks of the chart. */
import { describe, expect, test } from 'vitest';
import {
  chartText,
  extentOf,
  metricOf,
  pointsOf,
  timeTicks,
} from '../../../src/renderer/features/overview/metrics.ts';
import type { MetricsSample } from '../../../src/shared/host-methods.ts';

const START = Date.parse('2026-11-22T12:00:00.000Z');

function sample(second: number, operations: number): MetricsSample {
  return {
    at: new Date(START + second * 1_000).toISOString(),
    operations_per_second: operations,
    durable_p50_ms: null,
    durable_p99_ms: null,
    event_loop_delay_p99_ms: 10,
    memory_rss_bytes: 1,
    heap_used_bytes: 1,
    characters: 0,
    online: 0,
    connections: 0,
    pending: 0,
  };
}

const KEY = 'operations_per_second';

describe('the chart', () => {
  test('breaks its line where samples are missing', () => {
    const samples = [sample(0, 5), sample(1, 7), sample(30, 9)];
    const points = pointsOf(samples, [KEY], 1_000, START);
    expect(points.map((point) => point[KEY])).toEqual([5, 7, null, 9]);
    expect(points[2]?.at).toBe(START + 2_000);
  });

  test('a late sample is no gap', () => {
    expect(pointsOf([sample(0, 5), sample(2, 7)], [KEY], 1_000, START)).toHaveLength(2);
  });

  test('leaves out what lies before its range', () => {
    expect(pointsOf([sample(0, 5), sample(9, 7)], [KEY], 1_000, START + 5_000)).toEqual([
      { at: START + 9_000, [KEY]: 7 },
    ]);
  });

  test('says its figures in words', () => {
    const points = pointsOf([sample(0, 5), sample(1, 9), sample(2, 7)], [KEY], 1_000, START);
    expect(extentOf(points, KEY)).toEqual({ latest: 7, lowest: 5, highest: 9 });
    expect(chartText(metricOf('operations'), points, '5 min')).toBe(
      'Line chart over the last 5 min. Operations per second: latest 7, lowest 5, highest 9.',
    );
    expect(chartText(metricOf('latency'), points, '2 h')).toContain('p50: no figures');
    expect(extentOf([], KEY)).toBeNull();
  });

  test('has round ticks, few enough to be read', () => {
    const ticks = timeTicks(START + 10_000, START + 310_000, 7);
    expect(ticks[0]).toBe(START + 60_000);
    expect(ticks).toHaveLength(5);
    expect(timeTicks(START, START + 24 * 3_600_000, 7).length).toBeLessThanOrEqual(8);
  });
});
