/**
 * What somebody has typed into the settings and not saved: values as they are typed, good or not, by
 * setting. Checked by the schema of the settings itself. Pure.
 */
import { type Settings, settings as schema } from '../../../shared/settings.ts';
import { issueText } from './words.ts';

/** Only settings that differ from those of the host; whole ones, with all that is in them. */
export type Draft = Readonly<Partial<Record<keyof Settings, unknown>>>;

/** The way to a value: a setting, and further in where it has parts. */
export type Path = readonly [keyof Settings, ...(string | number)[]];

/** What is wrong, by the place as text: `alerts.queries.0.query`. */
export type Problems = ReadonlyMap<string, string>;

export function nameOf(path: readonly (string | number)[]): string {
  return path.join('.');
}

/** What stands in a field: what was typed, else what the host has. */
export function valueAt(settings: Settings, draft: Draft, path: Path): unknown {
  const [key, ...rest] = path;
  let value: unknown = Object.hasOwn(draft, key) ? draft[key] : settings[key];
  for (const part of rest) value = (value as Record<string | number, unknown> | undefined)?.[part];
  return value;
}

/** The draft with another value in one place. What is as the host has it is no part of a draft. */
export function withValue(settings: Settings, draft: Draft, path: Path, value: unknown): Draft {
  const [key, ...rest] = path;
  const whole = replaced(valueAt(settings, draft, [key]), rest, value);
  const { [key]: _, ...others } = draft;
  return isSame(whole, settings[key]) ? others : { ...others, [key]: whole };
}

function replaced(whole: unknown, path: readonly (string | number)[], value: unknown): unknown {
  const [part, ...rest] = path;
  if (part === undefined) return value;
  const inner = replaced((whole as Record<string | number, unknown>)[part], rest, value);
  if (Array.isArray(whole)) return whole.with(part as number, inner);
  return { ...(whole as object), [part]: inner };
}

export function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The patch that a draft comes to, or what keeps it from being one. */
export function checked(draft: Draft): {
  readonly patch: Partial<Settings>;
  readonly problems: Problems;
} {
  const patch: Record<string, unknown> = {};
  const problems = new Map<string, string>();
  for (const [key, value] of Object.entries(draft)) {
    const parsed = schema.shape[key as keyof Settings].safeParse(meant(value));
    if (parsed.success) patch[key] = parsed.data;
    for (const issue of parsed.error?.issues ?? []) {
      const place = nameOf([key, ...issue.path.map((part) => part as string | number)]);
      // The first is what is to be mended first.
      if (!problems.has(place)) problems.set(place, issueText(issue));
    }
  }
  return { patch, problems };
}

/** In a list of lines the empty ones are nothing but space. */
function meant(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.every((one) => typeof one === 'string')
    ? value.map((line) => line.trim()).filter((line) => line !== '')
    : value;
}

/** Settings that the host has changed since they were begun to be typed over. */
export function changedElsewhere(
  settings: Settings,
  draft: Draft,
  base: Partial<Settings>,
): readonly (keyof Settings)[] {
  return (Object.keys(draft) as (keyof Settings)[]).filter(
    (key) => Object.hasOwn(base, key) && !isSame(base[key], settings[key]),
  );
}
