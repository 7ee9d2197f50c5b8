/** Runs the invariants over the live world in slices that do not hold up play. */
import { setImmediate as turn } from 'node:timers/promises';
import type { HostResult } from '../../shared/host-methods.ts';
import { verifyInvariants } from '../world/invariants.ts';
import type { World } from '../world/world.ts';

/** Milliseconds of checking between two turns of the event loop. */
const SLICE_MS = 2;
/** Rows between two looks at the clock. */
const ROWS_A_LOOK = 64;

export async function verifyWorld(world: World): Promise<HostResult<'admin.verifyInvariants'>> {
  const startedAt = performance.now();
  const walk = verifyInvariants(world.tables, world.rules.maxCharacters);
  let pauseAt = performance.now() + SLICE_MS;
  for (let rows = 1; ; rows++) {
    const next = walk.next();
    if (next.done) {
      const { checked, violations } = next.value;
      const duration_ms = Math.round(performance.now() - startedAt);
      return { ok: violations.length === 0, checked, violations, duration_ms };
    }
    if (rows % ROWS_A_LOOK !== 0 || performance.now() < pauseAt) continue;
    await turn();
    pauseAt = performance.now() + SLICE_MS;
  }
}
