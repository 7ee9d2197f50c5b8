/**
 * Takes an administrator's action back, as a new one: its writes are written back from the last to the
 * first. What the place of something needs is asked on the way, for play went on meanwhile.
 */
import { assert, ShardError } from '../../../shared/errors.ts';
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
import { requireRecord, writesOf } from './undo-records.ts';

type Context = Pick<CommandContext, 'transaction' | 'tables' | 'rules' | 'role'>;

/** Places named in a message at most; `details` names all. */
const NAMED_MAX = 3;

/** Throws `NotFound`, and `Conflict` where it is undone already or its rows changed since. */
export function undoAction(context: Context, seq: number, reason: string): Row<'undo'> {
  const { transaction, tables, role } = context;
  const record = requireRecord(tables, seq);
  const writes = writesOf(record);
  const changed = changedSince(tables, writes);
  if (changed.length > 0) throw inTheWay(seq, changed);
  const about = {
    action: 'admin.undo',
    role,
    reason,
    character_id: record.character_id,
    details: { seq, action: record.action },
  };
  runAdminAction(transaction, about, () => writeBack(context, seq, writes));
  // A record is forgotten by its age, which may be now.
  if (tables.undo.has(seq)) transaction.update('undo', record, { undone_by: transaction.seq });
  return record;
}

function writeBack(context: Context, seq: number, writes: readonly Write[]): void {
  const { transaction, tables, rules } = context;
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
        setBack(context, seq, write);
      }
    } else if (write.kind === 'insert') {
      if (!displaced.delete(`${table} ${key}`)) takeAway(context, seq, write);
    } else if (isSlot(table) && isTaken(tables, table, write.row)) {
      displaced.set(`${table} ${key}`, write.row);
    } else {
      bringBack(context, seq, write);
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
  context: Context,
  seq: number,
  { table, key, column, before }: Extract<Write, { kind: 'set' }>,
): void {
  const { transaction, tables } = context;
  const row = rowOf(tables, table, key);
  const patch = { [column]: before };
  requirePlace(context, seq, table, { ...row, ...patch }, [column]);
  const isDated = 'updated_at' in SCHEMA[table].columns;
  const dated = isDated && row[column] !== before ? { updated_at: transaction.now } : {};
  transaction.update(table, row as never, { ...patch, ...dated } as never);
}

function takeAway({ transaction, tables }: Context, seq: number, write: Write): void {
  const { table, key } = write;
  refuseNewChildren(tables, seq, write);
  transaction.delete(table, rowOf(tables, table, key) as never);
}

function bringBack(
  context: Context,
  seq: number,
  { table, row }: Extract<Write, { kind: 'delete' }>,
): void {
  if (table === 'characters') requireRoom(context.tables, context.rules);
  requirePlace(context, seq, table, row);
  context.transaction.insert(table, { ...row } as never);
}

/** What is to be written must find what it refers to, and nobody else in its place. */
function requirePlace(
  { tables }: Context,
  seq: number,
  table: TableKey,
  row: AnyRow,
  columns: readonly string[] = Object.keys(row),
): void {
  requireParents(tables, seq, table, row, columns);
  if (table === 'characters' && columns.includes('character_name')) {
    requireFreeName(tables, row.character_name as string);
  }
  if (isTaken(tables, table, row)) {
    throw inTheWay(seq, [{ table, key: keyOf(table, row), column: null }]);
  }
}

function requireParents(
  tables: Tables,
  seq: number,
  table: TableKey,
  row: AnyRow,
  columns: readonly string[] = Object.keys(row),
): void {
  for (const { column, parent } of PARENTS_OF[table]) {
    const id = row[column] as number | string;
    if (!columns.includes(column) || tables[parent].has(id)) continue;
    throw inTheWay(seq, [{ table: parent, key: id, column: null }]);
  }
}

/** Whether another row has a value that only one may have. */
function isTaken(tables: Tables, table: TableKey, row: AnyRow): boolean {
  const rows = tables[table] as unknown as Table<AnyRow>;
  const { unique, ordered }: TableDefinition = SCHEMA[table];
  const isOther = (found: Readonly<AnyRow> | undefined) =>
    found !== undefined && keyOf(table, found) !== keyOf(table, row);
  return (
    unique.some((column) => isOther(rows.find(column, row[column] ?? null))) ||
    ordered.some(({ of, by }) => isOther(rows.findWithin(of, row[of] ?? null, row[by] ?? null)))
  );
}

/** What play has added since to something that the action made would go with it. */
function refuseNewChildren(
  tables: Tables,
  seq: number,
  { table, key }: { table: TableKey; key: number | string },
): void {
  for (const { child, column } of CHILDREN_OF[table]) {
    if (SCHEMA[child].volatile) continue;
    const children = (tables[child] as unknown as Table<AnyRow>).referring(column, key);
    if (children.length === 0) continue;
    throw inTheWay(
      seq,
      children.map((row) => ({ table: child, key: keyOf(child, row), column: null })),
    );
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

function inTheWay(seq: number, changed: readonly Changed[]): ShardError {
  const named = changed.map(({ table, key, column }) => {
    const row = `${SCHEMA[table].name} ${key}`;
    return column === null ? row : `${column} of ${row}`;
  });
  const more = named.length > NAMED_MAX ? ` and ${named.length - NAMED_MAX} more` : '';
  return new ShardError(
    'Conflict',
    `The action at change ${seq} cannot be undone, for the world has changed since: ${named.slice(0, NAMED_MAX).join(', ')}${more}.`,
    {
      hint: 'Put right by hand what is left of it.',
      details: {
        seq,
        changed: changed.map(({ table, ...rest }) => ({ table: SCHEMA[table].name, ...rest })),
      },
    },
  );
}
