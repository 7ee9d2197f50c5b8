/**
 * Takes an administrator's action back, as a new one: its writes are written back from the last to the
 * first. What the place of something needs is asked on the way, for play went on meanwhile.
 */
import type { AdminReceipt } from '../../../shared/admin-actions.ts';
import { assert, ShardError } from '../../../shared/errors.ts';
import { banInForce, endSessions } from '../commands/accounts.ts';
import { requireFreeName, requireRoom } from '../commands/characters.ts';
import type { CommandContext } from '../commands/context.ts';
import { putInBagOrRecovery } from '../places.ts';
import { CHILDREN_OF, PARENTS_OF } from '../references.ts';
import { SCHEMA, type TableKey } from '../schema.ts';
import type { AnyRow, Table } from '../table.ts';
import type { TableDefinition } from '../table-definition.ts';
import type { Row, Tables, Write } from '../transaction.ts';
import { runAdminAction } from './admin-action.ts';
import { type Changed, changedSince, isLoose, isPosition, movedSince } from './changed-since.ts';
import { inTheWay } from './in-the-way.ts';
import { requireRecord, writesOf } from './undo-records.ts';

type Context = Pick<CommandContext, 'transaction' | 'tables' | 'rules' | 'role'>;

interface Undoing extends Context {
  readonly writes: readonly Write[];
  readonly inTheWay: (changed: readonly Changed[]) => ShardError;
}

export interface Undone {
  readonly record: Row<'undo'>;
  readonly receipt: AdminReceipt;
}

/** Throws `NotFound`, and `Conflict` where it is undone already or its rows changed since. */
export function undoAction(context: Context, seq: number, reason: string): Undone {
  const { transaction, tables, role } = context;
  const record = requireRecord(tables, seq);
  const writes = writesOf(record);
  const undoing: Undoing = {
    ...context,
    writes,
    inTheWay: (changed) => inTheWay(tables, seq, writes, changed),
  };
  refuseWhatCannotBe(undoing, record);
  const about = {
    action: 'admin.undo',
    role,
    reason,
    character_id: record.character_id,
    details: { seq, action: record.action },
  };
  const receipt = runAdminAction(transaction, about, () => {
    writeBack(undoing);
    endSessionsOfBanned(context, writes);
  });
  // A record is forgotten by its age, which may be now.
  if (tables.undo.has(seq)) transaction.update('undo', record, { undone_by: transaction.seq });
  return { record, receipt };
}

function refuseWhatCannotBe({ tables, writes, inTheWay }: Undoing, record: Row<'undo'>): void {
  const { seq, action } = record;
  if (writes.length === 0) {
    throw new ShardError(
      'Conflict',
      `There is nothing of ${action} at change ${seq} to take back.`,
      {
        hint: 'Who was taken offline can log in again.',
        details: { seq },
      },
    );
  }
  const changed = changedSince(tables, writes);
  if (changed.length > 0) throw inTheWay(changed);
  // Who has moved since stays there; where that is all there is, nothing would be undone.
  const moved = movedSince(tables, writes);
  const isLeft = ({ table, key, ...write }: Write) =>
    write.kind === 'set' &&
    isLoose(table, write.column) &&
    (!isPosition(table, write.column) || moved.has(key));
  if (moved.size > 0 && writes.every(isLeft)) {
    throw inTheWay([...moved].map((key) => ({ table: 'characters', key, column: 'map_id' })));
  }
}

/** A ban that holds again takes the characters of its account offline, like one that is new. */
function endSessionsOfBanned({ transaction, tables }: Context, writes: readonly Write[]): void {
  for (const { table, key } of writes) {
    if (table === 'bans' && banInForce(tables, key as number, transaction.now) !== null) {
      endSessions(transaction, key as number);
    }
  }
}

