/**
 * The snapshot store: the world on disk, moved from one sequence number to a later one in a single
 * transaction. After any failure it is where it was.
 *
 * Does not decide when to write, reads no journal and locks no directory: its owner, the snapshot
 * process, does. Volatile tables never reach it.
 */
import { assert } from '../../shared/errors.ts';
import type { Key, RowImage } from '../world/change-set.ts';
import { TABLES } from '../world/schema.ts';
import type { TableDefinition } from '../world/table-definition.ts';
import type { Coalesced } from './coalesce.ts';
import { StorageError, translating, unlessConstraint } from './errors.ts';
import { findProblems } from './integrity.ts';
import { readPosition, type StorePosition, writePosition } from './meta.ts';
import type { SqliteDatabase } from './sqlite.ts';
import { quoted, ROWS_AT_ONCE, TableStatements } from './table-statements.ts';
import { type VacuumSpace, vacuumSpaceOf } from './vacuum.ts';

export interface Applied {
  readonly written: number;
  /** Rows that were there and are gone. */
  readonly deleted: number;
}

/** What the snapshot process needs of a store; the contract suite runs over every implementation. */
export interface SnapshotStore {
  readonly position: StorePosition;

  /**
   * Brings the store from `firstSeq - 1` to `lastSeq`, whole or not at all.
   * Throws StorageError: `sequence`, `foreign-key`, `constraint`, `disk-full`, `io`, `busy`, `corrupt`.
   */
  apply(coalesced: Coalesced): Applied;

  /**
   * Moves to another timeline (design, rule 6): the next change set is `appliedSeq + 1`, and every
   * counter is at least what the shard ever used. Rows that end with a timeline are removed, the
   * others stay. Throws as `apply` does.
   */
  startTimeline(start: Omit<StorePosition, 'serverId' | 'appliedAt'>): void;

  /** What is wrong with the store, one sentence each; nothing where it is sound. */
  integrityCheck(): readonly string[];

  close(): void;
}

export class SqliteStore implements SnapshotStore {
  readonly #db: SqliteDatabase;
  readonly #tables: readonly TableDefinition[];
  readonly #statements: ReadonlyMap<string, TableStatements>;
  #position: StorePosition;
  #checkpointedSeq = 0;

