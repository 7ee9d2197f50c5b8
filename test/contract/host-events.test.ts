/** What the host does, in the activity log: told once, in its place, and counted as nobody's play. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { nodeDisk } from '../../src/main/journal/disk.ts';
import { JournalDirectory } from '../../src/main/journal/journal-directory.ts';
import { type DataDirectory, dataDirectory } from '../../src/main/processes/data-directory.ts';
import { daysOf, plainFile } from '../../src/main/storage/activity-files.ts';
import { type TimelineMark, UndoneRanges } from '../../src/main/storage/undone-ranges.ts';
import { EVENT_TYPES, type EventKind } from '../../src/shared/events.ts';
import { DEFAULT_SETTINGS, settingsPatch } from '../../src/shared/settings.ts';
import { HostHere } from '../support/host-here.ts';
import { HOME } from '../support/shared-host.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

interface Line {
  readonly log_id: number;
  readonly kind: EventKind;
  readonly body: Readonly<Record<string, unknown>>;
}

async function start(dataDir = temporaryDirectory()) {
  const here = await HostHere.start(dataDir);
  onTestFinished(() => here.stop());
  const { host } = here;
  const { parts } = host;
  const paths: DataDirectory = dataDirectory(dataDir, host.settings.serverId);
  return {
    here,
    host,
    parts,
    paths,
    dataDir,
    create: () =>
      here.change('characters.create', { account_id: 1, character_name: 'Ada', ...HOME }),
    grant: (amount: number) =>
      here.change('gold.grant', { character_id: 1, amount, reason: 'r' }) as Promise<{
        seq: number;
      }>,
  };
}

type Shard = Awaited<ReturnType<typeof start>>;

/** What the log has by now, all of it in the shapes that are declared and numbered without a gap. */
async function logOf({ parts, paths }: Pick<Shard, 'parts' | 'paths'>): Promise<Line[]> {
  const { seq } = parts.engine.world;
  await expect
    .poll(() => parts.activity.syncedSeq, { timeout: 20_000 })
    .toBeGreaterThanOrEqual(seq);
  return linesOf(paths);
}

function linesOf({ logs }: DataDirectory): Line[] {
  const lines = daysOf(logs)
    .flatMap(({ day }) => readFileSync(plainFile(logs, day), 'utf8').split('\n').slice(0, -1))
    .map((line): Line => {
      const { log_id, event_type } = JSON.parse(line);
      const [[kind, body]] = Object.entries(event_type) as [[EventKind, Line['body']]];
      expect(EVENT_TYPES[kind].parse(body)).toEqual(body);
      return { log_id, kind, body };
    });
  expect(lines.map(({ log_id }) => log_id)).toEqual(lines.map((_, i) => i + 1));
  return lines;
}

const kindsOf = (lines: readonly Line[]) => lines.map(({ kind }) => kind);
const restoreTo = async ({ parts }: Shard, seq: number) =>
  parts.restores.run((await parts.restores.preview({ seq })).token, { acceptMs: 0, reason: 'why' });

/** The amounts of gold that the log says were granted and still hold. */
function holding(lines: readonly Line[]): unknown[] {
  const ranges = new UndoneRanges();
  for (const { kind, body } of lines) {
    if (kind === 'TimelineBegan') ranges.add(body as TimelineMark);
  }
  return lines.flatMap(({ kind, body, log_id }) =>
    kind === 'GoldTransaction' && !ranges.has(log_id) ? [body.amount] : [],
  );
}

it('[A15] has its start, what it was asked for, what failed, and its end as the last word', async () => {
  const shard = await start();
  const { host, here, parts } = shard;
  await shard.create();
  await parts.snapshotter.run('interval');
  await parts.snapshotter.run('request');
  await parts.snapshotter.run('request', true);
  await parts.backups.create('request', null);
  await parts.maintenance.vacuum('request');
  await host.changeSettings({ name: 'Other' });
  await here.stop();
  const lines = linesOf(shard.paths);
  expect(kindsOf(lines)).toEqual([
    'HostStarted',
    'SnapshotWritten',
    'SnapshotWritten',
    'BackupMade',
    'DatabaseVacuumed',
    'AdminAction',
    'HostStopping',
  ]);
  expect(lines[0]?.body).toEqual({ version: 'test' });
  expect(lines.slice(1, 3).map(({ body }) => body.kind)).toEqual(['delta', 'full']);
});

it('[A15] has a backup that failed, and the host goes on', async () => {
  const shard = await start();
  const { parts, paths } = shard;
  await shard.create();
  // Where backups belong there is a file.
  const { directory } = parts.backups;
  rmSync(directory, { recursive: true, force: true });
  writeFileSync(directory, '');
  await expect(parts.backups.create('request', null)).rejects.toThrow('backup failed');
  rmSync(directory);
  mkdirSync(directory);
  expect((await logOf({ parts, paths })).at(-1)).toMatchObject({
    kind: 'BackupFailed',
    body: { cause: 'request' },
  });
});

it('[A15] says in the log of the host what the journal does not take, and fails nothing', async () => {
  const shard = await start();
  const { parts } = shard;
  await shard.create();
  const { seq } = parts.engine.world;
  parts.engine.outbox.halt('The journal is on strike.');
  await parts.snapshotter.run('request');
  expect(parts.engine.world.seq).toBe(seq);
  parts.engine.outbox.halt(null);
  await parts.snapshotter.run('request');
  expect((await logOf(shard)).filter(({ kind }) => kind === 'SnapshotWritten')).toHaveLength(1);
});

