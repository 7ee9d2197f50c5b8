/**
 * What the journal needs of a disk, and the real one over node:fs. Synchronous, because the journal
 * process has nothing else to do while a sync runs; only `allocate` is not, since appends go on
 * beside it. The simulated disk of the tests is the other implementation.
 *
 * Does not retry writes or syncs, and knows nothing of segments.
 */
import fs from 'node:fs';
import { dirname } from 'node:path';

/** Paths are as the operating system has them. */
export { basename, dirname, join } from 'node:path';

/** An open file. Offsets and lengths are bytes. Errors are those of the operating system. */
export interface DiskFile {
  /** Fills `target` from `offset`; returns the bytes read, fewer only where the file ends. */
  readAt(target: Uint8Array, offset: number): number;
  /** Writes all of `bytes`, or throws. */
  writeAt(bytes: Uint8Array, offset: number): void;
  /** Returns when content and size are on the medium. A sync that threw must not be tried again. */
  sync(): void;
  size(): number;
  close(): void;
}

export interface Disk {
  /** Opens an existing file; `write` is needed to sync as well (Windows syncs no read handle). */
  open(file: string, mode: 'read' | 'write'): DiskFile;
  /** Creates a file that must not exist, for reading and writing. */
  create(file: string): DiskFile;
  exists(file: string): boolean;
  /** Names of the entries of a directory, sorted. */
  list(directory: string): string[];
  /** Creates one directory; nothing happens where it exists. */
  makeDirectory(directory: string): void;
  /** Atomic within one directory; replaces `to` where it exists. */
  rename(from: string, to: string): void;
  remove(file: string): void;
  /** Returns when creations, renames and removals in `directory` are on the medium. */
  syncDirectory(directory: string): void;
  /** Creates `file` full of `bytes` zeros and syncs it, without blocking the event loop. */
  allocate(file: string, bytes: number): Promise<void>;
}

/** Zeros are written in pieces, so that an append's own sync never waits behind much of them. */
const PIECE_BYTES = 256 * 1024;
/** Bytes of zeros after which the pieces are synced: what one append may have to wait for. */
const PIECES_SYNC_BYTES = 1024 * 1024;

/** `allocate` for callers that cannot go on without the file. */
export function allocateNow(disk: Disk, file: string, bytes: number): void {
  const opened = disk.create(file);
  try {
    const zeros = new Uint8Array(Math.min(bytes, 4 * PIECE_BYTES));
    for (let offset = 0; offset < bytes; offset += zeros.length) {
      opened.writeAt(zeros.subarray(0, Math.min(zeros.length, bytes - offset)), offset);
    }
    opened.sync();
  } finally {
    opened.close();
  }
}

export function readWhole(disk: Disk, file: string): Uint8Array {
  const opened = disk.open(file, 'read');
  try {
    const bytes = new Uint8Array(opened.size());
    return bytes.subarray(0, opened.readAt(bytes, 0));
  } finally {
    opened.close();
  }
}

/** Writes beside, syncs, renames, syncs the directory: after a crash the old or the new is there. */
export function writeAtomic(disk: Disk, file: string, bytes: Uint8Array): void {
  const beside = `${file}.tmp`;
  if (disk.exists(beside)) disk.remove(beside);
  const opened = disk.create(beside);
  try {
    opened.writeAt(bytes, 0);
    opened.sync();
  } finally {
    opened.close();
  }
  disk.rename(beside, file);
  disk.syncDirectory(dirname(file));
}

class NodeFile implements DiskFile {
  readonly #descriptor: number;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  readAt(target: Uint8Array, offset: number): number {
    let done = 0;
    while (done < target.length) {
      const read = fs.readSync(this.#descriptor, target, done, target.length - done, offset + done);
      if (read === 0) break;
      done += read;
    }
    return done;
  }

  writeAt(bytes: Uint8Array, offset: number): void {
    let done = 0;
    while (done < bytes.length) {
      done += fs.writeSync(this.#descriptor, bytes, done, bytes.length - done, offset + done);
    }
  }

  sync(): void {
    // On macOS libuv makes this F_FULLFSYNC (F_BARRIERFSYNC or fsync where a file system has none),
    // on Windows FlushFileBuffers: both reach the medium, as fdatasync does on Linux.
    fs.fdatasyncSync(this.#descriptor);
  }

  size(): number {
    return fs.fstatSync(this.#descriptor).size;
  }

  close(): void {
    fs.closeSync(this.#descriptor);
  }
}

const WINDOWS = process.platform === 'win32';
/** Virus scanners and indexers hold files open for a moment; these are the codes that say so. */
const BUSY_CODES = new Set(['EPERM', 'EACCES', 'EBUSY']);
const RENAME_ATTEMPTS = 20;

function renameRetrying(from: string, to: string): void {
  for (let attempt = 1; ; attempt++) {
    try {
      fs.renameSync(from, to);
      return;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (!WINDOWS || attempt === RENAME_ATTEMPTS || !BUSY_CODES.has(code)) throw error;
      const pauseMs = Math.min(10 * attempt, 100);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
    }
  }
}

async function allocateZeros(file: string, bytes: number): Promise<void> {
  const handle = await fs.promises.open(file, 'wx');
  try {
    const zeros = new Uint8Array(Math.min(bytes, PIECE_BYTES));
    for (let offset = 0; offset < bytes; ) {
      const length = Math.min(zeros.length, bytes - offset);
      const { bytesWritten } = await handle.write(zeros, 0, length, offset);
      offset += bytesWritten;
      if (offset % PIECES_SYNC_BYTES === 0) await handle.datasync();
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export const nodeDisk: Disk = {
  open: (file, mode) => new NodeFile(fs.openSync(file, mode === 'read' ? 'r' : 'r+')),
  create: (file) => new NodeFile(fs.openSync(file, 'wx+')),
  exists: (file) => fs.existsSync(file),
  list: (directory) => fs.readdirSync(directory).sort(),
  makeDirectory(directory) {
    try {
      fs.mkdirSync(directory);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  },
  rename: renameRetrying,
  remove: (file) => fs.rmSync(file),
  syncDirectory(directory) {
    // Windows has no such call: NTFS journals its own metadata.
    if (WINDOWS) return;
    const descriptor = fs.openSync(directory, 'r');
    try {
      fs.fsyncSync(descriptor);
    } finally {
      fs.closeSync(descriptor);
    }
  },
  allocate: allocateZeros,
};
