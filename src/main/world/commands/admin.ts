/** What administrators do to the world: any of its methods with a reason and a way back. */
import { SEARCH_PAGE } from '../../../shared/desk.ts';
import { auditAdminAction } from '../admin-actions/admin-action.ts';
import { undoAction } from '../admin-actions/undo.ts';
import { isAbout, NOTHING_WRITTEN } from '../admin-actions/undo-records.ts';
import type { Commands } from './context.ts';
import { runOperations } from './transactions.ts';

export const admin: Pick<Commands, 'admin.act' | 'admin.undo' | 'admin.actions.list'> = {
  'admin.act'({ transaction, role, run }, { reason, character_id = null, operations }) {
    const [first, ...others] = operations;
    const action = first !== undefined && others.length === 0 ? first.method : 'admin.act';
    const about = { action, role, reason, character_id, details: { operations } };
    const { result, receipt } = auditAdminAction(transaction, about, () =>
      runOperations(run, operations),
    );
    return { results: result, receipt };
  },

  'admin.undo'(context, { seq, reason = `undo of change ${seq}` }) {
    const { record, receipt } = undoAction(context, seq, reason);
    const { action, reason: why, at, character_id } = record;
    return { undone: { seq, action, reason: why, at, character_id }, receipt };
  },

  'admin.actions.list'({ tables }, { character_id, offset = 0, limit = SEARCH_PAGE }) {
    const records = [...tables.undo.rows()];
    const wanted =
      character_id === undefined
        ? records
        : records.filter((record) =>
            isAbout(record, character_id, tables.characters.get(character_id)),
          );
    const newestFirst = wanted.sort((a, b) => b.seq - a.seq);
    return {
      actions: newestFirst.slice(offset, offset + limit).map(({ writes, ...action }) => ({
        ...action,
        can_be_undone: action.undone_by === null && writes !== NOTHING_WRITTEN,
      })),
      total: newestFirst.length,
    };
  },
};
