/**
 * What an administrator does to the world's rows, as one audited step: the change itself, the gold that
 * it makes or takes out of the world, an event for every deed in it, an `AdminAction` with its reason,
 * and what it takes to take it back.
 */
import type { AdminReceipt } from '../../../shared/admin-actions.ts';
import { ShardError } from '../../../shared/errors.ts';
import type { Role } from '../../../shared/method.ts';
import type { DoneBy, Transaction, Write } from '../transaction.ts';
import { logDeeds } from './deeds.ts';
import { receiptOf } from './receipt.ts';
import { rowsBefore } from './rows-before.ts';
import { remember } from './undo-records.ts';

export interface AdminAction {
  /** The method that was called. */
  readonly action: string;
  readonly role: Role;
  readonly reason: string;
  /** Whom it is about, or null. */
  readonly character_id: number | null;
  readonly details: Readonly<Record<string, unknown>>;
}

/**
 * Runs `change`, which may set gold and move items without a word: what it did is told, and the gold
 * counted, from the rows before and after. Throws what `change` throws, and `Conflict` where it changes
 * nothing.
 */
export function runAdminAction(
  transaction: Transaction,
  about: AdminAction,
  change: () => void,
): AdminReceipt {
  const since = transaction.savepoint();
  const by = logAction(transaction, about);
  const writes = transaction.doneBy(by, () => {
    const { writes } = perform(transaction, change);
    logDeeds(transaction, rowsBefore(transaction.tables, writes), by.reason);
    return writes;
  });
  const receipt = receiptOf(transaction, { ...about, role: by.role }, since);
  remember(transaction, about, writes);
  return receipt;
}

/**
 * Runs `change`, whose own commands tell their deeds and count their gold, as they do in play. Throws
 * what `change` throws, and `Conflict` where it changes nothing.
 */
export function auditAdminAction<Result>(
  transaction: Transaction,
  about: AdminAction,
  change: () => Result,
): { readonly result: Result; readonly receipt: AdminReceipt } {
  const since = transaction.savepoint();
  const by = logAction(transaction, about);
  const { result, writes } = transaction.doneBy(by, () => perform(transaction, change));
  // The ledger follows the purses: an undo counts anew what it moves.
  const rows = writes.filter(({ table }) => table !== 'ledger');
  const receipt = receiptOf(transaction, { ...about, role: by.role }, since);
  remember(transaction, about, rows);
  return { result, receipt };
}

/**
 * Runs `change`, which ends what is in memory alone. It is remembered as an action of which there is
 * nothing to take back.
 */
export function noteAdminAction(
  transaction: Transaction,
  about: AdminAction,
  change: () => void,
): AdminReceipt {
  const since = transaction.savepoint();
  const by = logAction(transaction, about);
  transaction.doneBy(by, change);
  const receipt = receiptOf(transaction, { ...about, role: by.role }, since);
  remember(transaction, about, []);
  return receipt;
}

/** As whom it is logged: an action comes by the token of a game master or an administrator. */
function logAction(
  transaction: Transaction,
  { action, role: caller, reason, character_id, details }: AdminAction,
): DoneBy {
  const by: DoneBy = { action, role: caller === 'admin' ? 'admin' : 'gm', reason };
  transaction.event('AdminAction', by, { character_id: null, target_id: character_id, details });
  return by;
}

function perform<Result>(
  transaction: Transaction,
  change: () => Result,
): { readonly result: Result; readonly writes: readonly Write[] } {
  const savepoint = transaction.savepoint();
  const result = change();
  const writes = transaction.writesSince(savepoint);
  // That a row was looked after is no change of anything.
  const isChange = (write: Write) => write.kind !== 'set' || write.column !== 'updated_at';
  if (writes.some(isChange)) return { result, writes };
  throw new ShardError('Conflict', 'There is nothing to change: all of it is so already.');
}
