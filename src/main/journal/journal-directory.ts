/**
 * The journal directory: which timeline is current, which segments it has, in which order they
 * follow each other.
 *
 *   journal/current.json                          {"timeline": 1}
 *   journal/<timeline>/<first-seq>.journal        a segment
 *   journal/<timeline>/<first-seq>.<ordinal>.journal   where that name was taken by one without batches
 *   journal/<timeline>/*.tmp                      not a segment yet; never holds data
 *
 * Reads names and headers, never batches. A file gets its name only after its header was synced, so
 * a name with an unreadable header is damage and not an unfinished creation.
 */
import { type Disk, dirname, join, readWhole, writeAtomic } from './disk.ts';
import { JournalError, wrapSystemError } from './journal-error.ts';
import { type PreviousEnd, readHeader, type SegmentHeader } from './segment.ts';

const SEQ_DIGITS = 16;
const SEGMENT_NAME = /^(\d{16,})(?:\.(\d+))?\.journal$/;
const TIMELINE_NAME = /^[1-9]\d*$/;

/** A segment whose header is readable. */
export interface SegmentFile {
  readonly name: string;
  readonly path: string;
  readonly header: SegmentHeader;
  readonly headerBytes: number;
  readonly headerChecksum: number;
}

/** A file that has a segment's name and no readable header. */
export interface BrokenFile {
  readonly name: string;
  readonly path: string;
  readonly reason: string;
}

export interface Listing {
  /** By ordinal. */
  readonly segments: readonly SegmentFile[];
  readonly broken: readonly BrokenFile[];
}

/** Change sets that should lie before a segment and whose file is missing or has lost its header. */
export interface MissingFile {
  readonly path: string;
  readonly reason: string;
  readonly lastSeq: number;
}

export interface ChainLink {
  readonly segment: SegmentFile;
  /** Its end as its successor says, or null where it has to be found by looking. */
  readonly end: PreviousEnd | null;
  /** What should lie between the link before and this one, and does not. */
  readonly missingBefore: MissingFile | null;
}

/** The segments that follow each other, oldest first. */
export interface Chain {
  readonly links: readonly ChainLink[];
  /** Segments that nothing follows and that never held anything acknowledged. */
  readonly abandoned: readonly SegmentFile[];
  /** Broken files that are newer than the last link: nobody knows what they held. */
  readonly brokenTail: readonly BrokenFile[];
}

/** Name of a new segment; `taken` says which names there are. */
export function segmentName(
  firstSeq: number,
  ordinal: number,
  taken: (name: string) => boolean,
): string {
  const first = String(firstSeq).padStart(SEQ_DIGITS, '0');
  let name = `${first}.journal`;
  for (let suffix = ordinal; taken(name); suffix++) name = `${first}.${suffix}.journal`;
  return name;
}

export class JournalDirectory {
  readonly path: string;
  readonly #disk: Disk;
  /** Headers never change, so each is read once. By path. */
  readonly #headers = new Map<string, SegmentFile>();

  constructor(disk: Disk, directory: string) {
    this.#disk = disk;
    this.path = directory;
  }

  timelinePath(timeline: number): string {
    return join(this.path, String(timeline));
  }

