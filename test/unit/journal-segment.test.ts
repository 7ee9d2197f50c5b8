import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { BlockSource } from '../../src/main/journal/block-source.ts';
import {
  batchBytes,
  encodeBatch,
  encodeHeader,
  FORMAT,
  readBatch,
  readHeader,
  type SegmentHeader,
  segmentSeed,
} from '../../src/main/journal/segment.ts';
import { scanSegment } from '../../src/main/journal/segment-scan.ts';
import { Random } from '../support/random.ts';
import { SimDisk } from '../support/sim-disk.ts';

const FILE = 'segment';
const SEGMENT_BYTES = 32 * 1024;

const HEADER: SegmentHeader = {
  format: FORMAT,
  server_id: 'Server_001',
  timeline: 2,
  parent: {
    timeline: 1,
    branch_seq: 90,
    first_seq: 101,
    at: 1,
    next_log_id: 7,
    next_ids: { characters: 3 },
  },
  epoch: 3,
  ordinal: 4,
  segment_id: 'a0b1c2',
  first_seq: 101,
  bytes: 4096,
  previous: { ordinal: 3, file: 'x.journal', last_seq: 100, end_offset: 8192, checksum: 9 },
  tables: [{ name: 'tägliche_quests', columns: ['quest_id'] }],
  created_at: 1_700_000_000_000,
};
const ENCODED = encodeHeader(HEADER);
const SEED = segmentSeed(HEADER.segment_id);

interface Written {
  readonly offset: number;
  readonly bytes: number;
  readonly first: number;
  readonly last: number;
}

/** A segment whose batches have payloads of these lengths and hold two change sets each. */
function writeSegment(disk: SimDisk, payloadBytes: readonly number[]): Written[] {
  const file = disk.create(FILE);
  file.writeAt(new Uint8Array(SEGMENT_BYTES), 0);
  file.writeAt(ENCODED.bytes, 0);
  let offset = ENCODED.bytes.length;
  let first = HEADER.first_seq;
  const random = new Random(5);
  return payloadBytes.map((length) => {
    const chunks = [random.bytes(length)];
    const last = first + 1;
    const { bytes } = encodeBatch(
      { kind: 'changes', first, last, wall: 5, chunks },
      SEED,
      offset,
      new Uint8Array(batchBytes(length)),
    );
    file.writeAt(bytes, offset);
    const written = { offset, bytes: bytes.length, first, last };
    offset += bytes.length;
    first = last + 1;
    return written;
  });
}

let disk: SimDisk;
beforeEach(() => {
  disk = new SimDisk({ random: new Random(1) });
});

const source = () => new BlockSource(disk.open(FILE, 'read'));
const scan = (end: SegmentHeader['previous'] = null) =>
  scanSegment(source(), HEADER, ENCODED.bytes.length, end);

describe('a segment header', () => {
  it('[J3] says all about its segment, in text that a person can read', () => {
    writeSegment(disk, []);
    expect(readHeader(disk.open(FILE, 'read'))).toEqual({
      kind: 'header',
      header: HEADER,
      bytes: 4096,
      checksum: ENCODED.checksum,
    });
    const shown = new TextDecoder().decode(disk.raw(FILE).subarray(0, 4096));
    expect(shown).toContain('"server_id":"Server_001"');
    expect(shown).toContain('"first_seq":101');
  });

  it('[J3] grows by multiples of 4096 bytes', () => {
    const tables = Array.from({ length: 500 }, (_, i) => ({ name: `t${i}`, columns: ['a', 'b'] }));
    const { bytes } = encodeHeader({ ...HEADER, tables });
    expect(bytes.length % 4096).toBe(0);
    disk.create(FILE).writeAt(bytes, 0);
    const outcome = readHeader(disk.open(FILE, 'read'));
    expect(outcome).toMatchObject({ kind: 'header', bytes: bytes.length });
  });

  it('[J3] is unreadable with any byte changed', () => {
    writeSegment(disk, []);
    const meaningful = ENCODED.bytes.findLastIndex((byte) => byte !== 0) + 1;
    for (let at = 0; at < meaningful; at++) {
      disk.damage(FILE, (content) => {
        content[at] = (content[at] as number) ^ 0x10;
      });
      expect(readHeader(disk.open(FILE, 'read')).kind, `byte ${at}`).toBe('unreadable');
      disk.damage(FILE, (content) => {
        content[at] = (content[at] as number) ^ 0x10;
      });
    }
  });

  it('[J3] is unreadable in a file that is too short', () => {
    writeSegment(disk, []);
    for (const bytes of [0, 19, 20, 200]) {
      disk.cut(FILE, bytes);
      expect(readHeader(disk.open(FILE, 'read')).kind).toBe('unreadable');
    }
  });

  it('[J17] says that it is of a newer format', () => {
    disk.create(FILE).writeAt(encodeHeader({ ...HEADER, format: FORMAT + 1 }).bytes, 0);
    const outcome = readHeader(disk.open(FILE, 'read'));
    expect(outcome).toEqual({ kind: 'newer-format', format: FORMAT + 1 });
  });
});

