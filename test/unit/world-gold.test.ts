/** Gold: never negative, never made or lost by a transfer, and all of it accounted for. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { INTEGER_MAX } from '../../src/shared/limits.ts';
import type { WorldMethod } from '../../src/shared/world-methods.ts';
import { digestOf, HERE, TestWorld, violationsOf } from '../support/world.ts';

const reason = 'test';
const code = (expected: string) => expect.objectContaining({ code: expected });

let world: TestWorld;
let anna: number;
let bert: number;
beforeEach(() => {
  world = new TestWorld();
  anna = create('Anna', 100);
  bert = create('Bert', 7);
});

function create(character_name: string, gold: number): number {
  const params = { account_id: 1, character_name, gold, ...HERE };
  return world.do('characters.create', params).character.character_id;
}

const purses = () => [...world.tables.characters.rows()].map(({ gold }) => gold);
const ledger = () => world.tables.ledger.get('gold')?.value ?? 0;

describe('gold', () => {
  it('[W6] moves from one purse to the other, and both are answered', () => {
    const params = { from_id: anna, to_id: bert, amount: 100, reason };
    const { characters } = world.do('gold.transfer', params);
    expect(characters).toMatchObject([
      { character_id: anna, gold: 0 },
      { character_id: bert, gold: 107 },
    ]);
    expect(ledger()).toBe(107);
  });

  it('[W6] comes into the world and goes out of it through the ledger alone', () => {
    expect(ledger()).toBe(107);
    world.do('gold.grant', { character_id: bert, amount: 3, reason });
    expect([purses(), ledger()]).toEqual([[100, 10], 110]);
    world.do('gold.spend', { character_id: anna, amount: 100, reason });
    expect([purses(), ledger()]).toEqual([[0, 10], 10]);
    world.do('characters.delete', { character_id: bert });
    expect([purses(), ledger()]).toEqual([[0], 0]);
  });

  it('[W6] that a character is created with leaves its event, and none where there is none', () => {
    const made = (gold: number) => {
      const params = { account_id: 1, character_name: `Rich ${gold}`, gold, ...HERE };
      return world.mutate('characters.create', params, { role: 'game' }).changeSet?.events;
    };
    expect(made(0)).toEqual([]);
    expect(made(9)).toMatchObject([
      { event_type: { GoldTransaction: { from_id: null, to_id: 4, amount: 9 } }, character_id: 4 },
    ]);
  });

  it.each<[WorldMethod, () => object]>([
    ['gold.transfer', () => ({ from_id: anna, to_id: bert, amount: 101, reason })],
    ['gold.spend', () => ({ character_id: anna, amount: 101, reason })],
  ])('[W6] %s refuses more than the purse holds and says how much that is', (method, params) => {
    const before = digestOf(world);
    const details = { character_id: anna, gold: 100, amount: 101 };
    expect(() => world.do(method, params())).toThrow(
      expect.objectContaining({ code: 'InsufficientGold', details }),
    );
    expect(digestOf(world)).toBe(before);
  });

  it.each([0, -1, 1.5, INTEGER_MAX + 1, '5', Number.NaN])(
    '[W6] refuses the amount %j',
    (amount) => {
      const before = digestOf(world);
      const refused = expect.objectContaining({ code: 'InvalidData', details: { path: 'amount' } });
      expect(() => world.do('gold.grant', { character_id: anna, amount, reason })).toThrow(refused);
      expect(() => world.do('gold.spend', { character_id: anna, amount, reason })).toThrow(refused);
      expect(() =>
        world.do('gold.transfer', { from_id: anna, to_id: bert, amount, reason }),
      ).toThrow(refused);
      expect(digestOf(world)).toBe(before);
    },
  );

  it('[W6] is refused to oneself, and to and from nobody', () => {
    const transfer = (from_id: number, to_id: number) => () =>
      world.do('gold.transfer', { from_id, to_id, amount: 1, reason });
    expect(transfer(anna, anna)).toThrow(
      expect.objectContaining({ code: 'InvalidData', details: { path: 'to_id' } }),
    );
    expect(transfer(anna, 99)).toThrow(code('NotFound'));
    expect(transfer(99, anna)).toThrow(code('NotFound'));
    expect(purses()).toEqual([100, 7]);
  });

  it('[W6] is refused where all of it together could not be counted', () => {
    const rest = INTEGER_MAX - ledger();
    const before = digestOf(world);
    expect(() => world.do('gold.grant', { character_id: anna, amount: rest + 1, reason })).toThrow(
      expect.objectContaining({ code: 'InvalidData', details: { path: 'amount' } }),
    );
    expect(() => create('Clara', rest + 1)).toThrow(
      expect.objectContaining({ code: 'InvalidData', details: { path: 'gold' } }),
    );
    expect(digestOf(world)).toBe(before);
    world.do('gold.grant', { character_id: anna, amount: rest, reason });
    expect(ledger()).toBe(INTEGER_MAX);
    world.do('gold.transfer', { from_id: anna, to_id: bert, amount: rest, reason });
    expect(violationsOf(world)).toEqual([]);
  });

  it('[W6] cannot be set by characters.update', () => {
    expect(() => world.do('characters.update', { character_id: anna, gold: 1_000 })).toThrow(
      expect.objectContaining({ code: 'InvalidData', details: { path: 'gold' } }),
    );
    expect(purses()).toEqual([100, 7]);
  });

  it('[W6] stays a plain sum through any run of grants, payments and transfers', () => {
    const step = fc.record({
      method: fc.constantFrom('gold.transfer', 'gold.grant', 'gold.spend'),
      from: fc.nat(2),
      to: fc.nat(2),
      amount: fc.integer({ min: 1, max: 60 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        world = new TestWorld();
        const ids = ['Anna', 'Bert', 'Clara'].map((name) => create(name, 50));
        const model = [50, 50, 50];
        for (const { method, from, to, amount } of steps) {
          const takes = method !== 'gold.grant';
          const gives = method !== 'gold.spend';
          const payer = method === 'gold.grant' ? to : from;
          const refused =
            (takes && model[payer]! < amount) || (method === 'gold.transfer' && from === to);
          const params =
            method === 'gold.transfer'
              ? { from_id: ids[from], to_id: ids[to], amount, reason }
              : { character_id: ids[takes ? from : to], amount, reason };
          const run = () => world.do(method as WorldMethod, params);
          if (refused) {
            expect(run).toThrow();
          } else {
            run();
            if (takes) model[from]! -= amount;
            if (gives) model[to]! += amount;
          }
          expect(purses()).toEqual(model);
          expect(ledger()).toBe(model.reduce((sum, gold) => sum + gold));
        }
        expect(violationsOf(world)).toEqual([]);
      }),
    );
  });
});
