import { describe, expect, it } from 'vitest';
import { JournalReader } from '../../src/main/journal/reader.ts';
import type { ChangeSet } from '../../src/main/world/change-set.ts';
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
  thrownBy,
} from '../support/journal.ts';
import { Random } from '../support/random.ts';
import type { SimDisk } from '../support/sim-disk.ts';

const FIRST = `${JOURNAL}/1/0000000000000001.journal`;

function read(reader: JournalReader, upTo: number): ChangeSet[] {
  return [...reader.read(upTo)].flatMap((batch) => batch.changeSets());
}

function countOperations(disk: SimDisk): Record<string, number> {
  const counts: Record<string, number> = {};
  disk.hook = ({ kind }) => {
    counts[kind] = (counts[kind] ?? 0) + 1;
    return undefined;
  };
  return counts;
}

describe('the reader', () => {
  it('[J18] follows a writer over changes of segment, each change set once and in order', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = new Random(seed);
      const disk = newDisk(seed);
      const reader = JournalReader.open(disk, JOURNAL, { after: 0 });
      expect(read(reader, 0)).toEqual([]);
      let writer = openWriter(disk, { seed });
      const got: ChangeSet[] = [];
      for (let i = 0; i < 100; i++) {
        append(writer, random.int(1, 5), 0, random.int(10, 3000));
        if (random.chance(0.05)) {
          if (random.chance(0.5)) writer.close();
          writer = openWriter(disk, { seed: seed * 1000 + i });
        }
        if (random.chance(0.3)) got.push(...read(reader, random.int(0, writer.durable)));
      }
      got.push(...read(reader, writer.durable));
      expect(seqs(got), `seed ${seed}`).toEqual(range(1, writer.durable));
      expect(reader.after).toBe(writer.durable);
      reader.close();
    }
  });

  it('[J18] follows at the cost of one read, without listing again', () => {
    const disk = newDisk();
    const writer = openWriter(disk, { segmentBytesMin: 1024 * 1024 });
    const reader = JournalReader.open(disk, JOURNAL, { after: 0 });
    append(writer);
    read(reader, 1);
    for (let i = 0; i < 10; i++) {
      append(writer, 3);
      const counts = countOperations(disk);
      expect(read(reader, writer.durable)).toHaveLength(3);
      expect(counts).toEqual({ read: 1 });
      disk.hook = null;
    }
    const counts = countOperations(disk);
    expect(read(reader, writer.durable)).toEqual([]);
    expect(counts).toEqual({});
  });

  it('[J18] reads a large segment in blocks', () => {
    const disk = newDisk();
    const writer = openWriter(disk, { segmentBytesMin: 4 * 1024 * 1024 });
    for (let i = 0; i < 30; i++) append(writer, 1, 0, 100_000);
    const counts = countOperations(disk);
    expect(readAll(disk, 30)).toHaveLength(30);
    expect(counts.read).toBeLessThan(20);
  });

  it('[J18] sees what was written over zeros that it has read before', () => {
    const disk = newDisk();
    const writer = openWriter(disk);
    const reader = JournalReader.open(disk, JOURNAL, { after: 0 });
    append(writer);
    const iterator = reader.read(1);
    expect(iterator.next().value?.first).toBe(1);
    append(writer);
    expect(iterator.next().done).toBe(true);
    expect(seqs(read(reader, 2))).toEqual([2]);
  });

  it('[J18] gives wall clock and tables with each batch', () => {
    const disk = newDisk();
    const writer = openWriter(disk);
    writer.append([encodeChunk([changeSet(1), changeSet(2)])], 1, 2, 12345.5);
    const [batch] = [...JournalReader.open(disk, JOURNAL, { after: 0 }).read(2)];
    expect(batch).toMatchObject({ first: 1, last: 2, wall: 12345.5 });
    expect(batch?.tables).toEqual([{ name: 'skills', columns: ['skill_id', 'character_id'] }]);
  });

  it('[J21] leaves out what lies outside, for every after and every upTo', () => {
    const disk = newDisk();
    const writer = openWriter(disk);
    for (const count of [3, 1, 4, 2]) append(writer, count);
    for (let after = 0; after <= 10; after++) {
      for (let upTo = 0; upTo <= 10; upTo++) {
        expect(seqs(readAll(disk, upTo, after))).toEqual(range(after + 1, upTo));
        const reader = JournalReader.open(disk, JOURNAL, { after });
        const got = range(after, upTo).flatMap((step) => seqs(read(reader, step)));
        expect(got).toEqual(range(after + 1, upTo));
      }
    }
  });

  it('[J21] says the sequences that it hands out of a batch', () => {
    const disk = newDisk();
    append(openWriter(disk), 10);
    const reader = JournalReader.open(disk, JOURNAL, { after: 2 });
    expect([...reader.read(5)]).toMatchObject([{ first: 3, last: 5 }]);
    expect([...reader.read(10)]).toMatchObject([{ first: 6, last: 10 }]);
  });

  it('[J7] does not hand out what a left segment holds beyond its end', () => {
    const disk = newDisk();
    let writer = openWriter(disk);
    append(writer, 2);
    disk.hook = ({ kind }) => (kind === 'sync' ? 'EIO' : undefined);
    expect(() => append(writer, 2, 1)).toThrow('EIO');
    // The batch is whole in that segment; the next segment is made and the process dies.
    disk.hook = ({ kind }) => (kind === 'write' ? 'EIO' : undefined);
    expect(() => append(writer, 2, 1)).toThrow('EIO');
    disk.hook = null;
    append(writer, 1, 2);
    writer = openWriter(disk, { seed: 2 });
    append(writer, 2, 3);
    expect(readAll(disk, 5).slice(2)).toEqual([changeSet(3, 2), changeSet(4, 3), changeSet(5, 3)]);
  });

  it('[J7] goes on in the next segment from wherever it is in one that was left', () => {
    const disk = newDisk();
    const writer = openWriter(disk);
    append(writer, 2);
    const reader = JournalReader.open(disk, JOURNAL, { after: 0 });
    expect(seqs(read(reader, 1))).toEqual([1]);
    disk.hook = ({ kind }) => (kind === 'sync' ? 'EIO' : undefined);
    expect(() => append(writer, 2)).toThrow('EIO');
    disk.hook = null;
    append(writer, 4);
    expect(seqs(read(reader, 5))).toEqual([2, 3, 4, 5]);
    expect(seqs(read(reader, 6))).toEqual([6]);
  });

  it('[J22] names file, offset and sequences of what it needs and cannot read', () => {
    const disk = newDisk();
    const writer = openWriter(disk);
    for (let i = 0; i < 6; i++) append(writer);
    disk.damage(FIRST, (content) => content.fill(9, 4096 + 1024, 4096 + 2048));
    expect(seqs(readAll(disk, 2))).toEqual([1, 2]);
    expect(thrownBy(() => readAll(disk, 3))).toMatchObject({
      code: 'damaged',
      details: { file: FIRST, offset: 4096 + 1024, firstSeq: 3, lastSeq: 4 },
    });
    expect(thrownBy(() => readAll(disk, 6, 3))).toMatchObject({
      code: 'damaged',
      details: { firstSeq: 4, lastSeq: 4 },
    });
  });

  it('[J22] passes over damage that it does not need', () => {
    const disk = newDisk();
    const writer = openWriter(disk);
    for (let i = 0; i < 6; i++) append(writer);
    disk.damage(FIRST, (content) => content.fill(9, 4096 + 512, 4096 + 2048));
    expect(seqs(readAll(disk, 6, 4))).toEqual([5, 6]);
  });

  it('[J22] calls what is durable and not there damage, not an end', () => {
    const disk = newDisk();
    const writer = openWriter(disk);
    append(writer, 3);
    expect(thrownBy(() => readAll(disk, 4))).toMatchObject({
      code: 'damaged',
      details: { file: FIRST, firstSeq: 4, lastSeq: 4 },
    });
    expect(thrownBy(() => readAll(newDisk(), 1))).toMatchObject({ code: 'gap' });
  });

  it('[J22] can be asked again after it failed, and goes on where it was', () => {
    const disk = newDisk();
    const writer = openWriter(disk);
    for (let i = 0; i < 4; i++) append(writer);
    const reader = JournalReader.open(disk, JOURNAL, { after: 0 });
    expect(seqs(read(reader, 2))).toEqual([1, 2]);
    disk.hook = ({ kind }) => (kind === 'read' ? 'EIO' : undefined);
    expect(thrownBy(() => read(reader, 4))).toMatchObject({ code: 'damaged' });
    disk.hook = null;
    expect(seqs(read(reader, 4))).toEqual([3, 4]);
  });

  it('[J22] checks that a payload holds the sequences that its batch names', () => {
    const disk = newDisk();
    const writer = openWriter(disk);
    writer.append([encodeChunk([changeSet(1), changeSet(3)])], 1, 2, 0);
    expect(thrownBy(() => readAll(disk, 2))).toMatchObject({ code: 'damaged' });
    writer.append([encodeChunk([changeSet(3)]), new Uint8Array([0xc1])], 3, 3, 0);
    expect(thrownBy(() => readAll(disk, 3, 2))).toMatchObject({ code: 'damaged' });
  });
});
