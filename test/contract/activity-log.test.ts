/** The daily logs: every event of the journal once and in order, whatever is killed when. */
import fs, {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ActivityService } from '../../src/main/processes/activity/service.ts';
import { dataDirectory } from '../../src/main/processes/data-directory.ts';
import { compressedFile, daysOf, plainFile } from '../../src/main/storage/activity-files.ts';
import { ActivityLog, type LogMark } from '../../src/main/storage/activity-log.ts';
import { lockFile } from '../../src/main/storage/file-lock.ts';
import { EVENT_TYPES, type EventKind } from '../../src/shared/events.ts';
import type { ServerStatus } from '../../src/shared/host-methods.ts';
import { canFailWrites, failWrites, letWrite } from '../support/failing-disk.ts';
import { startHost } from '../support/host.ts';
import { HostHere } from '../support/host-here.ts';
import { RawConnection } from '../support/raw-client.ts';
import { HOME } from '../support/shared-host.ts';
import { Filler, mountSmallDisk } from '../support/small-disk.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

interface Line {
  readonly log_id: number;
  readonly timestamp: string;
  readonly event_type: Readonly<Record<string, Record<string, unknown>>>;
}

const GIB = 1024 ** 3;

/** Lets a function of node:fs do something else, for whoever calls it, until the end of the test. */
function replace<Name extends 'writeSync' | 'fdatasyncSync'>(
  name: Name,
  other: (original: (typeof fs)[Name]) => (typeof fs)[Name],
): () => void {
  const original = fs[name];
  const restore = () => {
    fs[name] = original;
    syncBuiltinESMExports();
  };
  onTestFinished(restore);
  fs[name] = other(original);
  syncBuiltinESMExports();
  return restore;
}

function linesIn(directory: string): Line[] {
  return daysOf(directory)
    .map(({ day, isCompressed }) =>
      isCompressed
        ? gunzipSync(readFileSync(compressedFile(directory, day))).toString()
        : readFileSync(plainFile(directory, day), 'utf8'),
    )
    .flatMap((text) => text.split('\n').slice(0, -1))
    .map((line) => JSON.parse(line) as Line);
}

/** The kinds of the log's entries, in order, each of which has the shape that is declared. */
function kindsIn(directory: string): EventKind[] {
  return linesIn(directory).map(({ event_type }) => {
    const [[kind, body]] = Object.entries(event_type) as [[EventKind, unknown]];
    expect(EVENT_TYPES[kind].parse(body)).toEqual(body);
    return kind;
  });
}

const entry = (log_id: number, day = '01') => ({
  log_id,
  timestamp: `2026-01-${day}T12:00:00.000Z`,
  event_type: { LevelUp: { character_id: 1, old_level: 1, new_level: 2 } },
  character_id: 1,
  target_id: null,
  details: {},
});

