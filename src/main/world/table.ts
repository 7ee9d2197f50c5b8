/**
 * The rows of one table in memory, and their indexes. Reads hand out what is stored without copying;
 * rows are changed in place, by `Transaction` alone, which keeps undo and the change set.
 */
import { assert } from '../../shared/errors.ts';
import type { Key, Value } from './change-set.ts';
import { RowMap } from './row-map.ts';
import type { TableDefinition } from './table-definition.ts';

export type AnyRow = Record<string, Value>;

const NONE: readonly never[] = [];

const LISTS_A_STEP = 256;

type RowsByKey<R extends AnyRow> = Map<Value, R> | RowMap<R>;

function newRowsByKey<R extends AnyRow>(table: TableDefinition, column: string): RowsByKey<R> {
  return table.isLarge ? new RowMap(column) : new Map();
}

/** Answers false where a row has that key already. */
function addByKey<R extends AnyRow>(rows: RowsByKey<R>, key: Key, row: R): boolean {
  if (rows instanceof RowMap) return rows.add(key, row);
  if (rows.has(key)) return false;
  rows.set(key, row);
  return true;
}

export class Table<R> {
  readonly definition: TableDefinition;
  /** Its number in the journal. */
  readonly number: number;
  /** The next key of a table that generates its keys; it only grows. */
  nextKey = 1;
  readonly #rows: RowsByKey<R & AnyRow>;
  readonly #unique: { column: string; rows: RowsByKey<R & AnyRow> }[];
  readonly #multi: { column: string; rows: Map<Value, (R & AnyRow)[]> }[];
  readonly #ordered: { of: string; by: string; rows: Map<Value, (R & AnyRow)[]> }[];
  /** The columns that an index knows of: most are set without one. */
  readonly #indexed: ReadonlySet<string>;

