/**
 * What an administrator does to the world's rows, as one audited step: the change itself, the gold that
 * it makes or takes out of the world, an event for every deed in it, an `AdminAction` with its reason,
 * and what it takes to take it back.
 */
import { ShardError } from '../../../shared/errors.ts';
import type { Role } from '../../../shared/method.ts';
import type { Transaction, Write } from '../transaction.ts';
import { logDeeds } from './deeds.ts';
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
): void {
  logAction(transaction, about);
  const { writes } = perform(transaction, change);
  logDeeds(transaction, rowsBefore(transaction.tables, writes), about);
  remember(transaction, about, writes);
}

/**
 * Runs `change`, whose own commands tell their deeds and count their gold, as they do in play. Throws
 * what `change` throws, and `Conflict` where it changes nothing.
 */
export function auditAdminAction<Result>(
  transaction: Transaction,
  about: AdminAction,
  change: () => Result,
): Result {
  logAction(transaction, about);
  const { result, writes } = perform(transaction, change);
  // The ledger follows the purses: an undo counts anew what it moves.
  const rows = writes.filter(({ table }) => table !== 'ledger');
  remember(transaction, about, rows);
  return result;
}

function logAction(
  transaction: Transaction,
  { action, role, reason, character_id, details }: AdminAction,
): void {
  transaction.event(
    'AdminAction',
    { action, role: role === 'admin' ? 'admin' : 'gm', reason },
    { character_id: null, target_id: character_id, details },
  );
}

function perform<Result>(
  transaction: Transaction,
  change: () => Result,
): { readonly result: Result; readonly writes: readonly Write[] } {
  const savepoint = transaction.savepoint();
  const result = change();
  const writes = transaction.writesSince(savepoint);
  if (writes.length > 0) return { result, writes };
  throw new ShardError('Conflict', 'There is nothing to change: all of it is so already.');
}