describe('the files', () => {
  const open = async (directory: string, mark: LogMark | null = null) => {
    const log = await ActivityLog.open(directory, join(directory, 'quarantine'), mark);
    onTestFinished(() => log.close());
    return log;
  };

  it('[A1] are one a day, each line in the shape of the document', async () => {
    const directory = temporaryDirectory();
    const log = await open(directory);
    log.append([entry(1), entry(2), entry(3, '02')]);
    expect(readdirSync(directory)).toEqual(['activity_20260101.log', 'activity_20260102.log']);
    expect(readFileSync(join(directory, 'activity_20260102.log'), 'utf8')).toBe(
      '{"log_id":3,"timestamp":"2026-01-02T12:00:00.000Z","event_type":{"LevelUp":{"character_id":1,"old_level":1,"new_level":2}},"character_id":1,"target_id":null,"details":{}}\n',
    );
    // A clock that was put back changes no order, and what is there is not written again.
    log.append([entry(2), entry(3, '02'), entry(4, '01')]);
    expect(linesIn(directory).map(({ log_id }) => log_id)).toEqual([1, 2, 3, 4]);
  });

  it.each([
    ['a line that was cut off', '{"log_id":4,"times'],
    ['a line that is no JSON', `${'x'.repeat(20)}\n{"log_id":4}\n`],
    ['a line that does not follow', '{"log_id":9}\n'],
    ['a line that is there twice', '{"log_id":3}\n'],
  ])('[A2] end before %s, which is kept aside', async (_, tail) => {
    const directory = temporaryDirectory();
    (await open(directory)).append([entry(1), entry(2, '02'), entry(3, '02')]);
    appendFileSync(join(directory, 'activity_20260102.log'), tail);
    const log = await open(directory);
    expect(log.lastLogId).toBe(3);
    const kept = readdirSync(join(directory, 'quarantine'));
    expect(readFileSync(join(directory, 'quarantine', kept[0] as string), 'utf8')).toContain(tail);
    log.append([entry(3, '02'), entry(4, '02')]);
    expect(linesIn(directory).map(({ log_id }) => log_id)).toEqual([1, 2, 3, 4]);
    expect((await open(directory)).lastLogId).toBe(4);
  });

  it('[A3] say which events are lost where there is a gap', async () => {
    const directory = temporaryDirectory();
    (await open(directory)).append([entry(1), entry(5)]);
    expect(linesIn(directory)[1]).toMatchObject({
      log_id: 2,
      event_type: { EventsLost: { last_log_id: 4 } },
    });
    const again = await open(directory);
    expect(again.lastLogId).toBe(5);
    expect(existsSync(join(directory, 'quarantine'))).toBe(false);
  });

  /** Of the first GiBs nothing is written: whoever reads them takes long, and a buffer cannot hold them. */
  function writeFar(file: string, ...lines: readonly object[]): number {
    const descriptor = openSync(file, 'w');
    const text = lines.map((line) => `\n${JSON.stringify(line)}`).join('');
    writeSync(descriptor, `${text}\n`, 3 * GIB);
    closeSync(descriptor);
    return statSync(file).size;
  }

  describe.skipIf(process.platform === 'win32')('that are large', () => {
    it('[A6] are not read below what was known to be on disk', async () => {
      const directory = temporaryDirectory();
      const file = join(directory, 'activity_20260102.log');
      const bytes = writeFar(file, entry(6), entry(7));
      appendFileSync(file, `${JSON.stringify(entry(8))}\n{"log_id":9,"times`);
      const log = await open(directory, { day: '20260102', bytes, log_id: 7 });
      expect(log.lastLogId).toBe(8);
      log.append([entry(9, '02')]);
      const { mark } = log;
      expect(mark).toEqual({ day: '20260102', bytes: statSync(file).size, log_id: 9 });
      expect((await open(directory, mark)).lastLogId).toBe(9);
      // What is kept aside is what was cut off, and nothing else.
      const [kept] = readdirSync(join(directory, 'quarantine'));
      const aside = join(directory, 'quarantine', kept as string);
      expect(readFileSync(aside, 'utf8')).toBe('{"log_id":9,"times');
    });

    it('[A6] are not read but for their end where a later one follows', async () => {
      const directory = temporaryDirectory();
      writeFar(join(directory, 'activity_20260101.log'), entry(6), entry(7));
      writeFileSync(join(directory, 'activity_20260102.log'), '');
      expect((await open(directory)).lastLogId).toBe(7);
      writeFileSync(join(directory, 'activity_20260103.log'), `${JSON.stringify(entry(8))}\n`);
      expect((await open(directory)).lastLogId).toBe(8);
    });
  });

  it.each([
    ['beyond the end', (mark: LogMark) => ({ ...mark, bytes: mark.bytes + 1 })],
    ['in the middle of a line', (mark: LogMark) => ({ ...mark, bytes: mark.bytes - 1 })],
    ['behind another entry', (mark: LogMark) => ({ ...mark, log_id: mark.log_id + 1 })],
    ['in another file', (mark: LogMark) => ({ ...mark, day: '20251231' })],
  ])('[A6] are checked whole, in pieces, where the mark is %s', async (_, wrong) => {
    const directory = temporaryDirectory();
    const log = await open(directory);
    // More than one piece, so that a line is in two of them.
    log.append(Array.from({ length: 10_000 }, (_, i) => entry(i + 1)));
    expect((await open(directory, wrong(log.mark))).lastLogId).toBe(10_000);
    const file = join(directory, 'activity_20260101.log');
    const text = readFileSync(file, 'utf8');
    expect(text.length).toBeGreaterThan(1024 * 1024);
    writeFileSync(file, text.replace('{"log_id":9000,', '{"log_id":9001,'));
    expect((await open(directory, wrong(log.mark))).lastLogId).toBe(8_999);
  });

  it('[A7] hold whole lines where a disk takes a write in parts', async () => {
    const directory = temporaryDirectory();
    const log = await open(directory);
    replace(
      'writeSync',
      (original) =>
        ((file: number, bytes: Buffer | string, ...at: number[]) => {
          if (typeof bytes === 'string') return original(file, bytes.slice(0, 7));
          const [offset = 0, length = bytes.length, position] = at;
          return original(file, bytes, offset, Math.min(length, 7), position);
        }) as typeof original,
    );
    log.append([entry(1), entry(2)]);
    expect(linesIn(directory).map(({ log_id }) => log_id)).toEqual([1, 2]);
  });

  it('[A7] count an entry once it is on disk, and write it anew where that failed', async () => {
    const directory = temporaryDirectory();
    const log = await open(directory);
    log.append([entry(1)]);
    const restore = replace('fdatasyncSync', () => () => {
      throw Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' });
    });
    expect(() => log.append([entry(2), entry(3)])).toThrow('EIO');
    expect(log.lastLogId).toBe(1);
    // Nobody may take for durable what is in memory alone.
    expect(linesIn(directory).map(({ log_id }) => log_id)).toEqual([1]);
    restore();
    log.append([entry(2), entry(3)]);
    expect(linesIn(directory).map(({ log_id }) => log_id)).toEqual([1, 2, 3]);
  });

  it('[A7] lose nothing to a disk that is full', async ({ skip }) => {
    const disk = mountSmallDisk(1);
    if (disk === null) return skip('it needs root on Linux, to mount a disk that is small');
    const directory = join(disk, 'logs');
    const log = await open(directory);
    log.append([entry(1)]);
    const filler = new Filler(disk);
    filler.fill();
    const many = Array.from({ length: 100 }, (_, i) => entry(i + 2));
    expect(() => log.append(many)).toThrow('ENOSPC');
    expect(log.lastLogId).toBe(1);
    expect(linesIn(directory).map(({ log_id }) => log_id)).toEqual([1]);
    filler.empty();
    log.append(many);
    expect((await open(directory)).lastLogId).toBe(101);
    expect(linesIn(directory).map(({ log_id }) => log_id)).toEqual(
      Array.from({ length: 101 }, (_, i) => i + 1),
    );
  });
});

