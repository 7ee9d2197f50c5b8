/**
 * The host's figures as they are measured: one sample a second, and coarser ones made of these for
 * the longer ranges. Keeps them in memory; `host/history.ts` keeps them over a restart.
 */
import { createHistogram, monitorEventLoopDelay, type RecordableHistogram } from 'node:perf_hooks';
import type { MetricsSample } from '../../shared/host-methods.ts';

export type Range = '5m' | '2h' | '24h';

/** A range of the charts: how long one sample is, and how many are kept. */
export const RANGES: Readonly<
  Record<Range, { readonly intervalMs: number; readonly samples: number }>
> = {
  '5m': { intervalMs: 1_000, samples: 300 },
  '2h': { intervalMs: 10_000, samples: 720 },
  '24h': { intervalMs: 120_000, samples: 720 },
};

/** Figures that are read off the host when a sample is taken. */
export interface Gauges {
  /** Commands run since the start. */
  readonly executed: number;
  readonly characters: number;
  readonly online: number;
  readonly connections: number;
  readonly pending: number;
}

interface Tier {
  readonly range: Range;
  readonly latency: RecordableHistogram;
  readonly delay: RecordableHistogram;
  samples: MetricsSample[];
  executed: number;
  since: number;
}

const NS = 1e6;

/** Milliseconds between two looks at the event loop. */
const DELAY_RESOLUTION_MS = 10;

export class MetricsRecorder {
  readonly #gauges: () => Gauges;
  readonly #onSample: (sample: MetricsSample) => void;
  readonly #latency = createHistogram();
  readonly #delay = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
  readonly #tiers: Tier[];
  #timer: NodeJS.Timeout | null = null;

  constructor(
    gauges: () => Gauges,
    onSample: (sample: MetricsSample) => void,
    history: Partial<Record<Range, MetricsSample[]>>,
  ) {
    this.#gauges = gauges;
    this.#onSample = onSample;
    this.#tiers = (Object.keys(RANGES) as Range[]).map((range) => ({
      range,
      latency: createHistogram(),
      delay: createHistogram(),
      samples: (history[range] ?? []).slice(-RANGES[range].samples),
      executed: 0,
      since: performance.now(),
    }));
  }

  /** Milliseconds that change sets took to become durable. */
  observeDurable(milliseconds: number): void {
    this.#latency.record(Math.max(1, Math.round(milliseconds * NS)));
  }

  start(): void {
    this.#delay.enable();
    this.#timer = setInterval(() => this.#tick(), RANGES['5m'].intervalMs);
    this.#timer.unref();
  }

  stop(): void {
    this.#delay.disable();
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  samples(range: Range): readonly MetricsSample[] {
    return this.#tiers.find((tier) => tier.range === range)?.samples ?? [];
  }

  history(): Record<Range, readonly MetricsSample[]> {
    return { '5m': this.samples('5m'), '2h': this.samples('2h'), '24h': this.samples('24h') };
  }

  #tick(): void {
    const gauges = this.#gauges();
    // What is measured is the time between two looks: what lies above its due is the delay.
    const between = this.#delay.count > 0 ? this.#delay.percentile(99) : 0;
    const delay = between - DELAY_RESOLUTION_MS * NS;
    for (const tier of this.#tiers) {
      if (this.#latency.count > 0) tier.latency.add(this.#latency);
      if (delay > 0) tier.delay.record(Math.round(delay));
      const { intervalMs, samples } = RANGES[tier.range];
      const elapsed = performance.now() - tier.since;
      // A timer fires a little early or late; half of the finest interval is no whole one.
      if (elapsed < intervalMs - RANGES['5m'].intervalMs / 2) continue;
      const sample = take(tier, gauges, elapsed);
      tier.samples.push(sample);
      if (tier.samples.length > samples) tier.samples.splice(0, tier.samples.length - samples);
      if (tier.range === '5m') this.#onSample(sample);
    }
    this.#latency.reset();
    this.#delay.reset();
  }
}

function take(tier: Tier, gauges: Gauges, elapsedMs: number): MetricsSample {
  const { latency, delay } = tier;
  const memory = process.memoryUsage();
  const sample: MetricsSample = {
    at: new Date().toISOString(),
    operations_per_second: round(((gauges.executed - tier.executed) * 1000) / elapsedMs),
    durable_p50_ms: latency.count === 0 ? null : round(latency.percentile(50) / NS),
    durable_p99_ms: latency.count === 0 ? null : round(latency.percentile(99) / NS),
    event_loop_delay_p99_ms: delay.count === 0 ? 0 : round(delay.max / NS),
    memory_rss_bytes: memory.rss,
    heap_used_bytes: memory.heapUsed,
    characters: gauges.characters,
    online: gauges.online,
    connections: gauges.connections,
    pending: gauges.pending,
  };
  tier.executed = gauges.executed;
  tier.since = performance.now();
  latency.reset();
  delay.reset();
  return sample;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
