/**
 * Gathers change sets into what is left of them: the last image of every row that they changed.
 * Rows are absolute values, so that is all a store needs, however often a row changed in between.
 *
 * Pure and cheap for each change: one write to a map. Order, SQL and checks are the store's.
 */
import { assert } from '../../shared/errors.ts';
import type { ChangeSet, Key, RowImage, Value } from '../world/change-set.ts';
import { TABLES } from '../world/schema.ts';
import type { TableDefinition } from '../world/table-definition.ts';
import { StorageError } from './errors.ts';

/** The last image of each changed row by its key; null says that the row is gone. */
export type TableChanges = ReadonlyMap<Key, RowImage | null>;

export interface Coalesced {
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** Wall clock of the last change set that changed a row, in milliseconds since 1970; 0 where none did. */
  readonly at: number;
  /** By the table's number in `TABLES`; volatile tables are left out. */
  readonly changes: ReadonlyMap<number, TableChanges>;
  /** The highest generated key seen, by the table's number, also of rows that are gone again. */
  readonly highestKeys: ReadonlyMap<number, number>;
  /** The `log_id` after the last event. */
  readonly nextLogId: number;
  /** Who was active: the characters that a row in it is of or belongs to. */
  readonly characters: ReadonlySet<number>;
  /** Rows in `changes`. */
  readonly rowCount: number;
}

/** What the hot path needs to know about a table. */
interface TableTraits {
  readonly stored: boolean;
  readonly generatedKey: boolean;
  /** Where the image holds a character's id, or -1. */
  readonly characterColumn: number;
}

export class Coalescer {
  readonly #traits: readonly TableTraits[];
  #lastSeq: number;
  #firstSeq = 0;
  #at = 0;
  #nextLogId = 0;
  #rowCount = 0;
  #changes = new Map<number, Map<Key, RowImage | null>>();
  #highestKeys = new Map<number, number>();
  #characters = new Set<Value>();

  /** Starts behind the change set `appliedSeq`. `tables` is what a row change's `table` counts in. */
  constructor(appliedSeq: number, tables: readonly TableDefinition[] = TABLES) {
    this.#lastSeq = appliedSeq;
    this.#traits = tables.map((table) => ({
      stored: !table.volatile,
      generatedKey: table.generatedKey,
      characterColumn: table.columnNames.indexOf('character_id'),
    }));
  }

  /** The last change set taken in, or the one that this started behind. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** Rows held: what memory this takes and how long the write of it will be. */
  get rowCount(): number {
    return this.#rowCount;
  }

  /** Takes the next change set in. Throws StorageError `sequence` where it is another one. */
  add(changeSet: ChangeSet): void {
    if (changeSet.seq !== this.#lastSeq + 1) {
      throw new StorageError(
        'sequence',
        `Change set ${changeSet.seq} does not follow ${this.#lastSeq}.`,
      );
    }
    const nextLogId = changeSet.firstLogId + changeSet.events.length;
    assert(nextLogId >= this.#nextLogId, 'log_id goes forward');
    if (this.#firstSeq === 0) this.#firstSeq = changeSet.seq;
    this.#lastSeq = changeSet.seq;
    // What the host did besides leaves the world as old as it is.
    if (changeSet.changes.length > 0) this.#at = changeSet.at;
    this.#nextLogId = nextLogId;
    for (const { table, key, image } of changeSet.changes) {
      const traits = this.#traits[table];
      assert(traits, `table ${table} is declared`);
      if (!traits.stored) continue;
      let rows = this.#changes.get(table);
      if (rows === undefined) {
        rows = new Map();
        this.#changes.set(table, rows);
      }
      const before = rows.size;
      rows.set(key, image);
      this.#rowCount += rows.size - before;
      if (traits.generatedKey && (key as number) > (this.#highestKeys.get(table) ?? 0)) {
        this.#highestKeys.set(table, key as number);
      }
      if (traits.characterColumn >= 0 && image) {
        this.#characters.add(image[traits.characterColumn] ?? null);
      }
    }
  }

  /**
   * Hands over what was gathered and begins anew behind it; undefined where there was nothing. What
   * it returns is complete: should the store fail to apply it, apply the same again before the next.
   */
  take(): Coalesced | undefined {
    if (this.#firstSeq === 0) return undefined;
    const taken: Coalesced = {
      firstSeq: this.#firstSeq,
      lastSeq: this.#lastSeq,
      at: this.#at,
      changes: this.#changes,
      highestKeys: this.#highestKeys,
      nextLogId: this.#nextLogId,
      characters: this.#characters as Set<number>,
      rowCount: this.#rowCount,
    };
    this.#firstSeq = 0;
    this.#rowCount = 0;
    this.#changes = new Map();
    this.#highestKeys = new Map();
    this.#characters = new Set();
    return taken;
  }
}
