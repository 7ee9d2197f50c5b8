import { describe, expect, it } from 'vitest';
import { JournalDirectory } from '../../src/main/journal/journal-directory.ts';
import {
  append,
  changeSet,
  encodeChunk,
  JOURNAL,
  newDisk,
  openWriter,
  range,
  readAll,
  seqs,
  type TestClock,
  thrownBy,
} from '../support/journal.ts';
import { Random } from '../support/random.ts';
import type { OperationInfo, SimDisk } from '../support/sim-disk.ts';

const TIMELINE = `${JOURNAL}/1`;
const segmentsOf = (disk: SimDisk) => new JournalDirectory(disk, JOURNAL).list(1).segments;
const names = (disk: SimDisk) => disk.list(TIMELINE);

/** Fails the next operation of this kind on a segment (or its directory), once. */
function failNext(disk: SimDisk, kind: OperationInfo['kind'], code: string): void {
  disk.hook = (operation) => {
    if (operation.kind !== kind) return undefined;
    disk.hook = null;
    return code;
  };
}

describe('the writer', () => {
  it('[J8] begins a new journal with sequence 1 on timeline 1', () => {
    const disk = newDisk();
    const writer = openWriter(disk);
    expect(writer).toMatchObject({ durable: 0, timeline: 1, epoch: 1 });
    expect(writer.report).toMatchObject({ segments: 0, lastEnd: null, damage: [] });
    expect(names(disk)).toEqual(['0000000000000001.journal']);
    append(writer, 3);
    expect(writer.durable).toBe(3);
    expect(seqs(readAll(disk, 3))).toEqual([1, 2, 3]);
  });

  it('[J3] appends with one write and one sync, and never touches an acknowledged sector', () => {
    const disk = newDisk();
    const writer = openWriter(disk);
    const operations: string[] = [];
    disk.hook = ({ kind }) => {
      operations.push(kind);
      return undefined;
    };
    let before = disk.raw(`${TIMELINE}/0000000000000001.journal`).slice();
    for (let i = 0; i < 5; i++) {
      operations.length = 0;
      const from = writer.segment?.offset as number;
      append(writer, 2);
      expect(operations).toEqual(['write', 'sync']);
      const after = disk.raw(`${TIMELINE}/0000000000000001.journal`).slice();
      expect(after.subarray(0, from)).toEqual(before.subarray(0, from));
      before = after;
    }
  });

  it('[J3] joins chunks as they are', () => {
    const disk = newDisk();
    const writer = openWriter(disk);
    writer.append(
      [encodeChunk([changeSet(1)]), encodeChunk([changeSet(2), changeSet(3)])],
      1,
      3,
      0,
    );
    expect(readAll(disk, 3)).toEqual([1, 2, 3].map((seq) => changeSet(seq)));
  });

  it('[J8] refuses a batch that does not follow the durable sequence: that is a bug', () => {
    const writer = openWriter(newDisk());
    append(writer, 2);
    for (const [first, last] of [
      [2, 2],
      [4, 4],
      [3, 2],
    ] as const) {
      expect(() => writer.append([encodeChunk([])], first, last, 0)).toThrow('Assertion failed');
    }
    expect(writer.durable).toBe(2);
  });

  it('[J8] begins a new epoch with a new segment at each start', () => {
    const disk = newDisk();
    for (let epoch = 1; epoch <= 3; epoch++) {
      const writer = openWriter(disk, { seed: epoch });
      expect(writer).toMatchObject({ epoch, durable: (epoch - 1) * 2 });
      append(writer, 2);
      writer.close();
    }
    expect(segmentsOf(disk).map(({ header }) => [header.epoch, header.first_seq])).toEqual([
      [1, 1],
      [2, 3],
      [3, 5],
    ]);
    expect(seqs(readAll(disk, 6))).toEqual(range(1, 6));
  });

  it('[J8] gives segments of empty epochs names of their own', () => {
    let disk = newDisk();
    for (let epoch = 1; epoch <= 4; epoch++) {
      expect(openWriter(disk, { seed: epoch }).durable).toBe(0);
      disk = disk.crash(new Random(epoch));
    }
    expect(names(disk)).toEqual([
      '0000000000000001.2.journal',
      '0000000000000001.3.journal',
      '0000000000000001.4.journal',
      '0000000000000001.journal',
    ]);
    const writer = openWriter(disk, { seed: 9 });
    append(writer);
    expect(seqs(readAll(disk, 1))).toEqual([1]);
  });

  it('[J10] writes the last batch before a crash once more and counts on nothing else', () => {
    let disk = newDisk();
    append(openWriter(disk), 2);
    append(openWriter(disk, { seed: 2 }), 3);
    disk = disk.killProcess(new Random(1));
    const writer = openWriter(disk, { seed: 3 });
    expect(writer.durable).toBe(5);
    const [, , third] = segmentsOf(disk);
    expect(third?.header).toMatchObject({ first_seq: 3, previous: { last_seq: 2 } });
    append(writer, 1);
    expect(seqs(readAll(disk, 6))).toEqual(range(1, 6));
  });

  it('[J10] makes a batch durable whose sync failed before the process died', () => {
    // The cache calls such a batch clean, so that a sync alone would not write it.
    for (let seed = 1; seed <= 30; seed++) {
      let disk = newDisk(seed);
      const writer = openWriter(disk, { seed });
      append(writer, 1);
      failNext(disk, 'sync', 'EIO');
      expect(() => append(writer, 1, 0, 3000)).toThrow('EIO');
      disk = disk.killProcess(new Random(seed));
      const next = openWriter(disk, { seed: seed + 100 });
      expect(next.durable).toBe(2);
      append(next, 1);
      disk = disk.crash(new Random(seed));
      expect(openWriter(disk, { seed: seed + 200 }).durable).toBe(3);
      expect(seqs(readAll(disk, 3))).toEqual([1, 2, 3]);
    }
  });

  it('[J16] seals when it closes, so that the next epoch repeats nothing', () => {
    const disk = newDisk();
    const writer = openWriter(disk);
    append(writer, 2);
    writer.close();
    const next = openWriter(disk, { seed: 2 });
    expect(next.report).toMatchObject({ lastEnd: 'sealed', ignored: [], torn: null });
    expect(segmentsOf(disk)[1]?.header.first_seq).toBe(3);
    expect(() => writer.append([encodeChunk([changeSet(3)])], 3, 3, 0)).toThrow('closed');
  });

  it('[J13] changes to segments of double the size, and to one that a large batch needs', () => {
    const disk = newDisk();
    const writer = openWriter(disk);
    const sizes = new Set<number>();
    for (let i = 0; i < 100; i++) {
      append(writer, 1, 0, 2000);
      sizes.add(writer.segment?.bytes as number);
    }
    expect([...sizes]).toEqual([16, 32, 64].map((kib) => kib * 1024));
    append(writer, 1, 0, 200_000);
    expect(writer.segment?.bytes).toBeGreaterThan(200_000);
    append(writer, 1);
    expect(writer.segment?.bytes).toBe(64 * 1024);
    expect(seqs(readAll(disk, 102))).toEqual(range(1, 102));
    writer.close();
    expect(openWriter(disk, { seed: 2 }).segment?.bytes).toBe(16 * 1024);
  });

  it('[J13] changes an old segment with its next batch, unless it is empty', () => {
    const at: TestClock = { wall: 0, monotonic: 0 };
    const disk = newDisk();
    const writer = openWriter(disk, { at, segmentAgeMs: 1000 });
    at.monotonic = 5000;
    append(writer);
    expect(segmentsOf(disk)).toHaveLength(1);
    append(writer);
    expect(segmentsOf(disk)).toHaveLength(2);
    at.wall = 10 ** 9;
    append(writer);
    expect(segmentsOf(disk)).toHaveLength(2);
    expect(seqs(readAll(disk, 3))).toEqual([1, 2, 3]);
  });

  it('[J14] uses a segment that was prepared ahead', async () => {
    const disk = newDisk();
    const writer = openWriter(disk);
    expect(writer.needsNext()).toBe(false);
    while (!writer.needsNext()) append(writer, 1, 0, 900);
    const preparing = writer.prepareNext();
    expect(writer.needsNext()).toBe(false);
    await preparing;
    expect(writer.needsNext()).toBe(false);
    const created: string[] = [];
    disk.hook = ({ kind, path }) => {
      if (kind === 'create') created.push(path);
      return undefined;
    };
    const before = segmentsOf(disk).length;
    while (segmentsOf(disk).length === before) append(writer, 1, 0, 900);
    expect(created).toEqual([]);
    expect(names(disk).every((name) => name.endsWith('.journal'))).toBe(true);
    expect(seqs(readAll(disk, writer.durable))).toEqual(range(1, writer.durable));
  });

  it('[J14] is not harmed by a preparation that fails, and asks again later', async () => {
    const at: TestClock = { wall: 0, monotonic: 0 };
    const disk = newDisk();
    const writer = openWriter(disk, { at });
    while (!writer.needsNext()) append(writer, 1, 0, 900);
    failNext(disk, 'write', 'ENOSPC');
    await expect(writer.prepareNext()).rejects.toMatchObject({
      code: 'write-failed',
      details: { systemCode: 'ENOSPC' },
    });
    expect(names(disk)).toHaveLength(1);
    expect(writer.needsNext()).toBe(false);
    for (let i = 0; i < 20; i++) append(writer, 1, 0, 900);
    at.monotonic += 60_000;
    while (!writer.needsNext()) append(writer, 1, 0, 900);
    await writer.prepareNext();
    writer.close();
    expect(names(disk).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('[J14] removes at the next start what was being prepared', async () => {
    let disk = newDisk();
    const writer = openWriter(disk);
    await writer.prepareNext();
    disk = disk.killProcess(new Random(1));
    expect(names(disk)).toHaveLength(2);
    openWriter(disk, { seed: 2 });
    expect(names(disk).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it.each([
    ['write', 'ENOSPC'],
    ['sync', 'EIO'],
  ] as const)(
    '[J9] leaves a segment whose %s failed and writes the batch to a new one',
    (kind, code) => {
      const disk = newDisk();
      const writer = openWriter(disk);
      append(writer, 2);
      failNext(disk, kind, code);
      const error = thrownBy(() => append(writer, 2, 1, 3000));
      expect(error).toMatchObject({
        code: 'write-failed',
        details: { systemCode: code, firstSeq: 3, lastSeq: 4 },
      });
      expect((error as { hint: string }).hint).not.toBe('');
      expect(writer).toMatchObject({ durable: 2, segment: null });

      const touched: string[] = [];
      disk.hook = ({ kind: operation, path }) => {
        if (operation === 'write' || operation === 'sync') touched.push(path);
        return undefined;
      };
      append(writer, 3, 2);
      expect(touched.some((file) => file.endsWith('0000000000000001.journal'))).toBe(false);
      expect(writer.durable).toBe(5);
      const read = readAll(disk, 5);
      expect(read.slice(2)).toEqual([3, 4, 5].map((seq) => changeSet(seq, 2)));
      expect(segmentsOf(disk)[1]?.header.previous).toMatchObject({
        file: '0000000000000001.journal',
        last_seq: 2,
      });
    },
  );

  it('[J7] ignores and reports what a left segment holds beyond its end', () => {
    const disk = newDisk();
    const writer = openWriter(disk);
    append(writer, 2);
    failNext(disk, 'sync', 'EIO');
    expect(() => append(writer, 2, 1)).toThrow();
    append(writer, 2, 2);
    writer.close();
    const next = openWriter(disk, { seed: 2 });
    expect(next.durable).toBe(4);
    expect(next.report.ignored).toEqual([
      { file: `${TIMELINE}/0000000000000001.journal`, offset: 4096 + 512, bytes: 512 },
    ]);
    expect(readAll(disk, 4).slice(2)).toEqual([changeSet(3, 2), changeSet(4, 2)]);
  });

  it('[J9] goes on trying new segments for as long as the disk fails', () => {
    const kinds = ['create', 'write', 'sync', 'rename', 'sync-directory', 'open'] as const;
    for (const kind of kinds) {
      const disk = newDisk();
      const writer = openWriter(disk);
      append(writer, 1);
      failNext(disk, 'sync', 'EIO');
      expect(() => append(writer, 1, 1)).toThrow('EIO');
      for (let attempt = 0; attempt < 3; attempt++) {
        failNext(disk, kind, 'EIO');
        expect(
          thrownBy(() => append(writer, 1, 1)),
          kind,
        ).toMatchObject({ code: 'write-failed' });
        expect(writer.durable).toBe(1);
      }
      append(writer, 1, 2);
      append(writer, 1);
      expect(seqs(readAll(disk, 3)), kind).toEqual([1, 2, 3]);
      const after = disk.crash(new Random(3));
      const reopened = openWriter(after, { seed: 2 });
      expect(reopened.durable, kind).toBe(3);
      expect(seqs(readAll(after, 3)), kind).toEqual([1, 2, 3]);
      expect(names(after).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    }
  });

  it('[J9] never goes back to a segment after a successor was tried', () => {
    // Found by simulation: the successor was on disk, only opening it failed, and a smaller batch
    // fitted into the old segment after all, beyond the end that the successor names.
    let disk = newDisk();
    const writer = openWriter(disk);
    while ((writer.segment?.offset as number) < 13 * 1024) append(writer);
    const durable = writer.durable;
    let opened = 0;
    disk.hook = ({ kind }) => (kind === 'open' && ++opened === 2 ? 'EACCES' : undefined);
    expect(() => append(writer, 1, 0, 3000)).toThrow('EACCES');
    disk.hook = null;
    append(writer);
    disk = disk.crash(new Random(1));
    expect(openWriter(disk, { seed: 2 }).durable).toBe(durable + 1);
    expect(seqs(readAll(disk, durable + 1))).toEqual(range(1, durable + 1));
  });

  it('[J9] leaves a full segment alone, though no new one can be made', () => {
    const disk = newDisk();
    const writer = openWriter(disk);
    while ((writer.segment?.offset as number) < 15 * 1024) append(writer);
    disk.hook = ({ kind }) => (kind === 'create' ? 'ENOSPC' : undefined);
    const durable = writer.durable;
    for (let i = 0; i < 3; i++) expect(() => append(writer, 1, 0, 5000)).toThrow('ENOSPC');
    expect(writer.durable).toBe(durable);
    disk.hook = null;
    append(writer, 1, 0, 5000);
    expect(seqs(readAll(disk, durable + 1))).toEqual(range(1, durable + 1));
  });

  it('[J15] skips sequences that the store holds, and readers see the gap', () => {
    let disk = newDisk();
    const writer = openWriter(disk);
    append(writer, 2);
    writer.skipTo(10);
    expect(writer.durable).toBe(9);
    append(writer, 2);
    expect(seqs(readAll(disk, 2))).toEqual([1, 2]);
    expect(seqs(readAll(disk, 11, 9))).toEqual([10, 11]);
    for (const after of [0, 2, 5]) {
      expect(thrownBy(() => readAll(disk, 11, after))).toMatchObject({
        code: 'gap',
        details: { firstSeq: Math.max(after, 2) + 1, lastSeq: 9 },
      });
    }
    disk = disk.crash(new Random(1));
    expect(openWriter(disk, { seed: 2, acceptDamageUpTo: 9 }).durable).toBe(11);
    expect(() => openWriter(disk, { seed: 3, acceptDamageUpTo: 5 })).toThrow(
      expect.objectContaining({ code: 'gap' }),
    );
  });

  it('[J15] keeps a skip over a crash though nothing was appended after it', () => {
    let disk = newDisk();
    const writer = openWriter(disk);
    append(writer, 2);
    writer.skipTo(10);
    disk = disk.crash(new Random(1));
    expect(openWriter(disk, { seed: 2 }).durable).toBe(9);
    expect(() => writer.skipTo(3)).toThrow();
  });

  it('[J17] refuses the journal of another server and of a newer version', () => {
    const disk = newDisk();
    openWriter(disk);
    expect(thrownBy(() => openWriter(disk, { serverId: 'Server_002' }))).toMatchObject({
      code: 'foreign',
    });
    expect(names(disk)).toHaveLength(1);
  });

  it('[J8] can be opened again after it failed to open', () => {
    const disk = newDisk();
    const writer = openWriter(disk);
    append(writer, 2);
    for (const kind of ['open', 'read', 'list', 'create', 'write', 'sync', 'rename'] as const) {
      failNext(disk, kind, 'EACCES');
      expect(
        thrownBy(() => openWriter(disk, { seed: 5 })),
        kind,
      ).toMatchObject({
        name: 'JournalError',
      });
    }
    expect(openWriter(disk, { seed: 2 }).durable).toBe(2);
    expect(seqs(readAll(disk, 2))).toEqual([1, 2]);
  });
});
