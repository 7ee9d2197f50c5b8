/**
 * Whether a database is sound, and what is in it: for start-up, for proving a backup, for tests.
 * Whether the rows make a sensible world is not asked here: that is world/invariants.
 */
import { createHash } from 'node:crypto';
import type { RowImage, Value } from '../world/change-set.ts';
import { STORED_TABLES } from '../world/schema.ts';
import type { TableDefinition } from '../world/table-definition.ts';
import { asStorageError, translating } from './errors.ts';
import type { SqliteDatabase } from './sqlite.ts';
import { quoted } from './table-statements.ts';

/** Problems listed at most; more tell nobody more. */
const PROBLEMS_MAX = 100;

/**
 * `integrity_check` and `foreign_key_check`: what is wrong, one sentence each, nothing where the file
 * is sound. A file too broken to be checked is a problem, not an exception. `quick` leaves out whether
 * each index agrees with its table, which takes most of the time.
 */
export function findProblems(
  db: SqliteDatabase,
  depth: 'whole' | 'quick' = 'whole',
): readonly string[] {
  try {
    const pragma = depth === 'whole' ? 'integrity_check' : 'quick_check';
    const pages = db.pragma(`${pragma}(${PROBLEMS_MAX})`) as Record<string, string>[];
    const problems = pages.map((row) => row[pragma] ?? '').filter((text) => text !== 'ok');
    if (problems.length > 0) return problems;
    const check = db.prepare<[], { table: string; rowid: number; parent: string }>(
      'PRAGMA foreign_key_check',
    );
    for (const { table, rowid, parent } of check.iterate()) {
      problems.push(`Row ${rowid} of ${table} refers to a row of ${parent} that is not there.`);
      if (problems.length === PROBLEMS_MAX) break;
    }
    return problems;
  } catch (thrown) {
    return [asStorageError(thrown, `Checking ${db.name}`).message];
  }
}

/** Rows of each stored table, by its name. */
export function countRows(db: SqliteDatabase): Record<string, number> {
  return translating(`Counting the rows of ${db.name}`, () =>
    Object.fromEntries(
      present(db).map(({ name }) => [
        name,
        db
          .prepare<[], number>(`SELECT count(*) FROM ${quoted(name)}`)
          .pluck()
          .get() ?? 0,
      ]),
    ),
  );
}

/** The tables that a file has, each with the columns that it has: an older version knew fewer. */
function present(
  db: SqliteDatabase,
): readonly Pick<TableDefinition, 'name' | 'columnNames' | 'primaryKey'>[] {
  return STORED_TABLES.flatMap(({ name, columnNames, primaryKey }) => {
    const there = db
      .prepare<[string], string>('SELECT name FROM pragma_table_info(?)')
      .pluck()
      .all(name);
    const columns = columnNames.filter((column) => there.includes(column));
    return columns.length === 0 ? [] : [{ name, columnNames: columns, primaryKey }];
  });
}

/** Rows that are read and hashed at a time: a row for itself costs a third more. */
const DIGEST_ROWS = 256;

/**
 * A SHA-256 of the stored tables' rows in key order, in hex: two files with the same world have the
 * same one, however they came about.
 */
export function digestRows(db: SqliteDatabase): string {
  return translating(`Reading ${db.name}`, () => {
    const hash = createHash('sha256');
    for (const table of present(db)) {
      hash.update(`${table.name}\n`);
      for (const rows of pagesOf(db, table)) {
        hash.update(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      }
    }
    return hash.digest('hex');
  });
}

/** The rows of a table in key order, some at a time. */
function* pagesOf(
  db: SqliteDatabase,
  { name, columnNames, primaryKey }: Pick<TableDefinition, 'name' | 'columnNames' | 'primaryKey'>,
): Generator<readonly RowImage[]> {
  const key = quoted(primaryKey);
  const page = (where: string) =>
    db
      .prepare<Value[], RowImage>(
        `SELECT ${columnNames.map(quoted).join(', ')} FROM ${quoted(name)} ${where}
         ORDER BY ${key} LIMIT ${DIGEST_ROWS}`,
      )
      .raw();
  const next = page(`WHERE ${key} > ?`);
  for (let rows = page('').all(); rows.length > 0; ) {
    yield rows;
    rows = next.all(rows.at(-1)?.[columnNames.indexOf(primaryKey)] ?? null);
  }
}
