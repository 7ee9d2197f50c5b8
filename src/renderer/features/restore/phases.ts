/** The phases of a restore in words, and when the one that runs may end. Pure. */
import type { RestorePhase, RestoreProgress } from '../../../shared/restore.ts';
import { text } from '../../app/text.ts';
import { formatCount, formatSpan } from '../../ui/format.ts';

const words = text.restore;

/** In the order that they come in. */
export const PHASES: readonly RestorePhase[] = [
  'building',
  'comparing',
  'stopping',
  'safety backup',
  'finishing',
  'loading',
  'checking',
  'switching',
  'backup',
];

/** The phase that runs, and since when; milliseconds of the wall clock. */
export interface PhaseSince {
  readonly progress: RestoreProgress;
  readonly since: number;
}

export interface PhaseLine {
  readonly phase: RestorePhase;
  readonly text: string;
  readonly state: 'waiting' | 'running' | 'done';
}

/** Which are done, which one runs; all wait where none has been told of. */
export function phaseLines(current: RestorePhase | null): readonly PhaseLine[] {
  const running = current === null ? -1 : PHASES.indexOf(current);
  return PHASES.map((phase, index) => ({
    phase,
    text: words.phases[phase],
    state: index < running ? 'done' : index === running ? 'running' : 'waiting',
  }));
}

/** For who hears it: `Step 4 of 9: Back up the world as it is now` */
export function phaseText(phase: RestorePhase): string {
  return words.phase(
    formatCount(PHASES.indexOf(phase) + 1),
    formatCount(PHASES.length),
    words.phases[phase],
  );
}

/** From 0 to 1, or null where the phase cannot be counted. */
export function shareOf({ done, of }: RestoreProgress): number | null {
  return done === null || of === null || of <= 0 ? null : Math.min(1, done / of);
}

/** Before that a rate is a guess. */
const CERTAIN_MS = 2_000;

/** `1,200 of 4,000, about 12 s left`; empty where there is nothing to say. */
export function progressText({ progress, since }: PhaseSince, now: number): string {
  const share = shareOf(progress);
  const { done, of } = progress;
  if (share === null || done === null || of === null) return '';
  const ran = now - since;
  if (share <= 0 || share >= 1 || ran < CERTAIN_MS) {
    return words.progress(formatCount(done), formatCount(of));
  }
  const left = formatSpan(Math.max(1_000, (ran / share) * (1 - share)));
  return words.progressLeft(formatCount(done), formatCount(of), left);
}

/** Keeps the moment that a phase began at while it goes on. */
export function phaseSince(
  before: PhaseSince | null,
  progress: RestoreProgress,
  now: number,
): PhaseSince {
  const since = before?.progress.phase === progress.phase ? before.since : now;
  return { progress, since };
}
