/**
 * What must hold of the world at any time, checked on the live world. Each check looks at one row and
 * what it refers to, so it is true or false of that moment, and the whole can run in slices between
 * which play goes on. Changes nothing.
 */
import type { Violation } from '../../shared/host-methods.ts';
import { INTEGER_MAX } from '../../shared/limits.ts';
import { GOLD_IN_EXISTENCE } from './commands/gold.ts';
import { LEADER } from './commands/guilds.ts';
import { SCHEMA, type TableKey } from './schema.ts';
import type { AnyRow, Table } from './table.ts';
import type { TableDefinition } from './table-definition.ts';
import type { Row, Tables } from './transaction.ts';

/** Violations that are reported at most: a broken world may have millions. */
export const VIOLATIONS_MAX = 1_000;

export interface Verification {
  readonly checked: { characters: number; items: number; guilds: number; gold: number };
  readonly violations: Violation[];
}

/** Walks all rules; each `yield` is a place where others may run. */
export function* verifyInvariants(
  tables: Tables,
  maxCharacters: number,
): Generator<void, Verification> {
  const violations: Violation[] = [];
  const report = (rule: string, message: string) => {
    if (violations.length < VIOLATIONS_MAX) violations.push({ rule, message });
  };

  // Gold is summed in one go, for a transfer between two slices would be counted twice or not at all.
  const gold = verifyGold(tables, report);
  if (tables.characters.size > maxCharacters) {
    report('W1', `${tables.characters.size} characters are more than ${maxCharacters}.`);
  }
  yield;
  for (const [key, definition] of Object.entries(SCHEMA) as [TableKey, TableDefinition][]) {
    for (const row of (tables[key] as unknown as Table<AnyRow>).rows()) {
      verifyRow(tables, key, definition, row, report);
      yield;
    }
  }
  for (const item of tables.items.rows()) {
    verifyPlace(tables, item, report);
    yield;
  }
  for (const guild of tables.guilds.rows()) {
    verifyLeader(tables, guild, report);
    yield;
  }
  return {
    checked: {
      characters: tables.characters.size,
      items: tables.items.size,
      guilds: tables.guilds.size,
      gold,
    },
    violations,
  };
}

type Report = (rule: string, message: string) => void;

/** [W6] Gold is never negative, and all of it is what was granted and not spent. */
function verifyGold(tables: Tables, report: Report): number {
  let sum = 0;
  for (const character of tables.characters.rows()) {
    if (character.gold < 0) {
      report('W6', `Character ${character.character_id} has ${character.gold} gold.`);
    }
    sum += character.gold;
  }
  const existing = tables.ledger.get(GOLD_IN_EXISTENCE)?.value ?? 0;
  if (sum !== existing) {
    report('W6', `The characters hold ${sum} gold, but ${existing} were granted and not spent.`);
  }
  return sum;
}

/** [W3] What a row holds fits its columns, its references lead somewhere, and the indexes know it. */
function verifyRow(
  tables: Tables,
  key: TableKey,
  definition: TableDefinition,
  row: Readonly<AnyRow>,
  report: Report,
): void {
  const table = tables[key] as unknown as Table<AnyRow>;
  const id = row[definition.primaryKey];
  try {
    definition.imageOf(row);
  } catch (error) {
    report('W3', `${definition.name} ${id}: ${(error as Error).message}`);
  }
  for (const { column, table: parent } of definition.foreignKeys) {
    const parents = Object.values(tables).find((other) => other.definition.name === parent);
    if (!parents?.has(row[column] as number | string)) {
      report(
        'W3',
        `${definition.name} ${id} refers to ${parent} ${row[column]}, which is not there.`,
      );
    }
  }
  for (const column of definition.unique) {
    const value = row[column] ?? null;
    if (value !== null && table.find(column, value) !== row) {
      report('W2', `${definition.name} ${id}: ${column} ${value} is taken by another row.`);
    }
  }
  for (const { of, by } of definition.ordered) {
    if (table.findWithin(of, row[of] ?? null, row[by] ?? null) !== row) {
      report('W2', `${definition.name} ${id}: ${by} ${row[by]} is taken by another row.`);
    }
  }
}

/** [W5] An item is in exactly one place, with its holder, in a whole and positive quantity. */
function verifyPlace(tables: Tables, item: Row<'items'>, report: Report): void {
  const { item_id, character_id } = item;
  const bag = tables.inventory.find('item_id', item_id);
  const worn = tables.equipment.find('item_id', item_id);
  const ground = tables.ground.get(item_id);
  const recovery = tables.recovery.get(item_id);
  const places = [bag, worn, ground, recovery].filter((place) => place !== undefined).length;
  if (places !== 1) report('W5', `Item ${item_id} is in ${places} places.`);
  for (const place of [bag, worn]) {
    if (place !== undefined && place.character_id !== character_id) {
      report(
        'W5',
        `Item ${item_id} is held by character ${character_id} but lies with ${place.character_id}.`,
      );
    }
  }
  for (const place of [bag, ground, recovery]) {
    if (place !== undefined && !(place.quantity >= 1 && place.quantity <= INTEGER_MAX)) {
      report('W5', `Item ${item_id} has the quantity ${place.quantity}.`);
    }
  }
  if (bag !== undefined && !(bag.slot >= 0))
    report('W5', `Item ${item_id} is in slot ${bag.slot}.`);
}

/** [W8] The leader of a guild is its one member of that rank. */
function verifyLeader(tables: Tables, guild: Row<'guilds'>, report: Report): void {
  const leaders = tables.guildMembers
    .list('guild_id', guild.guild_id)
    .filter((member) => member.rank === LEADER);
  if (leaders.length !== 1 || leaders[0]?.character_id !== guild.leader_id) {
    report(
      'W8',
      `${guild.guild_name} is led by ${guild.leader_id}, but its leaders are [${leaders.map((l) => l.character_id)}].`,
    );
  }
}
