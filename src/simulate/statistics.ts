/** Counts and latencies by method, in little memory however long it runs. */

/** Buckets grow by 2 %, so a percentile is off by no more than that. */
const GROWTH = Math.log(1.02);
/** From a microsecond to a quarter of an hour. */
const BUCKETS = 1_050;

export class Histogram {
  readonly #buckets = new Uint32Array(BUCKETS);
  #count = 0;
  #max = 0;

  get count(): number {
    return this.#count;
  }

  get max(): number {
    return this.#max;
  }

  add(ms: number): void {
    const bucket = Math.floor(Math.log(Math.max(1, ms * 1_000)) / GROWTH);
    this.#buckets[Math.min(bucket, BUCKETS - 1)]! += 1;
    this.#count++;
    this.#max = Math.max(this.#max, ms);
  }

  /** Milliseconds that this share of all, from 0 to 1, did not exceed. */
  quantile(share: number): number {
    let left = this.#count * share;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      left -= this.#buckets[bucket] as number;
      if (left <= 0) return Math.min(this.#max, Math.exp((bucket + 1) * GROWTH) / 1_000);
    }
    return this.#max;
  }

  merge(other: Histogram): void {
    other.#buckets.forEach((count, bucket) => {
      this.#buckets[bucket]! += count;
    });
    this.#count += other.#count;
    this.#max = Math.max(this.#max, other.#max);
  }
}

/** Messages that are kept of each kind; more of them tell nothing new. */
const MESSAGES_MAX = 20;

export class Messages {
  count = 0;
  readonly first: string[] = [];

  /** True where it is one of the first, which are kept. */
  add(message: string): boolean {
    this.count++;
    if (this.first.length >= MESSAGES_MAX) return false;
    this.first.push(message);
    return true;
  }
}

export class Statistics {
  /** Replaced with an empty one where what follows is to be counted apart. */
  methods = new Map<string, Histogram>();
  /** By code: errors that the simulator provoked. */
  readonly expectedErrors = new Map<string, number>();
  readonly unexpectedErrors = new Messages();
  readonly mismatches = new Messages();
  disconnects = 0;

  noteAnswer(method: string, ms: number): void {
    let histogram = this.methods.get(method);
    if (histogram === undefined) {
      histogram = new Histogram();
      this.methods.set(method, histogram);
    }
    histogram.add(ms);
  }

  noteExpectedError(code: string): void {
    this.expectedErrors.set(code, (this.expectedErrors.get(code) ?? 0) + 1);
  }

  get isClean(): boolean {
    return this.unexpectedErrors.count === 0 && this.mismatches.count === 0;
  }
}
