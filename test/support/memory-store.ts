/**
 * A snapshot store in memory, for simulation: the same contract as `SqliteStore` without a disk.
 * Applying builds the next state beside the present one and swaps, so a failure changes nothing.
 */
import type { Coalesced } from '../../src/main/storage/coalesce.ts';
import { StorageError } from '../../src/main/storage/errors.ts';
import { EMPTY_POSITION, type StorePosition } from '../../src/main/storage/meta.ts';
import type { Applied, SnapshotStore } from '../../src/main/storage/store.ts';
import type { Key, RowImage } from '../../src/main/world/change-set.ts';
import { TABLES } from '../../src/main/world/schema.ts';

type State = readonly ReadonlyMap<Key, RowImage>[];

export class MemoryStore implements SnapshotStore {
  #state: State = TABLES.map(() => new Map());
  #position = EMPTY_POSITION;

  get position(): StorePosition {
    return this.#position;
  }

  /** The rows of a table by its number in `TABLES`. */
  rows(table: number): ReadonlyMap<Key, RowImage> {
    return this.#state[table]!;
  }

  apply(coalesced: Coalesced): Applied {
    const from = this.#position;
    if (coalesced.firstSeq !== from.appliedSeq + 1) {
      throw new StorageError('sequence', 'These change sets do not follow.');
    }
    const next = this.#state.map((rows) => new Map(rows));
    let written = 0;
    let deleted = 0;
    for (const [table, changes] of coalesced.changes) {
      for (const [key, image] of changes) {
        if (image) next[table]!.set(key, image);
        else if (next[table]!.delete(key)) deleted++;
        if (image) written++;
      }
    }
    const [problem] = findProblems(next);
    if (problem) throw problem;
    const nextIds = { ...from.nextIds };
    for (const [table, highest] of coalesced.highestKeys) {
      const { name } = TABLES[table]!;
      nextIds[name] = Math.max(nextIds[name] ?? 1, highest + 1);
    }
    this.#state = next;
    this.#position = {
      ...from,
      appliedSeq: coalesced.lastSeq,
      appliedAt: coalesced.at || this.#position.appliedAt,
      nextLogId: coalesced.nextLogId,
      nextIds,
    };
    return { written, deleted };
  }

  startTimeline(start: Omit<StorePosition, 'serverId' | 'appliedAt'>): void {
    const from = this.#position;
    const nextIds = { ...from.nextIds, ...start.nextIds };
    const goesBack =
      start.timeline < from.timeline ||
      start.appliedSeq < from.appliedSeq ||
      start.nextLogId < from.nextLogId ||
      Object.entries(from.nextIds).some(([table, next]) => nextIds[table]! < next);
    if (goesBack) throw new Error('A counter would go back.');
    this.#position = { ...from, ...start, nextIds };
  }

  integrityCheck(): readonly string[] {
    return findProblems(this.#state).map((problem) => problem.message);
  }

  close(): void {}
}

function findProblems(state: State): StorageError[] {
  const problems: StorageError[] = [];
  TABLES.forEach((definition, table) => {
    const { name, columnNames, columns, uniqueInSql, foreignKeys } = definition;
    for (const [key, image] of state[table]!) {
      columnNames.forEach((column, i) => {
        if (image[i] !== null || columns[column]!.nullable) return;
        problems.push(new StorageError('constraint', `${name}.${column} of ${key} is NULL.`));
      });
      for (const foreignKey of foreignKeys) {
        const parent = image[columnNames.indexOf(foreignKey.column)] ?? null;
        const parents = state[TABLES.findIndex((t) => t.name === foreignKey.table)]!;
        if (parent === null || parents.has(parent)) continue;
        problems.push(new StorageError('foreign-key', `${name} ${key} refers to no ${parent}.`));
      }
    }
    for (const column of uniqueInSql) {
      const at = columnNames.indexOf(column);
      const values = [...state[table]!.values()].map((image) => image[at]);
      if (new Set(values).size === values.length) continue;
      problems.push(new StorageError('constraint', `${name}.${column} is not unique.`));
    }
  });
  return problems;
}