describe('a batch', () => {
  it('[J4] comes back as it was, with its chunks joined', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 4 }),
        fc.maxSafeNat(),
        fc.nat(1000),
        fc.double({ noNaN: true }),
        (chunks, first, more, wall) => {
          const payload = Buffer.concat(chunks);
          const batch = { kind: 'changes', first, last: first + more, wall, chunks } as const;
          const target = new Uint8Array(batchBytes(payload.length) + 512).fill(0xaa);
          const { bytes, checksum } = encodeBatch(batch, SEED, 1024, target);
          expect(bytes.length % 512).toBe(0);
          const view = (offset: number, length: number) =>
            bytes.subarray(offset - 1024, offset - 1024 + length);
          const found = readBatch({ view }, SEED, 1024, 1024 + bytes.length);
          expect(found).toMatchObject({
            kind: 'batch',
            batch: { kind: 'changes', first, last: first + more, wall, checksum },
          });
          expect(found.kind === 'batch' && Buffer.compare(found.payload, payload)).toBe(0);
        },
      ),
    );
  });

  it('[J4] is not valid at another offset or in another segment', () => {
    const [written] = writeSegment(disk, [100]) as [Written];
    const at = written.offset;
    expect(readBatch(source(), SEED, at, SEGMENT_BYTES).kind).toBe('batch');
    expect(readBatch(source(), segmentSeed('other'), at, SEGMENT_BYTES).kind).toBe('invalid');
    disk.damage(FILE, (content) => content.copyWithin(at + 512, at, at + written.bytes));
    expect(readBatch(source(), SEED, at + 512, SEGMENT_BYTES).kind).toBe('invalid');
  });

  it('[J4] is invalid with any byte changed, and where it goes beyond the limit', () => {
    const [written] = writeSegment(disk, [60]) as [Written];
    for (let at = written.offset; at < written.offset + 100; at++) {
      const flip = (content: Uint8Array) => {
        content[at] = (content[at] as number) ^ 1;
      };
      disk.damage(FILE, flip);
      expect(readBatch(source(), SEED, written.offset, SEGMENT_BYTES).kind).toBe('invalid');
      disk.damage(FILE, flip);
    }
    const end = written.offset + written.bytes;
    expect(readBatch(source(), SEED, written.offset, end).kind).toBe('batch');
    expect(readBatch(source(), SEED, written.offset, end - 1).kind).toBe('invalid');
  });
});

