/**
 * A client that plays at a steady pace until it is ended, whatever the host's answers take, so that two
 * windows of time see the same load: every few milliseconds so many requests of one kind after the
 * other. Asked how it went, it answers how long the answers took since it was last asked.
 */
import { connect } from '../../src/client/index.ts';
import { percentile } from './measure.ts';

export interface LoadOptions {
  readonly url: string;
  readonly token: string;
  readonly characters: number;
  readonly perSecond: number;
}

export interface LoadResult {
  readonly answered: number;
  /** Requests that were held back, for too many were unanswered. */
  readonly heldBack: number;
  readonly p50: number;
  readonly p999: number;
}

const TICK_MS = 5;
/** Below the host's limit of outstanding requests. */
const UNANSWERED_MAX = 400;

const options = JSON.parse(process.argv[2] ?? '{}') as LoadOptions;
const shard = await connect({ url: options.url, token: options.token });
let latencies: number[] = [];
let unanswered = 0;
let heldBack = 0;
let asked = 0;

function request(n: number): Promise<unknown> {
  const character_id = 1 + ((n * 7919) % options.characters);
  if (n % 4 === 0) return shard.characters.update({ character_id, str: 10 + (n % 80) });
  if (n % 4 === 1) return shard.inventory.get({ character_id });
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
    if (unanswered >= UNANSWERED_MAX) {
      heldBack++;
      continue;
    }
    const before = performance.now();
    unanswered++;
    void request(asked).then(() => {
      unanswered--;
      latencies.push(performance.now() - before);
    });
  }
}, TICK_MS);

process.on('message', () => {
  const result: LoadResult = {
    answered: latencies.length,
    heldBack,
    p50: percentile(latencies, 50),
    p999: percentile(latencies, 99.9),
  };
  latencies = [];
  heldBack = 0;
  process.send?.(result);
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
