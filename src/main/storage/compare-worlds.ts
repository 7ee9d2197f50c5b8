/**
 * How two databases of one shard differ, by table and by player: what a restore of the one in the place
 * of the other would change. Reads both and writes neither.
 */
import type { Point, RestorePreview } from '../../shared/restore.ts';
import { SCHEMA, STORED_TABLES } from '../world/schema.ts';
import type { TableDefinition } from '../world/table-definition.ts';
import { translating } from './errors.ts';
import { readPosition } from './meta.ts';
import { openDatabase, type SqliteDatabase } from './sqlite.ts';
import { quoted } from './table-statements.ts';

export type WorldDifference = Pick<
  RestorePreview,
  'players' | 'items' | 'gold' | 'tables' | 'affected'
>;

/** Players that are listed by name: those hit hardest. */
const AFFECTED_MAX = 500;

/** What of the world a player would see changed: not the sums, nor what ends with a timeline. */
const COMPARED = STORED_TABLES.filter(
  (table) => !table.perTimeline && table.name !== SCHEMA.ledger.name,
);

/** What of it is a player's own: an action that can be undone is the administrator's who did it. */
const OF_PLAYERS = COMPARED.filter(
  (table) => table.columns.character_id !== undefined && table.name !== SCHEMA.undo.name,
);

/** `restored` in the place of `live`, and where that one stands. Throws StorageError. */
export function compareWorlds(
  restored: string,
  live: string,
): { readonly head: Point; readonly difference: WorldDifference } {
  const db = openDatabase(restored, { readonly: true });
  try {
    return translating('Comparing the worlds', () => {
      db.prepare('ATTACH ? AS live').run(live);
      // One moment of both, whatever is written meanwhile.
      db.exec('BEGIN');
      const tables = COMPARED.map((table) => compareTable(db, table));
      const items = tables.find(({ table }) => table === SCHEMA.items.name);
      const { appearing = 0, vanishing = 0, rewound = 0 } = items ?? {};
      const difference = {
        tables,
        items: { appearing, vanishing, changed: rewound },
        gold: { now: goldOf(db, 'live'), restored: goldOf(db, 'main') },
        ...comparePlayers(db),
      };
      const { timeline, appliedSeq: seq, appliedAt } = readPosition(db, 'live');
      const at = appliedAt === 0 ? null : new Date(appliedAt).toISOString();
      return { head: { timeline, seq, at }, difference };
    });
  } finally {
    db.close();
  }
}

function compareTable(db: SqliteDatabase, table: TableDefinition): RestorePreview['tables'][0] {
  const { name } = table;
  const count = (sql: string) => db.prepare<[], number>(sql).pluck().get() as number;
  const now = count(`SELECT count(*) FROM live.${quoted(name)}`);
  const restored = count(`SELECT count(*) FROM main.${quoted(name)}`);
  const inBoth = count(`SELECT count(*) FROM ${joined(table)}`);
  const rewound = count(`SELECT count(*) FROM ${joined(table)} WHERE ${differs(table)}`);
  return {
    table: name,
    now,
    restored,
    appearing: restored - inBoth,
    vanishing: now - inBoth,
    rewound,
  };
}

function comparePlayers(db: SqliteDatabase): Pick<WorldDifference, 'players' | 'affected'> {
  db.exec('CREATE TEMP TABLE touched (character_id, items_appearing, items_vanishing)');
  for (const table of OF_PLAYERS) findTouched(db, table);
  db.exec(`
    CREATE TEMP TABLE affected AS
    SELECT character_id, items_appearing, items_vanishing,
           coalesce(r.character_name, n.character_name) AS character_name,
           CASE WHEN n.character_id IS NULL THEN 'appearing'
                WHEN r.character_id IS NULL THEN 'vanishing' ELSE 'rewound' END AS change,
           coalesce(r.gold, 0) - coalesce(n.gold, 0) AS gold,
           n.level AS level_now, r.level AS level_restored
    FROM (SELECT character_id, sum(items_appearing) AS items_appearing,
                 sum(items_vanishing) AS items_vanishing
          FROM touched GROUP BY character_id)
    LEFT JOIN main.characters r USING (character_id)
    LEFT JOIN live.characters n USING (character_id)
    WHERE coalesce(r.character_id, n.character_id) IS NOT NULL`);
  const players = { rewound: 0, appearing: 0, vanishing: 0 };
  const changes = db
    .prepare<[], { change: keyof typeof players; count: number }>(
      'SELECT change, count(*) AS count FROM affected GROUP BY change',
    )
    .all();
  for (const { change, count } of changes) players[change] = count;
  const affected = db
    .prepare<[number], RestorePreview['affected'][0]>(
      `SELECT * FROM affected
       ORDER BY change = 'rewound', abs(gold) + items_appearing + items_vanishing DESC, character_id
       LIMIT ?`,
    )
    .all(AFFECTED_MAX);
  return { players, affected };
}

/** Whose rows of a table would appear, vanish or be as they were. */
function findTouched(db: SqliteDatabase, table: TableDefinition): void {
  const name = quoted(table.name);
  const key = quoted(table.primaryKey);
  const isItems = Number(table.name === SCHEMA.items.name);
  db.exec(`
    INSERT INTO touched
    SELECT r.character_id, n.${key} IS NULL AND ${isItems}, 0
    FROM main.${name} r LEFT JOIN live.${name} n ON n.${key} = r.${key}
    WHERE n.${key} IS NULL OR ${differs(table)};
    INSERT INTO touched
    SELECT n.character_id, 0, r.${key} IS NULL AND ${isItems}
    FROM live.${name} n LEFT JOIN main.${name} r ON r.${key} = n.${key}
    WHERE r.${key} IS NULL OR ${differs(table)}`);
}

function joined(table: TableDefinition): string {
  const name = quoted(table.name);
  const key = quoted(table.primaryKey);
  return `main.${name} r JOIN live.${name} n ON n.${key} = r.${key}`;
}

function differs({ columnNames }: TableDefinition): string {
  const unequal = columnNames.map((column) => `r.${quoted(column)} IS NOT n.${quoted(column)}`);
  return `(${unequal.join(' OR ')})`;
}

function goldOf(db: SqliteDatabase, schema: 'main' | 'live'): number {
  return db
    .prepare<[], number>(`SELECT coalesce(sum(gold), 0) FROM ${schema}.characters`)
    .pluck()
    .get() as number;
}