/** What the log has of gold that was granted, in order. */
const amounts = (logs: string) =>
  linesIn(logs).flatMap(({ event_type }) => event_type.GoldTransaction?.amount ?? []);

describe('a host', () => {
  async function start(dataDir = temporaryDirectory()) {
    const host = await startHost({ dataDir });
    onTestFinished(async () => {
      await host.stop('SIGKILL');
    });
    const admin = await RawConnection.open({ url: host.url, token: host.tokens.admin });
    onTestFinished(() => admin.socket.terminate());
    return { host, admin, logs: join(dataDir, 'logs') };
  }

  /** Of the activity process, once it is up. */
  async function pidOf(admin: RawConnection): Promise<number> {
    for (;;) {
      const { status } = await admin.call<{ status: ServerStatus }>('server.status');
      const { state, pid } = status.processes.find(({ name }) => name === 'activity') ?? {};
      if (state === 'ready' && pid) return pid;
    }
  }

  it('[A4] logs each event once and in order, whatever is killed when', async () => {
    const first = await start();
    const { logs } = first;
    await first.admin.call('characters.create', { account_id: 1, character_name: 'Ada', ...HOME });
    let shard = first;
    let amount = 0;
    const grant = () =>
      shard.admin.call('gold.grant', { character_id: 1, amount: ++amount, reason: 'r' });
    for (let round = 0; round < 6; round++) {
      for (let i = 0; i < 20; i++) await grant();
      if (round === 1) {
        await expect.poll(() => amounts(logs).length, { timeout: 20_000 }).toBe(40);
        // Without its cursor the journal is read from its beginning, and nothing comes twice.
        await shard.host.stop('SIGKILL');
        rmSync(join(logs, 'activity.cursor'), { force: true });
        shard = await start(first.host.dataDir);
      } else if (round === 2) {
        await shard.host.stop('SIGKILL');
        const [{ day = '' } = {}] = daysOf(logs);
        const bytes = readFileSync(plainFile(logs, day));
        // What was logged until now is of another day, which is compressed while the rest goes on.
        rmSync(plainFile(logs, day));
        writeFileSync(plainFile(logs, '20260101'), bytes.subarray(0, -30));
        shard = await start(first.host.dataDir);
        await expect.poll(() => daysOf(logs).length, { timeout: 20_000 }).toBe(2);
        await shard.admin.call('admin.settings.set', { settings: { activityCompressDays: 30 } });
      } else {
        const pid = await pidOf(shard.admin);
        process.kill(pid, 'SIGKILL');
      }
    }
    // A process that is killed under it three times is not asked again before the next hour.
    await shard.admin.call('admin.settings.set', { settings: { activityCompressDays: 31 } });
    await expect
      .poll(() => readdirSync(logs), { timeout: 20_000 })
      .toContain('activity_20260101.log.gz');
    expect(await shard.host.stop('SIGTERM')).toBe(0);
    expect(amounts(logs)).toEqual(Array.from({ length: amount }, (_, i) => i + 1));
    const ids = linesIn(logs).map(({ log_id }) => log_id);
    expect(ids).toEqual(Array.from({ length: ids.length }, (_, i) => i + 1));
    const kinds = kindsIn(logs);
    expect(kinds.filter((kind) => kind === 'HostStarted')).toHaveLength(3);
    expect(kinds.filter((kind) => kind === 'HostStopping')).toHaveLength(1);
    expect(kinds.at(-1)).toBe('HostStopping');
  }, 120_000);

  it('[A5] logs what happened on every timeline, restores included', async () => {
    const { host, admin, logs } = await start();
    await admin.call('characters.create', { account_id: 1, character_name: 'Ada', ...HOME });
    const grant = (amount: number) =>
      admin.call<{ seq: number }>('gold.grant', { character_id: 1, amount, reason: 'r' });
    const { seq } = await grant(1);
    await grant(2);
    const { preview } = await admin.call<{ preview: { token: string } }>('admin.restore.preview', {
      seq,
    });
    await admin.call('admin.restore.run', { token: preview.token });
    await grant(3);
    expect(await host.stop('SIGTERM')).toBe(0);
    expect(amounts(logs)).toEqual([1, 2, 3]);
    expect(linesIn(logs).some(({ event_type }) => 'AdminAction' in event_type)).toBe(true);
    const ids = linesIn(logs).map(({ log_id }) => log_id);
    expect(ids).toEqual(Array.from({ length: ids.length }, (_, i) => i + 1));
  });

  it.skipIf(!canFailWrites())(
    '[A7] lacks nothing after a disk took a part of a write',
    async () => {
      const { host, admin, logs } = await start();
      await admin.call('characters.create', { account_id: 1, character_name: 'Ada', ...HOME });
      const pid = await pidOf(admin);
      // Files end at 1 KiB: the first of these lines go, one goes in part, and the others do not.
      failWrites(pid);
      for (let amount = 1; amount <= 20; amount++) {
        await admin.call('gold.grant', { character_id: 1, amount, reason: 'r' });
      }
      await expect.poll(() => host.logs(), { timeout: 20_000 }).toContain('activity log is behind');
      letWrite(pid);
      await expect
        .poll(() => amounts(logs), { timeout: 20_000 })
        .toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
      const ids = linesIn(logs).map(({ log_id }) => log_id);
      expect(ids).toEqual(Array.from({ length: ids.length }, (_, i) => i + 1));
      expect(await pidOf(admin)).toBe(pid);
    },
  );
});

