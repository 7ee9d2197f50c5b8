/**
 * Loads a database into memory and tells what that takes: into the world's tables, or as plain
 * objects in one array for each table. Run with `--expose-gc`.
 */
import { loadTable } from '../../src/main/storage/load.ts';
import { openDatabase } from '../../src/main/storage/sqlite.ts';
import { SCHEMA, type TableKey } from '../../src/main/world/schema.ts';
import type { AnyRow, Table } from '../../src/main/world/table.ts';
import type { TableDefinition } from '../../src/main/world/table-definition.ts';
import { World } from '../../src/main/world/world.ts';

/** Bytes that came with the rows. */
export interface MemoryResult {
  readonly heap: number;
  readonly rss: number;
}

const [file = '', kind = 'world'] = process.argv.slice(2);

const world = new World({
  clock: Date.now,
  uuid: () => crypto.randomUUID(),
  rules: () => ({ maxCharacters: 10_000, bagSlots: null, alternatives: [] }),
});
const arrays: Partial<Record<TableKey, object[]>> = {};

const db = openDatabase(file, { readonly: true, mustExist: true });
collect();
const before = process.memoryUsage();
for (const [key, definition] of Object.entries(SCHEMA) as [TableKey, TableDefinition][]) {
  if (definition.volatile) continue;
  const table = world.tables[key] as unknown as Table<AnyRow>;
  const rows: object[] = [];
  arrays[key] = rows;
  const take =
    kind === 'world' ? (row: object) => table.add(row as AnyRow) : (row: object) => rows.push(row);
  await loadTable(db, definition, take);
}
collect();
const after = process.memoryUsage();
db.close();
// Both are used after the measurement, so that no collection may take them before it.
if (world.tables.characters.size + (arrays.characters?.length ?? 0) === 0) throw new Error('empty');
const result: MemoryResult = {
  heap: after.heapUsed - before.heapUsed,
  rss: after.rss - before.rss,
};
process.stdout.write(JSON.stringify(result));

function collect(): void {
  if (globalThis.gc === undefined) throw new Error('run with --expose-gc');
  globalThis.gc();
  globalThis.gc();
}
