/** The phases of a restore in words, and when the one that runs may end. Pure. */
import type { RestorePhase, RestoreProgress } from '../../../shared/restore.ts';
import { formatCount, formatSpan } from '../../ui/format.ts';

/** In the order that they come in. */
const WORDS: Readonly<Record<RestorePhase, string>> = {
  building: 'Build the earlier world beside the running one',
  comparing: 'Compare it with the world as it is now',
  stopping: 'Log players out and stop changes',
  'safety backup': 'Back up the world as it is now',
  finishing: 'Bring the earlier world to its exact moment',
  loading: 'Load it into memory',
  checking: 'Check its rules',
  switching: 'Let it take the place of the other',
  backup: 'Back up the restored world',
};

export const PHASES = Object.keys(WORDS) as readonly RestorePhase[];

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
    text: WORDS[phase],
    state: index < running ? 'done' : index === running ? 'running' : 'waiting',
  }));
}

/** For who hears it: `Step 4 of 9: Back up the world as it is now` */
export function phaseText(phase: RestorePhase): string {
  return `Step ${PHASES.indexOf(phase) + 1} of ${PHASES.length}: ${WORDS[phase]}`;
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
  const figures = `${formatCount(done)} of ${formatCount(of)}`;
  const ran = now - since;
  if (share <= 0 || share >= 1 || ran < CERTAIN_MS) return figures;
  const left = (ran / share) * (1 - share);
  return `${figures}, about ${formatSpan(Math.max(1_000, left))} left`;
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
