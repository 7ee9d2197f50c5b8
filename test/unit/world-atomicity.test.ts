/** Random commands against one world: each applies whole or not at all, and the rules always hold. */
import { describe, expect, it } from 'vitest';
import { Coalescer } from '../../src/main/storage/coalesce.ts';
import { ShardError } from '../../src/shared/errors.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { Random } from '../support/random.ts';
import { addImage, digestOf, randomCommand, TestWorld, violationsOf } from '../support/world.ts';

const SEEDS = Array.from({ length: 12 }, (_, i) => i + 1);
const COMMANDS = 300;

describe('random commands', () => {
  it.each(SEEDS)('[W9] a command that is refused leaves nothing behind (seed %i)', (seed) => {
    const random = new Random(seed);
    const world = new TestWorld({ bagSlots: 8, maxCharacters: 9 });
    let refused = 0;
    for (let i = 0; i < COMMANDS; i++) {
      world.now++;
      const before = digestOf(world);
      const { method, params } = randomCommand(random, world, true);
      try {
        world.mutate(method, params, { role: 'game' });
      } catch (error) {
        refused++;
        expect(error, `${method} ${JSON.stringify(params)}`).toBeInstanceOf(ShardError);
        expect((error as ShardError).code, String(error)).not.toBe('Internal');
        expect(digestOf(world)).toBe(before);
      }
      expect(violationsOf(world), `after ${method} ${JSON.stringify(params)}`).toEqual([]);
    }
    expect(refused).toBeGreaterThan(10);
    expect(refused).toBeLessThan(COMMANDS * 0.8);
  });

  it.each(SEEDS)('[W10] the change sets alone rebuild the world (seed %i)', (seed) => {
    const random = new Random(seed);
    const world = new TestWorld();
    const store = new MemoryStore();
    const coalescer = new Coalescer(0);
    for (let i = 0; i < COMMANDS; i++) {
      world.now++;
      const { method, params } = randomCommand(random, world, true);
      try {
        const { changeSet } = world.mutate(method, params, { role: 'game' });
        if (changeSet !== null) coalescer.add(changeSet);
      } catch {
        // Refused commands are the other test's.
      }
      if (!random.chance(0.1)) continue;
      const gathered = coalescer.take();
      if (gathered !== undefined) store.apply(gathered);
    }
    const rest = coalescer.take();
    if (rest !== undefined) store.apply(rest);
    expect(digestOf(loadFrom(store))).toBe(digestOf(world));
  });
});

function loadFrom(store: MemoryStore): TestWorld {
  const world = new TestWorld();
  const { appliedSeq, nextLogId, nextIds } = store.position;
  for (const [number, table] of Object.values(world.tables).entries()) {
    for (const image of store.rows(number).values()) addImage(world, number, image);
    table.nextKey = Math.max(table.nextKey, nextIds[table.definition.name] ?? 1);
  }
  world.seq = appliedSeq;
  world.nextLogId = nextLogId;
  return world;
}
