/** What a simulation must do with a deliberate fault: fail, and for nothing but the fault. */
import { expect } from 'vitest';

/**
 * Expects that one of the `lives` whose seeds begin with `first` fails with the fault, and that the same life comes
 * through without it.
 */
export async function expectFaultSeen(
  live: (seed: number, isFaulty: boolean) => void | Promise<void>,
  { first = 1, lives }: { readonly first?: number; readonly lives: number },
): Promise<void> {
  for (let seed = first; seed < first + lives; seed++) {
    try {
      await live(seed, true);
    } catch {
      await live(seed, false);
      return;
    }
  }
  expect.fail('no life has seen the fault');
}
