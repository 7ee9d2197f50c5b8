/** Undo of administrators' actions: the world as it was, unless play has gone on with what they did. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { runAdminAction } from '../../src/main/world/admin-actions/admin-action.ts';
import type { CommandContext } from '../../src/main/world/commands/context.ts';
import { COMMANDS } from '../../src/main/world/commands/index.ts';
import { SCHEMA, type TableKey } from '../../src/main/world/schema.ts';
import type { AnyRow, Table } from '../../src/main/world/table.ts';
import type { Transaction } from '../../src/main/world/transaction.ts';
import type { World } from '../../src/main/world/world.ts';
import { ShardError } from '../../src/shared/errors.ts';
import { UNDO_ACTIONS_MAX, UNDO_AGE_MS, UNDO_LENGTH_MAX } from '../../src/shared/limits.ts';
import type { WorldMethod } from '../../src/shared/world-methods.ts';
import { Past } from '../support/character-restore.ts';
import { Random } from '../support/random.ts';
import { digestOf, HERE, RULES, randomCommand, TestWorld, violationsOf } from '../support/world.ts';

const code = (expected: string) => expect.objectContaining({ code: expected });
const reason = 'a test';

const rules = { ...RULES } as { bagSlots: number | null; maxCharacters: number };
let world: TestWorld;
let anna: number;
let bert: number;
let sword: string;
let helmet: string;
let past: Past;

beforeEach(() => {
  Object.assign(rules, { bagSlots: null, maxCharacters: 9 });
  world = new TestWorld(rules);
  anna = world.createCharacter('Anna', { gold: 100, level: 5 });
  bert = world.createCharacter('Bert', { gold: 10 });
  sword = make(anna, { item_type: 'sword' });
  helmet = make(anna, { item_type: 'helmet' });
  world.do('items.equip', { item_id: helmet, slot_type: 'head' });
  world.do('skills.set', { character_id: anna, skill_name: 'bow', skill_level: 3 });
  past = new Past(world, anna);
  world.now += 60_000;
});

function make(character_id: number, more: object = {}): string {
  return world.do('items.create', { character_id, item_type: 'thing', ...more }).item.item_id;
}

const get = (item_id: string) => world.read('items.get', { item_id }).item;

/** Sword and helmet are Bert's by now, the level is another, and gold is gone. */
function play(): void {
  for (const item_id of [sword, helmet]) {
    world.do('items.transfer', { item_id, to_character_id: bert });
  }
  world.do('characters.update', { character_id: anna, level: 2 });
  world.do('gold.transfer', { from_id: anna, to_id: bert, amount: 60, reason });
  world.do('skills.set', { character_id: anna, skill_name: 'axe' });
}

function restore() {
  return past.run({
    groups: ['stats', 'position', 'gold', 'skills', 'quests'],
    accept_gold: Math.max(0, past.compare().gold.made),
    items: past.choose('take_back', 'make_anew'),
  });
}

function undo(seq: number) {
  world.now += 1_000;
  const executed = world.mutate('admin.undo', { seq, reason }, { role: 'gm' });
  expect(violationsOf(world)).toEqual([]);
  return executed;
}

function refused(seq: number, expected: unknown): void {
  const before = digestOf(world);
  expect(() => undo(seq)).toThrow(expected as Error);
  expect(digestOf(world)).toBe(before);
}

/** All that play can see, without when a row was last changed and what can be undone. */
function viewOf(of: World): unknown {
  const tables = Object.keys(SCHEMA).filter((key) => key !== 'undo') as TableKey[];
  return tables.map((key) => {
    const table = of.tables[key] as unknown as Table<AnyRow>;
    const rows = [...table.rows()].map(({ updated_at: _, ...row }) => row);
    const id = ({ [table.definition.primaryKey]: value }: AnyRow) => String(value);
    return [key, rows.sort((a, b) => (id(a) < id(b) ? -1 : 1))];
  });
}

