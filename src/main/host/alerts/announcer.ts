/**
 * When an alert is sent: at once, unless one of its rule was within the quiet time. What comes and goes
 * meanwhile is counted, and told in one word behind it. An end is told where the beginning was.
 */
import type { Alert } from '../../../shared/alerts.ts';

/** What became of an alert. */
export interface AlertNews {
  /** `passed`: it came and went before it could be told. */
  readonly kind: 'began' | 'over' | 'passed';
  readonly alert: Alert;
  /** When it began or was over. */
  readonly at: string;
  /** How often it came since it was last told. */
  readonly times: number;
}

interface Held {
  readonly alert: Alert;
  readonly times: number;
  /** When it was over, or null. */
  readonly overAt: string | null;
}

export class Announcer {
  /** Alerts whose beginning is not told yet, and those whose end is to be. */
  readonly #held = new Map<string, Held>();
  readonly #told = new Set<string>();
  readonly #toldAt = new Map<string, number>();
  #ends: AlertNews[] = [];

  began(alert: Alert): void {
    const times = (this.#held.get(alert.id)?.times ?? 0) + 1;
    this.#held.set(alert.id, { alert, times, overAt: null });
  }

  over(alert: Alert, at: string): void {
    if (this.#told.delete(alert.id)) {
      this.#ends.push({ kind: 'over', alert, at, times: 1 });
      return;
    }
    const held = this.#held.get(alert.id);
    if (held !== undefined) this.#held.set(alert.id, { ...held, overAt: at });
  }

  /** Nobody wants to hear of it any more. */
  forget(id: string): void {
    this.#held.delete(id);
    this.#told.delete(id);
  }

  /** What is to be told now; `now` and `quietMs` are in milliseconds that never jump. */
  due(now: number, quietMs: number): readonly AlertNews[] {
    const news = this.#ends;
    this.#ends = [];
    const spoken = new Set<string>();
    for (const [id, { alert, times, overAt }] of this.#held) {
      const voice = voiceOf(alert);
      const toldAt = this.#toldAt.get(voice);
      if (toldAt !== undefined && now - toldAt < quietMs) continue;
      this.#held.delete(id);
      spoken.add(voice);
      if (overAt === null) {
        this.#told.add(id);
        news.push({ kind: 'began', alert, at: alert.since, times });
      } else {
        news.push({ kind: 'passed', alert, at: overAt, times });
      }
    }
    for (const voice of spoken) this.#toldAt.set(voice, now);
    return news;
  }
}

/** What is quiet together: a rule, and each query by itself. */
function voiceOf({ rule, id }: Alert): string {
  return rule === 'query' ? id : rule;
}
