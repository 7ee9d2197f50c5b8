/**
 * Whether figures have become much worse than those that are committed: only a ratio to a peer counts, as
 * it carries from one machine to another, and only where it is worse than half. What is met is no matter
 * here.
 */
import type { Aim, Section } from './report.ts';

const WORSE = 2;
/** Begins the unit of every ratio. */
const TIMES = '×';

export interface Worse {
  readonly aim: Aim;
  readonly committed: number;
}

/** The figures of `section` that are worse than half of what `baseline` has for them. */
export function worseThan(baseline: readonly Section[], section: Section): Worse[] {
  const committed = new Map(baseline.flatMap(({ aims }) => aims.map((aim) => [aim.id, aim.value])));
  return section.aims.flatMap((aim) => {
    const before = committed.get(aim.id);
    if (before === undefined || !aim.unit.startsWith(TIMES)) return [];
    const isWorse =
      aim.atLeast === undefined ? aim.value > before * WORSE : aim.value < before / WORSE;
    return isWorse ? [{ aim, committed: before }] : [];
  });
}
