/** The search of items: against a look at every row, and while the world changes under it. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ItemSearches } from '../../src/main/host/item-searches.ts';
import { searchItems } from '../../src/main/world/item-search.ts';
import { placeOf, present } from '../../src/main/world/places.ts';
import type { ItemsFound, ItemsSearch } from '../../src/shared/desk.ts';
import { Random } from '../support/random.ts';
import { TestWorld } from '../support/world.ts';

/** A world of a few characters with items in every place but the recovery box. */
function stocked(seed: number): TestWorld {
  const random = new Random(seed);
  const world = new TestWorld();
  const people = ['Aria', 'Bert', 'Sworda', 'Arrowyn'].map((name) => world.createCharacter(name));
  for (let i = 0; i < 120; i++) {
    world.now += 1_000;
    const { item } = world.do('items.create', {
      character_id: random.pick(people),
      item_type: random.pick(['sword', 'Arrow', 'ring']),
      properties: random.pick([
        {},
        { durability: random.int(0, 3) },
        { durability: 2, marks: ['Red', 'two "words"'], magic: { fire: true } },
        { maker: 'Sword-smith', magic: { fire: false, durability: '3' } },
      ]),
    });
    const { item_id } = item;
    const place = random.pick(['bag', 'bag', 'ground', 'equipment']);
    if (place === 'ground') world.do('items.drop', { item_id });
    if (place === 'equipment') world.do('items.equip', { item_id, slot_type: `slot${i}` });
  }
  return world;
}

function run(steps: Generator<void, ItemsFound>, between: (step: number) => void = () => {}) {
  for (let step = 0; ; step++) {
    const { done, value } = steps.next();
    if (done) return value;
    between(step);
  }
}

/** The values of fields of that name, at any depth; all values where it is null. */
function valuesOf(value: unknown, name: string | null, isWanted = name === null): unknown[] {
  if (typeof value !== 'object' || value === null) return isWanted ? [value] : [];
  return Object.entries(value).flatMap(([field, one]) => [
    ...(field === name && typeof one === 'object' ? [one] : []),
    ...valuesOf(one, name, isWanted ? Array.isArray(value) || name === null : field === name),
  ]);
}

function naive(world: TestWorld, asked: ItemsSearch): ItemsFound {
  const { tables } = world;
  const part = (asked.text ?? '').toLowerCase();
  const has = (value: unknown) => String(value).toLowerCase();
  const all = [...tables.items.rows()].map((row) => ({
    item: present(row, placeOf(tables, row.item_id)),
    holder_name: tables.characters.get(row.character_id)!.character_name,
  }));
  const ofAllTypes = all.filter(({ item, holder_name }) => {
    const { property } = asked;
    const named = property === undefined ? [] : valuesOf(item.properties, property.name);
    return (
      [undefined, item.character_id].includes(asked.character_id) &&
      [undefined, item.place.kind].includes(asked.place) &&
      ([item.item_type, holder_name, ...valuesOf(item.properties, null)].some((text) =>
        has(text).includes(part),
      ) ||
        item.item_id.startsWith(part) ||
        (part.length >= 4 && item.item_id.endsWith(part))) &&
      (property === undefined ||
        (property.value === undefined
          ? named.length > 0
          : named.some((value) => has(value) === has(property.value))))
    );
  });
  const types = [...new Set(ofAllTypes.map(({ item }) => item.item_type))];
  const found = ofAllTypes.filter(({ item }) =>
    [undefined, item.item_type].includes(asked.item_type),
  );
  const keyOf = ({ item, holder_name }: (typeof found)[number]) =>
    asked.sort === 'created_at'
      ? item.created_at
      : has(asked.sort === 'holder' ? holder_name : item.item_type);
  const sign = asked.descending ? -1 : 1;
  found.sort((a, b) => {
    const [x, y] = [keyOf(a), keyOf(b)];
    if (x !== y) return x < y ? -sign : sign;
    return a.item.item_id < b.item.item_id ? -1 : 1;
  });
  const { offset = 0, limit = 100 } = asked;
  return {
    items: found.slice(offset, offset + limit),
    total: found.length,
    types: types
      .map((item_type) => ({
        item_type,
        count: ofAllTypes.filter(({ item }) => item.item_type === item_type).length,
      }))
      .sort((a, b) => b.count - a.count || (a.item_type < b.item_type ? -1 : 1)),
  };
}

function randomSearch(random: Random): ItemsSearch {
  const maybe = <T>(field: string, value: () => T) =>
    random.chance(0.3) ? { [field]: value() } : {};
  return {
    ...maybe('text', () =>
      random.pick([
        'SWORD',
        'arrow',
        'smith',
        '00000000-0000-4000-8000-00000000001',
        '0017',
        '"WORDS"',
        '2',
      ]),
    ),
    ...maybe('item_type', () => random.pick(['sword', 'Arrow', 'bow'])),
    ...maybe('character_id', () => random.int(1, 5)),
    ...maybe('place', () => random.pick(['bag', 'equipment', 'ground', 'recovery'])),
    ...maybe('property', () => ({
      name: random.pick(['durability', 'marks', 'fire', 'maker', 'magic']),
      ...maybe('value', () =>
        random.pick([2, '3', true, 'red', 'TWO "WORDS"', 'sword-smith', 'r']),
      ),
    })),
    ...maybe('sort', () => random.pick(['type', 'created_at', 'holder'])),
    ...maybe('descending', () => random.chance(0.5)),
    ...maybe('offset', () => random.int(0, 20)),
    ...maybe('limit', () => random.int(1, 20)),
  };
}