  /** Takes over a migrated database. `tables` is what a row change's `table` counts in. */
  constructor(db: SqliteDatabase, tables: readonly TableDefinition[] = TABLES) {
    this.#db = db;
    this.#tables = tables;
    [this.#statements, this.#position] = translating(`Reading ${db.name}`, () => {
      // Checkpoints are asked for, so that no commit waits for one.
      db.pragma('wal_autocheckpoint = 0');
      const stored = tables.filter((table) => !table.volatile);
      const statements = stored.map(
        (table) => [table.name, new TableStatements(db, table)] as const,
      );
      return [new Map(statements), readPosition(db)];
    });
  }

  get position(): StorePosition {
    return this.#position;
  }

  /** What the file holds without its write-ahead log, as far as this connection has seen it copied. */
  get checkpointedSeq(): number {
    return this.#checkpointedSeq;
  }

  apply(coalesced: Coalesced): Applied {
    const from = this.#position;
    if (coalesced.firstSeq !== from.appliedSeq + 1) {
      throw new StorageError(
        'sequence',
        `Change sets ${coalesced.firstSeq} to ${coalesced.lastSeq} do not follow ${from.appliedSeq}, where ${this.#db.name} stands.`,
      );
    }
    const to = this.#positionAfter(coalesced);
    const batches = this.#inWriteOrder(coalesced);
    const applied = this.#transaction('Writing the snapshot', () => {
      const deleted = this.#delete(batches);
      const parents = this.#newParents(batches);
      this.#upsert(batches);
      this.#checkExist(parents);
      this.#checkNothingRefersTo(deleted);
      writePosition(this.#db, from, to);
      const count = (sum: number, keys: readonly Key[]) => sum + keys.length;
      return {
        written: batches.reduce((sum, batch) => sum + batch.images.length, 0),
        deleted: [...deleted.values()].reduce(count, 0),
      };
    });
    this.#position = to;
    return applied;
  }

  startTimeline(start: Omit<StorePosition, 'serverId' | 'appliedAt'>): void {
    const from = this.#position;
    const to = { ...from, ...start, nextIds: { ...from.nextIds, ...start.nextIds } };
    const ending = this.#tables.filter((table) => table.perTimeline && !table.volatile);
    this.#transaction('Starting a timeline', () => {
      for (const { name } of ending.reverse()) this.#db.exec(`DELETE FROM ${quoted(name)}`);
      writePosition(this.#db, from, to);
    });
    this.#position = to;
  }

  /** Gives a new file to its shard, once. */
  setServerId(serverId: string): void {
    const from = this.#position;
    const to = { ...from, serverId };
    this.#transaction('Naming the shard', () => writePosition(this.#db, from, to));
    this.#position = to;
  }

  /**
   * Copies what is committed from the write-ahead log into the file and syncs it, as far as that
   * needs no waiting. True where all of it was copied, which a reader may prevent.
   */
  checkpoint(): boolean {
    return this.#checkpoint('PASSIVE');
  }

  /** What a vacuum would need and give back. */
  vacuumSpace(): VacuumSpace {
    return translating('Counting the pages', () => vacuumSpaceOf(this.#db));
  }

  /** Writes all rows to the new file `file`, without unused pages; not synced. */
  vacuumInto(file: string): void {
    translating('VACUUM', () => this.#db.prepare('VACUUM INTO ?').run(file));
  }

  integrityCheck(): readonly string[] {
    return findProblems(this.#db);
  }

  /**
   * Empties the write-ahead log, unless a reader or a broken disk prevents it, and closes the
   * connection. Throws nothing: a log that stays holds all that was committed, and whoever opens the
   * file next reads it or says what is wrong with it.
   */
  close(): void {
    if (!this.#db.open) return;
    try {
      this.#checkpoint('TRUNCATE');
    } catch {
      // See above.
    } finally {
      this.#db.close();
    }
  }

  #checkpoint(mode: 'PASSIVE' | 'TRUNCATE'): boolean {
    return translating('Checkpoint', () => {
      const [result] = this.#db.pragma(`wal_checkpoint(${mode})`) as [
        { busy: number; log: number; checkpointed: number },
      ];
      const complete = result.busy === 0 && result.log === result.checkpointed;
      if (complete) this.#checkpointedSeq = this.#position.appliedSeq;
      return complete;
    });
  }

  #transaction<T>(doing: string, action: () => T): T {
    return translating(doing, () => this.#db.transaction(action).immediate());
  }

  #positionAfter(coalesced: Coalesced): StorePosition {
    const nextIds = { ...this.#position.nextIds };
    for (const [table, highest] of coalesced.highestKeys) {
      const name = this.#tables[table]!.name;
      nextIds[name] = Math.max(nextIds[name] ?? 1, highest + 1);
    }
    return {
      ...this.#position,
      appliedSeq: coalesced.lastSeq,
      appliedAt: coalesced.at || this.#position.appliedAt,
      nextLogId: coalesced.nextLogId,
      nextIds,
    };
  }

  /** The changes of each table by key order, parents before children: neighbours share pages. */
  #inWriteOrder(coalesced: Coalesced): readonly Batch[] {
    const numbers = [...coalesced.changes.keys()].sort((a, b) => a - b);
    return numbers.map((number) => {
      const definition = this.#tables[number];
      const table = definition && this.#statements.get(definition.name);
      assert(table, `table ${number} is stored`);
      const keys = [...coalesced.changes.get(number)!.keys()].sort(compareKeys);
      const batch: Batch = { table, keys: [], images: [], gone: [] };
      for (const key of keys) {
        const image = coalesced.changes.get(number)!.get(key);
        if (image) {
          batch.keys.push(key);
          batch.images.push(image);
        } else {
          batch.gone.push(key);
        }
      }
      return batch;
    });
  }

  /** Deletes, children first. Returns the keys of the rows that were there, by table. */
  #delete(batches: readonly Batch[]): Map<string, Key[]> {
    const deleted = new Map<string, Key[]>();
    for (const { table, gone } of batches.toReversed()) {
      deleted.set(
        table.definition.name,
        gone.filter((key) => table.delete(key)),
      );
    }
    return deleted;
  }

  /**
   * Two rows may have swapped unique values, so that one of them stands in the way of the other: then the
   * values that change are put aside first. That is rare, and asking each row for it is not needed.
   */
  #upsert(batches: readonly Batch[]): void {
    for (const { table, keys, images } of batches) {
      let areAside = false;
      for (let i = 0; i < images.length; i += ROWS_AT_ONCE) {
        const isWhole = i + ROWS_AT_ONCE <= images.length;
        if (isWhole && unlessConstraint(() => table.upsertMany(images, i))) continue;
        for (const image of images.slice(i, i + ROWS_AT_ONCE)) {
          if (unlessConstraint(() => table.upsert(image))) continue;
          if (!areAside) {
            for (const [at, key] of keys.entries()) table.putUniqueValuesAside(key, images[at]!);
          }
          areAside = true;
          table.upsert(image);
        }
      }
    }
  }

  /**
   * The parents that rows are about to get, before they do. A row that keeps its parent had one that was
   * there, for the store was sound, and whether that is deleted is asked of those that are.
   */
  #newParents(batches: readonly Batch[]): readonly Parents[] {
    return batches.flatMap((batch) => {
      const { table, keys, images } = batch;
      if (table.references.length === 0 || keys.length === 0) return [];
      const before = table.parentsOf(keys);
      return table.references.map(({ foreignKey, column }, i) => {
        const wanted = new Set<Key>();
        images.forEach((image, row) => {
          const parent = image[column] ?? null;
          if (parent !== null && before.get(keys[row]!)?.[i] !== parent) wanted.add(parent);
        });
        return { batch, column, of: foreignKey.table, wanted };
      });
    });
  }

  /** Every row written refers to rows that exist. */
  #checkExist(parents: readonly Parents[]): void {
    for (const { batch, column, of, wanted } of parents) {
      if (wanted.size === 0) continue;
      const missing = this.#statements.get(of)!.findMissing([...wanted].sort(compareKeys));
      if (missing === undefined) continue;
      const row = batch.images.findIndex((image) => image[column] === missing);
      throw dangling(batch.table, batch.keys[row]!, of, missing);
    }
  }

  /**
   * No row refers to one that was deleted. With the check of what was written this is as strong as
   * a full `foreign_key_check`, given that the store was sound before, and reads less.
   */
  #checkNothingRefersTo(deleted: ReadonlyMap<string, readonly Key[]>): void {
    for (const table of this.#statements.values()) {
      for (const { foreignKey, findReferring } of table.references) {
        const parents = deleted.get(foreignKey.table) ?? [];
        if (parents.length === 0) continue;
        const found = findReferring.get(JSON.stringify(parents));
        if (found) throw dangling(table, found.key, foreignKey.table, found.parent);
      }
    }
  }
}

interface Batch {
  readonly table: TableStatements;
  /** The keys of `images`. */
  readonly keys: Key[];
  readonly images: RowImage[];
  readonly gone: Key[];
}

/** Parents in the table `of` that rows of a batch are about to refer to by the column at `column`. */
interface Parents {
  readonly batch: Batch;
  readonly column: number;
  readonly of: string;
  readonly wanted: ReadonlySet<Key>;
}

/** Keys of one table are all numbers or all strings. */
function compareKeys(a: Key, b: Key): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function dangling(
  table: TableStatements,
  key: Key,
  parentTable: string,
  parent: Key,
): StorageError {
  return new StorageError(
    'foreign-key',
    `${table.definition.name} ${key} refers to ${parent} of ${parentTable}, which is not there.`,
  );
}
