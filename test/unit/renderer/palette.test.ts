/** What the palette lists, and what it makes of answers that come in any order. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CommandGroup } from '../../../src/renderer/app/commands.ts';
import { findsOf } from '../../../src/renderer/app/palette-finds.ts';
import {
  type Looked,
  NOTHING_LOOKED_FOR,
  WorldLookup,
} from '../../../src/renderer/app/world-lookup.ts';

interface Asked {
  readonly method: string;
  readonly params: { readonly text: string; readonly limit: number };
  readonly answer: (result: object) => void;
  readonly fail: (error: Error) => void;
}

let asked: Asked[];
let looked: Looked;
let lookup: WorldLookup;

const client = {
  call: (method: string, params: Asked['params']) =>
    new Promise((resolve, reject) => {
      asked.push({ method, params, answer: resolve, fail: reject });
    }),
};
const settled = async () => {
  for (let i = 0; i < 5; i++) await Promise.resolve();
};
const player = (character_id: number, character_name: string) => ({
  character: { character_id, account_id: 900, character_name, level: 3, map_id: 'town' },
  online: false,
});
const of = (method: string, text: string) =>
  asked.find((one) => one.method === method && one.params.text === text)!;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  looked = NOTHING_LOOKED_FOR;
  lookup = new WorldLookup({
    client: () => client as never,
    show: (next) => {
      looked = next;
    },
  });
});

afterEach(() => {
  vi.useRealTimers();
});

const names = () => looked.players.map(({ character }) => character.character_name);

describe('what the palette looks for', () => {
  it('[Y2] is asked once for who types on', () => {
    for (const typed of ['A', 'Ar', 'Ari', 'Aria ']) lookup.type(typed);
    vi.runAllTimers();
    expect(asked.map(({ method, params }) => [method, params.text, params.limit])).toEqual([
      ['characters.search', 'Aria', 50],
      ['guilds.search', 'Aria', 50],
      ['items.search', 'Aria', 50],
    ]);
  });

  it('[Y2] is never what an earlier letter asked for, however late it comes', async () => {
    lookup.type('Ar');
    vi.runAllTimers();
    lookup.type('Art');
    vi.runAllTimers();
    of('characters.search', 'Art').answer({ characters: [player(2, 'Arthur')] });
    await settled();
    of('characters.search', 'Ar').answer({ characters: [player(1, 'Aria')] });
    await settled();
    expect(names()).toEqual(['Arthur']);
  });

  it('[Y1] is what is called so before what only has it in its name, and no more than a few', async () => {
    lookup.type('Ari');
    vi.runAllTimers();
    const found = ['Aari', 'Bari', 'Cari', 'Dari', 'Eari', 'Ari', 'Aria'];
    of('characters.search', 'Ari').answer({ characters: found.map((name, i) => player(i, name)) });
    await settled();
    expect(names()).toEqual(['Ari', 'Aria', 'Aari', 'Bari', 'Cari']);
  });

  it('[Y1] is a player by name or number, and an item by type or id', async () => {
    lookup.type('900');
    vi.runAllTimers();
    const characters = [player(900, 'Aria'), player(1, 'Bert')];
    of('characters.search', '900').answer({ characters });
    await settled();
    expect(names()).toEqual(['Aria', 'Bert']);
    lookup.type('town');
    vi.runAllTimers();
    of('characters.search', 'town').answer({ characters: [...characters, player(2, 'Towny')] });
    const item = (item_id: string, item_type: string) => ({ item: { item_id, item_type } });
    const items = [item('abc', 'Sword'), item('town-1', 'Axe'), item('def', 'Town Key')];
    of('items.search', 'town').answer({ items });
    await settled();
    expect(names()).toEqual(['Towny']);
    expect(looked.items.map((one) => one.item.item_id)).toEqual(['def', 'town-1']);
  });

  it('[Y1] is an item by the end of its id, as pages show it', async () => {
    lookup.type('…44488FDB');
    vi.runAllTimers();
    const item = { item_id: 'a-44488fdb', item_type: 'Axe' };
    of('items.search', '…44488FDB').answer({ items: [{ item }] });
    await settled();
    expect(looked.items).toEqual([{ item }]);
  });

  it('[Y2] is nothing once nothing is typed', async () => {
    lookup.type('Ar');
    vi.runAllTimers();
    lookup.type(' ');
    of('characters.search', 'Ar').answer({ characters: [player(1, 'Aria')] });
    await settled();
    expect(looked).toBe(NOTHING_LOOKED_FOR);
  });

  it('[Y2] leaves the many items alone until there is something to go by', () => {
    lookup.type('Ar');
    vi.runAllTimers();
    expect(asked.map(({ method }) => method)).toEqual(['characters.search', 'guilds.search']);
  });

  it('[Y2] says why it cannot be had', async () => {
    lookup.type('Ar');
    vi.runAllTimers();
    of('guilds.search', 'Ar').fail(new Error('gone'));
    await settled();
    expect(looked.error?.message).toBe('gone');
  });
});

describe('what the palette lists', () => {
  const command = (id: string, title: string, words = '') => ({
    id,
    title,
    words,
    run: () => {},
  });
  const groups: readonly CommandGroup[] = [
    { id: 'pages', title: 'Pages', commands: [command('go', 'Go to Items')] },
    {
      id: 'commands',
      title: 'Actions',
      commands: [
        command('a', 'Search the items'),
        command('b', 'Items now'),
        command('c', 'Q', 'items'),
      ],
    },
  ];
  const ITEM = '6f1c2a2e-0f5b-4a39-9f3e-1d1f6c7b8a90';
  const list = (typed: string, found: Looked = NOTHING_LOOKED_FOR) =>
    findsOf(groups, found, typed, () => {}).map(({ id, finds }) => [
      id,
      ...finds.map((one) => one.id),
    ]);

  it('[Y1] is grouped, and groups with nothing in them are left out', () => {
    expect(list('')).toEqual([
      ['pages', 'go'],
      ['commands', 'a', 'b', 'c'],
    ]);
    const found = {
      ...NOTHING_LOOKED_FOR,
      players: [player(7, 'Items Collector')] as never,
    };
    expect(list('items', found)).toEqual([
      ['pages', 'go'],
      // What begins with it, what has it, what it is found by.
      ['commands', 'b', 'a', 'c'],
      ['players', 'player-7'],
    ]);
  });

  it('[Y1] has a guild before its members, who are found by it', () => {
    const guild = {
      guild: { guild_id: 1, guild_name: 'Red Hand' },
      leader_name: 'Cleo',
      members: 1,
    };
    const found = { ...NOTHING_LOOKED_FOR, players: [player(3, 'Cleo')], guilds: [guild] };
    expect(list('red', found as never).map(([id]) => id)).toEqual(['guilds', 'players']);
    expect(list('cleo', found as never).map(([id]) => id)).toEqual(['players', 'guilds']);
  });

  it('[Y1] opens the item of an id, whether it is there or not', () => {
    const opened: unknown[] = [];
    const found = findsOf(groups, NOTHING_LOOKED_FOR, ` ${ITEM.toUpperCase()}`, (...where) =>
      opened.push(where),
    );
    expect(found.map(({ id }) => id)).toEqual(['items']);
    found[0]!.finds[0]!.run();
    expect(opened).toEqual([['items', ITEM]]);
    const item = { item_id: ITEM, item_type: 'Sword', place: { kind: 'recovery', quantity: 1 } };
    const there = { ...NOTHING_LOOKED_FOR, items: [{ item, holder_name: 'Aria' }] as never };
    expect(list(ITEM, there)).toEqual([['items', `item-${ITEM}`]]);
  });
});
