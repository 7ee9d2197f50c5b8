/** Vacuums by a real host: what they give back, what they leave as it is, and how they fail. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../src/main/storage/sqlite.ts';
import { SqliteStore } from '../../src/main/storage/store.ts';
import { type VacuumSource, writeVacuumed } from '../../src/main/storage/vacuum.ts';
import type { ServerStatus } from '../../src/shared/host-methods.ts';
import type { MaintenanceStatus, VacuumRun } from '../../src/shared/maintenance.ts';
import { Crew } from '../support/crew.ts';
import { startHost } from '../support/host.ts';
import { RawConnection } from '../support/raw-client.ts';
import { HOME } from '../support/shared-host.ts';
import { Filler, mountSmallDisk } from '../support/small-disk.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { differences } from '../support/world-model.ts';
import { readDatabase, readWorld } from '../support/world-view.ts';
import { MAPS } from '../support/writer.ts';

async function start(dataDir = temporaryDirectory()) {
  const host = await startHost({ dataDir });
  onTestFinished(async () => {
    await host.stop('SIGKILL');
  });
  const admin = await RawConnection.open({ url: host.url, token: host.tokens.admin });
  onTestFinished(() => admin.socket.terminate());
  return {
    host,
    admin,
    file: join(dataDir, 'Server_001.db'),
    vacuum: async () => (await admin.call<{ vacuum: VacuumRun }>('admin.vacuum')).vacuum,
    maintenance: async () =>
      (await admin.call<{ maintenance: MaintenanceStatus }>('admin.maintenance.get')).maintenance,
  };
}

type Started = Awaited<ReturnType<typeof start>>;

/** Fills the database with things and takes most of them away again, so that much of it is unused. */
async function litter({ admin }: Started): Promise<void> {
  const { character } = await admin.call<{ character: { character_id: number } }>(
    'characters.create',
    { account_id: 1, character_name: 'Hoarder', ...HOME },
  );
  const { character_id } = character;
  const create = { character_id, item_type: 'junk', properties: { text: 'x'.repeat(2_000) } };
  const { results } = await admin.call<{ results: { item: { item_id: string } }[] }>('tx.run', {
    operations: Array.from({ length: 250 }, () => ({ method: 'items.create', params: create })),
  });
  await admin.call('admin.snapshot');
  await admin.call('tx.run', {
    operations: results.slice(0, 200).map(({ item: { item_id } }) => ({
      method: 'items.destroy',
      params: { item_id },
    })),
  });
  await admin.call('admin.snapshot');
}

const besides = ({ host }: Started) =>
  readdirSync(host.dataDir).filter((name) => name.includes('.vacuum'));

