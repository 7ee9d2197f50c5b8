/** The daily logs: every event of the journal once and in order, whatever is killed when. */
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ActivityLog } from '../../src/main/storage/activity-log.ts';
import type { ServerStatus } from '../../src/shared/host-methods.ts';
import { startHost } from '../support/host.ts';
import { RawConnection } from '../support/raw-client.ts';
import { HOME } from '../support/shared-host.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

interface Line {
  readonly log_id: number;
  readonly timestamp: string;
  readonly event_type: Readonly<Record<string, Record<string, unknown>>>;
}

function linesIn(directory: string): Line[] {
  return readdirSync(directory)
    .filter((name) => /^activity_\d{8}\.log$/.test(name))
    .sort()
    .flatMap((name) => readFileSync(join(directory, name), 'utf8').split('\n').slice(0, -1))
    .map((line) => JSON.parse(line) as Line);
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
  const open = (directory: string) => {
    const log = ActivityLog.open(directory, join(directory, 'quarantine'));
    onTestFinished(() => log.close());
    return log;
  };

  it('[A1] are one a day, each line in the shape of the document', () => {
    const directory = temporaryDirectory();
    const log = open(directory);
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
  ])('[A2] end before %s, which is kept aside', (_, tail) => {
    const directory = temporaryDirectory();
    open(directory).append([entry(1), entry(2, '02'), entry(3, '02')]);
    appendFileSync(join(directory, 'activity_20260102.log'), tail);
    const log = open(directory);
    expect(log.lastLogId).toBe(3);
    const kept = readdirSync(join(directory, 'quarantine'));
    expect(readFileSync(join(directory, 'quarantine', kept[0] as string), 'utf8')).toContain(tail);
    log.append([entry(3, '02'), entry(4, '02')]);
    expect(linesIn(directory).map(({ log_id }) => log_id)).toEqual([1, 2, 3, 4]);
    expect(open(directory).lastLogId).toBe(4);
  });

  it('[A3] say which events are lost where there is a gap', () => {
    const directory = temporaryDirectory();
    open(directory).append([entry(1), entry(5)]);
    expect(linesIn(directory)[1]).toMatchObject({
      log_id: 2,
      event_type: { EventsLost: { last_log_id: 4 } },
    });
    const again = open(directory);
    expect(again.lastLogId).toBe(5);
    expect(existsSync(join(directory, 'quarantine'))).toBe(false);
  });
});

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

  const amounts = (logs: string) =>
    linesIn(logs).flatMap(({ event_type }) => event_type.GoldTransaction?.amount ?? []);

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
        const [day] = readdirSync(logs).filter((name) => name.startsWith('activity_'));
        const file = join(logs, day as string);
        writeFileSync(file, readFileSync(file).subarray(0, -30));
        shard = await start(first.host.dataDir);
      } else {
        const pid = await pidOf(shard.admin);
        process.kill(pid, 'SIGKILL');
      }
    }
    expect(await shard.host.stop('SIGTERM')).toBe(0);
    expect(amounts(logs)).toEqual(Array.from({ length: amount }, (_, i) => i + 1));
    const ids = linesIn(logs).map(({ log_id }) => log_id);
    expect(ids).toEqual(Array.from({ length: ids.length }, (_, i) => i + 1));
  });

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
});
