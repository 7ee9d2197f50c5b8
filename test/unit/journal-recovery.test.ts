import { describe, expect, it } from 'vitest';
import { JournalDirectory } from '../../src/main/journal/journal-directory.ts';
import { createTimeline } from '../../src/main/journal/segment-file.ts';
import {
  append,
  JOURNAL,
  newDisk,
  openWriter,
  range,
  readAll,
  SERVER_ID,
  seqs,
  thrownBy,
} from '../support/journal.ts';
import { Random } from '../support/random.ts';
import type { SimDisk } from '../support/sim-disk.ts';

const TIMELINE = `${JOURNAL}/1`;
const HEADER_BYTES = 4096;
const file = (firstSeq: number) => `${TIMELINE}/${String(firstSeq).padStart(16, '0')}.journal`;

/** Segments 1..4, 5..8, 9..12 of one batch of one sector for each sequence; the last is not sealed. */
function threeSegments(): SimDisk {
  const disk = newDisk();
  for (const seed of [1, 2, 3]) {
    const writer = openWriter(disk, { seed });
    for (let i = 0; i < 4; i++) append(writer);
    if (seed < 3) writer.close();
  }
  return disk.crash(new Random(1));
}

/** Breaks the batch of this sequence, which lies in the segment that begins with `firstSeq`. */
function breakBatch(disk: SimDisk, firstSeq: number, seq: number): void {
  const start = HEADER_BYTES + (seq - firstSeq) * 512;
  disk.damage(file(firstSeq), (content) => content.fill(0x55, start + 60, start + 70));
}

function breakHeader(disk: SimDisk, firstSeq: number): void {
  disk.damage(file(firstSeq), (content) => content.fill(0x55, 100, 110));
}

const open = (disk: SimDisk, acceptDamageUpTo?: number) =>
  openWriter(disk, { seed: 50, ...(acceptDamageUpTo === undefined ? {} : { acceptDamageUpTo }) });

