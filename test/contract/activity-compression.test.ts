/** Days of the activity log that are over: compressed, checked, deleted, and put aside where they are damaged. */
import { spawn } from 'node:child_process';
import fs, {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import {
  compressDay,
  daysOlderThan,
  deleteDays,
  removeUnfinished,
} from '../../src/main/storage/activity-compression.ts';
import { setAside } from '../../src/main/storage/activity-damage.ts';
import {
  compressedFile,
  daysOf,
  plainFile,
  readLog,
} from '../../src/main/storage/activity-files.ts';
import { ActivityLog } from '../../src/main/storage/activity-log.ts';
import { Random } from '../support/random.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

let directory: string;
let quarantine: string;
beforeEach(() => {
  const root = temporaryDirectory();
  directory = join(root, 'logs');
  quarantine = join(root, 'quarantine');
  mkdirSync(directory);
});

const entry = (log_id: number, day: string) => ({
  log_id,
  timestamp: `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T12:00:00.000Z`,
  event_type: { LevelUp: { character_id: 1, old_level: 1, new_level: 2 } },
  character_id: 1,
  target_id: null,
  details: {},
});

/** Writes the entries `first` to `last` as that day. */
function write(day: string, first: number, last: number): string {
  let text = '';
  for (let id = first; id <= last; id++) text += `${JSON.stringify(entry(id, day))}\n`;
  writeFileSync(plainFile(directory, day), text);
  return text;
}

const compress = (day: string) => compressDay(directory, day, new AbortController().signal);

async function ids(day: string): Promise<number[]> {
  const found: number[] = [];
  for await (const { lines } of readLog(directory, day)) {
    found.push(...lines.map((line) => JSON.parse(line).log_id as number));
  }
  return found;
}

const upTo = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

/** Inverts a bit in the middle of a compressed day. */
function damage(day: string): void {
  const file = compressedFile(directory, day);
  const bytes = readFileSync(file);
  bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 4, bytes.length >> 1);
  writeFileSync(file, bytes);
}

describe('a day that is over', () => {
  it('[A12] is compressed to a file that every gzip reads, and the plain one goes', async () => {
    const text = write('20260101', 1, 5_000);
    const { lines, bytesBefore, bytesAfter } = await compress('20260101');
    expect(readdirSync(directory)).toEqual(['activity_20260101.log.gz']);
    const file = compressedFile(directory, '20260101');
    expect(gunzipSync(readFileSync(file)).toString()).toBe(text);
    expect([lines, bytesBefore, bytesAfter]).toEqual([5_000, text.length, statSync(file).size]);
    expect(await ids('20260101')).toEqual(upTo(1, 5_000));
  });

  it('[A12] is old by its day, and the newest one never is', () => {
    for (const day of ['20260101', '20260102', '20260103', '20260105']) write(day, 1, 1);
    const at = (moment: string, days: number) =>
      daysOlderThan(directory, days, Date.parse(moment)).map(({ day }) => day);
    expect(at('2026-01-09T00:00:00Z', 7)).toEqual(['20260101']);
    expect(at('2026-01-08T23:59:59Z', 7)).toEqual([]);
    expect(at('2027-01-01T00:00:00Z', 7)).toEqual(['20260101', '20260102', '20260103']);
  });

  it('[A12] stays plain where what was written does not read back the same', async () => {
    const text = write('20260101', 1, 5_000);
    const original = fs.createWriteStream;
    onTestFinished(() => {
      fs.createWriteStream = original;
      syncBuiltinESMExports();
    });
    fs.createWriteStream = ((...options: Parameters<typeof original>) => {
      const stream = original(...options);
      const take = stream._write.bind(stream);
      delete (stream as { _writev?: unknown })._writev;
      stream._writev = undefined;
      stream._write = (chunk: Buffer, encoding, done) => {
        const bytes = Buffer.from(chunk);
        if (bytes.length > 100)
          bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
        take(bytes, encoding, done);
      };
      return stream;
    }) as typeof original;
    syncBuiltinESMExports();
    await expect(compress('20260101')).rejects.toThrow();
    expect(readdirSync(directory)).toEqual(['activity_20260101.log']);
    expect(readFileSync(plainFile(directory, '20260101'), 'utf8')).toBe(text);
  });

  it('[A12] is left whole and plain where the compression is ended', async () => {
    write('20260101', 1, 5_000);
    const ended = AbortSignal.abort(new Error('ended'));
    await expect(compressDay(directory, '20260101', ended)).rejects.toThrow();
    expect(readdirSync(directory)).toEqual(['activity_20260101.log']);
  });

  it('[A12] is there whole, whenever the compression is killed, and is compressed at last', async () => {
    const day = '20260101';
    const text = write(day, 1, 20_000);
    const random = new Random(12);
    const script = fileURLToPath(new URL('../support/compress-day.ts', import.meta.url));
    const seen = new Set<string>();
    for (let round = 0; round < 12; round++) {
      const child = spawn(process.execPath, [script, directory, day], { stdio: 'ignore' });
      const ended = new Promise((resolve) => child.once('exit', resolve));
      const unfinished = `${compressedFile(directory, day)}.tmp`;
      while (child.exitCode === null && !existsSync(unfinished)) await sleep(1);
      await sleep(random.int(0, round * 8));
      child.kill('SIGKILL');
      await ended;
      seen.add(readdirSync(directory).sort().join());
      expect(await ids(day)).toEqual(upTo(1, 20_000));
      if (!existsSync(plainFile(directory, day))) writeFileSync(plainFile(directory, day), text);
    }
    // Both, as a kill between the two leaves them: the plain one counts, and the other is made anew.
    writeFileSync(compressedFile(directory, day), 'not whole');
    expect(await ids(day)).toEqual(upTo(1, 20_000));
    await removeUnfinished(directory);
    await compress(day);
    expect(readdirSync(directory)).toEqual(['activity_20260101.log.gz']);
    expect(await ids(day)).toEqual(upTo(1, 20_000));
    expect([...seen].some((names) => names.includes('.tmp'))).toBe(true);
  });

  it('[A13] goes only by its name, compressed or not, and is gone after', async () => {
    write('20260101', 1, 2);
    await compress('20260101');
    write('20260102', 3, 4);
    write('20260103', 5, 6);
    await deleteDays(directory, ['20260102', '20260101', '20251231']);
    expect(readdirSync(directory)).toEqual(['activity_20260103.log']);
  });
});

