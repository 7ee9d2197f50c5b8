/** The desk's searches of characters and guilds, and all of one character: against what the rows say. */
import { describe, expect, it } from 'vitest';
import type { WorldParams } from '../../src/shared/world-methods.ts';
import { Random } from '../support/random.ts';
import { randomCommand, TestWorld } from '../support/world.ts';

/** A world that was played in, with people online and accounts banned. */
function played(seed: number): TestWorld {
  const random = new Random(seed);
  const world = new TestWorld({ bagSlots: 8 });
  for (let i = 0; i < 400; i++) {
    world.now += 1_000;
    const { method, params } = randomCommand(random, world, true);
    try {
      world.mutate(method, params, { role: 'game' });
    } catch {
      // Some of them break a rule on purpose.
    }
  }
  const until = new Date(world.now + 60_000).toISOString();
  world.do('accounts.ban', { account_id: 1, reason: 'r' });
  world.do('accounts.ban', { account_id: 2, reason: 'r', until });
  return world;
}

type Asked = WorldParams<'characters.search'>;

const SORTS = [
  'name',
  'level',
  'gold',
  'last_login',
  'created_at',
  'id',
  'account',
  'map',
] as const;
const COLUMNS = {
  name: 'character_name',
  level: 'level',
  gold: 'gold',
  last_login: 'last_login',
  created_at: 'created_at',
  id: 'character_id',
  account: 'account_id',
  map: 'map_id',
} as const;

/** Every row looked at by itself, and sorted as a whole. */
function naive(world: TestWorld, asked: Asked) {
  const { tables } = world;
  const now = new Date(world.now).toISOString();
  const guilds = [...tables.guilds.rows()];
  const all = [...tables.characters.rows()].map((character) => {
    const { character_id, account_id } = character;
    const members = [...tables.guildMembers.rows()]
      .filter((member) => member.character_id === character_id)
      .map(({ guild_id, rank }) => {
        const { guild_name } = guilds.find((guild) => guild.guild_id === guild_id)!;
        return { guild_id, guild_name, rank };
      })
      .sort((a, b) => a.guild_id - b.guild_id);
    const guild = members.find((one) => one.guild_id === asked.guild_id) ?? members[0] ?? null;
    const online = [...tables.sessions.rows()].some((one) => one.character_id === character_id);
    const ban = [...tables.bans.rows()].find((one) => one.account_id === account_id);
    const banned = ban !== undefined && (ban.until === null || ban.until > now);
    return { members, found: { character, guild, online, banned } };
  });
  const part = (asked.text ?? '').toLowerCase();
  const inAllMaps = all.filter(({ members, found: { character, online, banned } }) => {
    const texts = [character.character_name, character.map_id, ...members.map((m) => m.guild_name)];
    const numbers = [character.character_id, character.account_id].map(String);
    return (
      (texts.some((text) => text.toLowerCase().includes(part)) || numbers.includes(part)) &&
      [undefined, character.account_id].includes(asked.account_id) &&
      (asked.guild_id === undefined || members.some((one) => one.guild_id === asked.guild_id)) &&
      [undefined, online].includes(asked.online) &&
      [undefined, banned].includes(asked.banned)
    );
  });
  const maps = ['town', 'forest']
    .map((map_id) => ({
      map_id,
      count: inAllMaps.filter(({ found }) => found.character.map_id === map_id).length,
    }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.map_id < b.map_id ? -1 : 1));
  const found = inAllMaps.filter(({ found }) =>
    [undefined, found.character.map_id].includes(asked.map_id),
  );
  const column = COLUMNS[asked.sort ?? 'name'];
  const keyOf = (one: (typeof found)[number]) => {
    const value = one.found.character[column] ?? '';
    return typeof value === 'string' ? value.toLowerCase() : value;
  };
  const sign = asked.descending ? -1 : 1;
  found.sort((a, b) => {
    const [x, y] = [keyOf(a), keyOf(b)];
    if (x !== y) return x < y ? -sign : sign;
    return a.found.character.character_id - b.found.character.character_id;
  });
  const { offset = 0, limit = 100 } = asked;
  return {
    characters: found.slice(offset, offset + limit).map((one) => one.found),
    total: found.length,
    maps,
  };
}

function randomSearch(random: Random): Asked {
  const maybe = <T>(field: string, value: () => T) =>
    random.chance(0.25) ? { [field]: value() } : {};
  return {
    ...maybe('text', () => random.pick(['NAME1', 'name', '3', '1', 'guild2', 'own', 'nobody'])),
    ...maybe('account_id', () => random.int(1, 4)),
    ...maybe('map_id', () => random.pick(['town', 'forest', 'sea'])),
    ...maybe('guild_id', () => random.int(1, 5)),
    ...maybe('online', () => random.chance(0.5)),
    ...maybe('banned', () => random.chance(0.5)),
    ...maybe('descending', () => random.chance(0.5)),
    ...maybe('offset', () => random.int(0, 6)),
    ...maybe('limit', () => random.int(1, 6)),
    ...maybe('sort', () => random.pick(SORTS)),
  };
}

