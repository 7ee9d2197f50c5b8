/** Moments on a slider, and in a field for a date and a time of the reader's own zone. Pure. */
import type { RestoreWindow, TimelineStatus } from '../../../shared/restore.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What can be gone back to, in milliseconds of the wall clock; whole seconds. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Null where there is nothing that could be gone back to by a moment. */
export function rangeOf({ from_at, to_at }: RestoreWindow): Range | null {
  if (from_at === null || to_at === null) return null;
  // Inwards at its beginning, so that no choice lies before it; outwards at its end, where now is.
  const from = Math.ceil(Date.parse(from_at) / SECOND) * SECOND;
  const to = Math.ceil(Date.parse(to_at) / SECOND) * SECOND;
  return from > to ? { from: to, to } : { from, to };
}

const STEPS = [
  SECOND,
  5 * SECOND,
  10 * SECOND,
  30 * SECOND,
  MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  6 * HOUR,
];
/** More than that cannot be told apart on a slider; the field takes seconds. */
const STEPS_MAX = 600;

/** How far the slider moves at a time. */
export function stepOf({ from, to }: Range): number {
  return STEPS.find((step) => (to - from) / step <= STEPS_MAX) ?? DAY;
}

export function clamp(at: number, { from, to }: Range): number {
  return Math.min(Math.max(at, from), to);
}

/** Ages that one often wants to go back by. */
const QUICK = [MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, DAY];

export function quickAges({ from, to }: Range): readonly number[] {
  return QUICK.filter((age) => to - age > from);
}

/** Where to begin: not long ago, since most mistakes are noticed soon. */
export function firstChoice(range: Range): number {
  return clamp(range.to - 10 * MINUTE, range);
}

/** What a field of the type `datetime-local` holds, to the second. */
export function toField(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** The moment that a field holds, or null where it is none, as while somebody types. */
export function fromField(text: string): number | null {
  // Without a zone it is read as one of the reader's own.
  const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

/** From 0 to 1 along the slider. */
export function placeOf(at: number, { from, to }: Range): number {
  return from === to ? 1 : (clamp(at, { from, to }) - from) / (to - from);
}

/** When there were restores within the range: a timeline begins with each. */
export function restoresWithin({ timelines }: RestoreWindow, { from, to }: Range): number[] {
  return timelines
    .filter(({ parent }) => parent !== null)
    .map(({ from_at }) => (from_at === null ? Number.NaN : Date.parse(from_at)))
    .filter((at) => at > from && at < to);
}

/** The stretch between two restores that was live at a moment; undefined before the first. */
export function timelineAt({ timelines }: RestoreWindow, at: number): TimelineStatus | undefined {
  return timelines.findLast(({ from_at }) => from_at === null || Date.parse(from_at) <= at);
}