describe('a vacuum', () => {
  it('[U1] makes the file smaller, changes nothing in it, and is remembered', async () => {
    const started = await start();
    const { host, admin, file, vacuum, maintenance } = started;
    await litter(started);
    const before = { size: statSync(file).size, content: readDatabase(file) };

    const done = await vacuum();
    expect(done).toMatchObject({ cause: 'request', state: 'done', error: null });
    expect(done.bytes_before).toBe(before.size);
    expect(done.bytes_after).toBe(statSync(file).size);
    expect(done.bytes_after).toBeLessThan(before.size / 2);
    expect(readDatabase(file)).toEqual(before.content);
    expect(before.content.world.size).toBe(51);
    expect(besides(started)).toEqual([]);
    expect(await admin.call('admin.integrityCheck')).toEqual({
      ok: true,
      problems: [],
      mended: [],
    });

    // Snapshots go on from there, and the next start has both.
    await admin.call('characters.update', { character_id: 1, level: 7 });
    await admin.call('admin.snapshot');
    expect(readDatabase(file).world.get('character 1')).toMatchObject({ level: 7 });
    expect((await maintenance()).vacuum.runs).toEqual([done]);
    await host.stop('SIGTERM');
    const next = await start(host.dataDir);
    expect((await next.maintenance()).vacuum.runs).toEqual([done]);
    expect(await next.admin.call('characters.get', { character_id: 1 })).toMatchObject({
      character: { level: 7 },
    });
  });

  // Whoever plays as fast as they can comes before those who write it down, on a busy machine by much.
  it('[U1] is of the exact state after one change while play goes on', {
    timeout: 240_000,
  }, async () => {
    const started = await start();
    const { host, admin, file, vacuum } = started;
    const address = () => Promise.resolve(host.url);
    const crew = new Crew({ seed: Date.now() % 2 ** 31, token: host.tokens.game, address });
    onTestFinished(() => crew.close());
    await crew.enrol();
    crew.start();
    for (let i = 0; i < 2; i++) {
      await sleep(100);
      // A full snapshot and a vacuum both take the file's place: one after the other.
      await Promise.all([
        vacuum(),
        admin.call('admin.snapshot', { full: i % 2 === 0 }),
        vacuum(),
        admin.call('admin.backups.create'),
      ]);
    }
    crew.stop();
    await crew.settled();
    await admin.call('admin.snapshot');
    const { world, problems } = readDatabase(file);
    expect(problems).toEqual([]);
    expect(differences(world, await readWorld(admin, MAPS, crew.itemsSeen))).toEqual([]);
  });

  it('[U2] that finds no room says so, and changes nothing', async ({ skip }) => {
    // Room for a shard, and not for the 128 MiB that stay free for its journal.
    const disk = mountSmallDisk(100);
    if (disk === null) return skip('it needs root on Linux, to mount a disk that is small');
    const started = await start(join(disk, 'data'));
    const { admin, file, maintenance } = started;
    await litter(started);
    const before = readFileSync(file);
    const { sizes, vacuum } = await maintenance();
    expect(vacuum.estimate.bytes_needed).toBeGreaterThan(sizes.free);

    const { error } = await admin.request('admin.vacuum');
    expect(error?.data.code).toBe('StorageUnavailable');
    expect(error?.message).toMatch(/The vacuum failed: There are \d+ MiB free in .*needs \d+/);
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(besides(started)).toEqual([]);
    const [failed] = (await maintenance()).vacuum.runs;
    expect(failed).toMatchObject({ state: 'failed', cause: 'request' });
    expect(failed?.error).toContain('MiB free');
    expect(failed?.bytes_after).toBe(failed?.bytes_before);
    await admin.call('characters.update', { character_id: 1, level: 2 });
    await admin.call('admin.snapshot');
  });

  it('[U2] under which the disk gets full says so, and leaves the database as it was', async ({
    skip,
  }) => {
    const disk = mountSmallDisk(200);
    if (disk === null) return skip('it needs root on Linux, to mount a disk that is small');
    const started = await start(join(disk, 'data'));
    await litter(started);
    expect(await started.host.stop('SIGTERM')).toBe(0);
    const { file } = started;
    const content = readDatabase(file);
    const db = openDatabase(file);
    onTestFinished(() => void db.close());
    const store = new SqliteStore(db);
    const filler = new Filler(disk);
    const source: VacuumSource = {
      vacuumSpace: () => store.vacuumSpace(),
      // There was room when it was asked for. Then somebody else takes it, but for some that it begins in.
      vacuumInto: (next) => {
        filler.fill(statSync(file).size / 10);
        store.vacuumInto(next);
      },
    };
    await expect(writeVacuumed(source, file)).rejects.toMatchObject({ code: 'disk-full' });
    expect(besides(started)).toEqual([]);
    expect(store.integrityCheck()).toEqual([]);
    filler.empty();
    expect(await writeVacuumed(store, file)).toBe(`${file}.vacuum`);
    expect(readDatabase(file)).toEqual(content);
    expect(readDatabase(`${file}.vacuum`)).toEqual(content);
  });

  it('[U2] that finds the file held open by somebody says so, and changes nothing', async () => {
    const started = await start();
    const { admin, file, maintenance } = started;
    await litter(started);
    const content = readDatabase(file);
    const reader = openDatabase(file, { readonly: true });
    onTestFinished(() => void reader.close());
    expect(reader.prepare('SELECT count(*) FROM items').pluck().get()).toBe(50);

    const { error } = await admin.request('admin.vacuum');
    expect(error?.data.code).toBe('StorageUnavailable');
    expect(error?.message).toContain('locked');
    expect(error?.data.hint).toContain('Close other programs that have this file open');
    expect(besides(started)).toEqual([]);
    expect(readDatabase(file)).toEqual(content);
    expect((await maintenance()).vacuum.runs).toMatchObject([{ state: 'failed' }]);

    reader.close();
    expect(await started.vacuum()).toMatchObject({ state: 'done' });
  });

  it('[U3] that is cut off leaves the world whole, and is done again', async () => {
    const started = await start();
    const { admin, file, host } = started;
    await litter(started);
    const content = readDatabase(file);
    const { status } = await admin.call<{ status: ServerStatus }>('server.status');
    const pid = status.processes.find(({ name }) => name === 'snapshot')?.pid as number;
    const vacuuming = admin.request('admin.vacuum');
    await expect
      .poll(() => existsSync(`${file}.vacuum`), { interval: 1, timeout: 20_000 })
      .toBe(true);
    process.kill(pid, 'SIGKILL');
    // Asked again, the next process does it.
    expect((await vacuuming).error).toBeUndefined();
    expect(readDatabase(file)).toEqual(content);
    expect(besides(started)).toEqual([]);

    // And where all of it was killed, the next start clears up.
    await host.stop('SIGKILL');
    writeFileSync(`${file}.vacuum`, 'half of a vacuum');
    const next = await start(host.dataDir);
    expect(besides(next)).toEqual([]);
    expect(await next.admin.call('admin.verifyInvariants')).toMatchObject({ ok: true });
    expect(readDatabase(file).world).toEqual(content.world);
  });

  it('[U4] is estimated by what it then gives back', async () => {
    const started = await start();
    const { maintenance, vacuum } = started;
    await litter(started);
    const { estimate } = (await maintenance()).vacuum;
    expect(estimate.duration_ms).toBeNull();
    expect(estimate.bytes_needed).toBeGreaterThan(128 * 1024 ** 2);
    const { bytes_before, bytes_after } = await vacuum();
    expect(estimate.bytes).toBe(bytes_before);
    const saved = bytes_before - bytes_after;
    expect(Math.abs(estimate.bytes_reclaimable - saved)).toBeLessThan(saved * 0.2);
    const { estimate: after } = (await maintenance()).vacuum;
    expect(after.bytes_reclaimable).toBeLessThan(estimate.bytes_reclaimable / 2);
    expect(after.duration_ms).toBeGreaterThan(0);
  });

  it('[U13] is told of while it is under way, and so is its end', async () => {
    const started = await start();
    const { maintenance, vacuum } = started;
    await litter(started);
    const before = (await maintenance()).vacuum;
    const [done, meanwhile] = await Promise.all([vacuum(), maintenance()]);
    expect(meanwhile.vacuum).toEqual({ ...before, running: true });
    expect((await maintenance()).vacuum).toMatchObject({ running: false, runs: [done] });
  });

  it('[U5] is planned at the hour that the settings say, and at none', async () => {
    const { admin, maintenance } = await start();
    const set = (vacuumHour: number | null) =>
      admin.call('admin.settings.set', { settings: { vacuumHour } });
    const nextHour = async () => {
      const { next_at } = (await maintenance()).vacuum;
      return next_at === null ? null : new Date(next_at).getHours();
    };
    expect(await nextHour()).toBe(3);
    await set(17);
    expect(await nextHour()).toBe(17);
    await set(null);
    expect(await nextHour()).toBeNull();
  });

  it('[U6] is one line beside what the shard takes of its disk', async () => {
    const started = await start();
    const { admin, host, file, maintenance } = started;
    await litter(started);
    await admin.call('admin.backups.create');
    mkdirSync(join(host.dataDir, 'scratch'), { recursive: true });
    writeFileSync(join(host.dataDir, 'scratch', 'world.db'), 'of the past');
    // The index is made beside the start of the host.
    await expect
      .poll(async () => (await maintenance()).sizes.activity_index, { timeout: 30_000 })
      .toBeGreaterThan(0);
    const { sizes } = await maintenance();
    const bytesIn = (folder: string) =>
      readdirSync(join(host.dataDir, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
    expect(sizes.database).toBeGreaterThanOrEqual(statSync(file).size);
    expect(sizes.backups).toBe(bytesIn('backups'));
    expect(sizes.journal).toBe(bytesIn('journal'));
    expect(sizes.logs).toBe(bytesIn('logs'));
    expect(sizes.scratch).toBe(bytesIn('scratch'));
    expect(sizes.quarantine).toBe(0);
    expect(sizes.free).toBeGreaterThan(0);
  });
});
