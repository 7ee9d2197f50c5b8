/** Numbers, sizes, durations and moments as people read them, by the reader's locale. Pure. */
import { text } from '../app/text.ts';

const { units } = text.shared;

const count = new Intl.NumberFormat();
const oneDigit = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const twoDigits = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });
const share = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 0 });

const clockShort = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const short = new Intl.DateTimeFormat(undefined, {
  month: 'short',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  second: '2-digit',
});
const dayAndClock = new Intl.DateTimeFormat(undefined, {
  dateStyle: 'medium',
  timeStyle: 'medium',
});
const utcClock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium', timeZone: 'UTC' });
const utc = new Intl.DateTimeFormat(undefined, {
  dateStyle: 'medium',
  timeStyle: 'medium',
  timeZone: 'UTC',
});

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export function formatCount(value: number): string {
  return count.format(value);
}

/** A rate or another figure that is small enough at times to need a digit behind the point. */
export function formatFigure(value: number): string {
  return Math.abs(value) < 10 ? oneDigit.format(value) : count.format(Math.round(value));
}

export function formatShare(part: number, whole: number): string {
  return share.format(whole === 0 ? 0 : part / whole);
}

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** In the units that memory and disks are counted in: 1 KiB is 1024 bytes. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 1024 && unit < BYTE_UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  const figure = value < 10 && unit > 0 ? twoDigits.format(value) : count.format(Math.round(value));
  return units.bytes[BYTE_UNITS[unit] as (typeof BYTE_UNITS)[number]](figure);
}

/** How long something took: `0.4 ms`, `85 ms`, `1.2 s`, `2 min 5 s`, `3 h 12 min`, `4 d 2 h`. */
export function formatDuration(ms: number): string {
  if (ms < SECOND) return units.milliseconds(formatFigure(ms));
  if (ms < 10 * SECOND) return units.seconds(oneDigit.format(ms / SECOND));
  return formatSpan(ms);
}

/** A span that goes on, in whole units: `40 s`, `2 min 5 s`. */
export function formatSpan(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / SECOND));
  if (seconds < 60) return units.seconds(count.format(seconds));
  const rounded = seconds * SECOND;
  if (rounded < HOUR) return pair(rounded, MINUTE, units.minutes, SECOND, units.seconds);
  if (rounded < DAY) return pair(rounded, HOUR, units.hours, MINUTE, units.minutes);
  return pair(rounded, DAY, units.days, HOUR, units.hours);
}

/** How long ago, in one unit, so that the text stands still for a while: `40 s ago`, `3 h ago`. */
export function formatAgo(ms: number): string {
  if (ms < 2 * SECOND) return text.shared.justNow;
  const whole = (unit: number) => count.format(Math.floor(ms / unit));
  if (ms < MINUTE) return text.shared.ago(units.seconds(whole(SECOND)));
  if (ms < HOUR) return text.shared.ago(units.minutes(whole(MINUTE)));
  if (ms < DAY) return text.shared.ago(units.hours(whole(HOUR)));
  return text.shared.ago(units.days(whole(DAY)));
}

type InUnit = (figure: string) => string;

function pair(ms: number, unit: number, name: InUnit, smaller: number, smallerName: InUnit) {
  const whole = Math.floor(ms / unit);
  const rest = Math.floor((ms - whole * unit) / smaller);
  const larger = name(count.format(whole));
  return rest === 0 ? larger : units.both(larger, smallerName(count.format(rest)));
}

/** The hour of a moment: `14:03`. */
export function formatClockShort(at: number): string {
  return clockShort.format(at);
}

/** `22 Nov, 14:03:20`: where many stand below one another. */
export function formatMomentShort(at: number): string {
  return short.format(at);
}

/** `22 Nov 2026, 14:03:20` */
export function formatMoment(at: number): string {
  return dayAndClock.format(at);
}

/** `13:03:20 UTC` */
export function formatUtcClock(at: number): string {
  return text.shared.utc(utcClock.format(at));
}

export function formatUtc(at: number): string {
  return text.shared.utc(utc.format(at));
}

/** `22 Nov 2026, 14:03:20 (22 Nov 2026, 13:03:20 UTC)` */
export function formatMomentAndUtc(at: number): string {
  return text.shared.withUtc(formatMoment(at), formatUtc(at));
}

/** Reasons come from many places, SQLite among them: not all are written as sentences. */
export function asSentence(reason: string): string {
  const begun = reason.charAt(0).toUpperCase() + reason.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
