/** The times of the query language: `2h`, `1h30m`, `today`, `2026-11-21`, `2026-11-21T14:30`, `14:30`. */

/** Milliseconds since 1970. Who asks has a clock and days of their own. */
export interface Clock {
  readonly now: number;
  /** By which days are counted: of the machine that parses, or of UTC. */
  readonly zone: 'local' | 'utc';
}

/** The bounds that a date in JavaScript, and so a moment of the log, cannot leave. */
const LATEST = 8.64e15;

const UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const DURATION = /^(?:\d+[smhdw])+$/i;
const PART = /(\d+)([smhdw])/gi;
const CLOCK_TIME = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/;
const DATE =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?(Z|[+-]\d{2}:\d{2})?)?$/i;

/**
 * The moment that `text` names, or null where it names none. A whole day is its beginning for `since`
 * and its end for `until`, so that `since:yesterday until:yesterday` is all of yesterday.
 */
export function momentOf(text: string, side: 'since' | 'until', clock: Clock): number | null {
  const word = text.toLowerCase();
  if (word === 'now') return clock.now;
  if (word === 'today' || word === 'yesterday') {
    const today = fieldsOf(clock.now, clock.zone);
    return dayOf(today, word === 'today' ? 0 : -1, side, clock);
  }
  if (DURATION.test(text)) {
    let length = 0;
    for (const [, count, unit] of text.matchAll(PART)) {
      length += Number(count) * UNITS[unit!.toLowerCase()]!;
    }
    // Nothing is older than the counting of time: who goes back further means everything.
    return Math.max(0, clock.now - length);
  }
  const time = CLOCK_TIME.exec(text);
  if (time !== null) {
    const [year, month, day] = fieldsOf(clock.now, clock.zone);
    return whenOf(
      [year, month, day, ...time.slice(1).map((part) => Number(part ?? 0))],
      clock.zone,
    );
  }
  const date = DATE.exec(text);
  return date === null ? null : dateOf(date, side, clock);
}

function dateOf(match: RegExpExecArray, side: 'since' | 'until', clock: Clock): number | null {
  const [, year, month, day, hour, minute, second = '0', fraction = '', offset] = match;
  const fields = [Number(year), Number(month), Number(day)] as const;
  const isWholeDay = hour === undefined;
  const zone = offset === undefined ? clock.zone : 'utc';
  const whole = whenOf(
    [
      ...fields,
      ...(isWholeDay ? [] : [Number(hour), Number(minute), Number(second)]),
      ...(isWholeDay ? [] : [Number(fraction.padEnd(3, '0'))]),
    ],
    zone,
  );
  if (whole === null) return null;
  if (isWholeDay) return dayOf(fields, 0, side, clock);
  return whole - (offset === undefined ? 0 : offsetOf(offset));
}

/** Milliseconds that a time with this offset is ahead of UTC. */
function offsetOf(offset: string): number {
  if (offset.toUpperCase() === 'Z') return 0;
  const [hours, minutes] = offset.slice(1).split(':').map(Number);
  return (offset[0] === '-' ? -1 : 1) * (hours! * 60 + minutes!) * UNITS.m!;
}

type Day = readonly [year: number, month: number, day: number];

/** The edge of the day that lies `shift` days from this one. Days of a clock that is set have 23 or 25 hours. */
function dayOf(
  [year, month, day]: Day,
  shift: number,
  side: 'since' | 'until',
  { zone }: Clock,
): number | null {
  return within(at([year, month, day + shift + (side === 'until' ? 1 : 0)], zone));
}

/** The moment of these fields, or null where there is no such day or hour. */
function whenOf(fields: readonly number[], zone: Clock['zone']): number | null {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = fields;
  if (year < 1970 || month < 1 || month > 12 || day < 1) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  // Day 0 of the next month is the last of this one.
  if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return null;
  return within(at(fields, zone));
}

function at(fields: readonly number[], zone: Clock['zone']): number {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, ms = 0] = fields;
  return zone === 'utc'
    ? Date.UTC(year, month - 1, day, hour, minute, second, ms)
    : new Date(year, month - 1, day, hour, minute, second, ms).getTime();
}

function fieldsOf(moment: number, zone: Clock['zone']): Day {
  const date = new Date(moment);
  return zone === 'utc'
    ? [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]
    : [date.getFullYear(), date.getMonth() + 1, date.getDate()];
}

function within(moment: number): number | null {
  return moment <= LATEST ? Math.max(0, moment) : null;
}
