/**
 * Loads a database into memory and tells what that takes: into the world's tables, as start-up does, or as
 * plain objects in an array, as they are read or with their JSON parsed. Run with `--expose-gc`.
 */
import { loadWorld } from '../../src/main/host/load-world.ts';
import { loadTable } from '../../src/main/storage/load.ts';
import { openDatabase } from '../../src/main/storage/sqlite.ts';
import { STORED_TABLES } from '../../src/main/world/schema.ts';
import type { TableDefinition } from '../../src/main/world/table-definition.ts';
import { World } from '../../src/main/world/world.ts';

/** Bytes that came with the rows. */
export interface MemoryResult {
  /** What typed arrays hold outside of it counts as well. */
  readonly heap: number;
  readonly rss: number;
}

export type MemoryKind = 'world' | 'plain' | 'parsed';

const [file = '', kind = 'world'] = process.argv.slice(2);

const world = new World({
  clock: Date.now,
  uuid: () => crypto.randomUUID(),
  rules: () => ({ maxCharacters: 10_000, bagSlots: null, alternatives: [] }),
});
const rows: object[] = [];

const db = openDatabase(file, { readonly: true });
collect();
const before = process.memoryUsage();
if (kind === 'world') await loadWorld(world, file, (_name, work) => work(() => {}));
else
  for (const definition of STORED_TABLES) {
    const parse = kind === 'parsed' ? parsing(definition) : () => {};
    await loadTable(db, definition, (row) => {
      parse(row);
      rows.push(row);
    });
  }
collect();
const after = process.memoryUsage();
db.close();
// Both are used after the measurement, so that no collection may take them before it.
if (world.tables.characters.size + rows.length === 0) throw new Error('empty');
const result: MemoryResult = {
  heap: after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers,
  rss: after.rss - before.rss,
};
process.stdout.write(JSON.stringify(result));

/** What makes objects of the JSON in a row, as a game server has its items' properties. */
function parsing({ columnNames, columnList }: TableDefinition): (row: object) => void {
  const columns = columnNames.filter((_, i) => columnList[i]?.type === 'json');
  return (row) => {
    const values = row as Record<string, unknown>;
    for (const column of columns) {
      const text = values[column];
      if (typeof text === 'string') values[column] = JSON.parse(text);
    }
  };
}

function collect(): void {
  if (globalThis.gc === undefined) throw new Error('run with --expose-gc');
  globalThis.gc();
  globalThis.gc();
}