describe('characters.search', () => {
  it.each([1, 2, 3, 4])('[E1] finds what a look at every row finds (seed %i)', (seed) => {
    const world = played(seed);
    const random = new Random(seed);
    let found = 0;
    for (let i = 0; i < 300; i++) {
      const asked = randomSearch(random);
      const answer = world.read('characters.search', asked);
      expect(answer, JSON.stringify(asked)).toEqual(naive(world, asked));
      found += answer.total;
    }
    expect(found).toBeGreaterThan(150);
  });

  it('[E1] sorts by every column, either way', () => {
    const world = played(5);
    for (const sort of SORTS) {
      for (const descending of [false, true]) {
        const asked = { sort, descending };
        expect(world.read('characters.search', asked)).toEqual(naive(world, asked));
      }
    }
  });

  it('[E1] tells of a ban only until its term is over', () => {
    const world = played(6);
    const banned = () => world.read('characters.search', { account_id: 2, banned: true }).total;
    const before = banned();
    expect(before).toBeGreaterThan(0);
    world.now += 60_000;
    expect(banned()).toBe(0);
  });

  it('[E1] answers within a transaction what was so at its place in it', () => {
    const world = new TestWorld();
    const character_id = world.createCharacter('Aria', { gold: 5 });
    const { results } = world.do(
      'tx.run',
      {
        operations: [
          { method: 'characters.search', params: {} },
          { method: 'gold.spend', params: { character_id, amount: 5, reason: 'r' } },
        ],
      },
      { role: 'gm' },
    );
    expect(results[0].characters[0].character.gold).toBe(5);
  });
});

describe('guilds.search', () => {
  const world = new TestWorld();
  const people = ['Aria', 'Bert', 'Cleo', 'Dora'].map((name) => world.createCharacter(name));
  const [aria, bert, cleo, dora] = people as [number, number, number, number];
  const found = (guild_name: string, leader_id: number, ...members: number[]): number => {
    world.now += 1_000;
    const { guild } = world.do('guilds.create', { guild_name, leader_id });
    const { guild_id } = guild;
    for (const character_id of members) world.do('guilds.addMember', { guild_id, character_id });
    return guild_id;
  };
  const order = found('Order', dora, aria, bert);
  const wolves = found('wolves', bert);
  const bears = found('Bears', aria, cleo);
  const search = (asked: WorldParams<'guilds.search'>) => {
    const { guilds, total } = world.read('guilds.search', asked);
    return { ids: guilds.map(({ guild }) => guild.guild_id), total };
  };

  it('[E3] finds by a part of a name, by the leader and by number', () => {
    expect(search({ text: 'OR' }).ids).toEqual([order]);
    expect(search({ text: 'bert' }).ids).toEqual([wolves]);
    expect(search({ text: String(bears) }).ids).toEqual([bears]);
    expect(search({ text: 'nobody' })).toEqual({ ids: [], total: 0 });
  });

  it('[E3] sorts by name, members and age, and answers a page', () => {
    expect(search({}).ids).toEqual([bears, order, wolves]);
    expect(search({ sort: 'members', descending: true }).ids).toEqual([order, bears, wolves]);
    expect(search({ sort: 'created_at' }).ids).toEqual([order, wolves, bears]);
    expect(search({ offset: 1, limit: 1 })).toEqual({ ids: [order], total: 3 });
  });

  it('[E3] names the leader and counts the members', () => {
    expect(world.read('guilds.search', { text: 'order' }).guilds).toEqual([
      { guild: world.tables.guilds.get(order), leader_name: 'Dora', members: 3 },
    ]);
  });
});

describe('characters.sheet', () => {
  it.each([1, 2, 3])('[E2] is what the methods one by one tell of it (seed %i)', (seed) => {
    const world = played(seed);
    for (const { character_id, account_id } of world.tables.characters.rows()) {
      const of = { character_id };
      const sheet = world.read('characters.sheet', of);
      const mine = world.read('characters.listByAccount', { account_id }).characters;
      const session = world.read('sessions.list', {}).sessions.find(isOf(character_id)) ?? null;
      expect(sheet).toEqual({
        ...world.read('characters.get', of),
        guild: sheet.guilds[0] ?? null,
        guilds: [...world.tables.guilds.rows()].flatMap(({ guild_id, guild_name }) =>
          world
            .read('guilds.get', { guild_id })
            .members.filter(isOf(character_id))
            .map(({ rank }) => ({ guild_id, guild_name, rank })),
        ),
        online: session !== null,
        session,
        ban:
          world.read('accounts.listBans', {}).bans.find((ban) => ban.account_id === account_id) ??
          null,
        bag: world.read('inventory.get', of).items,
        equipment: world.read('equipment.get', of).items,
        recovery: [],
        ...world.read('skills.list', of),
        ...world.read('quests.list', of),
        characters_of_account: mine
          .map(({ character_id, character_name, level }) => ({
            character_id,
            character_name,
            level,
          }))
          .sort((a, b) => a.character_id - b.character_id),
      });
    }
  });

  it('[E2] has what found no place to lie', () => {
    const world = new TestWorld({ bagSlots: 1 });
    const character_id = world.createCharacter('Aria');
    const give = (item_type: string) =>
      world.do('items.create', { character_id, item_type }).item.item_id as string;
    const sword = give('sword');
    const operations = [{ method: 'items.drop', params: { item_id: sword } }];
    const { seq } = world.do('admin.act', { reason: 'r', operations }, { role: 'gm' });
    give('shield');
    // Its slot is taken meanwhile, and there is no other.
    world.do('admin.undo', { seq }, { role: 'gm' });
    expect(world.read('characters.sheet', { character_id }).recovery).toMatchObject([
      { item_id: sword, place: { kind: 'recovery', quantity: 1 } },
    ]);
  });

  it('[E2] of nobody is NotFound', () => {
    expect(() => new TestWorld().read('characters.sheet', { character_id: 1 })).toThrow(
      expect.objectContaining({ code: 'NotFound' }),
    );
  });
});

const isOf = (id: number) => (row: { readonly character_id: number }) => row.character_id === id;