describe('an undo', () => {
  it('[G11] puts the world back as it was, with its own events and gold', () => {
    play();
    const before = viewOf(world);
    const { seq } = restore();
    const { result, changeSet } = undo(seq);
    expect(viewOf(world)).toEqual(before);
    expect(result).toMatchObject({
      undone: { seq, action: 'admin.restore.runCharacter', reason, character_id: anna },
      seq: seq + 1,
    });
    const events = changeSet?.events.map(({ event_type }) => event_type);
    expect(events).toHaveLength(4);
    expect(events).toEqual(
      expect.arrayContaining([
        { AdminAction: { action: 'admin.undo', role: 'gm', reason } },
        { ItemTransferred: { item_id: sword, from_character_id: anna, to_character_id: bert } },
        { ItemTransferred: { item_id: helmet, from_character_id: anna, to_character_id: bert } },
        { GoldTransaction: { from_id: anna, to_id: null, amount: 60, reason } },
      ]),
    );
    expect(get(sword).updated_at).toBe(new Date(world.now).toISOString());
  });

  it('[G11] takes what was made anew away again, and lays what was looted back down', () => {
    world.do('items.destroy', { item_id: sword });
    world.do('items.drop', { item_id: helmet });
    const before = viewOf(world);
    const { changeSet } = undo(restore().seq);
    expect(viewOf(world)).toEqual(before);
    expect(changeSet?.events.slice(1).map(({ event_type }) => event_type)).toEqual(
      expect.arrayContaining([
        { ItemDestroyed: { item_id: sword, character_id: anna, item_type: 'sword' } },
        { ItemDropped: { item_id: helmet, character_id: anna, location: { x: 0, y: 0, z: 0 } } },
      ]),
    );
  });

  it('[G11] takes a character who came back away again, online or not', () => {
    play();
    world.do('characters.delete', { character_id: anna });
    const before = viewOf(world);
    const { seq } = restore();
    world.do('sessions.login', { character_id: anna });
    world.do('characters.move', { character_id: anna, ...HERE, position_x: 7 });
    undo(seq);
    expect(viewOf(world)).toEqual(before);
  });

  it('[G11] is an action like any other, and can be undone', () => {
    play();
    const { seq } = restore();
    const restored = viewOf(world);
    const first = undo(seq).seq;
    undo(first);
    expect(viewOf(world)).toEqual(restored);
  });

  it('[G12] is done once', () => {
    play();
    const { seq } = restore();
    const undone_by = undo(seq).seq;
    refused(
      seq,
      expect.objectContaining({
        code: 'Conflict',
        details: { seq, undone_by },
        message: expect.stringContaining('already'),
      }),
    );
  });

  it('[G12] of what was no such action is not found', () => {
    refused(1, code('NotFound'));
    refused(999, code('NotFound'));
  });

  const further: [string, WorldMethod, () => object, object][] = [
    [
      'an item was handed on',
      'items.transfer',
      () => ({ item_id: sword, to_character_id: bert }),
      { table: 'items', key: 0, column: 'character_id' },
    ],
    ['an item was destroyed', 'items.destroy', () => ({ item_id: helmet }), { table: 'items' }],
    ['an item was moved', 'items.move', () => ({ item_id: sword, slot: 4 }), { column: 'slot' }],
    ['an item was taken off', 'items.unequip', () => ({ item_id: helmet }), { table: 'equipment' }],
    [
      'gold was spent',
      'gold.spend',
      () => ({ character_id: anna, amount: 1, reason }),
      { table: 'characters', column: 'gold' },
    ],
    [
      'a level was won',
      'characters.update',
      () => ({ character_id: anna, level: 9 }),
      { table: 'characters', column: 'level' },
    ],
    [
      'a skill was learned again',
      'skills.set',
      () => ({ character_id: anna, skill_name: 'axe' }),
      { table: 'skills' },
    ],
    ['the character was deleted', 'characters.delete', () => ({ character_id: anna }), {}],
    ['who gave it back is gone', 'characters.delete', () => ({ character_id: bert }), {}],
  ];
  it.each(further)(
    '[G12] is refused where %s since, and says so',
    (_what, method, params, named) => {
      play();
      const { seq } = restore();
      world.do(method, params());
      const { key: _, ...shown } = named as { key?: number };
      refused(
        seq,
        expect.objectContaining({
          code: 'Conflict',
          message: expect.stringMatching(/changed since: \S/),
          details: {
            seq,
            reasons: expect.arrayContaining([expect.stringMatching(/[a-z]/)]),
            changed: expect.arrayContaining([expect.objectContaining(shown)]),
          },
        }),
      );
    },
  );

  it('[G12] is not kept from being done by a walk, a login, or others’ gold', () => {
    play();
    world.do('characters.move', { character_id: anna, ...HERE, map_id: 'cave' });
    const { seq } = restore();
    world.do('characters.move', { character_id: anna, ...HERE, position_z: 3 });
    world.do('sessions.login', { character_id: anna });
    world.do('gold.grant', { character_id: bert, amount: 5, reason });
    undo(seq);
    expect(world.tables.characters.get(anna)).toMatchObject({
      level: 2,
      gold: 40,
      map_id: 'town',
      position_z: 3,
    });
    expect(world.tables.ledger.get('gold')?.value).toBe(115);
  });

  it('[G12] does not take along what a character who came back has got since', () => {
    world.do('characters.delete', { character_id: anna });
    const { seq } = restore();
    const fresh = make(anna);
    refused(seq, code('Conflict'));
    world.do('items.destroy', { item_id: fresh });
    undo(seq);
    expect(world.tables.characters.has(anna)).toBe(false);
  });

  it('[G12] finds the name taken, and the shard full, like anybody', () => {
    world.do('characters.update', { character_id: anna, character_name: 'Anne' });
    const { seq } = past.run({ character_name: 'Anna' });
    world.createCharacter('Anne');
    refused(seq, code('CharacterNameTaken'));
    world.do('characters.delete', { character_id: anna });
    const undone = undo(past.run({}).seq).seq;
    rules.maxCharacters = 2;
    refused(undone, code('ServerFull'));
  });

  it('[G13] puts what finds its slot filled where there is room, or into the recovery box', () => {
    play();
    const { seq } = restore();
    make(bert, { slot: 0 });
    rules.bagSlots = 2;
    undo(seq);
    expect([sword, helmet].map((one) => [get(one).character_id, get(one).place])).toEqual([
      [bert, { kind: 'recovery', quantity: 1 }],
      [bert, { kind: 'bag', slot: 1, quantity: 1 }],
    ]);
  });

  it('[G13] puts back what was worn where something else is worn by now', () => {
    play();
    world.do('items.equip', { item_id: helmet, slot_type: 'head' });
    const { seq } = restore();
    const crown = make(bert, { slot: 5 });
    world.do('items.equip', { item_id: crown, slot_type: 'head' });
    undo(seq);
    expect(get(helmet)).toMatchObject({ character_id: bert, place: { kind: 'bag' } });
    expect(get(crown).place.kind).toBe('equipment');
  });
});

