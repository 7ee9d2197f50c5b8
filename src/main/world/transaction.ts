/**
 * The one way to change the world. A transaction applies whole or leaves nothing behind: every write
 * keeps the indexes, checks the references, remembers how to take itself back, and is named in the
 * change set. It runs within one turn of the event loop; there is never more than one.
 */
import { assert, notFound, ShardError } from '../../shared/errors.ts';
import type { EventBody, EventKind, LoggedEvent } from '../../shared/events.ts';
import type { ChangeSet, Key, RowChange, Value } from './change-set.ts';
import { CHILDREN_OF, PARENTS_OF } from './references.ts';
import { type Rows, SCHEMA, type TableKey } from './schema.ts';
import type { AnyRow, Table } from './table.ts';
import type { TableDefinition } from './table-definition.ts';

export type Tables = { readonly [K in TableKey]: Table<Rows[K]> };

const KEY_OF = new Map<TableDefinition, TableKey>(
  (Object.entries(SCHEMA) as [TableKey, TableDefinition][]).map(([key, table]) => [table, key]),
);

/** The table of a declaration of the schema, for those who walk the declarations. */
export function tableOf(tables: Tables, definition: TableDefinition): Table<AnyRow> {
  return tables[KEY_OF.get(definition) as TableKey] as unknown as Table<AnyRow>;
}

/** Rows as reads hand them out. */
export type Row<K extends TableKey> = Readonly<Rows[K]>;

type Undo =
  | { readonly kind: 'insert'; readonly table: Table<AnyRow>; readonly row: AnyRow }
  | { readonly kind: 'delete'; readonly table: Table<AnyRow>; readonly row: AnyRow }
  | {
      readonly kind: 'set';
      readonly table: Table<AnyRow>;
      readonly row: AnyRow;
      readonly column: string;
      readonly value: Value;
    }
  | { readonly kind: 'key'; readonly table: Table<AnyRow>; readonly next: number };

/** One write of a transaction, with what it takes to write it back. Rows are copies, as they were then. */
export type Write = { readonly table: TableKey; readonly key: Key } & (
  | { readonly kind: 'insert'; readonly row: AnyRow }
  | { readonly kind: 'delete'; readonly row: AnyRow }
  | {
      readonly kind: 'set';
      readonly column: string;
      readonly before: Value;
      readonly after: Value;
    }
);

/** Who of those with power over the shard did something: `details.by` of what is logged of it. */
export interface DoneBy {
  readonly role: 'gm' | 'admin';
  /** The method that was called. */
  readonly action: string;
  readonly reason: string;
}

const TABLE_KEYS = Object.keys(SCHEMA) as TableKey[];

export class Transaction {
  readonly tables: Tables;
  /** The sequence number that this transaction gets if it changes anything. */
  readonly seq: number;
  /** Wall clock in milliseconds, and the same moment as ISO 8601: one for the whole transaction. */
  readonly at: number;
  readonly now: string;
  readonly firstLogId: number;
  readonly #events: LoggedEvent[] = [];
  #by: DoneBy | null = null;
  readonly #undo: Undo[] = [];

  constructor(tables: Tables, seq: number, at: number, now: string, firstLogId: number) {
    this.tables = tables;
    this.seq = seq;
    this.at = at;
    this.now = now;
    this.firstLogId = firstLogId;
  }

  /** The row with that key, or `NotFound` naming `what` it is. */
  require<K extends TableKey>(table: K, key: Key, what: string): Row<K> {
    const row = this.tables[table].get(key);
    if (row === undefined) throw notFound(what, key);
    return row as Row<K>;
  }

  /** The key that the next row of a table with generated keys gets. Never handed out twice. */
  nextKey(key: TableKey): number {
    const table = this.#table(key);
    this.#undo.push({ kind: 'key', table, next: table.nextKey });
    return table.nextKey++;
  }

  /** Adds a row, whose references must exist. Uniqueness is the caller's to check, with its own error. */
  insert<K extends TableKey>(key: K, row: Rows[K]): Row<K> {
    const table = this.#table(key);
    for (const { column, parent } of PARENTS_OF[key]) {
      this.#requireParent(parent, (row as AnyRow)[column] as Key);
    }
    table.add(row as AnyRow);
    this.#undo.push({ kind: 'insert', table, row: row as AnyRow });
    return row;
  }

  /** Sets columns of a stored row; those that hold the value already are left alone. */
  update<K extends TableKey>(key: K, stored: Row<K>, patch: Partial<Rows[K]>): Row<K> {
    const table = this.#table(key);
    const row = stored as AnyRow;
    const { definition } = table;
    for (const column in patch) {
      const value = patch[column] as Value | undefined;
      const before = row[column] as Value;
      if (value === undefined || value === before) continue;
      assert(column !== definition.primaryKey, () => `${definition.name}.${column} is the key`);
      for (const reference of PARENTS_OF[key]) {
        if (reference.column === column) this.#requireParent(reference.parent, value as Key);
      }
      table.set(row, column, value);
      this.#undo.push({ kind: 'set', table, row, column, value: before });
    }
    return stored;
  }