describe('a host that cannot have its log', () => {
  async function start(dataDir: string): Promise<HostHere> {
    const here = await HostHere.start(dataDir);
    onTestFinished(() => here.stop());
    return here;
  }

  const play = async (here: HostHere) => {
    await here.change('characters.create', { account_id: 1, character_name: 'Ada', ...HOME });
    await here.change('gold.grant', { character_id: 1, amount: 7, reason: 'r' });
  };
  const activityOf = ({ host }: HostHere) =>
    host.status().processes.find(({ name }) => name === 'activity');

  it('[A8] serves, says so, and tries again', async () => {
    const dataDir = temporaryDirectory();
    const { logs } = dataDirectory(dataDir, '');
    const inTheWay = join(logs, 'activity_20260101.log');
    mkdirSync(inTheWay, { recursive: true });
    const here = await start(dataDir);
    await play(here);
    await expect.poll(() => activityOf(here)?.state).toBe('waiting');
    expect(activityOf(here)).toMatchObject({
      restarts: 1,
      last_end: expect.stringMatching('EISDIR'),
    });
    expect(here.host.parts.activity.syncedSeq).toBe(0);
    rmdirSync(inTheWay);
    await expect.poll(() => activityOf(here)?.state, { timeout: 20_000 }).toBe('ready');
    await expect.poll(() => amounts(logs), { timeout: 20_000 }).toEqual([7]);
  });

  it('[A8] serves while that is not ready', async () => {
    const dataDir = temporaryDirectory();
    const { logs, locks, activityLock } = dataDirectory(dataDir, '');
    mkdirSync(locks, { recursive: true });
    const lock = await lockFile(activityLock);
    onTestFinished(() => lock.release());
    const here = await start(dataDir);
    await play(here);
    expect(activityOf(here)?.state).toBe('starting');
    lock.release();
    await expect.poll(() => amounts(logs), { timeout: 20_000 }).toEqual([7]);
  });
});