describe('scanning a segment', () => {
  it('[J5] tells an empty one, an open one and one that is full', () => {
    writeSegment(disk, []);
    expect(scan()).toMatchObject({
      batches: [],
      lastSeq: 100,
      end: { kind: 'empty', offset: 4096 },
    });
    disk = new SimDisk({ random: new Random(1) });
    const written = writeSegment(disk, [10, 2000, 512]);
    expect(scan()).toMatchObject({
      batches: written.map(({ offset, first, last }) => ({ offset, first, last })),
      lastSeq: 106,
      damage: [],
      end: { kind: 'open', offset: 4096 + 512 + 2048 + 1024 },
    });
    disk.cut(FILE, 4096 + 512 + 2048 + 1024);
    expect(scan()).toMatchObject({ lastSeq: 106, end: { kind: 'open' } });
  });

  it('[J5] calls the last batch torn wherever it was cut, and counts its bytes', () => {
    const last = writeSegment(disk, [10, 3000]).at(-1) as Written;
    const whole = disk.raw(FILE).slice();
    const sectors = last.bytes / 512;
    // Every subset of its sectors that is not all of them: the medium writes in any order.
    for (let kept = 0; kept < 2 ** sectors - 1; kept++) {
      disk.damage(FILE, (content) => {
        content.set(whole);
        for (let sector = 0; sector < sectors; sector++) {
          const start = last.offset + sector * 512;
          if ((kept & (1 << sector)) === 0) content.fill(0, start, start + 512);
        }
      });
      const { end, lastSeq, damage } = scan();
      expect(damage).toEqual([]);
      expect(lastSeq).toBe(102);
      expect(end.offset).toBe(last.offset);
      const bytes = (32 - Math.clz32(kept)) * 512;
      expect(end).toEqual(
        bytes === 0
          ? { kind: 'open', offset: last.offset }
          : { kind: 'torn', offset: last.offset, bytes, reason: expect.any(String) },
      );
    }
  });

  it('[J5] calls any damage to the last batch torn', () => {
    const last = writeSegment(disk, [10, 700]).at(-1) as Written;
    for (let at = 0; at < 40; at++) {
      const flip = (content: Uint8Array) => {
        content[last.offset + at] = (content[last.offset + at] as number) ^ 0x80;
      };
      disk.damage(FILE, flip);
      expect(scan()).toMatchObject({ lastSeq: 102, damage: [], end: { kind: 'torn' } });
      disk.damage(FILE, flip);
    }
  });

  it('[J6] calls invalid bytes with a valid batch after them damage, and goes on behind it', () => {
    const written = writeSegment(disk, [10, 3000, 20, 30]);
    for (const [i, broken] of written.entries()) {
      if (i === written.length - 1) break;
      const next = written[i + 1] as Written;
      const before = disk.raw(FILE).slice();
      disk.damage(FILE, (content) => content.fill(0, broken.offset, broken.offset + 512));
      expect(scan()).toMatchObject({
        lastSeq: 108,
        end: { kind: 'open' },
        damage: [
          {
            offset: broken.offset,
            nextValidOffset: next.offset,
            firstSeq: broken.first,
            lastSeq: broken.last,
          },
        ],
      });
      expect(scan().batches).toHaveLength(3);
      disk.damage(FILE, (content) => content.set(before));
    }
  });

  it('[J6] tells several damages apart', () => {
    const written = writeSegment(disk, [10, 10, 10, 10, 10]);
    for (const i of [0, 2]) {
      disk.damage(FILE, (content) =>
        content.fill(7, (written[i] as Written).offset, (written[i] as Written).offset + 512),
      );
    }
    const { damage, lastSeq } = scan();
    expect(damage.map(({ firstSeq, lastSeq: last }) => [firstSeq, last])).toEqual([
      [101, 102],
      [105, 106],
    ]);
    expect(lastSeq).toBe(110);
  });

  it('[J6] names a medium that cannot be read as the reason', () => {
    const written = writeSegment(disk, [10, 9000, 10]);
    const middle = written[1] as Written;
    let reads = 0;
    disk.hook = ({ kind }) => {
      if (kind !== 'read') return undefined;
      reads++;
      // The whole block fails, and of its pieces the one in the middle batch.
      return reads === 1 || reads === 3 ? 'EIO' : undefined;
    };
    const { damage } = scan();
    expect(damage).toMatchObject([
      { offset: middle.offset, firstSeq: 103, lastSeq: 104, reason: 'the medium cannot be read' },
    ]);
  });

  it('[J7] ends where the successor says, whatever lies beyond', () => {
    const written = writeSegment(disk, [10, 3000, 700]);
    const kept = written[0] as Written;
    const { checksum } = scan().batches[0] as { checksum: number };
    const end = { ordinal: 4, file: FILE, last_seq: 102, end_offset: kept.offset + 512, checksum };
    expect(scan(end)).toMatchObject({
      lastSeq: 102,
      damage: [],
      end: { kind: 'continued', offset: kept.offset + 512, ignoredBytes: 3072 + 1024 },
    });
    expect(scan(end).batches).toHaveLength(1);
  });

  it('[J6] calls what is missing below the end that the successor names damage', () => {
    const written = writeSegment(disk, [10, 3000]);
    const last = written[1] as Written;
    const whole = scan();
    const end = {
      ordinal: 4,
      file: FILE,
      last_seq: 104,
      end_offset: last.offset + last.bytes,
      checksum: whole.batches[1]?.checksum as number,
    };
    expect(scan(end)).toMatchObject({ damage: [], lastSeq: 104 });
    disk.damage(FILE, (content) => content.fill(0, last.offset));
    expect(scan(end)).toMatchObject({
      lastSeq: 104,
      damage: [{ offset: last.offset, firstSeq: 103, lastSeq: 104, nextValidOffset: null }],
    });
    disk.cut(FILE, last.offset + 512);
    expect(scan(end).damage).toHaveLength(1);
  });

  it('[J6] does not take another copy of a segment for the one that the successor knew', () => {
    const [written] = writeSegment(disk, [10]) as [Written];
    const end_offset = written.offset + written.bytes;
    const end = { ordinal: 4, file: FILE, last_seq: 102, end_offset, checksum: 1 };
    expect(scan(end).damage).toMatchObject([{ firstSeq: 101, lastSeq: 102 }]);
  });

  it('[J5] takes no time over a torn batch whose payload imitates headers', () => {
    const [, torn] = writeSegment(disk, [10, 20_000]) as [Written, Written];
    disk.damage(FILE, (content) => {
      const imitation = content.slice(torn.offset, torn.offset + 32);
      content.fill(0, torn.offset, torn.offset + 512);
      for (let at = torn.offset + 512; at < torn.offset + torn.bytes; at += 512) {
        content.set(imitation, at);
      }
    });
    expect(scan()).toMatchObject({ lastSeq: 102, end: { kind: 'torn' } });
  });
});