describe('items.search', () => {
  it.each([1, 2, 3])('[E4] finds what a look at every item finds (seed %i)', (seed) => {
    const world = stocked(seed);
    const random = new Random(seed);
    let found = 0;
    for (let i = 0; i < 300; i++) {
      const asked = randomSearch(random);
      const answer = run(searchItems(world.tables, asked));
      expect(answer, JSON.stringify(asked)).toEqual(naive(world, asked));
      found += answer.total;
    }
    expect(found).toBeGreaterThan(300);
  });

  it('[E4] finds an item by the end of its id, as the window shows it', () => {
    const world = stocked(5);
    const { item_id } = [...world.tables.items.rows()][0]!;
    const end = item_id.slice(-8);
    for (const text of [end, `…${end}`, ` …${end.toUpperCase()} `]) {
      const { items } = run(searchItems(world.tables, { text }));
      expect(items.map(({ item }) => item.item_id)).toEqual([item_id]);
    }
  });

  it('[E4] looks at no other items than those of the holder or the place', () => {
    const world = stocked(4);
    const stepsOf = (asked: ItemsSearch) => {
      let steps = 0;
      run(searchItems(world.tables, { ...asked, limit: 1 }), () => steps++);
      return steps;
    };
    const { items, ground, equipment } = world.tables;
    expect(stepsOf({})).toBe(items.size + 1);
    expect(stepsOf({ character_id: 1 })).toBe(items.list('character_id', 1).length + 1);
    expect(stepsOf({ place: 'ground' })).toBe(ground.size + 1);
    expect(stepsOf({ place: 'equipment' })).toBe(equipment.size + 1);
  });

  it.each([
    { character_id: 1 },
    { place: 'bag' as const },
    { place: 'ground' as const },
    { sort: 'holder' as const },
    { text: 'sword' },
    { property: { name: 'durability' } },
  ])('[E5] holds what is there at its end, each once, whatever changes under it: %j', (asked) => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const world = stocked(seed);
      const random = new Random(seed);
      const change = () => {
        const rows = [...world.tables.items.rows()];
        const { item_id } = random.pick(rows);
        const operation = random.pick([
          { method: 'items.destroy', params: { item_id } },
          { method: 'items.transfer', params: { item_id, to_character_id: random.int(1, 4) } },
          { method: 'items.update', params: { item_id, properties: { durability: 9 } } },
          { method: 'items.drop', params: { item_id } },
          { method: 'items.create', params: { character_id: 2, item_type: 'sword' } },
          { method: 'characters.delete', params: { character_id: random.int(1, 4) } },
        ] as const);
        try {
          world.do(operation.method, operation.params);
        } catch {
          // He is gone, or holds it already, or it lies there already.
        }
      };
      const { items } = run(searchItems(world.tables, { ...asked, limit: 500 }), (step) => {
        if (step % 7 === 0) change();
      });
      const now = naive(world, { ...asked, limit: 500 });
      const known = new Set(now.items.map((one) => JSON.stringify(one)));
      expect(items.filter((one) => !known.has(JSON.stringify(one)))).toEqual([]);
      expect(new Set(items.map(({ item }) => item.item_id)).size).toBe(items.length);
    }
  });

  it.each([{}, { character_id: 1 }, { place: 'bag' as const }])(
    '[E5] counts none that was gone before it was looked at: %j',
    (asked) => {
      const world = stocked(9);
      const { total } = naive(world, asked);
      const last = naive(world, { ...asked, place: 'bag', sort: 'created_at', limit: 500 }).items;
      const { item_id } = last.at(-1)!.item;
      const found = run(searchItems(world.tables, { ...asked, limit: 1 }), (step) => {
        if (step === 0) world.do('items.destroy', { item_id });
      });
      expect(found.total).toBe(total - 1);
    },
  );

  it('[E5] has an item that went and came back no more than once', () => {
    const world = stocked(7);
    const [first] = [...world.tables.items.rows()];
    const { item_id } = first!;
    const { items } = run(searchItems(world.tables, { limit: 500 }), (step) => {
      if (step !== 3) return;
      const operations = [{ method: 'items.destroy', params: { item_id } }];
      const { seq } = world.do('admin.act', { reason: 'r', operations }, { role: 'gm' });
      world.do('admin.undo', { seq }, { role: 'gm' });
    });
    expect(items.filter(({ item }) => item.item_id === item_id)).toHaveLength(1);
  });
});

describe('the host’s searches of items', () => {
  afterEach(() => vi.restoreAllMocks());

  it('[E5] let others have their turn, and run one after the other', async () => {
    const world = stocked(8);
    // Each look at the clock finds that a slice has had its time.
    let clock = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => (clock += 10));
    const searches = new ItemSearches(() => world.tables);
    const order: string[] = [];
    let turns = 0;
    const count = () => {
      turns++;
      if (order.length < 2) setImmediate(count);
    };
    setImmediate(count);
    await Promise.all([
      searches.search({}).then(() => order.push(`first after ${turns}`)),
      searches.search({ limit: 1 }).then(() => order.push(`second after ${turns}`)),
    ]);
    expect(order.map((one) => one.split(' ')[0])).toEqual(['first', 'second']);
    const [first, second] = order.map((one) => Number(one.split(' ')[2])) as [number, number];
    expect(first).toBeGreaterThan(0);
    expect(second).toBeGreaterThan(first);
  });
});