it('[A3] names the events of damage in the journal, and has those around it', async () => {
  const dataDir = temporaryDirectory();
  const here = await HostHere.start(dataDir);
  await here.change('characters.create', { account_id: 1, character_name: 'Ada', ...HOME });
  for (const amount of [1, 2, 3, 4, 5]) {
    const reason = amount === 3 ? 'in-the-middle' : 'r';
    await here.change('gold.grant', { character_id: 1, amount, reason });
  }
  const { seq } = here.host.parts.engine.world;
  const { serverId } = here.host.settings;
  await here.stop();
  const { logs, journal } = dataDirectory(dataDir, serverId);
  rmSync(logs, { recursive: true });
  mkdirSync(logs);
  const segments = readdirSync(journal, { recursive: true, encoding: 'utf8' })
    .map((name) => join(journal, name))
    .filter((file) => statSync(file).isFile());
  for (const file of segments) {
    const bytes = readFileSync(file);
    const at = bytes.indexOf('in-the-middle');
    if (at < 0) continue;
    bytes[at] = 0;
    writeFileSync(file, bytes);
  }
  const service = new ActivityService();
  onTestFinished(() => service.orphaned());
  await service.functions.open({ dataDir, serverId, lockWaitMs: 0 });
  await service.functions.catchUp(seq);
  expect(amounts(logs)).toEqual([1, 2, 4, 5]);
  const lost = linesIn(logs).filter(({ event_type }) => 'EventsLost' in event_type);
  expect(lost).toMatchObject([{ event_type: { EventsLost: { last_log_id: lost[0]?.log_id } } }]);
});
