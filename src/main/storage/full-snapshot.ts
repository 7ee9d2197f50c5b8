/**
 * Writes a whole world to a new database while the world goes on changing (design, rule 10).
 *
 * The image is fuzzy: its slices were taken at different moments between the sequence numbers S0
 * and S1. Folding the change sets S0 + 1 to S1 over it makes it the exact state at S1, for every
 * row that changed after its slice was taken is among them. Until then it may even hold two rows
 * with the same unique value; see `#makeWay`.
 *
 * Nothing here is durable before `finish` and `replaceDatabase`: a crash leaves a file that the next
 * `begin` removes.
 */
import { assert } from '../../shared/errors.ts';
import type { Key, RowImage, Value } from '../world/change-set.ts';
import { TABLES } from '../world/schema.ts';
import type { TableDefinition } from '../world/table-definition.ts';
import type { Coalesced } from './coalesce.ts';
import { asStorageError, StorageError, translating, unlessConstraint } from './errors.ts';
import { findProblems } from './integrity.ts';
import { EMPTY_POSITION, type StorePosition, writePosition } from './meta.ts';
import { type Migration, migrate } from './migrate.ts';
import { removeDatabase } from './replace-database.ts';
import { openDatabase, type SqliteDatabase } from './sqlite.ts';
import { SqliteStore } from './store.ts';
import { quoted, ROWS_AT_ONCE, TableStatements } from './table-statements.ts';

export interface FullSnapshotOptions {
  readonly migrations: readonly Migration[];
  /** Where the world stood before the first slice: `appliedSeq` is S0. */
  readonly position: StorePosition;
  readonly tables?: readonly TableDefinition[];
}

export class FullSnapshotWriter {
  readonly file: string;
  readonly #db: SqliteDatabase;
  readonly #tables: readonly TableDefinition[];
  readonly #indexes: readonly string[];
  readonly #statements = new Map<number, TableStatements>();
  /** Keys of rows that made way for later ones, by table; the fold must have each of them. */
  readonly #madeWay = new Map<number, Set<Key>>();
  /** Rows with scattered keys that wait to be written in a better order. */
  #gathered: { readonly table: number; readonly images: RowImage[]; characters: number } | null =
    null;

  private constructor(file: string, db: SqliteDatabase, options: FullSnapshotOptions) {
    this.file = file;
    this.#db = db;
    this.#tables = options.tables ?? TABLES;
    relaxForBuilding(db);
    migrate(db, options.migrations);
    this.#indexes = dropIndexes(db);
    db.exec('BEGIN');
    writePosition(db, EMPTY_POSITION, options.position);
  }

  /**
   * Starts the file `file`, which is beside the one it will replace; what is left there is removed.
   * Throws StorageError.
   */
  static async begin(file: string, options: FullSnapshotOptions): Promise<FullSnapshotWriter> {
    await removeDatabase(file);
    const db = openDatabase(file);
    try {
      return new FullSnapshotWriter(file, db, options);
    } catch (thrown) {
      db.close();
      throw asStorageError(thrown, `Starting ${file}`);
    }
  }

