/** Start-up's steps 2 to 7, and a restore's: from a database into memory, in slices that leave the window alive. */
import { assert } from '../../shared/errors.ts';
import { loadTable } from '../storage/load.ts';
import { readPosition } from '../storage/meta.ts';
import { openDatabase, type SqliteDatabase } from '../storage/sqlite.ts';
import { SCHEMA, type TableKey } from '../world/schema.ts';
import type { AnyRow, Table } from '../world/table.ts';
import type { TableDefinition } from '../world/table-definition.ts';
import type { World } from '../world/world.ts';
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

/** Runs `work` as the step `name`, with its progress. */
export type RunStep = (name: StepName, work: (report: Report) => Promise<void>) => Promise<void>;

/** Fills `world` from the database at `file`, which stands at one sequence number. */
export async function loadWorld(world: World, file: string, run: RunStep): Promise<void> {
  const db = openDatabase(file, { readonly: true, mustExist: true });
  try {
    const position = readPosition(db);
    for (const [name, tables] of TABLES_OF) {
      await run(name, async (report) => {
        for (const table of tables) await loadInto(world, db, table, report);
      });
    }
    for (const [name, next] of Object.entries(position.nextIds)) {
      const table = Object.values(world.tables).find((one) => one.definition.name === name);
      assert(table !== undefined, `${name} is a table`);
      table.nextKey = Math.max(table.nextKey, next);
    }
    world.seq = position.appliedSeq;
    world.nextLogId = position.nextLogId;
  } finally {
    db.close();
  }
}

async function loadInto(
  world: World,
  db: SqliteDatabase,
  key: TableKey,
  report: Report,
): Promise<void> {
  const table = world.tables[key] as unknown as Table<AnyRow>;
  const definition: TableDefinition = SCHEMA[key];
  const count = await loadTable(db, definition, (row) => table.add(row as AnyRow), {
    onProgress: (rows) => report(`${rows} rows of ${definition.name}`),
  });
  report(`${count} rows of ${definition.name}`);
}
