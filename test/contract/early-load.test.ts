/** A world that is loaded while its file is still written to, against the world that was played. */
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EarlyLoad } from '../../src/main/host/early-load.ts';
import type { FoldedAtStart } from '../../src/main/processes/snapshot/protocol.ts';
import { Coalescer } from '../../src/main/storage/coalesce.ts';
import { migrate, readMigrations } from '../../src/main/storage/migrate.ts';
import { openDatabase } from '../../src/main/storage/sqlite.ts';
import { SqliteStore } from '../../src/main/storage/store.ts';
import type { Executed } from '../../src/main/world/world.ts';
import { ShardError } from '../../src/shared/errors.ts';
import { Random } from '../support/random.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { digestOf, randomCommand, TestWorld } from '../support/world.ts';

const MIGRATIONS = readMigrations(new URL('../../migrations/', import.meta.url));

/** A world that is played, and the file that its changes are folded into. */
class Shard {
  readonly file = join(temporaryDirectory(), 'Server_001.db');
  readonly world = new TestWorld();
  readonly #random: Random;
  readonly #store: SqliteStore;

  constructor(seed: number) {
    this.#random = new Random(seed);
    const db = openDatabase(this.file);
    migrate(db, MIGRATIONS);
    this.#store = new SqliteStore(db);
  }

  /** Plays on and folds what came of it, as the snapshot process does. */
  fold(commands: number): FoldedAtStart {
    return this.#fold(() => {
      const { method, params } = randomCommand(this.#random, this.world, false);
      return this.world.mutate(method, params, { role: 'admin' });
    }, commands);
  }

  /** Folds a change that leaves every row as it was. */
  foldEvent(): FoldedAtStart {
    return this.#fold(() =>
      this.world.transact((transaction) => {
        transaction.event('AdminAction', { action: 'test', role: 'host', reason: '' });
        return {};
      }),
    );
  }

  #fold(play: () => Executed, times = 1): FoldedAtStart {
    const from = this.#store.position;
    const coalescer = new Coalescer(from.appliedSeq);
    for (let i = 0; i < times; i++) {
      try {
        const { changeSet } = play();
        if (changeSet !== null) coalescer.add(changeSet);
      } catch (error) {
        if (!(error instanceof ShardError)) throw error;
      }
    }
    const coalesced = coalescer.take();
    if (coalesced !== undefined) this.#store.apply(coalesced);
    const changes = [...(coalesced?.changes ?? [])];
    return {
      seq: this.world.seq,
      players: 0,
      rows: coalesced?.rowCount ?? 0,
      durationMs: 0,
      from,
      changed: new Map(changes.map(([table, rows]) => [table, [...rows.keys()]])),
    };
  }

  close(): void {
    this.#store.close();
  }
}

const finish = (load: EarlyLoad, { file }: Shard, folded: FoldedAtStart) =>
  load.finish(file, folded, (_name, work) => work(() => {}));

describe('EarlyLoad', () => {
  it('[L6] ends with the world as the fold has left it, whatever that changed while it loaded', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const shard = new Shard(seed);
      shard.fold(200);
      const load = new EarlyLoad(() => new TestWorld());
      load.begin(shard.file);
      const folded = shard.fold(seed % 5 === 0 ? 0 : 150);
      const world = await finish(load, shard, folded);
      expect(digestOf(world)).toBe(digestOf(shard.world));
      shard.close();
    }
  });

  it('[L6] takes in a change that left every row as it was', async () => {
    const shard = new Shard(1);
    shard.fold(100);
    const load = new EarlyLoad(() => new TestWorld());
    load.begin(shard.file);
    const folded = shard.foldEvent();
    expect(folded).toMatchObject({ rows: 0, seq: folded.from.appliedSeq + 1 });
    const world = await finish(load, shard, folded);
    expect(digestOf(world)).toBe(digestOf(shard.world));
    shard.close();
  });

  it('[L7] loads anew what stood elsewhere, changed too much, could not be read or was let go of', async () => {
    const shard = new Shard(7);
    shard.fold(200);
    const early = new EarlyLoad(() => new TestWorld());
    const check = async (folded: FoldedAtStart) => {
      const world = await finish(early, shard, folded);
      expect(digestOf(world)).toBe(digestOf(shard.world));
    };

    early.begin(shard.file);
    shard.fold(50);
    await check(shard.fold(50));

    early.begin(shard.file);
    const folded = shard.fold(50);
    await check({ ...folded, from: { ...folded.from, timeline: folded.from.timeline + 1 } });

    early.begin(shard.file);
    await check({ ...shard.fold(50), changed: null });

    early.begin(`${shard.file}.missing`);
    await check(shard.fold(50));

    early.begin(shard.file);
    await early.letGo();
    // Nothing reads it any more: another file takes its place, as after a recovery.
    const other = new Shard(8);
    other.fold(100);
    const sameNumbers = other.fold(0);
    other.close();
    shard.close();
    renameSync(other.file, shard.file);
    const world = await finish(early, shard, sameNumbers);
    expect(digestOf(world)).toBe(digestOf(other.world));
  });
});
