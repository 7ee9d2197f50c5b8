/** Which segments of the journal have had their time, over timelines. */
import { describe, expect, it } from 'vitest';
import { JournalDirectory } from '../../src/main/journal/journal-directory.ts';
import { expiredSegments, type RetentionLimits } from '../../src/main/journal/retention.ts';
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
} from '../support/journal.ts';
import type { SimDisk } from '../support/sim-disk.ts';

const HOUR = 3_600_000;
const BYTES = 16 * 1024;

/** An epoch each hour with two changes: a segment 1-2, one 3-4, and so on. */
function hourly(hours: number, disk = newDisk(), from = 0): SimDisk {
  for (let hour = from; hour < from + hours; hour++) {
    const writer = openWriter(disk, { at: { wall: hour * HOUR, monotonic: 0 }, seed: hour + 1 });
    append(writer, 1);
    append(writer, 1);
    writer.close();
  }
  return disk;
}

function expired(disk: SimDisk, limits: Partial<RetentionLimits>): string[] {
  const journal = new JournalDirectory(disk, JOURNAL);
  const sizeOf = (path: string) => {
    const file = disk.open(path, 'read');
    const size = file.size();
    file.close();
    return size;
  };
  const all = {
    heldUpTo: 1_000,
    neededAfter: 1_000,
    since: 1_000 * HOUR,
    bytesMax: 1e9,
    now: 1_000 * HOUR,
  };
  const gone = expiredSegments(journal, sizeOf, { ...all, ...limits });
  for (const segment of gone) journal.remove(segment);
  return gone.map(({ header }) => `${header.timeline}:${header.first_seq}`);
}

describe('the segments of a journal', () => {
  it('[J25] go when they are below everything that follows the journal, never the last', () => {
    expect(expired(hourly(4), { heldUpTo: 0 })).toEqual([]);
    expect(expired(hourly(4), { heldUpTo: 1 })).toEqual([]);
    expect(expired(hourly(4), { heldUpTo: 5 })).toEqual(['1:1', '1:3']);
    const disk = hourly(4);
    expect(expired(disk, {})).toEqual(['1:1', '1:3', '1:5']);
    // What is left is read and written on.
    expect(seqs(readAll(disk, 8, 6))).toEqual([7, 8]);
    const writer = openWriter(disk, { acceptDamageUpTo: 6 });
    expect(writer.durable).toBe(8);
    append(writer, 1);
    expect(seqs(readAll(disk, 9, 6))).toEqual(range(7, 9));
  });

  it('[J25] stay as long as somebody may want to go back into them, but for their size', () => {
    // The segment of an hour ends with the next hour's first.
    expect(expired(hourly(4), { since: 2 * HOUR })).toEqual(['1:1']);
    expect(expired(hourly(4), { since: 2 * HOUR + 1 })).toEqual(['1:1', '1:3']);
    expect(expired(hourly(4), { since: 0, bytesMax: 4 * BYTES })).toEqual([]);
    expect(expired(hourly(4), { since: 0, bytesMax: 4 * BYTES - 1 })).toEqual(['1:1']);
    expect(expired(hourly(4), { since: 0, bytesMax: 0, heldUpTo: 4 })).toEqual(['1:1', '1:3']);
  });

  it('[J25] stay as long as moments of the window are made from them, but for their size', () => {
    expect(expired(hourly(4), { neededAfter: 0 })).toEqual([]);
    expect(expired(hourly(4), { neededAfter: 4 })).toEqual(['1:1', '1:3']);
    expect(expired(hourly(4), { neededAfter: 0, bytesMax: 4 * BYTES - 1 })).toEqual(['1:1']);
  });

  it('[J25] stay while the clock stands before the newest of them', () => {
    expect(expired(hourly(4), { now: 3 * HOUR - 1 })).toEqual([]);
    expect(expired(hourly(4), { now: 3 * HOUR })).not.toEqual([]);
  });

  it('[J25] are not old while no clock says so; their size is what it is', () => {
    expect(expired(hourly(4), { since: null })).toEqual([]);
    expect(expired(hourly(4), { since: null, bytesMax: 0 })).toEqual(['1:1', '1:3', '1:5']);
  });

  it('[J25] of a timeline that was left go with the age of its end', () => {
    const left = () => {
      const disk = hourly(2);
      const journal = new JournalDirectory(disk, JOURNAL);
      createTimeline(disk, journal, {
        serverId: SERVER_ID,
        tables: [],
        timeline: 2,
        parent: {
          timeline: 1,
          branch_seq: 2,
          first_seq: 5,
          at: 2 * HOUR,
          next_log_id: 1,
          next_ids: {},
        },
        bytes: BYTES,
        id: new Uint8Array(16).fill(9),
      });
      journal.setCurrent(2);
      return hourly(2, disk, 2);
    };
    expect(expired(left(), { since: 2 * HOUR })).toEqual(['1:1']);
    // The one that a timeline is created with holds nothing.
    const atItsBeginning = ['1:1', '1:3', '2:5'];
    expect(expired(left(), { since: 2 * HOUR + 1 })).toEqual(atItsBeginning);
    expect(expired(left(), { heldUpTo: 4 })).toEqual(atItsBeginning);
    expect(expired(left(), { heldUpTo: 3 })).toEqual(['1:1']);
  });
});
