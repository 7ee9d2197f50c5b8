/** Backups by a real host: what is in them, what checks find, what stays when something fails. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { BackupService } from '../../src/main/processes/backup/service.ts';
import { dataDirectory } from '../../src/main/processes/data-directory.ts';
import { lockFile } from '../../src/main/storage/file-lock.ts';
import { digestRows } from '../../src/main/storage/integrity.ts';
import { openDatabase } from '../../src/main/storage/sqlite.ts';
import type { Backup, ServerStatus } from '../../src/shared/host-methods.ts';
import { ROOT, startHost } from '../support/host.ts';
import { RawConnection } from '../support/raw-client.ts';
import { HOME } from '../support/shared-host.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

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
    directory: join(dataDir, 'backups'),
    list: async () => (await admin.call<{ backups: Backup[] }>('admin.backups.list')).backups,
    make: async (label?: string) =>
      (await admin.call<{ backup: Backup }>('admin.backups.create', { label })).backup,
    status: async () => (await admin.call<{ status: ServerStatus }>('server.status')).status,
  };
}

const character = (admin: RawConnection, character_name: string) =>
  admin.call<{ character: { character_id: number }; seq: number }>('characters.create', {
    account_id: 1,
    character_name,
    ...HOME,
  });

it('[B1] holds the world as it is now, in one file that its manifest describes', async () => {
  const { admin, list, make, status, directory, host } = await start();
  const { seq } = await character(admin, 'Ada');
  const backup = await make('before the dragon');
  expect(backup).toMatchObject({
    label: 'before the dragon',
    cause: 'request',
    seq,
    timeline: 1,
    problem: null,
    protected: false,
  });
  expect(backup.rows.characters).toBe(1);
  const file = readFileSync(join(directory, `${backup.name}.db`));
  expect(backup.size_bytes).toBe(file.length);
  expect(backup.sha256).toBe(createHash('sha256').update(file).digest('hex'));
  const { format, server_id, ...told } = JSON.parse(
    readFileSync(join(directory, `${backup.name}.json`), 'utf8'),
  );
  expect({ format, server_id }).toEqual({ format: 1, server_id: '001' });
  expect(told).toEqual(backup);
  expect(await list()).toEqual([backup]);
  const { at, name } = backup;
  expect((await status()).last_backup).toEqual({ at, name, verified: true });

  // The last one of the shutdown holds the same world, and so has the same digest.
  await host.stop('SIGTERM');
  const [last, first] = await (await start(host.dataDir)).list();
  expect(first).toEqual(backup);
  expect(last).toMatchObject({ cause: 'shutdown', digest: backup.digest });
  // Behind it came the host's own words: that it made a backup, and that it ends.
  expect(last?.seq).toBeGreaterThan(seq);
});

it('[B2] is the exact state after one change, whatever is written meanwhile', async () => {
  const { admin, make, directory } = await start();
  const { character: owner } = await character(admin, 'Busy');
  let isOver = false;
  const seqs: number[] = [];
  const writer = (async () => {
    while (!isOver) {
      const { seq } = await admin.call<{ seq: number }>('items.create', {
        character_id: owner.character_id,
        item_type: 'arrow',
      });
      seqs.push(seq);
    }
  })();
  const held: { seq: number; items: unknown; inventory: unknown }[] = [];
  for (let i = 0; i < 3; i++) {
    const backup = await make();
    const db = openDatabase(join(directory, `${backup.name}.db`), { readonly: true });
    const count = (table: string) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
    held.push({ seq: backup.seq, items: count('items'), inventory: count('inventory') });
    db.close();
  }
  isOver = true;
  await writer;
  for (const { seq, items, inventory } of held) {
    // Each item comes with its place in one change.
    const made = seqs.filter((one) => one <= seq).length;
    expect({ items, inventory }).toEqual({ items: made, inventory: made });
  }
});

it('[B3] is told from one that was damaged since, and only a whole one counts', async () => {
  const { admin, list, make, directory, status } = await start();
  await character(admin, 'Ada');
  const [older, newer] = [await make(), await make()];
  const file = join(directory, `${newer.name}.db`);
  const bytes = readFileSync(file);
  bytes[bytes.length - 100] = (bytes[bytes.length - 100] as number) ^ 1;
  writeFileSync(file, bytes);

  const verify = async (name: string) =>
    (await admin.call<{ backup: Backup }>('admin.backups.verify', { name })).backup;
  expect(await verify(older.name)).toMatchObject({ problem: null });
  const damaged = await verify(newer.name);
  expect(damaged.problem).toContain('not what was written');
  expect(damaged.verified_at).toBeNull();
  expect((await status()).last_backup).toMatchObject({ name: newer.name, verified: false });

  const refused = await admin.request('admin.backups.delete', { name: older.name });
  expect(refused.error?.data.code).toBe('Conflict');
  await admin.call('admin.backups.delete', { name: newer.name });
  expect((await list()).map(({ name }) => name)).toEqual([older.name]);
  expect(readdirSync(directory).sort()).toEqual([`${older.name}.db`, `${older.name}.json`]);
  const gone = await admin.request('admin.backups.verify', { name: newer.name });
  expect(gone.error?.data.code).toBe('NotFound');
  const nonsense = await admin.request('admin.backups.delete', { name: '../config' });
  expect(nonsense.error?.data).toMatchObject({ code: 'InvalidData', path: 'name' });

  await admin.call('admin.backups.protect', { name: older.name, protected: true });
  expect(await list()).toMatchObject([{ name: older.name, protected: true }]);
});

it('[B3] cannot be deleted where it is the newest whole or the newest proven one', async () => {
  const first = await start();
  await character(first.admin, 'Ada');
  const [older, proven] = [await first.make(), await first.make()];
  await first.admin.call('admin.backups.verify', { name: proven.name });
  // The backup of the shutdown has not been proven when the next host starts.
  await first.host.stop('SIGTERM');
  const { admin, list } = await start(first.host.dataDir);
  const [newest] = await list();
  const refusal = async (name = '') =>
    (await admin.request('admin.backups.delete', { name })).error?.message;
  expect(await refusal(newest?.name)).toContain('is the newest backup that is whole');
  expect(await refusal(proven.name)).toContain('is the newest backup that is proven');
  expect(await refusal(older.name)).toBeUndefined();
});

it('[B5] that fails is an error that shows, and costs nothing that is there', async () => {
  const { admin, make, directory, host } = await start();
  await character(admin, 'Ada');
  const first = await make();
  await admin.call('admin.settings.set', {
    settings: { backupDirectory: join(host.dataDir, 'config.json', 'nowhere') },
  });
  await host.stop('SIGTERM');

  const next = await start(host.dataDir);
  const failed = await next.admin.request('admin.backups.create', {});
  expect(failed.error?.data.code).toBe('StorageUnavailable');
  expect((await next.status()).backup_error?.message).toContain('nowhere');
  expect(existsSync(join(directory, `${first.name}.db`))).toBe(true);
  expect(await next.admin.call('admin.verifyInvariants')).toMatchObject({ ok: true });
});

it('[B6] is made by itself where one is due', async () => {
  const { admin, make, directory, host } = await start();
  await character(admin, 'Ada');
  const { name } = await make();
  await host.stop('SIGKILL');
  // The newest one is of yesterday.
  const file = join(directory, `${name}.json`);
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  manifest.at = new Date(Date.now() - 24 * 3_600_000).toISOString();
  writeFileSync(file, JSON.stringify(manifest));
  const next = await start(host.dataDir);
  await expect
    .poll(async () => (await next.list()).map(({ cause }) => cause), { timeout: 40_000 })
    .toEqual(['interval', 'request']);
  expect(Date.parse((await next.status()).next_backup_at ?? '')).toBeGreaterThan(Date.now());
});

it('[B7] that is cut off leaves nothing behind, and its process comes back', async () => {
  const { host, admin, list, make, status, directory } = await start();
  await character(admin, 'Ada');
  await make();
  const { processes } = await status();
  const { pid } = processes.find(({ name }) => name === 'backup') as { pid: number };
  const making = admin.request('admin.backups.create', {});
  process.kill(pid, 'SIGKILL');
  // Asked again, the next process makes it.
  expect((await making).error).toBeUndefined();
  const made = await list();
  expect(made.length).toBeGreaterThanOrEqual(2);
  expect(readdirSync(directory).filter((name) => name.endsWith('.tmp'))).toEqual([]);

  // And where all of it was killed, the next start clears up: a copy, and the manifest of one.
  await host.stop('SIGKILL');
  for (const end of ['tmp', 'tmp-journal', 'json', 'json.tmp']) {
    writeFileSync(join(directory, `backup_20200101_000000.${end}`), 'half of a backup');
  }
  const next = await start(host.dataDir);
  expect(readdirSync(directory).filter((name) => name.includes('2020'))).toEqual([]);
  expect(await next.list()).toEqual(made);
});

it('[B8] is proven by itself, and whenever it is asked for, while play goes on', async () => {
  const { admin, make, status, list } = await start();
  const { character: ada } = await character(admin, 'Ada');
  const { character_id } = ada;
  await admin.call('items.create', { character_id, item_type: 'sword' });
  const { name, proven_at } = await make();
  expect(proven_at).toBeNull();
  expect((await status()).last_proof).toBeNull();
  let isOver = false;
  const player = (async () => {
    while (!isOver) {
      await admin.call('items.create', { character_id, item_type: 'arrow' });
      await admin.call('characters.move', { character_id, ...HOME, position_x: Math.random() });
    }
  })();
  const verified = (await admin.call<{ backup: Backup }>('admin.backups.verify', { name })).backup;
  expect(verified).toMatchObject({ name, problem: null });
  expect(verified.proven_at).not.toBeNull();
  expect((await status()).last_proof).toEqual({ name, at: verified.proven_at });
  // The next one is proven without a word.
  const next = await make();
  await expect
    .poll(async () => (await status()).last_proof?.name, { timeout: 60_000 })
    .toBe(next.name);
  isOver = true;
  await player;
  expect((await list()).map((one) => one.proven_at !== null)).toEqual([true, true]);
});

it('[B9] that does not bring the live world back is told, whatever its checksums say', async () => {
  const { admin, make, status, directory } = await start();
  await character(admin, 'Ada');
  const { name } = await make();
  // A piece of gold too many, in a file that is whole by every sum of its own.
  const file = join(directory, `${name}.db`);
  const db = openDatabase(file);
  db.exec('UPDATE characters SET gold = gold + 1');
  db.pragma('journal_mode = DELETE');
  const digest = digestRows(db);
  db.close();
  const bytes = readFileSync(file);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const manifest = join(directory, `${name}.json`);
  const described = JSON.parse(readFileSync(manifest, 'utf8'));
  writeFileSync(manifest, JSON.stringify({ ...described, sha256, digest }));

  const { backup } = await admin.call<{ backup: Backup }>('admin.backups.verify', { name });
  expect(backup.problem).toContain('does not bring the live world back: characters');
  expect(backup).toMatchObject({ verified_at: null, proven_at: null });
  expect((await status()).last_backup).toMatchObject({ name, verified: false });
});

it('[B9] that cannot be restored is told, although the journal alone would bring the world back', async () => {
  const { admin, make, directory } = await start();
  await character(admin, 'Ada');
  await character(admin, 'Bob');
  const { name, seq } = await make();
  const manifest = join(directory, `${name}.json`);
  const described = JSON.parse(readFileSync(manifest, 'utf8'));
  writeFileSync(manifest, JSON.stringify({ ...described, seq: seq - 1 }));
  const { backup } = await admin.call<{ backup: Backup }>('admin.backups.verify', { name });
  expect(backup.problem).toContain(`It stands at change ${seq}, not ${seq - 1}`);
  expect(backup).toMatchObject({ verified_at: null, proven_at: null });
});

it('[B8] is whole and not proven where the journal does not hold what followed it any more', async () => {
  const first = await start();
  await character(first.admin, 'Ada');
  const { name } = await first.make();
  await character(first.admin, 'Bob');
  await first.host.stop('SIGTERM');
  const second = await start(first.host.dataDir);
  await character(second.admin, 'Cleo');
  await second.host.stop('SIGTERM');
  // Its time is over.
  const timeline = join(first.host.dataDir, 'journal', '1');
  const [oldest] = readdirSync(timeline).sort();
  rmSync(join(timeline, oldest as string));
  const { admin } = await start(first.host.dataDir);
  const { backup } = await admin.call<{ backup: Backup }>('admin.backups.verify', { name });
  expect(backup).toMatchObject({ name, problem: null, proven_at: null });
  expect(backup.verified_at).not.toBeNull();
});

it('[B11] waits with its look at the database for the end of who owned it before', async () => {
  const { host, directory } = await start();
  const { dataDir, serverId } = host;
  await host.stop('SIGTERM');
  // What is at work on it leaves it in a state that nobody else may see.
  const { snapshotLock, database } = dataDirectory(dataDir, serverId);
  const before = await lockFile(snapshotLock);
  const bytes = readFileSync(database);
  writeFileSync(database, 'half of another one');
  const service = new BackupService(() => {
    throw new Error('nobody is asked');
  });
  const migrations = join(ROOT, 'migrations');
  await service.functions.open({ dataDir, serverId, directory, migrations, lockWaitMs: 10_000 });
  let isOver = false;
  const look = service.functions.beforeMigration().finally(() => {
    isOver = true;
  });
  await sleep(300);
  expect(isOver).toBe(false);
  writeFileSync(database, bytes);
  before.release();
  expect(await look).toBeNull();
  await service.orphaned();
  // And gives it to its owner again.
  (await lockFile(snapshotLock)).release();
});

it('[B10] is made of a database that an older version wrote, before it is changed', async () => {
  const { admin, host, list } = await start();
  const { seq } = await character(admin, 'Ada');
  await admin.call('admin.snapshot', {});
  expect(await list()).toEqual([]);
  await host.stop('SIGKILL');
  // As the version before left it.
  const db = openDatabase(join(host.dataDir, 'Server_001.db'));
  const newest = db.pragma('user_version', { simple: true }) as number;
  db.exec('DROP TABLE shardkeep_undo; DROP TABLE shardkeep_bans;');
  db.pragma('user_version = 2');
  db.close();
  const next = await start(host.dataDir);
  const [backup] = await next.list();
  expect(backup).toMatchObject({ cause: 'before migration', protected: true, seq, problem: null });
  const kept = openDatabase(join(next.directory, `${backup?.name}.db`), { readonly: true });
  expect(kept.pragma('user_version', { simple: true })).toBe(2);
  kept.close();
  expect(newest).toBeGreaterThan(2);
  expect(await next.admin.call('admin.integrityCheck')).toMatchObject({ ok: true });
});
