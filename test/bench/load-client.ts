/**
 * A client that plays at a steady pace until it is ended, whatever the host's answers take, so that two
 * windows of time see the same load: every few milliseconds so many requests of one kind after the
 * other. Asked how it went, it answers how long the answers took since it was last asked.
 */
import { connect, type ShardClient } from '../../src/client/index.ts';
import { percentile } from './measure.ts';

export interface LoadOptions {
  readonly url: string;
  readonly token: string;
  /** Characters from 1 on who play. */
  readonly players: number;
  readonly perSecond: number;
  /** One in so many requests looks into a bag; a quarter of all are updates, and the rest moves. */
  readonly lookEvery: number;
  /** One, where nothing is said. */
  readonly connections?: number;
}

export interface LoadResult {
  readonly answered: number;
  /** Requests that were held back, for too many were unanswered. */
  readonly heldBack: number;
  /** Requests that were answered with an error. */
  readonly refused: number;
  readonly p50: number;
  readonly p999: number;
}

const TICK_MS = 5;
/** Of a connection: below the host's limit of outstanding requests. */
const UNANSWERED_MAX = 400;

const options = JSON.parse(process.argv[2] ?? '{}') as LoadOptions;
const { url, token, players, lookEvery, connections = 1 } = options;
const shards = await Promise.all(
  Array.from({ length: connections }, () => connect({ url, token })),
);
let latencies: number[] = [];
let unanswered = 0;
let heldBack = 0;
let refused = 0;
let asked = 0;

function request(n: number): Promise<unknown> {
  const shard = shards[n % connections] as ShardClient;
  // A prime, so that each plays as often as the others, and does everything.
  const character_id = 1 + ((n * 7919) % players);
  const turn = Math.floor(n / connections);
  if (turn % lookEvery === 0) return shard.inventory.get({ character_id });
  if (turn % 4 === 1) return shard.characters.update({ character_id, str: 10 + (n % 80) });
  return shard.characters.move({
    character_id,
    position_x: n % 1000,
    position_y: 1,
    position_z: 1,
  });
}

const startedAt = performance.now();
setInterval(() => {
  const due = ((performance.now() - startedAt) / 1000) * options.perSecond;
  for (; asked < due; asked++) {
    if (unanswered >= UNANSWERED_MAX * connections) {
      heldBack++;
      continue;
    }
    const before = performance.now();
    unanswered++;
    void request(asked).then(
      () => {
        unanswered--;
        latencies.push(performance.now() - before);
      },
      () => {
        unanswered--;
        refused++;
      },
    );
  }
}, TICK_MS);

process.on('message', () => {
  const result: LoadResult = {
    answered: latencies.length,
    heldBack,
    refused,
    p50: percentile(latencies, 50),
    p999: percentile(latencies, 99.9),
  };
  latencies = [];
  heldBack = 0;
  refused = 0;
  process.send?.(result);
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
