/**
 * Lookups within the process, as commands make them: a table's index beside a plain Map that holds
 * the same rows, in nanoseconds for each lookup of a random key, in a world of 10,000 characters
 * with bags of 50. The limits are those of the user's document, and tighter ones of our own.
 *
 * A list is handed out as it lies in the index, without a copy; "walked" reads one column of each of
 * its rows as well, which is what a caller does with it. A command checks its parameters and copies a list;
 * one that changes makes the change set for the journal as well, where its peer only assigns.
 */

import type { Rows } from '../../src/main/world/schema.ts';
import { World } from '../../src/main/world/world.ts';
import { FULL_WORLD, worldRows } from '../support/full-world.ts';
import { type Effort, spread, takeTurns } from './measure.ts';
import type { Section } from './report.ts';

type Character = Rows['characters'];
type InventoryRow = Rows['inventory'];

const KEYS = 4096;
/** Characters on the one map whose list is measured. */
const ON_MAP = 5_000;
const MAP = 'Town_01';
const TO_MAP_MAX = 1.5;
/** Nanoseconds that one turn takes, about, so that the clock's own steps don't show. */
const TURN_NS = 60e6;

interface Lookup {
  readonly id: string;
  readonly label: string;
  /** Nanoseconds. */
  readonly limitNs: number;
  /** Where the Map itself is the limit: so many times what it takes. */
  readonly toMapMax?: number;
  /** Nanoseconds that it may take: how often it is repeated follows from it. */
  readonly guessNs: number;
  readonly table: (n: number) => number;
  readonly map: (n: number) => number;
}

/** Sums what is read, so that no compiler may leave the reading out. */
let sink = 0;

export async function benchLookups({ runs, ratiosOnly }: Effort): Promise<Section> {
  const lookups = ratiosOnly
    ? makeLookups({ ...FULL_WORLD, bagItems: 0 }).filter(({ toMapMax }) => toMapMax !== undefined)
    : makeLookups();
  const rows = [];
  const aims = [];
  for (const { id, label, limitNs, toMapMax, guessNs, table, map } of lookups) {
    const repeats = Math.ceil(TURN_NS / guessNs);
    // One turn of each without being counted, for the compiler.
    time(table, repeats);
    time(map, repeats);
    const results = await takeTurns(runs, {
      table: () => time(table, repeats),
      map: () => time(map, repeats),
    });
    const ours = spread(results.table);
    const peer = spread(results.map);
    const cells = { ...ours, peer: peer.median, ratio: ours.median / peer.median, limitNs };
    rows.push({ id: `lookups.${id}`, label, cells });
    aims.push({
      id: `lookups.${id}`,
      label: `lookup: ${label}`,
      value: ours.median,
      unit: 'ns',
      atMost: limitNs,
    });
    if (toMapMax === undefined) continue;
    aims.push({
      id: `lookups.${id}.toMap`,
      label: `lookup: ${label}`,
      value: cells.ratio,
      unit: '× Map.get',
      atMost: toMapMax,
    });
  }
  if (sink === 0) throw new Error('nothing was read');
  return {
    id: 'lookups',
    title: 'Lookups in memory, nanoseconds',
    notes: [
      'Random keys in a world of 10,000 characters; the peer is a plain Map of the same rows.',
    ],
    columns: [
      { key: 'median', label: 'Shardkeep' },
      { key: 'least', label: 'least' },
      { key: 'most', label: 'most' },
      { key: 'peer', label: 'Map' },
      { key: 'ratio', label: '× Map' },
      { key: 'limitNs', label: 'limit' },
    ],
    rows,
    aims,
  };
}

/** Nanoseconds of some of them, by id, in a world of so many characters. */
export function timeLookups(
  ids: readonly string[],
  characters: number,
): Readonly<Record<string, number>> {
  const lookups = makeLookups({ ...FULL_WORLD, characters }).filter(({ id }) => ids.includes(id));
  return Object.fromEntries(
    lookups.map(({ id, guessNs, table }) => {
      const repeats = Math.ceil(TURN_NS / guessNs);
      time(table, repeats);
      return [id, time(table, repeats)];
    }),
  );
}