  /** Deletes a row with all that its cascades name; a restricting reference refuses it with `Conflict`. */
  delete<K extends TableKey>(key: K, stored: Row<K>): void {
    const table = this.#table(key);
    const row = stored as AnyRow;
    const id = row[table.definition.primaryKey] as Key;
    for (const { child, column, onDelete } of CHILDREN_OF[key]) {
      const referring = this.#table(child).referring(column, id);
      if (referring.length === 0) continue;
      if (onDelete === 'restrict') {
        throw new ShardError(
          'Conflict',
          `${table.definition.name} ${id} is still the ${column} of ${referring.length} in ${SCHEMA[child].name}.`,
          { details: { table: SCHEMA[child].name, column } },
        );
      }
      for (const dependent of [...referring]) this.delete(child, dependent as never);
    }
    table.remove(row);
    this.#undo.push({ kind: 'delete', table, row });
  }

  /** Logs a deed in the change set; its `log_id` is returned. */
  event<K extends EventKind>(
    kind: K,
    body: EventBody<K>,
    about: {
      character_id?: number | null;
      target_id?: number | string | null;
      details?: Readonly<Record<string, unknown>>;
    } = {},
  ): number {
    this.#events.push({
      event_type: { [kind]: body } as unknown as LoggedEvent['event_type'],
      character_id: about.character_id ?? null,
      target_id: about.target_id ?? null,
      details: this.#by === null ? (about.details ?? {}) : { ...about.details, by: this.#by },
    });
    return this.firstLogId + this.#events.length - 1;
  }

  /** Runs `change`; what it logs is told as done by `by`, and not as a deed of play. */
  doneBy<Result>(by: DoneBy, change: () => Result): Result {
    const before = this.#by;
    this.#by = by;
    try {
      return change();
    } finally {
      this.#by = before;
    }
  }

  /** A place that `rollbackTo` can go back to: a session records the error of a command that way. */
  savepoint(): { readonly undo: number; readonly events: number } {
    return { undo: this.#undo.length, events: this.#events.length };
  }

  /** Takes back all that happened since `savepoint`, latest first: nobody has seen any of it. */
  rollbackTo(savepoint: { readonly undo: number; readonly events: number }): void {
    while (this.#undo.length > savepoint.undo) {
      const undo = this.#undo.pop() as Undo;
      if (undo.kind === 'insert') undo.table.remove(undo.row);
      else if (undo.kind === 'delete') undo.table.add(undo.row);
      else if (undo.kind === 'key') undo.table.nextKey = undo.next;
      else undo.table.set(undo.row, undo.column, undo.value);
    }
    this.#events.length = savepoint.events;
  }

  rollback(): void {
    this.rollbackTo({ undo: 0, events: 0 });
  }

  /**
   * What was written since `savepoint`, in order, volatile tables left out unless they are asked for.
   * Written back from the last to the first it leads through states that were all there once, and so
   * breaks no rule on its way.
   */
  writesSince(savepoint: { readonly undo: number }, withVolatile = false): Write[] {
    const writes: Write[] = [];
    // Each row as it was at the write that the walk backwards has come to.
    const rows = new Map<AnyRow, AnyRow>();
    for (let i = this.#undo.length - 1; i >= savepoint.undo; i--) {
      const undo = this.#undo[i] as Undo;
      if (undo.kind === 'key' || (undo.table.definition.volatile && !withVolatile)) continue;
      const { definition, number } = undo.table;
      const table = TABLE_KEYS[number] as TableKey;
      const key = undo.row[definition.primaryKey] as Key;
      const row = rows.get(undo.row) ?? { ...undo.row };
      rows.set(undo.row, row);
      if (undo.kind === 'set') {
        const { column, value: before } = undo;
        writes.push({ kind: 'set', table, key, column, before, after: row[column] as Value });
        row[column] = before;
      } else {
        writes.push({ kind: undo.kind, table, key, row: { ...row } });
      }
    }
    return writes.reverse();
  }

  /** What was logged since `savepoint`, in order. */
  eventsSince(savepoint: {
    readonly events: number;
  }): { readonly log_id: number; readonly event: LoggedEvent }[] {
    const first = this.firstLogId + savepoint.events;
    return this.#events
      .slice(savepoint.events)
      .map((event, index) => ({ log_id: first + index, event }));
  }

  /** Whether the disk has to know of anything that happened so far. */
  get isStored(): boolean {
    if (this.#events.length > 0) return true;
    return this.#undo.some((undo) => undo.kind !== 'key' && !undo.table.definition.volatile);
  }

  /** What this transaction changed and did, or null where the disk need not know of it. */
  changeSet(): ChangeSet | null {
    if (!this.isStored) return null;
    const changes: RowChange[] = [];
    const named: (Set<Key> | undefined)[] = [];
    for (const undo of this.#undo) {
      const { definition, number } = undo.table;
      if (undo.kind === 'key' || definition.volatile) continue;
      const key = undo.row[definition.primaryKey] as Key;
      const keys = named[number];
      if (keys === undefined) named[number] = new Set([key]);
      else if (keys.has(key)) continue;
      else keys.add(key);
      const row = undo.table.get(key);
      changes.push({
        table: number,
        key,
        image: row === undefined ? null : definition.imageOf(row),
      });
    }
    return {
      seq: this.seq,
      at: this.at,
      changes,
      firstLogId: this.firstLogId,
      events: this.#events,
    };
  }

  #table(key: TableKey): Table<AnyRow> {
    return this.tables[key] as unknown as Table<AnyRow>;
  }

  #requireParent(key: TableKey, id: Key): void {
    const parent = this.#table(key);
    if (!parent.has(id)) throw notFound(parent.definition.name.replace(/s$/, ''), id);
  }
}