describe('recovery', () => {
  it('[J5] reopens at the last whole batch after a torn write, and says where', () => {
    for (let sectors = 1; sectors <= 7; sectors++) {
      const disk = newDisk();
      const writer = openWriter(disk);
      append(writer, 2);
      const from = writer.segment?.offset as number;
      append(writer, 1, 0, 3800);
      expect((writer.segment?.offset as number) - from).toBe(8 * 512);
      disk.damage(file(1), (content) => content.fill(0, from + sectors * 512));
      const reopened = open(disk);
      expect(reopened.durable).toBe(2);
      expect(reopened.report).toMatchObject({
        lastEnd: 'torn',
        torn: { file: file(1), offset: from, bytes: sectors * 512 },
        damage: [],
      });
      append(reopened, 2, 3);
      expect(seqs(readAll(disk, 4))).toEqual([1, 2, 3, 4]);
      expect(open(disk).report).toMatchObject({ torn: null, damage: [] });
    }
  });

  it('[J6] refuses damage in the middle of the last segment, and changes nothing', () => {
    const disk = threeSegments();
    breakBatch(disk, 9, 10);
    const before = disk.list(TIMELINE);
    const error = thrownBy(() => open(disk));
    expect(error).toMatchObject({
      name: 'JournalError',
      code: 'damaged',
      details: { file: file(9), offset: HEADER_BYTES + 512, firstSeq: 10, lastSeq: 10 },
    });
    expect((error as Error).message).toContain('10 to 10');
    expect((error as { hint: string }).hint).not.toBe('');
    expect(disk.list(TIMELINE)).toEqual(before);
  });

  it('[J6] refuses damage in an earlier segment, be it its last batch', () => {
    for (const seq of [5, 6, 7, 8]) {
      const disk = threeSegments();
      breakBatch(disk, 5, seq);
      expect(thrownBy(() => open(disk))).toMatchObject({
        code: 'damaged',
        details: { file: file(5), firstSeq: seq, lastSeq: seq },
      });
    }
  });

  it('[J6] refuses a damaged header, of the first, a middle and the last segment', () => {
    const lost = { 1: [1, 4], 5: [5, 8], 9: [9, null] } as const;
    for (const firstSeq of [1, 5, 9] as const) {
      const disk = threeSegments();
      breakHeader(disk, firstSeq);
      const [first, last] = lost[firstSeq];
      expect(
        thrownBy(() => open(disk)),
        `${firstSeq}`,
      ).toMatchObject({
        code: 'damaged',
        details: { file: file(firstSeq), firstSeq: first, lastSeq: last },
      });
    }
  });

  it('[J6] refuses a broken header of the only segment', () => {
    const disk = newDisk();
    append(openWriter(disk));
    breakHeader(disk, 1);
    expect(thrownBy(() => open(disk))).toMatchObject({
      code: 'damaged',
      details: { firstSeq: 1, lastSeq: null },
    });
  });

  it('[J6] refuses a header that the medium cannot read', () => {
    const disk = threeSegments();
    disk.hook = ({ kind, path }) => (kind === 'read' && path === file(5) ? 'EIO' : undefined);
    expect(thrownBy(() => open(disk))).toMatchObject({
      code: 'damaged',
      details: { file: file(5), firstSeq: 5, lastSeq: 8 },
    });
  });

  it('[J6] does not take a file that it may not read for a damaged one', () => {
    const disk = threeSegments();
    disk.hook = ({ kind, path }) => (kind === 'open' && path === file(5) ? 'EACCES' : undefined);
    expect(thrownBy(() => open(disk))).toMatchObject({
      code: 'read-failed',
      details: { systemCode: 'EACCES' },
    });
  });

  it('[J6] refuses a missing middle segment, and takes a missing oldest one for retention', () => {
    const middle = threeSegments();
    middle.remove(file(5));
    expect(thrownBy(() => open(middle))).toMatchObject({
      code: 'damaged',
      details: { file: file(5), firstSeq: 5, lastSeq: 8 },
    });
    const oldest = threeSegments();
    oldest.remove(file(1));
    expect(open(oldest).durable).toBe(12);
    expect(seqs(readAll(oldest, 12, 4))).toEqual(range(5, 12));
    expect(thrownBy(() => readAll(oldest, 12, 2))).toMatchObject({
      code: 'gap',
      details: { firstSeq: 3, lastSeq: 4 },
    });
    expect(thrownBy(() => open(oldest, 2))).toMatchObject({ code: 'gap' });
  });

  it('[J16] calls a damaged last batch before a seal damage, and a damaged seal nothing', () => {
    const disk = newDisk();
    const writer = openWriter(disk);
    for (let i = 0; i < 4; i++) append(writer);
    writer.close();
    const seal = HEADER_BYTES + 4 * 512;
    disk.damage(file(1), (content) => content.fill(0x55, seal, seal + 10));
    expect(open(disk)).toMatchObject({ durable: 4 });

    const other = newDisk();
    const sealed = openWriter(other);
    for (let i = 0; i < 4; i++) append(sealed);
    sealed.close();
    breakBatch(other, 1, 4);
    expect(thrownBy(() => open(other))).toMatchObject({
      code: 'damaged',
      details: { firstSeq: 4, lastSeq: 4 },
    });
  });

  it.each([
    ['in an earlier segment', (disk: SimDisk) => breakBatch(disk, 5, 6), 6],
    ['in the last segment', (disk: SimDisk) => breakBatch(disk, 9, 10), 10],
    ['of a header', (disk: SimDisk) => breakHeader(disk, 5), 8],
    ['of a whole file', (disk: SimDisk) => disk.remove(file(5)), 8],
  ])(
    '[J19] reports damage %s that is held elsewhere, and writes on above it',
    (_, harm, lastLost) => {
      const disk = threeSegments();
      harm(disk);
      expect(() => open(disk, lastLost - 1)).toThrow(expect.objectContaining({ code: 'damaged' }));
      const writer = open(disk, lastLost);
      expect(writer.durable).toBe(12);
      append(writer, 2);
      expect(seqs(readAll(disk, 14, lastLost))).toEqual(range(lastLost + 1, 14));
      expect(thrownBy(() => readAll(disk, 14, lastLost - 1))).toMatchObject({
        code: 'damaged',
        details: { lastSeq: lastLost },
      });
      expect(open(disk, lastLost).durable).toBe(14);
    },
  );

  it('[J19] reports the damage that it passed over', () => {
    const disk = threeSegments();
    breakBatch(disk, 9, 10);
    expect(open(disk, 10).report).toMatchObject({
      segments: 3,
      segmentsScanned: 1,
      damage: [{ file: file(9), firstSeq: 10, lastSeq: 10, offset: HEADER_BYTES + 512 }],
    });
  });

  it('[J19] never passes over a last segment without a header: nobody knows what it held', () => {
    const disk = threeSegments();
    breakHeader(disk, 9);
    expect(() => open(disk, 1_000_000)).toThrow(expect.objectContaining({ code: 'damaged' }));
  });

  it('[J19] reads only the segments that hold what is not held elsewhere', () => {
    expect(open(threeSegments()).report).toMatchObject({ segments: 3, segmentsScanned: 3 });
    expect(open(threeSegments(), 8).report).toMatchObject({ segments: 3, segmentsScanned: 1 });
    expect(open(threeSegments(), 7).report).toMatchObject({ segmentsScanned: 2 });
  });

  it('[J11] leaves a half-made segment alone: no name, no segment', () => {
    const disk = threeSegments();
    const half = disk.create(`${TIMELINE}/segment-4.tmp`);
    half.writeAt(disk.raw(file(9)).subarray(0, 4096), 0);
    expect(open(disk).durable).toBe(12);
    expect(disk.list(TIMELINE).some((name) => name.endsWith('.tmp'))).toBe(false);
  });

  it('[J11] never changes a byte of what it finds', () => {
    const disk = threeSegments();
    const before = [1, 5, 9].map((seq) => disk.raw(file(seq)).slice());
    const writer = open(disk);
    for (let i = 0; i < 50; i++) append(writer, 1, 0, 1000);
    writer.close();
    expect([1, 5, 9].map((seq) => disk.raw(file(seq)))).toEqual(before);
  });
});