describe('the record of an action', () => {
  /** An action that does next to nothing, but writes `length` characters. */
  function act(length = 1): number {
    const about = {
      action: 'test',
      role: 'admin',
      reason,
      character_id: anna,
      details: {},
    } as const;
    world.now += 1;
    return world.transact((transaction: Transaction) => {
      runAdminAction(transaction, about, () => {
        const item = transaction.tables.items.get(sword)!;
        const before = JSON.parse(item.properties).n ?? 0;
        transaction.update('items', item, {
          properties: JSON.stringify({ n: before + 1, filling: 'x'.repeat(length) }),
        });
      });
      return {};
    }).seq;
  }
  const records = () => [...world.tables.undo.rows()].map(({ seq }) => seq);

  it('[G14] is a row of the world, under the change set of the action', () => {
    play();
    const { seq } = restore();
    expect(world.tables.undo.get(seq)).toMatchObject({
      seq,
      action: 'admin.restore.runCharacter',
      reason,
      character_id: anna,
      undone_by: null,
    });
  });

  it('[G14] is forgotten with many later ones', () => {
    const first = act();
    for (let i = 0; i < UNDO_ACTIONS_MAX; i++) act();
    expect(records()).toHaveLength(UNDO_ACTIONS_MAX);
    refused(first, code('NotFound'));
    undo(records().at(-1)!);
  });

  it('[G14] is forgotten with age, at the next action', () => {
    const old = act();
    world.now += UNDO_AGE_MS;
    expect(records()).toEqual([old]);
    const next = act();
    expect(records()).toEqual([next]);
  });

  it('[G14] is forgotten for its size, but never the newest', () => {
    const first = act();
    const second = act(UNDO_LENGTH_MAX / 3);
    const third = act(1);
    expect(records()).toEqual([first, second, third]);
    const fourth = act(UNDO_LENGTH_MAX / 2);
    expect(records()).toEqual([third, fourth]);
    const huge = act(UNDO_LENGTH_MAX);
    expect(records()).toEqual([huge]);
  });

  it('[G11] cannot be taken back within a transaction', () => {
    const seq = act();
    const operations = [{ method: 'admin.undo', params: { seq } }];
    expect(() => world.mutate('tx.run', { operations }, { role: 'admin' })).toThrow(
      code('InvalidData'),
    );
  });
});

