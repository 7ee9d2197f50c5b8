/** The seeded generator of the tests: a failing simulation can be run again from its seed. */
import { Random as SeededRandom } from '../../src/simulate/random.ts';

export class Random extends SeededRandom {
  readonly seed: number;

  constructor(seed: number) {
    super(seed);
    this.seed = seed;
  }

  /** One of `from`, which must hold one. */
  override pick<T>(from: readonly T[]): T {
    if (from.length === 0) throw new Error('There is nothing to pick from.');
    return super.pick(from) as T;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.int(0, 255));
  }

  /** A generator of its own, so that one part's draws do not shift those of another. */
  fork(): Random {
    return new Random(this.int(0, 2 ** 32 - 1));
  }
}