describe('the current timeline', () => {
  const current = `${JOURNAL}/current.json`;

  it.each([
    ['is missing', (disk: SimDisk) => disk.remove(current)],
    ['is empty', (disk: SimDisk) => disk.cut(current, 0)],
    ['is broken', (disk: SimDisk) => disk.damage(current, (content) => content.fill(0x7b))],
    [
      'says nothing',
      (disk: SimDisk) => disk.damage(current, (content) => content.set([0x31, 10], 0)),
    ],
  ])('[J12] is rebuilt from the headers where current.json %s', (_, harm) => {
    const disk = threeSegments();
    harm(disk);
    expect(new JournalDirectory(disk, JOURNAL).currentTimeline()).toEqual({
      timeline: 1,
      rebuilt: true,
    });
    expect(seqs(readAll(disk, 12))).toEqual(range(1, 12));
    const writer = open(disk);
    expect(writer).toMatchObject({ durable: 12, report: { currentRebuilt: true } });
    expect(open(disk).report.currentRebuilt).toBe(false);
  });

  function branch(disk: SimDisk, timeline: number): JournalDirectory {
    const journal = new JournalDirectory(disk, JOURNAL);
    createTimeline(disk, journal, {
      serverId: SERVER_ID,
      tables: [],
      timeline,
      parent: {
        timeline: 1,
        branch_seq: 6,
        first_seq: 13,
        at: 0,
        next_log_id: 1,
        next_ids: {},
      },
      bytes: 16 * 1024,
      id: new Uint8Array(16).fill(timeline),
    });
    return journal;
  }

  it('[J20] changes by one atomic step, and a timeline that was only created changes nothing', () => {
    let disk = threeSegments();
    branch(disk, 2);
    disk = disk.crash(new Random(3));
    expect(open(disk)).toMatchObject({ timeline: 1, durable: 12 });
    new JournalDirectory(disk, JOURNAL).setCurrent(2);
    disk = disk.crash(new Random(4));
    const writer = open(disk);
    expect(writer).toMatchObject({ timeline: 2, durable: 12 });
    append(writer, 2);
    expect(seqs(readAll(disk, 14, 12))).toEqual([13, 14]);
    const [, second] = new JournalDirectory(disk, JOURNAL).list(2).segments;
    expect(second?.header).toMatchObject({ parent: { timeline: 1, branch_seq: 6 }, timeline: 2 });
  });

  it('[J12] is the one with the newest epoch where current.json is lost', () => {
    const disk = threeSegments();
    const journal = branch(disk, 2);
    open(disk);
    disk.remove(current);
    expect(open(disk).timeline).toBe(1);
    branch(disk, 3);
    journal.setCurrent(3);
    open(disk);
    disk.remove(current);
    expect(open(disk).timeline).toBe(3);
  });

  it('[J12] is refused where current.json names one without files', () => {
    const disk = threeSegments();
    new JournalDirectory(disk, JOURNAL).setCurrent(7);
    expect(thrownBy(() => open(disk))).toMatchObject({ code: 'damaged' });
  });
});
