/**
 * What game masters did, here or elsewhere, as the host remembers it, and as whom, which the log alone
 * tells. Pure.
 */
import type { FoundEntry } from '../../../shared/activity.ts';
import type { RememberedAction } from '../../../shared/admin-actions.ts';
import { text } from '../../app/text.ts';
import type { UndoState } from './actions.ts';

const words = text.actions.remembered;

export interface Remembered extends RememberedAction {
  /** Null where the log does not tell it, or not yet. */
  readonly role: 'gm' | 'admin' | null;
}

/** The actions with what the log has of each of them. */
export function withRoles(
  actions: readonly RememberedAction[],
  entries: readonly FoundEntry[],
): readonly Remembered[] {
  return actions.map((action) => ({ ...action, role: roleOf(action, entries) }));
}

function roleOf({ at, action, reason }: RememberedAction, entries: readonly FoundEntry[]) {
  const entry = entries.find(({ timestamp, event_type: { AdminAction: body } }) => {
    return timestamp === at && body?.action === action && body.reason === reason;
  });
  const role = entry?.event_type.AdminAction?.role;
  return role === 'gm' || role === 'admin' ? role : null;
}

/** `A game master destroyed an item` */
export function rememberedText({ action, role }: Remembered): string {
  const isKnown = Object.hasOwn(words.what, action);
  const what = isKnown ? words.what[action as keyof typeof words.what] : words.other(action);
  return words.by[role ?? 'somebody'](what);
}

/** Whether it is undone or can be; `here` is what became of that in this window, if it has a receipt of it. */
export function undoStateOf(
  { undone_by, can_be_undone }: RememberedAction,
  here: UndoState | undefined,
): UndoState {
  if (undone_by !== null) return { kind: 'done', seq: undone_by };
  if (!can_be_undone) return { kind: 'none' };
  return here ?? { kind: 'possible' };
}
