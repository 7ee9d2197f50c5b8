/** Worlds for tests: with a clock and ids that repeat, a digest to compare them by, and commands. */
import { createHash } from 'node:crypto';
import { verifyInvariants } from '../../src/main/world/invariants.ts';
import { STORED_TABLES, TABLES } from '../../src/main/world/schema.ts';
import type { AnyRow, Table } from '../../src/main/world/table.ts';
import { tableOf } from '../../src/main/world/transaction.ts';
import { type Caller, World, type WorldRules } from '../../src/main/world/world.ts';
import type { WorldMethod } from '../../src/shared/world-methods.ts';
import type { Random } from './random.ts';

export const RULES: WorldRules = { maxCharacters: 10_000, bagSlots: null, alternatives: [] };

/** Where the characters of tests stand, unless it matters. */
export const HERE = { map_id: 'town', position_x: 0, position_y: 0, position_z: 0 };

/** The moment at which the worlds of tests begin. */
export const BEGINNING = Date.UTC(2026, 0, 1);

export class TestWorld extends World {
  /** Wall clock in milliseconds; tests set it. */
  now: number;

  constructor(rules: Partial<WorldRules> = {}) {
    let ids = 0;
    super({
      clock: () => this.now,
      uuid: () => `00000000-0000-4000-8000-${(++ids).toString(16).padStart(12, '0')}`,
      rules: () => ({ ...RULES, ...rules }),
    });
    this.now = BEGINNING;
  }

  /** Runs a mutation as a game server and returns its result. */
  do(method: WorldMethod, params: object, caller: Caller = { role: 'game' }) {
    // biome-ignore lint/suspicious/noExplicitAny: tests look into results of every method.
    return this.mutate(method, params, caller).result as any;
  }

  /** Creates a character and returns its id. */
  createCharacter(character_name: string, more: object = {}): number {
    const params = { account_id: 1, character_name, ...HERE, ...more };
    return this.do('characters.create', params).character.character_id;
  }
}

/** The rows that the disk holds of a world, a line of text for each table. */
function linesOf(world: World, withCounters: boolean): string[] {
  return STORED_TABLES.map((definition) => {
    const table = tableOf(world.tables, definition);
    const rows = [...table.rows()].map((row) => definition.imageOf(row));
    const at = definition.columnNames.indexOf(definition.primaryKey);
    rows.sort((a, b) => ((a[at] as number) < (b[at] as number) ? -1 : 1));
    const counter = withCounters ? `${table.nextKey} ` : '';
    return `${definition.name} ${counter}${JSON.stringify(rows)}`;
  });
}

/** All that the disk holds of a world as one short text: equal worlds have equal digests. */
export function digestOf(world: World): string {
  return sha1([...linesOf(world, true), `${world.seq} ${world.nextLogId}`]);
}

/** The same of its rows alone: those of a world that went back are equal, its numbers are not. */
export function rowsOf(world: World): string {
  return sha1(linesOf(world, false));
}

function sha1(lines: readonly string[]): string {
  return createHash('sha1').update(lines.join('\n')).digest('hex');
}

/** What is wrong with a world, one line each. */
export function violationsOf(world: World): string[] {
  const walk = verifyInvariants(world.tables, world.rules.maxCharacters);
  for (;;) {
    const next = walk.next();
    if (next.done) return next.value.violations.map(({ rule, message }) => `${rule} ${message}`);
  }
}

/** Puts a row that a store holds into a world, as start-up does. */
export function addImage(world: World, number: number, image: readonly unknown[]): void {
  const definition = TABLES[number];
  if (definition === undefined) throw new Error(`there is no table ${number}`);
  const row = Object.fromEntries(definition.columnNames.map((name, i) => [name, image[i]]));
  const tables = Object.values(world.tables) as unknown as Table<AnyRow>[];
  tables[number]?.add(row as AnyRow);
}

export interface RandomCommand {
  readonly method: WorldMethod;
  readonly params: Record<string, unknown>;
}

/**
 * A command against `world` as it is: most succeed, some break a rule on purpose. Names, items and
 * ids are drawn from a small set, so that they collide and come back. `volatile` asks for commands
 * too whose outcome depends on what a crash forgets.
 */
