/**
 * Snapshots of the full world. The delta: 5,000 characters and 20,000 rows of their bags are changed
 * over the network, then a snapshot is asked for, and the time is taken until it is answered. Its
 * peer writes as many rows, of the same keys, with prepared upserts in key order in one synced
 * transaction, and copies its log into the file as a snapshot does. The full snapshot, taken once,
 * writes all 1.43 million rows to a new file.
 */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, type ShardClient } from '../../src/client/index.ts';
import { openDatabase } from '../../src/main/storage/sqlite.ts';
import { TableStatements } from '../../src/main/storage/table-statements.ts';
import type { RowImage, Value } from '../../src/main/world/change-set.ts';
import { type Rows, SCHEMA } from '../../src/main/world/schema.ts';
import { FULL_WORLD, worldRows } from '../support/full-world.ts';
import { type Effort, spread, takeTurns } from './measure.ts';
import type { Section } from './report.ts';
import { makeDirectory, startHost } from './servers.ts';
import { fullWorldFile, makeFullDataDirectory } from './world-file.ts';

/** Slots whose items an active character moves; every second character is active. */
const MOVED_SLOTS = [3, 17, 29, 41];
/** Requests that the client asks at a time, below the host's limit. */
const AT_A_TIME = 400;
/** The document: "Snapshot (active players): < 500 milliseconds", "Full snapshot: < 5 seconds". */
const DELTA_MS_MAX = 500;
const FULL_MS_MAX = 5_000;

/** The rows that a delta is about, as the generator makes them. */
interface Active {
  readonly characters: readonly Rows['characters'][];
  readonly inventory: readonly Rows['inventory'][];
}

export async function benchSnapshot({ runs }: Effort): Promise<Section> {
  const isActive = ({ character_id }: { character_id: number }) => character_id % 2 === 1;
  const active: Active = {
    characters: [...worldRows('characters')].filter(isActive),
    inventory: [...worldRows('inventory')].filter(
      (row) => isActive(row) && MOVED_SLOTS.includes(row.slot),
    ),
  };
  const dataDir = await makeFullDataDirectory();
  const host = await startHost(dataDir);
  const shard = await connect({ url: host.url, token: host.tokens.admin });
  const upsert = bareUpsert(active);
  const results = await takeTurns(runs, {
    delta: async (round) => {
      await play(shard, active, round);
      const startedAt = performance.now();
      await shard.admin.snapshot();
      return performance.now() - startedAt;
    },
    bare: (round) => upsert(round),
  });
  const fullStartedAt = performance.now();
  await shard.admin.snapshot({ full: true });
  const full = performance.now() - fullStartedAt;
  await shard.close();
  await host.stop();
  const delta = spread(results.delta);
  const bare = spread(results.bare);
  const ratio = delta.median / bare.median;
  return {
    id: 'snapshot',
    title: 'Snapshots, milliseconds',
    notes: [
      'From asking to the answer; a delta is 5,000 characters and 20,000 rows of their bags.',
    ],
    columns: [
      { key: 'median', label: 'ms' },
      { key: 'least', label: 'least' },
      { key: 'most', label: 'most' },
      { key: 'ratio', label: '× bare upsert' },
    ],
    rows: [
      { id: 'snapshot.delta', label: 'Shardkeep, delta', cells: { ...delta, ratio } },
      { id: 'snapshot.bare', label: 'bare upsert in key order', cells: { ...bare, ratio: null } },
      { id: 'snapshot.full', label: 'Shardkeep, full', cells: { median: full, ratio: null } },
    ],
    aims: [
      {
        id: 'snapshot.delta',
        label: 'delta snapshot of 5,000 players',
        value: delta.median,
        unit: 'ms',
        atMost: DELTA_MS_MAX,
      },
      {
        id: 'snapshot.full',
        label: 'full snapshot',
        value: full,
        unit: 'ms',
        atMost: FULL_MS_MAX,
      },
    ],
  };
}

/** What a column of the changed rows holds in a round: things move to and fro. */
const strIn = (round: number) => 10 + (round % 80);
const slotIn = (round: number, slot: number) => slot + (round % 2 === 0 ? FULL_WORLD.bagItems : 0);

async function play(shard: ShardClient, active: Active, round: number): Promise<void> {
  const requests = [
    ...active.characters.map(
      ({ character_id }) =>
        () =>
          shard.characters.update({ character_id, str: strIn(round) }),
    ),
    ...active.inventory.map(
      ({ item_id, slot }) =>
        () =>
          shard.items.move({ item_id, slot: slotIn(round, slot) }),
    ),
  ];
  for (let i = 0; i < requests.length; i += AT_A_TIME) {
    await Promise.all(requests.slice(i, i + AT_A_TIME).map((request) => request()));
  }
}

/** Writes the same rows with nothing around it, into a copy of its own; answers the milliseconds. */
function bareUpsert(active: Active): (round: number) => number {
  const file = join(makeDirectory('bare'), 'bare.db');
  copyFileSync(fullWorldFile(), file);
  const db = openDatabase(file);
  db.pragma('wal_autocheckpoint = 0');
  const characters = new TableStatements(db, SCHEMA.characters);
  const inventory = new TableStatements(db, SCHEMA.inventory);
  return (round) => {
    const changedCharacters = active.characters.map((row) =>
      imageOf({ ...row, str: strIn(round) }),
    );
    const changedInventory = active.inventory.map((row) =>
      imageOf({ ...row, slot: slotIn(round, row.slot) }),
    );
    const startedAt = performance.now();
    db.transaction(() => {
      for (const image of changedCharacters) characters.upsert(image);
      for (const image of changedInventory) inventory.upsert(image);
    })();
    db.pragma('wal_checkpoint(PASSIVE)');
    return performance.now() - startedAt;
  };
}

/** The generator's rows have their columns in the order of the table. */
function imageOf(row: object): RowImage {
  return Object.values(row) as Value[];
}
