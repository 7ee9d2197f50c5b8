/**
 * The world in slices that are small enough to be looked at between two commands: the rows of some
 * characters with all that is theirs, of some sessions, guilds, actions or bans, or of a table that is small
 * whatever happens. Together they are every stored row.
 */
import { INTEGER_MAX } from '../../shared/limits.ts';
import { SCHEMA, STORED_TABLES } from './schema.ts';
import type { AnyRow, Table } from './table.ts';
import type { TableDefinition } from './table-definition.ts';
import { type Tables, tableOf } from './transaction.ts';

/** Tables that are cut by their keys, each row with those that belong to it, if any do. */
export type Owner = 'characters' | 'clientSessions' | 'guilds' | 'undo' | 'bans';

/** The rows of the owners with keys from `from` to `to`, and of all that belongs to them; or of one table. */
export type Slice =
  | { readonly owner: Owner; readonly from: number; readonly to: number }
  | { readonly table: string };

/** How the rows of a table belong to an owner: by a column of theirs, or of the item that they place. */
export interface Belonging {
  readonly table: TableDefinition;
  readonly owner: Owner;
  readonly column: string;
  readonly throughItem: boolean;
}

/** Rows, and characters of their texts, that a slice gathers before it ends: about a millisecond of main's time. */
const SLICE_ROWS = 250;
const SLICE_LENGTH = 128 * 1024;

const OWNERS: readonly Owner[] = ['characters', 'clientSessions', 'guilds', 'undo', 'bans'];

/** How each stored table belongs to an owner, parents first. */
export const BELONGINGS: readonly Belonging[] = STORED_TABLES.flatMap((table): Belonging[] => {
  for (const owner of OWNERS) {
    const { name, primaryKey: column } = SCHEMA[owner];
    if (
      table.name === name ||
      table.foreignKeys.some((key) => key.table === name && key.column === column)
    ) {
      return [{ table, owner, column, throughItem: false }];
    }
  }
  return table.primaryKey === SCHEMA.items.primaryKey
    ? [{ table, owner: 'characters', column: 'character_id', throughItem: true }]
    : [];
});

/** Tables of few rows: each is one slice. */
const LOOSE = STORED_TABLES.filter((table) => !BELONGINGS.some((one) => one.table === table));

/** A slice as it is at the moment it is taken, in the order of `BELONGINGS` and of keys. */
export interface TakenSlice {
  readonly slice: Slice;
  readonly rows: readonly (readonly [TableDefinition, readonly Readonly<AnyRow>[]])[];
}

/** Walks the live world. Each step is one moment; what changes between two of them is in either. */
export function* takeSlices(tables: Tables): Generator<TakenSlice, void> {
  for (const owner of OWNERS) yield* takeOwners(tables, owner);
  for (const table of LOOSE) {
    const rows = [...tableOf(tables, table).rows()];
    yield { slice: { table: table.name }, rows: [[table, inOrder(table, rows)]] };
  }
}

function* takeOwners(tables: Tables, owner: Owner): Generator<TakenSlice, void> {
  const known = keysBetween(tables, owner, 0, INTEGER_MAX);
  let from = 0;
  let end = 0;
  do {
    for (let size = 0; end < known.length && size < 1; end++) {
      size += sizeOf(tables, owner, known[end] as number);
    }
    const to = end === known.length ? INTEGER_MAX : (known[end - 1] as number);
    // As they are now: new ones come above those that were known, and one that was deleted comes back
    // under his old key.
    const keys = keysBetween(tables, owner, from, to);
    yield { slice: { owner, from, to }, rows: rowsOf(tables, owner, keys) };
    from = to + 1;
  } while (from <= INTEGER_MAX);
}

function keysBetween(tables: Tables, owner: Owner, from: number, to: number): number[] {
  const { primaryKey } = SCHEMA[owner];
  const table = tables[owner] as unknown as Table<AnyRow>;
  const keys: number[] = [];
  // Most slices have few numbers to look up, and every row would be walked for each of them.
  if (to - from < table.size) {
    for (let key = from; key <= to; key++) if (table.has(key)) keys.push(key);
    return keys;
  }
  for (const row of table.rows()) {
    const key = row[primaryKey] as number;
    if (key >= from && key <= to) keys.push(key);
  }
  return keys.sort((a, b) => a - b);
}

/** What part of a slice a row with all that belongs to it fills; above one it is a slice of its own. */
function sizeOf(tables: Tables, owner: Owner, key: number): number {
  let rows = 0;
  let length = 0;
  for (const one of BELONGINGS) {
    if (one.owner !== owner) continue;
    for (const row of belongingTo(tables, one, key)) {
      rows += 1;
      for (const value of Object.values(row)) if (typeof value === 'string') length += value.length;
    }
  }
  return Math.max(rows / SLICE_ROWS, length / SLICE_LENGTH);
}

function rowsOf(tables: Tables, owner: Owner, keys: readonly number[]): TakenSlice['rows'] {
  return BELONGINGS.filter((one) => one.owner === owner).map((one) => {
    const rows = keys.flatMap((key) => [...belongingTo(tables, one, key)]);
    return [one.table, inOrder(one.table, rows)];
  });
}

function belongingTo(
  tables: Tables,
  { table, owner, column, throughItem }: Belonging,
  key: number,
): readonly Readonly<AnyRow>[] {
  const own = tableOf(tables, table);
  if (!throughItem) {
    if (table.name !== SCHEMA[owner].name) return own.list(column, key);
    const row = own.get(key);
    return row === undefined ? [] : [row];
  }
  return tables.items.list('character_id', key).flatMap(({ item_id }) => {
    const row = own.get(item_id);
    return row === undefined ? [] : [row];
  });
}

function inOrder(
  { primaryKey }: TableDefinition,
  rows: Readonly<AnyRow>[],
): readonly Readonly<AnyRow>[] {
  return rows.sort((a, b) => ((a[primaryKey] as number) < (b[primaryKey] as number) ? -1 : 1));
}
