/** Reads one character with all that is his from a database, of whatever moment that is. */
import type { Place } from '../../shared/rows.ts';
import { byPlace, type CharacterState, type HeldItem } from '../world/character-restore/state.ts';
import { SCHEMA, type TableKey } from '../world/schema.ts';
import type { Row } from '../world/transaction.ts';
import { translating } from './errors.ts';
import type { SqliteDatabase } from './sqlite.ts';
import { quoted } from './table-statements.ts';

/**
 * His state in `db`, or null where it holds no such character. All of it is of one moment, also while
 * somebody writes. Throws StorageError.
 */
export function readCharacter(db: SqliteDatabase, character_id: number): CharacterState | null {
  return translating(`Reading character ${character_id}`, () =>
    db.transaction(() => read(db, character_id))(),
  );
}

function read(db: SqliteDatabase, character_id: number): CharacterState | null {
  const rowsOf = <K extends TableKey>(table: K) =>
    rows(db, table, 'character_id = ?', character_id);
  const [character] = rowsOf('characters');
  if (character === undefined) return null;
  const items = new Map(rowsOf('items').map((item) => [item.item_id, item]));
  const held: HeldItem[] = [];
  const add = (item_id: string, place: Place, quantity: number) => {
    const item = items.get(item_id);
    if (item !== undefined) held.push({ item, place, quantity });
  };
  for (const { item_id, slot_type } of rowsOf('equipment')) {
    add(item_id, { kind: 'equipment', slot_type }, 1);
  }
  for (const { item_id, slot, quantity } of rowsOf('inventory')) {
    add(item_id, { kind: 'bag', slot, quantity }, quantity);
  }
  const isHis = 'item_id IN (SELECT value FROM json_each(?))';
  const ids = JSON.stringify([...items.keys()]);
  for (const { item_id, quantity } of rows(db, 'recovery', isHis, ids)) {
    add(item_id, { kind: 'recovery', quantity }, quantity);
  }
  return {
    character,
    items: held.sort(byPlace),
    skills: rowsOf('skills').sort((a, b) => (a.skill_name < b.skill_name ? -1 : 1)),
    quests: rowsOf('quests').sort((a, b) => (a.quest_name < b.quest_name ? -1 : 1)),
  };
}

function rows<K extends TableKey>(
  db: SqliteDatabase,
  table: K,
  where: string,
  value: number | string,
): Row<K>[] {
  const { name, columnNames } = SCHEMA[table];
  const columns = columnNames.map(quoted).join(', ');
  return db
    .prepare<[number | string], Row<K>>(`SELECT ${columns} FROM ${quoted(name)} WHERE ${where}`)
    .all(value);
}
