/**
 * A search of the items, which may be half a million: walked in steps between which play goes on, by the
 * index that leaves the fewest to look at. What changes meanwhile is counted as it was when it was looked
 * at; the page holds only what is there at its end, as it is then.
 */
import { type ItemsFound, type ItemsSearch, SEARCH_PAGE } from '../../shared/desk.ts';
import { idTest } from '../../shared/id-part.ts';
import { Counts } from './counts.ts';
import { type Placed, placeOf, present } from './places.ts';
import { SortedPage, type SortKey } from './sorted-page.ts';
import type { Row, Tables } from './transaction.ts';

type ItemRow = Row<'items'>;

/** Each `yield` is a place where others may run. */
export function* searchItems(tables: Tables, asked: ItemsSearch): Generator<void, ItemsFound> {
  const { offset = 0, limit = SEARCH_PAGE, descending = false } = asked;
  const names = namesOf(tables);
  const isFound = itemTest(tables, names, asked);
  const keyOf = itemKey(names, asked.sort ?? 'type');
  const page = new SortedPage<string>({ offset, limit, descending, tieOf: (item_id) => item_id });
  const types = new Counts();
  let total = 0;
  for (const item of candidates(tables, asked)) {
    if (item !== undefined && isFound(item)) {
      const { item_id, item_type } = item;
      types.add(item_type);
      if (asked.item_type === undefined || item_type === asked.item_type) {
        total++;
        page.add(keyOf(item), item_id);
      }
    }
    yield;
  }
  // One that went and came back was walked past twice.
  const item_ids = new Set(yield* page.take());
  const items = [...item_ids].flatMap((item_id) => {
    const item = tables.items.get(item_id);
    if (item === undefined || !isFound(item)) return [];
    return [{ item: present(item, placeOf(tables, item_id)), holder_name: holderOf(tables, item) }];
  });
  return {
    items,
    total,
    types: types.mostFirst().map(({ value, count }) => ({ item_type: value, count })),
  };
}

/** Those that may be meant, by the index that has the fewest; undefined for one that is gone meanwhile. */
function* candidates(
  tables: Tables,
  { character_id, place }: ItemsSearch,
): Generator<ItemRow | undefined> {
  const { items, inventory, equipment, ground, recovery } = tables;
  if (character_id !== undefined) {
    const held = [...items.list('character_id', character_id)];
    for (const { item_id } of held) yield items.get(item_id);
  } else if (place === undefined) {
    yield* items.rows();
  } else {
    const places = { bag: inventory, equipment, ground, recovery }[place];
    for (const { item_id } of places.rows()) yield items.get(item_id);
  }
}

/** Whether an item is one of those asked for, the type aside. */
function itemTest(
  tables: Tables,
  names: ReadonlyMap<number, string>,
  { text = '', character_id, place, property }: ItemsSearch,
): (item: ItemRow) => boolean {
  const part = text.trim().toLowerCase();
  const hasText = textTest(part);
  const hasProperty = property === undefined ? () => true : propertyTest(property);
  return (item) =>
    (character_id === undefined || item.character_id === character_id) &&
    (place === undefined || placeKind(tables, item.item_id) === place) &&
    (part === '' || names.get(item.character_id)?.includes(part) || hasText(item)) &&
    hasProperty(item);
}

function placeKind(tables: Tables, item_id: string): Placed['kind'] | undefined {
  return tables.items.has(item_id) ? placeOf(tables, item_id).kind : undefined;
}

function textTest(part: string): (item: ItemRow) => boolean {
  // As it stands in JSON, where a quotation mark has a backslash before it.
  const written = JSON.stringify(part).slice(1, -1);
  const isId = idTest(part);
  return ({ item_id, item_type, properties }) =>
    item_type.toLowerCase().includes(part) ||
    isId(item_id) ||
    (properties.toLowerCase().includes(written) &&
      someValue(JSON.parse(properties), (value) => textOf(value).includes(part)));
}

function propertyTest({
  name,
  value,
}: NonNullable<ItemsSearch['property']>): (item: ItemRow) => boolean {
  const field = `${JSON.stringify(name)}:`;
  const wanted = value === undefined ? null : textOf(value);
  const written = wanted === null ? '' : JSON.stringify(wanted).slice(1, -1);
  // Most items are told by their text; only those that may be meant are worth parsing.
  return ({ properties }) =>
    properties.includes(field) &&
    properties.toLowerCase().includes(written) &&
    someField(JSON.parse(properties), name, (found) => wanted === null || isValue(found, wanted));
}

/** Whether `value` is the one of that text, or a list that holds it. */
function isValue(value: unknown, wanted: string): boolean {
  if (Array.isArray(value)) return value.some((one) => isValue(one, wanted));
  return !isObject(value) && textOf(value) === wanted;
}

/** Whether `test` holds of a field of that name, however deep. */
function someField(value: unknown, name: string, test: (found: unknown) => boolean): boolean {
  if (!isObject(value)) return false;
  if (!Array.isArray(value) && Object.hasOwn(value, name) && test(value[name])) return true;
  return Object.values(value).some((one) => someField(one, name, test));
}

/** Whether `test` holds of a value that is no object or list, however deep. */
function someValue(value: unknown, test: (found: unknown) => boolean): boolean {
  if (!isObject(value)) return test(value);
  return Object.values(value).some((one) => someValue(one, test));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function textOf(value: unknown): string {
  return String(value).toLowerCase();
}

function itemKey(
  names: ReadonlyMap<number, string>,
  sort: NonNullable<ItemsSearch['sort']>,
): (item: ItemRow) => SortKey {
  if (sort === 'created_at') return ({ created_at }) => created_at;
  if (sort === 'type') return ({ item_type }) => item_type.toLowerCase();
  return ({ character_id }) => names.get(character_id) ?? '';
}

/** The characters' names in small letters, made once for all that each of them holds. */
function namesOf(tables: Tables): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const { character_id, character_name } of tables.characters.rows()) {
    names.set(character_id, character_name.toLowerCase());
  }
  return names;
}

function holderOf(tables: Tables, { character_id }: ItemRow): string {
  return (tables.characters.get(character_id) as Row<'characters'>).character_name;
}
