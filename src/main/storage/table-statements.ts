/**
 * The SQL of one table, made from its declaration and prepared once a connection: what the fold
 * writes with. Runs single statements; transactions and their order are the store's.
 */
import type Database from 'better-sqlite3';
import { assert } from '../../shared/errors.ts';
import type { Key, RowImage, Value } from '../world/change-set.ts';
import type { ForeignKey, TableDefinition } from '../world/table-definition.ts';
import type { SqliteDatabase } from './sqlite.ts';

/** A name as SQL takes it; one of the document's columns is called `int`. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Rows of one `insertMany` or `upsertMany`: more make it hardly faster, and a conflict is looked for among as many. */
export const ROWS_AT_ONCE = 50;

/** A foreign key with the statements that prove it. */
interface Reference {
  readonly foreignKey: ForeignKey;
  /** Where a row's image holds the parent's key. */
  readonly column: number;
  /** Takes parents' keys as a JSON array, and finds a row that refers to one of them. */
  readonly findReferring: Database.Statement<[string], { key: Key; parent: Key }>;
}

export class TableStatements {
  readonly definition: TableDefinition;
  readonly references: readonly Reference[];
  readonly #findMissing: Database.Statement<[string], Key>;
  readonly #parentsOf: Database.Statement<[string], [Key, ...Value[]]>;
  readonly #delete: Database.Statement<[Key]>;
  readonly #upsert: Database.Statement<Value[]>;
  readonly #insertMany: Database.Statement<Value[]>;
  readonly #upsertMany: Database.Statement<Value[]>;
  /** For each changing unique column, where it stands and how its old value is put aside. */
  readonly #putAside: readonly (readonly [number, Database.Statement<[string, Key, Value]>])[];

  constructor(db: SqliteDatabase, definition: TableDefinition) {
    this.definition = definition;
    const table = quoted(definition.name);
    const key = quoted(definition.primaryKey);
    const columns = definition.columnNames.map(quoted);
    const updates = columns.filter((column) => column !== key);
    this.#findMissing = db
      .prepare<[string], Key>(
        `SELECT value FROM json_each(?)
         WHERE NOT EXISTS (SELECT 1 FROM ${table} WHERE ${key} = value) LIMIT 1`,
      )
      .pluck();
    const parents = definition.foreignKeys.map((foreignKey) => quoted(foreignKey.column));
    this.#parentsOf = db
      .prepare<[string], [Key, ...Value[]]>(
        `SELECT ${[key, ...parents].join(', ')} FROM json_each(?) AS wanted
         CROSS JOIN ${table} ON ${key} = wanted.value`,
      )
      .raw();
    this.#delete = db.prepare(`DELETE FROM ${table} WHERE ${key} = ?`);
    const insert = `INSERT INTO ${table} (${columns.join(', ')}) VALUES`;
    const values = `(${columns.map(() => '?').join(', ')})`;
    const many = Array(ROWS_AT_ONCE).fill(values).join(', ');
    const set = updates.map((column) => `${column} = excluded.${column}`).join(', ');
    const orUpdate = `ON CONFLICT (${key}) DO UPDATE SET ${set}`;
    this.#insertMany = db.prepare(`${insert} ${many}`);
    this.#upsert = db.prepare(`${insert} ${values} ${orUpdate}`);
    this.#upsertMany = db.prepare(`${insert} ${many} ${orUpdate}`);
    this.#putAside = definition.uniqueInSql.map((name) => {
      assert(definition.columns[name]?.type === 'text', 'a placeholder is a text');
      const column = quoted(name);
      return [
        definition.columnNames.indexOf(name),
        db.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${key} = ? AND ${column} IS NOT ?`),
      ];
    });
    this.references = definition.foreignKeys.map((foreignKey) => {
      const column = quoted(foreignKey.column);
      return {
        foreignKey,
        column: definition.columnNames.indexOf(foreignKey.column),
        findReferring: db.prepare(
          `SELECT ${key} AS key, ${column} AS parent FROM ${table}
           WHERE ${column} IN (SELECT value FROM json_each(?)) LIMIT 1`,
        ),
      };
    });
  }

  /** One of these keys that no row has; asked of all at once, which takes a third of the time. */
  findMissing(keys: readonly Key[]): Key | undefined {
    return this.#findMissing.get(JSON.stringify(keys));
  }

  /** What the stored ones of these rows refer to, in the order of `references`. */
  parentsOf(keys: readonly Key[]): ReadonlyMap<Key, readonly Value[]> {
    const rows = this.#parentsOf.all(JSON.stringify(keys));
    return new Map(rows.map(([key, ...parents]) => [key, parents]));
  }

  /** Deletes a row; false where there was none. */
  delete(key: Key): boolean {
    return this.#delete.run(key).changes > 0;
  }

  /**
   * Puts the unique values that `image` is about to change out of the way, for they may be what
   * another row is about to take. A NUL makes a value that no input can equal.
   */
  putUniqueValuesAside(key: Key, image: RowImage): void {
    for (const [column, statement] of this.#putAside) {
      statement.run(`\0${key}`, key, image[column] ?? null);
    }
  }

  upsert(image: RowImage): void {
    this.#upsert.run(...image);
  }

  /**
   * Inserts `ROWS_AT_ONCE` rows, from `from` on, in one statement, which takes half the time: all of
   * them, or none where it throws.
   */
  insertMany(images: readonly RowImage[], from: number): void {
    this.#insertMany.run(...valuesOf(images, from));
  }

  /** Upserts as many, as `insertMany` inserts them. */
  upsertMany(images: readonly RowImage[], from: number): void {
    this.#upsertMany.run(...valuesOf(images, from));
  }
}

/** The values of `ROWS_AT_ONCE` rows; to be passed one by one, since better-sqlite3 takes longer for an array. */
function valuesOf(images: readonly RowImage[], from: number): Value[] {
  const values: Value[] = [];
  for (let i = from; i < from + ROWS_AT_ONCE; i++) {
    for (const value of images[i] as RowImage) values.push(value);
  }
  return values;
}
