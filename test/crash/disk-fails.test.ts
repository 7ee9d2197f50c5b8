/**
 * Survival (e): the disk fails to write what one of the processes hands it. Whatever that was for fails with
 * a sentence and changes nothing, and works once the disk does; an acknowledged change is never among it.
 */
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { canFailWrites, failWrites, letWrite } from '../support/failing-disk.ts';
import { removeTempDir } from '../support/host.ts';
import { playLarge, sizeOf } from '../support/midway.ts';
import { Operator, PROCESSES } from '../support/operator.ts';
import { Random } from '../support/random.ts';

const random = new Random(11);
let shard: Operator;

async function begin(): Promise<void> {
  shard = new Operator();
  onTestFinished(async () => {
    await shard.stop();
    removeTempDir(shard.dataDir);
  });
  await shard.start();
  await shard.play(random);
}

/** The world is `digest`'s, here and after a kill. */
async function expectWorld(digest: string): Promise<void> {
  expect(await shard.problems()).toEqual([]);
  expect((await shard.backup()).digest).toBe(digest);
  await shard.stop();
  await shard.start();
  expect((await shard.backup()).digest).toBe(digest);
  expect(shard.leftOver()).toEqual([]);
}

describe.skipIf(!canFailWrites())('[S12] a disk that fails', () => {
  beforeEach(begin);

  it('under the journal delays changes and loses none', async () => {
    const { journal } = await shard.pids();
    failWrites(journal);
    const grant = { character_id: 1, amount: 1, reason: 'meanwhile' };
    let isAnswered = false;
    const answer = shard.admin.call<{ character: { gold: number } }>('gold.grant', grant);
    void answer.then(() => {
      isAnswered = true;
    });
    await expect
      .poll(async () => (await shard.status()).trouble?.code, { timeout: 20_000 })
      .toBe('EFBIG');
    await shard.admin.call('characters.get', { character_id: 1 });
    expect(isAnswered).toBe(false);
    letWrite(journal);
    const { character } = await answer;
    expect((await shard.status()).trouble).toBeNull();
    const { digest } = await shard.backup();
    await expectWorld(digest);
    const again = await shard.admin.call('characters.get', { character_id: 1 });
    expect(again.character).toMatchObject({ gold: character.gold });
  });

  it('under a snapshot, a full one too, leaves the database as it was', async () => {
    const { snapshot } = await shard.pids();
    await shard.backup();
    await shard.play(random);
    failWrites(snapshot);
    for (const full of [false, true]) {
      const { error } = await shard.admin.request('admin.snapshot', { full });
      expect(error?.data).toMatchObject({ code: 'StorageUnavailable' });
      expect(error?.message).toMatch(/^The snapshot failed: .*(I\/O|full)/);
    }
    // Play and the journal do not need it.
    await shard.play(random);
    letWrite(snapshot);
    await shard.admin.call('admin.snapshot', { full: false });
    expect((await shard.pids()).snapshot).toBe(snapshot);
    const { digest } = await shard.backup();
    await shard.admin.call('admin.snapshot', { full: true });
    await expectWorld(digest);
  });

  it('in the middle of a vacuum leaves the database as it was', async () => {
    await playLarge(shard);
    const { snapshot } = await shard.pids();
    const { digest } = await shard.backup();
    const file = join(shard.dataDir, 'Server_001.db');
    const bytes = sizeOf(file);
    failWrites(snapshot, Math.floor(bytes / 3));
    const { error } = await shard.admin.request('admin.vacuum', {});
    expect(error?.data).toMatchObject({ code: 'StorageUnavailable' });
    expect(error?.message).toMatch(/^The vacuum failed: .*(I\/O|full)/);
    expect(sizeOf(file)).toBe(bytes);
    expect(shard.leftOver()).toEqual([]);
    await shard.admin.call('characters.get', { character_id: 1 });
    letWrite(snapshot);
    expect((await shard.pids()).snapshot).toBe(snapshot);
    await shard.admin.call('admin.vacuum', {});
    await expectWorld(digest);
  });

  it('under a backup leaves the earlier ones alone', async () => {
    const { backup } = await shard.pids();
    const first = await shard.backup();
    failWrites(backup);
    const { error } = await shard.admin.request('admin.backups.create', {});
    expect(error?.data).toMatchObject({ code: 'StorageUnavailable' });
    expect((await shard.status()).backup_error?.message).toBeDefined();
    expect(shard.leftOver()).toEqual([]);
    letWrite(backup);
    const { backup: checked } = await shard.admin.call<{ backup: { problem: string | null } }>(
      'admin.backups.verify',
      { name: first.name },
    );
    expect(checked.problem).toBeNull();
    expect((await shard.backup()).digest).toBe(first.digest);
    expect((await shard.status()).backup_error).toBeNull();
    await expectWorld(first.digest);
  });

  it.each(PROCESSES)(
    'under the %s process fails a restore, and nothing has changed',
    async (name) => {
      const target = await shard.backup();
      await shard.play(random);
      const old = await shard.backup();
      const { token } = await shard.preview({ backup: target.name });
      // For the snapshot process to have something to write. The others have: a copy, and a timeline.
      await shard.play(random, 2);
      const pids = await shard.pids();
      failWrites(pids[name]);
      const { error } = await shard.run(token);
      expect(error).toBeDefined();
      expect((await shard.status()).state).toBe('serving');
      // One that could not go on is another one by now, without the limit.
      if ((await shard.pids())[name] === pids[name]) letWrite(pids[name]);
      const { digest, rows, timeline } = await shard.backup();
      expect(timeline).toBe(1);
      expect(rows.characters).toBe((old.rows.characters ?? 0) + 2);
      await expectWorld(digest);
    },
  );
});
