/**
 * Reads a file in blocks, so that walking over many small batches costs few reads and a large
 * segment is never in memory whole. Judges nothing that it reads.
 */
import type { DiskFile } from './disk.ts';
import { systemCodeOf } from './journal-error.ts';
import type { ByteSource } from './segment.ts';
import { roundUp } from './segment.ts';

/** The first read after `discard` is small (a follower wants the newest few KiB), later ones grow. */
const BLOCK_BYTES_MIN = 64 * 1024;
const BLOCK_BYTES_MAX = 1024 * 1024;
/** Where a block cannot be read, what can be is read in pieces of this size. */
const PIECE_BYTES = 4096;
/** Stands for what cannot be read: not zero, so it is never taken for space that is still free. */
const UNREADABLE_BYTE = 0xff;

export class BlockSource implements ByteSource {
  /** Fixed: segments are never grown. */
  readonly size: number;
  /** Where the medium could not be read, or null. Its bytes come as 0xff and so fail every check. */
  unreadableAt: number | null = null;
  readonly #file: DiskFile;
  #buffer: Uint8Array = new Uint8Array(0);
  #start = 0;
  #end = 0;
  #nextBytes = BLOCK_BYTES_MIN;

  constructor(file: DiskFile) {
    this.#file = file;
    this.size = file.size();
  }

  /** Bytes from `offset`, fewer than `length` only where the file ends; valid until the next call. */
  view(offset: number, length: number): Uint8Array {
    const end = Math.min(offset + length, this.size);
    if (offset < this.#start || end > this.#end) this.#fill(offset, end - offset);
    return this.#buffer.subarray(offset - this.#start, Math.max(offset, end) - this.#start);
  }

  /** Forgets what was read, since a writer may have written there since. */
  discard(): void {
    this.#start = 0;
    this.#end = 0;
    this.#nextBytes = BLOCK_BYTES_MIN;
  }

  #fill(offset: number, atLeast: number): void {
    const wanted = Math.min(
      Math.max(roundUp(atLeast, PIECE_BYTES), this.#nextBytes),
      Math.max(this.size - offset, 0),
    );
    this.#nextBytes = Math.min(this.#nextBytes * 2, BLOCK_BYTES_MAX);
    if (this.#buffer.length < wanted) this.#buffer = new Uint8Array(roundUp(wanted, PIECE_BYTES));
    this.#start = offset;
    this.#end = offset + this.#read(this.#buffer.subarray(0, wanted), offset);
  }

  #read(target: Uint8Array, offset: number): number {
    try {
      return this.#file.readAt(target, offset);
    } catch (error) {
      if (systemCodeOf(error) === undefined) throw error;
    }
    for (let at = 0; at < target.length; at += PIECE_BYTES) {
      const piece = target.subarray(at, at + PIECE_BYTES);
      try {
        this.#file.readAt(piece, offset + at);
      } catch (error) {
        if (systemCodeOf(error) === undefined) throw error;
        piece.fill(UNREADABLE_BYTE);
        this.unreadableAt ??= offset + at;
      }
    }
    return target.length;
  }
}
