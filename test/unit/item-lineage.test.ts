/** Where items should be by the activity log: after play, after administrators, and where something is wrong. */
import { describe, expect, it } from 'vitest';
import type { ChangeSet } from '../../src/main/world/change-set.ts';
import { contradictionsOf } from '../../src/main/world/item-lineage.ts';
import { placeOf } from '../../src/main/world/places.ts';
import type { FoundEntry } from '../../src/shared/activity.ts';
import { foldLineage, itemsOf, type Lineage, UNKNOWN } from '../../src/shared/item-lineage.ts';
import { Past } from '../support/character-restore.ts';
import { Random } from '../support/random.ts';
import { randomCommand, TestWorld } from '../support/world.ts';

type Entry = Pick<FoundEntry, 'event_type' | 'details'>;

/** What the events of change sets say of every item. */
class Log {
  readonly lineages = new Map<string, Lineage>();

  add(changeSet: ChangeSet | null): void {
    for (const event of changeSet?.events ?? []) {
      const entry = event as unknown as Entry;
      for (const item_id of itemsOf(entry)) {
        const before = this.lineages.get(item_id) ?? UNKNOWN;
        this.lineages.set(item_id, foldLineage(before, item_id, entry));
      }
    }
  }

  contradictions(world: TestWorld): string[] {
    const { tables } = world;
    return [...this.lineages].flatMap(([item_id, lineage]) => {
      const item = tables.items.get(item_id);
      const living = item === undefined ? null : { item, placed: placeOf(tables, item_id) };
      return contradictionsOf(item_id, lineage, living);
    });
  }
}

describe('the log of play', () => {
  it.each(Array.from({ length: 12 }, (_, i) => i + 1))(
    '[A33] says of every item where it is and how many there are (seed %i)',
    (seed) => {
      const random = new Random(seed);
      const world = new TestWorld({ bagSlots: 6 });
      const log = new Log();
      const pasts: Past[] = [];
      const deeds: number[] = [];
      const attempt = (change: () => ChangeSet | null) => {
        try {
          log.add(change());
        } catch {
          // Most of what is tried is refused; what is refused leaves nothing.
        }
      };
      for (let i = 0; i < 600; i++) {
        world.now += 1_000;
        const [one] = [...world.tables.characters.rows()];
        if (one !== undefined && random.chance(0.03)) pasts.push(new Past(world, one.character_id));
        if (pasts.length > 0 && random.chance(0.05)) {
          const past = random.pick(pasts);
          attempt(() => {
            const { events, seq } = past.run({ items: past.choose('take_back', 'make_anew') });
            deeds.push(seq);
            return { events } as ChangeSet;
          });
        } else if (deeds.length > 0 && random.chance(0.05)) {
          const seq = random.pick(deeds);
          attempt(() => {
            const done = world.mutate('admin.undo', { seq, reason: 'r' }, { role: 'gm' });
            deeds.push(done.seq);
            return done.changeSet;
          });
        } else {
          const { method, params } = randomCommand(random, world, false);
          attempt(() => world.mutate(method, params, { role: 'game' }).changeSet);
        }
        expect(log.contradictions(world), `after step ${i}`).toEqual([]);
      }
      expect(deeds.length).toBeGreaterThan(2);
      for (const { item_id } of world.tables.items.rows()) {
        expect(log.lineages.get(item_id)).toMatchObject({
          place: expect.anything(),
          quantity: expect.any(Number),
        });
      }
    },
  );
});

describe('a contradiction', () => {
  const setUp = () => {
    const world = new TestWorld();
    const log = new Log();
    const [ada, ben] = [world.createCharacter('Ada'), world.createCharacter('Ben')];
    const run = (method: 'items.create' | 'items.drop', params: object) => {
      const done = world.mutate(method, params, { role: 'game' });
      log.add(done.changeSet);
      return (done.result as { item: { item_id: string } }).item.item_id;
    };
    const item_id = run('items.create', { character_id: ada, item_type: 'coin', quantity: 5 });
    return { world, log, run, item_id, ada, ben };
  };

  it('[A33] names an item that is with another, in another number, or on the ground', () => {
    const { world, log, item_id, ada, ben } = setUp();
    world.do('items.transfer', { item_id, to_character_id: ben });
    expect(log.contradictions(world)).toEqual([
      `By the log item ${item_id} is with character ${ada}, but it is with character ${ben}.`,
    ]);
    world.do('items.drop', { item_id });
    expect(log.contradictions(world)).toEqual([
      `By the log item ${item_id} is with character ${ada}, but it is on the ground in town.`,
    ]);
    world.do('items.loot', { item_id, character_id: ada });
    world.do('items.destroy', { item_id, quantity: 2 });
    expect(log.contradictions(world)).toEqual([
      `By the log there are 5 of item ${item_id}, but there are 3.`,
    ]);
  });

  it('[A33] names an item that is not there, and one that should not be', () => {
    const { world, log, item_id, run } = setUp();
    run('items.drop', { item_id });
    world.do('items.destroy', { item_id });
    expect(log.contradictions(world)).toEqual([
      `By the log item ${item_id} is on the ground in town, but there is no such item.`,
    ]);
    const other = setUp();
    const destroyed: Entry = {
      event_type: { ItemDestroyed: { item_id: other.item_id, character_id: 1, item_type: 'coin' } },
      details: { quantity: 5, left: 0 },
    };
    other.log.lineages.set(other.item_id, foldLineage(UNKNOWN, other.item_id, destroyed));
    expect(other.log.contradictions(other.world)).toEqual([
      `By the log item ${other.item_id} is gone, but it is with character 1.`,
    ]);
  });

  it('[A33] is not what the log does not say', () => {
    const { world, item_id } = setUp();
    const living = () => ({
      item: world.tables.items.get(item_id)!,
      placed: placeOf(world.tables, item_id),
    });
    expect(contradictionsOf(item_id, UNKNOWN, living())).toEqual([]);
    expect(contradictionsOf(item_id, UNKNOWN, null)).toEqual([]);
    // How many there were before a part of them went is in no log that is left.
    const part: Entry = {
      event_type: { ItemDestroyed: { item_id, character_id: 1, item_type: 'coin' } },
      details: { quantity: 2 },
    };
    expect(contradictionsOf(item_id, foldLineage(UNKNOWN, item_id, part), living())).toEqual([]);
  });
});