/** A world of random play, a character of it as he was a while ago, and what of him is chosen. */
class RandomTown {
  readonly world = new TestWorld({ bagSlots: 5, maxCharacters: 6 });
  readonly #random: Random;
  readonly #past: Past;

  constructor(seed: number, steps: number) {
    this.#random = new Random(seed);
    this.play(60);
    const characters = [...this.world.tables.characters.rows()];
    this.#past = new Past(this.world, this.#random.pick(characters).character_id);
    this.play(steps);
  }

  play(steps: number): void {
    for (let i = 0; i < steps; i++) {
      const { method, params } = randomCommand(this.#random, this.world, true);
      this.world.now += 1_000;
      try {
        this.world.mutate(method, params, { role: 'game' });
      } catch {
        // What is refused changes nothing.
      }
    }
  }

  /** Null where it was refused, which changes nothing and must be for a reason. */
  restore(): ReturnType<Past['run']> | null {
    const { gold, name } = this.#past.compare();
    const items = this.#past.choose('take_back', 'make_anew');
    const groups = ['stats', 'position', 'gold', 'skills', 'quests'] as const;
    return this.#attempt(['Conflict', 'ServerFull'], () =>
      this.#past.run({
        groups: groups.filter(() => this.#random.chance(0.7)),
        items: items.filter(() => this.#random.chance(0.8)),
        ...(gold.made > 0 ? { accept_gold: gold.made } : {}),
        ...(name.taken_by === null ? {} : { character_name: 'Somebody else' }),
      }),
    );
  }

  undo(seq: number): unknown {
    this.world.now += 1_000;
    return this.#attempt(['Conflict', 'ServerFull', 'CharacterNameTaken'], () =>
      this.world.mutate('admin.undo', { seq }, { role: 'gm' }),
    );
  }

  gold(): number {
    return this.world.tables.ledger.get('gold')?.value ?? 0;
  }

  #attempt<T>(refusals: readonly string[], change: () => T): T | null {
    const before = digestOf(this.world);
    try {
      const done = change();
      expect(violationsOf(this.world)).toEqual([]);
      return done;
    } catch (error) {
      if (!(error instanceof ShardError) || !refusals.includes(error.code)) throw error;
      expect(digestOf(this.world)).toBe(before);
      return null;
    }
  }
}

