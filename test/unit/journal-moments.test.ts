/** Which change was the last one at a moment, over segments and crashes. */
import { expect, it } from 'vitest';
import { JournalDirectory } from '../../src/main/journal/journal-directory.ts';
import { sequenceAt } from '../../src/main/journal/moments.ts';
import type { JournalWriter } from '../../src/main/journal/writer.ts';
import { changeSet, encodeChunk, JOURNAL, newDisk, openWriter } from '../support/journal.ts';
import { Random } from '../support/random.ts';
import type { SimDisk } from '../support/sim-disk.ts';

const at = (wall: number) => ({ at: { wall, monotonic: 0 } });

function append(writer: JournalWriter, wall: number): void {
  const seq = writer.durable + 1;
  writer.append([encodeChunk([changeSet(seq)])], seq, seq, wall);
}

const seqAt = (disk: SimDisk, moment: number) =>
  sequenceAt(disk, new JournalDirectory(disk, JOURNAL), 1, moment);

it('[R3] the last change at a moment is that of the last batch until then', () => {
  const disk = newDisk();
  const writer = openWriter(disk, at(1_000));
  append(writer, 1_100);
  append(writer, 1_200);
  writer.close();
  append(openWriter(disk, { ...at(2_000), seed: 8 }), 2_100);
  const moments = [999, 1_000, 1_100, 1_199, 1_200, 1_999, 2_000, 2_099, 2_100, 9_000];
  expect(moments.map((moment) => seqAt(disk, moment))).toEqual([
    ...[null, 0, 1, 1, 2, 2, 2, 2, 3, 3],
  ]);
});

it('[R3] a batch that a crash had written once more is of the moment at which it was made', () => {
  const disk = newDisk();
  const writer = openWriter(disk, at(1_000));
  append(writer, 1_100);
  append(writer, 1_200);
  // The power is gone; the last batch moves to the segment of the next start.
  const after = disk.crash(new Random(1));
  const next = openWriter(after, { ...at(2_000), seed: 8 });
  expect(next.durable).toBe(2);
  append(next, 2_100);
  const moments = [1_100, 1_199, 1_200, 1_500, 2_000, 2_100];
  expect(moments.map((moment) => seqAt(after, moment))).toEqual([1, 1, 2, 2, 2, 3]);
});

it('[R3] what a skip left out was at no moment', () => {
  const disk = newDisk();
  const writer = openWriter(disk, at(1_000));
  append(writer, 1_100);
  writer.close();
  const next = openWriter(disk, { ...at(2_000), seed: 8 });
  next.skipTo(10);
  append(next, 2_100);
  expect([1_500, 1_999, 2_100].map((moment) => seqAt(disk, moment))).toEqual([1, 1, 10]);
});
