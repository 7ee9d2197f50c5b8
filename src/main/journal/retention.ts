/**
 * Which segments have had their time (design, rule 11): a segment goes only when everything in it is held
 * elsewhere and nobody may want to go back into it. Pure: decides and removes nothing.
 */
import { chainOf, type JournalDirectory, type SegmentFile } from './journal-directory.ts';
import { readTimelines } from './timelines.ts';

export interface RetentionLimits {
  /** Every change up to this one is in the snapshot, in a proven backup, and wherever else it is followed to. */
  readonly heldUpTo: number;
  /** Wall clock in milliseconds: any moment since then can be gone back to. Null where no clock says. */
  readonly since: number | null;
  /** What those moments are made from stands at this change or above: segments above it are needed. */
  readonly neededAfter: number;
  /** Bytes of segments above which the oldest go although they are younger. */
  readonly bytesMax: number;
  /** Wall clock, milliseconds. */
  readonly now: number;
}

/** A segment with its place in time. */
interface Aged {
  readonly file: SegmentFile;
  readonly bytes: number;
  /** Null for the segment that is written now. */
  readonly lastSeq: number | null;
  readonly endedAt: number | null;
}

/**
 * The segments to remove, in the order in which they are to be removed: oldest first over all timelines,
 * up to the first that is needed. A clock that stands before the newest segment has jumped: until it is
 * sane again nothing is old. Throws as `JournalDirectory.list` does.
 */
export function expiredSegments(
  journal: JournalDirectory,
  sizeOf: (path: string) => number,
  { heldUpTo, since, neededAfter, bytesMax, now }: RetentionLimits,
): readonly SegmentFile[] {
  const segments = inTime(journal, sizeOf);
  const newest = segments.at(-1);
  if (newest === undefined || newest.file.header.created_at > now) return [];
  let bytes = segments.reduce((sum, segment) => sum + segment.bytes, 0);
  const expired: SegmentFile[] = [];
  for (const segment of segments) {
    const { file, lastSeq, endedAt } = segment;
    if (lastSeq === null || endedAt === null || lastSeq > heldUpTo) break;
    const isOld = since !== null && endedAt < since && lastSeq <= neededAfter;
    if (!isOld && bytes <= bytesMax) break;
    bytes -= segment.bytes;
    expired.push(file);
  }
  return expired;
}

function inTime(journal: JournalDirectory, sizeOf: (path: string) => number): readonly Aged[] {
  return readTimelines(journal).flatMap(({ timeline, lastSeq, to }) => {
    const { links } = chainOf(journal.list(timeline));
    return links.map(({ segment, end }, i): Aged => {
      const next = links[i + 1]?.segment.header;
      return {
        file: segment,
        bytes: sizeOf(segment.path),
        lastSeq: end?.last_seq ?? (next === undefined ? lastSeq : next.first_seq - 1),
        endedAt: next?.created_at ?? to,
      };
    });
  });
}
