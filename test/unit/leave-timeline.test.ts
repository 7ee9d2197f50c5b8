/** Leaving a journal that cannot be read on: the numbers that the new timeline goes on with. */
import { expect, it } from 'vitest';
import { JournalDirectory } from '../../src/main/journal/journal-directory.ts';
import { leaveTimeline } from '../../src/main/journal/leave-timeline.ts';
import { readTimelines, timelineOf } from '../../src/main/journal/timelines.ts';
import {
  append,
  changeSet,
  encodeChunk,
  JOURNAL,
  newDisk,
  openWriter,
  SERVER_ID,
} from '../support/journal.ts';

function left() {
  const disk = newDisk();
  const writer = openWriter(disk);
  append(writer, 2);
  // One lost change, of which nobody knows what it did.
  const lost = changeSet(3);
  writer.append([encodeChunk([lost])], 3, 3, 3);
  writer.close();
  const journal = new JournalDirectory(disk, JOURNAL);
  const readable = { seq: 2, nextLogId: 3, nextIds: { items: 5 } };
  const made = { serverId: SERVER_ID, tables: [], id: new Uint8Array(16).fill(2), now: 0 };
  return { journal, lost: leaveTimeline(disk, journal, readable, made) };
}

it('[H32] all numbers go on above those that the lost changes may have used', () => {
  const { journal, lost } = left();
  expect(lost).toEqual({ firstSeq: 3, lastSeq: 3 });
  const [, begun] = readTimelines(journal);
  expect(begun).toMatchObject({ timeline: 2, firstSeq: 4, parent: { cause: 'damage' } });
  expect(begun?.parent?.next_log_id).toBeGreaterThan(3 + 1_000);
  // The state that it begins with had two entries (A9).
  expect(begun?.parent?.branch_log_id).toBe(2);
  expect(begun?.parent?.next_ids.items).toBeGreaterThan(5 + 1_000);
});

it('[R7] a sequence before all timelines that are left is of none of them', () => {
  const timelines = readTimelines(left().journal);
  expect([0, 3, 4, 99].map((seq) => timelineOf(timelines, seq)?.timeline)).toEqual([1, 1, 2, 2]);
  const remaining = timelines.slice(1);
  expect([0, 2, 3, 4].map((seq) => timelineOf(remaining, seq)?.timeline)).toEqual([
    undefined,
    undefined,
    2,
    2,
  ]);
});
