/**
 * Why an action cannot be undone, in the words of whoever asks: what became of the items, characters and
 * guilds that it changed. The rows themselves are in the details of the error.
 */
import { ShardError } from '../../../shared/errors.ts';
import { type Placed, placeOf, quantityOf } from '../places.ts';
import { SCHEMA, type TableKey } from '../schema.ts';
import type { AnyRow, Table } from '../table.ts';
import type { Row, Tables, Write } from '../transaction.ts';
import { type Changed, isPosition } from './changed-since.ts';

/** Sentences of a message at most; `details` name all rows. */
const NAMED_MAX = 3;

export function inTheWay(
  tables: Tables,
  seq: number,
  writes: readonly Write[],
  changed: readonly Changed[],
): ShardError {
  const words = new Words(tables, writes);
  const reasons = [...new Set(changed.map((one) => words.of(one)))];
  const more = reasons.length > NAMED_MAX ? `, and ${reasons.length - NAMED_MAX} more` : '';
  return new ShardError(
    'Conflict',
    `The action at change ${seq} cannot be undone, for the world has changed since: ${reasons.slice(0, NAMED_MAX).join(', ')}${more}.`,
    {
      hint: 'Put right by hand what is left of it.',
      details: {
        seq,
        reasons,
        changed: changed.map(({ table, ...rest }) => ({ table: SCHEMA[table].name, ...rest })),
      },
    },
  );
}

class Words {
  readonly #tables: Tables;
  readonly #writes: readonly Write[];

  constructor(tables: Tables, writes: readonly Write[]) {
    this.#tables = tables;
    this.#writes = writes;
  }

  of({ table, key, column }: Changed): string {
    const row = this.#now(table, key);
    switch (table) {
      case 'items':
      case 'inventory':
      case 'equipment':
      case 'ground':
      case 'recovery':
        return this.#item(table, key, column);
      case 'characters':
        return this.#character(key as number, column, row as Row<'characters'> | undefined);
      case 'skills':
        return this.#owned(table, key, row, 'skill', 'skill_name');
      case 'quests':
        return this.#owned(table, key, row, 'quest', 'quest_name');
      case 'guilds':
        return this.#guild(key as number, column, row as Row<'guilds'> | undefined);
      case 'guildMembers':
        return this.#member(key as number, row as Row<'guildMembers'> | undefined);
      case 'bans':
        return row === undefined
          ? `account ${key} is not banned any more`
          : `account ${key} has been banned anew`;
      default:
        return `${SCHEMA[table].name} ${key} has changed`;
    }
  }

  #item(table: TableKey, key: number | string, column: string | null): string {
    const item_id = this.#itemOf(table, key);
    const item = this.#tables.items.get(item_id);
    if (item === undefined) {
      const type = this.#then('items', item_id)?.item_type;
      return `${type === undefined ? 'the item' : `the ${type}`} ${item_id} is gone`;
    }
    const name = `the ${item.item_type}`;
    const placed = placeOf(this.#tables, item.item_id);
    if (column === 'item_type' || column === 'properties') {
      return `${name} of ${this.#name(item.character_id)} has been changed`;
    }
    if (column === 'quantity') return `there are ${quantityOf(placed)} of ${name} now`;
    return `${name} is ${this.#where(item, placed)} now`;
  }

  /** Of a slot the action knows what lay in it. */
  #itemOf(table: TableKey, key: number | string): string {
    if (SCHEMA[table].primaryKey === 'item_id') return key as string;
    return (this.#now(table, key) ?? this.#then(table, key))?.item_id as string;
  }

  #where({ character_id }: Row<'items'>, placed: Placed): string {
    const holder = this.#name(character_id);
    if (placed.kind === 'bag') return `in the bag of ${holder}, slot ${placed.row.slot},`;
    if (placed.kind === 'equipment') return `worn by ${holder} as ${placed.row.slot_type}`;
    if (placed.kind === 'ground') return `on the ground in ${placed.row.map_id}`;
    return `in the recovery box of ${holder}`;
  }

  #character(id: number, column: string | null, row: Row<'characters'> | undefined): string {
    const name = this.#name(id);
    if (row === undefined) return `${name} is gone`;
    if (column === null) return `${name} is there again`;
    if (column === 'character_name') return `character ${id} is called ${name} now`;
    if (isPosition('characters', column)) return `${name} has moved`;
    if (column === 'gold') return `${name} has ${row.gold} gold now`;
    return `the ${column} of ${name} is ${(row as Readonly<AnyRow>)[column]} now`;
  }

  #owned(
    table: TableKey,
    key: number | string,
    row: Readonly<AnyRow> | undefined,
    what: string,
    column: string,
  ): string {
    const one = row ?? this.#then(table, key);
    const name = `the ${what} ${one?.[column] ?? key} of ${this.#name(one?.character_id as number)}`;
    return row === undefined ? `${name} is gone` : `${name} has changed`;
  }

  #guild(id: number, column: string | null, row: Row<'guilds'> | undefined): string {
    const name = `the guild ${row?.guild_name ?? this.#then('guilds', id)?.guild_name ?? id}`;
    if (row === undefined) return `${name} is disbanded`;
    return column === 'leader_id'
      ? `${name} is led by ${this.#name(row.leader_id)} now`
      : `there is ${name}`;
  }

  #member(id: number, row: Row<'guildMembers'> | undefined): string {
    const one = row ?? (this.#then('guildMembers', id) as Row<'guildMembers'>);
    const guild = this.#tables.guilds.get(one.guild_id)?.guild_name ?? one.guild_id;
    const name = this.#name(one.character_id);
    return row === undefined
      ? `${name} is not in the guild ${guild} any more`
      : `${name} is ${row.rank} in the guild ${guild} now`;
  }

  #name(character_id: number): string {
    const row = this.#tables.characters.get(character_id) ?? this.#then('characters', character_id);
    return String(row?.character_name ?? `character ${character_id}`);
  }

  #now(table: TableKey, key: number | string): Readonly<AnyRow> | undefined {
    return (this.#tables[table] as unknown as Table<AnyRow>).get(key);
  }

  /** What the action knew of a row that is gone. */
  #then(table: TableKey, key: number | string): Readonly<AnyRow> | undefined {
    const columns = this.#writes
      .filter((write) => write.table === table && write.key === key)
      .map((write) => (write.kind === 'set' ? { [write.column]: write.after } : write.row));
    return columns.length === 0 ? undefined : Object.assign({}, ...columns);
  }
}
