/** What an administrator's action did, for whoever did it: row by row, and as the activity log has it. */
import {
  type AdminReceipt,
  RECEIPT_LENGTH_MAX,
  RECEIPT_ROWS_MAX,
} from '../../../shared/admin-actions.ts';
import { SCHEMA, type TableKey } from '../schema.ts';
import type { AnyRow, Table } from '../table.ts';
import type { TableDefinition } from '../table-definition.ts';
import type { Tables, Transaction, Write } from '../transaction.ts';
import { rowsBefore } from './rows-before.ts';

type Change = AdminReceipt['changes'][number];

/** What happened since `since`, which is where the action began; who was taken offline included. */
export function receiptOf(
  transaction: Transaction,
  about: Pick<AdminReceipt, 'action' | 'role' | 'reason' | 'character_id'>,
  since: { readonly undo: number; readonly events: number },
): AdminReceipt {
  const { seq, now, tables } = transaction;
  const { action, role, reason, character_id } = about;
  // The ledger follows the purses.
  const writes = transaction.writesSince(since, true).filter(({ table }) => table !== 'ledger');
  const changes = changesOf(tables, writes);
  return {
    seq,
    action,
    role,
    reason,
    at: now,
    character_id,
    changes: firstOf(changes),
    changed_rows: changes.length,
    entries: firstOf(
      transaction.eventsSince(since).map(({ log_id, event }) => ({
        log_id,
        timestamp: now,
        event_type: event.event_type as Record<string, Record<string, unknown>>,
        character_id: event.character_id,
        target_id: event.target_id,
        details: event.details,
        undone: false,
      })),
    ),
  };
}

/** As many as a receipt may hold; the first one in any case. */
function firstOf<T>(all: readonly T[]): T[] {
  let length = 0;
  const end = all.slice(0, RECEIPT_ROWS_MAX).findIndex((one, index) => {
    length += JSON.stringify(one).length;
    return length > RECEIPT_LENGTH_MAX && index > 0;
  });
  return all.slice(0, end === -1 ? RECEIPT_ROWS_MAX : end);
}

function changesOf(tables: Tables, writes: readonly Write[]): Change[] {
  const before = rowsBefore(tables, writes);
  const written = [...new Set(writes.map(({ table }) => table))];
  return written.flatMap((key) =>
    [...before.of(key)].flatMap(([id, was]) => changeOf(tables, key, id, was as AnyRow | null)),
  );
}

function changeOf(
  tables: Tables,
  table: TableKey,
  key: number | string,
  was: Readonly<AnyRow> | null,
): Change[] {
  const definition: TableDefinition = SCHEMA[table];
  const is = (tables[table] as unknown as Table<AnyRow>).get(key) ?? null;
  const columns = definition.columnNames.filter(
    (column) => column !== 'updated_at' && was?.[column] !== is?.[column],
  );
  if (columns.length === 0) return [];
  const shown = (row: Readonly<AnyRow> | null) =>
    row &&
    Object.fromEntries(columns.map((column) => [column, shownValue(definition, column, row)]));
  return [{ table: definition.name, key, before: shown(was), after: shown(is) }];
}

function shownValue(definition: TableDefinition, column: string, row: Readonly<AnyRow>): unknown {
  const value = row[column];
  const isJson = definition.columns[column]?.type === 'json';
  return isJson && typeof value === 'string' ? JSON.parse(value) : value;
}
