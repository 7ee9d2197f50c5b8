/**
 * A full world as rows, made from a seed: 10,000 characters with 50 items in the bag, 8 worn, 16
 * skills and 10 quests each, in guilds of 50; 1.43 million rows with the `items` row of each item.
 * It keeps the world's invariants. Rows come one at a time, so that a world need not fit in memory
 * twice; each value depends on the seed and its place alone.
 */

import { dropIndexes } from '../../src/main/storage/full-snapshot.ts';
import { readPosition, writePosition } from '../../src/main/storage/meta.ts';
import type { SqliteDatabase } from '../../src/main/storage/sqlite.ts';
import { TableStatements } from '../../src/main/storage/table-statements.ts';
import type { RowImage, Value } from '../../src/main/world/change-set.ts';
import { type Rows, SCHEMA, type TableKey } from '../../src/main/world/schema.ts';

export interface WorldSize {
  readonly seed: number;
  readonly characters: number;
  /** For each character. */
  readonly bagItems: number;
  readonly wornItems: number;
  readonly skills: number;
  readonly quests: number;
  readonly guildSize: number;
}

export const FULL_WORLD: WorldSize = {
  seed: 1,
  characters: 10_000,
  bagItems: 50,
  wornItems: 8,
  skills: 16,
  quests: 10,
  guildSize: 50,
};

const MAPS = ['Town_01', 'Forest_02', 'Red_Zone_01', 'Dungeon_07', 'Harbor_03', 'Desert_05'];
const ITEM_TYPES = ['Sword_Steel', 'Potion_Heal', 'Ore_Iron', 'Bow_Yew', 'Cloak_Wool', 'Ring_Ruby'];
const SLOTS = ['head', 'chest', 'legs', 'feet', 'hands', 'main_hand', 'off_hand', 'ring'];
const SKILLS = ['Sword', 'Bow', 'Mining', 'Fishing', 'Fire', 'Ice', 'Stealth', 'Trade'];
const QUEST_STATUS = ['active', 'completed', 'failed'];
const ENCHANTMENTS = ['fire', 'frost', 'haste', 'leech', 'ward', 'thorns'];

/** 32 bits that depend on every argument (the finalizer of MurmurHash3, once for each). */
function mix(a: number, b: number, c: number, d = 0): number {
  return step(step(step(step(0x9e3779b9, a), b), c), d) >>> 0;
}

function step(hash: number, part: number): number {
  const h = Math.imul(hash ^ part, 0x85ebca6b);
  const g = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return g ^ (g >>> 16);
}

function pick<T>(list: readonly T[], random: number): T {
  return list[random % list.length]!;
}

/** Moments of one year: a pool, for making the text of one takes longer than a row of a table. */
const MOMENTS = Array.from({ length: 4096 }, (_, i) =>
  new Date(Date.UTC(2024, 0, 1) + i * 7_717_000).toISOString(),
);

function moment(random: number): string {
  return pick(MOMENTS, random);
}