  /** The numbers of all timelines, ascending. */
  timelines(): number[] {
    if (!this.#disk.exists(this.path)) return [];
    const names = this.#disk.list(this.path).filter((name) => TIMELINE_NAME.test(name));
    return names.map(Number).sort((a, b) => a - b);
  }

  /**
   * The timeline that `current.json` names; where that file is missing or broken, the one with the
   * newest epoch, since only the current timeline is ever written. Null where there is no segment.
   * Throws `damaged` where the named timeline has no file: it got its first segment before its name
   * was written, and going back to an older timeline would undo a restore unasked.
   */
  currentTimeline(): { timeline: number; rebuilt: boolean } | null {
    const timelines = this.timelines();
    const named = this.#readCurrent();
    if (named !== null) {
      const { segments, broken } = this.list(named);
      if (segments.length > 0 || broken.length > 0) return { timeline: named, rebuilt: false };
      throw new JournalError('damaged', `${this.#currentPath()} names a timeline without files.`, {
        file: this.timelinePath(named),
      });
    }
    let newest: { timeline: number; epoch: number } | null = null;
    for (const timeline of timelines) {
      const { segments, broken } = this.list(timeline);
      // A timeline whose headers are all broken still counts: it must be found, to be refused.
      if (segments.length === 0 && broken.length === 0) continue;
      const epoch = Math.max(0, ...segments.map((segment) => segment.header.epoch));
      if (newest === null || epoch >= newest.epoch) newest = { timeline, epoch };
    }
    return newest === null ? null : { timeline: newest.timeline, rebuilt: true };
  }

  /** Makes `timeline` the current one, in one atomic and durable step. */
  setCurrent(timeline: number): void {
    const text = `${JSON.stringify({ timeline })}\n`;
    writeAtomic(this.#disk, this.#currentPath(), new TextEncoder().encode(text));
  }

  /** The newest epoch of all timelines; 0 where there is none. */
  newestEpoch(): number {
    const epochs = this.timelines().flatMap((timeline) =>
      this.list(timeline).segments.map((segment) => segment.header.epoch),
    );
    return Math.max(0, ...epochs);
  }

  /** Throws `newer-format` and `read-failed`. */
  list(timeline: number): Listing {
    const directory = this.timelinePath(timeline);
    const segments: SegmentFile[] = [];
    const broken: BrokenFile[] = [];
    if (!this.#disk.exists(directory)) return { segments, broken };
    for (const name of this.#disk.list(directory)) {
      if (!SEGMENT_NAME.test(name)) continue;
      const found = this.#readHeader(join(directory, name), name);
      if ('header' in found) segments.push(found);
      else broken.push(found);
    }
    segments.sort((a, b) => a.header.ordinal - b.header.ordinal);
    return { segments, broken };
  }

  /** Removes a segment for good. */
  remove({ path }: SegmentFile): void {
    const directory = dirname(path);
    this.#disk.remove(path);
    this.#disk.syncDirectory(directory);
    this.#headers.delete(path);
  }

  #currentPath(): string {
    return join(this.path, 'current.json');
  }

  #readCurrent(): number | null {
    if (!this.#disk.exists(this.#currentPath())) return null;
    try {
      const text = new TextDecoder().decode(readWhole(this.#disk, this.#currentPath()));
      const parsed = JSON.parse(text) as { timeline?: unknown } | null;
      const timeline = parsed?.timeline;
      return typeof timeline === 'number' && Number.isSafeInteger(timeline) ? timeline : null;
    } catch (error) {
      if (error instanceof SyntaxError) return null;
      throw wrapSystemError('read-failed', error, this.#currentPath());
    }
  }

  #readHeader(file: string, name: string): SegmentFile | BrokenFile {
    const known = this.#headers.get(file);
    if (known !== undefined) return known;
    let outcome: ReturnType<typeof readHeader>;
    try {
      const opened = this.#disk.open(file, 'read');
      try {
        outcome = readHeader(opened);
      } finally {
        opened.close();
      }
    } catch (error) {
      const wrapped = wrapSystemError('read-failed', error, file);
      // The medium cannot read its first sector: that is damage of this one file. Any other refusal
      // (permissions, too many open files) says nothing about the file and stops here.
      if (wrapped instanceof JournalError && wrapped.details.systemCode === 'EIO') {
        return { name, path: file, reason: 'the medium cannot be read' };
      }
      throw wrapped;
    }
    if (outcome.kind === 'unreadable') return { name, path: file, reason: outcome.reason };
    if (outcome.kind === 'newer-format') {
      throw new JournalError('newer-format', `${file} has the newer format ${outcome.format}.`, {
        file,
      });
    }
    const segment: SegmentFile = {
      name,
      path: file,
      header: outcome.header,
      headerBytes: outcome.bytes,
      headerChecksum: outcome.checksum,
    };
    this.#headers.set(file, segment);
    return segment;
  }
}

/**
 * Follows the headers' `previous` from the newest segment back. What no header names as its
 * predecessor was abandoned: its creation failed half way, so nothing in it was acknowledged.
 */
export function chainOf({ segments, broken }: Listing): Chain {
  const byName = new Map(segments.map((segment) => [segment.name, segment]));
  const links: ChainLink[] = [];
  let segment = segments.at(-1);
  let end: PreviousEnd | null = null;
  while (segment !== undefined) {
    const { previous } = segment.header;
    const found: SegmentFile | undefined =
      previous === null ? undefined : byName.get(previous.file);
    if (previous === null || found?.header.ordinal === previous.ordinal) {
      links.unshift({ segment, end, missingBefore: null });
      end = previous;
      segment = found;
      continue;
    }
    // The predecessor is gone. Where nothing older is there either, retention removed it.
    const older = segments.findLast((candidate) => candidate.header.ordinal < previous.ordinal);
    const brokenFile = broken.find((file) => file.name === previous.file);
    const missing = brokenFile !== undefined || older !== undefined;
    links.unshift({
      segment,
      end,
      missingBefore: missing
        ? {
            path: join(dirname(segment.path), previous.file),
            reason: brokenFile?.reason ?? 'the file is missing',
            lastSeq: previous.last_seq,
          }
        : null,
    });
    end = null;
    segment = older;
  }
  const linked = new Set(links.map((link) => link.segment));
  return {
    links,
    abandoned: segments.filter((candidate) => !linked.has(candidate)),
    brokenTail: broken.filter((file) => mayBeNewer(file.name, segments)),
  };
}

/** The first sequence that a segment may hold, by its name. */
export function firstSeqOf(name: string): number {
  return Number(SEGMENT_NAME.exec(name)?.[1]);
}

/**
 * True where a broken file may have been made after the newest segment: no header names it as a
 * predecessor, and first sequences never fall from one segment to the next.
 */
function mayBeNewer(name: string, segments: readonly SegmentFile[]): boolean {
  if (segments.some((segment) => segment.header.previous?.file === name)) return false;
  const newest = segments.at(-1);
  return newest === undefined || firstSeqOf(name) >= newest.header.first_seq;
}
