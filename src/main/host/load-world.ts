/** Start-up's steps 2 to 7, and a restore's: from a database into memory, in slices that leave the window alive. */
import { setImmediate as turn } from 'node:timers/promises';
import { assert } from '../../shared/errors.ts';
import type { ChangedKeys } from '../processes/snapshot/protocol.ts';
import { loadTable, prepareRow } from '../storage/load.ts';
import { readPosition, type StorePosition } from '../storage/meta.ts';
import { openDatabase, type SqliteDatabase } from '../storage/sqlite.ts';
import type { Key } from '../world/change-set.ts';
import { SCHEMA, TABLES, type TableKey } from '../world/schema.ts';
import type { AnyRow, Table } from '../world/table.ts';
import type { TableDefinition } from '../world/table-definition.ts';
import { tableOf } from '../world/transaction.ts';
import type { World } from '../world/world.ts';
import { sharingText } from './shared-text.ts';
import type { Report, StepName } from './steps.ts';

/** Which tables a step of the document loads; ours go with what they belong to. */
const TABLES_OF: readonly (readonly [StepName, readonly TableKey[]])[] = [
  ['Load characters', ['characters', 'ledger', 'clientSessions', 'outcomes', 'undo', 'bans']],
  ['Load inventories', ['items', 'inventory', 'ground', 'recovery']],
  ['Load equipment', ['equipment']],
  ['Load skills', ['skills']],
  ['Load quests', ['quests']],
  ['Load guilds', ['guilds', 'guildMembers']],
];

/** Keys between two turns of the event loop: taking them in takes a few milliseconds. */
const KEYS_A_SLICE = 1_000;

/** Runs `work` as the step `name`, with its progress. */
export type RunStep = (name: StepName, work: (report: Report) => Promise<void>) => Promise<void>;

/** Fills `world` from the database at `file`, which stands at one sequence number. */
export async function loadWorld(world: World, file: string, run: RunStep): Promise<void> {
  const load = new WorldLoad(world, file);
  try {
    await load.finish(run);
  } finally {
    await load.close();
  }
}

/**
 * A world that is being filled from a file, with what that held when loading began, whatever is written to
 * it meanwhile. Loading goes on by itself; its failure is met by whoever waits for it.
 */
export class WorldLoad {
  readonly world: World;
  readonly #db: SqliteDatabase;
  #position: StorePosition;
  readonly #end = new AbortController();
  /** One after the other, each with what it came to. */
  readonly #steps: readonly (readonly [StepName, Promise<string>])[];
  /** Told of the step that is being waited for, which is the one that runs. */
  #report: Report = () => {};

  /** Begins to fill `world`, which is empty. Throws StorageError where the file cannot be read. */
  constructor(world: World, file: string) {
    this.world = world;
    this.#db = openDatabase(file, { readonly: true });
    try {
      this.#position = this.#beginReading();
    } catch (error) {
      this.#db.close();
      throw error;
    }
    let before = Promise.resolve('');
    this.#steps = TABLES_OF.map(([name, tables]) => {
      before = before.then(() => this.#load(tables));
      before.catch(() => {});
      return [name, before] as const;
    });
  }

  /** Where the file stood. */
  get position(): StorePosition {
    return this.#position;
  }

  /** Resolves once the world is as the file was, each step with its progress. */
  async finish(run: RunStep): Promise<void> {
    for (const [name, loaded] of this.#steps) {
      await run(name, async (report) => {
        this.#report = report;
        report(await loaded);
      });
    }
    this.#stand();
  }

  /** Takes in what has been written to the file since: the rows with these keys, and no others. */
  async takeIn(changed: ChangedKeys): Promise<void> {
    this.#db.exec('COMMIT');
    this.#position = this.#beginReading();
    // A row may have given its unique value to another: all of them go before any comes.
    await this.#eachKey(changed, (table, key) => {
      const row = table.get(key);
      if (row !== undefined) table.remove(row as AnyRow);
    });
    const reads = new Map(
      [...changed.keys()].map((number) => [number, prepareRow(this.#db, definitionOf(number))]),
    );
    await this.#eachKey(changed, (table, key) => {
      const row = reads.get(table.number)?.(key);
      if (row !== undefined) table.add(row as AnyRow);
    });
    this.#stand();
  }

  /** Resolves once nothing of this reads the file. */
  async close(): Promise<void> {
    this.#end.abort();
    await Promise.allSettled(this.#steps.map(([, loaded]) => loaded));
    this.#db.close();
  }

  #beginReading(): StorePosition {
    this.#db.exec('BEGIN');
    return readPosition(this.#db);
  }

  async #load(tables: readonly TableKey[]): Promise<string> {
    let came = '';
    for (const key of tables) {
      this.#end.signal.throwIfAborted();
      const definition = SCHEMA[key];
      const table = this.world.tables[key] as unknown as Table<AnyRow>;
      const say = (rows: number) => {
        came = `${rows} rows of ${definition.name}`;
        this.#report(came);
      };
      const share = sharingText(this.world, definition);
      const take = (row: AnyRow) => {
        share(row);
        table.add(row);
      };
      await loadTable<TableDefinition>(this.#db, definition, take, {
        onProgress: say,
        signal: this.#end.signal,
      });
      for (const _ of table.trim()) await turn(undefined, { signal: this.#end.signal });
    }
    return came;
  }

  async #eachKey(
    changed: ChangedKeys,
    action: (table: Table<AnyRow>, key: Key) => void,
  ): Promise<void> {
    for (const [number, keys] of changed) {
      const table = tableOf(this.world.tables, definitionOf(number));
      for (const [i, key] of keys.entries()) {
        action(table as unknown as Table<AnyRow>, key);
        if (i % KEYS_A_SLICE === 0) await turn(undefined, { signal: this.#end.signal });
      }
    }
  }

  /** The counters that no row says. */
  #stand(): void {
    const { world } = this;
    const { nextIds, appliedSeq, nextLogId } = this.#position;
    for (const [name, next] of Object.entries(nextIds)) {
      const table = Object.values(world.tables).find((one) => one.definition.name === name);
      assert(table !== undefined, `${name} is a table`);
      table.nextKey = Math.max(table.nextKey, next);
    }
    world.seq = appliedSeq;
    world.nextLogId = nextLogId;
  }
}

function definitionOf(number: number) {
  const definition = TABLES[number];
  assert(definition !== undefined, () => `table ${number} is declared`);
  return definition;
}
