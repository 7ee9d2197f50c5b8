/** What is not as it should be, by the figures of one look at the host and the rules of the settings. Pure. */
import type { AlertRule, AlertRules } from '../../../shared/alerts.ts';
import type { MemoryStatus } from '../../../shared/maintenance.ts';
import type { ProcessFact } from './process-watch.ts';
import { SAYINGS, type Saying } from './sentences.ts';

/** What a look at the host has found. */
export interface Facts {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly startedAt: number;
  /** Why the last snapshot failed, or null. */
  readonly snapshotError: string | null;
  readonly backup: {
    readonly error: string | null;
    /** When the newest one was made, or null. */
    readonly newestAt: number | null;
    readonly intervalMs: number;
  };
  readonly journal: {
    readonly refusing: string | null;
    /** What is damaged, or null. */
    readonly damage: string | null;
    readonly pending: number;
    readonly waitedMs: number;
  };
  /** The disks that the shard lies on, each once. */
  readonly disks: readonly { readonly path: string; readonly freeBytes: number }[];
  readonly memory: MemoryStatus;
  readonly characters: { readonly count: number; readonly max: number };
  readonly processes: readonly ProcessFact[];
  /** What the last check of the rules of the world, and the last one of the items, found. */
  readonly violations: readonly string[];
  readonly contradictions: readonly string[];
  /** Why the webhook takes nothing, or null. */
  readonly webhookFailure: string | null;
}

/** Something that is the matter now. */
export interface Condition extends Saying {
  /** The same as long as it is. */
  readonly id: string;
  readonly rule: AlertRule;
}

const MIB = 1024 ** 2;
/** Milliseconds for which it is told that a process ended, though it is back. */
const ENDED_MS = 60_000;

export function conditionsOf(facts: Facts, rules: AlertRules): Condition[] {
  const found: Condition[] = [];
  const add = (rule: AlertRule, saying: Saying, part = '') => {
    found.push({ id: part === '' ? rule : `${rule}:${part}`, rule, ...saying });
  };
  const { now, backup, journal, memory, characters } = facts;

  if (rules.snapshotFailed.on && facts.snapshotError !== null) {
    add('snapshotFailed', SAYINGS.snapshotFailed(facts.snapshotError));
  }
  if (rules.backupFailed.on && backup.error !== null) {
    add('backupFailed', SAYINGS.backupFailed(backup.error));
  }
  // While the host did not run there was nobody to make one.
  const backupMs = now - Math.max(backup.newestAt ?? 0, facts.startedAt);
  const isLate = backupMs >= rules.backupLate.intervals * backup.intervalMs;
  if (rules.backupLate.on && isLate && backup.error === null) {
    add('backupLate', SAYINGS.backupLate(backupMs, backup.intervalMs));
  }
  if (rules.journalRefuses.on && journal.damage !== null) {
    add('journalRefuses', SAYINGS.journalDamaged(journal.damage), 'damaged');
  } else if (rules.journalRefuses.on && journal.refusing !== null) {
    add('journalRefuses', SAYINGS.journalRefuses(journal.refusing));
  }
  const isSlow = journal.waitedMs >= rules.journalSlow.seconds * 1000;
  if (rules.journalSlow.on && isSlow && journal.refusing === null) {
    add('journalSlow', SAYINGS.journalSlow(journal.waitedMs, journal.pending));
  }
  for (const { path, freeBytes } of facts.disks) {
    if (!rules.diskSpace.on || freeBytes >= rules.diskSpace.mib * MIB) continue;
    add('diskSpace', SAYINGS.diskSpace(path, freeBytes), path);
  }
  if (rules.memory.on && memory.limit_bytes !== null) {
    const { state, rss_bytes, limit_bytes } = memory;
    if (state === 'warning') add('memory', SAYINGS.memoryWarning(rss_bytes, limit_bytes));
    if (state === 'exhausted') add('memory', SAYINGS.memoryExhausted(limit_bytes), state);
  }
  const { count, max } = characters;
  if (rules.capacity.on && count * 100 >= max * rules.capacity.percent) {
    add('capacity', SAYINGS.capacity(count, max));
  }
  for (const { name, lastEnd, endedMs, goneMs } of facts.processes) {
    const how = lastEnd ?? 'no reason is known';
    if (rules.processGone.on && goneMs >= rules.processGone.seconds * 1000) {
      add('processGone', SAYINGS.processGone(name, how), name);
    }
    if (rules.processEnded.on && endedMs !== null && endedMs < ENDED_MS) {
      add('processEnded', SAYINGS.processEnded(name, how), name);
    }
  }
  if (rules.invariantBroken.on && facts.violations.length > 0) {
    add('invariantBroken', SAYINGS.invariantBroken(facts.violations));
  }
  if (rules.itemContradiction.on && facts.contradictions.length > 0) {
    add('itemContradiction', SAYINGS.itemContradiction(facts.contradictions));
  }
  if (facts.webhookFailure !== null) add('webhook', SAYINGS.webhook(facts.webhookFailure));
  return found;
}
