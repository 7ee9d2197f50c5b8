/** How a host starts on a directory that a crash, or something worse, has left behind. */
import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Recovery } from '../../src/shared/host-methods.ts';
import { startHost, type TestHost } from '../support/host.ts';
import { RawConnection } from '../support/raw-client.ts';
import { HOME } from '../support/shared-host.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const SECTOR = 512;
const GRANTS = 12;

async function start(
  dataDir = temporaryDirectory(),
): Promise<{ host: TestHost; admin: RawConnection }> {
  const host = await startHost({ dataDir });
  onTestFinished(async () => {
    await host.stop('SIGKILL');
  });
  const admin = await RawConnection.open({ url: host.url, token: host.tokens.admin });
  onTestFinished(() => admin.socket.terminate());
  return { host, admin };
}

/** One batch of the journal for each grant, since each waits for the one before. */
/** Answers the number of the last change. */
async function grant(admin: RawConnection, count: number): Promise<number> {
  let last = 0;
  for (let i = 0; i < count; i++) {
    const params = { character_id: 1, amount: 1, reason: `grant ${i}` };
    last = (await admin.call<{ seq: number }>('gold.grant', params)).seq;
  }
  return last;
}

async function goldOf(admin: RawConnection): Promise<number> {
  const { character } = await admin.call<{ character: { gold: number } }>('characters.get', {
    character_id: 1,
  });
  return character.gold;
}

const create = (admin: RawConnection) =>
  admin.call('characters.create', { account_id: 1, character_name: 'Ada', ...HOME });

async function recoveryOf(admin: RawConnection): Promise<string> {
  const { journal } = await admin.call<{ journal: { recovery: string[] } }>('admin.journal.status');
  return journal.recovery.join('\n');
}

/** The newest segment, and where its batches begin and its zeros. */
function lastSegment(dataDir: string) {
  const directory = join(dataDir, 'journal', '1');
  const files = readdirSync(directory)
    .filter((name) => name.endsWith('.journal'))
    .map((name) => join(directory, name))
    .filter((file) => readFileSync(file).includes('SKB1'));
  const file = files.sort().at(-1) ?? '';
  const bytes = readFileSync(file);
  const batches: number[] = [];
  let end = 0;
  for (let at = 0; at < bytes.length; at += SECTOR) {
    if (bytes.subarray(at, at + 4).toString('latin1') === 'SKB1') batches.push(at);
    if (bytes.subarray(at, at + SECTOR).some((byte) => byte !== 0)) end = at + SECTOR;
  }
  return { file, batches, end };
}

function overwrite(file: string, at: number, bytes: Uint8Array): void {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, bytes, 0, bytes.length, at);
  closeSync(descriptor);
}

/** Ends host and journal process in one moment, as a power cut does: nobody seals the journal. */
async function cutPower(host: TestHost, admin: RawConnection): Promise<void> {
  const { status } = await admin.call<{
    status: { processes: { name: string; pid: number }[] };
  }>('server.status');
  const journal = status.processes.find(({ name }) => name === 'journal')?.pid ?? 0;
  process.kill(journal, 'SIGSTOP');
  await host.stop('SIGKILL');
  process.kill(journal, 'SIGKILL');
}

/** Starts where it must fail, and says with which words. */
async function refusal(dataDir: string): Promise<string> {
  const error = await startHost({ dataDir }).then(
    async (host) => {
      await host.stop('SIGKILL');
      return new Error('it started');
    },
    (thrown: Error) => thrown,
  );
  expect(error.message).toContain('ended with 1 before it was ready');
  return error.message;
}

const backupNow = async (admin: RawConnection) => {
  const { backup } = await admin.call<{ backup: { name: string; seq: number } }>(
    'admin.backups.create',
  );
  return backup;
};

async function connectStep(admin: RawConnection): Promise<string> {
  const { status } = await admin.call<{ status: { steps: { detail: string }[] } }>('server.status');
  return status.steps[0]?.detail ?? '';
}