it('[A15] has what was broken and what became of it', async () => {
  const shard = await start();
  await shard.create();
  await shard.here.stop();
  writeFileSync(shard.paths.database, 'no database');
  const again = await start(shard.dataDir);
  const lines = await logOf(again);
  expect(kindsOf(lines).slice(-2)).toEqual(['HostStarted', 'Recovered']);
  expect(lines.at(-1)?.body).toMatchObject({ is_loss: false });
});

it('[A16] is at rest where only the host does something', async () => {
  const shard = await start();
  const { host, parts } = shard;
  await shard.create();
  await host.changeSettings({ snapshotSeconds: 1 });
  await expect
    .poll(() => parts.snapshotter.appliedSeq, { timeout: 20_000 })
    .toBe(parts.engine.world.seq);
  const written = parts.history.snapshots.length;
  await parts.maintenance.vacuum('request');
  expect(parts.engine.world.seq).toBeGreaterThan(parts.snapshotter.appliedSeq);
  await sleep(2_500);
  expect(parts.history.snapshots).toHaveLength(written);
  await shard.grant(1);
  await expect.poll(() => parts.history.snapshots.length, { timeout: 20_000 }).toBe(written + 1);
});

it('[A16] does not outdate a preview, and is not what the last change of the world was', async () => {
  const shard = await start();
  const { parts } = shard;
  await shard.create();
  const { seq } = await shard.grant(1);
  await shard.grant(2);
  const preview = await parts.restores.preview({ seq });
  await sleep(20);
  await parts.maintenance.vacuum('request');
  await parts.backups.create('request', null);
  const again = await parts.restores.preview({ seq });
  expect(again.head.seq).toBeGreaterThan(preview.head.seq);
  expect([again.head.at, again.undone_ms]).toEqual([preview.head.at, preview.undone_ms]);
  await parts.snapshotter.run('request');
  const receipt = await parts.restores.run(again.token, { acceptMs: 0, reason: null });
  expect(receipt.target.seq).toBe(seq);
});

it('[A9] marks what a restore undid, and what an undo makes hold again', async () => {
  const shard = await start();
  const { parts, paths } = shard;
  await shard.create();
  const { seq } = await shard.grant(1);
  await shard.grant(2);
  await restoreTo(shard, seq);
  expect(holding(await logOf(shard))).toEqual([1]);
  await shard.grant(3);
  expect(holding(await logOf(shard))).toEqual([1, 3]);
  await parts.restores.undo(null);
  await shard.grant(4);
  const lines = await logOf(shard);
  expect(holding(lines)).toEqual([1, 2, 4]);
  // The mark is the first of its timeline, and what was made for the restore is told behind it.
  const at = kindsOf(lines).indexOf('TimelineBegan');
  expect(kindsOf(lines).slice(at, at + 4)).toEqual([
    'TimelineBegan',
    'WorldRestored',
    'AdminAction',
    'BackupMade',
  ]);
  expect(lines[at]?.body).toMatchObject({
    timeline: 2,
    first_log_id: lines[at]?.log_id,
    parent: 1,
  });
  expect(daysOf(paths.logs)).toHaveLength(1);
});

it('[A9] marks a timeline that became current and whose host died before it could', async () => {
  const shard = await start();
  const { parts, paths } = shard;
  await shard.create();
  const { seq } = await shard.grant(1);
  await shard.grant(2);
  await logOf(shard);
  // The journal knows the timeline and the world does not come to write its mark.
  parts.events.timelineBegan = () => {};
  parts.events.release = () => {};
  parts.events.stopping = () => {};
  await restoreTo(shard, seq);
  expect(new JournalDirectory(nodeDisk, paths.journal).currentTimeline()?.timeline).toBe(2);
  await shard.here.stop();
  expect(kindsOf(linesOf(paths))).not.toContain('TimelineBegan');
  const again = await start(shard.dataDir);
  const lines = await logOf(again);
  expect(kindsOf(lines).slice(-2)).toEqual(['TimelineBegan', 'HostStarted']);
  expect(lines.at(-2)?.body).toMatchObject({ timeline: 2, first_log_id: lines.at(-2)?.log_id });
  expect(holding(lines)).toEqual([1]);
  // And once: the next start finds it.
  await again.here.stop();
  const third = await start(shard.dataDir);
  const marks = (await logOf(third)).filter(({ kind }) => kind === 'TimelineBegan');
  expect(marks).toHaveLength(1);
});

it('[A13] deletes days only where the settings want it, after it was told', async () => {
  expect(settingsPatch.safeParse({ activityDeleteDays: 0 }).success).toBe(false);
  expect(DEFAULT_SETTINGS.activityDeleteDays).toBeNull();
  const shard = await start();
  const { paths, dataDir } = shard;
  await shard.create();
  await shard.here.stop();
  const [{ day = '' } = {}] = daysOf(paths.logs);
  renameSync(plainFile(paths.logs, day), plainFile(paths.logs, '20260101'));
  const { host, parts } = await start(dataDir);
  await logOf({ parts, paths });
  const days = () => daysOf(paths.logs).map((one) => one.day);
  await host.changeSettings({ activityDeleteDays: 3_650, activityCompressDays: 3_650 });
  expect(days()).toEqual(['20260101', day]);
  await host.changeSettings({ activityDeleteDays: 30 });
  await expect.poll(days, { timeout: 20_000 }).toEqual([day]);
  await expect
    .poll(() => readFileSync(plainFile(paths.logs, day), 'utf8'), { timeout: 20_000 })
    .toContain('"ActivityDeleted":{"days":["20260101"]}');
});

it('[A13] keeps what could not be told', async () => {
  const { parts } = await start();
  parts.engine.outbox.halt('The journal is on strike.');
  await expect(parts.events.activityDeleted(['20260101'])).rejects.toThrow('on strike');
  parts.engine.outbox.halt(null);
});
