/** Runs the invariants over the live world in slices that do not hold up play. */
import type { HostResult } from '../../shared/host-methods.ts';
import { verifyInvariants } from '../world/invariants.ts';
import type { World } from '../world/world.ts';
import { inSlices } from './slices.ts';

export async function verifyWorld(world: World): Promise<HostResult<'admin.verifyInvariants'>> {
  const startedAt = performance.now();
  const walk = verifyInvariants(world.tables, world.rules.maxCharacters);
  const { checked, violations } = await inSlices(walk);
  const duration_ms = Math.round(performance.now() - startedAt);
  return { ok: violations.length === 0, checked, violations, duration_ms };
}