describe('the journal', () => {
  it('[H30] is folded into the world after a kill, however old the database is', async () => {
    const { host, admin } = await start();
    await create(admin);
    await admin.call('admin.snapshot', {});
    await grant(admin, GRANTS);
    await host.stop('SIGKILL');
    const next = await start(host.dataDir);
    expect(await goldOf(next.admin)).toBe(GRANTS);
    expect(await recoveryOf(next.admin)).toBe('');
    await next.host.stop('SIGKILL');
    // Without its database the journal alone still holds everything.
    for (const suffix of ['', '-wal', '-shm']) {
      rmSync(join(host.dataDir, `Server_001.db${suffix}`), { force: true });
    }
    const last = await start(host.dataDir);
    expect(await goldOf(last.admin)).toBe(GRANTS);
  });

  it('[H31] that ends in a torn write is read up to there, and says so', async () => {
    const { host, admin } = await start();
    await create(admin);
    await grant(admin, GRANTS);
    await cutPower(host, admin);
    const { file, end } = lastSegment(host.dataDir);
    overwrite(file, end, Buffer.from(`SKB1 this was cut off ${'x'.repeat(700)}`));
    const next = await start(host.dataDir);
    expect(await goldOf(next.admin)).toBe(GRANTS);
    const remark = await recoveryOf(next.admin);
    expect(remark).toContain(file);
    expect(remark).toContain(`torn at byte ${end}`);
    expect(next.host.logs()).toContain(`torn at byte ${end}`);
    // It is reported once: the next epoch does not read it any more.
    await grant(next.admin, 1);
    await next.host.stop('SIGKILL');
    const last = await start(host.dataDir);
    expect(await goldOf(last.admin)).toBe(GRANTS + 1);
  });

  it('[H32] that is damaged above the snapshot is left where it can be read to, and the loss is told', async () => {
    const { host, admin } = await start();
    await create(admin);
    await grant(admin, GRANTS);
    await cutPower(host, admin);
    const { file, batches } = lastSegment(host.dataDir);
    const place = batches[5] as number;
    overwrite(file, place + 60, Buffer.from('damage'));
    const before = readFileSync(file);
    const next = await start(host.dataDir);
    const receipt = await connectStep(next.admin);
    expect(receipt).toContain(`The journal is damaged in ${file} at byte ${place}`);
    const gold = await goldOf(next.admin);
    expect(gold).toBeLessThan(GRANTS);
    // The first change told of the start, the second made the character, each after it one piece of gold.
    expect(receipt).toContain(`Acknowledged up to change ${GRANTS + 2}.`);
    expect(receipt).toContain(`Recovered up to change ${gold + 2}.`);
    expect(receipt).toContain(`Lost: the changes ${gold + 3} to ${GRANTS + 2}.`);
    expect(readFileSync(file).equals(before)).toBe(true);
    // It goes on above all numbers that were ever given, and is no news at the next start.
    const granted = await grant(next.admin, 1);
    expect(granted).toBeGreaterThan(GRANTS + 2);
    const undone = await next.admin.request('admin.restore.undo');
    expect(undone.error).toMatchObject({ message: 'There is no restore to undo.' });
    await next.host.stop('SIGKILL');
    const last = await start(host.dataDir);
    expect(await goldOf(last.admin)).toBe(gold + 1);
    expect(await connectStep(last.admin)).not.toContain('damaged');
    expect(await last.admin.call('admin.verifyInvariants')).toMatchObject({ ok: true });
  });

  it('[H42] that is damaged costs nothing that a backup ahead of the database holds', async () => {
    const { host, admin } = await start();
    await create(admin);
    await admin.call('admin.snapshot', {});
    const database = join(host.dataDir, 'Server_001.db');
    const old = readFileSync(database);
    await grant(admin, GRANTS);
    const backup = await backupNow(admin);
    await grant(admin, 1);
    await cutPower(host, admin);
    const { file, batches } = lastSegment(host.dataDir);
    overwrite(file, (batches[5] as number) + 60, Buffer.from('damage'));
    // Somebody put an older copy of the database in its place.
    rmSync(`${database}-wal`, { force: true });
    writeFileSync(database, old);
    const next = await start(host.dataDir);
    expect(await goldOf(next.admin)).toBe(GRANTS + 1);
    const receipt = await connectStep(next.admin);
    expect(receipt).toContain(`made anew from ${backup.name}`);
    expect(receipt).toContain('nothing is lost');
  });

  it('[H33] that is damaged below the snapshot is reported, and the host starts', async () => {
    const { host, admin } = await start();
    await create(admin);
    await grant(admin, GRANTS);
    await admin.call('admin.snapshot', {});
    await grant(admin, GRANTS);
    await cutPower(host, admin);
    const { file, batches } = lastSegment(host.dataDir);
    const place = batches[5] as number;
    overwrite(file, place + 60, Buffer.from('damage'));
    const next = await start(host.dataDir);
    expect(await goldOf(next.admin)).toBe(2 * GRANTS);
    const remark = await recoveryOf(next.admin);
    expect(remark).toContain(`${file} at byte ${place} is damaged`);
    expect(remark).toContain('nothing is lost');
    await grant(next.admin, 1);
    expect(await next.admin.call('admin.verifyInvariants')).toMatchObject({ ok: true });
  });

  it('[H34] that is gone does not make numbers go back', async () => {
    const { host, admin } = await start();
    await create(admin);
    const granted = await grant(admin, GRANTS);
    await host.stop('SIGTERM');
    rmSync(join(host.dataDir, 'journal'), { recursive: true });
    const next = await start(host.dataDir);
    expect(await goldOf(next.admin)).toBe(GRANTS);
    const { seq } = await next.admin.call<{ seq: number }>('gold.grant', {
      character_id: 1,
      amount: 1,
      reason: 'r',
    });
    expect(seq).toBeGreaterThan(granted);
    await next.host.stop('SIGKILL');
    const last = await start(host.dataDir);
    expect(await goldOf(last.admin)).toBe(GRANTS + 1);
  });
});

