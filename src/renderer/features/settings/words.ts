/** The settings in words: what is wrong with a value, and what a default is. Pure. */
import type { core } from 'zod';
import { DEFAULT_SETTINGS, type Settings } from '../../../shared/settings.ts';
import { text } from '../../app/text.ts';
import { asSentence, formatCount } from '../../ui/format.ts';
import type { Field } from './fields.ts';

const { fields, problems, units, none, isEmpty } = text.settings;

/** What is to be mended about a value, as a sentence. */
export function issueText(issue: core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'number' || issue.expected === 'int'
        ? problems.wholeNumber
        : problems.empty;
    case 'too_small':
      return issue.origin === 'string' ? problems.empty : problems.atLeast(figure(issue.minimum));
    case 'too_big':
      if (issue.origin === 'string') return problems.tooLong(Number(issue.maximum));
      if (issue.origin === 'array') return problems.tooMany(Number(issue.maximum));
      return problems.atMost(figure(issue.maximum));
    case 'invalid_format':
      return issue.format === 'url' ? problems.url : asSentence(issue.message);
    default:
      return asSentence(issue.message);
  }
}

function figure(value: number | bigint): string {
  return formatCount(Number(value));
}

/** What people call a setting. */
export function labelOf(key: keyof Settings): string {
  if (key === 'serverId') return text.settings.id;
  return key === 'alerts' ? text.settings.sections.alerts : fields[key].label;
}

/** A value as it reads behind "Default:". */
function valueText(field: Field, value: unknown): string {
  if (value === null) return field.key in none ? none[field.key as keyof typeof none] : isEmpty;
  if (Array.isArray(value)) return value.length === 0 ? isEmpty : value.join(', ');
  if (field.kind === 'hour') return hourText(value as number);
  if (typeof value === 'number') {
    // Ports are names, not quantities.
    if (field.kind === 'number' && field.unit === null) return String(value);
    const unit = 'unit' in field && field.unit !== null ? units[field.unit] : '';
    return unit === units.percent ? `${value}%` : `${formatCount(value)} ${unit}`;
  }
  return value === '' ? isEmpty : String(value);
}

export function defaultText(field: Field): string {
  return valueText(field, DEFAULT_SETTINGS[field.key]);
}

/** An hour of the day, as the reader's clock shows it. */
export function hourText(hour: number): string {
  return new Intl.DateTimeFormat(undefined, { timeStyle: 'short' }).format(
    new Date(2026, 0, 1, hour),
  );
}

/** Addresses that are named; of more the number. */
const NAMED_MAX = 5;

/** Who is cut off when a token is replaced. */
export function cutOffText(role: string, addresses: readonly string[]): string {
  const { cutOff, andMore } = text.settings.tokens;
  const named = addresses.slice(0, NAMED_MAX);
  const left = addresses.length - named.length;
  const who = [...named, ...(left > 0 ? [andMore(left)] : [])].join(', ');
  return cutOff(role, addresses.length, who);
}
