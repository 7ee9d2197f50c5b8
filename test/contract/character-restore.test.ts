/** One character back, across the disk: read from a database, and undone after a restart. */
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { loadWorld } from '../../src/main/host/load-world.ts';
import { Coalescer } from '../../src/main/storage/coalesce.ts';
import { migrate, readMigrations } from '../../src/main/storage/migrate.ts';
import { readCharacter } from '../../src/main/storage/read-character.ts';
import { openDatabase } from '../../src/main/storage/sqlite.ts';
import { SqliteStore } from '../../src/main/storage/store.ts';
import type { ChangeSet } from '../../src/main/world/change-set.ts';
import { stateOf } from '../../src/main/world/character-restore/state.ts';
import { leave, placeOf } from '../../src/main/world/places.ts';
import { Past } from '../support/character-restore.ts';
import { Random } from '../support/random.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { digestOf, randomCommand, TestWorld, violationsOf } from '../support/world.ts';

/** A world whose change sets go to a database, as the snapshot process writes it. */
class StoredWorld extends TestWorld {
  readonly file = join(temporaryDirectory(), 'Server_001.db');
  readonly #changeSets: ChangeSet[] = [];

  override transact(...args: Parameters<TestWorld['transact']>) {
    const executed = super.transact(...args);
    if (executed.changeSet !== null) this.#changeSets.push(executed.changeSet);
    return executed;
  }

  /** Brings the file to what the world is now. */
  save(): void {
    const db = openDatabase(this.file);
    migrate(db, readMigrations(new URL('../../migrations/', import.meta.url)));
    const store = new SqliteStore(db);
    const coalescer = new Coalescer(store.position.appliedSeq);
    for (const changeSet of this.#changeSets.splice(0)) coalescer.add(changeSet);
    const coalesced = coalescer.take();
    if (coalesced !== undefined) store.apply(coalesced);
    store.close();
  }

  /** What a host that starts now has in memory. */
  async restarted(): Promise<TestWorld> {
    this.save();
    const world = new TestWorld();
    await loadWorld(world, this.file, (_name, work) => work(() => {}));
    world.now = this.now + 60_000;
    return world;
  }
}

function play(world: TestWorld, random: Random, steps: number): void {
  for (let i = 0; i < steps; i++) {
    const { method, params } = randomCommand(random, world, true);
    try {
      world.mutate(method, params, { role: 'game' });
    } catch {
      // What is refused changes nothing.
    }
  }
}

it.each([1, 2, 3])('[G16] reads each character as the world held it (seed %i)', (seed) => {
  const world = new StoredWorld();
  const random = new Random(seed);
  play(world, random, 400);
  const character_id = world.createCharacter('Anna');
  const [boxed, worn, bagged, band] = Array.from(
    { length: 4 },
    () => world.do('items.create', { character_id, item_type: 'ring' }).item.item_id as string,
  );
  const params = { character_id, item_type: 'ring', slot: 0 };
  world.do('items.equip', { item_id: worn, slot_type: 'finger' });
  world.do('items.equip', { item_id: band, slot_type: 'arm' });
  world.transact((transaction) => {
    leave(transaction, placeOf(transaction.tables, boxed!));
    const row = { item_id: boxed!, quantity: 1, since: transaction.now };
    transaction.insert('recovery', row);
    return {};
  });
  const { item: first } = world.do('items.create', params);
  world.save();
  const db = openDatabase(world.file, { readonly: true });
  onTestFinished(() => void db.close());
  for (const one of world.tables.characters.rows()) {
    expect(readCharacter(db, one.character_id)).toEqual(stateOf(world.tables, one.character_id));
  }
  const items = readCharacter(db, character_id)?.items;
  expect(items?.map(({ item }) => item.item_id)).toEqual([
    band,
    worn,
    first.item_id,
    bagged,
    boxed,
  ]);
  expect(readCharacter(db, 9_999)).toBeNull();
});

it('[G14] undoes after a restart what was done before it', async () => {
  const world = new StoredWorld();
  const [anna, bert] = [world.createCharacter('Anna', { gold: 10 }), world.createCharacter('Bert')];
  const { item_id } = world.do('items.create', { character_id: anna, item_type: 'sword' }).item;
  const past = new Past(world, anna);
  world.do('items.transfer', { item_id, to_character_id: bert });
  const { seq } = past.run({ items: past.choose('take_back') });
  const restarted = await world.restarted();
  expect(digestOf(restarted)).toBe(digestOf(world));
  restarted.mutate('admin.undo', { seq }, { role: 'gm' });
  expect(violationsOf(restarted)).toEqual([]);
  expect(restarted.read('items.get', { item_id }).item).toMatchObject({
    character_id: bert,
    place: { kind: 'bag', slot: 0 },
  });
});