describe('the database', () => {
  /** A database whose pages hold nothing that SQLite knows. */
  function ruin(file: string): void {
    const bytes = readFileSync(file);
    bytes.fill(0x5a, 4096, bytes.length);
    writeFileSync(file, bytes);
  }

  it('[H35] that is broken is kept, and made anew from the newest whole backup and the journal', async () => {
    const { host, admin } = await start();
    await create(admin);
    await grant(admin, 2);
    const whole = await backupNow(admin);
    await grant(admin, 2);
    const broken = await backupNow(admin);
    await grant(admin, 2);
    await cutPower(host, admin);
    const file = join(host.dataDir, 'Server_001.db');
    ruin(file);
    ruin(join(host.dataDir, 'backups', `${broken.name}.db`));
    const ruined = readFileSync(file);

    const next = await start(host.dataDir);
    expect(await goldOf(next.admin)).toBe(6);
    const receipt = await connectStep(next.admin);
    expect(receipt).toContain(`A backup was passed over: `);
    expect(receipt).toContain(`${whole.name}, and stands at change ${whole.seq}`);
    expect(receipt).toContain('nothing is lost');
    const quarantine = join(host.dataDir, 'quarantine');
    const [kept] = readdirSync(quarantine).filter((name) => name.endsWith('.db'));
    expect(readFileSync(join(quarantine, kept as string)).equals(ruined)).toBe(true);
    expect(await next.admin.call('admin.verifyInvariants')).toMatchObject({ ok: true });
  });

  it('[H43] that turns out broken while the host runs is made anew, and play goes on', async () => {
    const { host, admin } = await start();
    await create(admin);
    await grant(admin, 2);
    const { name } = await backupNow(admin);
    await grant(admin, 3);
    await admin.call('admin.snapshot', {});
    ruin(join(host.dataDir, 'Server_001.db'));
    let isOver = false;
    const player = (async () => {
      let granted = 0;
      for (; !isOver; granted++) await grant(admin, 1);
      return granted;
    })();
    // The next backup finds it: what it copies is broken.
    await backupNow(admin);
    isOver = true;
    const gold = 5 + (await player);
    expect(await goldOf(admin)).toBe(gold);
    const { status } = await admin.call<{ status: { recovery: Recovery } }>('server.status');
    expect(status.recovery.sentences.join(' ')).toContain(`made anew from ${name}`);
    expect(readdirSync(join(host.dataDir, 'quarantine')).length).toBeGreaterThan(0);
    expect(await admin.call('admin.integrityCheck')).toMatchObject({ ok: true, mended: [] });
    await host.stop('SIGKILL');
    const next = await start(host.dataDir);
    expect(await goldOf(next.admin)).toBe(gold);
  });

  it('[H43] that nothing on disk can bring back is written from memory', async () => {
    const first = await start();
    await create(first.admin);
    await grant(first.admin, 2);
    await first.host.stop('SIGKILL');
    const { host, admin } = await start(first.host.dataDir);
    const granted = await grant(admin, 3);
    await admin.call('admin.snapshot', {});
    const journal = join(host.dataDir, 'journal', '1');
    rmSync(join(journal, readdirSync(journal).sort()[0] as string));
    ruin(join(host.dataDir, 'Server_001.db'));
    const problem = await backupNow(admin);
    expect(problem.seq).toBeGreaterThanOrEqual(granted);
    const { status } = await admin.call<{ status: { recovery: Recovery } }>('server.status');
    expect(status.recovery.sentences.join(' ')).toContain('it is written from memory');
    await grant(admin, 1);
    await host.stop('SIGKILL');
    const next = await start(host.dataDir);
    expect(await goldOf(next.admin)).toBe(6);
    expect(await next.admin.call('admin.verifyInvariants')).toMatchObject({ ok: true });
  });

  it('[H35] that is gone is made anew in the same way', async () => {
    const { host, admin } = await start();
    await create(admin);
    const { name } = await backupNow(admin);
    await grant(admin, 3);
    await cutPower(host, admin);
    for (const end of ['', '-wal', '-shm']) {
      rmSync(join(host.dataDir, `Server_001.db${end}`), { force: true });
    }
    const next = await start(host.dataDir);
    expect(await goldOf(next.admin)).toBe(3);
    expect(await connectStep(next.admin)).toContain(`made anew from ${name}`);
  });

  it('[H35] that is broken without any backup is made anew from the journal alone', async () => {
    const { host, admin } = await start();
    await create(admin);
    await grant(admin, 3);
    await admin.call('admin.snapshot', {});
    await cutPower(host, admin);
    ruin(join(host.dataDir, 'Server_001.db'));
    const next = await start(host.dataDir);
    expect(await goldOf(next.admin)).toBe(3);
    expect(await connectStep(next.admin)).toContain('from the journal alone');
  });

  it('[H36] that is broken, and all else gone, stops the start and stays as it is', async () => {
    const { host, admin } = await start();
    await create(admin);
    await admin.call('admin.snapshot', {});
    await cutPower(host, admin);
    const file = join(host.dataDir, 'Server_001.db');
    ruin(file);
    rmSync(join(host.dataDir, 'journal'), { recursive: true });
    const bytes = readFileSync(file);
    expect(await refusal(host.dataDir)).toContain(file);
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  it('[H37] that is broken, and the journal gone, tells what is lost', async () => {
    const { host, admin } = await start();
    await create(admin);
    await grant(admin, 1);
    const { seq } = await backupNow(admin);
    await grant(admin, 1);
    await cutPower(host, admin);
    ruin(join(host.dataDir, 'Server_001.db'));
    rmSync(join(host.dataDir, 'journal'), { recursive: true });
    const next = await start(host.dataDir);
    expect(await goldOf(next.admin)).toBe(1);
    expect(await connectStep(next.admin)).toContain(`what happened after change ${seq} is lost`);
  });
});
