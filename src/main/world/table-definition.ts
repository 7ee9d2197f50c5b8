/**
 * How a table is declared. From one declaration come the row type, validation of what is stored,
 * the in-memory indexes, the SQL statements of load and fold, and the test that compares it with
 * what the migrations build. Knows no table by name.
 */

import type { RowImage, Value } from './change-set.ts';
import { imageMaker } from './row-image.ts';

export type ColumnType = 'integer' | 'real' | 'text' | 'timestamp' | 'json';

export interface ColumnDefinition {
  readonly type: ColumnType;
  readonly nullable?: true;
}

export interface ForeignKey {
  readonly column: string;
  readonly table: string;
  /** `cascade` deletes the referring row with its parent, `restrict` refuses to delete the parent. */
  readonly onDelete: 'cascade' | 'restrict';
}

/** Rows of one parent in the order of a second column, which is unique within the parent. */
export interface OrderedIndex {
  readonly of: string;
  readonly by: string;
}

export interface TableDefinition {
  readonly name: string;
  readonly columns: Readonly<Record<string, ColumnDefinition>>;
  /** Columns in the order of the schema: the order of values in row images and statements. */
  readonly columnNames: readonly string[];
  /** The definitions of `columnNames`, in their order. */
  readonly columnList: readonly ColumnDefinition[];
  readonly primaryKey: string;
  /** True where the key is an integer that the world hands out, counting up and never back. */
  readonly generatedKey: boolean;
  /** Columns with at most one row a value. NULLs are not indexed. */
  readonly unique: readonly string[];
  /** Those of `unique` that the SQL schema declares as well, and whose values may change. */
  readonly uniqueInSql: readonly string[];
  readonly multi: readonly string[];
  readonly ordered: readonly OrderedIndex[];
  readonly foreignKeys: readonly ForeignKey[];
  /** Volatile rows live in memory alone: nobody is online after a crash. */
  readonly volatile: boolean;
  /** Rows of this kind end with their timeline: a restore does not bring them back. */
  readonly perTimeline: boolean;
  /** There may be many rows for each character: so many are kept in pages. */
  readonly isLarge: boolean;
  /** A row's values in the order of `columnNames`. Asserts that the disk takes each of them. */
  readonly imageOf: (row: Readonly<Record<string, Value>>) => RowImage;
}

type ColumnValue<C extends ColumnDefinition> = C['type'] extends 'integer' | 'real'
  ? number
  : string;

/** The row of a table, one field a column. */
export type RowOf<T> = T extends { readonly columns: infer C }
  ? {
      -readonly [K in keyof C]: C[K] extends ColumnDefinition
        ? C[K] extends { readonly nullable: true }
          ? ColumnValue<C[K]> | null
          : ColumnValue<C[K]>
        : never;
    }
  : never;

interface Options<C> {
  readonly primaryKey: keyof C & string;
  readonly generatedKey?: boolean;
  readonly unique?: readonly (keyof C & string)[];
  readonly uniqueInSql?: readonly (keyof C & string)[];
  readonly multi?: readonly (keyof C & string)[];
  readonly ordered?: readonly { of: keyof C & string; by: keyof C & string }[];
  readonly foreignKeys?: readonly (ForeignKey & { column: keyof C & string })[];
  readonly volatile?: boolean;
  readonly perTimeline?: boolean;
  readonly isLarge?: boolean;
}

export function defineTable<const C extends Readonly<Record<string, ColumnDefinition>>>(
  name: string,
  columns: C,
  options: Options<C>,
): Omit<TableDefinition, 'columns'> & { readonly columns: C } {
  return {
    name,
    columns,
    columnNames: Object.keys(columns),
    columnList: Object.values(columns),
    primaryKey: options.primaryKey,
    generatedKey: options.generatedKey ?? false,
    unique: options.unique ?? [],
    uniqueInSql: options.uniqueInSql ?? [],
    multi: options.multi ?? [],
    ordered: options.ordered ?? [],
    foreignKeys: options.foreignKeys ?? [],
    volatile: options.volatile ?? false,
    perTimeline: options.perTimeline ?? false,
    isLarge: options.isLarge ?? false,
    imageOf: imageMaker(name, Object.entries(columns)),
  };
}