function writeBack(undoing: Undoing): void {
  const { transaction, tables, rules, writes } = undoing;
  const moved = movedSince(tables, writes);
  // Items whose slot was filled meanwhile: they wait until all others have theirs again.
  const displaced = new Map<string, AnyRow>();
  for (const write of writes.toReversed()) {
    const { table, key } = write;
    const waiting = displaced.get(`${table} ${key}`);
    if (write.kind === 'set') {
      if (waiting !== undefined) {
        displaced.set(`${table} ${key}`, { ...waiting, [write.column]: write.before });
      } else if (
        !isLoose(table, write.column) ||
        (isPosition(table, write.column) && !moved.has(key))
      ) {
        setBack(undoing, write);
      }
    } else if (write.kind === 'insert') {
      if (!displaced.delete(`${table} ${key}`)) takeAway(undoing, write);
    } else if (isSlot(table) && takerOf(tables, table, write.row) !== undefined) {
      displaced.set(`${table} ${key}`, write.row);
    } else {
      bringBack(undoing, write);
    }
  }
  for (const row of displaced.values()) {
    const { item_id, character_id, quantity = 1 } = row as unknown as Row<'inventory'>;
    putInBagOrRecovery(transaction, item_id, character_id, quantity, rules.bagSlots);
  }
}

function isSlot(table: TableKey): boolean {
  return table === 'inventory' || table === 'equipment';
}

function setBack(
  undoing: Undoing,
  { table, key, column, before }: Extract<Write, { kind: 'set' }>,
): void {
  const { transaction, tables } = undoing;
  const row = rowOf(tables, table, key);
  const patch = { [column]: before };
  requirePlace(undoing, table, { ...row, ...patch }, [column]);
  const isDated = 'updated_at' in SCHEMA[table].columns;
  const dated = isDated && row[column] !== before ? { updated_at: transaction.now } : {};
  transaction.update(table, row as never, { ...patch, ...dated } as never);
}

function takeAway(undoing: Undoing, { table, key }: Write): void {
  const { transaction, tables } = undoing;
  refuseNewChildren(undoing, table, key);
  transaction.delete(table, rowOf(tables, table, key) as never);
}

function bringBack(undoing: Undoing, { table, row }: Extract<Write, { kind: 'delete' }>): void {
  if (table === 'characters') requireRoom(undoing.tables, undoing.rules);
  requirePlace(undoing, table, row);
  undoing.transaction.insert(table, { ...row } as never);
}

/** What is to be written must find what it refers to, and nobody else in its place. */
function requirePlace(
  undoing: Undoing,
  table: TableKey,
  row: AnyRow,
  columns: readonly string[] = Object.keys(row),
): void {
  const { tables, inTheWay } = undoing;
  requireParents(undoing, table, row, columns);
  if (table === 'characters' && columns.includes('character_name')) {
    requireFreeName(tables, row.character_name as string);
  }
  const taker = takerOf(tables, table, row);
  if (taker !== undefined) throw inTheWay([{ table, key: keyOf(table, taker), column: null }]);
}

function requireParents(
  { tables, inTheWay }: Undoing,
  table: TableKey,
  row: AnyRow,
  columns: readonly string[] = Object.keys(row),
): void {
  for (const { column, parent } of PARENTS_OF[table]) {
    const id = row[column] as number | string;
    if (!columns.includes(column) || tables[parent].has(id)) continue;
    throw inTheWay([{ table: parent, key: id, column: null }]);
  }
}

/** Another row that has a value which only one may have. */
function takerOf(tables: Tables, table: TableKey, row: AnyRow): Readonly<AnyRow> | undefined {
  const rows = tables[table] as unknown as Table<AnyRow>;
  const { unique, ordered }: TableDefinition = SCHEMA[table];
  return [
    ...unique.map((column) => rows.find(column, row[column] ?? null)),
    ...ordered.map(({ of, by }) => rows.findWithin(of, row[of] ?? null, row[by] ?? null)),
  ].find((found) => found !== undefined && keyOf(table, found) !== keyOf(table, row));
}

/** What play has added since to something that the action made would go with it. */
function refuseNewChildren(
  { tables, inTheWay }: Undoing,
  table: TableKey,
  key: number | string,
): void {
  for (const { child, column } of CHILDREN_OF[table]) {
    if (SCHEMA[child].volatile) continue;
    const children = (tables[child] as unknown as Table<AnyRow>).referring(column, key);
    if (children.length === 0) continue;
    throw inTheWay(children.map((row) => ({ table: child, key: keyOf(child, row), column: null })));
  }
}

function rowOf(tables: Tables, table: TableKey, key: number | string): Readonly<AnyRow> {
  const row = (tables[table] as unknown as Table<AnyRow>).get(key);
  assert(row !== undefined, () => `${table} ${key} is there: nothing of the action has changed`);
  return row;
}

function keyOf(table: TableKey, row: Readonly<AnyRow>): number | string {
  return row[SCHEMA[table].primaryKey] as number | string;
}