function makeLookups(size = FULL_WORLD): readonly Lookup[] {
  const world = new World({
    clock: Date.now,
    uuid: () => crypto.randomUUID(),
    rules: () => ({ maxCharacters: size.characters, bagSlots: null, alternatives: [] }),
  });
  const { characters, inventory } = world.tables;
  const byId = new Map<number, Character>();
  const byName = new Map<string, Character>();
  const byAccount = new Map<number, Character[]>();
  const byMap = new Map<string, Character[]>();
  const bags = new Map<number, InventoryRow[]>();
  for (const row of worldRows('characters', size)) {
    if (row.character_id <= ON_MAP) row.map_id = MAP;
    else if (row.map_id === MAP) row.map_id = 'Town_02';
    characters.add(row);
    byId.set(row.character_id, row);
    byName.set(row.character_name, row);
    addTo(byAccount, row.account_id, row);
    addTo(byMap, row.map_id, row);
  }
  for (const row of worldRows('inventory', size)) {
    inventory.add(row);
    addTo(bags, row.character_id, row);
  }

  const ids = Array.from({ length: KEYS }, (_, n) => 1 + ((n * 7919) % size.characters));
  const names = ids.map((id) => byId.get(id)!.character_name);
  const accounts = ids.map((id) => byId.get(id)!.account_id);
  const key = <T>(keys: readonly T[], n: number) => keys[n % KEYS] as T;
  return [
    {
      id: 'id',
      label: 'character by id',
      limitNs: 1_000,
      toMapMax: TO_MAP_MAX,
      guessNs: 30,
      table: (n) => characters.get(key(ids, n))!.level,
      map: (n) => byId.get(key(ids, n))!.level,
    },
    {
      id: 'name',
      label: 'character by name',
      limitNs: 1_000,
      toMapMax: TO_MAP_MAX,
      guessNs: 60,
      table: (n) => characters.find('character_name', key(names, n))!.level,
      map: (n) => byName.get(key(names, n))!.level,
    },
    {
      id: 'inventory',
      label: "a character's bag (50)",
      limitNs: 1_000,
      guessNs: 60,
      table: (n) => inventory.list('character_id', key(ids, n)).length,
      map: (n) => bags.get(key(ids, n))!.length,
    },
    {
      id: 'account',
      label: 'characters of an account (2)',
      limitNs: 1_000,
      guessNs: 60,
      table: (n) => characters.list('account_id', key(accounts, n)).length,
      map: (n) => byAccount.get(key(accounts, n))!.length,
    },
    {
      id: 'map',
      label: 'characters on a map (5,000)',
      limitNs: 10_000,
      guessNs: 60,
      table: () => characters.list('map_id', MAP).length,
      map: () => byMap.get(MAP)!.length,
    },
    {
      id: 'mapWalked',
      label: 'characters on a map (5,000), walked',
      limitNs: 100_000,
      guessNs: 20_000,
      table: () => walk(characters.list('map_id', MAP)),
      map: () => walk(byMap.get(MAP)!),
    },
    {
      id: 'accountCommand',
      label: 'characters of an account (2), by the command',
      limitNs: 1_000,
      guessNs: 500,
      table: (n) =>
        world.read('characters.listByAccount', { account_id: key(accounts, n) }).characters.length,
      map: (n) => [...byAccount.get(key(accounts, n))!].length,
    },
    {
      id: 'mapCommand',
      label: 'characters on a map (5,000), by the command',
      limitNs: 10_000,
      guessNs: 5_000,
      table: () => world.read('characters.listByMap', { map_id: MAP }).characters.length,
      map: () => [...byMap.get(MAP)!].length,
    },
    {
      id: 'update',
      label: 'update of a character, by the command',
      limitNs: 3_000,
      guessNs: 2_000,
      table: (n) =>
        world.mutate(
          'characters.update',
          { character_id: key(ids, n), str: 10 + (n % 80) },
          { role: 'game' },
        ).seq,
      map: (n) => Object.assign(byId.get(key(ids, n))!, { str: 10 + (n % 80) }).str,
    },
  ];
}

function addTo<K, R>(lists: Map<K, R[]>, key: K, row: R): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [row]);
  else list.push(row);
}

function walk(rows: readonly Readonly<Character>[]): number {
  let sum = 0;
  for (const row of rows) sum += row.level;
  return sum;
}

/** Nanoseconds of one call, out of `repeats`. */
function time(call: (n: number) => number, repeats: number): number {
  const before = process.hrtime.bigint();
  for (let n = 0; n < repeats; n++) sink += call(n);
  return Number(process.hrtime.bigint() - before) / repeats;
}
