/** Which of the host's processes have died, and which are away: what their status alone does not remember. */
import type { ProcessStatus } from '../../processes/supervisor.ts';

export interface ProcessFact {
  readonly name: string;
  readonly lastEnd: string | null;
  /** Milliseconds since it was last seen to have died; null where it was not. */
  readonly endedMs: number | null;
  /** Milliseconds for which it has been away; 0 while it is there. */
  readonly goneMs: number;
}

interface Seen {
  readonly restarts: number;
  readonly endedAt: number | null;
  readonly goneSince: number | null;
}

export class ProcessWatch {
  #seen: ReadonlyMap<string, Seen> = new Map();

  /** `now` is in milliseconds that never jump. */
  look(processes: readonly ProcessStatus[], now: number): readonly ProcessFact[] {
    const seen = new Map(
      processes.map((status) => [status.name, after(this.#seen.get(status.name), status, now)]),
    );
    this.#seen = seen;
    return processes.map(({ name, lastEnd }) => {
      const { endedAt, goneSince } = seen.get(name) as Seen;
      return {
        name,
        lastEnd,
        endedMs: endedAt === null ? null : now - endedAt,
        goneMs: goneSince === null ? 0 : now - goneSince,
      };
    });
  }
}

function after(
  before: Seen | undefined,
  { state, restarts, lastEnd }: ProcessStatus,
  now: number,
): Seen {
  // One on its first start has not been there yet, and is not missed.
  const isGone = state !== 'ready' && lastEnd !== null;
  const hasDied = restarts > (before?.restarts ?? 0);
  return {
    restarts,
    endedAt: hasDied ? now : (before?.endedAt ?? null),
    goneSince: isGone ? (before?.goneSince ?? now) : null,
  };
}