/** The id of a character's item `n`, from 0: those in the bag first, then those worn. A UUID v4. */
function itemId(size: WorldSize, character: number, n: number): string {
  const bytes = Buffer.allocUnsafe(16);
  for (let part = 0; part < 4; part++) {
    // One chain of 32 bits collides at this number of items; four unlike ones do not.
    bytes.writeUInt32BE(mix(size.seed, 7 + part, character, n), part * 4);
  }
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The JSON of an item's properties in the document's shape, 130 to 250 bytes. */
function itemProperties(random: number): string {
  const enchantments: string[] = [];
  for (let i = 0; i < random % 4; i++) {
    const power = ((random >>> (i + 3)) % 100) / 4;
    enchantments.push(`{"name":"${pick(ENCHANTMENTS, random + i)}","power":${power}}`);
  }
  return (
    `{"durability":${random % 101},"enchantments":[${enchantments.join()}],` +
    `"attributes":{"damage":${random % 60},"weight":${(random % 300) / 10},"level":${random % 50}},` +
    `"custom_data":{"crafted_by":"Smith ${random % 997}","bound":${random % 5 === 0}}}`
  );
}

type RowsOf = { [K in TableKey]?: (size: WorldSize) => Generator<Rows[K]> };

/** What makes the rows of each table, in key order where the key is a number. */
const GENERATORS = {
  *characters(size) {
    for (let id = 1; id <= size.characters; id++) {
      const r = (n: number) => mix(size.seed, 1, id, n);
      yield {
        character_id: id,
        account_id: 1 + Math.floor((id - 1) / 2),
        character_name: `Hero ${id}`,
        level: 1 + (r(0) % 100),
        experience: r(1) % 10_000_000,
        str: 10 + (r(2) % 90),
        dex: 10 + (r(3) % 90),
        int: 10 + (r(4) % 90),
        con: 10 + (r(5) % 90),
        lck: 10 + (r(6) % 90),
        cha: 10 + (r(7) % 90),
        gold: goldOf(size, id),
        position_x: (r(9) % 1_000_000) / 100,
        position_y: (r(10) % 1_000_000) / 100,
        position_z: (r(11) % 10_000) / 100,
        map_id: pick(MAPS, r(12)),
        last_login: moment(r(13)),
        created_at: moment(r(14)),
        updated_at: moment(r(15)),
      };
    }
  },
  *items(size) {
    const each = size.bagItems + size.wornItems;
    for (let character = 1; character <= size.characters; character++) {
      for (let n = 0; n < each; n++) {
        const random = mix(size.seed, 2, character, n);
        yield {
          item_id: itemId(size, character, n),
          character_id: character,
          item_type: pick(ITEM_TYPES, random),
          properties: itemProperties(random),
          created_at: moment(random),
          updated_at: moment(random),
        };
      }
    }
  },
  *inventory(size) {
    for (let i = 0; i < size.characters * size.bagItems; i++) {
      const character = 1 + Math.floor(i / size.bagItems);
      const slot = i % size.bagItems;
      yield {
        inventory_id: i + 1,
        character_id: character,
        item_id: itemId(size, character, slot),
        slot,
        quantity: 1 + (mix(size.seed, 3, i) % 20),
        properties: null,
      };
    }
  },
  *equipment(size) {
    for (let i = 0; i < size.characters * size.wornItems; i++) {
      const character = 1 + Math.floor(i / size.wornItems);
      const n = i % size.wornItems;
      yield {
        equipment_id: i + 1,
        character_id: character,
        slot_type: n < SLOTS.length ? SLOTS[n]! : `slot_${n}`,
        item_id: itemId(size, character, size.bagItems + n),
        properties: null,
      };
    }
  },
  *skills(size) {
    for (let i = 0; i < size.characters * size.skills; i++) {
      const n = i % size.skills;
      const random = mix(size.seed, 4, i);
      yield {
        skill_id: i + 1,
        character_id: 1 + Math.floor(i / size.skills),
        skill_name: `${SKILLS[n % SKILLS.length]}_${Math.floor(n / SKILLS.length)}`,
        skill_level: random % 100,
        experience: random % 1_000_000,
      };
    }
  },
  *quests(size) {
    for (let i = 0; i < size.characters * size.quests; i++) {
      const random = mix(size.seed, 5, i);
      yield {
        quest_id: i + 1,
        character_id: 1 + Math.floor(i / size.quests),
        quest_name: `Quest_${String(i % size.quests).padStart(3, '0')}`,
        quest_status: pick(QUEST_STATUS, random),
        progress: JSON.stringify({ step: random % 12, killed: random % 40, found: [random % 7] }),
      };
    }
  },
  *guilds(size) {
    for (let id = 1; id <= guildsIn(size); id++) {
      yield {
        guild_id: id,
        guild_name: `Guild ${id}`,
        leader_id: (id - 1) * size.guildSize + 1,
        created_at: moment(mix(size.seed, 6, id)),
      };
    }
  },
  *guildMembers(size) {
    for (let i = 0; i < guildsIn(size) * size.guildSize; i++) {
      yield {
        member_id: i + 1,
        guild_id: 1 + Math.floor(i / size.guildSize),
        character_id: i + 1,
        rank: i % size.guildSize === 0 ? 'leader' : 'member',
        joined_at: moment(mix(size.seed, 8, i)),
      };
    }
  },
  *ledger(size) {
    let value = 0;
    for (let id = 1; id <= size.characters; id++) value += goldOf(size, id);
    yield { name: 'gold', value };
  },
} satisfies RowsOf;

export type FilledTable = keyof typeof GENERATORS;
export const FILLED_TABLES = Object.keys(GENERATORS) as FilledTable[];

function goldOf(size: WorldSize, character: number): number {
  return mix(size.seed, 1, character, 8) % 1_000_000;
}

function guildsIn(size: WorldSize): number {
  return Math.floor(size.characters / size.guildSize);
}

/** The rows of one table as objects. */
export function worldRows<K extends FilledTable>(key: K, size = FULL_WORLD): Generator<Rows[K]> {
  return GENERATORS[key](size) as Generator<Rows[K]>;
}

/** The rows of one table as change sets and the snapshot carry them. */
export function* worldImages(key: FilledTable, size = FULL_WORLD): Generator<RowImage> {
  for (const row of worldRows(key, size)) yield Object.values(row) as Value[];
}

/**
 * Fills a migrated, empty database in one transaction, as the state at sequence number 1. Returns
 * how many rows there are. A full world takes some seconds.
 */
export function fillDatabase(db: SqliteDatabase, size = FULL_WORLD): number {
  let count = 0;
  const indexes = dropIndexes(db);
  db.pragma('synchronous = OFF');
  db.transaction(() => {
    const nextIds: Record<string, number> = {};
    for (const key of FILLED_TABLES) {
      const definition = SCHEMA[key];
      const statements = new TableStatements(db, definition);
      let rows = 0;
      for (const image of worldImages(key, size)) {
        statements.upsert(image);
        rows++;
      }
      count += rows;
      if (definition.generatedKey) nextIds[definition.name] = rows + 1;
    }
    const position = readPosition(db);
    writePosition(db, position, {
      ...position,
      serverId: position.serverId || 'full-world',
      appliedSeq: 1,
      appliedAt: Date.UTC(2025, 0, 1),
      nextIds,
    });
    for (const sql of indexes) db.exec(sql);
  })();
  db.pragma('synchronous = FULL');
  db.pragma('wal_checkpoint(TRUNCATE)');
  return count;
}
