/** What a world holds, as the network tells it and as the database file has it. */
import Database from 'better-sqlite3';
import type { RawConnection, Result } from './raw-client.ts';
import { put, type WorldView } from './world-model.ts';

type Row = Readonly<Record<string, unknown>>;
type Id = number | string;

/** Requests in one frame: below the limit of a batch. */
const BATCH = 200;

async function askAll(
  connection: RawConnection,
  requests: readonly { method: string; params: unknown }[],
): Promise<(Result | undefined)[]> {
  const results: (Result | undefined)[] = [];
  for (let at = 0; at < requests.length; at += BATCH) {
    const replies = await connection.batch(requests.slice(at, at + BATCH));
    for (const { result, error } of replies) {
      if (error !== undefined && error.data.code !== 'NotFound') throw new Error(error.message);
      results.push(result);
    }
  }
  return results;
}

/**
 * Reads the world over the network: all characters on `maps` with what is theirs, all guilds, and
 * those of `items` that lie on the ground, which no list names. Throws where the host counts more
 * characters, items or guilds than were found, or its invariants do not hold.
 */
export async function readWorld(
  connection: RawConnection,
  maps: readonly string[],
  items: Iterable<string>,
): Promise<WorldView> {
  const view = new Map<string, unknown>();
  const lists = await askAll(
    connection,
    maps.map((map_id) => ({ method: 'characters.listByMap', params: { map_id } })),
  );
  const characters = lists.flatMap((list) => rowsOf(list, 'characters'));
  for (const character of characters) put(view, `character ${character.character_id}`, character);
  const readEach = (methods: readonly string[]) =>
    askAll(
      connection,
      characters.flatMap(({ character_id }) =>
        methods.map((method) => ({ method, params: { character_id } })),
      ),
    );
  for (const result of await readEach(['inventory.get', 'equipment.get'])) {
    for (const item of rowsOf(result, 'items')) put(view, `item ${item.item_id}`, item);
  }
  for (const result of await readEach(['skills.list'])) {
    for (const skill of rowsOf(result, 'skills')) {
      put(view, `skill ${skill.character_id}/${skill.skill_name}`, skill);
    }
  }
  for (const result of await readEach(['quests.list'])) {
    for (const quest of rowsOf(result, 'quests')) {
      put(view, `quest ${quest.character_id}/${quest.quest_name}`, quest);
    }
  }
  const { guilds } = await connection.call<{ guilds: Row[] }>('guilds.list', {});
  const withMembers = await askAll(
    connection,
    guilds.map(({ guild_id }) => ({ method: 'guilds.get', params: { guild_id } })),
  );
  for (const result of withMembers) {
    const guild = result?.guild as Row;
    put(view, `guild ${guild.guild_id}`, guild);
    for (const member of rowsOf(result, 'members')) {
      put(view, `member ${member.guild_id}/${member.character_id}`, member);
    }
  }
  const elsewhere = [...new Set(items)].filter((item_id) => !view.has(`item ${item_id}`));
  const found = await askAll(
    connection,
    elsewhere.map((item_id) => ({ method: 'items.get', params: { item_id } })),
  );
  for (const result of found) {
    if (result === undefined) continue;
    const item = result.item as Row;
    put(view, `item ${item.item_id}`, item);
  }
  await checkCounts(connection, view);
  return view;
}

/** A list of a result; what was not found has none. */
function rowsOf(result: Result | undefined, list: string): readonly Row[] {
  return (result?.[list] ?? []) as readonly Row[];
}

interface Verified {
  readonly ok: boolean;
  readonly checked: Readonly<Record<'characters' | 'items' | 'guilds' | 'gold', number>>;
  readonly violations: readonly unknown[];
}

