/** What administrators do to the world: any of its methods with a reason and a way back. */
import { auditAdminAction } from '../admin-actions/admin-action.ts';
import { undoAction } from '../admin-actions/undo.ts';
import type { Commands } from './context.ts';
import { runOperations } from './transactions.ts';

export const admin: Pick<Commands, 'admin.act' | 'admin.undo'> = {
  'admin.act'({ transaction, role, run }, { reason, character_id = null, operations }) {
    const [first, ...others] = operations;
    const action = first !== undefined && others.length === 0 ? first.method : 'admin.act';
    const about = { action, role, reason, character_id, details: { operations } };
    return auditAdminAction(transaction, about, () => ({
      results: runOperations(run, operations),
    }));
  },

  'admin.undo'(context, { seq, reason = `undo of change ${seq}` }) {
    const { action, reason: why, at, character_id } = undoAction(context, seq, reason);
    return { undone: { seq, action, reason: why, at, character_id } };
  },
};
