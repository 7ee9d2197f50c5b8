/** The settings that a field of the page is for, by section, each with how it is typed in. */
import type { Settings } from '../../../shared/settings.ts';
import type { text } from '../../app/text.ts';

type Unit = keyof typeof text.settings.units;
type Nullable = keyof typeof text.settings.none;

/** One that has a field of the common kind; lists, tokens and alerts have parts of their own. */
export type Field =
  | { readonly kind: 'text'; readonly key: 'name' | 'location' | 'host' }
  /** Empty for the folder within the data directory. */
  | { readonly kind: 'path'; readonly key: 'backupDirectory' }
  | { readonly kind: 'number'; readonly key: NumberKey; readonly unit: Unit | null }
  /** A number, or none at the tick of a box. */
  | {
      readonly kind: 'maybe';
      readonly key: Exclude<Nullable, 'vacuumHour'>;
      readonly unit: Unit;
    }
  | { readonly kind: 'region'; readonly key: 'region' }
  | { readonly kind: 'hour'; readonly key: 'vacuumHour' }
  /** Texts, one a line. */
  | { readonly kind: 'lines'; readonly key: 'allowedOrigins' };

type NumberKey = {
  [K in keyof Settings]: number extends Settings[K]
    ? null extends Settings[K]
      ? never
      : K
    : never;
}[keyof Settings];

const number = (key: NumberKey, unit: Unit | null): Field => ({ kind: 'number', key, unit });

export const SECTIONS = {
  shard: [
    { kind: 'text', key: 'name' },
    { kind: 'region', key: 'region' },
    { kind: 'text', key: 'location' },
    number('maxCharacters', 'characters'),
    { kind: 'maybe', key: 'bagSlots', unit: 'slots' },
  ],
  network: [
    { kind: 'text', key: 'host' },
    number('port', null),
    number('connectionsMax', 'connections'),
    { kind: 'lines', key: 'allowedOrigins' },
  ],
  saves: [
    number('snapshotSeconds', 'seconds'),
    number('backupMinutes', 'minutes'),
    { kind: 'path', key: 'backupDirectory' },
    number('backupHours', 'hours'),
    number('backupDays', 'days'),
    number('backupWeeks', 'weeks'),
    number('restoreHours', 'hours'),
    number('journalMib', 'mib'),
  ],
  activity: [
    number('activityCompressDays', 'days'),
    { kind: 'maybe', key: 'activityDeleteDays', unit: 'days' },
  ],
  maintenance: [{ kind: 'hour', key: 'vacuumHour' }, number('vacuumMaxOnline', 'players')],
  memory: [
    { kind: 'maybe', key: 'memoryLimitMib', unit: 'mib' },
    number('memoryWarnPercent', 'percent'),
  ],
} as const satisfies Readonly<Record<string, readonly Field[]>>;
