/**
 * Survival (d): the disk is full while a snapshot, a backup or a restore needs it. Each says so, nothing is
 * lost, play goes on, and with room it works again. What the journal does is in `process-killed.test.ts`.
 */
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Backup } from '../../src/shared/host-methods.ts';
import { Operator } from '../support/operator.ts';
import { pauseProcess } from '../support/pause-process.ts';
import { Random } from '../support/random.ts';
import { Filler, mountSmallDisk } from '../support/small-disk.ts';

const DISK_MIB = 64;
const MIB = 1024 * 1024;
/** More than what SQLite keeps of its log, and less than what the journal has made ready. */
const LARGE = 40;

interface Scene {
  readonly shard: Operator;
  readonly filler: Filler;
  readonly random: Random;
}

/** A shard on a disk that is small; null where none can be mounted. */
async function set(): Promise<Scene | null> {
  const disk = mountSmallDisk(DISK_MIB);
  if (disk === null) return null;
  const shard = new Operator(join(disk, 'data'));
  onTestFinished(async () => {
    await shard.stop();
  });
  await shard.start();
  const random = new Random(7);
  await shard.play(random);
  return { shard, filler: new Filler(disk), random };
}

const NEEDS_ROOT = 'it needs root on Linux, to mount a disk that is small';

/** Changes of a MiB in all, which the journal has room for. */
async function playLarge({ shard }: Scene): Promise<void> {
  const properties = { text: 'x'.repeat(25_000) };
  for (let i = 0; i < LARGE; i++) {
    await shard.admin.call('items.create', { character_id: 1, item_type: 'book', properties });
  }
}

const list = async ({ admin }: Operator) =>
  (await admin.call<{ backups: Backup[] }>('admin.backups.list')).backups;

/** All is as if nothing had been tried, and it stays so over a kill. */
async function expectAsBefore({ shard }: Scene, digest: string): Promise<void> {
  expect(await shard.problems()).toEqual([]);
  expect((await shard.backup()).digest).toBe(digest);
  await shard.stop();
  await shard.start();
  expect(shard.leftOver()).toEqual([]);
  expect((await shard.backup()).digest).toBe(digest);
}

it('[S10] a full disk fails a backup and a snapshot with a sentence, and loses nothing', async ({
  skip,
}) => {
  const scene = await set();
  if (scene === null) return skip(NEEDS_ROOT);
  const { shard, filler } = scene;
  const first = await shard.backup();
  filler.fill();
  const failed = await shard.admin.request('admin.backups.create', {});
  expect(failed.error?.data).toMatchObject({ code: 'StorageUnavailable' });
  expect(failed.error?.message).toMatch(/There are 0 MiB free in .*, and a backup needs 1/);
  expect((await shard.status()).backup_error?.message).toContain('0 MiB free');
  expect(await list(shard)).toEqual([first]);
  expect(shard.leftOver()).toEqual([]);

  await playLarge(scene);
  for (const full of [false, true]) {
    const { error } = await shard.admin.request('admin.snapshot', { full });
    expect(error?.data).toMatchObject({ code: 'StorageUnavailable' });
    expect(error?.message).toMatch(/^The snapshot failed: .*full/);
  }
  await shard.admin.call('characters.get', { character_id: 1 });
  await shard.admin.call('gold.grant', { character_id: 1, amount: 1, reason: 'play goes on' });

  filler.empty();
  await shard.admin.call('admin.snapshot', { full: true });
  const { digest, rows } = await shard.backup();
  expect(rows.items).toBeGreaterThanOrEqual(LARGE);
  expect((await shard.status()).backup_error).toBeNull();
  expect(await list(shard)).toContainEqual(first);
  await expectAsBefore(scene, digest);
});

it('[S10] a full disk refuses a restore before anything is changed', async ({ skip }) => {
  const scene = await set();
  if (scene === null) return skip(NEEDS_ROOT);
  const { shard, filler, random } = scene;
  const target = await shard.backup();
  await shard.play(random);
  const { digest } = await shard.backup();
  const { token } = await shard.preview({ backup: target.name });
  filler.fill();
  const refused = await shard.run(token);
  expect(refused.error?.data).toMatchObject({ code: 'StorageUnavailable' });
  expect(refused.error?.message).toMatch(/^A restore needs \d+ MiB of free space, and there are 0/);
  // Not even to look at the past is there room.
  const looked = await shard.admin.request('admin.restore.preview', { seq: 2 });
  expect(looked.error?.data).toMatchObject({ code: 'StorageUnavailable' });
  expect((await shard.status()).state).toBe('serving');
  filler.empty();
  await expectAsBefore(scene, digest);
  const { token: again } = await shard.preview({ backup: target.name });
  expect((await shard.run(again)).error).toBeUndefined();
  expect((await shard.backup()).digest).toBe(target.digest);
});

it.for([
  // No room for the new timeline: it does not begin. Room for it and for nothing more: it has begun.
  { leave: 0, what: 'nothing', done: false },
  { leave: 6 * MIB, what: 'its timeline alone', done: true },
])(
  '[S10] a disk that has room for $what as a restore switches ends in what is reported',
  async ({ leave, done }, { skip }) => {
    const scene = await set();
    if (scene === null) return skip(NEEDS_ROOT);
    const { shard, filler, random } = scene;
    const target = await shard.backup();
    await shard.play(random);
    const old = await shard.backup();
    const { token } = await shard.preview({ backup: target.name });
    const { journal } = await shard.pids();
    let goOn = () => {};
    shard.onPhase = (phase) => {
      if (phase === 'finishing') goOn = pauseProcess(journal);
      if (phase !== 'switching') return;
      filler.fill(leave);
      goOn();
    };
    let isAnswered = false;
    const answer = shard.run(token).finally(() => {
      isAnswered = true;
    });
    // The journal has neither the one nor the other to go on with, and its process ends.
    await expect
      .poll(
        async () =>
          (await shard.status()).processes.find(({ name }) => name === 'journal')?.restarts,
        { timeout: 60_000 },
      )
      .toBeGreaterThan(0);
    expect(isAnswered).toBe(false);
    await shard.admin.call('characters.get', { character_id: 1 });
    filler.empty();
    const { error } = await answer;
    expect(error === undefined).toBe(done);
    expect((await shard.backup()).digest).toBe(done ? target.digest : old.digest);
    await shard.play(random);
    await expectAsBefore(scene, (await shard.backup()).digest);
  },
);
