/** How two worlds differ for their players. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compareWorlds } from '../../src/main/storage/compare-worlds.ts';
import { migrate, readMigrations } from '../../src/main/storage/migrate.ts';
import { openDatabase } from '../../src/main/storage/sqlite.ts';
import { TableStatements } from '../../src/main/storage/table-statements.ts';
import { STORED_TABLES } from '../../src/main/world/schema.ts';
import type { AnyRow, Table } from '../../src/main/world/table.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { TestWorld } from '../support/world.ts';

const MIGRATIONS = readMigrations(new URL('../../migrations/', import.meta.url));

function write(file: string, world: TestWorld): void {
  const db = openDatabase(file);
  migrate(db, MIGRATIONS);
  for (const table of Object.values(world.tables) as unknown as Table<AnyRow>[]) {
    if (!STORED_TABLES.includes(table.definition)) continue;
    const statements = new TableStatements(db, table.definition);
    for (const row of table.rows()) statements.upsert(table.definition.imageOf(row));
  }
  db.close();
}

it("[R1] counts no player for an administrator's action that can be undone", () => {
  const directory = temporaryDirectory();
  const [restored, live] = [join(directory, 'restored.db'), join(directory, 'live.db')];
  const world = new TestWorld();
  const character_id = world.createCharacter('Ada');
  write(restored, world);
  world.transact((transaction) => {
    const action = { action: 'admin.test', reason: '', at: '', character_id, writes: '[]' };
    transaction.insert('undo', { seq: 9, ...action, undone_by: null });
    return {};
  });
  write(live, world);
  const { players, affected, tables } = compareWorlds(restored, live).difference;
  expect({ players, affected }).toEqual({
    players: { rewound: 0, appearing: 0, vanishing: 0 },
    affected: [],
  });
  expect(tables.find(({ table }) => table === 'shardkeep_undo')).toMatchObject({ vanishing: 1 });
});