  /**
   * Adds the rows of one slice, in the order in which the slices were taken. `table` is the number
   * in `TABLES`; a row may come again, and its later image counts. Throws StorageError.
   */
  rows(table: number, images: readonly RowImage[]): void {
    translating(`Writing ${this.file}`, () => {
      if (this.#gathered !== null && this.#gathered.table !== table) this.#writeGathered();
      if (!this.#isScattered(table)) {
        this.#insert(table, images);
        return;
      }
      this.#gathered ??= { table, images: [], characters: 0 };
      for (const image of images) {
        this.#gathered.images.push(image);
        this.#gathered.characters += charactersIn(image);
      }
      const { images: gathered, characters } = this.#gathered;
      if (gathered.length >= GATHERED_ROWS || characters >= GATHERED_CHARACTERS) {
        this.#writeGathered();
      }
    });
  }

  /**
   * Completes the image: folds in the change sets S0 + 1 to S1 (undefined where nothing happened),
   * adds the indexes, checks the file and closes it. It is then ready for `replaceDatabase`, and
   * stands at the position that is returned. Throws StorageError: `incomplete-image` or `corrupt`
   * where image and fold are no sound world, and as `SqliteStore.apply` does.
   */
  finish(fold: Coalesced | undefined): StorePosition {
    return translating(`Completing ${this.file}`, () => {
      this.#writeGathered();
      for (const [table, keys] of this.#madeWay) {
        for (const key of keys) {
          if (fold?.changes.get(table)?.has(key)) continue;
          throw new StorageError(
            'incomplete-image',
            `${this.#tables[table]!.name} ${key} gave way to a later row and did not change again.`,
          );
        }
      }
      this.#db.exec('COMMIT');
      const store = new SqliteStore(this.#db, this.#tables);
      if (fold) store.apply(fold);
      for (const sql of this.#indexes) this.#db.exec(sql);
      // Whether the indexes agree with the tables is not asked of indexes just made from them.
      const problems = findProblems(this.#db, 'quick');
      if (problems.length > 0) {
        throw new StorageError('corrupt', `${this.file} is not sound: ${problems[0]}`);
      }
      this.#db.close();
      return store.position;
    });
  }

  /** Gives up and removes the file; also after a failed `rows` or `finish`. */
  async abort(): Promise<void> {
    this.#db.close();
    await removeDatabase(this.file);
  }

  /**
   * Whether the keys of a table come in no order, and nothing but them is unique: its rows may be
   * written in another order than they came in.
   */
  #isScattered(table: number): boolean {
    const definition = this.#tables[table];
    assert(definition && !definition.volatile, `table ${table} is stored`);
    const { columns, primaryKey, uniqueInSql, ordered } = definition;
    return columns[primaryKey]?.type === 'text' && uniqueInSql.length === 0 && ordered.length === 0;
  }

  /** Writes the rows that were gathered about in the order of their keys: neighbours share pages. */
  #writeGathered(): void {
    if (this.#gathered === null) return;
    const { table, images } = this.#gathered;
    this.#gathered = null;
    const { columnNames, primaryKey } = this.#tables[table]!;
    this.#insert(table, byTextKey(images, columnNames.indexOf(primaryKey)));
  }

  #insert(table: number, images: readonly RowImage[]): void {
    const statements = this.#statementsOf(table);
    for (let i = 0; i < images.length; i += ROWS_AT_ONCE) {
      const isWhole = i + ROWS_AT_ONCE <= images.length;
      if (isWhole && unlessConstraint(() => statements.insertMany(images, i))) continue;
      for (const image of images.slice(i, i + ROWS_AT_ONCE)) {
        if (unlessConstraint(() => statements.upsert(image))) continue;
        this.#makeWay(table, image);
        statements.upsert(image);
      }
    }
  }

  #statementsOf(table: number): TableStatements {
    let statements = this.#statements.get(table);
    if (statements === undefined) {
      const definition = this.#tables[table];
      assert(definition && !definition.volatile, `table ${table} is stored`);
      statements = new TableStatements(this.#db, definition);
      this.#statements.set(table, statements);
    }
    return statements;
  }

  /**
   * Deletes the rows that hold a unique value of `image`. When its slice was taken the world, in
   * which values are unique, had it here, so those rows have changed since theirs were taken: the
   * fold will write or delete them.
   */
  #makeWay(table: number, image: RowImage): void {
    const { name, primaryKey, columnNames, uniqueInSql, ordered } = this.#tables[table]!;
    const madeWay = this.#madeWay.get(table) ?? new Set();
    this.#madeWay.set(table, madeWay);
    const at = (column: string): Value => image[columnNames.indexOf(column)] ?? null;
    const uniques = [...uniqueInSql.map((c) => [c]), ...ordered.map(({ of, by }) => [of, by])];
    for (const columns of uniques) {
      const same = columns.map((column) => `${quoted(column)} = ?`).join(' AND ');
      const keys = this.#db
        .prepare<Value[], Key>(
          `DELETE FROM ${quoted(name)} WHERE ${same} AND ${quoted(primaryKey)} <> ?
           RETURNING ${quoted(primaryKey)}`,
        )
        .pluck()
        .all(...columns.map(at), at(primaryKey));
      for (const key of keys) madeWay.add(key);
    }
  }
}

/**
 * Rows that are gathered before they are written in order. The more, the fewer pages each of them
 * needs; so many take some tens of megabytes, and the other bound holds where rows are large.
 */
const GATHERED_ROWS = 50_000;
const GATHERED_CHARACTERS = 32 * 1024 * 1024;

function charactersIn(image: RowImage): number {
  let sum = 0;
  for (const value of image) if (typeof value === 'string') sum += value.length;
  return sum;
}

/** So many characters of a key tell scattered ones apart well enough, and a number holds them. */
const SORTED_CHARACTERS = 5;
const CHARACTER_SIZE = 128;

/**
 * About in the order of the texts in `column`, by the first characters of them; those alike there stay
 * in the order they came in. Sorting numbers takes a tenth of the time of sorting texts.
 */
function byTextKey(images: readonly RowImage[], column: number): readonly RowImage[] {
  const places = new Float64Array(images.length);
  images.forEach((image, i) => {
    const key = String(image[column]);
    let place = 0;
    for (let at = 0; at < SORTED_CHARACTERS; at++) {
      // Past the end of a short key there is no code.
      const code = at < key.length ? key.charCodeAt(at) : 0;
      place = place * CHARACTER_SIZE + Math.min(code, CHARACTER_SIZE - 1);
    }
    places[i] = place * images.length + i;
  });
  places.sort();
  return Array.from(places, (place) => images[place % images.length] as RowImage);
}

/** KiB of pages held in memory while building: scattered keys should find their pages there. */
const BUILDING_CACHE_KIB = 256 * 1024;

/** A file that counts for nothing until it is complete needs no journal on disk and no syncs. */
function relaxForBuilding(db: SqliteDatabase): void {
  db.pragma('journal_mode = MEMORY');
  db.pragma('synchronous = OFF');
  db.pragma('locking_mode = EXCLUSIVE');
  db.pragma(`cache_size = -${BUILDING_CACHE_KIB}`);
}

/** Drops the indexes that are not part of a table, and returns the statements that make them again. */
export function dropIndexes(db: SqliteDatabase): readonly string[] {
  const indexes = db
    .prepare<[], { name: string; sql: string }>(
      `SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL`,
    )
    .all();
  for (const { name } of indexes) db.exec(`DROP INDEX ${quoted(name)}`);
  return indexes.map(({ sql }) => sql);
}
