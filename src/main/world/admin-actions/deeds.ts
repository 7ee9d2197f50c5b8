/**
 * The activity events of what changed, told from the rows before and after: items that came, went and
 * changed hands, gold, levels, guilds. So that an administrator's action and its undo leave the same kind of
 * trace as play does, whatever they consist of.
 */
import { logDeletion } from '../commands/characters.ts';
import { countGold } from '../commands/gold.ts';
import { logItemChange } from '../item-changes.ts';
import { mapOf, type Placed, placeOf, quantityOf } from '../places.ts';
import type { Row, Transaction } from '../transaction.ts';
import { logGuilds } from './guild-deeds.ts';
import type { RowsBefore } from './rows-before.ts';

/** Logs what differs from `before`, and counts the gold that came or went, for this `reason`. */
export function logDeeds(transaction: Transaction, before: RowsBefore, reason: string): void {
  logItems(transaction, before);
  logGold(transaction, before, reason);
  logLevels(transaction, before);
  logDeletions(transaction, before);
  logGuilds(transaction, before);
}

/** An item, where it is and how many of it there are. */
interface Whereabouts {
  readonly item: Row<'items'>;
  readonly placed: Placed;
}

function logItems(transaction: Transaction, before: RowsBefore): void {
  const { tables } = transaction;
  const places = placesBefore(before);
  const touched = new Set<string>([
    ...(before.of('items').keys() as Iterable<string>),
    ...places.keys(),
    ...itemsOf(tables.inventory, before.of('inventory')),
    ...itemsOf(tables.equipment, before.of('equipment')),
    ...(before.of('ground').keys() as Iterable<string>),
    ...(before.of('recovery').keys() as Iterable<string>),
  ]);
  for (const item_id of touched) {
    const live = tables.items.get(item_id);
    const is = live && { item: live, placed: placeOf(tables, item_id) };
    const known = before.of('items').get(item_id);
    const item = known === undefined ? live : known;
    // Its place changed, or else it is where it was.
    const placed = places.get(item_id) ?? is?.placed;
    const was = item && placed && { item, placed };
    logItem(transaction, was ?? undefined, is);
  }
}

/** The items of the rows that are there now under the keys that were written. */
function itemsOf(
  table: { get(key: number): { readonly item_id: string } | undefined },
  written: ReadonlyMap<number | string, unknown>,
): string[] {
  return [...written.keys()].flatMap((key) => table.get(key as number)?.item_id ?? []);
}

function placesBefore(before: RowsBefore): Map<string, Placed> {
  const places = new Map<string, Placed>();
  const add = (placed: Placed) => places.set(placed.row.item_id, placed);
  for (const row of before.of('inventory').values()) if (row) add({ kind: 'bag', row });
  for (const row of before.of('equipment').values()) if (row) add({ kind: 'equipment', row });
  for (const row of before.of('ground').values()) if (row) add({ kind: 'ground', row });
  for (const row of before.of('recovery').values()) if (row) add({ kind: 'recovery', row });
  return places;
}

function logItem(
  transaction: Transaction,
  was: Whereabouts | undefined,
  is: Whereabouts | undefined,
): void {
  const subject = is ?? was;
  if (subject === undefined) return;
  const { item_id, item_type, character_id } = subject.item;
  const made = (is ? quantityOf(is.placed) : 0) - (was ? quantityOf(was.placed) : 0);
  if (made !== 0) {
    transaction.event(
      made > 0 ? 'ItemCreated' : 'ItemDestroyed',
      { item_id, character_id, item_type },
      {
        character_id,
        target_id: item_id,
        details: {
          quantity: Math.abs(made),
          left: is ? quantityOf(is.placed) : 0,
          ...mapOf(subject.placed),
        },
      },
    );
  }
  if (was === undefined || is === undefined) return;
  logMove(transaction, was, is);
  logItemChange(transaction, was.item, is.item);
}

/** Within the hands of one holder an item moves without an event, as it does in play. */
function logMove(transaction: Transaction, was: Whereabouts, is: Whereabouts): void {
  const { item_id, item_type, character_id } = is.item;
  const from_character_id = was.item.character_id;
  const details = { item_type, quantity: quantityOf(is.placed) };
  if (is.placed.kind === 'ground') {
    if (was.placed.kind === 'ground') return;
    const { map_id, position_x: x, position_y: y, position_z: z } = is.placed.row;
    transaction.event(
      'ItemDropped',
      { item_id, character_id, location: { x, y, z } },
      { character_id, target_id: item_id, details: { ...details, map_id } },
    );
  } else if (was.placed.kind === 'ground') {
    const { map_id } = was.placed.row;
    transaction.event(
      'ItemLooted',
      { item_id, character_id, source: 'ground' },
      {
        character_id,
        target_id: item_id,
        details: { ...details, map_id, dropped_by: from_character_id },
      },
    );
  } else if (from_character_id !== character_id) {
    transaction.event(
      'ItemTransferred',
      { item_id, from_character_id, to_character_id: character_id },
      { character_id: from_character_id, target_id: character_id, details },
    );
  }
}

/** What one lost and another gained went from one to the other; the rest was made or taken away. */
function logGold(transaction: Transaction, before: RowsBefore, reason: string): void {
  const gained: { id: number; amount: number }[] = [];
  const lost: { id: number; amount: number }[] = [];
  for (const [key, was] of before.of('characters')) {
    const id = key as number;
    const amount = (transaction.tables.characters.get(id)?.gold ?? 0) - (was?.gold ?? 0);
    if (amount > 0) gained.push({ id, amount });
    if (amount < 0) lost.push({ id, amount: -amount });
  }
  let existing = 0;
  while (gained.length > 0 || lost.length > 0) {
    const to = gained.at(-1);
    const from = lost.at(-1);
    const amount = Math.min(to?.amount ?? Infinity, from?.amount ?? Infinity);
    transaction.event(
      'GoldTransaction',
      { from_id: from?.id ?? null, to_id: to?.id ?? null, amount, reason },
      { character_id: from?.id ?? to?.id ?? null, target_id: (from && to?.id) ?? null },
    );
    existing += (to === undefined ? 0 : amount) - (from === undefined ? 0 : amount);
    if (to !== undefined) to.amount -= amount;
    if (to?.amount === 0) gained.pop();
    if (from !== undefined) from.amount -= amount;
    if (from?.amount === 0) lost.pop();
  }
  if (existing !== 0) countGold(transaction, existing, 'gold');
}

function logDeletions(transaction: Transaction, before: RowsBefore): void {
  for (const [key, was] of before.of('characters')) {
    if (was !== null && !transaction.tables.characters.has(key)) logDeletion(transaction, was);
  }
}

function logLevels(transaction: Transaction, before: RowsBefore): void {
  for (const [key, was] of before.of('characters')) {
    const character_id = key as number;
    const is = transaction.tables.characters.get(character_id);
    if (is === undefined || was === null || is.level <= was.level) continue;
    transaction.event(
      'LevelUp',
      { character_id, old_level: was.level, new_level: is.level },
      { character_id },
    );
  }
}
