/** What the game master's desk asks of players and guilds: searches, and all of one character. */
import { type Membership, SEARCH_PAGE } from '../../../shared/desk.ts';
import type { WorldParams } from '../../../shared/world-methods.ts';
import { Counts } from '../counts.ts';
import { type PageOptions, SortedPage, type SortKey } from '../sorted-page.ts';
import type { Row, Tables } from '../transaction.ts';
import { banInForce } from './accounts.ts';
import type { Commands } from './context.ts';
import { bagOf, equipmentOf, recoveryOf } from './items.ts';
import { presentQuest } from './quests.ts';

type Methods = Pick<Commands, 'characters.search' | 'characters.sheet' | 'guilds.search'>;

export const desk: Methods = {
  'characters.search'({ transaction: { now }, tables }, asked) {
    const isFound = characterTest(tables, asked, now);
    const keyOf = CHARACTER_KEYS[asked.sort ?? 'name'];
    const page = new SortedPage(pageOf(asked, (one: Row<'characters'>) => one.character_id));
    const maps = new Counts();
    let total = 0;
    for (const character of tables.characters.rows()) {
      const { map_id } = character;
      if (!isFound(character)) continue;
      maps.add(map_id);
      if (asked.map_id !== undefined && map_id !== asked.map_id) continue;
      total++;
      page.add(keyOf(character), character);
    }
    return {
      characters: taken(page).map((character) => {
        const { character_id, account_id } = character;
        const guilds = guildsOf(tables, character_id);
        return {
          // A copy: another operation of the same transaction may change the row.
          character: { ...character },
          guild: guilds.find(({ guild_id }) => guild_id === asked.guild_id) ?? guilds[0] ?? null,
          online: isOnline(tables, character_id),
          banned: banInForce(tables, account_id, now) !== null,
        };
      }),
      total,
      maps: maps.mostFirst().map(({ value, count }) => ({ map_id: value, count })),
    };
  },

  'characters.sheet'({ transaction, tables }, { character_id }) {
    const character = transaction.require('characters', character_id, 'character');
    const { account_id } = character;
    const guilds = guildsOf(tables, character_id);
    const session = tables.sessions.find('character_id', character_id) ?? null;
    return {
      character,
      guild: guilds[0] ?? null,
      guilds,
      online: session !== null,
      session,
      ban: banInForce(tables, account_id, transaction.now),
      bag: bagOf(tables, character_id),
      equipment: equipmentOf(tables, character_id),
      recovery: recoveryOf(tables, character_id),
      skills: [...tables.skills.list('character_id', character_id)],
      quests: tables.quests.list('character_id', character_id).map(presentQuest),
      characters_of_account: tables.characters
        .list('account_id', account_id)
        .map(({ character_id, character_name, level }) => ({ character_id, character_name, level }))
        .sort((a, b) => a.character_id - b.character_id),
    };
  },

  'guilds.search'({ tables }, asked) {
    const { text = '', sort = 'name' } = asked;
    const part = text.trim().toLowerCase();
    const page = new SortedPage(pageOf(asked, (one: Row<'guilds'>) => one.guild_id));
    const sizeOf = ({ guild_id }: Row<'guilds'>) =>
      tables.guildMembers.list('guild_id', guild_id).length;
    const leaderOf = ({ leader_id }: Row<'guilds'>) =>
      (tables.characters.get(leader_id) as Row<'characters'>).character_name;
    const keyOf = (guild: Row<'guilds'>): SortKey => {
      if (sort === 'members') return sizeOf(guild);
      return sort === 'name' ? guild.guild_name.toLowerCase() : (guild.created_at ?? '');
    };
    let total = 0;
    for (const guild of tables.guilds.rows()) {
      const isFound =
        String(guild.guild_id) === part ||
        guild.guild_name.toLowerCase().includes(part) ||
        leaderOf(guild).toLowerCase().includes(part);
      if (!isFound) continue;
      total++;
      page.add(keyOf(guild), guild);
    }
    return {
      guilds: taken(page).map((guild) => ({
        guild: { ...guild },
        leader_name: leaderOf(guild),
        members: sizeOf(guild),
      })),
      total,
    };
  },
};

/** What characters are sorted by. */
const CHARACTER_KEYS: Readonly<
  Record<
    NonNullable<WorldParams<'characters.search'>['sort']>,
    (character: Row<'characters'>) => SortKey
  >
> = {
  name: ({ character_name }) => character_name.toLowerCase(),
  level: ({ level }) => level,
  gold: ({ gold }) => gold,
  last_login: ({ last_login }) => last_login ?? '',
  created_at: ({ created_at }) => created_at ?? '',
  id: ({ character_id }) => character_id,
  account: ({ account_id }) => account_id,
  map: ({ map_id }) => map_id.toLowerCase(),
};

/** Whether a character is one of those asked for, the map aside. */
function characterTest(
  tables: Tables,
  { text = '', account_id, guild_id, online, banned }: WorldParams<'characters.search'>,
  now: string,
): (character: Row<'characters'>) => boolean {
  const part = text.trim().toLowerCase();
  const guilds = new Set<number>();
  for (const guild of tables.guilds.rows()) {
    if (guild.guild_name.toLowerCase().includes(part)) guilds.add(guild.guild_id);
  }
  const isMember = (character_id: number, isOne: (guild_id: number) => boolean) =>
    tables.guildMembers.list('character_id', character_id).some((one) => isOne(one.guild_id));
  const hasText = ({ character_id, account_id, character_name, map_id }: Row<'characters'>) =>
    part === '' ||
    character_name.toLowerCase().includes(part) ||
    String(character_id) === part ||
    String(account_id) === part ||
    map_id.toLowerCase().includes(part) ||
    (guilds.size > 0 && isMember(character_id, (one) => guilds.has(one)));
  return (character) =>
    (account_id === undefined || character.account_id === account_id) &&
    (online === undefined || isOnline(tables, character.character_id) === online) &&
    (banned === undefined || (banInForce(tables, character.account_id, now) !== null) === banned) &&
    (guild_id === undefined || isMember(character.character_id, (one) => one === guild_id)) &&
    hasText(character);
}

function isOnline(tables: Tables, character_id: number): boolean {
  return tables.sessions.find('character_id', character_id) !== undefined;
}

/** The guilds that a character is in, the oldest first. */
function guildsOf(tables: Tables, character_id: number): Membership[] {
  return tables.guildMembers
    .list('character_id', character_id)
    .map(({ guild_id, rank }) => {
      const { guild_name } = tables.guilds.get(guild_id) as Row<'guilds'>;
      return { guild_id, guild_name, rank };
    })
    .sort((a, b) => a.guild_id - b.guild_id);
}

function pageOf<T>(
  asked: Pick<WorldParams<'guilds.search'>, 'offset' | 'limit' | 'descending'>,
  tieOf: (row: T) => number,
): PageOptions<T> {
  const { offset = 0, limit = SEARCH_PAGE, descending = false } = asked;
  return { offset, limit, descending, tieOf };
}

/** All at once: there are ten thousand rows at most. */
function taken<T>(page: SortedPage<T>): T[] {
  const steps = page.take();
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
