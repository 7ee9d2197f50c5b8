/**
 * One number for the rows of a slice, from memory and from a file alike: where the two are equal the
 * file holds what lives.
 */
import { createHash } from 'node:crypto';
import type { Statement } from 'better-sqlite3';
import type { RowImage } from '../world/change-set.ts';
import { SCHEMA, STORED_TABLES } from '../world/schema.ts';
import { BELONGINGS, type Belonging, type Slice, type TakenSlice } from '../world/slices.ts';
import type { TableDefinition } from '../world/table-definition.ts';
import { translating } from './errors.ts';
import type { SqliteDatabase } from './sqlite.ts';
import { quoted } from './table-statements.ts';

/** Of a slice as it was taken from memory; SHA-256 in hex. */
export function digestTaken({ rows }: TakenSlice): string {
  return digest(rows.map(([table, own]) => [table, own.map((row) => table.imageOf(row))]));
}

/** The slices of a file. Prepares what it asks once: a world has thousands of them. */
export class StoredSlices {
  readonly #db: SqliteDatabase;
  readonly #statements = new Map<string, Statement<number[], RowImage>>();

  constructor(db: SqliteDatabase) {
    this.#db = db;
  }

  /** Of the same slice in the file, as it is now. Throws StorageError. */
  digest(slice: Slice): string {
    return translating(`Reading ${this.#db.name}`, () => {
      if ('table' in slice) {
        const table = STORED_TABLES.find(({ name }) => name === slice.table) as TableDefinition;
        return digest([[table, this.#rows(table, '')]]);
      }
      const { owner, from, to } = slice;
      return digest(
        BELONGINGS.filter((one) => one.owner === owner).map((one) => [
          one.table,
          this.#rows(one.table, `WHERE ${conditionOf(one)}`, from, to),
        ]),
      );
    });
  }

  #rows(
    { name, columnNames, primaryKey }: TableDefinition,
    where: string,
    ...parameters: readonly number[]
  ): readonly RowImage[] {
    const columns = columnNames.map(quoted).join(', ');
    const sql = `SELECT ${columns} FROM ${quoted(name)} ${where} ORDER BY ${quoted(primaryKey)}`;
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare<number[], RowImage>(sql).raw();
      this.#statements.set(sql, statement);
    }
    return statement.all(...parameters);
  }
}

function conditionOf({ column, throughItem }: Belonging): string {
  const { name, primaryKey } = SCHEMA.items;
  const between = `${quoted(column)} BETWEEN ? AND ?`;
  return throughItem
    ? `${quoted(primaryKey)} IN (SELECT ${quoted(primaryKey)} FROM ${quoted(name)} WHERE ${between})`
    : between;
}

function digest(tables: readonly (readonly [TableDefinition, readonly RowImage[]])[]): string {
  const hash = createHash('sha256');
  for (const [{ name }, images] of tables) {
    hash.update(`${name} ${images.length}\n`);
    for (const image of images) hash.update(`${JSON.stringify(image)}\n`);
  }
  return hash.digest('hex');
}
