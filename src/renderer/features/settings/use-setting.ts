/** A place in the settings as a field of the page needs it: what stands there, what is wrong, what to do with it. */
import { useCallback } from 'react';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import {
  changedElsewhere,
  checked,
  type Draft,
  isSame,
  nameOf,
  type Path,
  type Problems,
  valueAt,
} from './draft.ts';

export interface SettingPlace {
  /** Of the control, so that it can be led to. */
  readonly id: string;
  readonly value: unknown;
  /** A sentence, or null. */
  readonly problem: string | null;
  readonly edit: (value: unknown) => void;
  /** Whether it is another one than the host has. */
  readonly isUnsaved: boolean;
  readonly isDefault: boolean;
  readonly setDefault: () => void;
}

export function useSetting(path: Path): SettingPlace {
  const session = useSession();
  const value = useApp(({ settings, settingsDraft }) =>
    settings === null ? undefined : valueAt(settings, settingsDraft, path),
  );
  const isUnsaved = useApp(
    ({ settings }) => settings !== null && !isSame(value, valueAt(settings, {}, path)),
  );
  const place = nameOf(path);
  const problem = useApp(
    ({ settingsDraft, settingsRefused }) =>
      problemIn(problemsOf(settingsDraft), place) ?? problemIn(settingsRefused, place),
  );
  const edit = useCallback(
    // The path is an array of its own with every drawing, and always the same.
    (next: unknown) => session.settings.edit(place.split('.').map(partOf) as unknown as Path, next),
    [session, place],
  );
  const standard = valueAt(DEFAULT_SETTINGS, {}, path);
  return {
    id: idOf(place),
    value,
    problem,
    edit,
    isUnsaved,
    isDefault: isSame(value, standard),
    setDefault: () => {
      edit(standard);
      // The button goes away, and the focus with it.
      document.getElementById(idOf(place))?.focus();
    },
  };
}

/** Whether the host has changed it since it was begun to be typed over. */
export function useIsChangedElsewhere(key: Path[0]): boolean {
  return useApp(
    ({ settings, settingsDraft, settingsBase }) =>
      settings !== null && changedElsewhere(settings, settingsDraft, settingsBase).includes(key),
  );
}

const known = new WeakMap<Draft, Problems>();

/** What is wrong with a draft: each field asks, and it is looked at once. */
export function problemsOf(draft: Draft): Problems {
  const problems = known.get(draft) ?? checked(draft).problems;
  known.set(draft, problems);
  return problems;
}

/** What is wrong in a place, or in a line of it where it is a list of lines. */
function problemIn(problems: Problems, place: string): string | null {
  const exact = problems.get(place);
  if (exact !== undefined) return exact;
  if (place !== 'allowedOrigins') return null;
  return [...problems].find(([at]) => at.startsWith(`${place}.`))?.[1] ?? null;
}

function partOf(part: string): string | number {
  return /^\d+$/.test(part) ? Number(part) : part;
}

function idOf(place: string): string {
  return `setting-${place.replaceAll('.', '-')}`;
}

/** Leads to the field that a place is in. */
export function focusPlace(place: string): void {
  const parts = place.split('.');
  for (let length = parts.length; length > 0; length--) {
    const field = document.getElementById(idOf(parts.slice(0, length).join('.')));
    if (field === null) continue;
    field.focus();
    return;
  }
}
