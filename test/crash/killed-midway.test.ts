/**
 * Killed in the middle of a backup, a snapshot or a vacuum, on purpose: the file that it writes for that is
 * there and not complete. The host, or the process that does it, ends there; the world is as it was, what
 * was begun is cleared away, and it works again.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { removeTempDir } from '../support/host.ts';
import { catchMidway, LARGE_ITEMS, playLarge, sizeOf, writtenAt } from '../support/midway.ts';
import { Operator, type ProcessName } from '../support/operator.ts';
import { Random } from '../support/random.ts';
import { readDatabase } from '../support/world-view.ts';

interface Work {
  readonly process: ProcessName;
  readonly method: string;
  readonly params: object;
  /** The file that it writes. */
  readonly file: (dataDir: string) => string | undefined;
}

const WORK: Record<string, Work> = {
  'a backup': {
    ...{ process: 'backup', method: 'admin.backups.create', params: {} },
    file: (dataDir) => {
      const directory = join(dataDir, 'backups');
      const name = readdirSync(directory).find((one) => /^backup_\d+_\d+\.tmp$/.test(one));
      return name === undefined ? undefined : join(directory, name);
    },
  },
  'a snapshot': {
    ...{ process: 'snapshot', method: 'admin.snapshot', params: { full: false } },
    file: (dataDir) => join(dataDir, 'Server_001.db-wal'),
  },
  'a full snapshot': {
    ...{ process: 'snapshot', method: 'admin.snapshot', params: { full: true } },
    file: (dataDir) => join(dataDir, 'full.db'),
  },
  'a vacuum': {
    ...{ process: 'snapshot', method: 'admin.vacuum', params: {} },
    file: (dataDir) => join(dataDir, 'Server_001.db.vacuum'),
  },
};

const random = new Random(5);

/**
 * Catches it in the middle; with how many items were made for that. A snapshot has something to write where
 * something has changed: here, much, and anew for each try.
 */
async function catchIn(shard: Operator, { process: name, method, params, file }: Work) {
  const path = () => file(shard.dataDir) ?? '';
  const isDelta = path().endsWith('-wal');
  let made = 0;
  const caught = await catchMidway(shard, {
    process: name,
    prepare: async () => {
      if (!isDelta) return;
      await playLarge(shard);
      made += LARGE_ITEMS;
    },
    ask: () => shard.admin.request(method, params),
    watch: () => {
      // The log is there all the time, and written anew from its beginning: its size says nothing.
      const before = writtenAt(path());
      return () => sizeOf(path()) > 0 && writtenAt(path()) !== before;
    },
  });
  return { ...caught, made };
}

const worldOf = async (shard: Operator) => (await shard.backup()).digest;

it.each(Object.entries(WORK))(
  '[S15] %s whose process, and then whose host, is killed in the middle of it costs nothing',
  async (_what, work) => {
    const shard = new Operator();
    onTestFinished(async () => {
      await shard.stop();
      removeTempDir(shard.dataDir);
    });
    await shard.start();
    await shard.play(random);
    await playLarge(shard);
    await shard.backup();

    const { pid, answer } = await catchIn(shard, work);
    process.kill(pid, 'SIGKILL');
    // Asked again, the next process does it.
    expect((await answer).error).toBeUndefined();
    expect((await shard.pids())[work.process]).not.toBe(pid);
    expect(await shard.problems()).toEqual([]);
    expect(shard.leftOver()).toEqual([]);
    const items = (await shard.backup()).rows.items ?? 0;

    const caught = await catchIn(shard, work);
    const { dataDir, host } = shard;
    const half = work.file(dataDir) ?? '';
    end(caught.pid);
    end(host.pid);
    await host.exited;
    // What it wrote is there, and not complete.
    expect(sizeOf(half)).toBeGreaterThan(0);
    await shard.stop();
    await shard.start();
    expect(shard.leftOver()).toEqual([]);
    expect(await shard.problems()).toEqual([]);
    const after = await shard.backup();
    expect(after.rows.items).toBe(items + caught.made);
    expect((await shard.admin.request(work.method, work.params)).error).toBeUndefined();
    expect(await worldOf(shard)).toBe(after.digest);
    expect(readDatabase(join(dataDir, 'Server_001.db')).problems).toEqual([]);
  },
  180_000,
);

/** Kills a process, unless it is gone already. */
function end(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