async function checkCounts(connection: RawConnection, view: WorldView): Promise<void> {
  const verified = await connection.call<Verified>('admin.verifyInvariants', {});
  if (!verified.ok) throw new Error(`invariants: ${JSON.stringify(verified.violations)}`);
  const count = (kind: string) => [...view.keys()].filter((name) => name.startsWith(kind)).length;
  const seen = { characters: count('character '), items: count('item '), guilds: count('guild ') };
  const { gold: _, ...counted } = verified.checked;
  if (JSON.stringify(counted) === JSON.stringify(seen)) return;
  throw new Error(`the host counts ${JSON.stringify(counted)}, found were ${JSON.stringify(seen)}`);
}

export interface DatabaseView {
  readonly world: WorldView;
  /** `integrity_check` and `foreign_key_check`, one sentence for each problem. */
  readonly problems: readonly string[];
  /** The rows of `shardkeep_meta`. */
  readonly meta: ReadonlyMap<string, Id>;
}

/** Reads a database file with nothing of ours in between. */
export function readDatabase(file: string): DatabaseView {
  const db = new Database(file, { readonly: true, fileMustExist: true });
  try {
    // One look at one moment, also while somebody writes.
    db.exec('BEGIN');
    const all = (sql: string) => db.prepare<[], Row>(sql).all();
    const view = new Map<string, unknown>();
    for (const row of all('SELECT * FROM characters')) {
      put(view, `character ${row.character_id}`, row);
    }
    for (const row of all('SELECT * FROM skills')) {
      put(view, `skill ${row.character_id}/${row.skill_name}`, row);
    }
    for (const row of all('SELECT * FROM quests')) {
      const progress = row.progress === null ? null : JSON.parse(row.progress as string);
      put(view, `quest ${row.character_id}/${row.quest_name}`, { ...row, progress });
    }
    for (const row of all('SELECT * FROM guilds')) put(view, `guild ${row.guild_id}`, row);
    for (const row of all('SELECT * FROM guild_members')) {
      put(view, `member ${row.guild_id}/${row.character_id}`, row);
    }
    const places = readPlaces(all);
    for (const row of all('SELECT * FROM items')) {
      const { item_id, character_id } = row;
      const place = places.get(item_id as string);
      if (place?.holder !== undefined && place.holder !== character_id) {
        throw new Error(`item ${item_id} lies with ${place.holder}, not ${character_id}`);
      }
      const properties = JSON.parse(row.properties as string);
      put(view, `item ${item_id}`, { ...row, properties, place: place?.place });
      places.delete(item_id as string);
    }
    for (const item_id of places.keys()) put(view, `place of item ${item_id}`, places.get(item_id));
    const integrity = db.pragma('integrity_check') as { integrity_check: string }[];
    const problems = [
      ...integrity.map((row) => row.integrity_check).filter((text) => text !== 'ok'),
      ...(db.pragma('foreign_key_check') as unknown[]).map((row) => JSON.stringify(row)),
    ];
    const meta = all('SELECT name, value FROM shardkeep_meta').map(
      ({ name, value }) => [name as string, value as Id] as const,
    );
    return { world: view, problems, meta: new Map(meta) };
  } finally {
    db.close();
  }
}

/** Where each item is; one in two places is an error. */
function readPlaces(all: (sql: string) => Row[]) {
  const places = new Map<string, { holder?: unknown; place: Row }>();
  const add = (item_id: unknown, place: Row, holder?: unknown) => {
    if (places.has(item_id as string)) throw new Error(`item ${item_id} is in two places`);
    places.set(item_id as string, { holder, place });
  };
  for (const { item_id, character_id, slot, quantity } of all('SELECT * FROM inventory')) {
    add(item_id, { kind: 'bag', slot, quantity }, character_id);
  }
  for (const { item_id, character_id, slot_type } of all('SELECT * FROM equipment')) {
    add(item_id, { kind: 'equipment', slot_type }, character_id);
  }
  for (const row of all('SELECT * FROM shardkeep_ground')) {
    const { item_id, map_id, position_x: x, position_y: y, position_z: z, quantity } = row;
    add(item_id, { kind: 'ground', map_id, x, y, z, quantity });
  }
  for (const { item_id, quantity } of all('SELECT * FROM shardkeep_recovery')) {
    add(item_id, { kind: 'recovery', quantity });
  }
  return places;
}