export function randomCommand(random: Random, world: World, volatile: boolean): RandomCommand {
  const { characters, items, guilds, sessions } = world.tables;
  const character = () => pickKey(random, characters, 'character_id');
  const item = () => pickKey(random, items, 'item_id');
  const guild = () => pickKey(random, guilds, 'guild_id');
  const slot = random.chance(0.3) ? { slot: random.int(0, 6) } : {};
  const quantity = random.int(1, 5);
  const amount = random.int(1, 60);
  const reason = 'test';
  const place = {
    map_id: random.pick(['town', 'forest']),
    position_x: random.int(-50, 50) / 4,
    position_y: 0,
    position_z: random.int(0, 9),
  };
  const create = (): RandomCommand => ({
    method: 'characters.create',
    params: {
      account_id: random.int(1, 3),
      character_name: `Name${random.int(1, 12)}`,
      gold: random.int(0, 50),
      ...place,
    },
  });
  const logout = (): RandomCommand => ({
    method: 'sessions.logout',
    params: { session_id: pickKey(random, sessions, 'session_id') },
  });
  if (characters.size < 3) return create();
  const makers: (() => RandomCommand)[] = [
    create,
    () => ({ method: 'characters.move', params: { character_id: character(), ...place } }),
    () => ({
      method: 'characters.update',
      params: {
        character_id: character(),
        level: random.int(1, 9),
        ...(random.chance(0.4) ? { character_name: `Name${random.int(1, 12)}` } : {}),
      },
    }),
    () => ({ method: 'characters.delete', params: { character_id: character() } }),
    () => ({ method: 'sessions.login', params: { character_id: character() } }),
    ...(volatile ? [logout] : []),
    ...Array.from({ length: 4 }, () => () => ({
      method: 'items.create' as const,
      params: {
        character_id: character(),
        item_type: random.pick(['sword', 'arrow']),
        properties: random.chance(0.5) ? {} : { durability: random.int(0, 9) },
        quantity,
        ...slot,
      },
    })),
    () => ({
      method: 'items.update',
      params: { item_id: item(), properties: { durability: random.int(0, 9) } },
    }),
    () => ({
      method: 'items.transfer',
      params: { item_id: item(), to_character_id: character(), ...slot },
    }),
    () => ({ method: 'items.drop', params: { item_id: item() } }),
    () => ({
      method: 'items.loot',
      params: { item_id: item(), character_id: character(), ...slot },
    }),
    () => ({
      method: 'items.destroy',
      params: { item_id: item(), ...(random.chance(0.5) ? { quantity } : {}) },
    }),
    () => ({
      method: 'items.equip',
      params: { item_id: item(), slot_type: random.pick(['head', 'hand']) },
    }),
    () => ({ method: 'items.unequip', params: { item_id: item(), ...slot } }),
    () => ({ method: 'items.move', params: { item_id: item(), ...slot } }),
    () => ({ method: 'items.split', params: { item_id: item(), quantity, ...slot } }),
    () => ({ method: 'items.merge', params: { item_id: item(), into_item_id: item() } }),
    () => ({
      method: 'gold.transfer',
      params: { from_id: character(), to_id: character(), amount, reason },
    }),
    () => ({ method: 'gold.grant', params: { character_id: character(), amount, reason } }),
    () => ({ method: 'gold.spend', params: { character_id: character(), amount, reason } }),
    () => ({
      method: 'skills.set',
      params: {
        character_id: character(),
        skill_name: random.pick(['mining', 'magic']),
        experience: amount,
      },
    }),
    () => ({
      method: 'quests.set',
      params: { character_id: character(), quest_name: 'dragon', progress: { kills: amount } },
    }),
    () => ({
      method: 'guilds.create',
      params: { guild_name: `Guild${random.int(1, 3)}`, leader_id: character() },
    }),
    () => ({
      method: 'guilds.addMember',
      params: { guild_id: guild(), character_id: character() },
    }),
    () => ({
      method: 'guilds.removeMember',
      params: { guild_id: guild(), character_id: character() },
    }),
    () => ({
      method: 'guilds.setLeader',
      params: { guild_id: guild(), character_id: character() },
    }),
    () => ({ method: 'guilds.disband', params: { guild_id: guild() } }),
  ];
  if (random.chance(0.1)) {
    const operations = Array.from({ length: random.int(1, 4) }, () => random.pick(makers)());
    return { method: 'tx.run', params: { operations } };
  }
  return random.pick(makers)();
}

/** A key that is there; now and then, and where there is none, one that is not. */
function pickKey<R>(random: Random, table: Table<R>, column: keyof R): unknown {
  const keys = [...table.rows()].map((row) => row[column]);
  if (keys.length === 0 || random.chance(0.03)) return typeof keys[0] === 'string' ? 'none' : 9_999;
  return random.pick(keys);
}
