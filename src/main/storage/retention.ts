/**
 * Which backups have had their time: everything of the last hours is kept, then one a day, then one a
 * week. Pure: decides and deletes nothing.
 */

export interface RetentionPolicy {
  /** All backups that are no older are kept. */
  readonly hours: number;
  /** The newest of each day is kept for so many days, the newest of each week for so many weeks (UTC). */
  readonly days: number;
  readonly weeks: number;
}

export interface Kept {
  readonly name: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly isWhole: boolean;
  readonly isProtected: boolean;
  /** When it was last proven, ISO 8601 in UTC; null where never. */
  readonly provenAt: string | null;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
/** 1 January 1970 was a Thursday: weeks begin on Mondays. */
const MONDAY_MS = 3 * DAY_MS;

/**
 * The names of those to delete. Nothing goes while the newest is not known to be whole, so that no
 * backup goes before its successor is good; the newest whole one never goes, nor the newest proven
 * one, nor a protected one. A
 * clock that stands before the newest backup has jumped, and one of null is known to have: until it is
 * sane again nothing is old.
 */
export function expired(
  backups: readonly Kept[],
  policy: RetentionPolicy,
  now: number | null,
): readonly string[] {
  if (now === null) return [];
  const newestFirst = [...backups].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  const [newest] = newestFirst;
  const proven = newestFirst.find(({ isWhole, provenAt }) => isWhole && provenAt !== null);
  if (newest === undefined || !newest.isWhole || Date.parse(newest.at) > now) return [];
  const slots = new Set<string>();
  /** True for the first backup that asks for a slot: the newest of its day or week. */
  const takes = (slot: string) => !slots.has(slot) && slots.add(slot) === slots;
  const names: string[] = [];
  for (const { name, at, isWhole, isProtected } of newestFirst) {
    const time = Date.parse(at);
    const age = now - time;
    if (
      name === newest.name ||
      name === proven?.name ||
      isProtected ||
      age <= policy.hours * HOUR_MS
    )
      continue;
    // One that is broken takes no place of one that is whole.
    const isOfDay =
      isWhole && age <= policy.days * DAY_MS && takes(`day ${Math.floor(time / DAY_MS)}`);
    const isOfWeek =
      isWhole &&
      age <= policy.weeks * WEEK_MS &&
      takes(`week ${Math.floor((time + MONDAY_MS) / WEEK_MS)}`);
    if (!isOfDay && !isOfWeek) names.push(name);
  }
  return names;
}