/** What an action may consist of: commands on the tables that can be undone. */
const STEPS: ReadonlySet<WorldMethod> = new Set([
  'characters.update',
  'characters.move',
  'items.create',
  'items.update',
  'items.transfer',
  'items.drop',
  'items.loot',
  'items.destroy',
  'items.equip',
  'items.unequip',
  'items.move',
  'items.split',
  'items.merge',
  'skills.set',
  'quests.set',
]);

/** One action of many steps; null where nothing came of them. */
function actAtRandom(on: TestWorld, seed: number, steps: number): number | null {
  const random = new Random(seed);
  const about = { action: 'test', role: 'gm', reason, character_id: null, details: {} } as const;
  let ids = 0;
  try {
    return on.transact((transaction) => {
      const context: CommandContext = {
        transaction,
        tables: on.tables,
        rules: on.rules,
        uuid: () => `made ${seed} ${++ids}`,
        role: 'gm',
        run: () => ({}),
      };
      runAdminAction(transaction, about, () => {
        for (let i = 0; i < steps; i++) {
          const { method, params } = randomCommand(random, on, false);
          if (!STEPS.has(method)) continue;
          const savepoint = transaction.savepoint();
          try {
            (COMMANDS[method] as (...args: unknown[]) => unknown)(context, params);
          } catch {
            transaction.rollbackTo(savepoint);
          }
        }
      });
      return {};
    }).seq;
  } catch (error) {
    expect(error).toMatchObject({ code: 'Conflict' });
    return null;
  }
}

const towns = [fc.integer(), fc.integer({ min: 0, max: 60 })] as const;

it('[G11] [G12] [G13] an action of any steps is undone whole, or refused after further play', () => {
  const outcomes = { same: 0, undone: 0, refused: 0 };
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 1, max: 15 }),
      fc.nat(6),
      (seed, steps, further) => {
        const town = new RandomTown(seed, 0);
        const before = viewOf(town.world);
        const seq = actAtRandom(town.world, seed, steps);
        if (seq === null) return;
        expect(violationsOf(town.world)).toEqual([]);
        const acted = viewOf(town.world);
        town.play(further);
        const undone = town.undo(seq);
        if (further === 0) {
          // One that changed nothing but the moment of a row has nothing to undo.
          if (undone === null) expect(acted).toEqual(before);
          expect(viewOf(town.world)).toEqual(before);
          outcomes.same++;
        } else {
          outcomes[undone === null ? 'refused' : 'undone']++;
        }
      },
    ),
    { numRuns: 400 },
  );
  expect(Math.min(...Object.values(outcomes))).toBeGreaterThan(10);
});
it('[G5] [G7] [G11] any restore keeps the rules, and its undo gives the same world back', () => {
  let restored = 0;
  fc.assert(
    fc.property(...towns, (seed, steps) => {
      const town = new RandomTown(seed, steps);
      const before = viewOf(town.world);
      const gold = town.gold();
      const done = town.restore();
      if (done === null) return;
      restored++;
      expect(town.gold()).toBe(gold + done.receipt.gold_made);
      expect(town.undo(done.seq)).not.toBeNull();
      expect(viewOf(town.world)).toEqual(before);
    }),
    { numRuns: 300 },
  );
  expect(restored).toBeGreaterThan(100);
});

it('[G12] [G13] an undo after any play keeps the rules, or is refused and changes nothing', () => {
  const outcomes = { undone: 0, refused: 0, redone: 0 };
  fc.assert(
    fc.property(...towns, fc.integer({ min: 1, max: 8 }), (seed, steps, further) => {
      const town = new RandomTown(seed, steps);
      const done = town.restore();
      if (done === null) return;
      town.play(further);
      if (town.undo(done.seq) === null) {
        outcomes.refused++;
        return;
      }
      outcomes.undone++;
      const undo = town.world.seq;
      town.play(further);
      if (town.undo(undo) !== null) outcomes.redone++;
    }),
    { numRuns: 400 },
  );
  expect(Math.min(...Object.values(outcomes))).toBeGreaterThan(10);
});
