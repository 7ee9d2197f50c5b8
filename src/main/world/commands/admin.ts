/** What administrators do to the world by a command of their own. */
import { undoAction } from '../admin-actions/undo.ts';
import type { Commands } from './context.ts';

export const admin: Pick<Commands, 'admin.undo'> = {
  'admin.undo'(context, { seq, reason = `undo of change ${seq}` }) {
    const { action, reason: why, at, character_id } = undoAction(context, seq, reason);
    return { undone: { seq, action, reason: why, at, character_id } };
  },
};