  constructor(definition: TableDefinition, number: number) {
    this.definition = definition;
    this.number = number;
    this.#rows = newRowsByKey(definition, definition.primaryKey);
    this.#unique = definition.unique.map((column) => ({
      column,
      rows: newRowsByKey(definition, column),
    }));
    this.#multi = definition.multi.map((column) => ({ column, rows: new Map() }));
    this.#ordered = definition.ordered.map(({ of, by }) => ({ of, by, rows: new Map() }));
    const ordered = definition.ordered.flatMap(({ of, by }) => [of, by]);
    this.#indexed = new Set([...definition.unique, ...definition.multi, ...ordered]);
  }

  get size(): number {
    return this.#rows.size;
  }

  /** All rows, those of a table that is not large in the order they came; safe against changes while it is walked. */
  rows(): IterableIterator<Readonly<R>> {
    return this.#rows.values();
  }

  get(key: Key): Readonly<R> | undefined {
    return this.#rows.get(key);
  }

  has(key: Key): boolean {
    return this.#rows.has(key);
  }

  /** The row whose unique `column` holds `value`. */
  find(column: keyof R & string, value: Value): Readonly<R> | undefined {
    for (const index of this.#unique) {
      if (index.column === column) return index.rows.get(value);
    }
    throw new Error(`${this.definition.name} has no unique index on ${column}`);
  }

  /**
   * The rows whose `column` holds `value`, in the order of the index where it has one. This is the
   * index itself: whoever changes rows while walking it copies it first.
   */
  list(column: keyof R & string, value: Value): readonly Readonly<R>[] {
    for (const index of this.#ordered) {
      if (index.of === column) return index.rows.get(value) ?? NONE;
    }
    for (const index of this.#multi) {
      if (index.column === column) return index.rows.get(value) ?? NONE;
    }
    throw new Error(`${this.definition.name} has no index on ${column}`);
  }

  /** The one row of parent `value` whose ordering column holds `by`. */
  findWithin(column: keyof R & string, value: Value, by: Value): Readonly<R> | undefined {
    const index = this.#ordered.find((ordered) => ordered.of === column);
    assert(index !== undefined, () => `${this.definition.name} has no ordered index on ${column}`);
    const bucket = index.rows.get(value);
    if (bucket === undefined) return undefined;
    const at = lowerBound(bucket, index.by, by);
    const row = bucket[at];
    return row !== undefined && row[index.by] === by ? row : undefined;
  }

  /** The rows that refer to `value` by a foreign key in `column`, by whatever index serves it. */
  referring(column: string, value: Key): readonly (R & AnyRow)[] {
    if (column === this.definition.primaryKey) return one(this.#rows.get(value));
    const unique = this.#unique.find((index) => index.column === column);
    if (unique !== undefined) return one(unique.rows.get(value));
    return this.list(column as keyof R & string, value) as readonly (R & AnyRow)[];
  }

  /** Adds a row that is known to break no rule: from `Transaction`, or from the disk at start-up. */
  add(row: R & AnyRow): void {
    const key = row[this.definition.primaryKey] as Key;
    const isNew = addByKey(this.#rows, key, row);
    assert(isNew, () => `${this.definition.name} ${key} exists already`);
    for (const index of this.#unique) this.#addUnique(index, row);
    for (const index of this.#multi) addToBucket(index.rows, row[index.column] as Value, row);
    for (const index of this.#ordered) insertOrdered(index, row);
    if (this.definition.generatedKey) this.nextKey = Math.max(this.nextKey, (key as number) + 1);
  }

  remove(row: R & AnyRow): void {
    const removed = this.#rows.delete(row[this.definition.primaryKey] as Key);
    assert(removed, () => `${this.definition.name} does not hold the row it is to remove`);
    for (const index of this.#unique) index.rows.delete(row[index.column] as Value);
    for (const index of this.#multi) removeFromBucket(index.rows, row[index.column] as Value, row);
    for (const index of this.#ordered) removeOrdered(index, row);
  }

  /** Sets one column of a stored row, and what indexes know of it. */
  set(row: R & AnyRow, column: string, value: Value): void {
    const stored = row as AnyRow;
    if (!this.#indexed.has(column)) {
      stored[column] = value;
      return;
    }
    const unique = this.#unique.find((index) => index.column === column);
    const multi = this.#multi.find((index) => index.column === column);
    const ordered = this.#ordered.find((index) => index.of === column || index.by === column);
    if (unique !== undefined) unique.rows.delete(stored[column] as Value);
    if (multi !== undefined) removeFromBucket(multi.rows, stored[column] as Value, row);
    if (ordered !== undefined) removeOrdered(ordered, row);
    stored[column] = value;
    if (unique !== undefined) this.#addUnique(unique, row);
    if (multi !== undefined) addToBucket(multi.rows, value, row);
    if (ordered !== undefined) insertOrdered(ordered, row);
  }

  /**
   * Gives back what lists have grown beyond their length, in steps of well below a millisecond: most of them stay
   * as they were loaded. Nothing else changes the table meanwhile.
   */
  *trim(): Generator<void, void> {
    for (const { rows } of [...this.#multi, ...this.#ordered]) {
      let lists = 0;
      for (const [value, list] of rows) {
        rows.set(value, list.slice());
        if (++lists % LISTS_A_STEP === 0) yield;
      }
    }
  }

  #addUnique(index: { column: string; rows: RowsByKey<R & AnyRow> }, row: R & AnyRow): void {
    const value = row[index.column] as Value;
    if (value === null) return;
    const { name } = this.definition;
    const isNew = addByKey(index.rows, value, row);
    assert(isNew, () => `${name}.${index.column} ${value} is taken`);
  }
}

function one<R>(row: R | undefined): readonly R[] {
  return row === undefined ? NONE : [row];
}

function addToBucket<R>(buckets: Map<Value, R[]>, value: Value, row: R): void {
  const bucket = buckets.get(value);
  if (bucket === undefined) buckets.set(value, [row]);
  else bucket.push(row);
}

/** The last row takes the place of the removed one: the order of an unordered bucket means nothing. */
function removeFromBucket<R>(buckets: Map<Value, R[]>, value: Value, row: R): void {
  const bucket = buckets.get(value);
  assert(bucket !== undefined, 'an index has lost a bucket');
  const at = bucket.indexOf(row);
  assert(at >= 0, 'an index has lost a row');
  const last = bucket.pop() as R;
  if (last !== row) bucket[at] = last;
  if (bucket.length === 0) buckets.delete(value);
}

interface Ordered<R> {
  of: string;
  by: string;
  rows: Map<Value, R[]>;
}

function insertOrdered<R extends AnyRow>(index: Ordered<R>, row: R): void {
  const parent = row[index.of] as Value;
  const bucket = index.rows.get(parent);
  if (bucket === undefined) {
    index.rows.set(parent, [row]);
    return;
  }
  const by = row[index.by] as Value;
  const at = lowerBound(bucket, index.by, by);
  assert(bucket[at]?.[index.by] !== by, () => `${index.by} ${by} is taken`);
  if (at === bucket.length) bucket.push(row);
  else bucket.splice(at, 0, row);
}

function removeOrdered<R extends AnyRow>(index: Ordered<R>, row: R): void {
  const parent = row[index.of] as Value;
  const bucket = index.rows.get(parent);
  assert(bucket !== undefined, 'an ordered index has lost a bucket');
  const at = lowerBound(bucket, index.by, row[index.by] as Value);
  assert(bucket[at] === row, 'an ordered index has lost a row');
  if (bucket.length === 1) index.rows.delete(parent);
  else bucket.splice(at, 1);
}

/** The first place in `bucket` whose `by` is not below `value`; most rows come at the end. */
function lowerBound(bucket: readonly AnyRow[], by: string, value: Value): number {
  let low = 0;
  let high = bucket.length;
  const last = bucket[high - 1];
  if (last !== undefined && isBelow(last[by] as Value, value)) return high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBelow(bucket[middle]?.[by] as Value, value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isBelow(a: Value, b: Value): boolean {
  return (a as number) < (b as number);
}
