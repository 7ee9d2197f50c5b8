/** `GET /metrics`: the host's figures in Prometheus' text format. */
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Gauges } from './recorder.ts';

export interface PrometheusFigures extends Gauges {
  readonly seq: number;
  readonly durableSeq: number;
  readonly snapshotSeq: number;
  readonly refusing: boolean;
}

/** Seconds; a sync on a good disk takes a tenth of a millisecond, on an ordinary one a few. */
const DURABLE_BUCKETS = [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5];

export class PrometheusMetrics {
  readonly #registry = new Registry();
  readonly #durable: Histogram;

  constructor(figures: () => PrometheusFigures) {
    collectDefaultMetrics({ register: this.#registry });
    const gauge = (name: string, help: string, value: (figures: PrometheusFigures) => number) =>
      new Gauge({
        name: `shardkeep_${name}`,
        help,
        registers: [this.#registry],
        collect() {
          this.set(value(figures()));
        },
      });
    gauge('characters', 'Characters on the shard.', (now) => now.characters);
    gauge('online', 'Characters that are playing.', (now) => now.online);
    gauge('connections', 'Connections of clients.', (now) => now.connections);
    gauge('operations', 'Commands run since the start.', (now) => now.executed);
    gauge('pending_change_sets', 'Change sets that are not durable yet.', (now) => now.pending);
    gauge('seq', 'The last sequence number given.', (now) => now.seq);
    gauge('durable_seq', 'Everything up to here is on disk.', (now) => now.durableSeq);
    gauge('snapshot_seq', 'The database stands here.', (now) => now.snapshotSeq);
    gauge('refusing', '1 where mutations are refused.', (now) => (now.refusing ? 1 : 0));
    this.#durable = new Histogram({
      name: 'shardkeep_durable_seconds',
      help: 'Time until change sets were durable.',
      buckets: DURABLE_BUCKETS,
      registers: [this.#registry],
    });
  }

  observeDurable(milliseconds: number): void {
    this.#durable.observe(milliseconds / 1000);
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