describe('a log with compressed days', () => {
  const open = async () => {
    const log = await ActivityLog.open(directory, quarantine);
    onTestFinished(() => log.close());
    return log;
  };

  it('[A6] goes on behind the last line of a compressed one where the newest is empty', async () => {
    write('20260101', 1, 3_000);
    await compress('20260101');
    writeFileSync(plainFile(directory, '20260202'), '');
    const log = await open();
    expect(log.lastLogId).toBe(3_000);
    log.append([entry(3_001, '20260202')]);
    expect(await ids('20260202')).toEqual([3_001]);
    expect((await open()).lastLogId).toBe(3_001);
  });

  it('[A12] makes plain again what somebody else compressed: the newest one is written to', async () => {
    write('20260101', 1, 10);
    await compress('20260101');
    const log = await open();
    expect(readdirSync(directory)).toEqual(['activity_20260101.log']);
    log.append([entry(11, '20260101')]);
    expect(await ids('20260101')).toEqual(upTo(1, 11));
  });

  it('[A14] puts a damaged one aside where the newest is empty; what comes next names the gap', async () => {
    write('20260101', 1, 10);
    write('20260102', 11, 3_000);
    await compress('20260102');
    damage('20260102');
    writeFileSync(plainFile(directory, '20260203'), '');
    const log = await open();
    expect(log.lastLogId).toBe(10);
    expect(readdirSync(quarantine)).toHaveLength(1);
    log.append([entry(3_001, '20260203')]);
    const [first] = readFileSync(plainFile(directory, '20260203'), 'utf8').split('\n');
    expect(JSON.parse(first ?? '')).toMatchObject({
      log_id: 11,
      event_type: { EventsLost: { last_log_id: 3_000 } },
    });
  });
});

describe('a compressed day that is damaged', () => {
  it('[A14] is kept in quarantine as it is, and what it had is named as lost', async () => {
    write('20260101', 1, 10);
    write('20260102', 11, 2_000);
    write('20260103', 2_001, 2_005);
    await compress('20260101');
    await compress('20260102');
    damage('20260102');
    const damaged = readFileSync(compressedFile(directory, '20260102'));
    await expect(ids('20260102')).rejects.toThrow(expect.objectContaining({ code: 'corrupt' }));
    const told = await setAside(directory, quarantine, '20260102');
    expect(told).toContain('The entries 11 to 2000 of it are lost.');
    const [kept = ''] = readdirSync(quarantine);
    expect(readFileSync(join(quarantine, kept))).toEqual(damaged);
    expect(kept).toMatch(/_activity_20260102\.log\.gz$/);
    expect(readFileSync(plainFile(directory, '20260102'), 'utf8')).toBe(
      '{"log_id":11,"timestamp":"2026-01-02T00:00:00.000Z","event_type":{"EventsLost":{"last_log_id":2000}},"character_id":null,"target_id":null,"details":{}}\n',
    );
    expect(daysOf(directory).map(({ isCompressed }) => isCompressed)).toEqual([true, false, false]);
  });

  it('[A14] is one gap with the damaged one beside it, each number named once', async () => {
    write('20260101', 1, 10);
    write('20260102', 11, 2_000);
    write('20260103', 2_001, 4_000);
    write('20260104', 4_001, 4_001);
    for (const day of ['20260102', '20260103']) {
      await compress(day);
      damage(day);
    }
    await setAside(directory, quarantine, '20260103');
    await setAside(directory, quarantine, '20260102');
    const lines = await Promise.all(
      daysOf(directory).map(async ({ day }) => {
        const ranges: [number, number][] = [];
        for await (const block of readLog(directory, day)) {
          for (const line of block.lines) {
            const { log_id, event_type } = JSON.parse(line);
            ranges.push([log_id, event_type.EventsLost?.last_log_id ?? log_id]);
          }
        }
        return ranges;
      }),
    );
    const ranges = lines.flat();
    expect(ranges[0]?.[0]).toBe(1);
    for (const [i, [first]] of ranges.entries()) {
      if (i > 0) expect(first).toBe((ranges[i - 1]?.[1] ?? 0) + 1);
    }
    expect(ranges.at(-1)).toEqual([4_001, 4_001]);
  });

  it('[A14] is found damaged in its head too', async () => {
    write('20260101', 1, 5);
    write('20260102', 6, 6);
    writeFileSync(compressedFile(directory, '20260101'), gzipSync('x').subarray(4));
    fs.rmSync(plainFile(directory, '20260101'));
    await setAside(directory, quarantine, '20260101');
    expect(readFileSync(plainFile(directory, '20260101'), 'utf8')).toContain(
      '{"log_id":1,"timestamp":"2026-01-01T00:00:00.000Z","event_type":{"EventsLost":{"last_log_id":5}}',
    );
  });
});
